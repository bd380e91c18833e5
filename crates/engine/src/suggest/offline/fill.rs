//! Fills copy with facts.
//!
//! Copy marks the place of a fact with `<…>`, capitalised where it begins a sentence, and puts in `[…]` what is left
//! out when a fact in it is missing. Copy itself is ours and facts are letters, digits and a few harmless marks, so
//! nothing else in the result can be template code than the variables written here.

use super::facts::{Facts, Timing};

/// The customer's first name in a template.
pub(super) const NAME: &str = r#"{{ firstName | default("there") }}"#;
/// The same after "Dear".
pub(super) const NAME_OR_FRIEND: &str = r#"{{ firstName | default("friend") }}"#;
/// The shop's name in a template.
pub(super) const SHOP: &str = "{{ workspace }}";

/// Facts that a text says, as a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Said(u8);

impl Said {
    pub(super) const DEAL: Self = Self(1);
    pub(super) const CODE: Self = Self(2);
    pub(super) const TIME: Self = Self(4);
    pub(super) const TOPIC: Self = Self(8);
    pub(super) const SHOP: Self = Self(16);
    pub(super) const NAME: Self = Self(32);

    pub(super) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// True if the sets share a fact.
    pub(super) const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// Copy with its facts in place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Filled {
    pub(super) text: String,
    pub(super) said: Said,
}

/// Fills copy; `None` when it needs a fact that is missing.
pub(super) fn fill(copy: &str, facts: &Facts) -> Option<Filled> {
    let mut filled = Filled { text: String::with_capacity(copy.len() + 40), said: Said::default() };
    let mut rest = copy;
    while let Some(open) = rest.find(['<', '[']) {
        filled.text.push_str(&rest[..open]);
        let optional = rest[open..].starts_with('[');
        let (inside, after) = rest[open + 1..].split_once(if optional { ']' } else { '>' })?;
        if optional {
            if let Some(part) = fill(inside, facts) {
                filled.text.push_str(&part.text);
                filled.said = filled.said.with(part.said);
            }
        } else {
            let (value, said) = value(inside, facts)?;
            filled.text.push_str(&value);
            filled.said = filled.said.with(said);
        }
        rest = after;
    }
    filled.text.push_str(rest);
    Some(filled)
}

fn value(slot: &str, facts: &Facts) -> Option<(String, Said)> {
    let lower = slot.to_lowercase();
    let (value, said) = match lower.as_str() {
        "name" => (NAME.to_owned(), Said::NAME),
        "name:friend" => (NAME_OR_FRIEND.to_owned(), Said::NAME),
        "shop" => (SHOP.to_owned(), Said::SHOP),
        "topic" => (facts.topic.clone()?, Said::TOPIC),
        "deal" => {
            let offer = facts.offer.as_ref()?;
            let said = if offer.names_topic { Said::DEAL.with(Said::TOPIC) } else { Said::DEAL };
            (offer.deal.clone(), said)
        }
        "code" => (facts.code.clone()?, Said::CODE),
        "season" => (facts.season?.to_owned(), Said::default()),
        "place" => (facts.place.clone()?, Said::default()),
        "until" => match facts.timing.as_ref()? {
            Timing::Until(day) => (day.clone(), Said::TIME),
            Timing::During(_) => return None,
        },
        "during" => match facts.timing.as_ref()? {
            Timing::During(time) => (time.clone(), Said::TIME),
            Timing::Until(_) => return None,
        },
        "date" => match facts.timing.as_ref()? {
            Timing::During(time) => (time.strip_prefix("on ").unwrap_or(time).to_owned(), Said::TIME),
            Timing::Until(day) => (format!("until {day}"), Said::TIME),
        },
        "when" => match facts.timing.as_ref()? {
            Timing::During(time) => (time.clone(), Said::TIME),
            Timing::Until(day) => (format!("until {day}"), Said::TIME),
        },
        _ => return None,
    };
    let capital = slot.starts_with(char::is_uppercase);
    Some((if capital { capitalised(&value) } else { value }, said))
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suggest::offline::facts::{Offer, OfferKind};

    fn facts() -> Facts {
        Facts {
            offer: Some(Offer {
                names_topic: true,
                ..Offer::of(OfferKind::Reduction, "20% off our teas".to_owned())
            }),
            timing: Some(Timing::Until("Friday".to_owned())),
            ..Facts::default()
        }
    }

    #[test]
    fn facts_take_their_places_and_are_remembered() {
        let filled = fill("<Deal> <when>, <name>.", &facts()).unwrap();
        assert_eq!(filled.text, r#"20% off our teas until Friday, {{ firstName | default("there") }}."#);
        assert!(filled.said.meets(Said::TIME) && filled.said.meets(Said::TOPIC));
        assert!(!filled.said.meets(Said::CODE));
    }

    #[test]
    fn copy_without_its_fact_is_not_used_unless_it_may_be_left_out() {
        assert_eq!(fill("Use <code>.", &facts()), None);
        assert_eq!(fill("It ends <during>.", &facts()), None);
        assert_eq!(fill("Come[ with <code>][ until <until>].", &facts()).unwrap().text, "Come until Friday.");
    }
}
