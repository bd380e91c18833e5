//! `minicrm`: the server and its command line.

mod app;
mod cli;
mod commands;
mod config;
mod http;
mod secrets;

use anyhow::Result;
use clap::Parser;

use cli::{ApiKeyAction, Cli, Command};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<()> {
    // Settings of a folder stand in `.env`; what the environment says already wins.
    if let Err(error) = dotenvy::dotenv()
        && !error.not_found()
    {
        anyhow::bail!("cannot read .env: {error}");
    }
    // One TLS provider for every library of the process. It can only fail if one was chosen already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let cli = Cli::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match cli.command {
            None => commands::serve::run(cli.config).await,
            Some(Command::Serve(config)) => commands::serve::run(*config).await,
            Some(Command::ApiKey { action: ApiKeyAction::Create { name, data_dir } }) => {
                commands::api_key::create(&name, &data_dir).await
            }
            Some(Command::SignInLink(config)) => commands::sign_in_link::run(&config).await,
            Some(Command::Demo { server, port, api_key, data_dir }) => {
                let server = server.unwrap_or_else(|| format!("http://localhost:{port}"));
                commands::demo::run(&server, api_key, &data_dir).await
            }
            Some(Command::Vendor { port, secret, data_dir, success }) => {
                commands::vendor::run(port, secret.as_deref(), &data_dir, success).await
            }
            Some(Command::OpenApi) => {
                println!("{}", http::router::document().to_pretty_json()?);
                Ok(())
            }
        }
    })
}
