//! The `value` of a condition, read as what its operator and field expect.

use serde_json::value::RawValue;

use super::reader::Json;
use super::{AttributeTest, DateTest, Moment, NumberTest, RuleError, Span, Within, path_of_key};
use crate::field::excerpt;
use crate::segment::vocabulary::{LIMITS, LONGEST_SPAN};

/// A value and where it stands.
pub(super) struct Value<'a> {
    path: String,
    json: Json<'a>,
}

/// What a text is for. It decides which texts could never help.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum TextUse {
    /// Compared with a whole value: a blank one is never there.
    Whole,
    /// Looked for inside a value: an empty one is always there.
    Part,
}

/// A value of an attribute, whose own form says what it is.
pub(super) enum Typed {
    Number(f64),
    Date(Moment),
    Text(Box<str>),
    Boolean(bool),
}

impl<'a> Value<'a> {
    pub(super) fn read(raw: &'a RawValue, path: String) -> Result<Self, RuleError> {
        match Json::read(raw) {
            Ok(json) => Ok(Self { path, json }),
            Err(_) => Err(RuleError::new(path, "invalid_json", "expected well-formed text")),
        }
    }

    pub(super) const fn is_null(&self) -> bool {
        matches!(self.json, Json::Null)
    }

    pub(super) fn described(&self) -> String {
        self.json.described()
    }

    fn error(&self, code: &str, message: impl Into<String>) -> RuleError {
        RuleError::new(self.path.clone(), code, message)
    }

    fn expected(&self, code: &str, what: &str) -> RuleError {
        self.error(code, format!("expected {what}, got {}", self.described()))
    }

    pub(super) fn number(&self) -> Result<f64, RuleError> {
        match self.json {
            Json::Number(number) if number.is_finite() => Ok(number),
            Json::Number(_) => {
                Err(self.error("invalid_number", "expected a number between -1.7e308 and 1.7e308"))
            }
            _ => Err(self.expected("invalid_number", "a number")),
        }
    }

    pub(super) fn moment(&self) -> Result<Moment, RuleError> {
        const WHAT: &str =
            "a date such as \"2024-05-31\" or an RFC 3339 time such as \"2024-05-31T09:00:00Z\"";
        let Json::Text(text) = &self.json else { return Err(self.expected("invalid_date", WHAT)) };
        Moment::parse(text).map_err(|_| {
            self.error(
                "invalid_date",
                format!("expected {WHAT} between the years 1 and 9999, got \"{}\"", excerpt(text)),
            )
        })
    }

    pub(super) fn text(&self, needed: TextUse) -> Result<Box<str>, RuleError> {
        let Json::Text(text) = &self.json else { return Err(self.expected("invalid_text", "a text")) };
        let length = text.chars().count();
        if length > LIMITS.text_length {
            let message = format!("expected at most {} characters, got {length}", LIMITS.text_length);
            return Err(self.error("too_long", message));
        }
        match needed {
            TextUse::Whole if text.trim().is_empty() => Err(self.error(
                "invalid_text",
                "expected a text that is not blank; isEmpty finds customers without a value",
            )),
            TextUse::Part if text.is_empty() => {
                Err(self.error("invalid_text", "expected a text of at least one character"))
            }
            _ => Ok(text.as_str().into()),
        }
    }

    pub(super) fn texts(&self) -> Result<Vec<Box<str>>, RuleError> {
        let Json::List(elements) = &self.json else {
            return Err(self.expected("invalid_list", "a list of texts"));
        };
        if elements.is_empty() {
            return Err(self.error("invalid_list", "expected at least one text in the list"));
        }
        if elements.len() > LIMITS.list_values {
            let message = format!("expected at most {} values, got {}", LIMITS.list_values, elements.len());
            return Err(self.error("too_many_values", message));
        }
        (0..elements.len()).map(|index| self.element(elements, index)?.text(TextUse::Whole)).collect()
    }

