//! The communication log of a campaign, and the text a message would have.

use axum::Json as Answer;
use axum::extract::State;
use domain::message::{MessageKey, MessageState};
use domain::template::{self, Template};
use domain::{CampaignId, Channel, CustomerId, FieldError, Timestamp};
use serde::{Deserialize, Serialize};
use store::{CustomerFilter, MessageFilter, MessageRow, PageRequest};
use utoipa::{IntoParams, ToSchema};

use super::campaigns;
use super::customers::Customer;
use super::extract::{Json, Path, Query};
use super::list::{List, Paging, list_schema};
use super::member::{CanRead, Member};
use super::problem::{Problem, ProblemPlace};
use crate::app::App;

/// One enrolled customer's copy of a campaign.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Message {
    /// Campaign and place in its ledger.
    #[schema(example = "1-0")]
    id: String,
    /// Place in the campaign's ledger, from 0.
    ordinal: u32,
    #[schema(value_type = String, example = "1")]
    customer_id: CustomerId,
    /// As they are called now.
    #[schema(required)]
    customer_name: Option<String>,
    /// True if the customer was erased: the message counts, and says nothing of them.
    customer_erased: bool,
    /// The address it was written for.
    #[schema(required)]
    to: Option<String>,
    /// `pending`, `submitted`, `sent`, `failed`, `skipped` or `uncertain`.
    #[schema(value_type = crate::http::words::MessageState)]
    state: MessageState,
    /// Why it failed or was skipped.
    #[schema(required)]
    reason: Option<String>,
    /// From 1.
    attempt: u16,
    #[schema(required)]
    subject: Option<String>,
    /// As sent.
    #[schema(required)]
    body: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
}

impl Message {
    /// A line of a campaign's communication log.
    pub(crate) fn of(campaign: CampaignId, row: MessageRow) -> Self {
        Self {
            id: MessageKey { campaign, ordinal: row.ordinal }.to_string(),
            ordinal: row.ordinal,
            customer_id: row.customer,
            customer_name: row.customer_name,
            customer_erased: row.erased,
            to: row.to,
            state: row.state,
            reason: row.reason,
            attempt: row.attempt,
            subject: row.subject,
            body: row.body,
            updated_at: row.changed_at,
        }
    }
}

/// Which messages.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct MessageQuery {
    /// In this state.
    state: Option<String>,
    /// With exactly this reason.
    reason: Option<String>,
    /// Part of the customer's name or of the address, in any case.
    search: Option<String>,
}

impl MessageQuery {
    /// What it asks for.
    pub(crate) fn filter(self) -> Result<MessageFilter, Problem> {
        let state = self
            .state
            .filter(|state| !state.is_empty())
            .map(|state| state.parse().map_err(|()| unknown_state(&state)));
        let reason = self.reason.filter(|reason| !reason.is_empty());
        Ok(MessageFilter { state: state.transpose()?, reason, search: self.search.unwrap_or_default() })
    }
}

list_schema! {
    /// A page of messages.
    MessagePage of Message
}

/// The messages of a campaign, by place in its ledger.
#[utoipa::path(get, operation_id = "listMessages", path = "/api/campaigns/{id}/messages", tag = "campaigns", security(("read" = [])), params(("id" = String, Path), MessageQuery, Paging),
    responses((status = 200, body = MessagePage),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 404, description = "There is no such campaign here.", body = Problem),
              (status = 422, description = "The query makes no sense.", body = Problem)))]
pub(crate) async fn list(
    State(app): State<App>,
    member: CanRead,
    Path(id): Path<CampaignId>,
    Query(query): Query<MessageQuery>,
    Query(paging): Query<Paging>,
) -> Result<Answer<List<Message>>, Problem> {
    campaigns::find(&app, member.workspace.id, id).await?;
    let filter = query.filter()?;
    let page = app.store.messages(member.workspace.id, id, &filter, &paging.request()?).await?;
    Ok(Answer(List::of(page, |row| Message::of(id, row))))
}

