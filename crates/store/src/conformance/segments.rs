//! Cases about saved rules and what refers to them.

use domain::audit::{Actor, Deed};
use domain::campaign::{CampaignState, Line, Plan};
use domain::segment::{Names, Rule, Segment, SegmentChange, SegmentName, SegmentPlan};
use domain::{Channel, Field, SegmentId};

use super::shop::{EVERYONE, Shop, at, collect, first, noon, plan, two};
use crate::{AuditFilter, Launch, Note, Store, StoreError, noted};

const VISITS: &str = r#"{"metric":"visits","operator":">=","value":2}"#;
const IN_ROME: &str = r#"{"metric":"city","operator":"==","value":"Rome"}"#;

fn rule(json: &str) -> Rule {
    Rule::parse(json).unwrap()
}

/// A rule that refers to segments.
fn refers(to: &[SegmentId]) -> String {
    let parts: Vec<String> =
        to.iter().map(|id| format!(r#"{{"metric":"segment","operator":"in","value":"{id}"}}"#)).collect();
    format!(r#"{{"logic":"AND","rules":[{}]}}"#, parts.join(","))
}

fn written(name: &str, json: &str) -> SegmentPlan {
    SegmentPlan { name: SegmentName::parse(name).unwrap(), description: None, rule: rule(json) }
}

async fn save(shop: &Shop<'_>, name: &str, json: &str) -> Segment {
    shop.store.create_segment(shop.id, written(name, json), noon()).await.unwrap()
}

async fn rewrite(shop: &Shop<'_>, id: SegmentId, json: &str) -> Result<Segment, StoreError> {
    let change = SegmentChange { rule: Some(rule(json)), ..SegmentChange::default() };
    shop.store.change_segment(shop.id, id, change, at(noon().millis() + 1)).await
}

async fn names(shop: &Shop<'_>, search: &str) -> Vec<String> {
    let segments = collect(async |page| shop.store.segments(shop.id, search, &page).await).await;
    segments.into_iter().map(|segment| segment.plan.name.to_string()).collect()
}

/// The code and the path of the first thing that is wrong with a rule.
fn wrong<T: std::fmt::Debug>(refused: Result<T, StoreError>) -> (String, String) {
    match refused {
        Err(StoreError::InvalidRule(errors)) => (errors[0].code.clone(), errors[0].field.clone()),
        other => panic!("{other:?}"),
    }
}

/// What was written is there, can be changed in part, and goes.
pub async fn a_segment_is_saved_changed_and_forgotten(store: &dyn Store) {
    let [other, shop] = two(store).await;
    let made = save(&shop, "Regulars 🌻", VISITS).await;
    assert_eq!(made.plan, written("Regulars 🌻", VISITS));
    assert_eq!((made.in_segments, made.in_campaigns), (0, 0));
    assert_eq!((made.created_at, made.updated_at), (noon(), noon()));
    assert_eq!(store.segment(shop.id, made.id).await.unwrap(), Some(made.clone()));
    let description = Line::parse("Come again").unwrap();
    let change = SegmentChange { description: Field::Set(description.clone()), ..SegmentChange::default() };
    let described = store.change_segment(shop.id, made.id, change, at(7)).await.unwrap();
    assert_eq!(described.plan, SegmentPlan { description: Some(description), ..made.plan.clone() });
    assert_eq!((described.created_at, described.updated_at), (noon(), at(7)));
    let change = SegmentChange {
        name: Some(SegmentName::parse("Romans").unwrap()),
        description: Field::Clear,
        rule: Some(rule(IN_ROME)),
        seen: None,
    };
    let changed = store.change_segment(shop.id, made.id, change, at(8)).await.unwrap();
    assert_eq!(changed.plan, written("Romans", IN_ROME));
    assert_eq!(store.newest_segments(shop.id, 9).await.unwrap(), [(made.id, "Romans".to_owned())]);
    assert!(store.newest_segments(other.id, 9).await.unwrap().is_empty());
    store.delete_segment(shop.id, made.id).await.unwrap();
    assert_eq!(store.segment(shop.id, made.id).await.unwrap(), None);
    assert!(matches!(store.delete_segment(shop.id, made.id).await, Err(StoreError::NotFound)));
    assert_ne!(save(&shop, "Next", VISITS).await.id, made.id, "an id is never given out again");
}

/// A name is given once in a workspace, whatever its case and however its letters are composed.
pub async fn a_name_is_given_once_in_any_case(store: &dyn Store) {
    let [other, shop] = two(store).await;
    let summer = save(&shop, "Été Gold", VISITS).await;
    let taken = store.create_segment(shop.id, written("E\u{301}TE\u{301} gold", IN_ROME), noon()).await;
    assert!(matches!(taken, Err(StoreError::NameTaken)), "{taken:?}");
    let winter = save(&shop, "Winter", VISITS).await;
    let name = |name: &str| SegmentChange {
        name: Some(SegmentName::parse(name).unwrap()),
        ..SegmentChange::default()
    };
    let taken = store.change_segment(shop.id, winter.id, name("été gold"), noon()).await;
    assert!(matches!(taken, Err(StoreError::NameTaken)), "{taken:?}");
    let own = store.change_segment(shop.id, summer.id, name("ÉTÉ GOLD"), noon()).await.unwrap();
    assert_eq!(own.plan.name.as_str(), "ÉTÉ GOLD", "its own name is free for it");
    save(&other, "Winter", VISITS).await;
    assert_eq!(names(&shop, "").await, ["Winter", "ÉTÉ GOLD"]);
    let (one, two) = tokio::join!(
        store.create_segment(shop.id, written("Spring", VISITS), noon()),
        store.create_segment(shop.id, written("SPRING", VISITS), noon())
    );
    let refused = [one, two].into_iter().filter_map(Result::err).collect::<Vec<_>>();
    assert!(matches!(refused[..], [StoreError::NameTaken]), "{refused:?}");
}

/// By name in any case, a page at a time, also while some come and go.
pub async fn segments_are_listed_by_name(store: &dyn Store) {
    let [_, shop] = two(store).await;
    for n in (0..12).rev() {
        save(&shop, &format!("{} {n:02}", if n % 2 == 0 { "été" } else { "Été" }), VISITS).await;
    }
    let all: Vec<_> = (0..12).map(|n| format!("{} {n:02}", if n % 2 == 0 { "été" } else { "Été" })).collect();
    assert_eq!(names(&shop, "").await, all);
    assert_eq!(names(&shop, " ÉTÉ 1").await, all[10..]);
    assert_eq!(names(&shop, "winter").await, [""; 0]);
    let page = store.segments(shop.id, "", &first(5)).await.unwrap();
    let last = page.items.last().unwrap().id;
    store.delete_segment(shop.id, last).await.unwrap();
    let rest = super::shop::next(50, &page.next.unwrap());
    let rest = store.segments(shop.id, "", &rest).await.unwrap();
    assert_eq!(rest.items.len(), 7, "what is gone changes nothing of what follows");
}

/// A segment cannot refer to itself by whatever way, to what is not there, nor past the limits of a rule; also where the
/// one that is changed is not the one that would grow.
pub async fn what_makes_no_sense_together_is_refused_inside_the_write(store: &dyn Store) {
    let [other, shop] = two(store).await;
    let a = save(&shop, "A", VISITS).await.id;
    let b = save(&shop, "B", &refers(&[a])).await.id;
    let c = save(&shop, "C", &refers(&[b])).await.id;
    assert_eq!(
        wrong(rewrite(&shop, a, &refers(&[a])).await),
        ("segment_cycle".into(), "rules[0].value".into())
    );
    let round = refers(&[c]);
    assert_eq!(wrong(rewrite(&shop, a, &round).await), ("segment_cycle".into(), "rules[0].value".into()));
    let theirs = save(&other, "Theirs", VISITS).await.id;
    let nobody = SegmentId::from_i64(i64::MAX).unwrap();
    for missing in [theirs, nobody] {
        assert_eq!(wrong(rewrite(&shop, c, &refers(&[b, missing])).await).0, "unknown_segment");
        let made = store.create_segment(shop.id, written("D", &refers(&[missing])), noon()).await;
        assert_eq!(wrong(made), ("unknown_segment".into(), "rules[0].value".into()));
    }
    let deep = |depth: usize| {
        format!("{}{VISITS}{}", r#"{"logic":"AND","rules":["#.repeat(depth), "]}".repeat(depth))
    };
    assert!(rewrite(&shop, a, &deep(6)).await.is_ok());
    assert_eq!(wrong(rewrite(&shop, a, &deep(7)).await), ("too_deep".into(), String::new()), "C grows");
    let many = format!(r#"{{"logic":"OR","rules":[{}]}}"#, vec![VISITS; 99].join(","));
    assert_eq!(wrong(rewrite(&shop, a, &many).await).0, "too_many_conditions");
    let kept = store.segment(shop.id, a).await.unwrap().unwrap();
    assert_eq!(kept.plan.rule, rule(&deep(6)), "what was refused changed nothing");
    let expansion = store.expand(shop.id, &Rule::in_segment(c)).await.unwrap();
    let ids: Vec<_> = expansion.segments().iter().map(|(id, _)| *id).collect();
    assert_eq!(ids, [a, b, c]);
    assert_eq!(wrong(store.expand(other.id, &rule(&refers(&[c]))).await).0, "unknown_segment");
    assert!(store.expand(other.id, &rule(EVERYONE)).await.unwrap().segments().is_empty());
}

/// Two who tie the two ends of a ring at the same moment: one is refused.
pub async fn of_two_who_close_a_ring_at_once_one_is_refused(store: &dyn Store) {
    let [_, shop] = two(store).await;
    for n in 0..4 {
        let a = save(&shop, &format!("A{n}"), VISITS).await.id;
        let b = save(&shop, &format!("B{n}"), VISITS).await.id;
        let (to_a, to_b) = (refers(&[a]), refers(&[b]));
        let (one, two) = tokio::join!(rewrite(&shop, a, &to_b), rewrite(&shop, b, &to_a));
        assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
        assert_eq!(wrong(if one.is_ok() { two } else { one }).0, "segment_cycle");
    }
}

/// Of two who change what they saw at the same moment, one is told that it is not there any more; and so is whoever comes
/// later with what they saw before.
pub async fn of_two_who_change_what_they_saw_one_is_refused(store: &dyn Store) {
    let [_, shop] = two(store).await;
    let seen = save(&shop, "Regulars", VISITS).await;
    let change = |name: &str, of: &Segment| SegmentChange {
        name: Some(SegmentName::parse(name).unwrap()),
        seen: Some(vec![of.plan.version()]),
        ..SegmentChange::default()
    };
    let (one, two) = tokio::join!(
        store.change_segment(shop.id, seen.id, change("Ana's", &seen), at(1)),
        store.change_segment(shop.id, seen.id, change("Bob's", &seen), at(1)),
    );
    let (changed, refused) = match (one, two) {
        (Ok(changed), refused) | (refused, Ok(changed)) => (changed, refused),
        (one, two) => panic!("{one:?} {two:?}"),
    };
    assert!(matches!(refused, Err(StoreError::ChangedMeanwhile)), "{refused:?}");
    let late = store.change_segment(shop.id, seen.id, change("Late", &seen), at(2)).await;
    assert!(matches!(late, Err(StoreError::ChangedMeanwhile)), "{late:?}");
    assert_eq!(store.segment(shop.id, seen.id).await.unwrap().unwrap(), changed, "nothing of it was written");
    let again = store.change_segment(shop.id, seen.id, change("Later", &changed), at(3)).await.unwrap();
    assert_eq!(again.plan.name.as_str(), "Later");
}

/// What is referred to is called as it is called now, in its own workspace; what is gone has no name.
pub async fn what_rules_refer_to_has_a_name_until_it_is_gone(store: &dyn Store) {
    let [other, shop] = two(store).await;
    let kept = save(&shop, "Kept", VISITS).await.id;
    let gone = save(&shop, "Gone", VISITS).await.id;
    let theirs = save(&other, "Theirs", VISITS).await.id;
    let campaign = shop.draft("Spring", Channel::Email).await.id;
    store.delete_segment(shop.id, gone).await.unwrap();
    let names = store.names(shop.id, &[kept, gone, theirs], &[campaign]).await.unwrap();
    assert_eq!(names, Names::told([(kept, "Kept".to_owned())], [(campaign, "Spring".to_owned())]));
    assert_eq!(store.names(other.id, &[kept], &[campaign]).await.unwrap(), Names::default());
}

/// What refers to a segment is known, and keeps it from being forgotten until it does not any more.
pub async fn a_segment_is_not_forgotten_while_something_refers_to_it(store: &dyn Store) {
    let [_, shop] = two(store).await;
    shop.customers(r#"[{"email":"ana@shop.example","city":"Rome"},{"email":"bob@shop.example"}]"#).await;
    let romans = save(&shop, "Romans", IN_ROME).await.id;
    let inner = save(&shop, "Inner", &refers(&[romans])).await.id;
    let whole = Plan { rule: None, segment: Some(romans), ..plan("Whole", Channel::Email) };
    let whole = store.create_campaign(shop.id, whole, noon()).await.unwrap().id;
    let part = Plan { rule: Some(refers(&[romans])), ..plan("Part", Channel::Email) };
    let part = store.create_campaign(shop.id, part, noon()).await.unwrap().id;
    let users = store.segment_users(shop.id, romans).await.unwrap();
    assert_eq!(users.segments, [(inner, "Inner".to_owned())]);
    let draft = CampaignState::Draft;
    assert_eq!(users.campaigns, [(part, "Part".to_owned(), draft), (whole, "Whole".to_owned(), draft)]);
    let shown = store.segment(shop.id, romans).await.unwrap().unwrap();
    assert_eq!((shown.in_segments, shown.in_campaigns), (1, 2));
    match store.delete_segment(shop.id, romans).await {
        Err(StoreError::SegmentInUse(named)) => assert_eq!(*named, users),
        other => panic!("{other:?}"),
    }
    rewrite(&shop, inner, VISITS).await.unwrap();
    store.delete_campaign(shop.id, part).await.unwrap();
    assert!(matches!(store.delete_segment(shop.id, romans).await, Err(StoreError::SegmentInUse(_))));
    let expansion = store.expand(shop.id, &rule(&refers(&[romans]))).await.unwrap();
    let frozen = expansion.inlined().unwrap().rule().to_json();
    let launch = Launch {
        question: Shop::question(&frozen),
        at: noon(),
        simulated: true,
        most_recipients: None,
        scheduled: None,
    };
    let launched = store.launch_campaign(shop.id, whole, launch).await.unwrap();
    assert_eq!((launched.enrolled, launched.plan.segment), (1, Some(romans)));
    assert_eq!(launched.plan.rule.as_deref(), Some(frozen.as_str()));
    assert!(store.segment_users(shop.id, romans).await.unwrap().is_empty());
    store.delete_segment(shop.id, romans).await.unwrap();
    assert_eq!(shop.campaign(whole).await.plan, launched.plan, "a campaign keeps the rule of its launch");
}

/// A draft refers to segments of its own workspace, and to none that is forgotten at the same moment.
pub async fn a_draft_refers_only_to_segments_that_are_there(store: &dyn Store) {
    let [other, shop] = two(store).await;
    let theirs = save(&other, "Theirs", VISITS).await.id;
    let whole = |segment| Plan { rule: None, segment: Some(segment), ..plan("Whole", Channel::Email) };
    let part = |id| Plan { rule: Some(refers(&[id])), ..plan("Part", Channel::Email) };
    let refused = store.create_campaign(shop.id, whole(theirs), noon()).await;
    assert_eq!(wrong(refused), ("unknown_segment".into(), "segmentId".into()));
    let draft = shop.draft("Draft", Channel::Email).await;
    let refused = store.update_campaign(shop.id, draft.id, part(theirs)).await;
    assert_eq!(wrong(refused), ("unknown_segment".into(), "rules[0].value".into()));
    assert_eq!(shop.campaign(draft.id).await, draft);
    for n in 0..4 {
        let id = save(&shop, &format!("S{n}"), VISITS).await.id;
        let (draft, gone) = tokio::join!(
            store.create_campaign(shop.id, whole(id), noon()),
            store.delete_segment(shop.id, id)
        );
        assert!(draft.is_ok() != gone.is_ok(), "{draft:?} {gone:?}");
    }
}

/// A segment is seen, changed and forgotten from its own workspace only.
pub async fn another_workspaces_segment_is_not_found(store: &dyn Store) {
    let [other, shop] = two(store).await;
    let own = save(&shop, "Own", VISITS).await;
    for id in [own.id, SegmentId::from_i64(i64::MAX).unwrap()] {
        assert_eq!(store.segment(other.id, id).await.unwrap(), None);
        assert!(matches!(rewrite(&other, id, IN_ROME).await, Err(StoreError::NotFound)));
        assert!(matches!(store.delete_segment(other.id, id).await, Err(StoreError::NotFound)));
        assert!(matches!(store.segment_users(other.id, id).await, Err(StoreError::NotFound)));
    }
    assert_eq!(names(&other, "").await, [""; 0]);
    assert_eq!(store.segment(shop.id, own.id).await.unwrap(), Some(own));
}

/// Saving, changing and forgetting are noted, each once.
pub async fn every_deed_about_segments_is_noted_once(store: &dyn Store) {
    let [_, shop] = two(store).await;
    let note = |deed| Note::of(shop.id, noon(), Actor::CommandLine, deed);
    let made = store.create_segment(shop.id, written("Regulars", VISITS), noon());
    let id = noted(note(Deed::SegmentCreated), made).await.unwrap().id;
    noted(note(Deed::SegmentChanged).on(id.get()), rewrite(&shop, id, IN_ROME)).await.unwrap();
    let refused = noted(note(Deed::SegmentChanged).on(id.get()), rewrite(&shop, id, &refers(&[id]))).await;
    assert_eq!(wrong(refused).0, "segment_cycle");
    noted(note(Deed::SegmentDeleted).on(id.get()), store.delete_segment(shop.id, id)).await.unwrap();
    let lines = store.audit(shop.id, &AuditFilter::default(), &first(9)).await.unwrap().items;
    let told: Vec<_> = lines.iter().rev().map(|line| (line.note.deed, line.note.on)).collect();
    let on = Some(id.get());
    assert_eq!(told, [(Deed::SegmentCreated, on), (Deed::SegmentChanged, on), (Deed::SegmentDeleted, on)]);
}