    fn element(&self, elements: &[&'a RawValue], index: usize) -> Result<Self, RuleError> {
        Self::read(elements[index], format!("{}[{index}]", self.path))
    }

    fn two(&self) -> Result<(Self, Self), RuleError> {
        match &self.json {
            Json::List(elements) if elements.len() == 2 => {
                Ok((self.element(elements, 0)?, self.element(elements, 1)?))
            }
            Json::List(elements) => {
                let message = format!("expected a list of two values, got {}", elements.len());
                Err(self.error("invalid_list", message))
            }
            _ => Err(self.expected("invalid_list", "a list of two values")),
        }
    }

    pub(super) fn two_numbers(&self) -> Result<NumberTest, RuleError> {
        let (low, high) = self.two()?;
        let (low, high) = (low.number()?, high.number()?);
        if low > high { Err(self.reversed()) } else { Ok(NumberTest::Between(low, high)) }
    }

    pub(super) fn two_moments(&self) -> Result<DateTest, RuleError> {
        let (first, second) = self.two()?;
        let (first, second) = (first.moment()?, second.moment()?);
        if first.after(second) { Err(self.reversed()) } else { Ok(DateTest::Between(first, second)) }
    }

    /// Two values of an attribute: the first says whether they are numbers or dates.
    pub(super) fn two_typed(&self) -> Result<AttributeTest, RuleError> {
        let (first, _) = self.two()?;
        match first.typed_in_order()? {
            InOrder::Number(_) => self.two_numbers().map(AttributeTest::Number),
            InOrder::Date(_) => self.two_moments().map(AttributeTest::Date),
        }
    }

    fn reversed(&self) -> RuleError {
        self.error("reversed", "expected the smaller value first")
    }

    /// A value of an attribute of any type.
    pub(super) fn typed(&self) -> Result<Typed, RuleError> {
        match &self.json {
            Json::Number(_) => self.number().map(Typed::Number),
            Json::Boolean(value) => Ok(Typed::Boolean(*value)),
            Json::Text(text) => Moment::parse(text)
                .map_or_else(|_| self.text(TextUse::Whole).map(Typed::Text), |at| Ok(Typed::Date(at))),
            _ => Err(self.expected("unexpected_value", "a number, a text, a date, true or false")),
        }
    }

    /// A value of an attribute of a type that has an order.
    pub(super) fn typed_in_order(&self) -> Result<InOrder, RuleError> {
        match &self.json {
            Json::Number(_) => self.number().map(InOrder::Number),
            Json::Text(_) => self.moment().map(InOrder::Date),
            _ => Err(self.expected("unexpected_value", "a number or a date")),
        }
    }

    pub(super) fn span(&self) -> Result<Span, RuleError> {
        const WHAT: &str = "{\"days\": n} or {\"hours\": n}";
        let Json::Object(members) = &self.json else {
            return Err(self.expected("invalid_duration", WHAT));
        };
        let [(unit, amount)] = members.as_slice() else {
            let message = format!("expected {WHAT}, got {} keys", members.len());
            return Err(self.error("invalid_duration", message));
        };
        let unit: fn(u32) -> Span = match unit.as_str() {
            "days" => Span::Days,
            "hours" => Span::Hours,
            other => {
                let path = path_of_key(&self.path, &excerpt(other));
                return Err(RuleError::new(path, "unknown_key", format!("expected {WHAT}")));
            }
        };
        let amount = Self::read(amount, path_of_key(&self.path, &members[0].0))?;
        match amount.json {
            Json::Number(n) if n.fract() == 0.0 && n >= 1.0 && n <= f64::from(LONGEST_SPAN) => {
                Ok(unit(n as u32))
            }
            _ => {
                Err(amount
                    .expected("invalid_duration", &format!("a whole number between 1 and {LONGEST_SPAN}")))
            }
        }
    }
}

impl<'a> Value<'a> {
    /// A stretch of time: the last so many days, or by calendar.
    pub(super) fn within(&self) -> Result<Within, RuleError> {
        const WHAT: &str = "{\"days\": n}, {\"hours\": n}, {\"between\": [a, b]}, {\"before\": date} or \
                            {\"after\": date}";
        let Json::Object(members) = &self.json else {
            return Err(self.expected("invalid_duration", WHAT));
        };
        let [(key, value)] = members.as_slice() else {
            let message = format!("expected {WHAT}, got {} keys", members.len());
            return Err(self.error("invalid_duration", message));
        };
        let value = || Self::read(value, path_of_key(&self.path, &excerpt(key)));
        match key.as_str() {
            "days" | "hours" => self.span().map(Within::Last),
            "before" => value()?.moment().map(Within::Before),
            "after" => value()?.moment().map(Within::After),
            "between" => match value()?.two_moments()? {
                DateTest::Between(first, last) => Ok(Within::Between(first, last)),
                _ => Err(self.expected("invalid_duration", WHAT)),
            },
            other => {
                let path = path_of_key(&self.path, &excerpt(other));
                Err(RuleError::new(path, "unknown_key", format!("expected {WHAT}")))
            }
        }
    }

    /// The elements of a list, each with its path.
    pub(super) fn elements(&self, what: &str) -> Result<Vec<(String, &'a RawValue)>, RuleError> {
        let Json::List(elements) = &self.json else { return Err(self.expected("invalid_list", what)) };
        let place = |(index, raw): (usize, &&'a RawValue)| (format!("{}[{index}]", self.path), *raw);
        Ok(elements.iter().enumerate().map(place).collect())
    }

    /// A word that stands for something; `what` says which are known.
    pub(super) fn word<T>(
        &self,
        code: &str,
        what: &str,
        known: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, RuleError> {
        let Json::Text(text) = &self.json else { return Err(self.expected(code, what)) };
        known(text).ok_or_else(|| self.expected(code, what))
    }
}

/// A value of an attribute of a type that has an order.
pub(super) enum InOrder {
    Number(f64),
    Date(Moment),
}