fn unknown_state(state: &str) -> Problem {
    let known: Vec<&str> = MessageState::ALL.iter().map(|state| state.as_str()).collect();
    let error = FieldError::new(
        "state",
        "unknown_state",
        format!("expected one of {}, got \"{state}\"", known.join(", ")),
    );
    Problem::invalid("invalid_query", "There is no such state.", vec![error])
}

/// How many messages failed or were skipped for one reason.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReasonCount {
    /// `failed` or `skipped`.
    #[schema(value_type = crate::http::words::MessageState)]
    state: MessageState,
    #[schema(example = "mailbox full")]
    reason: String,
    count: u64,
}

list_schema! {
    /// Reasons.
    ReasonList of ReasonCount
}

/// Why messages of a campaign failed or were skipped, most frequent first.
#[utoipa::path(get, operation_id = "listReasons", path = "/api/campaigns/{id}/reasons", tag = "campaigns", security(("read" = [])), params(("id" = String, Path)),
    responses((status = 200, body = ReasonList),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 404, description = "There is no such campaign here.", body = Problem)))]
pub(crate) async fn reasons(
    State(app): State<App>,
    member: CanRead,
    Path(id): Path<CampaignId>,
) -> Result<Answer<List<ReasonCount>>, Problem> {
    campaigns::find(&app, member.workspace.id, id).await?;
    let reasons = app.store.reasons(member.workspace.id, id).await?;
    let view = |reason: store::ReasonCount| ReasonCount {
        state: reason.state,
        reason: reason.reason,
        count: reason.count,
    };
    Ok(Answer(List { items: reasons.into_iter().map(view).collect(), next_cursor: None }))
}

/// What was settled within a minute.
#[derive(Serialize, ToSchema)]
#[schema(as = DeliveryMinute)]
pub(crate) struct Minute {
    /// Its first instant.
    #[schema(value_type = String, format = DateTime)]
    minute: Timestamp,
    sent: u64,
    failed: u64,
}

list_schema! {
    /// Minutes.
    CampaignTimeline of Minute
}

/// What was settled, minute by minute; minutes without any are left out.
#[utoipa::path(get, operation_id = "getTimeline", path = "/api/campaigns/{id}/timeline", tag = "campaigns", security(("read" = [])), params(("id" = String, Path)),
    responses((status = 200, body = CampaignTimeline),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 404, description = "There is no such campaign here.", body = Problem)))]
pub(crate) async fn timeline(
    State(app): State<App>,
    member: CanRead,
    Path(id): Path<CampaignId>,
) -> Result<Answer<List<Minute>>, Problem> {
    campaigns::find(&app, member.workspace.id, id).await?;
    let minutes = app.store.settled_by_minute(member.workspace.id, id).await?;
    let view =
        |minute: store::Minute| Minute { minute: minute.start, sent: minute.sent, failed: minute.failed };
    Ok(Answer(List { items: minutes.into_iter().map(view).collect(), next_cursor: None }))
}

/// A message to be looked at.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = RenderInput)]
pub(crate) struct RenderRequest {
    #[schema(value_type = crate::http::words::Channel)]
    channel: String,
    message: campaigns::MessageText,
    /// For whom; the newest customer if absent.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    customer_id: Option<CustomerId>,
}

/// The text a customer would get.
#[derive(Serialize, ToSchema)]
#[schema(as = Rendered)]
pub(crate) struct RenderedMessage {
    #[schema(required)]
    subject: Option<String>,
    /// Plain text; empty where `errors` says why.
    body: String,
    /// For email.
    #[schema(required)]
    html: Option<String>,
    /// For whom; null while there are no customers.
    #[schema(required)]
    customer: Option<Customer>,
    /// Of the body, in characters.
    length: usize,
    /// For text messages: how many it is billed as.
    #[schema(required)]
    segments: Option<usize>,
    /// What is wrong with the message, and where.
    errors: Vec<ProblemPlace>,
}

/// The text a real customer would get.
#[utoipa::path(post, operation_id = "renderMessage", path = "/api/campaigns/render", tag = "campaigns", security(("read" = [])), request_body = RenderRequest,
    responses((status = 200, description = "The text, or what is wrong with it.", body = RenderedMessage),
              (status = 400, description = "Not JSON.", body = Problem),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 404, description = "There is no such customer here.", body = Problem),
              (status = 415, description = "Not JSON.", body = Problem),
              (status = 422, description = "Not of the expected shape.", body = Problem)))]
