//! Real servers on loopback ports, for tests.

use std::sync::Arc;

use axum::Router;
use tokio::net::TcpListener;

/// Serves a router until the test's runtime ends; answers with its address.
pub(crate) async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

/// An address where nobody listens.
pub(crate) async fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

/// Installs the TLS provider, as the binary does first of all.
pub(crate) fn install_tls() {
    let ready = rustls::crypto::CryptoProvider::get_default().is_some();
    if !ready {
        let lost: Result<(), Arc<_>> = rustls::crypto::ring::default_provider().install_default();
        // Another test was faster.
        drop(lost);
    }
}
