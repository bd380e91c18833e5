//! Suggestions for messages: whole as JSON, or as they are written, as server-sent events.

mod stream;
mod view;

use axum::Json as Answer;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use domain::campaign::{Body, Line, Subject};
use domain::segment::Rule;
use domain::workspace::Workspace;
use domain::{Channel, FieldError};
use engine::suggest::{AudienceFacts, Brief, Change, Task, Way};
use serde::Deserialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::extract::Json;
use super::member::CanEdit;
use super::problem::Problem;
use super::{ai, segments};
use crate::app::{App, now};
use view::Suggestion;

/// The names of the shop's own fields that a message may speak of.
const MOST_ATTRIBUTES: usize = 40;

/// What a message is to achieve.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SuggestInput)]
pub(crate) struct SuggestionRequest {
    /// In plain words, at most 2,000 characters.
    #[schema(example = "Win back customers who have not ordered for three months with 10% off")]
    objective: String,
    #[schema(value_type = crate::http::words::Channel)]
    channel: String,
    /// `friendly`, `formal`, `playful`, `urgent`.
    #[serde(default)]
    #[schema(example = "friendly")]
    tone: Option<String>,
    /// Who will read it. Only what is true of them together is used: how many, averages, where most live.
    #[serde(default)]
    #[schema(value_type = Option<crate::http::rule_schema::Rule>)]
    rule: Option<Box<RawValue>>,
    /// A message to start from; needs a language model.
    #[serde(default)]
    change: Option<MessageChange>,
}

/// A message, and what to make of it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MessageChange {
    /// `similar`: three more like it. `shorter`: the same in fewer words. `language`: the same in another language.
    #[schema(value_type = crate::http::words::MessageChangeKind)]
    kind: String,
    /// For email.
    #[serde(default)]
    subject: Option<String>,
    body: String,
    /// For `language`: its name, at most 60 characters.
    #[serde(default)]
    #[schema(example = "Spanish")]
    language: Option<String>,
}

/// Suggest three distinct messages for an objective, or change one.
///
/// With `Accept: text/event-stream` they come as they are written. `draft`: `{place, subject, body}`, a message so far,
/// not checked yet. `variant`: `{place, variant}`, a message that is ready. `meanwhile`: a suggestion written without AI,
/// where the model is slow. `done`: the whole suggestion, as it comes as JSON. `problem`: there is none, and why.
#[utoipa::path(post, operation_id = "suggestMessages", path = "/api/ai/suggest", tag = "AI", security(("edit" = [])), request_body = SuggestionRequest,
    responses((status = 200, content((Suggestion = "application/json"), (String = "text/event-stream"))),
              (status = 400, description = "Not JSON.", body = Problem),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 415, description = "Not JSON.", body = Problem),
              (status = 422, description = "The objective is blank or too long, the channel unknown, or the model made nothing of it.", body = Problem),
              (status = 429, description = "A change was asked for too often; says when to come back.", body = Problem),
              (status = 503, description = "A change needs a model, and none is set up or it does not answer.", body = Problem)))]
pub(crate) async fn suggest(
    State(app): State<App>,
    member: CanEdit,
    headers: HeaderMap,
    Json(given): Json<SuggestionRequest>,
) -> Result<Response, Problem> {
    let task = task(&app, &member.workspace, given).await?;
    if task.change.is_some() && app.ai.is_none() {
        return Err(ai::not_set_up());
    }
    let accepts = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if accepts.contains("text/event-stream") {
        return Ok(stream::written(app, task));
    }
    let suggestion = app.copywriters.suggest(&task, &|_| {}).await;
    let suggestion = suggestion.map_err(|error| no_suggestion(error.as_ref()))?;
    Ok(Answer(Suggestion::from(suggestion)).into_response())
}

fn no_suggestion(error: Option<&engine::ai::AiError>) -> Problem {
    error.map_or_else(ai::not_set_up, ai::trouble)
}

/// What is asked, parsed, with all that helps to write it.
async fn task(app: &App, workspace: &Workspace, given: SuggestionRequest) -> Result<Task, Problem> {
    let objective = Line::parse(&given.objective).map_err(|error| error.inside("objective"));
    let channel = given.channel.parse::<Channel>();
    let channel =
        channel.map_err(|()| FieldError::new("channel", "unknown_channel", "expected email or sms"));
    let tone = given.tone.filter(|tone| !tone.trim().is_empty());
    let tone = tone.map(|tone| short(&tone, "tone")).transpose();
    let change = given.change.map(change).transpose();
    let (objective, channel, tone, change) = match (objective, channel, tone, change) {
        (Ok(objective), Ok(channel), Ok(tone), Ok(change)) => (objective, channel, tone, change),
        (objective, channel, tone, change) => {
            let errors = [objective.err(), channel.err(), tone.err(), change.err()];
            let errors = errors.into_iter().flatten().collect();
            return Err(Problem::invalid("invalid_body", "Nothing was written.", errors));
        }
    };
    let rule = match given.rule.filter(|rule| rule.get() != "null") {
        Some(rule) => Some(Rule::parse(rule.get()).map_err(segments::invalid_rule)?),
        None => None,
    };
    let workspace_name = workspace.settings.name.to_string();
    let brief = Brief { objective: objective.into(), channel, tone, workspace_name };
    let voice = workspace.settings.voice.as_ref().map(ToString::to_string);
    let mut task = Task { change, voice, ..Task::new(workspace.id, brief) };
    if app.ai.is_some() {
        let known = app.store.known_values(workspace.id).await?;
        let names = known.attributes.into_iter().map(|attribute| attribute.name);
        task.attributes = names.take(MOST_ATTRIBUTES).collect();
        if let Some(rule) = rule {
            task.audience = AudienceFacts::of(&*app.store, workspace, &rule, now()).await?;
        }
    }
    Ok(task)
}

fn change(given: MessageChange) -> Result<Change, FieldError> {
    let subject = given.subject.filter(|subject| !subject.trim().is_empty());
    let subject = subject.map(|subject| Subject::parse(&subject)).transpose();
    let subject = subject.map_err(|error| error.inside("change.subject"))?;
    let body = Body::parse(&given.body).map_err(|error| error.inside("change.body"))?;
    let way = match (given.kind.as_str(), given.language) {
        ("similar", None) => Way::Similar,
        ("shorter", None) => Way::Shorter,
        ("language", Some(language)) => Way::Language(short(&language, "change.language")?),
        ("language", None) => {
            return Err(FieldError::new("change.language", "missing", "expected the name of a language"));
        }
        ("similar" | "shorter", Some(_)) => {
            let message = "expected a language only where the kind is language";
            return Err(FieldError::new("change.language", "unexpected", message));
        }
        _ => {
            let message = "expected similar, shorter or language";
            return Err(FieldError::new("change.kind", "unknown_kind", message));
        }
    };
    Ok(Change { subject: subject.map(|subject| subject.to_string()), body: body.to_string(), way })
}

/// A word or two.
fn short(text: &str, path: &str) -> Result<String, FieldError> {
    let text = text.trim();
    if (1..=60).contains(&text.chars().count()) && !text.chars().any(char::is_control) {
        Ok(text.to_owned())
    } else {
        Err(FieldError::new(path, "invalid_text", "expected 1 to 60 characters on one line"))
    }
}
