//! The meaning of rules written a second time, by other means, to compare the first with: it walks over plain
//! JSON, compares days by the calendar of the zone instead of by stretches of milliseconds, compares numbers as
//! integers, and looks for texts letter by letter.

use std::cmp::Ordering;

use domain::customer::Customer;
use domain::time::parse_date;
use domain::{Timestamp, Zone};
use serde_json::{Value, json};
use unicode_normalization::UnicodeNormalization;

/// When and where a rule is read.
pub(crate) struct Reading<'a> {
    pub(crate) now: Timestamp,
    pub(crate) zone: &'a Zone,
}

/// A customer as plain JSON: money in cents, time in milliseconds.
pub(crate) fn plain(customer: &Customer) -> Value {
    let totals = customer.totals;
    json!({
        "cents": totals.spend_minor,
        "visits": totals.visits,
        "firstPurchased": totals.first_purchased.map(Timestamp::millis),
        "lastPurchased": totals.last_purchased.map(Timestamp::millis),
        "createdAt": customer.created_at.millis(),
        "name": customer.profile.name,
        "email": customer.profile.email,
        "phone": customer.profile.phone,
        "city": customer.profile.city,
        "tags": customer.profile.tags,
        "attributes": customer.profile.attributes,
    })
}

impl Reading<'_> {
    pub(crate) fn holds(&self, rule: &Value, customer: &Value) -> bool {
        let Some(parts) = rule["rules"].as_array() else { return self.condition(rule, customer) };
        let mut answers = parts.iter().map(|part| self.holds(part, customer));
        let joined =
            if rule["logic"] == "AND" { answers.all(|holds| holds) } else { answers.any(|holds| holds) };
        joined ^ (rule["not"] == true)
    }

    fn condition(&self, condition: &Value, customer: &Value) -> bool {
        let (metric, value) = (condition["metric"].as_str().unwrap(), &condition["value"]);
        let positive = |operator: &str| self.positive(metric, operator, value, customer);
        match condition["operator"].as_str().unwrap() {
            "!=" => !positive("=="),
            "notContains" => !positive("contains"),
            "notIn" => !positive("in"),
            "hasNone" => !positive("hasAny"),
            "isEmpty" => !positive("isNotEmpty"),
            operator => positive(operator),
        }
    }

    fn positive(&self, metric: &str, operator: &str, value: &Value, customer: &Value) -> bool {
        match metric {
            "totalSpend" => decimal(customer["cents"].as_i64().unwrap(), 1, 2, operator, value),
            "visits" => decimal(customer["visits"].as_i64().unwrap(), 1, 0, operator, value),
            "averageOrderValue" => {
                let visits = customer["visits"].as_i64().unwrap();
                visits != 0
                    && (operator == "isNotEmpty"
                        || decimal(customer["cents"].as_i64().unwrap(), visits, 2, operator, value))
            }
            "firstPurchased" | "lastPurchased" | "createdAt" => {
                customer[metric].as_i64().is_some_and(|millis| {
                    operator == "isNotEmpty"
                        || self.date(Timestamp::from_millis(millis).unwrap(), operator, value)
                })
            }
            "name" | "email" | "phone" | "city" => customer[metric].as_str().is_some_and(|text| {
                !text.trim().is_empty() && (operator == "isNotEmpty" || texts(text, operator, value))
            }),
            "tags" => tags(customer["tags"].as_array().unwrap(), operator, value),
            attribute => {
                let name = attribute.strip_prefix("attributes.").unwrap();
                customer["attributes"].get(name).is_some_and(|seen| self.attribute(seen, operator, value))
            }
        }
    }

    fn attribute(&self, seen: &Value, operator: &str, value: &Value) -> bool {
        let first = if operator == "between" { &value[0] } else { value };
        let asks_date = matches!(operator, "withinLast" | "olderThan")
            || (matches!(operator, "==" | ">" | ">=" | "<" | "<=" | "between")
                && first
                    .as_str()
                    .is_some_and(|text| parse_date(text).is_some() || Timestamp::parse(text).is_ok()));
        match seen {
            _ if operator == "isNotEmpty" => true,
            Value::Number(number) if first.is_number() => floats(number.as_f64().unwrap(), operator, value),
            Value::Bool(_) => operator == "==" && value == seen,
            Value::String(text) if asks_date => {
                let midnight = parse_date(text).map(|day| self.zone.start_of(day));
                midnight
                    .or_else(|| Timestamp::parse(text).ok())
                    .is_some_and(|at| self.date(at, operator, value))
            }
            Value::String(text) if first.is_string() || first.is_array() => texts(text, operator, value),
            _ => false,
        }
    }

    pub(crate) fn date(&self, at: Timestamp, operator: &str, value: &Value) -> bool {
        let ago = || {
            let (unit, amount) = value.as_object().unwrap().iter().next().unwrap();
            let seconds = amount.as_i64().unwrap() * if unit == "days" { 86_400 } else { 3_600 };
            (self.now.millis() - at.millis(), seconds * 1_000)
        };
        match operator {
            "withinLast" => {
                let (age, bound) = ago();
                0 <= age && age < bound
            }
            "olderThan" => {
                let (age, bound) = ago();
                age >= bound
            }
            "between" => self.order(at, &value[0]).is_ge() && self.order(at, &value[1]).is_le(),
            _ => ordered(self.order(at, value), operator),
        }
    }

    /// How an instant stands to a day (by the calendar of the zone) or to another instant.
    fn order(&self, at: Timestamp, moment: &Value) -> Ordering {
        let text = moment.as_str().unwrap();
        match parse_date(text) {
            Some(day) => self.zone.day_of(at).cmp(&day),
            None => at.cmp(&Timestamp::parse(text).unwrap()),
        }
    }
}

