//! Customers, column by column. A customer keeps the row they were given; one that has gone leaves it empty.

mod ids;
mod stored;

use std::collections::{BTreeMap, HashSet, hash_map::DefaultHasher};
use std::hash::{Hash, Hasher};

use domain::customer::{
    AttributeValue, Consent, ConsentMode, ConsentState, Consents, Customer, Email, Phone, Profile, Tag, Text,
    Totals,
};
use domain::{Channel, CustomerId, Timestamp};

use super::BLOCK;
use super::column::Column;
use super::dictionary::{Coded, Weighed};
use super::texts::{TextPart, Texts};
use ids::Ids;

/// There is a customer in the row.
pub(super) const PRESENT: u8 = 1;
/// They have an email address.
pub(super) const HAS_EMAIL: u8 = 2;
/// They have a phone number.
pub(super) const HAS_PHONE: u8 = 4;
/// They have a name.
pub(super) const HAS_NAME: u8 = 8;

/// Where what they said to being written to on a channel begins: two bits, the number of the state.
const fn said(channel: Channel) -> u8 {
    4 + channel as u8 * 2
}

/// They can be written to where the workspace demands `mode`: one of the lower four bits of their reach.
pub(super) const fn reached(channel: Channel, mode: ConsentMode) -> u8 {
    1 << (channel as u8 * 2 + mode as u8)
}
/// They can be written to on a channel, whatever is demanded.
const fn reached_somehow(channel: Channel) -> u8 {
    reached(channel, ConsentMode::OptOut) | reached(channel, ConsentMode::OptIn)
}
/// They could be, were their address not suppressed: one of the upper four.
const fn willing(channel: Channel, mode: ConsentMode) -> u8 {
    reached(channel, mode) << 4
}

/// All customers.
#[derive(Debug)]
pub(super) struct People {
    ids: Ids,
    present: u64,
    flags: Vec<u8>,
    /// Who can be written to: [`reached`] and [`willing`].
    reach: Vec<u8>,
    /// Of addresses in the form in which two spellings are the same, by channel: whoever has an address is found by it.
    hashes: [Vec<u32>; Channel::ALL.len()],
    pub(super) spend: Column,
    pub(super) visits: Column,
    pub(super) first: Column,
    pub(super) last: Column,
    pub(super) created: Column,
    pub(super) city: Coded<Box<str>>,
    pub(super) tags: Coded<Box<[Tag]>>,
    pub(super) attributes: BTreeMap<Box<str>, Coded<Value>>,
    pub(super) texts: Texts,
    suppressed: [HashSet<Box<str>>; Channel::ALL.len()],
}

/// The value of an attribute, equal if its bits are.
#[derive(Debug, Clone)]
pub(super) struct Value(pub(super) AttributeValue);

impl Hash for Value {
    fn hash<H: Hasher>(&self, to: &mut H) {
        match &self.0 {
            AttributeValue::Number(number) => (0_u8, number.to_bits()).hash(to),
            AttributeValue::Text(text) => (1_u8, text).hash(to),
            AttributeValue::Boolean(value) => (2_u8, value).hash(to),
        }
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (AttributeValue::Number(one), AttributeValue::Number(other)) => one.to_bits() == other.to_bits(),
            (one, other) => one == other,
        }
    }
}

impl Eq for Value {}

impl Weighed for Value {
    fn weight(&self) -> usize {
        let letters = if let AttributeValue::Text(text) = &self.0 { text.len() + 16 } else { 0 };
        size_of::<Self>() + letters
    }
}

impl Weighed for Box<str> {
    fn weight(&self) -> usize {
        size_of::<Self>() + self.len() + 16
    }
}

impl Weighed for Box<[Tag]> {
    fn weight(&self) -> usize {
        let letters: usize = self.iter().map(|tag| tag.as_str().len() + 16).sum();
        size_of::<Self>() + size_of_val(&**self) + 16 + letters
    }
}

impl Default for People {
    fn default() -> Self {
        Self {
            ids: Ids::default(),
            present: 0,
            flags: Vec::new(),
            reach: Vec::new(),
            hashes: Default::default(),
            spend: Column::small(),
            visits: Column::small(),
            first: Column::near(),
            last: Column::near(),
            created: Column::near(),
            city: Coded::new(),
            tags: Coded::new(),
            attributes: BTreeMap::new(),
            texts: Texts::default(),
            suppressed: Default::default(),
        }
    }
}

/// Grows by an eighth at a time, so that little is held in vain.
fn push<T>(list: &mut Vec<T>, value: T) {
    if list.len() == list.capacity() {
        list.reserve_exact(list.len() / 8 + 1_024);
    }
    list.push(value);
}

impl People {
    /// The number of customers.
    pub(super) const fn len(&self) -> u64 {
        self.present
    }

