//! Settings: each is one field here, an environment variable, a flag of `serve`, a line of `.env.sample` and a
//! row of the README's table; a test compares them.

mod ai;
mod hidden;
mod limits;

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Result, bail};
use clap::builder::Resettable;
use clap::{Args, ValueEnum};

/// Where everything is kept.
#[derive(Debug, Clone, Args)]
pub(crate) struct Places {
    /// Folder of the database, the log and the secrets
    #[arg(long, env = "DATA_DIR", default_value = "data")]
    pub(crate) data_dir: PathBuf,

    /// Address of a MongoDB replica set that keeps everything but the log [default: a file in `DATA_DIR`]
    #[arg(long, env = "MONGO_URI", hide_env_values = true)]
    pub(crate) mongo_uri: Option<Hidden>,
}

/// What a process of a server does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Role {
    /// Both
    All,
    /// Answers requests
    Api,
    /// Applies what was accepted and delivers messages
    Worker,
}

impl Role {
    /// True if it answers requests.
    pub(crate) fn answers(self) -> bool {
        self != Self::Worker
    }

    /// True if it runs workers.
    pub(crate) fn works(self) -> bool {
        self != Self::Api
    }
}

pub(crate) use ai::AiConfig;
pub(crate) use hidden::Hidden;
pub(crate) use limits::LimitsConfig;

/// Who may sign in by a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SignUp {
    /// Whoever was invited
    Invited,
    /// Everybody
    Open,
}

/// Everything that can be set. Nothing has to be.
#[derive(Debug, Clone, Args)]
pub(crate) struct Config {
    /// What this process does: all, api, or worker; api and worker need `REDIS_URL` and `MONGO_URI`
    #[arg(long, env = "ROLE", default_value = "all", hide_possible_values = true)]
    pub(crate) role: Role,

    /// Port to listen on
    #[arg(long, env = "PORT", default_value_t = 8000)]
    pub(crate) port: u16,

    /// Address to listen on; 0.0.0.0 for every network
    #[arg(long, env = "HOST", default_value = "127.0.0.1")]
    pub(crate) host: IpAddr,

    #[command(flatten)]
    pub(crate) places: Places,

    /// Address of a Redis that keeps the log [default: a file in `DATA_DIR`]
    #[arg(long, env = "REDIS_URL", hide_env_values = true)]
    pub(crate) redis_url: Option<Hidden>,

    /// Address people type, such as <https://crm.shop.com> [default: http://localhost:PORT]
    #[arg(long, env = "BASE_URL_BACKEND", value_parser = origin)]
    pub(crate) base_url_backend: Option<String>,

    /// Address of the web interface, if it is served from another origin
    #[arg(long, env = "BASE_URL_FRONTEND", value_parser = origin)]
    pub(crate) base_url_frontend: Option<String>,

    /// Proxies of yours before this server, whose `X-Forwarded-For` is believed
    #[arg(long, env = "PROXIES", default_value_t = 0)]
    pub(crate) proxies: u8,

    /// Secret that signs sessions, at least 32 characters [default: made once and kept]
    #[arg(long, env = "JWT_SECRET", hide_env_values = true)]
    pub(crate) jwt_secret: Option<Hidden>,

    /// Client id at Google, or at another OpenID provider; switches signing in by it on
    #[arg(long, env = "GOOGLE_CLIENT_ID")]
    pub(crate) google_client_id: Option<String>,

    /// Secret of that client
    #[arg(long, env = "GOOGLE_CLIENT_SECRET", hide_env_values = true)]
    pub(crate) google_client_secret: Option<Hidden>,

    /// Address of the OpenID provider
    #[arg(long, env = "OIDC_ISSUER", default_value = "https://accounts.google.com", value_parser = issuer)]
    pub(crate) oidc_issuer: String,

