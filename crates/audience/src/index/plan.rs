//! A question made ready for the index: every condition a loop over one column.

use domain::SegmentId;
use domain::customer::ConsentMode;
use domain::decimal::Decimal;
use domain::segment::Field;
use domain::segment::Question;
use domain::segment::eval::check::{Check, Part, Positive, TextCheck};
use domain::segment::eval::history::{CampaignCheck, OrdersCheck};
use domain::segment::eval::interval::Numbers;
use domain::segment::rule::Logic;
use domain::segment::vocabulary::{DateField, NumberField, TextField};

use super::Index;
use super::column::Column;
use super::marks::Marks;
use super::numbers::{integers, minor_units};
use super::orders::Asked;
use super::people::{HAS_EMAIL, HAS_NAME, HAS_PHONE, Value};
use super::texts::TextPart;

/// A question made ready.
pub(super) struct Plan<'i> {
    /// What is asked: one rule, or several that share what they ask of orders, campaigns and segments.
    pub(super) roots: Vec<Step<'i>>,
    /// Each after those it refers to.
    pub(super) segments: Vec<Step<'i>>,
    pub(super) orders: Vec<Asked>,
    pub(super) campaigns: Vec<CampaignCheck>,
    /// Who counts as reachable.
    pub(super) consent: ConsentMode,
}

/// A part of a rule.
pub(super) enum Step<'i> {
    Group { logic: Logic, not: bool, steps: Vec<Self> },
    Test { test: Test<'i>, negated: bool },
}

/// A positive test.
pub(super) enum Test<'i> {
    /// The same for everyone.
    Constant(bool),
    /// The number of a column lies here, both ends included.
    Within(&'i Column, i64, i64),
    /// The code of a column is marked.
    Marked(&'i Column, Marks),
    /// A flag is set.
    Flag(u8),
    /// The average amount lies here.
    Average(Numbers<Decimal>),
    /// A text passes.
    Text(TextPart, TextCheck),
    /// By its place in the plan.
    Orders(usize),
    Campaign(usize),
    Segment(usize),
}

impl Test<'_> {
    /// About how long it takes, so that the shortest comes first.
    const fn effort(&self) -> u32 {
        match self {
            Self::Constant(_) => 0,
            Self::Flag(_) | Self::Within(..) => 1,
            Self::Marked(..) => 2,
            Self::Segment(_) => 10,
            Self::Average(_) => 20,
            Self::Campaign(_) => 40,
            Self::Orders(_) => 60,
            Self::Text(..) => 80,
        }
    }
}

impl Step<'_> {
    fn effort(&self) -> u32 {
        match self {
            Self::Group { steps, .. } => steps.iter().map(Self::effort).sum(),
            Self::Test { test, .. } => test.effort(),
        }
    }
}

/// A plan in the making.
struct Planning<'i, 'q> {
    index: &'i Index,
    question: &'q Question,
    order: Vec<SegmentId>,
    /// What each of `orders` was made of.
    checks: Vec<OrdersCheck>,
    orders: Vec<Asked>,
    campaigns: Vec<CampaignCheck>,
}

impl<'i> Plan<'i> {
    pub(super) fn of(index: &'i Index, question: &Question) -> Self {
        Self::of_parts(index, question, std::slice::from_ref(question.root()))
    }

    /// Asks several parts at the instant of a question, with its segments.
    pub(super) fn of_parts(index: &'i Index, question: &Question, parts: &[Part]) -> Self {
        let (order, checks, orders, campaigns) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut planning = Planning { index, question, order, checks, orders, campaigns };
        let mut segments = Vec::new();
        for (id, part) in question.segments() {
            segments.push(planning.step(part));
            planning.order.push(*id);
        }
        let roots = parts.iter().map(|part| planning.step(part)).collect();
        let Planning { orders, campaigns, .. } = planning;
        Self { roots, segments, orders, campaigns, consent: question.consent() }
    }
}