    /// Rows, empty ones included.
    pub(super) const fn rows(&self) -> usize {
        self.flags.len()
    }

    /// The row of a customer, who is there.
    pub(super) fn row(&self, id: CustomerId) -> Option<u32> {
        self.ids.row(id.get()).filter(|row| self.flags[*row as usize] & PRESENT != 0)
    }

    /// The customer in a row.
    pub(super) fn id(&self, row: u32) -> Option<CustomerId> {
        self.ids.id(row).and_then(CustomerId::from_i64)
    }

    /// True if a greater row can have a smaller id.
    pub(super) fn is_unordered(&self) -> bool {
        self.ids.has_strays()
    }

    /// The rows of all customers.
    pub(super) fn present(&self) -> impl Iterator<Item = u32> + Clone {
        (0..).zip(&self.flags).filter(|(_, flags)| **flags & PRESENT != 0).map(|(row, _)| row)
    }

    /// How many customers have a flag.
    pub(super) fn with(&self, flag: u8) -> u64 {
        self.flags.iter().filter(|flags| **flags & flag != 0).count() as u64
    }

    pub(super) fn flags(&self, block: usize) -> &[u8] {
        let end = self.flags.len().min((block + 1) * BLOCK);
        &self.flags[block * BLOCK..end]
    }

    pub(super) fn reach(&self, block: usize) -> &[u8] {
        let end = self.reach.len().min((block + 1) * BLOCK);
        &self.reach[block * BLOCK..end]
    }

    /// Takes in a customer in place of what was known of them.
    pub(super) fn upsert(&mut self, customer: &Customer) {
        let row = match self.ids.row(customer.id.get()) {
            Some(row) => row,
            None => self.new_row(customer.id),
        };
        if self.flags[row as usize] & PRESENT == 0 {
            self.present += 1;
        }
        self.flags[row as usize] = PRESENT;
        self.created.set(row, Some(customer.created_at.millis()));
        self.set_profile(row, &customer.profile);
        self.set_totals(row, &customer.totals);
    }

    fn new_row(&mut self, id: CustomerId) -> u32 {
        let row = self.flags.len() as u32;
        push(&mut self.flags, 0);
        push(&mut self.reach, 0);
        for hashes in &mut self.hashes {
            push(hashes, 0);
        }
        self.ids.push(id.get());
        row
    }

    pub(super) fn set_totals(&mut self, row: u32, totals: &Totals) {
        let Totals { spend_minor, visits, first_purchased, last_purchased } = totals;
        self.spend.set(row, Some(*spend_minor));
        self.visits.set(row, Some(*visits));
        self.first.set(row, first_purchased.map(Timestamp::millis));
        self.last.set(row, last_purchased.map(Timestamp::millis));
    }

    pub(super) fn set_profile(&mut self, row: u32, profile: &Profile) {
        self.city.set(row, profile.city.as_ref().map(|city| city.as_str().into()).as_ref());
        let tags: Option<Box<[Tag]>> = (!profile.tags.is_empty()).then(|| profile.tags.as_slice().into());
        self.tags.set(row, tags.as_ref());
        for (name, coded) in &mut self.attributes {
            if !profile.attributes.contains_key(name) {
                coded.set(row, None);
            }
        }
        for (name, value) in &profile.attributes {
            let value = Value(value.clone());
            if let Some(coded) = self.attributes.get_mut(name) {
                coded.set(row, Some(&value));
            } else {
                let mut coded = Coded::new();
                coded.set(row, Some(&value));
                self.attributes.insert(name.clone(), coded);
            }
        }
        let email = profile.email.as_ref().map_or("", Email::as_str);
        let phone = profile.phone.as_ref().map_or("", Phone::as_str);
        let name = profile.name.as_ref().map_or("", Text::as_str);
        self.texts.set(row, [email, phone, name]);
        let mut flags = PRESENT;
        for (text, flag) in [(email, HAS_EMAIL), (phone, HAS_PHONE), (name, HAS_NAME)] {
            flags |= if text.is_empty() { 0 } else { flag };
        }
        for channel in Channel::ALL {
            flags |= (profile.consent.on(channel).state as u8) << said(channel);
        }
        let mut reach = 0;
        for channel in Channel::ALL {
            let address = same_address(profile, channel);
            self.hashes[channel as usize][row as usize] = address.as_deref().map_or(0, hash);
            let Some(address) = address else { continue };
            let suppressed = self.suppressed[channel as usize].contains(&*address);
            let state = profile.consent.on(channel).state;
            for mode in ConsentMode::ALL.into_iter().filter(|mode| mode.allows(state)) {
                reach |= willing(channel, mode) | if suppressed { 0 } else { reached(channel, mode) };
            }
        }
        self.flags[row as usize] = flags;
        self.reach[row as usize] = reach;
    }

