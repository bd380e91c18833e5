//! Cases about who may enter.

use std::num::NonZeroU32;

use domain::account::{Role, Scope, Scopes};
use domain::customer::{ConsentMode, Email, Text};
use domain::field::Field;
use domain::workspace::sender::{PostalAddress, SenderName};
use domain::workspace::{Currency, SenderChange, Settings, SettingsChange, Voice};
use domain::{SessionId, Timestamp, Zone};

use super::shop::{at, noon, two};
use crate::{Device, NewApiKey, NewSession, Store, StoreError};

/// An hour in milliseconds.
pub(super) const HOUR: i64 = 3_600_000;

/// A session of an hour.
pub(super) fn session_at(at: Timestamp) -> NewSession {
    let device = Device { agent: Some("Firefox 🌻".into()), address: Some("203.0.113.7".into()) };
    NewSession { at, expires_at: at.plus_millis(HOUR), device }
}

/// A key that is good for everything, for ever.
pub fn key(name: &str, hash: u8, at: Timestamp) -> NewApiKey {
    let (name, prefix) = (name.to_owned(), format!("mc_{hash}"));
    NewApiKey { name, prefix, hash: [hash; 32], scopes: Scopes::ALL, at, expires_at: None }
}

/// The first workspace is made once, whoever asks, and however many at once.
pub async fn everybody_who_asks_at_once_gets_the_same_first_workspace(store: &dyn Store) {
    let ask = || store.first_workspace(noon());
    let (a, b, c, d) = tokio::join!(ask(), ask(), ask(), ask());
    let first = a.unwrap();
    for other in [b.unwrap(), c.unwrap(), d.unwrap(), ask().await.unwrap()] {
        assert_eq!(other, first);
    }
}

/// Defaults are there from the start, and say that nobody has decided yet.
pub async fn a_workspace_has_defaults_until_a_person_decides(store: &dyn Store) {
    let first = store.first_workspace(noon()).await.unwrap();
    assert_eq!(first.settings, Settings::parse("My shop", "USD", "UTC").unwrap());
    assert!(!first.configured);
    assert_eq!(first.created_at, noon());
    let decided = Settings::parse("Kaffee & Söhne 🌻", "EUR", "Europe/Berlin").unwrap();
    let [one, two] = two(store).await;
    let configured = store.configure(one.id, decided.clone().into()).await.unwrap();
    assert!(configured.configured && configured.settings == decided);
    assert_eq!(store.workspace(one.id).await.unwrap(), Some(configured));
    let other = store.workspace(two.id).await.unwrap().unwrap();
    assert_eq!((other.settings.name.as_str(), other.configured), ("Second", true));
    let nobody = domain::WorkspaceId::from_i64(999).unwrap();
    assert_eq!(store.workspace(nobody).await.unwrap(), None);
    assert!(matches!(store.configure(nobody, decided.into()).await, Err(StoreError::NotFound)));
}

/// A change touches what it mentions, clears what is null, and leaves other workspaces alone.
pub async fn what_a_change_of_settings_does_not_mention_stays(store: &dyn Store) {
    let [one, two] = two(store).await;
    let before = store.workspace(two.id).await.unwrap();
    let mut expected = store.workspace(one.id).await.unwrap().unwrap().settings;
    let sender = SenderChange {
        name: Field::Set(SenderName::parse("Kaffee \"& Söhne\"").unwrap()),
        email: Field::Set(Email::parse("hello@shop.example").unwrap()),
        reply_to: Field::Set(Email::parse("answers@shop.example").unwrap()),
        postal_address: Field::Set(PostalAddress::parse("Hauptstraße 1\n10827 Berlin").unwrap()),
    };
    let changes = [
        SettingsChange { voice: Field::Set(Voice::parse("Dry.\nNo puns.").unwrap()), ..nothing() },
        SettingsChange { consent: Some(ConsentMode::OptIn), ..nothing() },
        SettingsChange { most_recipients: Field::Set(NonZeroU32::MAX), ..nothing() },
        SettingsChange { sender, ..nothing() },
        nothing(),
        SettingsChange { name: Text::parse("Other").ok(), voice: Field::Clear, ..nothing() },
        SettingsChange {
            sender: SenderChange { reply_to: Field::Clear, ..SenderChange::default() },
            ..nothing()
        },
        SettingsChange { currency: Currency::parse("CHF").ok(), most_recipients: Field::Clear, ..nothing() },
        SettingsChange {
            consent: Some(ConsentMode::OptOut),
            zone: Zone::named("Asia/Tokyo").ok(),
            ..nothing()
        },
        Settings::parse("Whole", "EUR", "UTC").unwrap().into(),
    ];
    for change in changes {
        change.clone().merge_into(&mut expected);
        let configured = store.configure(one.id, change).await.unwrap();
        assert!(configured.configured);
        assert_eq!(configured.settings, expected);
        assert_eq!(store.workspace(one.id).await.unwrap(), Some(configured));
    }
    assert_eq!(store.workspace(two.id).await.unwrap(), before);
    let voice = Voice::parse("Loud.").ok();
    let whole = Settings { voice, consent: ConsentMode::OptIn, ..expected };
    let third = store.create_workspace(whole.clone(), noon()).await.unwrap();
    assert_eq!((&store.workspace(third.id).await.unwrap(), &third.settings), (&Some(third.clone()), &whole));
}

