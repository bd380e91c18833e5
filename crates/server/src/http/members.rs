//! Who belongs to the workspace, and as what.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::account::Role;
use domain::audit::Deed;
use domain::{FieldError, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use store::{Note, StoreError, noted};
use utoipa::ToSchema;

use super::extract::{Json, Path};
use super::list::{List, list_schema};
use super::member::{Owner, Person};
use super::problem::Problem;
use crate::app::{App, now};
use crate::commands::sign_in_link;

/// A person in the workspace.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Member {
    #[schema(value_type = String, example = "1")]
    id: UserId,
    /// As they call themselves.
    #[schema(required)]
    name: Option<String>,
    /// Where they are reached.
    #[schema(required)]
    email: Option<String>,
    #[schema(value_type = crate::http::words::Role)]
    role: &'static str,
    /// False for those who come by one-time links.
    connected: bool,
    #[schema(value_type = String, format = DateTime)]
    joined_at: Timestamp,
}

impl From<store::Member> for Member {
    fn from(member: store::Member) -> Self {
        Self {
            id: member.user.id,
            name: member.user.name,
            email: member.user.email,
            role: member.role.as_str(),
            connected: member.user.issuer.is_some(),
            joined_at: member.joined_at,
        }
    }
}

list_schema! {
    /// Members.
    MemberList of Member
}

/// What a member shall be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MemberRole {
    #[schema(value_type = crate::http::words::Role)]
    role: String,
}

/// A one-time link to hand to somebody.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OneTimeLink {
    /// Signs in whoever opens it first.
    #[schema(example = "https://crm.shop.com/sign-in#token=…")]
    url: String,
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

/// The role a word names.
pub(super) fn role(word: &str) -> Result<Role, FieldError> {
    Role::parse(word)
        .ok_or_else(|| FieldError::new("role", "unknown_role", "expected owner, marketer or analyst"))
}

fn last_owner(error: StoreError) -> Problem {
    match error {
        StoreError::WrongState => Problem::new(
            StatusCode::CONFLICT,
            "last_owner",
            "The workspace would be left without an owner. Make somebody else an owner first.",
        ),
        StoreError::NotFound => Problem::not_found("member"),
        error => error.into(),
    }
}

/// Something an owner does to a member, by the name they have now.
async fn about(app: &App, owner: &Owner, deed: Deed, id: UserId) -> Result<Note, Problem> {
    let did = owner.did(deed).on(id.get());
    let members = app.store.members(owner.workspace.id).await?;
    let user = members.into_iter().find(|member| member.user.id == id).map(|member| member.user);
    Ok(Note { named: user.and_then(|user| user.name.or(user.email)), ..did })
}

/// The workspace's members, those who joined first before others.
#[utoipa::path(get, operation_id = "listMembers", path = "/api/members", tag = "account", security(("own" = [])),
    responses((status = 200, body = MemberList)))]
pub(crate) async fn list(State(app): State<App>, owner: Owner) -> Result<Answer<List<Member>>, Problem> {
    let members = app.store.members(owner.workspace.id).await?;
    Ok(Answer(List { items: members.into_iter().map(Member::from).collect(), next_cursor: None }))
}

/// Make a member something else. The last owner stays one.
#[utoipa::path(put, operation_id = "changeRole", path = "/api/members/{id}", tag = "account", security(("own" = [])),
    params(("id" = String, Path)), request_body = MemberRole,
    responses((status = 200, body = Member),
              (status = 404, description = "There is no such member here.", body = Problem),
              (status = 409, description = "The workspace would be left without an owner.", body = Problem),
              (status = 422, description = "There is no such role.", body = Problem)))]
pub(crate) async fn change_role(
    State(app): State<App>,
    owner: Owner,
    Path(id): Path<UserId>,
    Json(given): Json<MemberRole>,
) -> Result<Answer<Member>, Problem> {
    let role = role(&given.role)
        .map_err(|error| Problem::invalid("invalid_role", "Nothing was changed.", vec![error]))?;
    let did = about(&app, &owner, Deed::RoleChanged, id).await?.with(role.as_str());
    let changed = noted(did, app.store.change_role(owner.workspace.id, id, role));
    let member = changed.await.map_err(last_owner)?;
    app.pulse.raise(owner.workspace.id);
    Ok(Answer(member.into()))
}

/// End a membership: their sessions here end at once.
#[utoipa::path(delete, operation_id = "removeMember", path = "/api/members/{id}", tag = "account", security(("own" = [])),
    params(("id" = String, Path)),
    responses((status = 204, description = "They are a member no more."),
              (status = 404, description = "There is no such member here.", body = Problem),
              (status = 409, description = "The workspace would be left without an owner.", body = Problem)))]
pub(crate) async fn remove(
    State(app): State<App>,
    owner: Owner,
    Path(id): Path<UserId>,
) -> Result<StatusCode, Problem> {
    let did = about(&app, &owner, Deed::MemberRemoved, id).await?;
    noted(did, app.store.remove_member(owner.workspace.id, id)).await.map_err(last_owner)?;
    app.pulse.raise(owner.workspace.id);
    Ok(StatusCode::NO_CONTENT)
}

/// Make a one-time sign-in link for a member who does not sign in by a provider.
#[utoipa::path(post, operation_id = "createMemberLink", path = "/api/members/{id}/link", tag = "account", security(("own" = [])),
    params(("id" = String, Path)),
    responses((status = 201, body = OneTimeLink),
              (status = 404, description = "There is no such member here.", body = Problem),
              (status = 409, description = "They sign in otherwise, or belong to another workspace too.", body = Problem)))]
pub(crate) async fn create_link(
    State(app): State<App>,
    owner: Owner,
    Path(id): Path<UserId>,
) -> Result<(StatusCode, Answer<OneTimeLink>), Problem> {
    let (url, hash) =
        sign_in_link::fresh(&app.config.web_url()).map_err(|error| Problem::internal(&*error))?;
    let expires_at = now().plus_millis(sign_in_link::LIFETIME);
    let did = about(&app, &owner, Deed::LinkMade, id).await?;
    let offered = noted(did, app.store.offer_member_link(owner.workspace.id, id, hash, expires_at));
    offered.await.map_err(|error| match error {
        StoreError::WrongState => Problem::new(
            StatusCode::CONFLICT,
            "signs_in_otherwise",
            "They sign in with an account of their own, or belong to another workspace too: no link was made.",
        ),
        StoreError::NotFound => Problem::not_found("member"),
        error => error.into(),
    })?;
    Ok((StatusCode::CREATED, Answer(OneTimeLink { url, expires_at })))
}

/// Leave the workspace. The last owner cannot.
#[utoipa::path(post, operation_id = "leaveWorkspace", path = "/api/workspace/leave", tag = "account", security(("person" = [])),
    responses((status = 204, description = "Left; every session of yours here has ended."),
              (status = 409, description = "The workspace would be left without an owner.", body = Problem)))]
pub(crate) async fn leave(State(app): State<App>, person: Person) -> Result<Response, Problem> {
    let did = person.did(Deed::MemberLeft);
    let left = noted(did, app.store.remove_member(person.workspace.id, person.session.user.id));
    left.await.map_err(last_owner)?;
    app.pulse.raise(person.workspace.id);
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, app.sessions.clear_cookie())]).into_response())
}
