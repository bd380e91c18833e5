//! The one list of routes: what the server answers, and what the API's document says.

use std::any::Any;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::cors::CorsLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::trace::TraceLayer;
use utoipa::Modify;
use utoipa::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use utoipa_swagger_ui::SwaggerUi;

use super::deadline;
use super::measure::measure;
use super::problem::Problem;
use super::{
    ai, api_keys, assets, audit, auth, campaigns, customers, dashboard, dead_letters, demo, described,
    devices, erasure, events, export, google, headers, imports, ingest, invitations, members, message_log,
    messages, operations, orders, pipeline, reach, segments, suggest, unread, vendor, workspace,
};
use crate::app::App;

/// Bytes a body of records or receipts may have.
pub(crate) const MAX_RECORDS_BODY: usize = 16 << 20;
/// Bytes a file to import may have.
pub(crate) const MAX_FILE: usize = 256 << 20;
/// Bytes any other body may have.
const MAX_BODY: usize = 1 << 20;
/// How long a request may take; streams of events end when they end.
const TIME_LIMIT: Duration = Duration::from_mins(1);
/// How long a file may take to arrive: the largest over a line of half a megabit a second.
const FILE_TIME_LIMIT: Duration = Duration::from_hours(1);

/// Every route there is.
fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Document::openapi()).merge(product()).merge(upkeep())
}

/// What the product does: all of it needs the store.
fn product() -> OpenApiRouter<App> {
    let records = OpenApiRouter::new()
        .routes(routes!(ingest::customers, customers::list))
        .routes(routes!(ingest::orders, orders::list))
        .routes(routes!(vendor::receive))
        .layer(DefaultBodyLimit::max(MAX_RECORDS_BODY))
        .layer(from_fn(deadline::after(TIME_LIMIT)));
    let files = OpenApiRouter::new()
        .routes(routes!(imports::create, imports::list))
        .layer(DefaultBodyLimit::max(MAX_FILE))
        .layer(from_fn(deadline::after(FILE_TIME_LIMIT)));
    let others = OpenApiRouter::new()
        .routes(routes!(auth::sign_in_by_link))
        .routes(routes!(auth::me, devices::change_profile))
        .routes(routes!(auth::sign_out))
        .routes(routes!(google::methods))
        .routes(routes!(google::start))
        .routes(routes!(google::finish))
        .routes(routes!(google::sign_in_with_token))
        .routes(routes!(devices::list, devices::end_all))
        .routes(routes!(devices::end))
        .routes(routes!(devices::switch))
        .routes(routes!(members::list))
        .routes(routes!(members::change_role, members::remove))
        .routes(routes!(members::create_link))
        .routes(routes!(members::leave))
        .routes(routes!(invitations::list, invitations::create))
        .routes(routes!(invitations::withdraw))
        .routes(routes!(workspace::read, workspace::configure))
        .routes(routes!(api_keys::list, api_keys::create))
        .routes(routes!(api_keys::revoke))
        .routes(routes!(audit::list))
        .routes(routes!(ingest::batch))
        .routes(routes!(pipeline::read))
        .routes(routes!(imports::read))
        .routes(routes!(imports::rejections))
        .routes(routes!(imports::download_rejections))
        .routes(routes!(dead_letters::list))
        .routes(routes!(dead_letters::replay))
        .routes(routes!(dead_letters::discard))
        .routes(routes!(demo::load))
        .routes(routes!(customers::search))
        .routes(routes!(customers::read, erasure::erase))
        .routes(routes!(export::customer))
        .routes(routes!(dashboard::read))
        .routes(routes!(segments::preview))
        .routes(routes!(segments::vocabulary))
        .routes(routes!(segments::list, segments::create))
        .routes(routes!(segments::read, segments::change, segments::delete))
        .routes(routes!(segments::used_by))
        .routes(routes!(segments::count))
        .routes(routes!(segments::breakdown))
        .routes(routes!(segments::distribution))
        .routes(routes!(segments::explain))
        .routes(routes!(segments::of_customer))
        .routes(routes!(segments::export))
        .routes(routes!(segments::export_rule))
        .routes(routes!(campaigns::create))
        .routes(routes!(campaigns::read, campaigns::update, campaigns::delete))
        .routes(routes!(campaigns::history))
        .routes(routes!(campaigns::launch))
        .routes(routes!(campaigns::schedule))
        .routes(routes!(campaigns::unschedule))
        .routes(routes!(campaigns::pause))
        .routes(routes!(campaigns::resume))
        .routes(routes!(campaigns::cancel))
        .routes(routes!(campaigns::duplicate))
        .routes(routes!(campaigns::resend))
        .routes(routes!(messages::list))
        .routes(routes!(message_log::export))
        .routes(routes!(messages::reasons))
        .routes(routes!(messages::timeline))
        .routes(routes!(messages::render))
        .routes(routes!(messages::variables))
        .routes(routes!(events::follow))
        .routes(routes!(ai::read))
        .routes(routes!(ai::segment))
        .routes(routes!(suggest::suggest))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(from_fn(deadline::after(TIME_LIMIT)));
    OpenApiRouter::new().merge(records).merge(files).merge(others)
}

