//! Documents are checked like code: paths exist, settings agree, crates depend in one direction, the API's
//! document is fresh.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn minicrm(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_minicrm")).args(arguments).env_clear().output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// The documents at the root and in `docs/`.
fn documents() -> Vec<PathBuf> {
    let within =
        |folder: PathBuf| fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    let all = within(root()).chain(within(root().join("docs")));
    all.filter(|path| path.extension().is_some_and(|extension| extension == "md")).collect()
}

/// Words in backticks and targets of links that look like paths of this repository.
fn paths_named_in(text: &str) -> BTreeSet<String> {
    let ticked = text.split('`').skip(1).step_by(2);
    let linked = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let looks_like_one = |word: &&str| {
        let top =
            ["crates/", "web/", "e2e/", "docs/", ".ci/", ".github/"].iter().any(|top| word.starts_with(top));
        let file = [".md", ".toml", ".rs", ".json", ".yaml"].iter().any(|ending| word.ends_with(ending))
            && !word.starts_with("http");
        (top || file) && !word.contains([' ', '*', '<', '{', '…'])
    };
    ticked.chain(linked).filter(looks_like_one).map(|word| word.trim_end_matches('/').to_owned()).collect()
}

#[test]
fn every_path_a_document_names_exists() {
    let mut checked = 0;
    for document in documents() {
        let text = fs::read_to_string(&document).unwrap();
        for path in paths_named_in(&text) {
            let beside = document.parent().unwrap().join(&path);
            // What a build makes need not be there.
            let made = ["web/dist", "web/node_modules", "target"].iter().any(|made| path.starts_with(made));
            assert!(
                made || root().join(&path).exists() || beside.exists(),
                "{} names {path}",
                document.display()
            );
            checked += 1;
        }
    }
    assert!(checked > 30, "only {checked} paths were found: is the test blind?");
}

#[test]
fn crates_depend_in_one_direction_only() {
    // What each crate may know of the others; ARCHITECTURE.md draws it.
    let allowed: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("domain", &[][..]),
        ("audience", &["domain"][..]),
        ("log", &["domain"][..]),
        ("store", &["domain", "audience"][..]),
        ("engine", &["domain", "audience", "store", "log"][..]),
        ("server", &["domain", "audience", "store", "log", "engine"][..]),
    ]);
    let crates: Vec<String> = fs::read_dir(root().join("crates"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(
        crates.iter().map(String::as_str).collect::<BTreeSet<_>>(),
        allowed.keys().copied().collect(),
        "a crate nobody decided about"
    );
    for name in &crates {
        let manifest = read(&format!("crates/{name}/Cargo.toml"));
        let named = manifest.lines().filter_map(|line| line.split(['.', ' ', '=']).next());
        let ours = named.filter(|dependency| allowed.contains_key(dependency) && dependency != name);
        for dependency in ours {
            assert!(allowed[name.as_str()].contains(&dependency), "{name} must not know {dependency}");
        }
    }
    // The walls that a crate edge alone does not hold: words of one room that must not be heard in another.
    for (room, forbidden) in [
        ("engine", &["rusqlite", "SELECT ", "bson"][..]),
        ("server", &["rusqlite", "SELECT ", "bson"][..]),
        ("domain", &["tokio", "axum", "rusqlite"][..]),
    ] {
        for file in sources(&root().join("crates").join(room).join("src")) {
            let text = fs::read_to_string(&file).unwrap();
            for word in forbidden {
                assert!(!text.contains(word), "{} speaks of {word}", file.display());
            }
        }
    }
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|e| e == "rs"))
        .collect()
}

/// Settings by name, with their defaults, as `minicrm serve --help` tells them.
fn settings() -> BTreeMap<String, Option<String>> {
    let help = minicrm(&["serve", "--help"]);
    let words = help.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut settings = BTreeMap::new();
    for rest in words.split("[env: ").skip(1) {
        let name = rest.split(['=', ']']).next().unwrap().to_owned();
        let before_next = rest.split(" --").next().unwrap();
        let default = before_next
            .split("[default: ")
            .nth(1)
            .and_then(|rest| rest.split(']').next())
            .map(ToOwned::to_owned);
        settings.insert(name, default);
    }
    settings
}

#[test]
fn the_table_of_settings_and_the_sample_agree_with_the_configuration() {
    let settings = settings();
    assert!(settings.len() > 10, "{settings:?}");
    let readme = read("README.md");
    let rows = readme.lines().filter_map(|line| line.strip_prefix("| `"));
    let table: BTreeMap<String, Option<String>> = rows
        .filter(|row| row.split('`').next().unwrap().chars().all(|c| c.is_ascii_uppercase() || c == '_'))
        .map(|row| {
            let cells: Vec<&str> = row.split('|').map(str::trim).collect();
            let default = cells[1].strip_prefix('`').map(|rest| rest.trim_end_matches('`').to_owned());
            (cells[0].trim_end_matches('`').to_owned(), default)
        })
        .collect();
    assert_eq!(table, settings, "README.md (left) and the configuration (right)");
    let sample = read(".env.sample");
    let sampled: BTreeSet<&str> = sample
        .lines()
        .filter_map(|line| line.strip_prefix("# ")?.split_once('='))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(
        sampled,
        settings.keys().map(String::as_str).collect(),
        ".env.sample (left) and the configuration (right)"
    );
}

#[test]
fn the_documents_of_the_api_are_fresh() {
    let fresh: serde_json::Value = serde_json::from_str(&minicrm(&["openapi"])).unwrap();
    let kept: serde_json::Value = serde_json::from_str(&read("openapi.json")).unwrap();
    assert_eq!(fresh, kept, "run `make openapi`");
    assert_eq!(minicrm(&["rules"]), read("docs/rules.md"), "run `make openapi`");
}

#[test]
fn every_crash_point_is_listed_in_the_architecture() {
    let architecture = read("ARCHITECTURE.md");
    for point in engine::crash::POINTS {
        assert!(architecture.contains(&format!("`{point}`")), "ARCHITECTURE.md does not list {point}");
    }
}

#[test]
fn no_source_file_grows_past_five_hundred_lines_unnoticed() {
    for file in sources(&root().join("crates")) {
        let lines = fs::read_to_string(&file).unwrap().lines().count();
        assert!(lines <= 500, "{} has {lines} lines: look for the second noun", file.display());
    }
}
