//! How long a message becomes, against what fits.

use domain::campaign::{Body, MessageText, Subject};
use domain::customer::{Attributes, Customer, Email, Phone, Profile, Text, Totals};
use domain::template::{Template, sms_parts};
use domain::workspace::Settings;
use domain::{Channel, CustomerId, Timestamp};

/// What inboxes show of a subject, in characters.
const SUBJECT: usize = 60;
/// The longest text of an email, in characters.
const EMAIL: usize = 20_000;

/// Characters, and how many fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Length {
    /// As many as there are.
    pub characters: usize,
    /// As many as fit.
    pub limit: usize,
}

/// How long a message is for an example customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// For email.
    pub subject: Option<Length>,
    /// The text; for SMS the limit is what one part holds.
    pub body: Length,
    /// For SMS: the parts it is sent in, and paid for.
    pub parts: Option<usize>,
}

/// Measures a message that passes the check; as written where the example does not help.
pub(super) fn measure(subject: Option<&str>, body: &str, channel: Channel, workspace_name: &str) -> Size {
    let rendered = example(subject, body, channel, workspace_name);
    let (subject, body) = rendered.unwrap_or((subject.map(ToOwned::to_owned), body.to_owned()));
    let subject = subject.map(|subject| Length { characters: subject.chars().count(), limit: SUBJECT });
    match channel {
        Channel::Email => {
            let body = Length { characters: body.chars().count(), limit: EMAIL };
            Size { subject, body, parts: None }
        }
        Channel::Sms => {
            let length = sms_parts(&body);
            let body = Length { characters: length.characters, limit: length.one_part };
            Size { subject: None, body, parts: Some(length.parts) }
        }
    }
}

/// The message for somebody of whom everything is known.
fn example(
    subject: Option<&str>,
    body: &str,
    channel: Channel,
    workspace_name: &str,
) -> Option<(Option<String>, String)> {
    let text =
        MessageText { subject: subject.map(Subject::parse).transpose().ok()?, body: Body::parse(body).ok()? };
    let template = Template::parse(&text, channel).ok()?;
    let settings = Settings::parse(workspace_name, "EUR", "UTC").ok()?;
    let at = Timestamp::from_millis(1_700_000_000_000)?;
    let profile = Profile {
        name: Text::parse("Charlotte Baker").ok(),
        email: Email::parse("charlotte@shop.example").ok(),
        phone: Phone::parse("+49 30 1234567").ok(),
        city: Text::parse("Hamburg").ok(),
        attributes: Attributes::new(),
        ..Profile::default()
    };
    let totals =
        Totals { spend_minor: 12_345, visits: 7, first_purchased: Some(at), last_purchased: Some(at) };
    let id = CustomerId::from_i64(1)?;
    let customer = Customer { id, profile, totals, created_at: at, updated_at: at };
    let rendered = template.render(&customer, &settings).ok()?;
    Some((rendered.subject, rendered.body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_measured_as_a_customer_reads_it() {
        let body = r#"Hi {{ firstName | default("there") }}, from {{ workspace }}"#;
        let size = measure(None, body, Channel::Sms, "Bean & Leaf");
        assert_eq!(size.body, Length { characters: "Hi Charlotte, from Bean & Leaf".len(), limit: 160 });
        assert_eq!(size.parts, Some(1));
        let size = measure(Some("Hello"), "Żółw", Channel::Email, "Bean & Leaf");
        assert_eq!(size.subject, Some(Length { characters: 5, limit: 60 }));
        assert_eq!((size.body.limit, size.parts), (20_000, None));
        assert_eq!(measure(None, "Żółw", Channel::Sms, "B").body.limit, 70);
    }
}
