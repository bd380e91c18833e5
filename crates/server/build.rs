//! Makes sure that the folder of the web interface exists, so that the server also builds without it.

fn main() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../web/dist");
    std::fs::create_dir_all(folder).expect("web/dist can be made");
    println!("cargo::rerun-if-changed={folder}");
}
