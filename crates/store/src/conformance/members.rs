//! Cases about who belongs to a workspace, and as what.

use domain::account::{Identity, Role};
use domain::customer::Email;
use domain::workspace::Settings;
use domain::{Timestamp, UserId, WorkspaceId};

use super::accounts::{HOUR, session_at};
use super::shop::{at, two};
use crate::{Member, NewInvitation, Session, Store, StoreError};

fn email(text: &str) -> Email {
    Email::parse(text).unwrap()
}

/// Somebody a provider vouches for.
pub(super) fn somebody(subject: &str, address: &str) -> Identity {
    Identity {
        issuer: "https://id.example".into(),
        subject: subject.into(),
        email: email(address),
        name: Some(format!("{subject} 🌻")),
    }
}

pub(super) fn invitation(address: &str, role: Role, link: Option<u8>, at: Timestamp) -> NewInvitation {
    let link = link.map(|hash| [hash; 32]);
    NewInvitation { email: email(address), role, at, expires_at: at.plus_millis(HOUR), link }
}

async fn owner_of(store: &dyn Store, workspace: WorkspaceId) -> UserId {
    store.members(workspace).await.unwrap().first().unwrap().user.id
}

/// Invites somebody by link and lets them in.
pub(super) async fn invited(
    store: &dyn Store,
    workspace: WorkspaceId,
    address: &str,
    role: Role,
    hash: u8,
) -> Session {
    store.invite(workspace, invitation(address, role, Some(hash), at(0))).await.unwrap();
    store.redeem_link([hash; 32], session_at(at(1))).await.unwrap().unwrap()
}

async fn roles(store: &dyn Store, workspace: WorkspaceId) -> Vec<(UserId, Role)> {
    let members = store.members(workspace).await.unwrap();
    members.into_iter().map(|member: Member| (member.user.id, member.role)).collect()
}

/// Neither demotion nor removal leaves a workspace to nobody.
pub async fn a_workspace_always_has_an_owner(store: &dyn Store) {
    let [one, two] = two(store).await;
    let owner = owner_of(store, one.id).await;
    for role in [Role::Marketer, Role::Analyst] {
        assert!(matches!(store.change_role(one.id, owner, role).await, Err(StoreError::WrongState)));
    }
    assert!(matches!(store.remove_member(one.id, owner).await, Err(StoreError::WrongState)));
    assert_eq!(store.change_role(one.id, owner, Role::Owner).await.unwrap().role, Role::Owner);
    let second = invited(store, one.id, "bo@shop.example", Role::Analyst, 1).await.user.id;
    assert!(
        matches!(store.remove_member(one.id, owner).await, Err(StoreError::WrongState)),
        "no owner is left"
    );
    let promoted = store.change_role(one.id, second, Role::Owner).await.unwrap();
    assert_eq!((promoted.user.id, promoted.role), (second, Role::Owner));
    assert_eq!(store.change_role(one.id, owner, Role::Marketer).await.unwrap().role, Role::Marketer);
    assert_eq!(roles(store, one.id).await, [(second, Role::Owner), (owner, Role::Marketer)]);
    // Who is a member elsewhere is none here.
    let other = owner_of(store, two.id).await;
    assert!(matches!(store.change_role(one.id, other, Role::Owner).await, Err(StoreError::NotFound)));
    assert!(matches!(store.remove_member(one.id, other).await, Err(StoreError::NotFound)));
    assert_eq!(roles(store, two.id).await, [(other, Role::Owner)]);
}

/// The rule holds also for those who ask at the same moment.
pub async fn of_two_owners_who_leave_at_once_one_stays(store: &dyn Store) {
    let [one, _] = two(store).await;
    let first = owner_of(store, one.id).await;
    let second = invited(store, one.id, "bo@shop.example", Role::Owner, 1).await.user.id;
    let (a, b) = tokio::join!(store.remove_member(one.id, first), store.remove_member(one.id, second));
    assert_eq!([a.is_ok(), b.is_ok()].into_iter().filter(|left| *left).count(), 1, "{a:?} {b:?}");
    assert_eq!(roles(store, one.id).await.len(), 1);
    assert_eq!(roles(store, one.id).await[0].1, Role::Owner);
}