    /// Who may sign in by the provider: those invited, or, with open, everybody, each into a workspace of their own
    #[arg(long, env = "SIGNUP", default_value = "invited", hide_possible_values = true)]
    pub(crate) signup: SignUp,

    /// Address of the vendor that delivers messages [default: the built-in simulator]
    #[arg(long, env = "VENDOR_URL", value_parser = web_address)]
    pub(crate) vendor_url: Option<String>,

    /// Secret shared with the vendor, whsec_… [default: made once and kept]
    #[arg(long, env = "VENDOR_SECRET", hide_env_values = true)]
    pub(crate) vendor_secret: Option<Hidden>,

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

    /// Megabytes of memory for audiences; those least recently asked about make room, and one workspace's always fit
    #[arg(long, env = "MEMORY_BUDGET", default_value_t = 1_024)]
    pub(crate) memory_budget: usize,

    /// Token that `/metrics` asks for as `Authorization: Bearer …`, at least 16 characters [default: it asks for none]
    #[arg(long, env = "METRICS_TOKEN", hide_env_values = true)]
    pub(crate) metrics_token: Option<Hidden>,

    /// How often callers may knock
    #[command(flatten)]
    pub(crate) limits: LimitsConfig,

    /// Who writes suggestions and makes rules of words
    #[command(flatten)]
    pub(crate) ai: AiConfig,

    /// What to log: error, warn, info, debug, trace, or per module
    #[arg(long, env = "LOG", default_value = "info")]
    pub(crate) log: String,

    /// How to log: text or json
    #[arg(long, env = "LOG_FORMAT", default_value = "text", value_parser = ["text", "json"])]
    pub(crate) log_format: String,
}

impl Config {
    /// True if several processes may share log and store.
    pub(crate) fn is_shared(&self) -> bool {
        self.redis_url.is_some() && self.places.mongo_uri.is_some()
    }

    /// Settings that make no sense together.
    pub(crate) fn check(&self) -> Result<()> {
        if self.metrics_token.as_ref().is_some_and(|token| token.len() < 16) {
            bail!("METRICS_TOKEN is too short: use at least 16 characters");
        }
        let missing = match (&self.redis_url, &self.places.mongo_uri) {
            _ if self.role == Role::All => return Ok(()),
            (Some(_), Some(_)) => return Ok(()),
            (None, None) => "REDIS_URL and MONGO_URI are not set",
            (None, Some(_)) => "REDIS_URL is not set",
            (Some(_), None) => "MONGO_URI is not set",
        };
        let role = if self.role == Role::Api { "api" } else { "worker" };
        bail!(
            "--role {role} is for several processes that share their log and their store, and {missing}. Set what is missing, or leave --role out: one process does everything."
        );
    }

    /// Memory for audiences, in bytes.
    pub(crate) fn memory_budget(&self) -> usize {
        self.memory_budget.saturating_mul(1 << 20)
    }

    /// The address people type.
    pub(crate) fn base_url(&self) -> String {
        self.base_url_backend.clone().unwrap_or_else(|| format!("http://localhost:{}", self.port))
    }

    /// Where people find the web interface.
    pub(crate) fn web_url(&self) -> String {
        self.base_url_frontend.clone().unwrap_or_else(|| self.base_url())
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

/// What is set to nothing is not set: `VENDOR_URL=` in `.env` means the default.
pub(crate) fn without_empty_settings(command: clap::Command) -> clap::Command {
    let set_to_nothing =
        |arg: &clap::Arg| arg.get_env().and_then(std::env::var_os).is_some_and(|value| value.is_empty());
    command
        .mut_args(
            |arg| if set_to_nothing(&arg) { arg.env(Resettable::<clap::builder::OsStr>::Reset) } else { arg },
        )
        .mut_subcommands(without_empty_settings)
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

/// An address as it stands in the provider's tokens, to the letter.
fn issuer(text: &str) -> Result<String, String> {
    web_address(text).map(|_| text.to_owned())
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
