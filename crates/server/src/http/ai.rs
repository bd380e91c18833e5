//! Who writes here, and words made a rule.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::StatusCode;
use domain::FieldError;
use domain::campaign::Line;
use domain::segment::sentence;
use engine::ai::{AiError, Trouble};
use engine::phrase::{Phrase, understand};
use engine::suggest::{Offline, Suggester};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::extract::Json;
use super::member::{CanEdit, CanRead};
use super::problem::Problem;
use super::segments::{items, names_of, words_of};
use crate::app::{App, now};

/// What to do where nobody is set up.
const NOT_SET_UP: &str = "No language model is set up. Set GEMINI_API_KEY, or AI_PROVIDER with AI_MODEL, and start Mini CRM again.";

/// Who writes suggestions here.
#[derive(Serialize, ToSchema)]
#[schema(as = Ai)]
pub(crate) struct AiState {
    /// True if a language model is set up: words can be made a rule, and suggestions changed.
    available: bool,
    /// Who writes: `gemini`, `openai`, `ollama`, or `offline`.
    #[schema(example = "gemini")]
    source: &'static str,
    /// The same for people.
    #[schema(example = "Gemini")]
    name: String,
    /// The model's name.
    #[schema(required, example = "gemini-flash-latest")]
    model: Option<String>,
    /// Why there is no model, and what to do.
    #[schema(required)]
    reason: Option<&'static str>,
}

/// Who writes suggestions here, and whether words can be made a rule.
#[utoipa::path(get, operation_id = "getAi", path = "/api/ai", tag = "AI", security(("read" = [])),
    responses((status = 200, body = AiState), (status = 401, description = "Nobody is signed in.", body = Problem)))]
pub(crate) async fn read(State(app): State<App>, _member: CanRead) -> Answer<AiState> {
    Answer(match &app.ai {
        Some(ai) => AiState {
            available: true,
            source: ai.source(),
            name: ai.who().to_owned(),
            model: Some(ai.model().to_owned()),
            reason: None,
        },
        None => AiState {
            available: false,
            source: Offline.source(),
            name: "The offline copywriter".to_owned(),
            model: None,
            reason: Some(NOT_SET_UP),
        },
    })
}

/// An audience in words.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SegmentWords)]
pub(crate) struct AudienceWords {
    /// At most 2,000 characters.
    #[schema(example = "Customers who spent more than 10,000 and have not bought for three months")]
    words: String,
}

/// What was made of an audience in words. Nothing is saved and nothing is sent: it is there to look at and edit.
#[derive(Serialize, ToSchema)]
#[schema(as = SegmentSuggestion)]
pub(crate) struct AudienceSuggestion {
    /// Who made it: the name of a model's provider.
    #[schema(example = "gemini")]
    source: &'static str,
    /// A rule that makes sense; `null` if the words say nothing a rule can say.
    #[schema(value_type = Option<crate::http::rule_schema::Rule>, required)]
    rule: Option<Box<RawValue>>,
    /// The rule as a sentence.
    #[schema(
        required,
        example = "Customers where total spend is more than 10,000 and the last order is older than 90 days"
    )]
    sentence: Option<String>,
    /// What of the words the rule leaves out, and why.
    cannot: Vec<String>,
    /// What to look at: a tag nobody has, for example.
    notes: Vec<String>,
}

/// Make a rule of words, by the language model that is set up.
#[utoipa::path(post, operation_id = "suggestSegment", path = "/api/ai/segment", tag = "AI", security(("edit" = [])), request_body = AudienceWords,
    responses((status = 200, body = AudienceSuggestion),
              (status = 400, description = "Not JSON.", body = Problem),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 415, description = "Not JSON.", body = Problem),
              (status = 422, description = "The words are blank or too long, or the model could make nothing of them.", body = Problem),
              (status = 429, description = "The workspace has asked too often; says when to come back.", body = Problem),
              (status = 503, description = "No model is set up, or it does not answer; says why.", body = Problem)))]
pub(crate) async fn segment(
    State(app): State<App>,
    member: CanEdit,
    Json(given): Json<AudienceWords>,
) -> Result<Answer<AudienceSuggestion>, Problem> {
    let words = Line::parse(&given.words).map_err(|error| error.inside("words"));
    let words = words
        .map_err(|error: FieldError| Problem::invalid("invalid_body", "Nothing was asked.", vec![error]))?;
    let Some(ai) = &app.ai else { return Err(not_set_up()) };
    let workspace = &member.workspace;
    let vocabulary = words_of(&app, workspace.id).await?;
    let items = items(&app, workspace.id).await?;
    let phrase = Phrase {
        workspace: workspace.id,
        words: words.as_str(),
        vocabulary: &vocabulary,
        items: &items,
        currency: workspace.settings.currency.as_str(),
        zone: &workspace.settings.zone,
        at: now(),
    };
    let understood = understand(ai, &phrase).await.map_err(|error| trouble(&error))?;
    let names = names_of(&app, workspace.id, &understood.rule).await?;
    let sentence = understood.rule.as_ref().map(|rule| sentence(rule, &names));
    let rule = understood.rule.and_then(|rule| RawValue::from_string(rule.to_json()).ok());
    Ok(Answer(AudienceSuggestion {
        source: ai.source(),
        rule,
        sentence,
        cannot: understood.cannot,
        notes: understood.notes,
    }))
}

/// 503: nobody is set up.
pub(crate) fn not_set_up() -> Problem {
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "ai_not_set_up", NOT_SET_UP)
}

/// The model's trouble as a problem.
pub(crate) fn trouble(error: &AiError) -> Problem {
    let mut letters = error.why.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    let detail = format!("{first}{}.", letters.as_str());
    let after = error.after.map_or(5, |after| after.as_secs() as u32 + 1);
    match error.trouble {
        Trouble::Limited => {
            Problem::come_back(StatusCode::TOO_MANY_REQUESTS, "too_many_ai_requests", detail, after)
        }
        Trouble::Unreachable | Trouble::Slow | Trouble::Busy | Trouble::Refused => {
            Problem::unavailable("ai_unavailable", detail, after)
        }
        Trouble::Blocked => Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "ai_blocked", detail),
        Trouble::CutOff | Trouble::Nonsense => {
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "ai_not_understood", detail)
        }
    }
}
