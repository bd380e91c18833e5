//! Cases about signed-in browsers.

use domain::account::Role;
use domain::{SessionId, WorkspaceId};

use super::accounts::{HOUR, session_at};
use super::members::{invited, somebody};
use super::shop::{at, two};
use crate::{NewInvitation, Store, StoreError};

/// One person's sessions are nobody else's to see or end.
pub async fn a_person_sees_and_ends_their_own_sessions_only(store: &dyn Store) {
    let [one, _] = two(store).await;
    let mut own = Vec::new();
    for hash in [1, 2, 3] {
        store.offer_link(one.id, [hash; 32], at(HOUR)).await.unwrap();
        let opened = store.redeem_link([hash; 32], session_at(at(i64::from(hash)))).await.unwrap().unwrap();
        own.insert(0, opened);
    }
    let bo = invited(store, one.id, "bo@shop.example", Role::Owner, 9).await;
    let owner = own[0].user.id;
    assert_eq!(store.sessions(owner, at(4)).await.unwrap(), own);
    assert_eq!(store.sessions(bo.user.id, at(4)).await.unwrap(), std::slice::from_ref(&bo));
    assert_eq!(store.sessions(owner, at(HOUR + 2)).await.unwrap(), own[..1], "expired ones are gone");

    assert!(matches!(store.end_session(bo.user.id, own[0].id).await, Err(StoreError::NotFound)));
    store.end_session(owner, own[0].id).await.unwrap();
    assert!(matches!(store.end_session(owner, own[0].id).await, Err(StoreError::NotFound)));
    assert_eq!(store.session(own[0].id, at(4)).await.unwrap(), None);
    assert_eq!(store.sessions(owner, at(4)).await.unwrap(), own[1..]);
    assert_eq!(store.end_sessions(owner).await.unwrap(), 2);
    assert_eq!(store.end_sessions(owner).await.unwrap(), 0);
    assert_eq!(store.sessions(owner, at(4)).await.unwrap(), []);
    assert_eq!(store.session(bo.id, at(4)).await.unwrap(), Some(bo));
}

/// A session shows one workspace at a time, and only those its person belongs to.
pub async fn a_session_moves_between_the_workspaces_of_its_person(store: &dyn Store) {
    let [one, two] = two(store).await;
    for (workspace, role) in [(one.id, Role::Analyst), (two.id, Role::Marketer)] {
        let email = domain::customer::Email::parse("bo@shop.example").unwrap();
        let invitation = NewInvitation { email, role, at: at(0), expires_at: at(HOUR), link: None };
        store.invite(workspace, invitation).await.unwrap();
    }
    let bo = || somebody("bo", "bo@shop.example");
    let session = store.sign_in(bo(), None, session_at(at(1))).await.unwrap().unwrap();
    for (workspace, role) in [(one.id, Role::Analyst), (two.id, Role::Marketer), (one.id, Role::Analyst)] {
        let moved = store.switch_workspace(session.id, workspace, at(2)).await.unwrap();
        assert_eq!((moved.id, moved.workspace, moved.role), (session.id, workspace, role));
        assert_eq!(store.session(session.id, at(2)).await.unwrap(), Some(moved));
    }
    let again = store.sign_in(bo(), None, session_at(at(3))).await.unwrap().unwrap();
    assert_eq!(again.workspace, one.id, "where they were last");

    let owner = store.members(two.id).await.unwrap()[1].user.id;
    store.offer_link(two.id, [1; 32], at(HOUR)).await.unwrap();
    let other = store.redeem_link([1; 32], session_at(at(1))).await.unwrap().unwrap();
    assert_eq!(other.user.id, owner);
    for workspace in [one.id, WorkspaceId::from_i64(999).unwrap()] {
        let refused = store.switch_workspace(other.id, workspace, at(2)).await;
        assert!(matches!(refused, Err(StoreError::NotFound)));
    }
    assert_eq!(store.session(other.id, at(2)).await.unwrap(), Some(other.clone()), "it stays where it was");
    let late = store.switch_workspace(other.id, two.id, at(HOUR + 1)).await;
    assert!(matches!(late, Err(StoreError::NotFound)), "it has expired");
}

/// As for keys, but for people.
pub async fn the_use_of_a_session_is_noted_and_never_goes_back(store: &dyn Store) {
    let [one, _] = two(store).await;
    store.offer_link(one.id, [1; 32], at(HOUR)).await.unwrap();
    let session = store.redeem_link([1; 32], session_at(at(5))).await.unwrap().unwrap();
    for (now, noted) in [(9, 9), (7, 9), (20, 20)] {
        store.note_session(session.id, at(now)).await.unwrap();
        assert_eq!(store.session(session.id, at(20)).await.unwrap().unwrap().seen_at, at(noted));
    }
    store.note_session(SessionId::from_i64(999).unwrap(), at(1)).await.unwrap();
}
