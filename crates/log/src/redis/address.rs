//! The URL that says where the server is, and how to be let in.

use std::fs;

use ::redis::{
    Client, ClientTlsConfig, ConnectionAddr, ConnectionInfo, IntoConnectionInfo, ProtocolVersion,
    TlsCertificates, io::tcp::TcpSettings, io::tcp::socket2::TcpKeepalive, parse_redis_url,
};

use super::failure::reason;
use super::keys::Keys;
use super::settings::KEEPALIVE;
use crate::LogError;

/// What names begin with unless the URL says something else.
const PREFIX: &str = "minicrm";

/// What the parameters of a URL say. Everything else in it is the `redis` crate's to read.
#[derive(Debug, Default, PartialEq, Eq)]
struct Parameters {
    prefix: Option<String>,
    ca_file: Option<String>,
    client_file: Option<String>,
}

/// Reads a URL and the files it names. No error repeats the URL: it may hold a password.
pub(super) fn parse(url: &str) -> Result<(Client, Keys), LogError> {
    let wrong = |reason: String| LogError::unavailable("reading the address of Redis", reason);
    let mut url = parse_redis_url(url)
        .ok_or_else(|| wrong("expected redis://HOST:PORT/DATABASE, or rediss:// for TLS".to_owned()))?;
    let unix = url.scheme().contains("unix");
    let mut parameters = Parameters::default();
    let mut passed_on = Vec::new();
    for (name, value) in url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())) {
        match &*name {
            "prefix" => parameters.prefix = Some(value),
            "tlsCAFile" => parameters.ca_file = Some(value),
            "tlsCertificateKeyFile" => parameters.client_file = Some(value),
            "db" | "user" | "pass" if unix => passed_on.push((name, value)),
            _ => return Err(wrong(format!("it does not know the parameter {name}"))),
        }
    }
    if url.fragment().is_some() {
        return Err(wrong("it takes no fragment; a server's certificate is always checked".to_owned()));
    }
    url.set_query(None);
    if !passed_on.is_empty() {
        url.query_pairs_mut().extend_pairs(passed_on);
    }

    let info = url.into_connection_info().map_err(|error| wrong(reason(&error)))?;
    let prefix = parameters.prefix.as_deref().unwrap_or(PREFIX);
    if prefix.is_empty() || !prefix.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    {
        return Err(wrong("the parameter prefix takes letters, digits, '-', '_' and '.'".to_owned()));
    }
    let keys = Keys::new(prefix, info.redis_settings().db());
    let client = client(info, &parameters).map_err(wrong)?;
    Ok((client, keys))
}

fn client(info: ConnectionInfo, parameters: &Parameters) -> Result<Client, String> {
    // RESP3, because it tells at once when a connection ends, and takes messages on the same connection.
    let redis = info
        .redis_settings()
        .clone()
        .set_protocol(ProtocolVersion::RESP3)
        .set_lib_name("minicrm", env!("CARGO_PKG_VERSION"));
    let keepalive = TcpKeepalive::new().with_time(KEEPALIVE).with_interval(KEEPALIVE);
    let tcp = TcpSettings::default().set_nodelay(true).set_keepalive(keepalive);
    let info = info.set_redis_settings(redis).set_tcp_settings(tcp);
    let read = |file: &Option<String>| {
        file.as_ref().map(|file| fs::read(file).map_err(|error| format!("{file}: {error}"))).transpose()
    };
    let root_cert = read(&parameters.ca_file)?;
    let client_tls = read(&parameters.client_file)?
        .map(|pem| ClientTlsConfig { client_cert: pem.clone(), client_key: pem });
    if matches!(info.addr(), ConnectionAddr::TcpTls { .. }) {
        // Fails if there is a provider already, which is then as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Client::build_with_tls(info, TlsCertificates { client_tls, root_cert })
            .map_err(|error| reason(&error))
    } else if root_cert.is_some() || client_tls.is_some() {
        Err("tlsCAFile and tlsCertificateKeyFile need rediss://".to_owned())
    } else {
        Client::open(info).map_err(|error| reason(&error))
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error;

    use super::*;

    fn refusal(url: &str) -> String {
        let error = parse(url).unwrap_err();
        assert!(!format!("{error:?}").contains("secret"), "{error:?}");
        error.source().unwrap().to_string()
    }

    #[test]
    fn a_url_names_server_database_user_and_prefix() {
        let (client, keys) = parse("redis://shop:secret%21@redis.example:6380/3?prefix=shop-1").unwrap();
        let info = client.get_connection_info();
        assert_eq!(info.addr().to_string(), "redis.example:6380");
        let settings = info.redis_settings();
        assert_eq!(
            (settings.username(), settings.password(), settings.db()),
            (Some("shop"), Some("secret!"), 3)
        );
        assert_eq!(keys.signals(), "{shop-1}:signals:3");
        let (client, keys) = parse("redis://redis.example").unwrap();
        assert_eq!(client.get_connection_info().addr().to_string(), "redis.example:6379");
        assert_eq!(keys.signals(), "{minicrm}:signals:0");
    }

    #[test]
    fn valkey_and_unix_sockets_have_urls_of_their_own() {
        let (client, _) = parse("valkey://valkey.example/").unwrap();
        assert_eq!(client.get_connection_info().addr().to_string(), "valkey.example:6379");
        let (client, keys) = parse("redis+unix:///run/redis.sock?db=2&pass=secret&prefix=shop").unwrap();
        assert_eq!(client.get_connection_info().addr().to_string(), "/run/redis.sock");
        assert_eq!(client.get_connection_info().redis_settings().password(), Some("secret"));
        assert_eq!(keys.signals(), "{shop}:signals:2");
    }

    #[test]
    fn tls_is_checked_always() {
        let (client, _) = parse("rediss://redis.example").unwrap();
        assert!(matches!(
            client.get_connection_info().addr(),
            ConnectionAddr::TcpTls { insecure: false, .. }
        ));
        assert!(refusal("rediss://:secret@redis.example/#insecure").contains("always checked"));
    }

    #[test]
    fn what_is_wrong_with_a_url_is_said_without_its_password() {
        assert!(refusal("http://:secret@redis.example").contains("redis://HOST"));
        assert!(refusal("secret").contains("redis://HOST"));
        assert!(refusal("redis://:secret@redis.example/orders").contains("database"));
        assert!(refusal("redis://:secret@redis.example/?prefix={a}").contains("prefix"));
        assert!(refusal("redis://:secret@redis.example/?perfix=a").contains("perfix"));
        assert!(refusal("redis://:secret@redis.example/?tlsCAFile=Cargo.toml").contains("rediss://"));
        assert!(refusal("rediss://:secret@redis.example/?tlsCAFile=/no/such.pem").contains("/no/such.pem"));
        assert!(refusal("redis://:secret@0.0.0.0").contains("wildcard"));
    }
}