/// Their sessions and links end with the membership, and a change of role is seen by the next request.
pub async fn whoever_is_removed_is_out_at_once(store: &dyn Store) {
    let [one, _] = two(store).await;
    let session = invited(store, one.id, "bo@shop.example", Role::Marketer, 1).await;
    assert_eq!(session.role, Role::Marketer);
    store.change_role(one.id, session.user.id, Role::Analyst).await.unwrap();
    assert_eq!(store.session(session.id, at(2)).await.unwrap().map(|s| s.role), Some(Role::Analyst));
    store.offer_member_link(one.id, session.user.id, [2; 32], at(HOUR)).await.unwrap();
    store.remove_member(one.id, session.user.id).await.unwrap();
    assert_eq!(store.session(session.id, at(2)).await.unwrap(), None);
    assert_eq!(store.redeem_link([2; 32], session_at(at(2))).await.unwrap(), None);
    assert_eq!(store.workspaces_of(session.user.id).await.unwrap(), []);
    assert_eq!(store.members(one.id).await.unwrap().len(), 1);
    assert!(matches!(store.remove_member(one.id, session.user.id).await, Err(StoreError::NotFound)));
}

/// Without a provider, the link is what proves an invitation.
pub async fn an_invitation_link_makes_a_member_once(store: &dyn Store) {
    let [one, two] = two(store).await;
    let session = invited(store, one.id, "Bo@Shop.example", Role::Analyst, 1).await;
    assert_eq!((session.workspace, session.role), (one.id, Role::Analyst));
    assert_eq!(session.user.email.as_deref(), Some("bo@shop.example"));
    assert_eq!((&session.user.name, &session.user.issuer), (&None, &None));
    assert_eq!(store.redeem_link([1; 32], session_at(at(1))).await.unwrap(), None);
    assert_eq!(store.invitations(one.id, at(1)).await.unwrap(), []);
    let members = store.members(one.id).await.unwrap();
    assert_eq!((members.len(), members[0].joined_at), (2, at(1)), "whoever joined first comes first");
    let named = store.rename_user(session.user.id, Some("Bo 🌻".into())).await.unwrap();
    assert_eq!(named.name.as_deref(), Some("Bo 🌻"));
    assert_eq!(store.members(one.id).await.unwrap()[0].user, named);
    assert_eq!(store.members(two.id).await.unwrap().len(), 1);
    let nobody = UserId::from_i64(999).unwrap();
    assert!(matches!(store.rename_user(nobody, None).await, Err(StoreError::NotFound)));
}

/// One invitation an address and workspace: the latest.
pub async fn an_invitation_holds_for_one_address_until_it_is_replaced_withdrawn_or_expires(
    store: &dyn Store,
) {
    let [one, two] = two(store).await;
    let invite =
        |role, link, when| store.invite(one.id, invitation("bo@shop.example", role, Some(link), when));
    let first = invite(Role::Analyst, 1, at(0)).await.unwrap();
    let second = invite(Role::Marketer, 2, at(1)).await.unwrap();
    assert_ne!(first.id, second.id);
    assert_eq!((second.created_at, second.expires_at), (at(1), at(HOUR + 1)));
    assert_eq!(store.invitations(one.id, at(2)).await.unwrap(), std::slice::from_ref(&second));
    assert_eq!(store.invitations(two.id, at(2)).await.unwrap(), []);
    assert_eq!(store.redeem_link([1; 32], session_at(at(2))).await.unwrap(), None, "it was replaced");
    assert!(matches!(store.withdraw_invitation(two.id, second.id).await, Err(StoreError::NotFound)));
    store.withdraw_invitation(one.id, second.id).await.unwrap();
    assert!(matches!(store.withdraw_invitation(one.id, second.id).await, Err(StoreError::NotFound)));
    assert_eq!(store.redeem_link([2; 32], session_at(at(2))).await.unwrap(), None, "it was withdrawn");

    invite(Role::Marketer, 3, at(0)).await.unwrap();
    assert_eq!(store.invitations(one.id, at(HOUR)).await.unwrap(), []);
    assert_eq!(store.redeem_link([3; 32], session_at(at(HOUR))).await.unwrap(), None, "it has expired");
    invite(Role::Marketer, 4, at(HOUR)).await.unwrap();
    assert!(store.redeem_link([4; 32], session_at(at(HOUR))).await.unwrap().is_some());
    assert!(matches!(invite(Role::Owner, 5, at(0)).await, Err(StoreError::WrongState)), "a member by now");
    let nobody = WorkspaceId::from_i64(999).unwrap();
    let lost = store.invite(nobody, invitation("bo@shop.example", Role::Owner, None, at(0))).await;
    assert!(matches!(lost, Err(StoreError::NotFound)));
}

