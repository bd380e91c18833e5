//! Cases about the audit log.

use domain::account::Role;
use domain::audit::{Actor, Deed};
use domain::campaign::Action;
use domain::workspace::Settings;
use domain::{ApiKeyId, Channel, Timestamp, UserId, WorkspaceId};

use super::accounts::{HOUR, key, session_at};
use super::members::{invitation, invited, somebody};
use super::shop::{EVERYONE, Shop, at, collect, first, next, plan, shop_and_witness, two};
use crate::{AuditEntry, AuditFilter, ImportKind, Launch, Note, Store, StoreError, Whose, noted};

const PEOPLE: &str =
    r#"[{"externalId":"1","email":"a@shop.example"},{"externalId":"2","email":"b@shop.example"}]"#;

fn person(id: i64) -> Actor {
    Actor::Person { id: UserId::from_i64(id).unwrap(), name: Some("Ana 🌻".into()) }
}

fn note(workspace: WorkspaceId, deed: Deed, at: Timestamp) -> Note {
    let address = Some("203.0.113.7".to_owned());
    Note { workspace, at, by: person(7), address, deed, on: None, named: None, detail: None }
}

async fn lines(store: &dyn Store, workspace: WorkspaceId) -> Vec<AuditEntry> {
    collect(async |page| store.audit(workspace, &AuditFilter::default(), &page).await).await
}

/// What was done and to what, oldest first.
async fn told(store: &dyn Store, workspace: WorkspaceId) -> Vec<(Deed, Option<i64>)> {
    let lines = lines(store, workspace).await;
    lines.into_iter().rev().map(|line| (line.note.deed, line.note.on)).collect()
}

/// A line says all that was said, of every kind of actor, and what was made by its id.
pub async fn a_deed_is_noted_with_who_what_when_and_from_where(store: &dyn Store) {
    let [one, two] = two(store).await;
    let said = Note {
        named: Some("till 🌻".into()),
        detail: Some("ingest, read".into()),
        ..note(one.id, Deed::KeyMade, at(5))
    };
    let made = noted(said.clone(), store.create_api_key(one.id, key("till 🌻", 1, at(5)))).await.unwrap();
    let by_key = Actor::Key { id: made.id, name: made.name };
    let mut expected = vec![Note { on: Some(made.id.get()), ..said }];
    for (by, address) in [
        (by_key, None),
        (Actor::CommandLine, None),
        (Actor::Schedule, None),
        (Actor::Unknown, Some("::1".into())),
    ] {
        let said = Note { by, address, on: Some(9), ..note(one.id, Deed::LinkMade, at(6)) };
        store.note(said.clone()).await.unwrap();
        expected.insert(0, said);
    }
    let found = lines(store, one.id).await;
    assert!(found.is_sorted_by(|a, b| a.id > b.id));
    assert_eq!(found.into_iter().map(|line| line.note).collect::<Vec<_>>(), expected);
    assert_eq!(lines(store, two.id).await, []);
}

