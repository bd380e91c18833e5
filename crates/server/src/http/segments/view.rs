//! Segments as callers see and write them.

use domain::campaign::{CampaignState, Line};
use domain::field::Field;
use domain::segment::{Names, Rule, SegmentChange, SegmentName, SegmentPlan, sentence};
use domain::{CampaignId, FieldError, SegmentId, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::invalid_rule;
use crate::http::problem::Problem;

/// A saved rule.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Segment {
    #[schema(value_type = String, example = "1")]
    id: SegmentId,
    #[schema(example = "Regulars")]
    name: String,
    /// What it is for.
    #[schema(required)]
    description: Option<String>,
    #[schema(value_type = crate::http::rule_schema::Rule)]
    rule: Box<RawValue>,
    /// The rule read back. Segments and campaigns in it go by their names.
    #[schema(example = "Customers where the number of orders is at least 2")]
    sentence: String,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
    /// Of its name, description and rule as they are: what `If-Match` takes, in quotes.
    #[schema(example = "1f0c6a7e5b3d9821")]
    pub(super) version: String,
    used_by: SegmentUses,
}

/// How many refer to a segment themselves.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SegmentUses {
    segments: u64,
    /// Those that have not taken their audience yet.
    campaigns: u64,
}

impl Segment {
    /// As callers see it; what its rule refers to is called as `names` says.
    pub(super) fn of(segment: domain::segment::Segment, names: &Names) -> Self {
        let version = format!("{:016x}", segment.plan.version());
        let SegmentPlan { name, description, rule } = segment.plan;
        Self {
            id: segment.id,
            name: name.into(),
            description: description.map(String::from),
            sentence: sentence(&rule, names),
            rule: RawValue::from_string(rule.to_json()).unwrap_or_default(),
            created_at: segment.created_at,
            updated_at: segment.updated_at,
            version,
            used_by: SegmentUses { segments: segment.in_segments, campaigns: segment.in_campaigns },
        }
    }
}

/// Who refers to a segment.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SegmentUsers {
    /// By name.
    pub(crate) segments: Vec<NamedSegment>,
    /// Those that have not taken their audience yet, newest first.
    pub(crate) campaigns: Vec<SegmentCampaign>,
}

/// A segment by name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NamedSegment {
    #[schema(value_type = String, example = "1")]
    pub(crate) id: SegmentId,
    pub(crate) name: String,
}

/// A campaign that refers to a segment.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SegmentCampaign {
    #[schema(value_type = String, example = "1")]
    id: CampaignId,
    name: String,
    #[schema(value_type = crate::http::words::CampaignState)]
    state: CampaignState,
}

impl From<domain::segment::SegmentUsers> for SegmentUsers {
    fn from(users: domain::segment::SegmentUsers) -> Self {
        let segment = |(id, name)| NamedSegment { id, name };
        let campaign = |(id, name, state)| SegmentCampaign { id, name, state };
        Self {
            segments: users.segments.into_iter().map(segment).collect(),
            campaigns: users.campaigns.into_iter().map(campaign).collect(),
        }
    }
}

/// What a person writes about a segment.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SegmentInput {
    /// 1 to 256 characters; given once in a workspace, in whatever case.
    #[schema(example = "Regulars")]
    name: String,
    /// What it is for.
    #[serde(default)]
    description: Option<String>,
    #[schema(value_type = crate::http::rule_schema::Rule)]
    rule: Box<RawValue>,
}

impl SegmentInput {
    /// Checks everything that is given.
    pub(super) fn plan(self) -> Result<SegmentPlan, Problem> {
        let name = SegmentName::parse(&self.name).map_err(|error| error.inside("name"));
        let description = described(self.description.into()).map_err(|error| error.inside("description"));
        match (name, description) {
            (Ok(name), Ok(description)) => {
                let rule = Rule::parse(self.rule.get()).map_err(invalid_rule)?;
                Ok(SegmentPlan { name, description: description.value().cloned(), rule })
            }
            (name, description) => Err(not_kept([name.err(), description.err()])),
        }
    }
}

/// What a person changes about a segment. What is not mentioned stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SegmentUpdate {
    /// 1 to 256 characters; given once in a workspace, in whatever case.
    name: Option<String>,
    /// What it is for; `null` for nothing.
    #[schema(value_type = Option<String>)]
    #[serde(default)]
    description: Field<String>,
    #[schema(value_type = Option<crate::http::rule_schema::Rule>)]
    rule: Option<Box<RawValue>>,
}

impl SegmentUpdate {
    /// Checks everything that is given.
    pub(super) fn change(self) -> Result<SegmentChange, Problem> {
        let name = self.name.map(|name| SegmentName::parse(&name)).transpose();
        let name = name.map_err(|error| error.inside("name"));
        let description = described(self.description).map_err(|error| error.inside("description"));
        match (name, description) {
            (Ok(name), Ok(description)) => {
                let rule = self.rule.filter(|rule| rule.get() != "null");
                let rule = rule.map(|rule| Rule::parse(rule.get()).map_err(invalid_rule)).transpose()?;
                Ok(SegmentChange { name, description, rule, seen: None })
            }
            (name, description) => Err(not_kept([name.err(), description.err()])),
        }
    }
}

/// A description; a blank one is none.
fn described(given: Field<String>) -> Result<Field<Line>, FieldError> {
    match given {
        Field::Set(text) if text.trim().is_empty() => Ok(Field::Clear),
        given => given.try_map(|text| Line::parse(&text)),
    }
}

fn not_kept(errors: [Option<FieldError>; 2]) -> Problem {
    let errors = errors.into_iter().flatten().collect();
    Problem::invalid("invalid_segment", "The segment was not kept as it is.", errors)
}