    /// What is known of the customer in a row: what no question asks about is missing.
    pub(super) fn customer(&self, row: u32) -> Option<Customer> {
        let text = |part| Some(self.texts.get(row, part)).filter(|text| !text.is_empty());
        let state = |channel| {
            let states = [ConsentState::Unknown, ConsentState::Granted, ConsentState::Withdrawn];
            let number = self.flags[row as usize] >> said(channel) & 3;
            let state = states.into_iter().find(|state| *state as u8 == number);
            Consent { state: state.unwrap_or_default(), at: None, source: None }
        };
        let attributes = self.attributes.iter().filter_map(|(name, coded)| {
            let Value(value) = coded.at(row)?;
            Some((name.clone(), value.clone()))
        });
        let attributes = attributes.collect();
        let created_at = Timestamp::from_millis(self.created.get(row)?)?;
        Some(Customer {
            id: self.id(row)?,
            profile: Profile {
                external_id: None,
                // What has been parsed once parses again.
                email: text(TextPart::Email).and_then(|text| Email::parse(text).ok()),
                phone: text(TextPart::Phone).and_then(|text| Phone::parse(text).ok()),
                name: text(TextPart::Name).and_then(|text| Text::parse(text).ok()),
                city: self.city.at(row).and_then(|text| Text::parse(text).ok()),
                tags: self.tags.at(row).map(|tags| tags.to_vec()).unwrap_or_default(),
                attributes,
                consent: Consents { email: state(Channel::Email), sms: state(Channel::Sms) },
            },
            totals: Totals {
                spend_minor: self.spend.get(row).unwrap_or_default(),
                visits: self.visits.get(row).unwrap_or_default(),
                first_purchased: self.first.get(row).and_then(Timestamp::from_millis),
                last_purchased: self.last.get(row).and_then(Timestamp::from_millis),
            },
            created_at,
            updated_at: created_at,
        })
    }

    /// Forgets a customer; says which row they had.
    pub(super) fn remove(&mut self, id: CustomerId) -> Option<u32> {
        let row = self.row(id)?;
        self.set_profile(row, &Profile::default());
        self.set_totals(row, &Totals::default());
        self.flags[row as usize] = 0;
        self.reach[row as usize] = 0;
        self.present -= 1;
        Some(row)
    }

    /// Nobody may write to an address any more, or again somebody may.
    pub(super) fn suppress(&mut self, channel: Channel, address: &str, suppressed: bool) {
        let list = &mut self.suppressed[channel as usize];
        let changed = if suppressed { list.insert(address.into()) } else { list.remove(address) };
        if !changed {
            return;
        }
        let hash = hash(address);
        let hashes = &self.hashes[channel as usize];
        for (row, _) in hashes.iter().enumerate().filter(|(_, found)| **found == hash) {
            let (reach, of_channel) = (&mut self.reach[row], reached_somehow(channel));
            let willing = *reach >> 4 & of_channel;
            if willing != 0 && self.texts.address(row as u32, channel).as_deref() == Some(address) {
                *reach = if suppressed { *reach & !of_channel } else { *reach | willing };
            }
        }
    }

    /// Memory taken, in bytes, values estimated.
    pub(super) fn bytes(&self) -> usize {
        let columns = [&self.spend, &self.visits, &self.first, &self.last, &self.created];
        let columns: usize = columns.into_iter().map(Column::bytes).sum();
        let hashes: usize = self.hashes.iter().map(|hashes| hashes.capacity() * 4).sum();
        let attributes: usize =
            self.attributes.iter().map(|(name, coded)| name.len() + 64 + coded.bytes()).sum();
        let addresses: usize = self.suppressed.iter().flatten().map(|address| address.len() + 40).sum();
        columns
            + hashes
            + attributes
            + addresses
            + self.flags.capacity()
            + self.reach.capacity()
            + self.ids.bytes()
            + self.city.bytes()
            + self.tags.bytes()
            + self.texts.bytes()
    }
}

impl Texts {
    /// The address on a channel in the form in which two spellings of it are the same.
    fn address(&self, row: u32, channel: Channel) -> Option<String> {
        match channel {
            Channel::Email => Some(self.get(row, TextPart::Email).to_owned()),
            Channel::Sms => Phone::parse(self.get(row, TextPart::Phone)).ok().map(|phone| phone.digits()),
        }
    }
}

fn same_address(profile: &Profile, channel: Channel) -> Option<String> {
    match channel {
        Channel::Email => profile.email.as_ref().map(|email| email.as_str().to_owned()),
        Channel::Sms => profile.phone.as_ref().map(Phone::digits),
    }
}

fn hash(address: &str) -> u32 {
    let mut hasher = DefaultHasher::new();
    address.hash(&mut hasher);
    hasher.finish() as u32
}
