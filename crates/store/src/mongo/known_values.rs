//! What a rule builder can offer, from the counts of an index.

use std::collections::BTreeMap;

use audience::{Known, ValueKind};

use crate::{KnownValues, ObservedAttribute, ObservedKinds};

/// At most so many values of a kind are offered.
const OFFERED: usize = 200;

/// What a rule builder can offer.
pub(super) fn known_values(known: &Known) -> KnownValues {
    let names = |kind| most_frequent(known.values(kind)).into_iter().map(str::to_owned).collect();
    KnownValues { cities: names(ValueKind::City), tags: names(ValueKind::Tag), attributes: attributes(known) }
}

/// The most frequent first, those that are as frequent by name.
fn most_frequent<'k>(values: impl Iterator<Item = (&'k str, u64)>) -> Vec<&'k str> {
    let mut values: Vec<_> = values.collect();
    values.sort_unstable_by(|(a, many), (b, more)| more.cmp(many).then_with(|| a.cmp(b)));
    values.truncate(OFFERED);
    values.into_iter().map(|(value, _)| value).collect()
}

/// Finds the flag of a kind.
type Flag = fn(&mut ObservedKinds) -> &mut bool;

/// As what an attribute can be seen.
const KINDS: [(ValueKind, Flag); 4] = [
    (ValueKind::Number, |kinds| &mut kinds.number),
    (ValueKind::Text, |kinds| &mut kinds.text),
    (ValueKind::Date, |kinds| &mut kinds.date),
    (ValueKind::Boolean, |kinds| &mut kinds.boolean),
];

/// The most frequent of them, by name.
fn attributes(known: &Known) -> Vec<ObservedAttribute> {
    let mut attributes: BTreeMap<&str, (ObservedKinds, u64)> = BTreeMap::new();
    for (kind, seen_as) in KINDS {
        for (name, customers) in known.values(kind) {
            let (kinds, most) = attributes.entry(name).or_default();
            *seen_as(kinds) = true;
            *most = customers.max(*most);
        }
    }
    let mut names = most_frequent(attributes.iter().map(|(name, (_, customers))| (*name, *customers)));
    names.sort_unstable();
    names
        .into_iter()
        .map(|name| ObservedAttribute { name: name.to_owned(), kinds: attributes[name].0 })
        .collect()
}
