//! JSON to rule: strict, and with as many errors at once as a person can use.

mod history;

use std::collections::BTreeSet;

use serde_json::value::RawValue;

use super::nearest::nearest;
use super::reader::Json;
use super::typed::{condition, presence};
use super::value::Value;
use super::{Condition, Group, Logic, Node, Rule, RuleError, path_of_key, path_of_part};
use crate::field::excerpt;
use crate::segment::vocabulary::history::{CAMPAIGN, ORDERS, SEGMENT};
use crate::segment::vocabulary::{ATTRIBUTE_PREFIX, Field, LIMITS, Operator, Shape};

const GROUP_KEYS: [&str; 3] = ["logic", "not", "rules"];
const CONDITION_KEYS: [&str; 3] = ["metric", "operator", "value"];
const EXPECTED: &str = "expected a group {\"logic\": \"AND\", \"rules\": [...]} or a condition \
                        {\"metric\": ..., \"operator\": ..., \"value\": ...}";
/// Past these nobody reads on.
const MOST_ERRORS: usize = 100;

/// Parses a rule.
pub(super) fn rule(json: &str) -> Result<Rule, Vec<RuleError>> {
    if json.len() > LIMITS.bytes {
        return Err(vec![too_large()]);
    }
    let raw: &RawValue = serde_json::from_str(json).map_err(|error| {
        vec![RuleError::new("", "invalid_json", format!("expected well-formed JSON: {error}"))]
    })?;
    let mut reading = Reading::default();
    let root = reading.node(raw, "", 0);
    match root {
        Some(root) if reading.errors.is_empty() => {
            let rule = Rule { root };
            // The canonical form spells instants and large numbers out; it must be readable again.
            if rule.to_json().len() > LIMITS.bytes { Err(vec![too_large()]) } else { Ok(rule) }
        }
        _ => Err(reading.errors),
    }
}

fn too_large() -> RuleError {
    RuleError::new("", "too_large", format!("expected at most {} bytes", LIMITS.bytes))
}

/// What a condition asks about.
enum Metric {
    Field(Field),
    Orders,
    Campaign,
    Segment,
}

impl Metric {
    fn parse(name: &str) -> Option<Self> {
        match name {
            ORDERS => Some(Self::Orders),
            CAMPAIGN => Some(Self::Campaign),
            SEGMENT => Some(Self::Segment),
            name => Field::parse(name).map(Self::Field),
        }
    }
}

/// A rule being read. Every part that gives `None` has left an error.
#[derive(Default)]
struct Reading {
    errors: Vec<RuleError>,
    conditions: usize,
}

type Members<'a> = Vec<(String, &'a RawValue)>;

impl Reading {
    fn error(&mut self, path: impl Into<String>, code: &str, message: impl Into<String>) {
        self.push(RuleError::new(path, code, message));
    }

    fn push(&mut self, error: RuleError) {
        if self.errors.len() < MOST_ERRORS {
            self.errors.push(error);
        }
    }

    /// Keeps a value, or the error in its place.
    fn keep<T>(&mut self, read: Result<T, RuleError>) -> Option<T> {
        read.map_err(|error| self.push(error)).ok()
    }

    /// `depth` groups stand around this part.
    fn node(&mut self, raw: &RawValue, path: &str, depth: usize) -> Option<Node> {
        let members = match Json::read(raw) {
            Ok(Json::Object(members)) => members,
            Ok(other) => {
                self.error(path, "not_an_object", format!("{EXPECTED}, got {}", other.described()));
                return None;
            }
            Err(_) => {
                self.error(path, "invalid_json", "expected well-formed text");
                return None;
            }
        };
        let has_one_of = |keys: &[&str]| members.iter().any(|(key, _)| keys.contains(&key.as_str()));
        match (has_one_of(&GROUP_KEYS), has_one_of(&CONDITION_KEYS)) {
            (true, false) => self.group(&members, path, depth).map(Node::Group),
            (false, true) => self.condition(&members, path).map(Node::Condition),
            (true, true) => {
                self.error(path, "not_a_rule", format!("{EXPECTED}, got keys of both"));
                None
            }
            (false, false) => {
                let got = match members.as_slice() {
                    [] => "an empty object".to_owned(),
                    [(key, _), ..] => format!("the key \"{}\"{}", excerpt(key), meant(key, all_keys())),
                };
                self.error(path, "not_a_rule", format!("{EXPECTED}, got {got}"));
                None
            }
        }
    }

