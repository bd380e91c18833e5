//! The command line: `minicrm` alone is `serve`.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::config::Config;

/// A marketing CRM in one binary: customers and orders in, audiences by rules, campaigns out, deliveries proven.
#[derive(Debug, Parser)]
#[command(name = "minicrm", version, args_conflicts_with_subcommands = true)]
pub(crate) struct Cli {
    /// What to do; nothing said means `serve`.
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    /// Settings of `serve`.
    #[command(flatten)]
    pub(crate) config: Config,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the server: web interface, API and workers
    Serve(Box<Config>),
    /// Make keys for scripts
    ApiKey {
        /// What to do with keys.
        #[command(subcommand)]
        action: ApiKeyAction,
    },
    /// Print a new one-time sign-in link
    SignInLink(Box<Config>),
    /// Fill a running server with a demo shop, through its API
    Demo {
        /// Address of the server [default: http://localhost:PORT]
        #[arg(long, env = "BASE_URL_BACKEND")]
        server: Option<String>,
        /// Port of the server, if it runs on this machine
        #[arg(long, env = "PORT", default_value_t = 8000)]
        port: u16,
        /// An API key; made with `minicrm api-key create` [default: one is made in `DATA_DIR`]
        #[arg(long, env = "MINICRM_API_KEY", hide_env_values = true)]
        api_key: Option<String>,
        /// Folder of the server's data, to make a key in
        #[arg(long, env = "DATA_DIR", default_value = "data")]
        data_dir: PathBuf,
    },
    /// Run the vendor simulator on its own port
    Vendor {
        /// Port to listen on
        #[arg(long, env = "PORT", default_value_t = 9000)]
        port: u16,
        /// Secret shared with Mini CRM, whsec_… [default: the one kept in `DATA_DIR`]
        #[arg(long, env = "VENDOR_SECRET", hide_env_values = true)]
        secret: Option<String>,
        /// Folder of the server's data, to find the secret in
        #[arg(long, env = "DATA_DIR", default_value = "data")]
        data_dir: PathBuf,
        /// Share of messages that are delivered, from 0 to 1
        #[arg(long, env = "SIMULATOR_SUCCESS", default_value_t = 0.9)]
        success: f64,
    },
    /// Print the API's OpenAPI document
    #[command(name = "openapi")]
    OpenApi,
}

/// What can be done with API keys.
#[derive(Debug, Subcommand)]
pub(crate) enum ApiKeyAction {
    /// Make a key and print it: the last word of the line, shown this once
    Create {
        /// What it is for
        #[arg(long)]
        name: String,
        /// Folder of the server's data; the server may be running
        #[arg(long, env = "DATA_DIR", default_value = "data")]
        data_dir: PathBuf,
    },
}
