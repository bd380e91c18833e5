//! The command line: `minicrm` alone is `serve`.

use std::net::IpAddr;

use clap::{Parser, Subcommand};

use crate::config::{Config, Hidden, Places};

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
        /// An API key; made with `minicrm api-key create` [default: one is made]
        #[arg(long, env = "MINICRM_API_KEY", hide_env_values = true)]
        api_key: Option<Hidden>,
        /// Where to make a key.
        #[command(flatten)]
        places: Places,
    },
    /// Run the vendor simulator on its own port
    Vendor {
        /// Port to listen on
        #[arg(long, env = "PORT", default_value_t = 9000)]
        port: u16,
        /// Secret shared with Mini CRM, whsec_… [default: the one that was kept]
        #[arg(long, env = "VENDOR_SECRET", hide_env_values = true)]
        secret: Option<Hidden>,
        /// Where to find the secret.
        #[command(flatten)]
        places: Places,
        /// Share of messages that are delivered, from 0 to 1
        #[arg(long, env = "SIMULATOR_SUCCESS", default_value_t = 0.9)]
        success: f64,
    },
    /// Ask a running server whether it is ready; ends with an error if it is not
    Health {
        /// Port of the server
        #[arg(long, env = "PORT", default_value_t = 8000)]
        port: u16,
        /// Address it listens on
        #[arg(long, env = "HOST", default_value = "127.0.0.1")]
        host: IpAddr,
    },
    /// Print the API's OpenAPI document
    #[command(name = "openapi")]
    OpenApi,
    /// Print the reference page of the rule language
    Rules,
}

/// What can be done with API keys.
#[derive(Debug, Subcommand)]
pub(crate) enum ApiKeyAction {
    /// Make a key and print it: the last word of the line, shown this once
    Create {
        /// What it is for
        #[arg(long)]
        name: String,
        /// Where to make it; servers may be running.
        #[command(flatten)]
        places: Places,
    },
}
