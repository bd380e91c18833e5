//! Who asks, as far as a connection tells: an address, and what a browser says of itself.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use store::Device;

use crate::app::App;

/// Characters of a browser's name that are kept.
const MAX_AGENT: usize = 300;

/// The other end of a request.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    /// Where it comes from; unknown only where there is no connection, as in tests of a router.
    pub(crate) address: Option<IpAddr>,
    agent: Option<String>,
}

impl Client {
    /// What is kept of it with a session.
    pub(crate) fn device(&self) -> Device {
        Device { agent: self.agent.clone(), address: self.address.map(|address| address.to_string()) }
    }
}

impl FromRequestParts<App> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let agent = parts.headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
        Ok(Self {
            address: address(parts, app),
            agent: agent.map(|agent| agent.chars().take(MAX_AGENT).collect()),
        })
    }
}

/// Where a request comes from.
fn address(parts: &Parts, app: &App) -> Option<IpAddr> {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    behind(peer, &parts.headers, app.config.proxies)
}

/// The address before so many proxies of ours. Each appends to `X-Forwarded-For` whom it was asked by, so that what
/// stands further left was written by anybody.
fn behind(peer: Option<IpAddr>, headers: &HeaderMap, proxies: u8) -> Option<IpAddr> {
    let Some(skip) = usize::from(proxies).checked_sub(1) else { return canonical(peer) };
    let lines = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok());
    let hops: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    let told = hops.iter().rev().nth(skip).and_then(|hop| hop.parse().ok());
    canonical(told.or(peer))
}

/// An IPv4 address in the clothes of IPv6 is an IPv4 address.
fn canonical(address: Option<IpAddr>) -> Option<IpAddr> {
    address.map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_our_own_proxies_wrote_is_believed() {
        let peer = Some("10.0.0.1".parse().unwrap());
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", "1.1.1.1, 2.2.2.2".parse().unwrap());
        headers.append("x-forwarded-for", "3.3.3.3".parse().unwrap());
        let told = |proxies| behind(peer, &headers, proxies).unwrap().to_string();
        assert_eq!(told(0), "10.0.0.1");
        assert_eq!(told(1), "3.3.3.3");
        assert_eq!(told(2), "2.2.2.2");
        assert_eq!(told(9), "10.0.0.1", "fewer hops than proxies: somebody came past them");
        assert_eq!(
            behind(Some("::ffff:9.9.9.9".parse().unwrap()), &headers, 0).unwrap().to_string(),
            "9.9.9.9"
        );
    }
}
