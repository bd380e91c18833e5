//! Addresses that somebody who was erased had declined to be written to on.

use std::collections::HashMap;

use domain::customer::consent::ConsentChange;
use domain::customer::{Consent, ConsentSource, ConsentState, Profile};
use domain::{Channel, Timestamp, WorkspaceId};

use crate::hashing::{Hashing, Kind};

/// What an erasure must keep of a wish: the withdrawal of somebody's consent on a channel, or that nobody may write to
/// their address since some instant.
pub(crate) fn withdrawn(consent: &Consent, suppressed_since: Option<Timestamp>) -> Option<Consent> {
    let by_person =
        |at| Consent { state: ConsentState::Withdrawn, at: Some(at), source: Some(ConsentSource::Person) };
    match (consent.state, suppressed_since) {
        (ConsentState::Withdrawn, None) => Some(*consent),
        (ConsentState::Withdrawn, Some(_)) if consent.source == Some(ConsentSource::Person) => Some(*consent),
        (_, since) => since.map(by_person),
    }
}

/// What is kept of the addresses a step touches. Nearly always empty.
#[derive(Debug, Default)]
pub(crate) struct Withdrawals(HashMap<i64, Consent>);

impl Withdrawals {
    /// Keeps a withdrawal, by the hash of its address.
    pub(crate) fn add(&mut self, hash: i64, consent: Consent) {
        self.0.insert(hash, consent);
    }

    /// Treats a customer as whoever had their addresses before. A person's own withdrawal holds for everybody who comes
    /// by the address; the shop's holds for a new customer of whom nothing else is said.
    pub(crate) fn honour(
        &self,
        hashing: Hashing,
        workspace: WorkspaceId,
        before: Option<&Profile>,
        after: &mut Profile,
        said: ConsentChange,
    ) {
        if self.0.is_empty() {
            return;
        }
        for channel in Channel::ALL {
            let Some(address) = after.plain_address(channel) else { continue };
            if before.is_some_and(|before| before.plain_address(channel).as_ref() == Some(&address)) {
                continue;
            }
            let Some(kept) = self.0.get(&hashing.of(workspace, Kind::withdrawn(channel), &address)) else {
                continue;
            };
            let by_person = kept.source == Some(ConsentSource::Person);
            if by_person || (before.is_none() && said.on(channel).is_none()) {
                after.consent.set(channel, *kept);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::customer::Email;

    use super::*;

    const NOW: Timestamp = Timestamp::EPOCH;

    fn consent(state: ConsentState, source: ConsentSource) -> Consent {
        Consent { state, at: Some(NOW), source: Some(source) }
    }

    #[test]
    fn a_withdrawal_is_kept_and_a_suppression_is_kept_as_the_persons_own() {
        let shops = consent(ConsentState::Withdrawn, ConsentSource::Shop);
        let persons = consent(ConsentState::Withdrawn, ConsentSource::Person);
        assert_eq!(withdrawn(&Consent::default(), None), None);
        assert_eq!(withdrawn(&consent(ConsentState::Granted, ConsentSource::Shop), None), None);
        assert_eq!(withdrawn(&shops, None), Some(shops));
        assert_eq!(withdrawn(&shops, Some(NOW)), Some(persons));
        assert_eq!(withdrawn(&Consent::default(), Some(NOW)), Some(persons));
    }

    #[test]
    fn the_shops_word_can_be_taken_back_and_the_persons_cannot() {
        let hashing = Hashing::with_key([1; 16]);
        let workspace = WorkspaceId::from_i64(1).unwrap();
        let hash = hashing.of(workspace, Kind::WithdrawnEmail, "ana@shop.example");
        let ana = || Profile { email: Email::parse("ana@shop.example").ok(), ..Profile::default() };
        let granted = ConsentChange { email: Some(ConsentState::Granted), sms: None };
        let treated = |kept: ConsentSource, before: Option<&Profile>, said: ConsentChange| {
            let mut withdrawals = Withdrawals::default();
            withdrawals.add(hash, consent(ConsentState::Withdrawn, kept));
            let mut after = ana();
            said.merge_into(&mut after.consent, NOW);
            withdrawals.honour(hashing, workspace, before, &mut after, said);
            after.consent.email.state
        };
        let nothing = ConsentChange::default();
        let (shop, person) = (ConsentSource::Shop, ConsentSource::Person);
        let known = Profile::default();
        assert_eq!(treated(person, None, granted), ConsentState::Withdrawn);
        assert_eq!(treated(person, Some(&known), nothing), ConsentState::Withdrawn, "the address came later");
        assert_eq!(treated(person, Some(&ana()), nothing), ConsentState::Unknown, "it was theirs before");
        assert_eq!(treated(shop, None, nothing), ConsentState::Withdrawn);
        assert_eq!(treated(shop, None, granted), ConsentState::Granted);
        assert_eq!(treated(shop, Some(&known), nothing), ConsentState::Unknown);
    }
}