    fn group(&mut self, members: &Members<'_>, path: &str, depth: usize) -> Option<Group> {
        if depth == LIMITS.depth {
            self.error(
                path,
                "too_deep",
                format!("expected at most {} groups inside each other", LIMITS.depth),
            );
            return None;
        }
        self.check_keys(members, path, &GROUP_KEYS);
        let logic = self.logic(members, path);
        let not = match member(members, "not") {
            None => Some(false),
            Some(raw) => self.not(raw, path),
        };
        let rules = self.rules(members, path, depth);
        Some(Group { logic: logic?, not: not?, rules: rules? })
    }

    fn logic(&mut self, members: &Members<'_>, path: &str) -> Option<Logic> {
        let path = path_of_key(path, "logic");
        let value = self.required(members, "logic", &path, "\"AND\" or \"OR\"")?;
        match value {
            Json::Text(text) if text == Logic::And.name() => return Some(Logic::And),
            Json::Text(text) if text == Logic::Or.name() => return Some(Logic::Or),
            other => {
                self.error(
                    path,
                    "invalid_logic",
                    format!("expected \"AND\" or \"OR\", got {}", other.described()),
                );
            }
        }
        None
    }

    fn not(&mut self, raw: &RawValue, path: &str) -> Option<bool> {
        match Json::read(raw) {
            Ok(Json::Boolean(not)) => return Some(not),
            Ok(other) => {
                let message = format!("expected true or false, got {}", other.described());
                self.error(path_of_key(path, "not"), "invalid_not", message);
            }
            Err(_) => self.error(path_of_key(path, "not"), "invalid_not", "expected true or false"),
        }
        None
    }

    fn rules(&mut self, members: &Members<'_>, path: &str, depth: usize) -> Option<Vec<Node>> {
        let at = path_of_key(path, "rules");
        let value = self.required(members, "rules", &at, "a list of groups and conditions")?;
        let Json::List(parts) = value else {
            let message = format!("expected a list of groups and conditions, got {}", value.described());
            self.error(at, "invalid_rules", message);
            return None;
        };
        let read: Vec<Option<Node>> = parts
            .iter()
            .enumerate()
            .map(|(index, part)| self.node(part, &path_of_part(path, index), depth + 1))
            .collect();
        read.into_iter().collect()
    }

    fn condition(&mut self, members: &Members<'_>, path: &str) -> Option<Condition> {
        self.count(path)?;
        match self.metric(members, path)? {
            Metric::Field(field) => {
                self.check_keys(members, path, &CONDITION_KEYS);
                let operator = self.operator(&field, members, path)?;
                self.typed(&field, operator, members, path)
            }
            Metric::Orders => self.orders(members, path).map(Condition::Orders),
            Metric::Campaign => self.campaign(members, path).map(Condition::Campaign),
            Metric::Segment => self.segment(members, path).map(Condition::Segment),
        }
    }

    /// Counts a condition; `None` if there are too many.
    fn count(&mut self, path: &str) -> Option<()> {
        self.conditions += 1;
        if self.conditions == LIMITS.conditions + 1 {
            let message = format!("expected at most {} conditions in a rule", LIMITS.conditions);
            self.error(path, "too_many_conditions", message);
        }
        (self.conditions <= LIMITS.conditions).then_some(())
    }

    fn metric(&mut self, members: &Members<'_>, path: &str) -> Option<Metric> {
        let path = path_of_key(path, "metric");
        let what = "the name of a field";
        let name = match self.required(members, "metric", &path, what)? {
            Json::Text(name) => name,
            other => {
                self.error(path, "unknown_metric", format!("expected {what}, got {}", other.described()));
                return None;
            }
        };
        let metric = Metric::parse(&name);
        if metric.is_none() {
            let past = [ORDERS, CAMPAIGN, SEGMENT].map(str::to_owned);
            let names: Vec<String> = Field::named().map(|field| field.name()).chain(past).collect();
            let message = format!(
                "expected one of {}, {ATTRIBUTE_PREFIX}NAME, got \"{}\"{}",
                names.join(", "),
                excerpt(&name),
                meant(&name, names.iter().map(String::as_str))
            );
            self.error(path, "unknown_metric", message);
        }
        metric
    }

