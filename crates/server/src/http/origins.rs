//! Which addresses browsers may come from: the one people type, and the one of a web interface that stands
//! elsewhere.

use axum::http::{HeaderMap, Uri, header};

use crate::config::Config;

/// Origins that are ours, such as `https://crm.shop.com`.
#[derive(Debug, Clone)]
pub(crate) struct Origins {
    allowed: Vec<String>,
}

impl Origins {
    /// What the settings allow. While nobody has set `BASE_URL_BACKEND`, every name of this very machine is ours.
    pub(crate) fn new(config: &Config) -> Self {
        let mut allowed = vec![config.base_url()];
        if config.base_url_backend.is_none() {
            allowed.extend(["127.0.0.1", "[::1]"].map(|name| format!("http://{name}:{}", config.port)));
        }
        allowed.extend(config.base_url_frontend.clone());
        Self { allowed }
    }

    /// True if a browser's `Origin` is ours; requests that name none do not come from a foreign page.
    pub(crate) fn allow(&self, headers: &HeaderMap) -> bool {
        headers
            .get(header::ORIGIN)
            .is_none_or(|origin| self.allowed.iter().any(|ours| origin.as_bytes() == ours.as_bytes()))
    }

    /// True if the request was addressed to a name of ours: a page under a foreign name (DNS rebinding, a
    /// forgotten setting) must not act with a person's cookie.
    pub(crate) fn know_host(&self, headers: &HeaderMap) -> bool {
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        self.allowed
            .iter()
            .any(|origin| authority(origin).is_some_and(|ours| ours.eq_ignore_ascii_case(host)))
    }
}

fn authority(origin: &str) -> Option<String> {
    let uri: Uri = origin.parse().ok()?;
    uri.authority().map(ToString::to_string)
}
