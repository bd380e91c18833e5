//! A field, an operator and a value, made one typed condition.

use super::value::{InOrder, TextUse, Typed, Value};
use super::{
    AttributeTest, BooleanTest, Condition, DateTest, Moment, NumberTest, RuleError, SetTest, TextTest,
};
use crate::segment::vocabulary::{Field, Operator};

/// The condition of an operator without a value; `None` if it takes one.
pub(super) fn presence(field: &Field, operator: Operator) -> Option<Condition> {
    match operator {
        Operator::IsEmpty => Some(Condition::Presence { field: field.clone(), empty: true }),
        Operator::IsNotEmpty => Some(Condition::Presence { field: field.clone(), empty: false }),
        _ => None,
    }
}

/// The condition of a field, an operator and a value; `None` if the operator does not apply.
pub(super) fn condition(
    field: &Field,
    operator: Operator,
    value: &Value<'_>,
) -> Result<Option<Condition>, RuleError> {
    match operator {
        Operator::Equal => equality(field, value, &Equality::EQUAL),
        Operator::NotEqual => equality(field, value, &Equality::NOT_EQUAL),
        Operator::More => order(field, value, NumberTest::More, DateTest::More),
        Operator::AtLeast => order(field, value, NumberTest::AtLeast, DateTest::AtLeast),
        Operator::Less => order(field, value, NumberTest::Less, DateTest::Less),
        Operator::AtMost => order(field, value, NumberTest::AtMost, DateTest::AtMost),
        Operator::Between => match field {
            Field::Number(field) => {
                value.two_numbers().map(|test| Some(Condition::Number { field: *field, test }))
            }
            Field::Date(field) => {
                value.two_moments().map(|test| Some(Condition::Date { field: *field, test }))
            }
            Field::Attribute(name) => {
                value.two_typed().map(|test| Some(Condition::Attribute { name: name.clone(), test }))
            }
            Field::Text(_) | Field::Set(_) => Ok(None),
        },
        Operator::WithinLast => value.span().map(|span| date(field, DateTest::WithinLast(span))),
        Operator::OlderThan => value.span().map(|span| date(field, DateTest::OlderThan(span))),
        Operator::Contains => value.text(TextUse::Part).map(|part| text(field, TextTest::Contains(part))),
        Operator::NotContains => {
            value.text(TextUse::Part).map(|part| text(field, TextTest::NotContains(part)))
        }
        Operator::StartsWith => value.text(TextUse::Part).map(|part| text(field, TextTest::StartsWith(part))),
        Operator::EndsWith => value.text(TextUse::Part).map(|part| text(field, TextTest::EndsWith(part))),
        Operator::In => value.texts().map(|texts| text(field, TextTest::In(texts))),
        Operator::NotIn => value.texts().map(|texts| text(field, TextTest::NotIn(texts))),
        Operator::Has => value.text(TextUse::Whole).map(|text| set(field, SetTest::Has(text))),
        Operator::HasAny => value.texts().map(|texts| set(field, SetTest::HasAny(texts))),
        Operator::HasAll => value.texts().map(|texts| set(field, SetTest::HasAll(texts))),
        Operator::HasNone => value.texts().map(|texts| set(field, SetTest::HasNone(texts))),
        Operator::IsEmpty | Operator::IsNotEmpty => Ok(presence(field, operator)),
    }
}

/// The test of equality for each kind.
struct Equality {
    number: fn(f64) -> NumberTest,
    date: fn(Moment) -> DateTest,
    text: fn(Box<str>) -> TextTest,
    boolean: fn(bool) -> BooleanTest,
}

impl Equality {
    const EQUAL: Self = Self {
        number: NumberTest::Equal,
        date: DateTest::Equal,
        text: TextTest::Equal,
        boolean: BooleanTest::Equal,
    };
    const NOT_EQUAL: Self = Self {
        number: NumberTest::NotEqual,
        date: DateTest::NotEqual,
        text: TextTest::NotEqual,
        boolean: BooleanTest::NotEqual,
    };
}

fn equality(field: &Field, value: &Value<'_>, is: &Equality) -> Result<Option<Condition>, RuleError> {
    Ok(match field {
        Field::Number(field) => Some(Condition::Number { field: *field, test: (is.number)(value.number()?) }),
        Field::Date(field) => Some(Condition::Date { field: *field, test: (is.date)(value.moment()?) }),
        Field::Text(field) => {
            Some(Condition::Text { field: *field, test: (is.text)(value.text(TextUse::Whole)?) })
        }
        Field::Set(_) => None,
        Field::Attribute(name) => {
            let test = match value.typed()? {
                Typed::Number(value) => AttributeTest::Number((is.number)(value)),
                Typed::Date(value) => AttributeTest::Date((is.date)(value)),
                Typed::Text(value) => AttributeTest::Text((is.text)(value)),
                Typed::Boolean(value) => AttributeTest::Boolean((is.boolean)(value)),
            };
            Some(Condition::Attribute { name: name.clone(), test })
        }
    })
}

fn order(
    field: &Field,
    value: &Value<'_>,
    number: fn(f64) -> NumberTest,
    date: fn(Moment) -> DateTest,
) -> Result<Option<Condition>, RuleError> {
    Ok(match field {
        Field::Number(field) => Some(Condition::Number { field: *field, test: number(value.number()?) }),
        Field::Date(field) => Some(Condition::Date { field: *field, test: date(value.moment()?) }),
        Field::Text(_) | Field::Set(_) => None,
        Field::Attribute(name) => {
            let test = match value.typed_in_order()? {
                InOrder::Number(value) => AttributeTest::Number(number(value)),
                InOrder::Date(value) => AttributeTest::Date(date(value)),
            };
            Some(Condition::Attribute { name: name.clone(), test })
        }
    })
}

fn date(field: &Field, test: DateTest) -> Option<Condition> {
    match field {
        Field::Date(field) => Some(Condition::Date { field: *field, test }),
        Field::Attribute(name) => {
            Some(Condition::Attribute { name: name.clone(), test: AttributeTest::Date(test) })
        }
        Field::Number(_) | Field::Text(_) | Field::Set(_) => None,
    }
}

fn text(field: &Field, test: TextTest) -> Option<Condition> {
    match field {
        Field::Text(field) => Some(Condition::Text { field: *field, test }),
        Field::Attribute(name) => {
            Some(Condition::Attribute { name: name.clone(), test: AttributeTest::Text(test) })
        }
        Field::Number(_) | Field::Date(_) | Field::Set(_) => None,
    }
}

fn set(field: &Field, test: SetTest) -> Option<Condition> {
    match field {
        Field::Set(field) => Some(Condition::Set { field: *field, test }),
        Field::Number(_) | Field::Date(_) | Field::Text(_) | Field::Attribute(_) => None,
    }
}