pub(crate) async fn render(
    State(app): State<App>,
    member: CanRead,
    Json(given): Json<RenderRequest>,
) -> Result<Answer<RenderedMessage>, Problem> {
    let channel: Channel = given.channel.parse().map_err(|()| {
        let error = FieldError::new("channel", "unknown_channel", "expected email or sms");
        Problem::invalid("invalid_body", "There is no such channel.", vec![error])
    })?;
    let customer = someone(&app, &member, given.customer_id).await?;
    let mut rendered = RenderedMessage {
        subject: None,
        body: String::new(),
        html: None,
        customer: None,
        length: 0,
        segments: None,
        errors: Vec::new(),
    };
    match given.message.text().and_then(|text| Template::parse(&text, channel)) {
        Ok(template) => {
            if let Some(customer) = &customer {
                match template.render(customer, &member.workspace.settings) {
                    Ok(text) => {
                        rendered.length = text.body.chars().count();
                        rendered.segments =
                            (channel == Channel::Sms).then(|| template::sms_parts(&text.body).parts);
                        (rendered.subject, rendered.body, rendered.html) =
                            (text.subject, text.body, text.html);
                    }
                    Err(error) => rendered
                        .errors
                        .push(FieldError::new("message.body", "not_rendered", error.to_string()).into()),
                }
            }
        }
        Err(errors) => rendered.errors = errors.into_iter().map(ProblemPlace::from).collect(),
    }
    rendered.customer = customer.map(Customer::from);
    Ok(Answer(rendered))
}

/// The customer asked for, or the newest one.
async fn someone(
    app: &App,
    member: &Member,
    id: Option<CustomerId>,
) -> Result<Option<domain::customer::Customer>, Problem> {
    if let Some(id) = id {
        let customer = app.store.customer(member.workspace.id, id).await?;
        return customer.map(Some).ok_or_else(|| Problem::not_found("customer"));
    }
    let filter = CustomerFilter { descending: true, ..CustomerFilter::default() };
    let (page, _) =
        app.store.customers(member.workspace.id, &filter, &PageRequest { limit: 1, after: None }).await?;
    Ok(page.items.into_iter().next())
}

/// A variable of messages.
#[derive(Serialize, ToSchema)]
pub(crate) struct Variable {
    #[schema(example = "firstName")]
    name: String,
    /// For people.
    #[schema(example = "First name")]
    label: String,
    /// True if a customer may lack it, so that a default is needed.
    optional: bool,
    /// What it may look like.
    #[schema(example = "Ana")]
    example: String,
    /// What to put into the text.
    #[schema(example = "{{ firstName | default(\"there\") }}")]
    insert: String,
}

list_schema! {
    /// Variables.
    VariableList of Variable
}

/// The variables messages can use: those everyone has, and the workspace's own attributes.
#[utoipa::path(get, operation_id = "listVariables", path = "/api/campaigns/variables", tag = "campaigns", security(("read" = [])),
    responses((status = 200, body = VariableList), (status = 401, description = "Nobody is signed in.", body = Problem)))]
pub(crate) async fn variables(
    State(app): State<App>,
    member: CanRead,
) -> Result<Answer<List<Variable>>, Problem> {
    let known = app.store.known_values(member.workspace.id).await?;
    let fixed = template::VARIABLES.iter().filter(|variable| !variable.name.starts_with("attributes")).map(
        |variable| Variable {
            name: variable.name.to_owned(),
            label: variable.label.to_owned(),
            optional: variable.optional,
            example: variable.example.to_owned(),
            insert: variable.insert.to_owned(),
        },
    );
    let attributes = known.attributes.into_iter().map(|attribute| Variable {
        name: format!("attributes.{}", attribute.name),
        insert: template::attribute_insert(&attribute.name),
        label: attribute.name,
        optional: true,
        example: String::new(),
    });
    Ok(Answer(List { items: fixed.chain(attributes).collect(), next_cursor: None }))
}
