//! Conditions about a customer's past, read.

use serde_json::value::RawValue;

use super::super::reader::Json;
use super::super::value::{TextUse, Value};
use super::super::{
    CampaignCondition, MeasureTest, NumberTest, OrderFilter, OrdersCondition, RuleError, SegmentCondition,
    Within, path_of_key,
};
use super::{Members, Reading, meant, member};
use crate::field::excerpt;
use crate::order::OrderStatus;
use crate::segment::vocabulary::history::ANY;
use crate::segment::vocabulary::{
    CampaignMeasure, CampaignOperator, Kind, Operator, OrderField, OrderMeasure, SegmentOperator, Shape,
};

const ORDERS_KEYS: [&str; 6] = ["metric", "measure", "operator", "value", "within", "where"];
const FILTER_KEYS: [&str; 3] = ["metric", "operator", "value"];
const CAMPAIGN_KEYS: [&str; 5] = ["metric", "measure", "operator", "value", "within"];
const SEGMENT_KEYS: [&str; 3] = ["metric", "operator", "value"];

impl Reading {
    pub(super) fn orders(&mut self, members: &Members<'_>, path: &str) -> Option<OrdersCondition> {
        self.check_keys(members, path, &ORDERS_KEYS);
        let measures = names(OrderMeasure::ALL, crate::segment::vocabulary::history::OrderMeasure::name);
        let measure = self.chosen(members, path, "measure", "unknown_measure", &measures);
        let measure = measure.and_then(OrderMeasure::parse);
        let within = self.within(members, path);
        let filters = self.filters(members, path);
        let test = self.measured(members, path, measure?);
        Some(OrdersCondition { measure: measure?, test: test?, within: within?, filters: filters? })
    }

    pub(super) fn campaign(&mut self, members: &Members<'_>, path: &str) -> Option<CampaignCondition> {
        self.check_keys(members, path, &CAMPAIGN_KEYS);
        let measures =
            names(CampaignMeasure::ALL, crate::segment::vocabulary::history::CampaignMeasure::name);
        let measure = self.chosen(members, path, "measure", "unknown_measure", &measures);
        let operators =
            names(CampaignOperator::ALL, crate::segment::vocabulary::history::CampaignOperator::name);
        let operator = self.chosen(members, path, "operator", "unknown_operator", &operators);
        let what = "the id of a campaign as a text, or \"any\"";
        let campaign = self.value(members, path, what).and_then(|value| {
            let known = |word: &str| if word == ANY { Some(None) } else { word.parse().ok().map(Some) };
            self.keep(value.word("invalid_id", what, known))
        });
        let within = self.within(members, path);
        Some(CampaignCondition {
            measure: CampaignMeasure::parse(measure?)?,
            campaign: campaign?,
            within: within?,
            not: operator? == CampaignOperator::IsNot.name(),
        })
    }

    pub(super) fn segment(&mut self, members: &Members<'_>, path: &str) -> Option<SegmentCondition> {
        self.check_keys(members, path, &SEGMENT_KEYS);
        let operators =
            names(SegmentOperator::ALL, crate::segment::vocabulary::history::SegmentOperator::name);
        let operator = self.chosen(members, path, "operator", "unknown_operator", &operators);
        let what = "the id of a segment as a text";
        let segment = self
            .value(members, path, what)
            .and_then(|value| self.keep(value.word("invalid_id", what, |word| word.parse().ok())));
        Some(SegmentCondition { segment: segment?, not: operator? == SegmentOperator::NotIn.name() })
    }

    fn measured(&mut self, members: &Members<'_>, path: &str, measure: OrderMeasure) -> Option<MeasureTest> {
        let operator = self.number_operator(members, path, measure.optional())?;
        if operator.shape() != Shape::None {
            return self.number_test(members, path, operator).map(MeasureTest::Number);
        }
        if let Some(value) = member(members, "value").filter(|raw| raw.get() != "null") {
            let got = Json::read(value).map(|json| json.described()).unwrap_or_default();
            let message = format!("\"{}\" takes no value, got {got}", operator.name());
            self.error(path_of_key(path, "value"), "unexpected_value", message);
            return None;
        }
        Some(MeasureTest::Presence { empty: operator == Operator::IsEmpty })
    }

    /// An operator of numbers.
    fn number_operator(&mut self, members: &Members<'_>, path: &str, optional: bool) -> Option<Operator> {
        let applies = |operator: &Operator| {
            operator.kinds().contains(&Kind::Number) && (optional || !operator.asks_presence())
        };
        let operators: Vec<_> = Operator::ALL.into_iter().filter(applies).map(Operator::name).collect();
        self.chosen(members, path, "operator", "unknown_operator", &operators).and_then(Operator::parse)
    }

