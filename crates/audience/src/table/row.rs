//! One customer in few bytes.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use domain::customer::{
    Attributes, ConsentMode, Consents, Customer, Email, ExternalId, Phone, Profile, Tag, Text, Totals,
};
use domain::segment::Facts;
use domain::{Channel, CustomerId, Timestamp};

use super::attributes;

/// The texts of a row, in the order they stand in it.
#[derive(Debug, Clone, Copy)]
enum Part {
    ExternalId,
    Email,
    Phone,
    Name,
    City,
}

impl Part {
    const COUNT: usize = 5;

    const fn address(channel: Channel) -> Self {
        match channel {
            Channel::Email => Self::Email,
            Channel::Sms => Self::Phone,
        }
    }
}

/// A customer without the id.
#[derive(Debug)]
pub(super) struct Row {
    /// All texts, one after the other. One that is missing is empty: none of them can be blank.
    texts: Box<str>,
    /// Where each text ends. The longest together stay below 3,000 bytes.
    ends: [u16; Part::COUNT],
    attributes: Box<[u8]>,
    tags: Arc<[Tag]>,
    totals: Totals,
    /// Absent for the many of whom nothing is known.
    consent: Option<Box<Consents>>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

/// What the allocator adds to an allocation, and rounds up, about.
const ALLOCATION_BYTES: usize = 12;

impl Row {
    pub(super) fn new(customer: &Customer, tag_lists: &mut TagLists) -> Self {
        let Customer { id: _, profile, totals, created_at, updated_at } = customer;
        let parts = [
            profile.external_id.as_ref().map(ExternalId::as_str),
            profile.email.as_ref().map(Email::as_str),
            profile.phone.as_ref().map(Phone::as_str),
            profile.name.as_ref().map(Text::as_str),
            profile.city.as_ref().map(Text::as_str),
        ];
        let mut texts = String::with_capacity(parts.iter().flatten().map(|part| part.len()).sum());
        let ends = parts.map(|part| {
            texts.push_str(part.unwrap_or_default());
            texts.len() as u16
        });
        let consent = profile.consent;
        Self {
            texts: texts.into(),
            ends,
            attributes: attributes::pack(&profile.attributes),
            tags: tag_lists.share(&profile.tags),
            totals: *totals,
            consent: (consent != Consents::default()).then(|| Box::new(consent)),
            created_at: *created_at,
            updated_at: *updated_at,
        }
    }

    /// Memory taken, without the tags, which are shared.
    pub(super) fn bytes(&self) -> usize {
        let consent = self.consent.as_ref().map_or(0, |_| size_of::<Consents>() + ALLOCATION_BYTES);
        let attributes = match self.attributes.len() {
            0 => 0,
            length => length + ALLOCATION_BYTES,
        };
        size_of::<Self>() + self.texts.len() + 2 * ALLOCATION_BYTES + attributes + consent
    }

    /// Gives up its share of what rows share.
    pub(super) fn release(&self, tag_lists: &mut TagLists) {
        tag_lists.release(&self.tags);
    }

    fn text(&self, part: Part) -> Option<&str> {
        self.place(part).map(|place| &self.texts[place])
    }

    /// Where a text stands, found without looking at it.
    fn place(&self, part: Part) -> Option<Range<usize>> {
        let number = part as usize;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        let place = start.into()..self.ends[number].into();
        (!place.is_empty()).then_some(place)
    }

    /// A text as what it was parsed to: what has been parsed once parses again.
    fn parsed<T, E>(&self, part: Part, parse: impl FnOnce(&str) -> Result<T, E>) -> Option<T> {
        self.text(part).and_then(|text| parse(text).ok())
    }

    /// The customer it was made of.
    pub(super) fn customer(&self, id: CustomerId) -> Customer {
        let profile = Profile {
            external_id: self.parsed(Part::ExternalId, ExternalId::parse),
            email: self.parsed(Part::Email, Email::parse),
            phone: self.parsed(Part::Phone, Phone::parse),
            name: self.parsed(Part::Name, Text::parse),
            city: self.parsed(Part::City, Text::parse),
            tags: self.tags.to_vec(),
            attributes: attributes::unpack(&self.attributes),
            consent: self.consent.as_deref().copied().unwrap_or_default(),
        };
        let Self { totals, created_at, updated_at, .. } = *self;
        Customer { id, profile, totals, created_at, updated_at }
    }

    /// Those of the attributes that have one of these names.
    pub(super) fn attributes(&self, names: &[&str]) -> Attributes {
        attributes::unpack_named(&self.attributes, names)
    }

    /// What a rule can see, with texts only if it asks about any, and with the attributes that it asks about.
    pub(super) fn facts<'a>(&'a self, texts: bool, attributes: &'a Attributes) -> Facts<'a> {
        let text = |part| if texts { self.text(part) } else { None };
        Facts {
            email: text(Part::Email),
            phone: text(Part::Phone),
            name: text(Part::Name),
            city: text(Part::City),
            tags: &self.tags,
            attributes,
            totals: self.totals,
            created_at: self.created_at,
            orders: &[],
            memberships: &[],
        }
    }

    pub(super) fn city(&self) -> Option<&str> {
        self.text(Part::City)
    }

    pub(super) fn tags(&self) -> &[Tag] {
        &self.tags
    }

    pub(super) const fn totals(&self) -> &Totals {
        &self.totals
    }

    /// True if there is an address on the channel, and consent as the workspace demands it.
    pub(super) fn reachable(&self, channel: Channel, mode: ConsentMode) -> bool {
        let state = self.consent.as_ref().map(|consent| consent.on(channel).state).unwrap_or_default();
        mode.allows(state) && self.place(Part::address(channel)).is_some()
    }

    /// The address on a channel in the form in which two spellings of it are the same.
    pub(super) fn same_address(&self, channel: Channel) -> Option<Cow<'_, str>> {
        match channel {
            Channel::Email => self.text(Part::Email).map(Cow::from),
            Channel::Sms => self.parsed(Part::Phone, Phone::parse).map(|phone| phone.digits().into()),
        }
    }
}

/// Lists of tags, each kept once: many customers have the same.
#[derive(Debug, Default)]
pub(super) struct TagLists {
    lists: HashSet<Arc<[Tag]>>,
    bytes: usize,
}

/// What a list costs beside its tags: a place in the set, and two counters.
const LIST_BYTES: usize = 48;

impl TagLists {
    /// The one copy of a list.
    fn share(&mut self, tags: &[Tag]) -> Arc<[Tag]> {
        if let Some(list) = self.lists.get(tags) {
            return Arc::clone(list);
        }
        let list: Arc<[Tag]> = tags.into();
        self.bytes += list_bytes(&list);
        self.lists.insert(Arc::clone(&list));
        list
    }

    /// Forgets a list that nobody else has.
    fn release(&mut self, list: &Arc<[Tag]>) {
        // The one that is given back, and the one in the set.
        if Arc::strong_count(list) == 2 && self.lists.remove(&**list) {
            self.bytes -= list_bytes(list);
        }
    }

    /// Memory taken, in bytes, estimated.
    pub(super) const fn bytes(&self) -> usize {
        self.bytes
    }
}

fn list_bytes(tags: &[Tag]) -> usize {
    let letters: usize = tags.iter().map(|tag| tag.as_str().len() + ALLOCATION_BYTES).sum();
    LIST_BYTES + size_of_val(tags) + letters
}
