//! The answer to a rule, read one customer at a time.

use domain::Channel;
use domain::customer::{ConsentMode, Customer, Profile};
use domain::order::Order;
use domain::segment::{Facts, Membership, Question};

/// What is known about the audience of a rule.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Answer {
    /// Customers the rule matches.
    pub count: u64,
    /// How many of them can be written to.
    pub reachable: Reachable,
    /// All customers, matching or not.
    pub total: u64,
    /// The first matching customers by id.
    pub sample: Vec<Customer>,
}

/// Customers who can be written to, per channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reachable {
    /// By email.
    pub email: u64,
    /// By text message.
    pub sms: u64,
}

impl std::ops::AddAssign for Reachable {
    fn add_assign(&mut self, other: Self) {
        self.email += other.email;
        self.sms += other.sms;
    }
}

impl Reachable {
    /// How many on one channel.
    pub const fn on(&self, channel: Channel) -> u64 {
        match channel {
            Channel::Email => self.email,
            Channel::Sms => self.sms,
        }
    }

    const fn on_mut(&mut self, channel: Channel) -> &mut u64 {
        match channel {
            Channel::Email => &mut self.email,
            Channel::Sms => &mut self.sms,
        }
    }
}

/// An answer in the making. The order in which customers arrive makes no difference.
#[derive(Debug)]
pub struct Tally<R = fn(&Profile, Channel, ConsentMode) -> bool> {
    question: Question,
    sample_size: usize,
    reachable: R,
    answer: Answer,
}

impl Tally {
    /// Begins an answer with at most `sample_size` customers in its sample. Reachable is who
    /// [`Profile::reachable`] says is.
    pub fn new(question: Question, sample_size: usize) -> Self {
        Self::reaching(question, sample_size, Profile::reachable)
    }
}

impl<R: Fn(&Profile, Channel, ConsentMode) -> bool> Tally<R> {
    /// Begins an answer where `reachable` decides who can be written to, given the consent the question demands: a store
    /// that keeps a list of suppressed addresses asks it there.
    pub fn reaching(question: Question, sample_size: usize, reachable: R) -> Self {
        Self { question, sample_size, reachable, answer: Answer::default() }
    }

    /// Takes one customer of whose past nothing is known into account.
    pub fn fold(&mut self, customer: &Customer) {
        self.fold_with(customer, &[], &[]);
    }

    /// Takes one customer and their past into account.
    pub fn fold_with(&mut self, customer: &Customer, orders: &[Order], memberships: &[Membership]) {
        self.answer.total += 1;
        if !self.question.matches(&Facts::new(customer, orders, memberships)) {
            return;
        }
        self.answer.count += 1;
        for channel in Channel::ALL {
            if (self.reachable)(&customer.profile, channel, self.question.consent()) {
                *self.answer.reachable.on_mut(channel) += 1;
            }
        }
        self.sample(customer);
    }

    /// Keeps the customer if it is among the first by id.
    fn sample(&mut self, customer: &Customer) {
        let sample = &mut self.answer.sample;
        let place = sample.partition_point(|kept| kept.id < customer.id);
        if place < self.sample_size {
            sample.truncate(self.sample_size - 1);
            sample.insert(place, customer.clone());
        }
    }

    /// The answer over all customers taken into account.
    pub fn finish(self) -> Answer {
        self.answer
    }
}

#[cfg(test)]
mod tests {
    use domain::customer::{Attributes, Email, Phone, Text, Totals};
    use domain::segment::Rule;
    use domain::{CustomerId, Timestamp, Zone};

    use super::*;

    fn customer(id: i64, city: &str, phone: bool) -> Customer {
        let at = Timestamp::from_millis(0).unwrap();
        Customer {
            id: CustomerId::from_i64(id).unwrap(),
            profile: Profile {
                email: Some(Email::parse(&format!("c{id}@shop.example")).unwrap()),
                phone: phone.then(|| Phone::parse("+49 30 1234567").unwrap()),
                city: Some(Text::parse(city).unwrap()),
                attributes: Attributes::new(),
                ..Profile::default()
            },
            totals: Totals::default(),
            created_at: at,
            updated_at: at,
        }
    }

    fn question(json: &str) -> Question {
        Question::new(&Rule::parse(json).unwrap(), Timestamp::from_millis(0).unwrap(), &Zone::UTC)
    }

    const IN_ROME: &str = r#"{"metric":"city","operator":"==","value":"rome"}"#;

    #[test]
    fn a_tally_counts_who_matches_and_samples_the_first_by_id_in_any_order() {
        let mut tally = Tally::new(question(IN_ROME), 2);
        for (id, city, phone) in
            [(7, "Rome", true), (3, "Oslo", true), (9, "ROME", false), (1, "Rome", false)]
        {
            tally.fold(&customer(id, city, phone));
        }
        let answer = tally.finish();
        assert_eq!((answer.count, answer.total), (3, 4));
        assert_eq!(answer.reachable, Reachable { email: 3, sms: 1 });
        let ids: Vec<i64> = answer.sample.iter().map(|customer| customer.id.get()).collect();
        assert_eq!(ids, [1, 7]);
    }

    #[test]
    fn a_suppressed_address_counts_as_matching_and_not_as_reachable() {
        let suppressed = "c7@shop.example";
        let mut tally = Tally::reaching(question(IN_ROME), 0, |profile: &Profile, channel, mode| {
            profile.reachable(channel, mode) && profile.address(channel) != Some(suppressed)
        });
        for id in [7, 8] {
            tally.fold(&customer(id, "Rome", true));
        }
        let answer = tally.finish();
        assert_eq!((answer.count, answer.reachable.on(Channel::Email)), (2, 1));
        assert_eq!(answer.reachable.on(Channel::Sms), 2);
        assert!(answer.sample.is_empty());
    }
}