/// Every invitation of an address the provider vouches for counts, and each once.
pub async fn whoever_is_invited_enters_by_their_address(store: &dyn Store) {
    let [one, two] = two(store).await;
    for (workspace, role, when) in [(one.id, Role::Analyst, 0), (two.id, Role::Marketer, 1)] {
        store.invite(workspace, invitation("bo@shop.example", role, None, at(when))).await.unwrap();
    }
    store.invite(two.id, invitation("cy@shop.example", Role::Owner, None, at(0))).await.unwrap();
    let bo = || somebody("bo", "bo@shop.example");
    let session = store.sign_in(bo(), None, session_at(at(2))).await.unwrap().unwrap();
    assert_eq!((session.workspace, session.role), (two.id, Role::Marketer), "where they were invited last");
    assert_eq!(session.user.issuer.as_deref(), Some("https://id.example"));
    assert_eq!(session.user.name.as_deref(), Some("bo 🌻"));
    let workspaces = store.workspaces_of(session.user.id).await.unwrap();
    let mut found: Vec<_> = workspaces.iter().map(|(workspace, role)| (workspace.id, *role)).collect();
    found.sort_by_key(|(workspace, _)| *workspace);
    assert_eq!(found, [(one.id, Role::Analyst), (two.id, Role::Marketer)]);
    assert_eq!(store.invitations(one.id, at(2)).await.unwrap(), []);
    assert_eq!(store.invitations(two.id, at(2)).await.unwrap().len(), 1, "another's invitation stays");
    // Removed, they are not let in again by an invitation that was used.
    store.remove_member(one.id, session.user.id).await.unwrap();
    store.remove_member(two.id, session.user.id).await.unwrap();
    assert_eq!(store.sign_in(bo(), None, session_at(at(3))).await.unwrap(), None);
    // An invitation that has expired is none.
    store.invite(one.id, invitation("bo@shop.example", Role::Owner, None, at(0))).await.unwrap();
    assert_eq!(store.sign_in(bo(), None, session_at(at(HOUR))).await.unwrap(), None);
}

/// A stranger gets nothing, or a workspace of their own, once.
pub async fn whoever_is_not_invited_enters_only_where_strangers_are_welcome(store: &dyn Store) {
    let [one, _] = two(store).await;
    let bo = || somebody("bo", "bo@shop.example");
    assert_eq!(store.sign_in(bo(), None, session_at(at(0))).await.unwrap(), None);
    let welcome = || Some(Settings::parse("Bo's shop", "USD", "UTC").unwrap());
    let first = store.sign_in(bo(), welcome(), session_at(at(1))).await.unwrap().unwrap();
    assert_ne!(first.workspace, one.id);
    assert_eq!(first.role, Role::Owner);
    let workspace = store.workspace(first.workspace).await.unwrap().unwrap();
    assert_eq!((workspace.settings.name.as_str(), workspace.configured), ("Bo's shop", false));
    assert_eq!(workspace.created_at, at(1));
    assert_eq!(store.overview(first.workspace).await.unwrap().customers, 0);
    for welcome in [welcome(), None] {
        let again = store.sign_in(bo(), welcome, session_at(at(2))).await.unwrap().unwrap();
        assert_eq!((again.user.id, again.workspace), (first.user.id, first.workspace));
        assert_ne!(again.id, first.id);
    }
    assert_eq!(store.members(first.workspace).await.unwrap().len(), 1);
}

/// Issuer and subject name a person; an address names nobody.
pub async fn a_person_is_who_the_provider_says_whatever_their_address(store: &dyn Store) {
    let [one, _] = two(store).await;
    store.invite(one.id, invitation("bo@shop.example", Role::Analyst, None, at(0))).await.unwrap();
    let bo =
        store.sign_in(somebody("bo", "bo@shop.example"), None, session_at(at(1))).await.unwrap().unwrap();
    // Another subject with the same address, and the same subject of another provider, are strangers.
    let impostor = somebody("mallory", "bo@shop.example");
    assert_eq!(store.sign_in(impostor, None, session_at(at(2))).await.unwrap(), None);
    let elsewhere = Identity { issuer: "https://other.example".into(), ..somebody("bo", "bo@shop.example") };
    assert_eq!(store.sign_in(elsewhere, None, session_at(at(2))).await.unwrap(), None);
    // The same person with another address and name is the same; the name they gave themselves stays.
    store.rename_user(bo.user.id, Some("Bo himself".into())).await.unwrap();
    let moved = somebody("bo", "bo@new.example");
    let moved = store.sign_in(moved, None, session_at(at(3))).await.unwrap().unwrap();
    assert_eq!(moved.user.id, bo.user.id);
    assert_eq!(moved.user.email.as_deref(), Some("bo@new.example"));
    assert_eq!(moved.user.name.as_deref(), Some("Bo himself"));
}

