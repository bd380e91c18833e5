//! The filters a message may use, and how a value is written. All are total: no value makes one fail, and what
//! is missing stays [`Missing`] until `default`.

use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};

use minijinja::value::{Object, ObjectRepr, ValueKind};
use minijinja::{Environment, Error, ErrorKind, Output, State, Value};

use super::format::{day, money};
use super::presentable::{CLOSE, OPEN, presentable};
use crate::workspace::Settings;
use crate::{Timestamp, Zone};

/// Every filter.
pub(super) const NAMES: [&str; 8] =
    ["default", "currency", "date", "upper", "lower", "title", "capitalize", "trim"];
/// The longest value written, in bytes: 1,000 characters, which is what an attribute holds.
pub(super) const LONGEST: usize = 4_000;
/// Where the filters find the workspace's settings: no message can spell this name.
pub(super) const SETTINGS: &str = " settings";

/// What stands for a value a customer lacks. It is false, equals nothing, and cannot be written; a name nobody
/// knows is undefined instead, which fails wherever it is touched.
#[derive(Debug)]
pub(super) struct Missing;

impl Object for Missing {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn is_true(self: &Arc<Self>) -> bool {
        false
    }
}

/// The one missing value.
pub(super) static MISSING: LazyLock<Value> = LazyLock::new(|| Value::from_object(Missing));

fn is_missing(value: &Value) -> bool {
    value.downcast_object_ref::<Missing>().is_some()
}

/// An instant among the values of a message.
#[derive(Debug)]
pub(super) struct Moment(pub(super) Timestamp);

impl Object for Moment {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }
}

/// The workspace's settings among the values of a message.
#[derive(Debug)]
pub(super) struct Shop(pub(super) Settings);

impl Object for Shop {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }
}

/// Adds the filters, the tests and the way values are written; nothing else is there to be called.
pub(super) fn install(environment: &mut Environment<'_>) {
    environment.add_filter(
        "default",
        |value: &Value, fallback: &Value| {
            if is_missing(value) { fallback.clone() } else { value.clone() }
        },
    );
    environment.add_filter("currency", currency);
    environment.add_filter("date", date);
    environment.add_filter("upper", |value: &Value| words(value, str::to_uppercase));
    environment.add_filter("lower", |value: &Value| words(value, str::to_lowercase));
    environment.add_filter("title", |value: &Value| words(value, title));
    environment.add_filter("capitalize", |value: &Value| words(value, capitalize));
    environment.add_filter("trim", |value: &Value| words(value, |text| text.trim().to_owned()));
    environment.add_test("defined", |value: &Value| !is_missing(value));
    environment.add_test("undefined", is_missing);
    environment.add_test("number", Value::is_number);
    environment.set_formatter(write);
}

/// A number of major units as money; anything else as it is.
fn currency(state: &State<'_, '_>, value: &Value) -> Value {
    let (Some(shop), true) = (shop(state), value.is_number()) else { return value.clone() };
    // A float of major units is within half a cent of what it stands for up to 2^51 cents, 22 trillion.
    let minor = f64::try_from(value.clone()).map_or(0.0, |major| (major * 100.0).round());
    Value::from(money(minor as i64, shop.0.currency))
}

/// An instant, or a text that is one, as a day; anything else as it is.
fn date(state: &State<'_, '_>, value: &Value) -> Value {
    let Some(shop) = shop(state) else { return value.clone() };
    let zone: &Zone = &shop.0.zone;
    let at = match value.downcast_object_ref::<Moment>() {
        Some(moment) => Some(moment.0),
        None => value.as_str().and_then(|text| zone.parse(text).ok()),
    };
    at.map_or_else(|| value.clone(), |at| Value::from(day(at, zone)))
}

fn shop(state: &State<'_, '_>) -> Option<Arc<Shop>> {
    state.lookup(SETTINGS)?.downcast_object::<Shop>()
}

fn words(value: &Value, change: impl Fn(&str) -> String) -> Value {
    value.as_str().map_or_else(|| value.clone(), |text| Value::from(change(text)))
}

fn title(text: &str) -> String {
    let mut titled = String::with_capacity(text.len());
    let mut begins = true;
    for c in text.chars() {
        if begins {
            titled.extend(c.to_uppercase());
        } else {
            titled.extend(c.to_lowercase());
        }
        begins = c.is_whitespace() || c == '-';
    }
    titled
}

fn capitalize(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(chars.as_str().to_lowercase().chars()).collect()
}

/// Writes a value between marks, on one line, at most [`LONGEST`] bytes of it.
fn write(out: &mut Output<'_>, _: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    out.write_char(OPEN)?;
    match (value.kind(), value.as_str()) {
        (_, Some(text)) => {
            let text = presentable(text).unwrap_or_default();
            out.write_str(&text[..text.floor_char_boundary(LONGEST)])?;
        }
        (ValueKind::Number, _) => write!(out, "{value}")?,
        (ValueKind::Bool, _) => write!(out, "{}", value.is_true())?,
        (kind, _) => {
            return Err(Error::new(
                ErrorKind::InvalidOperation,
                format!("a value of kind {kind} is no text"),
            ));
        }
    }
    out.write_char(CLOSE)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_change_of_case_makes_a_letter_more_than_three_times_as_long() {
        for c in ('\0'..=char::MAX).map(String::from) {
            for changed in [c.to_uppercase(), c.to_lowercase(), title(&c), capitalize(&c)] {
                assert!(changed.len() <= 3 * c.len(), "{c:?} becomes {changed:?}");
            }
        }
    }

    #[test]
    fn names_are_capitalised_word_by_word() {
        assert_eq!(title("anna-LENA o'neil élan"), "Anna-Lena O'neil Élan");
        assert_eq!(capitalize("élan VITAL"), "Élan vital");
    }
}