/// Both are there or neither is.
pub async fn a_deed_that_fails_is_not_noted(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    let draft = shop.draft("Spring", Channel::Email).await;
    let begun = lines(store, shop.id).await.len();
    let note = |deed| note(shop.id, deed, at(1));
    let nobody = ApiKeyId::from_i64(999).unwrap();
    let revoked = noted(note(Deed::KeyRevoked), store.revoke_api_key(shop.id, nobody)).await;
    assert!(matches!(revoked, Err(StoreError::NotFound)));
    let owner = store.members(shop.id).await.unwrap()[0].user.id;
    let left = noted(note(Deed::MemberLeft), store.remove_member(shop.id, owner)).await;
    assert!(matches!(left, Err(StoreError::WrongState)));
    let question = Shop::question(r#"{"logic":"OR","rules":[]}"#);
    let launch = Launch { question, at: at(1), simulated: true, most_recipients: None, scheduled: None };
    let launched =
        noted(note(Deed::CampaignLaunched), store.launch_campaign(shop.id, draft.id, launch)).await;
    assert!(matches!(launched, Err(StoreError::NobodyReachable { .. })));
    let paused = store.steer_campaign(shop.id, draft.id, Action::Pause, at(1));
    assert!(matches!(noted(note(Deed::CampaignPaused), paused).await, Err(StoreError::WrongState)));
    assert_eq!(lines(store, shop.id).await.len(), begun);
    witness.is_untouched().await;
}

/// Every deed about people, keys and the workspace writes its line, and one only.
pub async fn every_deed_about_who_may_enter_is_noted_once(store: &dyn Store) {
    let [one, _] = two(store).await;
    let note = |deed| note(one.id, deed, at(3));
    let bo = invited(store, one.id, "bo@shop.example", Role::Marketer, 1).await;
    let before = told(store, one.id).await.len();
    let settings = Settings::parse("Shop", "EUR", "UTC").unwrap();
    noted(note(Deed::WorkspaceChanged), store.configure(one.id, settings.into())).await.unwrap();
    let key = noted(note(Deed::KeyMade), store.create_api_key(one.id, key("k", 1, at(3)))).await.unwrap();
    noted(note(Deed::KeyRevoked), store.revoke_api_key(one.id, key.id)).await.unwrap();
    noted(note(Deed::RoleChanged), store.change_role(one.id, bo.user.id, Role::Owner)).await.unwrap();
    let link = store.offer_member_link(one.id, bo.user.id, [2; 32], at(HOUR));
    noted(note(Deed::LinkMade), link).await.unwrap();
    noted(note(Deed::LinkMade), store.offer_link(one.id, [3; 32], at(HOUR))).await.unwrap();
    let invite = store.invite(one.id, invitation("cy@shop.example", Role::Analyst, None, at(3)));
    let invited = noted(note(Deed::InvitationMade), invite).await.unwrap();
    let withdraw = store.withdraw_invitation(one.id, invited.id);
    noted(note(Deed::InvitationWithdrawn), withdraw).await.unwrap();
    let connect = store.connect(bo.user.id, somebody("bo", "bo@shop.example"));
    noted(note(Deed::AccountConnected), connect).await.unwrap();
    noted(note(Deed::SessionEnded), store.end_session(bo.user.id, bo.id)).await.unwrap();
    noted(note(Deed::SignedOut), store.revoke_session(bo.id)).await.unwrap();
    noted(note(Deed::SignedOutEverywhere), store.end_sessions(bo.user.id)).await.unwrap();
    noted(note(Deed::MemberRemoved), store.remove_member(one.id, bo.user.id)).await.unwrap();
    let expected = [
        (Deed::WorkspaceChanged, None),
        (Deed::KeyMade, Some(key.id.get())),
        (Deed::KeyRevoked, None),
        (Deed::RoleChanged, None),
        (Deed::LinkMade, None),
        (Deed::LinkMade, None),
        (Deed::InvitationMade, Some(invited.id.get())),
        (Deed::InvitationWithdrawn, None),
        (Deed::AccountConnected, None),
        (Deed::SessionEnded, None),
        (Deed::SignedOut, None),
        (Deed::SignedOutEverywhere, None),
        (Deed::MemberRemoved, None),
    ];
    assert_eq!(told(store, one.id).await[before..], expected);
}

/// Every deed about campaigns and data writes its line, and one only.
pub async fn every_deed_about_campaigns_and_data_is_noted_once(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    let note = |deed| note(shop.id, deed, at(3));
    let before = told(store, shop.id).await.len();
    let create = || store.create_campaign(shop.id, plan("Spring", Channel::Email), at(3));
    let campaign = noted(note(Deed::CampaignCreated), create()).await.unwrap().id;
    let forgotten = noted(note(Deed::CampaignCreated), create()).await.unwrap().id;
    noted(note(Deed::CampaignDeleted), store.delete_campaign(shop.id, forgotten)).await.unwrap();
    let update = store.update_campaign(shop.id, campaign, plan("Summer", Channel::Email));
    noted(note(Deed::CampaignEdited), update).await.unwrap();
    let launch = Launch {
        question: Shop::question(EVERYONE),
        at: at(3),
        simulated: true,
        most_recipients: None,
        scheduled: None,
    };
    let launched = store.launch_campaign(shop.id, campaign, launch);
    noted(note(Deed::CampaignLaunched), launched).await.unwrap();
    for (deed, action) in [
        (Deed::CampaignPaused, Action::Pause),
        (Deed::CampaignResumed, Action::Resume),
        (Deed::CampaignCancelled, Action::Cancel),
    ] {
        noted(note(deed), store.steer_campaign(shop.id, campaign, action, at(3))).await.unwrap();
    }
    let import = store.create_import(shop.id, ImportKind::Orders, Some("sales.csv"), at(3));
    let import = noted(note(Deed::ImportStarted), import).await.unwrap();
    shop.customers(r#"[{"externalId":"1","email":"b@shop.example"}]"#).await;
    let letter = shop.all_dead_letters().await.remove(0);
    let discard = store.discard_dead_letter(shop.id, letter.id);
    noted(note(Deed::DeadLetterDiscarded), discard).await.unwrap();
    let expected = [
        (Deed::CampaignCreated, Some(campaign.get())),
        (Deed::CampaignCreated, Some(forgotten.get())),
        (Deed::CampaignDeleted, None),
        (Deed::CampaignEdited, None),
        (Deed::CampaignLaunched, None),
        (Deed::CampaignPaused, None),
        (Deed::CampaignResumed, None),
        (Deed::CampaignCancelled, None),
        (Deed::ImportStarted, Some(import.id.get())),
        (Deed::DeadLetterDiscarded, None),
    ];
    assert_eq!(told(store, shop.id).await[before..], expected);
    witness.is_untouched().await;
}

/// Nobody has to remember to note it: by link, by invitation, by a provider, and in vain.
pub async fn coming_in_is_noted_with_the_way_one_came(store: &dyn Store) {
    let [one, two] = two(store).await;
    let told = async |workspace| {
        let lines = lines(store, workspace).await;
        let told = |line: AuditEntry| (line.note.deed, line.note.detail, line.note.by);
        lines.into_iter().rev().map(told).collect::<Vec<_>>()
    };
    store.offer_link(one.id, [1; 32], at(HOUR)).await.unwrap();
    let owner = store.redeem_link([1; 32], session_at(at(1))).await.unwrap().unwrap().user.id;
    let owner = Actor::Person { id: owner, name: None };
    let bo = invited(store, one.id, "bo@shop.example", Role::Analyst, 2).await.user.id;
    let bo = Actor::Person { id: bo, name: Some("bo@shop.example".into()) };
    let link = || Some("link".to_owned());
    let mut expected = vec![
        (Deed::SignedIn, link(), owner),
        (Deed::MemberJoined, Some("analyst".to_owned()), bo.clone()),
        (Deed::SignedIn, link(), bo),
    ];
    assert_eq!(told(one.id).await, expected);
    // A link that has expired, or that is used up, names no workspace any more.
    store.offer_link(one.id, [3; 32], at(HOUR)).await.unwrap();
    for _ in 0..2 {
        assert_eq!(store.redeem_link([3; 32], session_at(at(HOUR))).await.unwrap(), None);
    }
    expected.push((Deed::SignInRefused, None, Actor::Unknown));
    for workspace in [one.id, two.id] {
        let new = invitation("cy@shop.example", Role::Marketer, None, at(0));
        store.invite(workspace, new).await.unwrap();
    }
    let cy = store.sign_in(somebody("cy", "cy@shop.example"), None, session_at(at(2))).await;
    let cy = cy.unwrap().unwrap();
    let by = Actor::Person { id: cy.user.id, name: Some("cy 🌻".into()) };
    let joined = (Deed::MemberJoined, Some("marketer".to_owned()), by.clone());
    expected.push(joined.clone());
    let entered = (Deed::SignedIn, Some("https://id.example".to_owned()), by);
    assert_eq!(cy.workspace, two.id, "where they were invited last");
    assert_eq!(told(one.id).await, expected);
    assert_eq!(told(two.id).await, [joined, entered]);
    let came = lines(store, two.id).await.remove(0).note;
    assert_eq!((came.at, came.address.as_deref()), (at(2), Some("203.0.113.7")));
}

/// What a page does by itself while somebody types does not bury the rest.
pub async fn a_draft_that_is_rewritten_again_and_again_is_noted_once_in_ten_minutes(store: &dyn Store) {
    let [shop, _] = two(store).await;
    let one = shop.draft("Spring", Channel::Email).await.id;
    let two = shop.draft("Summer", Channel::Email).await.id;
    let minute = 60_000;
    for (minutes, campaign, by) in
        [(0, one, 7), (1, one, 7), (2, two, 7), (3, one, 8), (9, one, 7), (10, one, 7)]
    {
        let edited = Note {
            on: Some(campaign.get()),
            by: person(by),
            ..note(shop.id, Deed::CampaignEdited, at(minutes * minute))
        };
        let update = store.update_campaign(shop.id, campaign, plan("Other", Channel::Email));
        noted(edited, update).await.unwrap();
    }
    let times: Vec<_> = lines(store, shop.id).await.iter().map(|line| line.note.at.millis()).collect();
    assert_eq!(times, [10 * minute, 3 * minute, 2 * minute, 0]);
}

/// By what was done, by whom, and when; a page at a time.
pub async fn lines_are_found_by_deed_actor_and_time(store: &dyn Store) {
    let [one, two] = two(store).await;
    let script = Actor::Key { id: ApiKeyId::from_i64(7).unwrap(), name: "till".into() };
    for n in 0..6 {
        let deed = if n % 2 == 0 { Deed::KeyMade } else { Deed::DemoLoaded };
        let by = if n < 4 { person(7) } else { script.clone() };
        for workspace in [one.id, two.id] {
            store.note(Note { by: by.clone(), on: Some(n), ..note(workspace, deed, at(n)) }).await.unwrap();
        }
    }
    let found = async |filter: AuditFilter| {
        let lines = collect(async |page| store.audit(one.id, &filter, &page).await).await;
        assert!(lines.iter().all(|line| line.note.workspace == one.id));
        lines.into_iter().filter_map(|line| line.note.on).collect::<Vec<_>>()
    };
    assert_eq!(found(AuditFilter::default()).await, [5, 4, 3, 2, 1, 0]);
    let deeds = vec![Deed::KeyMade, Deed::KeyRevoked];
    assert_eq!(found(AuditFilter { deeds, ..AuditFilter::default() }).await, [4, 2, 0]);
    let (user, key) = (UserId::from_i64(7).unwrap(), ApiKeyId::from_i64(7).unwrap());
    let by = |whose| AuditFilter { by: Some(whose), ..AuditFilter::default() };
    assert_eq!(found(by(Whose::Person(user))).await, [3, 2, 1, 0]);
    assert_eq!(found(by(Whose::Key(key))).await, [5, 4]);
    let span = AuditFilter { from: Some(at(1)), until: Some(at(4)), ..AuditFilter::default() };
    assert_eq!(found(span.clone()).await, [3, 2, 1]);
    let all = AuditFilter { deeds: vec![Deed::DemoLoaded], by: Some(Whose::Person(user)), ..span };
    assert_eq!(found(all).await, [3, 1]);
    let page = store.audit(one.id, &AuditFilter::default(), &first(4)).await.unwrap();
    let rest = next(4, &page.next.unwrap());
    let rest = store.audit(one.id, &AuditFilter::default(), &rest).await.unwrap();
    assert_eq!((rest.items.len(), rest.next), (2, None));
}