/// The owner who came by link can come by a provider; nobody can take another's identity.
pub async fn an_identity_is_connected_to_one_person(store: &dyn Store) {
    let [one, two] = two(store).await;
    let (first, second) = (owner_of(store, one.id).await, owner_of(store, two.id).await);
    let ana = || somebody("ana", "ana@shop.example");
    let connected = store.connect(first, ana()).await.unwrap();
    assert_eq!(connected.email.as_deref(), Some("ana@shop.example"));
    assert_eq!(connected.issuer.as_deref(), Some("https://id.example"));
    assert_eq!(store.connect(first, ana()).await.unwrap(), connected, "twice is no error");
    let session = store.sign_in(ana(), None, session_at(at(1))).await.unwrap().unwrap();
    assert_eq!((session.user.id, session.workspace, session.role), (first, one.id, Role::Owner));
    assert!(matches!(store.connect(second, ana()).await, Err(StoreError::WrongState)), "taken");
    let another = somebody("another", "another@shop.example");
    assert!(matches!(store.connect(first, another).await, Err(StoreError::WrongState)), "has one");
    let nobody = UserId::from_i64(999).unwrap();
    assert!(matches!(
        store.connect(nobody, somebody("x", "x@shop.example")).await,
        Err(StoreError::NotFound)
    ));
    // The link for the owner works on: it is the way back in.
    store.offer_link(one.id, [1; 32], at(HOUR)).await.unwrap();
    let by_link = store.redeem_link([1; 32], session_at(at(2))).await.unwrap().unwrap();
    assert_eq!(by_link.user.id, first);
}

/// An owner can let a member in again, but never into what is not the owner's.
pub async fn a_link_for_a_member_opens_no_other_workspace(store: &dyn Store) {
    let [one, two] = two(store).await;
    let bo = invited(store, one.id, "bo@shop.example", Role::Analyst, 1).await.user.id;
    store.offer_member_link(one.id, bo, [2; 32], at(HOUR)).await.unwrap();
    let again = store.redeem_link([2; 32], session_at(at(2))).await.unwrap().unwrap();
    assert_eq!((again.user.id, again.workspace, again.role), (bo, one.id, Role::Analyst));
    assert_eq!(store.redeem_link([2; 32], session_at(at(2))).await.unwrap(), None);
    let stranger = store.offer_member_link(two.id, bo, [3; 32], at(HOUR)).await;
    assert!(matches!(stranger, Err(StoreError::NotFound)));
    // Whoever signs in by a provider gets no link, and so does whoever is a member elsewhere too.
    store.connect(bo, somebody("bo", "bo@shop.example")).await.unwrap();
    assert!(matches!(
        store.offer_member_link(one.id, bo, [4; 32], at(HOUR)).await,
        Err(StoreError::WrongState)
    ));
    // Whoever is a member here and there: neither owner can make a link that opens the other's.
    for workspace in [one.id, two.id] {
        let new = invitation("cy@shop.example", Role::Marketer, None, at(0));
        store.invite(workspace, new).await.unwrap();
    }
    let cy = somebody("cy", "cy@shop.example");
    let cy = store.sign_in(cy, None, session_at(at(1))).await.unwrap().unwrap().user.id;
    assert_eq!(store.workspaces_of(cy).await.unwrap().len(), 2);
    for (workspace, hash) in [(one.id, 5), (two.id, 6)] {
        let link = store.offer_member_link(workspace, cy, [hash; 32], at(HOUR)).await;
        assert!(matches!(link, Err(StoreError::WrongState)), "{link:?}");
        assert_eq!(store.redeem_link([hash; 32], session_at(at(2))).await.unwrap(), None);
    }
}

/// An address proves nothing, so the same one invited by link in two workspaces is two people: a link opens one.
pub async fn whoever_comes_by_link_belongs_to_one_workspace(store: &dyn Store) {
    let [one, two] = two(store).await;
    let here = invited(store, one.id, "bo@shop.example", Role::Marketer, 1).await;
    let there = invited(store, two.id, "bo@shop.example", Role::Analyst, 2).await;
    assert_ne!(here.user.id, there.user.id);
    for (session, workspace) in [(&here, one.id), (&there, two.id)] {
        let found = store.workspaces_of(session.user.id).await.unwrap();
        assert_eq!(found.iter().map(|(found, _)| found.id).collect::<Vec<_>>(), [workspace]);
    }
    store.remove_member(one.id, here.user.id).await.unwrap();
    assert!(store.session(there.id, at(2)).await.unwrap().is_some());
}
