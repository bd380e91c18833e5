//! Suggestions for messages.

use axum::Json as Answer;
use axum::extract::State;
use domain::campaign::Line;
use domain::{Channel, FieldError};
use engine::suggest::Brief;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::extract::Json;
use super::member::CanEdit;
use super::problem::Problem;
use crate::app::App;

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
}

/// Three messages to choose from.
#[derive(Serialize, ToSchema)]
pub(crate) struct Suggestion {
    /// Who wrote them: `offline` or the name of a model's provider.
    #[schema(example = "offline")]
    source: &'static str,
    /// The same for people.
    #[schema(example = "Written without AI")]
    label: &'static str,
    variants: Vec<SuggestedVariant>,
}

/// A message to choose.
#[derive(Serialize, ToSchema)]
#[schema(as = SuggestionVariant)]
pub(crate) struct SuggestedVariant {
    /// For email only.
    #[schema(required)]
    subject: Option<String>,
    body: String,
    /// Why it may work.
    reason: String,
    /// Of the body as written, in characters.
    length: usize,
}

/// Suggest three distinct messages for an objective.
#[utoipa::path(post, operation_id = "suggestMessages", path = "/api/ai/suggest", tag = "AI", security(("edit" = [])), request_body = SuggestionRequest,
    responses((status = 200, body = Suggestion),
              (status = 400, description = "Not JSON.", body = Problem),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 415, description = "Not JSON.", body = Problem),
              (status = 422, description = "The objective is blank or too long, or the channel unknown.", body = Problem)))]
pub(crate) async fn suggest(
    State(app): State<App>,
    member: CanEdit,
    Json(given): Json<SuggestionRequest>,
) -> Result<Answer<Suggestion>, Problem> {
    let objective = Line::parse(&given.objective).map_err(|error| error.inside("objective"));
    let channel = given.channel.parse::<Channel>();
    let channel =
        channel.map_err(|()| FieldError::new("channel", "unknown_channel", "expected email or sms"));
    let (objective, channel) = match (objective, channel) {
        (Ok(objective), Ok(channel)) => (objective, channel),
        (objective, channel) => {
            let errors = [objective.err(), channel.err()].into_iter().flatten().collect();
            return Err(Problem::invalid("invalid_body", "Nothing was written.", errors));
        }
    };
    let workspace_name = member.workspace.settings.name.to_string();
    let brief = Brief { objective: objective.into(), channel, tone: given.tone, workspace_name };
    let variants = app.suggester.suggest(&brief).await.map_err(|error| Problem::internal(&error))?;
    let view = |variant: engine::suggest::Variant| SuggestedVariant {
        subject: variant.subject,
        body: variant.body,
        reason: variant.reason,
        length: variant.length,
    };
    let variants = variants.into_iter().map(view).collect();
    Ok(Answer(Suggestion { source: app.suggester.source(), label: app.suggester.label(), variants }))
}
