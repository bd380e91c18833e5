//! Asking somebody to become a member.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::StatusCode;
use domain::audit::Deed;
use domain::customer::Email;
use domain::{InvitationId, Timestamp};
use serde::{Deserialize, Serialize};
use store::{NewInvitation, Note, StoreError, noted};
use utoipa::ToSchema;

use super::extract::{Json, Path};
use super::list::{List, list_schema};
use super::member::Owner;
use super::members::role;
use super::problem::Problem;
use crate::app::{App, now};
use crate::commands::sign_in_link;

/// How long an invitation holds, in milliseconds: a week.
const LIFETIME: i64 = 7 * 86_400_000;

/// An address that was asked to become a member.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Invitation {
    #[schema(value_type = String, example = "1")]
    id: InvitationId,
    /// Whoever has this address.
    #[schema(example = "bo@shop.com")]
    email: String,
    #[schema(value_type = crate::http::words::Role)]
    role: &'static str,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

/// An invitation just made.
#[derive(Serialize, ToSchema)]
pub(crate) struct CreatedInvitation {
    #[serde(flatten)]
    #[schema(inline)]
    about: Invitation,
    /// Hand it to them. Where there is a provider it leads to the sign-in, and their address decides; otherwise it is
    /// the proof, works once, and is shown this once.
    #[schema(example = "https://crm.shop.com/sign-in#token=…")]
    url: String,
}

/// An invitation to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewInvitation)]
pub(crate) struct Wanted {
    #[schema(example = "bo@shop.com")]
    email: String,
    #[schema(value_type = crate::http::words::Role)]
    role: String,
}

impl From<store::Invitation> for Invitation {
    fn from(invitation: store::Invitation) -> Self {
        Self {
            id: invitation.id,
            email: invitation.email.as_str().to_owned(),
            role: invitation.role.as_str(),
            created_at: invitation.created_at,
            expires_at: invitation.expires_at,
        }
    }
}

list_schema! {
    /// Invitations.
    InvitationList of Invitation
}

/// The workspace's invitations that hold, newest first.
#[utoipa::path(get, operation_id = "listInvitations", path = "/api/invitations", tag = "account", security(("own" = [])),
    responses((status = 200, body = InvitationList)))]
pub(crate) async fn list(State(app): State<App>, owner: Owner) -> Result<Answer<List<Invitation>>, Problem> {
    let found = app.store.invitations(owner.workspace.id, now()).await?;
    Ok(Answer(List { items: found.into_iter().map(Invitation::from).collect(), next_cursor: None }))
}

/// Invite somebody, for a week. An earlier invitation of the same address ends.
#[utoipa::path(post, operation_id = "createInvitation", path = "/api/invitations", tag = "account", security(("own" = [])),
    request_body = Wanted,
    responses((status = 201, body = CreatedInvitation),
              (status = 409, description = "They are a member already.", body = Problem),
              (status = 422, description = "No address, or no role; says which.", body = Problem)))]
pub(crate) async fn create(
    State(app): State<App>,
    owner: Owner,
    Json(given): Json<Wanted>,
) -> Result<(StatusCode, Answer<CreatedInvitation>), Problem> {
    let email = Email::parse(&given.email).map_err(|error| error.inside("email"));
    let (email, role) = match (email, role(&given.role)) {
        (Ok(email), Ok(role)) => (email, role),
        (email, role) => {
            let errors = [email.err(), role.err()].into_iter().flatten().collect();
            return Err(Problem::invalid("invalid_invitation", "Nobody was invited.", errors));
        }
    };
    let base = app.config.web_url();
    // A provider proves who somebody is; without one, whoever has the link is whom it was made for.
    let (url, link) = if app.provider.is_some() {
        (format!("{base}/sign-in"), None)
    } else {
        let (url, hash) = sign_in_link::fresh(&base).map_err(|error| Problem::internal(&*error))?;
        (url, Some(hash))
    };
    let at = now();
    let new = NewInvitation { email, role, at, expires_at: at.plus_millis(LIFETIME), link };
    let did = owner.did(Deed::InvitationMade).named(new.email.as_str()).with(role.as_str());
    let made = noted(did, app.store.invite(owner.workspace.id, new)).await.map_err(|error| match error {
        StoreError::WrongState => Problem::new(
            StatusCode::CONFLICT,
            "already_member",
            "Somebody with this address is a member already. Change their role in the list of members.",
        ),
        error => error.into(),
    })?;
    Ok((StatusCode::CREATED, Answer(CreatedInvitation { about: made.into(), url })))
}

/// Take an invitation back.
#[utoipa::path(delete, operation_id = "withdrawInvitation", path = "/api/invitations/{id}", tag = "account", security(("own" = [])),
    params(("id" = String, Path)),
    responses((status = 204, description = "It works no more."),
              (status = 404, description = "There is no such invitation here.", body = Problem)))]
pub(crate) async fn withdraw(
    State(app): State<App>,
    owner: Owner,
    Path(id): Path<InvitationId>,
) -> Result<StatusCode, Problem> {
    let invitations = app.store.invitations(owner.workspace.id, now()).await?;
    let named = invitations.into_iter().find(|invitation| invitation.id == id).map(|it| it.email.to_string());
    let did = Note { named, ..owner.did(Deed::InvitationWithdrawn).on(id.get()) };
    noted(did, app.store.withdraw_invitation(owner.workspace.id, id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