    fn number_test(&mut self, members: &Members<'_>, path: &str, operator: Operator) -> Option<NumberTest> {
        let what = if operator.shape() == Shape::Two { "a list of two values" } else { "a number" };
        let value = self.value(members, path, what)?;
        let read = match operator {
            Operator::Between => value.two_numbers(),
            operator => value.number().map(|number| match operator {
                Operator::NotEqual => NumberTest::NotEqual(number),
                Operator::More => NumberTest::More(number),
                Operator::AtLeast => NumberTest::AtLeast(number),
                Operator::Less => NumberTest::Less(number),
                Operator::AtMost => NumberTest::AtMost(number),
                _ => NumberTest::Equal(number),
            }),
        };
        self.keep(read)
    }

    /// The stretch of time, if one is named. `null` counts as none.
    #[expect(clippy::option_option, reason = "wrong, absent, or there")]
    fn within(&mut self, members: &Members<'_>, path: &str) -> Option<Option<Within>> {
        let Some(raw) = member(members, "within") else { return Some(None) };
        let value = self.keep(Value::read(raw, path_of_key(path, "within")))?;
        if value.is_null() { Some(None) } else { self.keep(value.within()).map(Some) }
    }

    fn filters(&mut self, members: &Members<'_>, path: &str) -> Option<Vec<OrderFilter>> {
        let Some(raw) = member(members, "where") else { return Some(Vec::new()) };
        let value = self.keep(Value::read(raw, path_of_key(path, "where")))?;
        if value.is_null() {
            return Some(Vec::new());
        }
        let parts = self.keep(value.elements("a list of conditions about orders"))?;
        let read: Vec<_> = parts.into_iter().map(|(path, raw)| self.filter(raw, &path)).collect();
        read.into_iter().collect()
    }

    fn filter(&mut self, raw: &RawValue, path: &str) -> Option<OrderFilter> {
        self.count(path)?;
        let Ok(Json::Object(members)) = Json::read(raw) else {
            let what = "expected a condition {\"metric\": ..., \"operator\": ..., \"value\": ...}";
            self.error(path, "not_an_object", what);
            return None;
        };
        self.check_keys(&members, path, &FILTER_KEYS);
        let fields = names(OrderField::ALL, crate::segment::vocabulary::history::OrderField::name);
        let field = self.chosen(&members, path, "metric", "unknown_metric", &fields)?;
        match OrderField::parse(field)? {
            OrderField::Amount => {
                let operator = self.number_operator(&members, path, false)?;
                self.number_test(&members, path, operator).map(OrderFilter::Amount)
            }
            OrderField::Item => {
                let not = self.equality(&members, path)?;
                let value = self.value(&members, path, "a text")?;
                self.keep(value.text(TextUse::Whole)).map(|item| OrderFilter::Item { item, not })
            }
            OrderField::Status => {
                let not = self.equality(&members, path)?;
                let what = "Placed, Completed or Cancelled";
                let value = self.value(&members, path, what)?;
                let known = |word: &str| OrderStatus::ALL.into_iter().find(|known| known.as_str() == word);
                self.keep(value.word("unknown_status", what, known))
                    .map(|status| OrderFilter::Status { status, not })
            }
        }
    }

    /// `==` or `!=`; true for the latter.
    fn equality(&mut self, members: &Members<'_>, path: &str) -> Option<bool> {
        let operators = [Operator::Equal.name(), Operator::NotEqual.name()];
        let operator = self.chosen(members, path, "operator", "unknown_operator", &operators)?;
        Some(operator == Operator::NotEqual.name())
    }

    /// One of a few words. An operator that exists and is not among them has a code of its own.
    fn chosen(
        &mut self,
        members: &Members<'_>,
        path: &str,
        key: &str,
        code: &str,
        known: &[&'static str],
    ) -> Option<&'static str> {
        let at = path_of_key(path, key);
        let what = format!("one of {}", known.join(", "));
        let given = self.required(members, key, &at, &what)?;
        let Json::Text(name) = given else {
            self.error(at, code, format!("expected {what}, got {}", given.described()));
            return None;
        };
        let found = known.iter().find(|known| **known == name).copied();
        if found.is_none() {
            let elsewhere = key == "operator" && Operator::parse(&name).is_some();
            let code = if elsewhere { "operator_not_allowed" } else { code };
            let meant = meant(&name, known.iter().copied());
            self.error(at, code, format!("expected {what}, got \"{}\"{meant}", excerpt(&name)));
        }
        found
    }

    /// The value, which must be there.
    fn value<'a>(&mut self, members: &Members<'a>, path: &str, what: &str) -> Option<Value<'a>> {
        let at = path_of_key(path, "value");
        let value = match member(members, "value") {
            None => None,
            Some(raw) => Some(self.keep(Value::read(raw, at.clone()))?).filter(|value| !value.is_null()),
        };
        if value.is_none() {
            self.push(RuleError::new(at, "missing", format!("expected {what}")));
        }
        value
    }
}

fn names<T: Copy>(words: &[T], name: impl Fn(T) -> &'static str) -> Vec<&'static str> {
    words.iter().map(|word| name(*word)).collect()
}
