//! `minicrm`: the server and its command line.

mod app;
mod cli;
mod commands;
mod config;
mod http;
mod oidc;
mod secrets;

use anyhow::Result;
use clap::{CommandFactory, FromArgMatches};

use cli::{ApiKeyAction, Cli, Command};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What is wrong with `.env`, without what a line of it gives away.
fn without_value(error: &dotenvy::Error) -> String {
    match error {
        dotenvy::Error::LineParse(line, _) => {
            let name = line.split('=').next().unwrap_or_default().trim();
            format!("the line of {name} makes no sense; put its value in single quotes")
        }
        other => other.to_string(),
    }
}

fn main() -> Result<()> {
    // Settings of a folder stand in `.env`; what the environment says already wins.
    if let Err(error) = dotenvy::dotenv()
        && !error.not_found()
    {
        anyhow::bail!("cannot read .env: {}", without_value(&error));
    }
    // One TLS provider for every library of the process. It can only fail if one was chosen already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let given = config::without_empty_settings(Cli::command()).get_matches();
    let cli = Cli::from_arg_matches(&given).unwrap_or_else(|error| error.exit());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match cli.command {
            None => commands::serve::run(cli.config).await,
            Some(Command::Serve(config)) => commands::serve::run(*config).await,
            Some(Command::ApiKey { action: ApiKeyAction::Create { name, places } }) => {
                commands::api_key::create(&name, &places).await
            }
            Some(Command::SignInLink(config)) => commands::sign_in_link::run(&config).await,
            Some(Command::Demo { server, port, api_key, places }) => {
                let server = server.unwrap_or_else(|| format!("http://localhost:{port}"));
                commands::demo::run(&server, api_key.map(|key| key.0), &places).await
            }
            Some(Command::Vendor { port, secret, places, success }) => {
                commands::vendor::run(port, secret, &places, success).await
            }
            Some(Command::Health { port, host }) => commands::health::run(host, port).await,
            Some(Command::Rules) => {
                print!("{}", domain::segment::reference());
                Ok(())
            }
            Some(Command::OpenApi) => {
                println!("{}", http::router::document().to_pretty_json()?);
                Ok(())
            }
        }
    })
}