impl<'i> Planning<'i, '_> {
    fn step(&mut self, part: &Part) -> Step<'i> {
        match part {
            Part::Group { logic, not, parts } => {
                let mut steps: Vec<_> = parts.iter().map(|part| self.step(part)).collect();
                steps.sort_by_key(Step::effort);
                Step::Group { logic: *logic, not: *not, steps }
            }
            Part::Check(Check { positive, negated }) => {
                Step::Test { test: self.test(positive), negated: *negated }
            }
        }
    }

    fn test(&mut self, positive: &Positive) -> Test<'i> {
        let people = &self.index.people;
        match positive {
            Positive::Number { field: NumberField::TotalSpend, within } => {
                let (low, high) = minor_units(within);
                Test::Within(&people.spend, low, high)
            }
            Positive::Number { field: NumberField::Visits, within } => {
                let (low, high) = integers(within);
                Test::Within(&people.visits, low, high)
            }
            Positive::Number { field: NumberField::AverageOrderValue, within } => Test::Average(*within),
            Positive::Date { field, within } => {
                // What never ends holds the last instant there is, too.
                let last = if within.until == i64::MAX { i64::MAX } else { within.until - 1 };
                Test::Within(self.date(*field), within.from.max(i64::MIN + 1), last)
            }
            Positive::Text { field: TextField::City, test } => {
                Test::Marked(people.city.column(), Marks::of(people.city.table(|city| test.holds(city))))
            }
            Positive::Text { field, test } => Test::Text(text(*field), test.clone()),
            Positive::Set { field: _, test } => {
                Test::Marked(people.tags.column(), Marks::of(people.tags.table(|tags| test.holds(tags))))
            }
            Positive::Attribute { name, test } => match people.attributes.get(name.as_str()) {
                Some(coded) => {
                    let zone = self.question.zone();
                    let marks = Marks::of(coded.table(|Value(value)| test.holds(value, zone)));
                    Test::Marked(coded.column(), marks)
                }
                None => Test::Constant(false),
            },
            Positive::Present(field) => self.present(field),
            // What is asked again is answered once.
            Positive::Orders(check) => {
                let known = self.checks.iter().position(|known| known == check);
                Test::Orders(known.unwrap_or_else(|| {
                    self.checks.push(check.clone());
                    self.orders.push(self.index.orders.asked(check));
                    self.orders.len() - 1
                }))
            }
            Positive::Campaign(check) => {
                let known = self.campaigns.iter().position(|known| known == check);
                Test::Campaign(known.unwrap_or_else(|| {
                    self.campaigns.push(*check);
                    self.campaigns.len() - 1
                }))
            }
            Positive::Segment(asked) => {
                let place = self.order.iter().position(|id| id == asked);
                place.map_or(Test::Constant(false), Test::Segment)
            }
        }
    }

    fn date(&self, field: DateField) -> &'i Column {
        let people = &self.index.people;
        match field {
            DateField::FirstPurchased => &people.first,
            DateField::LastPurchased => &people.last,
            DateField::CreatedAt => &people.created,
        }
    }

    fn present(&self, field: &Field) -> Test<'i> {
        let people = &self.index.people;
        let any = |column| Test::Within(column, i64::MIN + 1, i64::MAX);
        match field {
            Field::Number(NumberField::AverageOrderValue) => Test::Within(&people.visits, 1, i64::MAX),
            Field::Number(NumberField::TotalSpend | NumberField::Visits) => Test::Constant(true),
            Field::Date(field) => any(self.date(*field)),
            Field::Text(TextField::City) => any(people.city.column()),
            Field::Text(TextField::Email) => Test::Flag(HAS_EMAIL),
            Field::Text(TextField::Phone) => Test::Flag(HAS_PHONE),
            Field::Text(TextField::Name) => Test::Flag(HAS_NAME),
            Field::Set(_) => any(people.tags.column()),
            Field::Attribute(name) => people
                .attributes
                .get(name.as_str())
                .map_or(Test::Constant(false), |coded| any(coded.column())),
        }
    }
}

/// Where a text stands; the city stands elsewhere.
const fn text(field: TextField) -> TextPart {
    match field {
        TextField::Email => TextPart::Email,
        TextField::Phone => TextPart::Phone,
        TextField::Name | TextField::City => TextPart::Name,
    }
}
