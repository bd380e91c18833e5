//! An audience's rule in words that may leave this machine.

use domain::segment::rule::AttributeTest;
use domain::segment::vocabulary::TextField;
use domain::segment::{Condition, Names, Rule, sentence};

/// A longer sentence tells a model nothing more.
const LONGEST: usize = 600;

/// The rule as a sentence, if it compares only with what is nobody's in particular: numbers, dates, cities, tags, orders. A
/// name, an address, a number or the text of an attribute in it keeps the whole of it here.
pub fn described(rule: &Rule) -> Option<String> {
    let open = rule.conditions().into_iter().all(|(_, condition)| match condition {
        Condition::Number { .. }
        | Condition::Date { .. }
        | Condition::Set { .. }
        | Condition::Presence { .. }
        | Condition::Orders(_)
        | Condition::Campaign(_)
        | Condition::Segment(_) => true,
        Condition::Text { field, .. } => *field == TextField::City,
        Condition::Attribute { test, .. } => !matches!(test, AttributeTest::Text(_)),
    });
    (open && !rule.conditions().is_empty())
        .then(|| sentence(rule, &Names::Withheld))
        .filter(|text| text.chars().count() <= LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_that_names_somebody_is_not_told() {
        let says = |json: &str| described(&Rule::parse(json).unwrap());
        let number = r#"{"metric":"totalSpend","operator":">","value":100}"#;
        assert_eq!(says(number).unwrap(), "Customers where total spend is more than 100");
        for personal in [
            r#"{"metric":"name","operator":"==","value":"Ana López"}"#,
            r#"{"metric":"email","operator":"contains","value":"ana"}"#,
            r#"{"metric":"phone","operator":"startsWith","value":"+49"}"#,
            r#"{"metric":"attributes.passport","operator":"==","value":"X123"}"#,
        ] {
            assert_eq!(
                says(&format!(r#"{{"logic":"OR","rules":[{number},{personal}]}}"#)),
                None,
                "{personal}"
            );
        }
    }
}
