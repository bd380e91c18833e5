//! The customers of one workspace in memory, asked without reading them from anywhere.

mod attributes;
mod row;

use std::collections::{BTreeMap, HashSet};

use domain::customer::{ConsentMode, Customer};
use domain::segment::eval::check::{Part, Positive};
use domain::segment::{Field, Question};
use domain::{Channel, CustomerId};

use crate::known::Known;
use crate::profile::{AudienceProfile, Survey};
use crate::tally::{Answer, Reachable};
use row::{Row, TagLists};

/// Who matches a rule, and how many of them can be written to on one channel.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Matching {
    /// Ascending by id.
    pub customers: Vec<CustomerId>,
    /// How many of them can be written to.
    pub reachable: u64,
}

/// All customers of a workspace, and the addresses nobody may write to.
///
/// Its answers are those that [`Tally`](crate::Tally) gives over the same customers, where reachable is who
/// [`Profile::reachable`](domain::customer::Profile::reachable) says is and whose address is not suppressed.
#[derive(Debug, Default)]
pub struct Table {
    rows: BTreeMap<CustomerId, Box<Row>>,
    tag_lists: TagLists,
    /// By channel: emails as they are, phone numbers by their digits.
    suppressed: [HashSet<Box<str>>; Channel::ALL.len()],
    known: Known,
    bytes: usize,
}

/// What a customer costs beside the row: a place in the tree, whose nodes are half full when ids ascend.
const PLACE_BYTES: usize = 36;
/// What a suppressed address costs beside its letters.
const ADDRESS_BYTES: usize = 40;

impl Table {
    /// The number of customers.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// True if there are no customers.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Memory taken, in bytes, estimated.
    pub const fn bytes(&self) -> usize {
        self.bytes + self.tag_lists.bytes() + self.known.bytes()
    }

    /// Which values customers have, and how many have them.
    pub const fn known(&self) -> &Known {
        &self.known
    }

    /// One customer.
    pub fn customer(&self, id: CustomerId) -> Option<Customer> {
        self.rows.get(&id).map(|row| row.customer(id))
    }

    /// Takes in a customer, in place of what was known of the same id.
    pub fn upsert(&mut self, customer: &Customer) {
        let before = self.take(customer.id);
        self.known.replaced(before.as_ref().map(|before| &before.profile), Some(&customer.profile));
        let row = Box::new(Row::new(customer, &mut self.tag_lists));
        self.bytes += row.bytes() + PLACE_BYTES;
        self.rows.insert(customer.id, row);
    }

    /// Forgets a customer; false if there is none of this id.
    pub fn remove(&mut self, id: CustomerId) -> bool {
        let before = self.take(id);
        self.known.replaced(before.as_ref().map(|before| &before.profile), None);
        before.is_some()
    }

    fn take(&mut self, id: CustomerId) -> Option<Customer> {
        let row = self.rows.remove(&id)?;
        self.bytes -= row.bytes() + PLACE_BYTES;
        let customer = row.customer(id);
        row.release(&mut self.tag_lists);
        Some(customer)
    }

    /// From now on nobody may write to an address: an email as it is, a phone number by its digits.
    pub fn suppress(&mut self, channel: Channel, address: &str) {
        if self.suppressed[channel as usize].insert(address.into()) {
            self.bytes += address.len() + ADDRESS_BYTES;
        }
    }

    /// An address may be written to again.
    pub fn allow(&mut self, channel: Channel, address: &str) {
        if self.suppressed[channel as usize].remove(address) {
            self.bytes -= address.len() + ADDRESS_BYTES;
        }
    }

    /// What [`Tally`](crate::Tally) answers, with a sample of at most `sample` customers.
    pub fn answer(&self, question: &Question, sample: usize) -> Answer {
        let mut answer = Answer { total: self.rows.len() as u64, ..Answer::default() };
        for (id, row) in self.matches(question) {
            answer.count += 1;
            answer.reachable = Reachable {
                email: answer.reachable.email
                    + u64::from(self.reaches(row, Channel::Email, question.consent())),
                sms: answer.reachable.sms + u64::from(self.reaches(row, Channel::Sms, question.consent())),
            };
            // Rows come by id, and so does the sample.
            if answer.sample.len() < sample {
                answer.sample.push(row.customer(id));
            }
        }
        answer
    }

    /// Everybody who matches, for good.
    pub fn matching(&self, question: &Question, channel: Channel) -> Matching {
        let mut matching = Matching::default();
        for (id, row) in self.matches(question) {
            matching.customers.push(id);
            matching.reachable += u64::from(self.reaches(row, channel, question.consent()));
        }
        matching
    }

    /// Everybody who matches as a whole, with at most `most` values of each kind.
    pub fn profile(&self, question: &Question, most: usize) -> AudienceProfile {
        let mut survey = Survey::default();
        for (_, row) in self.matches(question) {
            survey.take(row.city(), row.tags(), row.totals());
        }
        survey.finish(self.rows.len() as u64, most)
    }

    fn matches(&self, question: &Question) -> impl Iterator<Item = (CustomerId, &Row)> {
        let mut asked = Asked::default();
        asked.add(question.root());
        question.segments().iter().for_each(|(_, part)| asked.add(part));
        self.rows
            .iter()
            .filter(move |(_, row)| {
                let attributes = row.attributes(&asked.attributes);
                question.matches(&row.facts(asked.texts, &attributes))
            })
            .map(|(id, row)| (*id, &**row))
    }

    fn reaches(&self, row: &Row, channel: Channel, mode: ConsentMode) -> bool {
        row.reachable(channel, mode) && {
            let suppressed = &self.suppressed[channel as usize];
            suppressed.is_empty()
                || row.same_address(channel).is_some_and(|address| !suppressed.contains(&*address))
        }
    }
}

/// What a rule asks about, of what takes time to unpack.
#[derive(Debug, Default)]
struct Asked<'q> {
    texts: bool,
    attributes: Vec<&'q str>,
}

impl<'q> Asked<'q> {
    fn add(&mut self, part: &'q Part) {
        match part {
            Part::Group { parts, .. } => parts.iter().for_each(|part| self.add(part)),
            Part::Check(check) => match &check.positive {
                Positive::Text { .. } | Positive::Present(Field::Text(_)) => self.texts = true,
                Positive::Attribute { name, .. } | Positive::Present(Field::Attribute(name)) => {
                    self.attributes.push(name.as_str());
                }
                Positive::Number { .. }
                | Positive::Date { .. }
                | Positive::Set { .. }
                | Positive::Orders(_)
                | Positive::Campaign(_)
                | Positive::Segment(_)
                | Positive::Present(Field::Number(_) | Field::Date(_) | Field::Set(_)) => {}
            },
        }
    }
}