fn nothing() -> SettingsChange {
    SettingsChange::default()
}

/// A link works once, and opens the workspace it was made for.
pub async fn a_link_signs_its_owner_in_once(store: &dyn Store) {
    let [one, two] = two(store).await;
    store.offer_link(one.id, [1; 32], at(2 * HOUR)).await.unwrap();
    store.offer_link(two.id, [2; 32], at(2 * HOUR)).await.unwrap();
    let session = store.redeem_link([2; 32], session_at(at(HOUR))).await.unwrap().unwrap();
    assert_eq!((session.workspace, session.expires_at), (two.id, at(2 * HOUR)));
    assert_eq!((session.role, session.created_at, session.seen_at), (Role::Owner, at(HOUR), at(HOUR)));
    assert_eq!(session.device, session_at(at(0)).device);
    assert_eq!(store.redeem_link([2; 32], session_at(at(HOUR))).await.unwrap(), None);
    let other = store.redeem_link([1; 32], session_at(at(HOUR))).await.unwrap().unwrap();
    assert_eq!(other.workspace, one.id);
    assert_ne!(other.user.id, session.user.id, "each workspace has an owner of its own");
    assert_ne!(other.id, session.id);
    let nobody = domain::WorkspaceId::from_i64(999).unwrap();
    assert!(matches!(store.offer_link(nobody, [3; 32], at(HOUR)).await, Err(StoreError::NotFound)));
}

/// Every process prints a link at its start: a later one ends no earlier one.
pub async fn each_link_works_once(store: &dyn Store) {
    let [one, two] = two(store).await;
    for (workspace, hash) in [(two.id, 9), (one.id, 1), (one.id, 2)] {
        store.offer_link(workspace, [hash; 32], at(HOUR)).await.unwrap();
    }
    for (workspace, hash) in [(one.id, 2), (one.id, 1), (two.id, 9)] {
        let redeem = || store.redeem_link([hash; 32], session_at(at(0)));
        assert_eq!(redeem().await.unwrap().map(|session| session.workspace), Some(workspace), "{hash}");
        assert_eq!(redeem().await.unwrap(), None, "{hash}");
    }
}

/// Whoever asks first decides, also of many at once; names are apart.
pub async fn a_secret_is_shared_by_whoever_asks(store: &dyn Store) {
    let proposals: Vec<String> = (0..4).map(|n| format!("proposal {n} of a secret 🌻")).collect();
    let ask = |n: usize| store.shared_secret("session", &proposals[n]);
    let (a, b, c, d) = tokio::join!(ask(0), ask(1), ask(2), ask(3));
    let shared = a.unwrap();
    assert!(proposals.contains(&shared), "{shared}");
    for other in [b.unwrap(), c.unwrap(), d.unwrap(), ask(3).await.unwrap()] {
        assert_eq!(other, shared);
    }
    assert_eq!(store.shared_secret("vendor", "another").await.unwrap(), "another");
    assert_eq!(store.shared_secret("session", "another").await.unwrap(), shared);
}

/// At its last instant a link has expired.
pub async fn an_expired_link_is_refused(store: &dyn Store) {
    let [one, _] = two(store).await;
    store.offer_link(one.id, [1; 32], at(HOUR)).await.unwrap();
    assert_eq!(store.redeem_link([1; 32], session_at(at(HOUR))).await.unwrap(), None);
    store.offer_link(one.id, [2; 32], at(HOUR)).await.unwrap();
    assert!(store.redeem_link([2; 32], session_at(at(HOUR - 1))).await.unwrap().is_some());
}

