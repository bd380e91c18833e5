//! Settings: each is one field here, an environment variable, a flag of `serve`, a line of `.env.sample` and a
//! row of the README's table; a test compares them.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

/// Everything that can be set. Nothing has to be.
#[derive(Debug, Clone, Args)]
pub(crate) struct Config {
    /// Port to listen on
    #[arg(long, env = "PORT", default_value_t = 8000)]
    pub(crate) port: u16,

    /// Address to listen on; 0.0.0.0 for every network
    #[arg(long, env = "HOST", default_value = "127.0.0.1")]
    pub(crate) host: IpAddr,

    /// Folder of the database, the log and the secrets
    #[arg(long, env = "DATA_DIR", default_value = "data")]
    pub(crate) data_dir: PathBuf,

    /// Address people type, such as <https://crm.shop.com> [default: http://localhost:PORT]
    #[arg(long, env = "BASE_URL_BACKEND", value_parser = origin)]
    pub(crate) base_url_backend: Option<String>,

    /// Address of the web interface, if it is served from another origin
    #[arg(long, env = "BASE_URL_FRONTEND", value_parser = origin)]
    pub(crate) base_url_frontend: Option<String>,

    /// Secret that signs sessions, at least 32 characters [default: made once, kept in `DATA_DIR`]
    #[arg(long, env = "JWT_SECRET", hide_env_values = true)]
    pub(crate) jwt_secret: Option<String>,

    /// Address of the vendor that delivers messages [default: the built-in simulator]
    #[arg(long, env = "VENDOR_URL", value_parser = web_address)]
    pub(crate) vendor_url: Option<String>,

    /// Secret shared with the vendor, whsec_… [default: made once, kept in `DATA_DIR`]
    #[arg(long, env = "VENDOR_SECRET", hide_env_values = true)]
    pub(crate) vendor_secret: Option<String>,

    /// Seconds after which the vendor is asked about a missing receipt
    #[arg(long, env = "RECEIPT_ASK_AFTER", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) receipt_ask_after: u64,

    /// Seconds after which a message without receipt is uncertain
    #[arg(long, env = "RECEIPT_GIVE_UP_AFTER", default_value_t = 86_400, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) receipt_give_up_after: u64,

    /// Share of messages the simulator delivers, from 0 to 1
    #[arg(long, env = "SIMULATOR_SUCCESS", default_value_t = 0.9, value_parser = share)]
    pub(crate) simulator_success: f64,

    /// Records that may wait to be applied before the API asks callers to come back later
    #[arg(long, env = "MAX_BACKLOG", default_value_t = 5_000_000)]
    pub(crate) max_backlog: u64,

    /// What to log: error, warn, info, debug, trace, or per module
    #[arg(long, env = "LOG", default_value = "info")]
    pub(crate) log: String,

    /// How to log: text or json
    #[arg(long, env = "LOG_FORMAT", default_value = "text", value_parser = ["text", "json"])]
    pub(crate) log_format: String,
}

impl Config {
    /// The address people type.
    pub(crate) fn base_url(&self) -> String {
        self.base_url_backend.clone().unwrap_or_else(|| format!("http://localhost:{}", self.port))
    }

    /// How long a receipt may be missing before the vendor is asked.
    pub(crate) fn ask_after(&self) -> Duration {
        Duration::from_secs(self.receipt_ask_after)
    }

    /// How long a receipt may be missing before the message is uncertain.
    pub(crate) fn give_up_after(&self) -> Duration {
        Duration::from_secs(self.receipt_give_up_after)
    }
}

/// An address with a scheme and a host.
fn web_address(text: &str) -> Result<String, String> {
    let url: reqwest::Url =
        text.parse().map_err(|_| "expected an address such as https://crm.shop.com".to_owned())?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err("expected an address that begins with http:// or https://".into());
    }
    Ok(text.trim_end_matches('/').to_owned())
}

/// An address without a path.
fn origin(text: &str) -> Result<String, String> {
    let address = web_address(text)?;
    let url: reqwest::Url = address.parse().map_err(|_| "expected an address".to_owned())?;
    if url.path() == "/" {
        Ok(url.origin().ascii_serialization())
    } else {
        Err("expected an address without a path".into())
    }
}

fn share(text: &str) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| "expected a number".to_owned())?;
    if (0.0..=1.0).contains(&value) { Ok(value) } else { Err("expected a number from 0 to 1".into()) }
}