fn ordered(order: Ordering, operator: &str) -> bool {
    match operator {
        "==" => order.is_eq(),
        ">" => order.is_gt(),
        ">=" => order.is_ge(),
        "<" => order.is_lt(),
        "<=" => order.is_le(),
        other => panic!("{other} asks for no order"),
    }
}

/// Compares `units / 10^places / count` with numbers of at most four places.
pub(crate) fn decimal(units: i64, count: i64, places: u32, operator: &str, value: &Value) -> bool {
    const PLACES: u32 = 4;
    let order = |number: &Value| {
        let scaled = number.as_f64().unwrap() * 10f64.powi(PLACES as i32);
        let bound = (scaled.round() as i128) * i128::from(count);
        (i128::from(units) * 10i128.pow(PLACES - places)).cmp(&bound)
    };
    match operator {
        "between" => order(&value[0]).is_ge() && order(&value[1]).is_le(),
        _ => ordered(order(value), operator),
    }
}

fn floats(seen: f64, operator: &str, value: &Value) -> bool {
    match operator {
        "between" => value[0].as_f64().unwrap() <= seen && seen <= value[1].as_f64().unwrap(),
        _ => ordered(seen.partial_cmp(&value.as_f64().unwrap()).unwrap(), operator),
    }
}

pub(crate) fn letters(text: &str) -> Vec<char> {
    text.nfc().collect::<String>().to_lowercase().chars().collect()
}

fn texts(seen: &str, operator: &str, value: &Value) -> bool {
    let seen = letters(seen);
    let wanted = |value: &Value| letters(value.as_str().unwrap());
    match operator {
        "==" => seen == wanted(value),
        "contains" => seen.windows(wanted(value).len()).any(|window| window == wanted(value)),
        "startsWith" => seen.iter().take(wanted(value).len()).eq(&wanted(value)),
        "endsWith" => seen.ends_with(&wanted(value)),
        "in" => value.as_array().unwrap().iter().any(|value| seen == wanted(value)),
        other => panic!("{other} does not apply to a text"),
    }
}

fn tags(seen: &[Value], operator: &str, value: &Value) -> bool {
    let has = |wanted: &Value| {
        seen.iter().any(|tag| letters(tag.as_str().unwrap()) == letters(wanted.as_str().unwrap()))
    };
    match operator {
        "isNotEmpty" => !seen.is_empty(),
        "has" => has(value),
        "hasAny" => value.as_array().unwrap().iter().any(has),
        "hasAll" => value.as_array().unwrap().iter().all(has),
        other => panic!("{other} does not apply to a set"),
    }
}
