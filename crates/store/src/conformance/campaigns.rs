//! Cases about writing, launching and steering campaigns.

use std::num::NonZeroU32;

use domain::campaign::{Action, Campaign, CampaignState, Plan, Schedule};
use domain::message::Stats;
use domain::receipt::Outcome;
use domain::{CampaignId, Channel, Zone};

use super::shop::{EVERYONE, Shop, collect, first, noon, plan, receipt, shop_and_witness, two};
use crate::{CampaignFilter, Fate, Launch, Page, Resend, Store, StoreError};

const PEOPLE: &str = r#"[
    {"email":"ana@shop.example","name":"Ana"},
    {"email":"bob@shop.example","consent":{"email":"withdrawn"}},
    {"externalId":"3","phone":"+49 30 1"},
    {"email":"cleo@shop.example"}
]"#;

/// A draft is what was written, and can be rewritten and forgotten.
pub async fn a_draft_can_be_rewritten_and_forgotten(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    let draft = shop.draft("Spring 🌻", Channel::Email).await;
    assert_eq!(draft.plan, plan("Spring 🌻", Channel::Email));
    assert_eq!((draft.state, draft.enrolled, draft.stats), (CampaignState::Draft, 0, Stats::default()));
    assert_eq!((draft.created_at, draft.launched_at, draft.completed_at), (noon(), None, None));
    let bare = Plan { objective: None, rule: None, message: None, ..plan("Summer", Channel::Sms) };
    let updated = store.update_campaign(shop.id, draft.id, bare.clone()).await.unwrap();
    assert_eq!((updated.id, &updated.plan), (draft.id, &bare));
    assert_eq!(shop.campaign(draft.id).await, updated);
    assert_eq!(store.workspace_of_campaign(draft.id).await.unwrap(), Some(shop.id));
    store.delete_campaign(shop.id, draft.id).await.unwrap();
    assert_eq!(store.campaign(shop.id, draft.id).await.unwrap(), None);
    assert_eq!(store.workspace_of_campaign(draft.id).await.unwrap(), None);
    assert!(matches!(store.delete_campaign(shop.id, draft.id).await, Err(StoreError::NotFound)));
    assert_ne!(shop.draft("Next", Channel::Email).await.id, draft.id, "an id is never given out again");
    witness.is_untouched().await;
}

