//! What every answer tells the browser about what it may do with it.

use axum::Router;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::map_response;
use axum::response::Response;

/// Nothing from elsewhere runs or loads. Inline styles are what the chart and the library of dialogs need.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
     font-src 'self'; connect-src 'self'; frame-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// What no page of ours asks for.
const PERMISSIONS: &str =
    "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), serial=(), usb=()";

/// Adds the headers to every answer that does not say otherwise. Where people come by https, browsers are told to
/// come by nothing else for a year.
pub(crate) fn protected(router: Router, by_https: bool) -> Router {
    router.layer(map_response(move |mut response: Response| async move {
        let strict = by_https.then_some((header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"));
        for (name, value) in ALWAYS.into_iter().chain(strict) {
            response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
        }
        response
    }))
}

/// What every answer carries.
const ALWAYS: [(HeaderName, &str); 8] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (HeaderName::from_static("permissions-policy"), PERMISSIONS),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    // What a browser keeps outlives the session that may read it.
    (header::CACHE_CONTROL, "no-store"),
];
