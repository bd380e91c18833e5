use std::collections::BTreeSet;

use super::super::facts::{Facts, Offer, OfferKind, Timing};
use super::super::fill::fill;
use super::*;

fn angles() -> impl Iterator<Item = (Intent, &'static Angle)> {
    Intent::ALL.into_iter().flat_map(|intent| page(intent).iter().map(move |angle| (intent, angle)))
}

fn everything(timing: Timing) -> Facts {
    Facts {
        offer: Some(Offer::of(OfferKind::Reduction, "20% off".to_owned())),
        code: Some("SPRING20".to_owned()),
        timing: Some(timing),
        topic: Some("summer menu".to_owned()),
        season: Some("Christmas"),
        place: Some("Berlin".to_owned()),
    }
}

#[test]
fn every_place_for_a_fact_is_known() {
    let (until, during) =
        (everything(Timing::Until("Friday".to_owned())), everything(Timing::During("today".to_owned())));
    let lines = angles().flat_map(|(_, angle)| [angle.subject, angle.lead, angle.ask, angle.sms].concat());
    let facts = FACT_LINES.iter().flat_map(|lines| {
        let single =
            [lines.topic, lines.deal, lines.price, lines.code, lines.offer_until, lines.offer_during];
        single.into_iter().chain([lines.until, lines.during]).chain(lines.sms.iter().copied())
    });
    for line in lines.chain(facts) {
        // What is optional must be known, too.
        let whole = line.replace(['[', ']'], "");
        assert!(fill(&whole, &until).is_some() || fill(&whole, &during).is_some(), "{line}");
    }
}

#[test]
fn every_angle_can_do_without_facts() {
    let nothing = Facts::default();
    for (intent, angle) in angles() {
        for (part, lines) in
            [("subject", angle.subject), ("lead", angle.lead), ("ask", angle.ask), ("sms", angle.sms)]
        {
            assert!(lines.iter().any(|line| fill(line, &nothing).is_some()), "{intent:?} {part}");
        }
    }
}

#[test]
fn copy_is_quiet_and_tidy() {
    for (intent, angle) in angles() {
        for line in [angle.subject, angle.lead, angle.ask, angle.sms].concat() {
            assert!(
                !line.contains('!') && !line.contains("  ") && !line.contains(" \n"),
                "{intent:?}: {line}"
            );
            assert!(!line.contains("alued customer") && !line.contains("lick here"), "{intent:?}: {line}");
            assert_eq!(line, line.trim(), "{intent:?}");
        }
        for subject in angle.subject {
            assert!(!subject.ends_with('.') && subject.chars().count() <= 50, "{intent:?}: {subject}");
        }
        for line in angle.lead.iter().chain(angle.ask).chain(angle.sms) {
            assert!(line.ends_with(['.', '?', ']']), "{intent:?}: {line}");
        }
    }
}

#[test]
fn text_messages_are_written_in_letters_that_fit_into_seven_bits() {
    let lines =
        angles().flat_map(|(_, angle)| angle.sms).chain(FACT_LINES.iter().flat_map(|lines| lines.sms));
    for line in lines {
        assert!(line.is_ascii() && !line.contains(['`', '^', '|', '~', '\\']), "{line}");
    }
}

#[test]
fn no_two_angles_give_the_same_reason_or_open_alike() {
    let reasons: BTreeSet<&str> = angles().map(|(_, angle)| angle.reason).collect();
    assert_eq!(reasons.len(), 3 * Intent::ALL.len());
    let leads: BTreeSet<&str> = angles().flat_map(|(_, angle)| angle.lead).copied().collect();
    assert_eq!(leads.len(), angles().map(|(_, angle)| angle.lead.len()).sum::<usize>());
}