/// What those ask who run it: it answers whatever else does not.
fn upkeep() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(operations::live))
        .routes(routes!(operations::ready))
        .routes(routes!(operations::health))
        .routes(routes!(operations::metrics))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(from_fn(deadline::after(TIME_LIMIT)))
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Mini CRM",
        description = "Customers and orders in, audiences by rules, campaigns out, deliveries proven.\n\n\
            Sign in in the browser, or send an API key as `Authorization: Bearer mcrm_…` (`minicrm api-key create --name scripts`). \
            Ids are decimal strings, money is in major units with at most two decimals, time is RFC 3339. \
            Errors are `application/problem+json` with a stable `code`.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    tags(
        (name = "ingest", description = "Records in."),
        (name = "customers", description = "Customers and what they bought."),
        (name = "segments", description = "Audiences by rules."),
        (name = "campaigns", description = "Messages out."),
        (name = "AI", description = "Suggestions."),
        (name = "account", description = "Who may do what, where."),
        (name = "vendor", description = "For the service that delivers messages."),
        (name = "operations", description = "For those who run it.")
    ),
    components(schemas(super::rule_schema::RuleGroup, super::rule_schema::RuleCondition, events::LiveCampaigns)),
    modifiers(&Schemes)
)]
struct Document;

/// How callers prove who they are.
struct Schemes;

impl Modify for Schemes {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("key", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
        let cookie = ApiKey::Cookie(ApiKeyValue::new("minicrm_session"));
        components.add_security_scheme("metrics", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
        components.add_security_scheme("session", SecurityScheme::ApiKey(cookie));
    }
}

/// The API's document.
pub(crate) fn document() -> utoipa::openapi::OpenApi {
    described::complete(routes().into_openapi())
}

/// The whole HTTP interface of a running server.
pub(crate) fn router(app: App) -> Router {
    let docs = SwaggerUi::new("/api-docs").url("/api-docs/openapi.json", document());
    let request_id = HeaderName::from_static("x-request-id");
    let frontend = app.config.base_url_frontend.clone();
    // A file in the data folder is there or the process is not; a server elsewhere may be gone.
    let elsewhere = app.config.places.mongo_uri.is_some();
    let reach = elsewhere.then(|| from_fn_with_state(app.clone(), reach::or_come_back));
    let layers = ServiceBuilder::new()
        .layer(SetRequestIdLayer::new(request_id.clone(), MakeRequestUuid))
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .layer(PropagateRequestIdLayer::new(request_id))
        .layer(CatchPanicLayer::custom(panicked))
        .option_layer(frontend.and_then(|origin| cors(&origin)))
        .layer(CompressionLayer::new().compress_when(DefaultPredicate::new().and(NotForContentType::SSE)))
        .layer(from_fn(unread::drain));
    let by_https = app.config.base_url().starts_with("https://");
    let router = Router::from(product())
        .route_layer(ServiceBuilder::new().option_layer(reach))
        .merge(upkeep())
        .route_layer(from_fn(measure))
        .merge(docs)
        .fallback(assets::fallback)
        .method_not_allowed_fallback(wrong_method)
        .layer(layers)
        .with_state(app);
    headers::protected(router, by_https)
}

/// What a process answers that only works: how it is, and what its own simulator reports.
pub(crate) fn of_workers(app: App) -> Router {
    let receipts = OpenApiRouter::new()
        .routes(routes!(vendor::receive))
        .layer(DefaultBodyLimit::max(MAX_RECORDS_BODY))
        .layer(from_fn(deadline::after(TIME_LIMIT)));
    let by_https = app.config.base_url().starts_with("https://");
    let router = Router::from(receipts.merge(upkeep())).fallback(only_workers);
    headers::protected(router.with_state(app), by_https)
}

async fn only_workers() -> Problem {
    let detail = "This process only works. The API and the web interface are served by those started with --role api or all.";
    Problem::new(StatusCode::NOT_FOUND, "only_workers", detail)
}

fn cors(origin: &str) -> Option<CorsLayer> {
    let methods = [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];
    let headers = [
        header::CONTENT_TYPE,
        header::AUTHORIZATION,
        header::IF_MATCH,
        HeaderName::from_static("idempotency-key"),
        HeaderName::from_static("prefer"),
    ];
    let layer = CorsLayer::new().allow_credentials(true).allow_methods(methods).allow_headers(headers);
    let layer = layer.expose_headers([header::ETAG]);
    origin.parse::<HeaderValue>().ok().map(|origin| layer.allow_origin(origin))
}

/// One span a request, with the path but without the query, which may hold a search.
fn span<B>(request: &axum::http::Request<B>) -> tracing::Span {
    let id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or_default();
    tracing::info_span!("http", id, method = %request.method(), path = request.uri().path())
}

async fn wrong_method() -> Problem {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "This route does not take this method. /api-docs lists what there is.",
    )
}

#[expect(clippy::needless_pass_by_value, reason = "the layer's signature")]
fn panicked(cause: Box<dyn Any + Send>) -> Response {
    let text =
        cause.downcast_ref::<String>().map(String::as_str).or_else(|| cause.downcast_ref::<&str>().copied());
    tracing::error!(cause = text.unwrap_or("unknown"), "a handler panicked");
    Problem::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "internal",
        "Something went wrong here. It was logged under the x-request-id of this answer.",
    )
    .into_response()
}
