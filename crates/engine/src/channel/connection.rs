//! HTTP connections between us and a vendor, either way.

use std::net::IpAddr;
use std::time::Duration;

use reqwest::{Client, Url, redirect};

/// A text that is no address of an HTTP server, or a client that cannot be made for it.
#[derive(Debug, thiserror::Error)]
pub enum ConnectionError {
    /// Not `http://…` or `https://…`.
    #[error("expected an http or https address, got \"{0}\"")]
    NoAddress(String),
    /// TLS cannot be set up: the machine has no root certificates, for example.
    #[error("no secure connection can be made on this machine: {0}")]
    NoTls(#[source] reqwest::Error),
}

/// Parses an address and makes a client for it. Redirects are not followed: what is signed for one server is
/// not for another. Every answer must be complete within `timeout`.
///
/// # Panics
/// If no TLS provider has been installed in the process: the binary does that first of all.
pub fn client(address: &str, timeout: Duration) -> Result<(Client, Url), ConnectionError> {
    let url =
        Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let url = url.ok_or_else(|| ConnectionError::NoAddress(address.to_owned()))?;
    let mut builder = Client::builder()
        .timeout(timeout)
        .connect_timeout(timeout.min(Duration::from_secs(5)))
        .redirect(redirect::Policy::none())
        .user_agent(concat!("minicrm/", env!("CARGO_PKG_VERSION")));
    if url.scheme() == "http" {
        // The simulator must run on a machine without any root certificates.
        builder = builder.tls_certs_only([]);
    }
    if is_loopback(&url) {
        builder = builder.no_proxy();
    }
    Ok((builder.build().map_err(ConnectionError::NoTls)?, url))
}

pub(crate) fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// An address below another: `http://h/base` and `send` make `http://h/base/send`.
pub fn below(url: &Url, segment: &str) -> Url {
    let mut below = url.clone();
    let path = format!("{}/{segment}", url.path().trim_end_matches('/'));
    below.set_path(&path);
    below
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_is_found_below_the_address_with_and_without_a_slash() {
        for (address, route) in [
            ("http://h", "http://h/send"),
            ("http://h/", "http://h/send"),
            ("https://h:8/api/v1", "https://h:8/api/v1/send"),
            ("https://h/a/?key=1", "https://h/a/send?key=1"),
        ] {
            assert_eq!(below(&Url::parse(address).unwrap(), "send").as_str(), route);
        }
    }

    #[test]
    fn loopback_is_told_from_the_rest() {
        for (address, near) in [
            ("http://127.0.0.1:1", true),
            ("http://localhost", true),
            ("http://[::1]:9", true),
            ("http://localhost.example", false),
            ("http://10.0.0.1", false),
        ] {
            assert_eq!(is_loopback(&Url::parse(address).unwrap()), near, "{address}");
        }
    }
}
