//! Whether a record that could not be applied is about a customer.

use std::borrow::Cow;

use domain::Topic;
use domain::customer::{Email, ExternalId, Profile};
use serde::Deserialize;

/// What a customer is called in records.
#[derive(Debug, Clone)]
pub(crate) struct Names {
    external_id: Option<ExternalId>,
    email: Option<Email>,
}

/// The names in a record of any topic.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Named<'r> {
    #[serde(borrow)]
    external_id: Option<Cow<'r, str>>,
    #[serde(borrow)]
    customer_external_id: Option<Cow<'r, str>>,
    #[serde(borrow)]
    email: Option<Cow<'r, str>>,
}

impl Names {
    pub(crate) fn of(profile: &Profile) -> Self {
        Self { external_id: profile.external_id.clone(), email: profile.email.clone() }
    }

    /// True if a record names the customer; of one that cannot be read, if a name stands in it.
    pub(crate) fn are_in(&self, topic: Topic, record: &str) -> bool {
        let Ok(named) = serde_json::from_str::<Named<'_>>(record) else { return self.stand_in(record) };
        let external_id = match topic {
            Topic::Customers => named.external_id,
            Topic::Orders => named.customer_external_id,
            Topic::Receipts => None,
        };
        let same_id =
            |ours: &ExternalId| external_id.as_deref().is_some_and(|given| given.trim() == ours.as_str());
        let same_email = |ours: &Email| {
            named.email.as_deref().is_some_and(|given| given.trim().eq_ignore_ascii_case(ours.as_str()))
        };
        self.external_id.as_ref().is_some_and(same_id) || self.email.as_ref().is_some_and(same_email)
    }

    /// True if a text holds the email in any case, or the external id as a word of its own.
    pub(crate) fn stand_in(&self, text: &str) -> bool {
        self.email_stands_in(text) || self.external_id.as_ref().is_some_and(|id| is_word(text, id.as_str()))
    }

    /// True if a text holds the email, in any case.
    pub(crate) fn email_stands_in(&self, text: &str) -> bool {
        self.email.as_ref().is_some_and(|email| text.to_lowercase().contains(email.as_str()))
    }
}

fn is_word(text: &str, word: &str) -> bool {
    let part = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    text.match_indices(word).any(|(start, found)| {
        !part(text[..start].chars().next_back()) && !part(text[start + found.len()..].chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(external_id: &str, email: &str) -> Names {
        Names {
            external_id: Some(ExternalId::parse(external_id).unwrap()),
            email: Some(Email::parse(email).unwrap()),
        }
    }

    #[test]
    fn a_record_is_about_whoever_it_names_and_an_orders_own_id_is_no_ones() {
        let ana = names("7", "ana@shop.example");
        assert!(ana.are_in(Topic::Customers, r#"{"externalId":"7","email":"bob@shop.example"}"#));
        assert!(ana.are_in(Topic::Customers, r#"{"externalId":"9","email":"ANA@shop.example"}"#));
        assert!(ana.are_in(Topic::Orders, r#"{"externalId":"9","customerExternalId":"7","amount":1}"#));
        assert!(!ana.are_in(Topic::Orders, r#"{"externalId":"7","customerExternalId":"9"}"#));
        assert!(!ana.are_in(Topic::Customers, r#"{"externalId":"77","name":"7 ana@shop.example"}"#));
        assert!(!ana.are_in(Topic::Customers, "{}"));
    }

    #[test]
    fn in_what_cannot_be_read_a_name_is_looked_for_as_a_word() {
        let ana = names("7", "ana@shop.example");
        for text in ["\u{1}\u{2}Ana@Shop.example\u{3}", "id=7", "7", "é7é 7"] {
            assert!(ana.are_in(Topic::Customers, text), "{text}");
        }
        for text in ["", "77", "é7é", "a7", "bob@shop.example"] {
            assert!(!ana.are_in(Topic::Orders, text), "{text}");
        }
        assert!(Names::of(&Profile::default()).email.is_none());
    }
}