/// Everyone who matches is enrolled, whether they can be reached or not, and nobody later.
pub async fn a_launch_enrols_everyone_who_matches_and_nobody_later(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    let draft = shop.draft("Spring", Channel::Email).await;
    let launched = shop.launch(draft.id, EVERYONE).await.unwrap();
    assert_eq!((launched.state, launched.enrolled, launched.simulated), (CampaignState::Sending, 4, true));
    assert_eq!(launched.stats, Stats { pending: 4, ..Stats::default() });
    assert_eq!((launched.launched_at, &launched.plan), (Some(noon()), &draft.plan));
    shop.customers(r#"[{"email":"late@shop.example"}]"#).await;
    let lease = shop.lease().await;
    let due = store.due(&lease, 100).await.unwrap();
    let everyone = shop.everyone().await;
    let enrolled: Vec<_> = due.iter().map(|due| due.customer.as_ref().unwrap().id).collect();
    assert_eq!(enrolled, everyone[..4].iter().map(|customer| customer.id).collect::<Vec<_>>());
    assert_eq!(shop.campaign(draft.id).await.enrolled, 4);
    shop.ledger_agrees(draft.id).await;
    witness.is_untouched().await;
}

/// Nobody to write to: how many matched is said, and nothing is changed.
pub async fn a_launch_that_reaches_nobody_changes_nothing(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    let draft = shop.draft("Spring", Channel::Email).await;
    for (rule, expected) in [
        (r#"{"metric":"phone","operator":"isNotEmpty"}"#, 1),
        (r#"{"metric":"email","operator":"==","value":"bob@shop.example"}"#, 1),
        (r#"{"logic":"OR","rules":[]}"#, 0),
    ] {
        let launched = shop.launch(draft.id, rule).await;
        assert!(
            matches!(launched, Err(StoreError::NobodyReachable { matching }) if matching == expected),
            "{rule}"
        );
        assert_eq!(shop.campaign(draft.id).await, draft);
    }
    assert!(store.lease_chunk("worker", super::shop::TTL).await.unwrap().is_none());
    assert_eq!(shop.launch(draft.id, EVERYONE).await.unwrap().enrolled, 4);
    witness.is_untouched().await;
}

/// What a campaign may be sent to is counted in people who can be reached; as many as are allowed are allowed.
pub async fn a_launch_to_more_people_than_allowed_changes_nothing(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    let draft = shop.draft("Draft", Channel::Email).await;
    let launch = |most| Launch {
        question: Shop::question(EVERYONE),
        at: noon(),
        simulated: true,
        most_recipients: NonZeroU32::new(most),
        scheduled: None,
    };
    let refused = store.launch_campaign(shop.id, draft.id, launch(1)).await;
    assert!(matches!(refused, Err(StoreError::TooManyReachable { reachable: 2, most: 1 })));
    assert_eq!(shop.campaign(draft.id).await, draft);
    let launched = store.launch_campaign(shop.id, draft.id, launch(2)).await.unwrap();
    assert_eq!((launched.state, launched.enrolled), (CampaignState::Sending, 4));
    witness.is_untouched().await;
}

/// A campaign is launched once; after that its plan is frozen.
pub async fn a_launched_campaign_is_no_draft(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    let campaign = shop.sending("Spring", Channel::Email).await;
    let again = shop.launch(campaign.id, EVERYONE).await;
    assert!(matches!(again, Err(StoreError::WrongState)));
    let update = store.update_campaign(shop.id, campaign.id, plan("Other", Channel::Email)).await;
    assert!(matches!(update, Err(StoreError::WrongState)));
    assert!(matches!(store.delete_campaign(shop.id, campaign.id).await, Err(StoreError::WrongState)));
    assert_eq!(shop.campaign(campaign.id).await, campaign);
    witness.is_untouched().await;
}

/// Of several who launch at once, one does.
pub async fn launched_at_once_by_several_a_campaign_is_launched_once(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    let draft = shop.draft("Spring", Channel::Email).await;
    let (a, b, c) = tokio::join!(
        shop.launch(draft.id, EVERYONE),
        shop.launch(draft.id, EVERYONE),
        shop.launch(draft.id, EVERYONE)
    );
    let results = [a, b, c];
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
    assert_eq!(results.iter().filter(|result| matches!(result, Err(StoreError::WrongState))).count(), 2);
    shop.ledger_agrees(draft.id).await;
    witness.is_untouched().await;
}

/// Pause, resume and cancel move the state as the domain says, and nothing else does.
pub async fn steering_moves_the_state_as_the_domain_says(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    for (actions, expected) in [
        (vec![Action::Pause], CampaignState::Paused),
        (vec![Action::Pause, Action::Resume], CampaignState::Sending),
        (vec![Action::Pause, Action::Cancel], CampaignState::Cancelled),
        (vec![Action::Cancel], CampaignState::Cancelled),
    ] {
        let campaign = shop.sending("Spring", Channel::Email).await;
        let mut state = campaign.state;
        for action in actions {
            let steered = shop.steer(campaign.id, action).await.unwrap();
            state = state.after(action).unwrap();
            assert_eq!((steered.state, &steered), (state, &shop.campaign(campaign.id).await));
        }
        assert_eq!(state, expected);
        let ended = shop.campaign(campaign.id).await;
        assert_eq!(ended.completed_at, (state == CampaignState::Cancelled).then(noon));
        for action in [
            Action::Launch,
            Action::Schedule,
            Action::Unschedule,
            Action::Pause,
            Action::Resume,
            Action::Cancel,
            Action::Complete,
            Action::Resend,
        ] {
            let allowed = state.after(action).is_some() && action.is_steering();
            if !allowed {
                let steered = shop.steer(campaign.id, action).await;
                assert!(matches!(steered, Err(StoreError::WrongState)), "{state:?} {action:?}");
            }
        }
        assert_eq!(shop.campaign(campaign.id).await, ended);
    }
    let draft = shop.draft("Draft", Channel::Email).await;
    assert!(matches!(shop.steer(draft.id, Action::Cancel).await, Err(StoreError::WrongState)));
    witness.is_untouched().await;
}

/// A campaign waits for its time, which may be moved, and is launched for that time only; whoever launches it by hand need
/// not wait.
pub async fn a_scheduled_campaign_waits_for_its_time(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    let draft = shop.draft("Spring", Channel::Email).await;
    let berlin = Zone::named("Europe/Berlin").unwrap();
    let plan_for = |minutes: i64| Schedule::new(noon().plus_millis(minutes * 60_000), &berlin, true);
    let until =
        async |minutes: i64| store.scheduled_until(noon().plus_millis(minutes * 60_000), 9).await.unwrap();
    let launch = |scheduled: Option<Schedule>| Launch {
        question: Shop::question(EVERYONE),
        at: noon(),
        simulated: true,
        most_recipients: None,
        scheduled: scheduled.map(|schedule| schedule.at),
    };
    let early = store.launch_campaign(shop.id, draft.id, launch(Some(plan_for(5)))).await;
    assert!(matches!(early, Err(StoreError::WrongState)), "a draft has no time");
    let scheduled = store.schedule_campaign(shop.id, draft.id, plan_for(5)).await.unwrap();
    assert_eq!((scheduled.state, scheduled.schedule), (CampaignState::Scheduled, Some(plan_for(5))));
    assert_eq!(plan_for(5).to_string(), "2026-03-01T13:05:00+01:00");
    assert_eq!(shop.campaign(draft.id).await, scheduled);
    assert_eq!((until(4).await, until(5).await), (vec![], vec![(shop.id, draft.id)]));
    let rewritten = store.update_campaign(shop.id, draft.id, plan("Other", Channel::Email)).await;
    assert!(matches!(rewritten, Err(StoreError::WrongState)));
    assert!(matches!(store.delete_campaign(shop.id, draft.id).await, Err(StoreError::WrongState)));
    store.schedule_campaign(shop.id, draft.id, plan_for(9)).await.unwrap();
    assert_eq!((until(8).await, until(9).await.len()), (vec![], 1), "it was moved");
    let for_another_time = store.launch_campaign(shop.id, draft.id, launch(Some(plan_for(5)))).await;
    assert!(matches!(for_another_time, Err(StoreError::WrongState)));
    let refused = store.refuse_scheduled(shop.id, draft.id, plan_for(5).at, "x").await;
    assert!(matches!(refused, Err(StoreError::WrongState)));
    assert_eq!(shop.steer(draft.id, Action::Unschedule).await.unwrap(), draft);
    assert!(until(99).await.is_empty());

    store.schedule_campaign(shop.id, draft.id, plan_for(5)).await.unwrap();
    store.refuse_scheduled(shop.id, draft.id, plan_for(5).at, "nobody was there").await.unwrap();
    let refused = shop.campaign(draft.id).await;
    assert_eq!((refused.state, refused.schedule), (CampaignState::Draft, None));
    assert_eq!(refused.problem.as_deref(), Some("nobody was there"));
    assert!(until(99).await.is_empty(), "it is not tried again");
    let scheduled = store.schedule_campaign(shop.id, draft.id, plan_for(5)).await.unwrap();
    assert_eq!(scheduled.problem, None);
    let launched = store.launch_campaign(shop.id, draft.id, launch(Some(plan_for(5)))).await.unwrap();
    assert_eq!((launched.state, launched.schedule), (CampaignState::Sending, Some(plan_for(5))));
    assert!(until(99).await.is_empty());
    let again = store.schedule_campaign(shop.id, draft.id, plan_for(5)).await;
    assert!(matches!(again, Err(StoreError::WrongState)));

    let by_hand = shop.draft("By hand", Channel::Email).await.id;
    store.schedule_campaign(shop.id, by_hand, plan_for(5)).await.unwrap();
    let launched = store.launch_campaign(shop.id, by_hand, launch(None)).await.unwrap();
    assert_eq!((launched.state, launched.schedule), (CampaignState::Sending, None));
    let called_off = shop.draft("Called off", Channel::Email).await.id;
    store.schedule_campaign(shop.id, called_off, plan_for(5)).await.unwrap();
    assert_eq!(shop.steer(called_off, Action::Cancel).await.unwrap().state, CampaignState::Cancelled);
    assert!(until(99).await.is_empty());
    witness.is_untouched().await;
}

/// Messages go out once more as their next attempt, of which only the receipts count; the completed campaign is sending
/// again until they have settled.
pub async fn what_failed_goes_out_once_more(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    let campaign = shop.sending("Spring", Channel::Email).await.id;
    let lease = shop.lease().await;
    let due = shop.hand_over(&lease, &Fate::Submitted).await;
    store.release(lease, None).await.unwrap();
    let places: Vec<u32> = due.iter().map(|id| id.message.ordinal).collect();
    let receipts = |attempt, outcomes: &[(usize, Outcome)]| {
        outcomes.iter().map(|(n, outcome)| receipt(campaign, places[*n], attempt, *outcome)).collect()
    };
    shop.receipts(receipts(1, &[(0, Outcome::Failed), (1, Outcome::Failed), (2, Outcome::Sent)])).await;
    let resend = |failed, uncertain, reason: Option<&str>| {
        let reason = reason.map(str::to_owned);
        store.resend(shop.id, campaign, Resend { failed, uncertain, reason, at: noon() })
    };
    store.give_up(&due[3..], noon()).await.unwrap();
    assert_eq!(store.complete_settled(noon()).await.unwrap(), [(shop.id, campaign)]);
    let completed = shop.campaign(campaign).await;
    assert_eq!(resend(true, true, Some("never heard of")).await.unwrap(), 0);
    assert_eq!(resend(false, false, None).await.unwrap(), 0);
    assert_eq!(shop.campaign(campaign).await, completed, "nothing is nothing");
    assert_eq!(resend(true, false, Some("mailbox full")).await.unwrap(), 2);
    let sending = shop.campaign(campaign).await;
    assert_eq!((sending.state, sending.completed_at), (CampaignState::Sending, None));
    assert_eq!(sending.stats, Stats { pending: 2, sent: 1, uncertain: 1, ..Stats::default() });
    shop.ledger_agrees(campaign).await;
    assert!(store.complete_settled(noon()).await.unwrap().is_empty());
    assert_eq!(resend(false, true, None).await.unwrap(), 1, "also while it is sending");
    let lease = shop.lease().await;
    let again = shop.hand_over(&lease, &Fate::Submitted).await;
    store.release(lease, None).await.unwrap();
    let again: Vec<_> = again.iter().map(|id| (id.message.ordinal, id.attempt)).collect();
    assert_eq!(again, [(places[0], 2), (places[1], 2), (places[3], 2)]);
    let old = shop.receipts(receipts(1, &[(0, Outcome::Sent), (3, Outcome::Sent)])).await;
    assert_eq!(
        (old.applied, shop.campaign(campaign).await.stats.submitted),
        (0, 3),
        "those of the attempt before"
    );
    shop.receipts(receipts(2, &[(0, Outcome::Sent), (1, Outcome::Failed), (3, Outcome::Sent)])).await;
    shop.ledger_agrees(campaign).await;
    assert_eq!(store.complete_settled(noon()).await.unwrap(), [(shop.id, campaign)]);
    shop.sending("Next", Channel::Email).await;
    let paused = shop.sending("Paused", Channel::Email).await.id;
    shop.steer(paused, Action::Pause).await.unwrap();
    let all = || Resend { failed: true, uncertain: true, reason: None, at: noon() };
    assert!(matches!(store.resend(shop.id, paused, all()).await, Err(StoreError::WrongState)));
    let draft = shop.draft("Draft", Channel::Email).await.id;
    assert!(matches!(store.resend(shop.id, draft, all()).await, Err(StoreError::WrongState)));
    witness.is_untouched().await;
}

/// A campaign is seen, written and steered from its own workspace only.
pub async fn another_workspaces_campaign_is_not_found(store: &dyn Store) {
    let [own, other] = two(store).await;
    own.customers(PEOPLE).await;
    other.customers(PEOPLE).await;
    let draft = own.draft("Draft", Channel::Email).await;
    let sending = own.sending("Sending", Channel::Email).await;
    let before = own.snapshot().await;
    let not_found =
        |result: Result<Campaign, StoreError>| assert!(matches!(result, Err(StoreError::NotFound)));
    for id in
        [draft.id, sending.id, CampaignId::from_i64(999).unwrap(), CampaignId::from_i64(i64::MAX).unwrap()]
    {
        assert_eq!(store.campaign(other.id, id).await.unwrap(), None);
        not_found(store.update_campaign(other.id, id, plan("Mine", Channel::Email)).await);
        let launch = Launch {
            question: Shop::question(EVERYONE),
            at: noon(),
            simulated: false,
            most_recipients: None,
            scheduled: None,
        };
        not_found(store.launch_campaign(other.id, id, launch).await);
        not_found(store.steer_campaign(other.id, id, Action::Pause, noon()).await);
        let schedule = Schedule { at: noon(), offset: 0, everyone: true };
        not_found(store.schedule_campaign(other.id, id, schedule).await);
        let refused = store.refuse_scheduled(other.id, id, noon(), "x").await;
        assert!(matches!(refused, Err(StoreError::NotFound)));
        let resend = Resend { failed: true, uncertain: true, reason: None, at: noon() };
        assert!(matches!(store.resend(other.id, id, resend).await, Err(StoreError::NotFound)));
        assert!(matches!(store.delete_campaign(other.id, id).await, Err(StoreError::NotFound)));
        assert!(matches!(store.set_problem(other.id, id, Some("x")).await, Err(StoreError::NotFound)));
        let filter = crate::MessageFilter::default();
        assert!(matches!(store.messages(other.id, id, &filter, &first(9)).await, Err(StoreError::NotFound)));
        assert!(matches!(store.reasons(other.id, id).await, Err(StoreError::NotFound)));
        assert!(matches!(store.settled_by_minute(other.id, id).await, Err(StoreError::NotFound)));
    }
    assert!(store.campaigns(other.id, &CampaignFilter::default(), &first(9)).await.unwrap().items.is_empty());
    assert_eq!(own.snapshot().await, before);
}

/// Newest first, by state and by part of the name in any case.
pub async fn campaigns_are_listed_by_state_and_name(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    for n in 0..10 {
        let campaign = shop.draft(&format!("Été {n}"), Channel::Email).await;
        if n % 2 == 0 {
            shop.launch(campaign.id, EVERYONE).await.unwrap();
        }
        if n % 4 == 0 {
            shop.steer(campaign.id, Action::Pause).await.unwrap();
        }
    }
    let list = async |states: &[CampaignState], search: &str| -> Vec<String> {
        let filter = CampaignFilter { states: states.to_vec(), search: search.to_owned() };
        let read = async |page| -> Result<Page<Campaign>, StoreError> {
            store.campaigns(shop.id, &filter, &page).await
        };
        collect(read).await.into_iter().map(|campaign| campaign.plan.name.to_string()).collect()
    };
    let all: Vec<_> = (0..10).rev().map(|n| format!("Été {n}")).collect();
    assert_eq!(list(&[], "").await, all);
    assert_eq!(list(&[], " ÉTÉ ").await, all);
    assert_eq!(list(&[], "é 3").await, ["Été 3"]);
    assert_eq!(list(&[CampaignState::Paused], "").await, ["Été 8", "Été 4", "Été 0"]);
    assert_eq!(
        list(&[CampaignState::Paused, CampaignState::Sending], "").await,
        ["Été 8", "Été 6", "Été 4", "Été 2", "Été 0"]
    );
    assert_eq!(list(&[CampaignState::Completed], "").await, [""; 0]);
    assert_eq!(list(&[], "winter").await, [""; 0]);
    witness.is_untouched().await;
}

/// Why sending is stuck is shown until it no longer is.
pub async fn a_problem_is_shown_until_it_is_gone(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    let campaign = shop.sending("Spring", Channel::Email).await.id;
    store.set_problem(shop.id, campaign, Some("The vendor refuses: 401")).await.unwrap();
    assert_eq!(shop.campaign(campaign).await.problem.as_deref(), Some("The vendor refuses: 401"));
    shop.steer(campaign, Action::Pause).await.unwrap();
    assert!(shop.campaign(campaign).await.problem.is_some());
    store.set_problem(shop.id, campaign, None).await.unwrap();
    assert_eq!(shop.campaign(campaign).await.problem, None);
    store.set_problem(shop.id, campaign, Some("again")).await.unwrap();
    assert_eq!(
        shop.steer(campaign, Action::Cancel).await.unwrap().problem,
        None,
        "it does not matter any more"
    );
    witness.is_untouched().await;
}