    fn operator(&mut self, field: &Field, members: &Members<'_>, path: &str) -> Option<Operator> {
        let at = path_of_key(path, "operator");
        let known = names_of(field);
        let name = match self.required(members, "operator", &at, &format!("one of {known}"))? {
            Json::Text(name) => name,
            other => {
                self.error(
                    at,
                    "unknown_operator",
                    format!("expected one of {known}, got {}", other.described()),
                );
                return None;
            }
        };
        let Some(operator) = Operator::parse(&name) else {
            let meant = meant(&name, field.operators().map(Operator::name));
            let message = format!("expected one of {known}, got \"{}\"{meant}", excerpt(&name));
            self.error(at, "unknown_operator", message);
            return None;
        };
        if !field.admits(operator) {
            self.not_allowed(field, operator, path);
            return None;
        }
        Some(operator)
    }

    fn not_allowed(&mut self, field: &Field, operator: Operator, path: &str) {
        let why = if operator.asks_presence() { ", which every customer has" } else { "" };
        let message = format!(
            "\"{}\" does not apply to {}{why}; expected one of {}",
            operator.name(),
            excerpt(&field.name()),
            names_of(field)
        );
        self.error(path_of_key(path, "operator"), "operator_not_allowed", message);
    }

    /// The condition, once the value is there where one is expected and only there. `null` counts as none.
    fn typed(
        &mut self,
        field: &Field,
        operator: Operator,
        members: &Members<'_>,
        path: &str,
    ) -> Option<Condition> {
        let at = path_of_key(path, "value");
        let given = match member(members, "value") {
            None => None,
            Some(raw) => Some(self.keep(Value::read(raw, at.clone()))?).filter(|value| !value.is_null()),
        };
        let built = match (operator.shape(), given) {
            (Shape::None, None) => presence(field, operator),
            (Shape::None, Some(value)) => {
                let message = format!("\"{}\" takes no value, got {}", operator.name(), value.described());
                self.error(at, "unexpected_value", message);
                return None;
            }
            (shape, None) => {
                let instead = if field.optional() { "; isEmpty finds customers without a value" } else { "" };
                let message = format!("expected {}{instead}", expected(shape, field));
                self.error(at, "missing", message);
                return None;
            }
            (_, Some(value)) => self.keep(condition(field, operator, &value))?,
        };
        if built.is_none() {
            self.not_allowed(field, operator, path);
        }
        built
    }

    fn required<'a>(&mut self, members: &Members<'a>, key: &str, path: &str, what: &str) -> Option<Json<'a>> {
        match member(members, key).map(Json::read) {
            Some(Ok(json)) => return Some(json),
            Some(Err(_)) => self.error(path, "invalid_json", "expected well-formed text"),
            None => self.error(path, "missing", format!("expected {what}")),
        }
        None
    }

    fn check_keys(&mut self, members: &Members<'_>, path: &str, known: &[&str]) {
        let mut seen = BTreeSet::new();
        let mut repeated = BTreeSet::new();
        for (key, _) in members {
            let at = path_of_key(path, &excerpt(key));
            if !seen.insert(key) {
                if repeated.insert(key) {
                    self.error(at, "duplicate_key", format!("expected \"{}\" once", excerpt(key)));
                }
            } else if !known.contains(&key.as_str()) {
                let message =
                    format!("expected only {}{}", known.join(", "), meant(key, known.iter().copied()));
                self.error(at, "unknown_key", message);
            }
        }
    }
}

fn member<'a>(members: &Members<'a>, key: &str) -> Option<&'a RawValue> {
    members.iter().find(|(name, _)| name == key).map(|(_, raw)| *raw)
}

fn all_keys() -> impl Iterator<Item = &'static str> {
    CONDITION_KEYS.into_iter().chain(GROUP_KEYS)
}

/// What was probably meant, as the end of a message.
fn meant<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(written, known).map(|name| format!("; did you mean \"{name}\"?")).unwrap_or_default()
}

fn names_of(field: &Field) -> String {
    field.operators().map(Operator::name).collect::<Vec<_>>().join(", ")
}

/// What a value should have been, for a message.
fn expected(shape: Shape, field: &Field) -> &'static str {
    match (shape, field) {
        (Shape::None, _) => "no value",
        (Shape::One, Field::Number(_)) => "a number",
        (Shape::One, Field::Date(_)) => "a date",
        (Shape::One, Field::Text(_) | Field::Set(_)) => "a text",
        (Shape::One, Field::Attribute(_)) => "a number, a text, a date, true or false",
        (Shape::Two, _) => "a list of two values",
        (Shape::List, _) => "a list of texts",
        (Shape::Duration, _) => "{\"days\": n} or {\"hours\": n}",
    }
}
