//! What becomes of a message, decided by its id alone: nothing has to be remembered, and a restart changes
//! nothing.

use std::time::Duration;

use super::Behaviour;

/// Why a message is not delivered. Said of email and text messages alike, since an id does not tell which.
const REASONS: [&str; 6] = [
    "recipient unknown",
    "inbox full",
    "rejected by the provider",
    "recipient unreachable",
    "blocked by the recipient",
    "filtered as spam",
];

/// A source of draws for one id: the same id, seed and question always draw the same.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fate<'a> {
    behaviour: &'a Behaviour,
    hash: u64,
}

/// What is drawn for. Each is independent of the others.
#[derive(Clone, Copy)]
enum Question {
    Delivered = 1,
    Reason,
    Latency,
    Lost,
    Duplicated,
    DuplicateLatency,
    HeldBack,
    HoldingTime,
}

impl<'a> Fate<'a> {
    pub(super) fn of(id: &str, behaviour: &'a Behaviour) -> Self {
        // FNV-1a, mixed at the end: std's hash may change with the next release, and fates with it.
        let start = mix(behaviour.seed) ^ 0xcbf2_9ce4_8422_2325;
        let hash =
            id.bytes().fold(start, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
        Self { behaviour, hash }
    }

    /// `None` if the message is delivered, else why it is not.
    pub(super) fn failure(self) -> Option<&'static str> {
        if self.draw(Question::Delivered) < self.behaviour.success {
            return None;
        }
        Some(REASONS[(self.draw(Question::Reason) * REASONS.len() as f64) as usize % REASONS.len()])
    }

    /// How long after its acceptance each receipt of the message is due: none, one, or two of them.
    pub(super) fn receipts(self) -> impl Iterator<Item = Duration> {
        let behaviour = self.behaviour;
        let lost = self.draw(Question::Lost) < behaviour.lost_receipts;
        let twice = self.draw(Question::Duplicated) < behaviour.duplicates;
        let held = self.draw(Question::HeldBack) < behaviour.reordering;
        let longest = (*behaviour.latency.end()).max(Duration::from_millis(100));
        let holding =
            if held { longest.mul_f64(1.0 + self.draw(Question::HoldingTime)) } else { Duration::ZERO };
        let first = (!lost).then(|| self.latency(Question::Latency) + holding);
        let second = (!lost && twice).then(|| self.latency(Question::DuplicateLatency) + holding);
        first.into_iter().chain(second)
    }

    fn latency(self, question: Question) -> Duration {
        let (start, end) = (*self.behaviour.latency.start(), *self.behaviour.latency.end());
        start + end.saturating_sub(start).mul_f64(self.draw(question))
    }

    /// A number from 0 up to, but not including, 1.
    fn draw(self, question: Question) -> f64 {
        let bits = mix(self.hash ^ mix(question as u64));
        (bits >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// The finaliser of `SplitMix64`: every bit of the input changes half of the output's.
const fn mix(input: u64) -> u64 {
    let mut z = input.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn ids() -> impl Iterator<Item = String> {
        (0..100_000).map(|ordinal| format!("7-{ordinal}.1"))
    }

    /// The share of ids a question is answered with yes for.
    fn share(behaviour: &Behaviour, yes: impl Fn(Fate<'_>) -> bool) -> f64 {
        ids().filter(|id| yes(Fate::of(id, behaviour))).count() as f64 / 100_000.0
    }

    fn near(share: f64, expected: f64) -> bool {
        (share - expected).abs() < 0.006
    }

    #[test]
    fn each_share_is_as_asked_and_independent_of_the_others() {
        let behaviour =
            Behaviour { duplicates: 0.2, lost_receipts: 0.3, reordering: 0.4, ..Behaviour::default() };
        assert!(near(share(&behaviour, |fate| fate.failure().is_none()), 0.9));
        assert!(near(share(&behaviour, |fate| fate.receipts().count() == 0), 0.3));
        assert!(near(share(&behaviour, |fate| fate.receipts().count() == 2), 0.7 * 0.2));
        let held = |fate: Fate<'_>| fate.receipts().any(|due| due > *behaviour.latency.end());
        assert!(near(share(&behaviour, held), 0.7 * 0.4));
        assert!(near(share(&behaviour, |fate| held(fate) && fate.failure().is_some()), 0.7 * 0.4 * 0.1));
    }

    #[test]
    fn nothing_and_everything_are_exact() {
        for (success, delivered) in [(0.0, 0.0), (1.0, 1.0)] {
            let behaviour = Behaviour { success, ..Behaviour::default() };
            assert!(near(share(&behaviour, |fate| fate.failure().is_none()), delivered));
            assert_eq!(ids().any(|id| Fate::of(&id, &behaviour).failure().is_none()), delivered > 0.5);
        }
    }

    #[test]
    fn every_reason_occurs_about_as_often() {
        let behaviour = Behaviour::default();
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for reason in ids().filter_map(|id| Fate::of(&id, &behaviour).failure()) {
            *counts.entry(reason).or_default() += 1;
        }
        assert_eq!(counts.len(), REASONS.len());
        assert!(counts.values().all(|count| (1_400..2_000).contains(count)), "{counts:?}");
    }

    #[test]
    fn another_seed_is_another_fate() {
        let (one, other) = (Behaviour::default(), Behaviour { seed: 1, ..Behaviour::default() });
        let fate = |id: &str, behaviour| Fate::of(id, behaviour).failure();
        let same = ids().filter(|id| fate(id, &one) == fate(id, &other)).count() as f64 / 100_000.0;
        assert!(near(same, 0.9 * 0.9 + 0.01 / 6.0), "{same}");
    }

    #[test]
    fn latency_is_spread_over_its_range() {
        let behaviour = Behaviour::default();
        let mut due: Vec<_> = ids().flat_map(|id| Fate::of(&id, &behaviour).receipts()).collect();
        due.sort();
        assert!(due[0] >= Duration::from_millis(200) && due[due.len() - 1] <= Duration::from_millis(1_500));
        assert!((820..880).contains(&due[due.len() / 2].as_millis()));
    }
}
