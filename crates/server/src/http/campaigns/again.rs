//! What is done with a campaign that has gone out: a copy of it, and messages that go out once more.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::StatusCode;
use domain::audit::Deed;
use domain::campaign::{Line, Plan};
use domain::message::MessageState;
use domain::{CampaignId, FieldError};
use engine::crash;
use serde::{Deserialize, Serialize};
use store::{Resend, StoreError, noted};
use utoipa::ToSchema;

use super::{Campaign, find};
use crate::app::{App, now};
use crate::http::extract::{Body, Path, parse};
use crate::http::member::CanEdit;
use crate::http::problem::Problem;

/// What a copy's name ends with.
const COPY: &str = " (copy)";

/// Keep a copy of a campaign as a new draft.
///
/// The copy of one for a segment is for that segment as it is now; where that was forgotten, it has the rule that was asked
/// at the launch.
#[utoipa::path(post, operation_id = "duplicateCampaign", path = "/api/campaigns/{id}/duplicate", tag = "campaigns", security(("edit" = [])), params(("id" = String, Path)),
    responses((status = 201, description = "The draft.", body = Campaign),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 404, description = "There is no such campaign here.", body = Problem),
              (status = 422, description = "Its audience makes no sense any more.", body = Problem)))]
pub(crate) async fn duplicate(
    State(app): State<App>,
    member: CanEdit,
    Path(id): Path<CampaignId>,
) -> Result<(StatusCode, Answer<Campaign>), Problem> {
    let workspace = member.workspace.id;
    let plan = find(&app, workspace, id).await?.plan;
    let (name, rule, segment) = (copy_of(&plan.name), plan.rule.clone(), plan.segment);
    let copy = |rule: Option<String>, segment| Plan { name: name.clone(), rule, segment, ..plan.clone() };
    let did = || member.did(Deed::CampaignDuplicated).named(name.as_str()).with(id.to_string());
    let asked = if segment.is_some() { copy(None, segment) } else { copy(rule.clone(), None) };
    let made = match noted(did(), app.store.create_campaign(workspace, asked, now())).await {
        Err(StoreError::InvalidRule(_)) if segment.is_some() && rule.is_some() => {
            noted(did(), app.store.create_campaign(workspace, copy(rule, None), now())).await
        }
        made => made,
    }?;
    app.pulse.raise(workspace);
    Ok((StatusCode::CREATED, Answer(made.into())))
}

/// The name of a copy: cut where it would be too long.
fn copy_of(name: &Line) -> Line {
    let kept: String = name.as_str().chars().take(Line::LONGEST - COPY.len()).collect();
    Line::parse(&format!("{kept}{COPY}")).unwrap_or_else(|_| name.clone())
}

/// Which messages are to go out once more.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ResendInput)]
pub(crate) struct ResendRequest {
    /// `failed`, `uncertain` or both. Nobody knows what became of those that are uncertain: a copy may arrive twice.
    #[schema(value_type = Vec<crate::http::words::ResentState>, example = json!(["failed"]))]
    states: Vec<String>,
    /// Only those with exactly this reason.
    #[serde(default)]
    #[schema(example = "mailbox full")]
    reason: Option<String>,
}

/// How many messages go out once more.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Resent)]
pub(crate) struct Resent {
    resent: u64,
}

/// Let messages that failed, or of which nobody knows what became, go out once more.
///
/// Each goes out as its next attempt, written anew; receipts of the attempt before change nothing any more. The campaign is
/// sending again until they have settled. Whoever has opted out since, or has been suppressed, is skipped.
#[utoipa::path(post, operation_id = "resendMessages", path = "/api/campaigns/{id}/resend", tag = "campaigns", security(("edit" = [])), params(("id" = String, Path)), request_body = ResendRequest,
    responses((status = 200, description = "How many; none changes nothing.", body = Resent),
              (status = 400, description = "Not JSON.", body = Problem),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 404, description = "There is no such campaign here.", body = Problem),
              (status = 409, description = "It is neither sending nor completed.", body = Problem),
              (status = 422, description = "Says nothing that could be resent.", body = Problem)))]
pub(crate) async fn resend(
    State(app): State<App>,
    member: CanEdit,
    Path(id): Path<CampaignId>,
    Body(bytes): Body,
) -> Result<Answer<Resent>, Problem> {
    let campaign = find(&app, member.workspace.id, id).await?;
    let given: ResendRequest = parse(&bytes)?;
    let states = states(&given.states)?;
    let wanted = |state| states.contains(&state);
    let reason = given.reason.filter(|reason| !reason.is_empty());
    let (failed, uncertain) = (wanted(MessageState::Failed), wanted(MessageState::Uncertain));
    let detail = match (failed, uncertain) {
        (true, true) => "failed, uncertain",
        (true, false) => "failed",
        (false, _) => "uncertain",
    };
    let did = member.did(Deed::MessagesResent).on(id.get()).named(campaign.plan.name.as_str());
    let did =
        did.with(reason.as_ref().map_or_else(|| detail.to_owned(), |reason| format!("{detail}: {reason}")));
    let resend = Resend { failed, uncertain, reason, at: now() };
    let again = noted(did, app.store.resend(member.workspace.id, id, resend)).await?;
    crash::point("resend.committed");
    app.deliver.ring();
    app.pulse.raise(member.workspace.id);
    Ok(Answer(Resent { resent: again }))
}

/// The states of messages that can go out once more.
fn states(given: &[String]) -> Result<Vec<MessageState>, Problem> {
    let parse = |(place, word): (usize, &String)| match word.as_str() {
        "failed" => Ok(MessageState::Failed),
        "uncertain" => Ok(MessageState::Uncertain),
        other => {
            let message = format!("expected failed or uncertain, got \"{}\"", domain::field::excerpt(other));
            Err(FieldError::new(format!("states[{place}]"), "unknown_state", message))
        }
    };
    let states: Result<Vec<_>, _> = given.iter().enumerate().map(parse).collect();
    let wrong = match states {
        Ok(states) if !states.is_empty() => return Ok(states),
        Ok(_) => FieldError::new("states", "missing", "say which: failed, uncertain or both"),
        Err(wrong) => wrong,
    };
    Err(Problem::invalid("invalid_body", "Nothing was resent.", vec![wrong]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_has_a_name_however_long_the_other_is() {
        let copy = |name: &str| copy_of(&Line::parse(name).unwrap()).to_string();
        assert_eq!(copy("Été 🌻"), "Été 🌻 (copy)");
        let longest = copy(&"é".repeat(Line::LONGEST));
        assert_eq!((longest.chars().count(), longest.ends_with("é (copy)")), (Line::LONGEST, true));
    }
}
