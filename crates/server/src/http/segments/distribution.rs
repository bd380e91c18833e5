//! How the values of a field are spread over all customers.

use audience::Spread;
use axum::Json as Answer;
use axum::extract::State;
use domain::FieldError;
use domain::segment::Field;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::http::extract::Query;
use crate::http::member::CanRead;
use crate::http::problem::Problem;

/// Texts told at most.
const MOST: usize = 40;

/// Which field.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DistributionQuery {
    /// The `metric` of a condition.
    #[param(example = "totalSpend")]
    field: String,
}

/// How the values of a field are spread: buckets of numbers and dates, values of the others.
#[derive(Serialize, ToSchema)]
pub(crate) struct Distribution {
    #[schema(example = "totalSpend")]
    field: String,
    /// As what its values were read: `number`, `date`, `text`, `boolean` or `set`.
    #[schema(example = "number")]
    kind: &'static str,
    /// Customers without a value, or with one of another kind.
    missing: u64,
    /// Ascending, at most 40, with round bounds, of equal width where most customers are. Where a few values are far from
    /// all others, the first or the last bucket is open and holds them.
    #[serde(skip_serializing_if = "Option::is_none")]
    buckets: Option<Vec<DistributionBucket>>,
    /// The most frequent first, at most 40. Names and addresses are not told.
    #[serde(skip_serializing_if = "Option::is_none")]
    values: Option<Vec<DistributionValue>>,
}

/// Customers between two bounds.
#[derive(Serialize, ToSchema)]
pub(crate) struct DistributionBucket {
    /// The least value: a number, or an instant; null if the bucket holds whatever is below `to`.
    #[schema(value_type = Value)]
    from: serde_json::Value,
    /// All are below; null if the bucket holds whatever is not below `from`.
    #[schema(value_type = Value)]
    to: serde_json::Value,
    count: u64,
}

/// Customers with a value.
#[derive(Serialize, ToSchema)]
pub(crate) struct DistributionValue {
    #[schema(example = "Rome")]
    value: String,
    count: u64,
}

/// How the values of a field are spread over all customers.
#[utoipa::path(get, operation_id = "getDistribution", path = "/api/segments/distribution", tag = "segments", security(("read" = [])), params(DistributionQuery),
    responses((status = 200, body = Distribution),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 422, description = "There is no such field.", body = Problem)))]
pub(crate) async fn distribution(
    State(app): State<App>,
    member: CanRead,
    Query(query): Query<DistributionQuery>,
) -> Result<Answer<Distribution>, Problem> {
    let field = Field::parse(&query.field).ok_or_else(|| {
        let message =
            format!("expected the name of a field, got \"{}\"", domain::field::excerpt(&query.field));
        let error = FieldError::new("field", "unknown_metric", message);
        Problem::invalid("invalid_query", "There is no such field.", vec![error])
    })?;
    let zone = member.workspace.settings.zone.clone();
    let found = app.store.distribution(member.workspace.id, field, zone, MOST).await?;
    let (kind, buckets, values) = match found.spread {
        Spread::Numbers(buckets) => ("number", Some(told(buckets)), None),
        Spread::Dates(buckets) => ("date", Some(told(buckets)), None),
        Spread::Texts(values) => ("text", None, Some(shared(values))),
        Spread::Booleans(values) => ("boolean", None, Some(shared(values))),
        Spread::Sets(values) => ("set", None, Some(shared(values))),
    };
    Ok(Answer(Distribution { field: query.field, kind, missing: found.missing, buckets, values }))
}

fn told<T: Serialize>(buckets: Vec<audience::Bucket<T>>) -> Vec<DistributionBucket> {
    let bound = |value: Option<T>| serde_json::to_value(value).unwrap_or_default();
    let bucket = |bucket: audience::Bucket<T>| DistributionBucket {
        from: bound(bucket.from),
        to: bound(bucket.to),
        count: bucket.customers,
    };
    buckets.into_iter().map(bucket).collect()
}

fn shared(values: Vec<audience::Shared>) -> Vec<DistributionValue> {
    values
        .into_iter()
        .map(|shared| DistributionValue { value: shared.value, count: shared.customers })
        .collect()
}