/// A session is there until it is revoked or expires.
pub async fn a_session_ends_when_it_is_revoked_or_expires(store: &dyn Store) {
    let [one, _] = two(store).await;
    let mut sessions = Vec::new();
    for hash in [[1; 32], [2; 32]] {
        store.offer_link(one.id, hash, at(HOUR)).await.unwrap();
        sessions.push(store.redeem_link(hash, session_at(at(0))).await.unwrap().unwrap());
    }
    let [kept, revoked] = sessions.try_into().unwrap();
    assert_eq!(store.session(kept.id, at(HOUR - 1)).await.unwrap(), Some(kept.clone()));
    assert_eq!(store.session(kept.id, at(HOUR)).await.unwrap(), None);
    store.revoke_session(revoked.id).await.unwrap();
    store.revoke_session(revoked.id).await.unwrap();
    assert_eq!(store.session(revoked.id, at(0)).await.unwrap(), None);
    assert!(store.session(kept.id, at(0)).await.unwrap().is_some());
    assert_eq!(store.session(SessionId::from_i64(999).unwrap(), at(0)).await.unwrap(), None);
}

/// A key opens one workspace, and only that one can end it.
pub async fn an_api_key_opens_its_own_workspace_until_it_is_revoked(store: &dyn Store) {
    let [one, two] = two(store).await;
    let first = store.create_api_key(one.id, key("till", 1, at(0))).await.unwrap();
    let second = store.create_api_key(one.id, key("web", 2, at(1))).await.unwrap();
    let other = store.create_api_key(two.id, key("till", 3, at(2))).await.unwrap();
    assert_eq!(store.api_keys(one.id).await.unwrap(), [second, first.clone()]);
    assert_eq!(store.api_keys(two.id).await.unwrap(), std::slice::from_ref(&other));
    assert_eq!(store.use_api_key([2; 32], at(5)).await.unwrap().map(|key| key.workspace), Some(one.id));
    assert_eq!(store.use_api_key([3; 32], at(5)).await.unwrap().map(|key| key.id), Some(other.id));
    assert_eq!(store.use_api_key([4; 32], at(5)).await.unwrap(), None);
    assert!(matches!(store.revoke_api_key(two.id, first.id).await, Err(StoreError::NotFound)));
    store.revoke_api_key(one.id, first.id).await.unwrap();
    assert!(matches!(store.revoke_api_key(one.id, first.id).await, Err(StoreError::NotFound)));
    assert_eq!(store.use_api_key([1; 32], at(6)).await.unwrap(), None);
    assert_eq!(store.api_keys(one.id).await.unwrap().len(), 1);
}

/// The last use is known to the minute, and never goes back.
pub async fn the_use_of_an_api_key_is_noted_to_the_minute(store: &dyn Store) {
    let [one, _] = two(store).await;
    let key = store.create_api_key(one.id, key("till", 1, at(0))).await.unwrap();
    assert_eq!(key.last_used_at, None);
    for (now, noted) in [(90_500, 60_000), (119_999, 60_000), (120_000, 120_000), (70_000, 120_000)] {
        let used = store.use_api_key([1; 32], at(now)).await.unwrap().unwrap();
        assert_eq!(used.last_used_at, Some(at(noted)));
        assert_eq!(store.api_keys(one.id).await.unwrap(), [used]);
    }
}

/// A key keeps what it is good for, and stops at its last instant.
pub async fn an_api_key_is_good_for_its_scopes_until_it_expires(store: &dyn Store) {
    let [one, _] = two(store).await;
    let scopes: Scopes = [Scope::Ingest, Scope::Campaigns].into_iter().collect();
    let wanted = NewApiKey { scopes, expires_at: Some(at(HOUR)), ..key("till", 1, at(0)) };
    let kept = store.create_api_key(one.id, wanted).await.unwrap();
    assert_eq!((kept.scopes, kept.expires_at), (scopes, Some(at(HOUR))));
    let used = store.use_api_key([1; 32], at(HOUR - 1)).await.unwrap().unwrap();
    assert_eq!((used.scopes, used.expires_at), (scopes, Some(at(HOUR))));
    assert_eq!(store.use_api_key([1; 32], at(HOUR)).await.unwrap(), None);
    assert_eq!(store.api_keys(one.id).await.unwrap(), [used], "it is still listed");
    let nobody = domain::WorkspaceId::from_i64(999).unwrap();
    assert!(matches!(store.create_api_key(nobody, key("x", 2, at(0))).await, Err(StoreError::NotFound)));
}
