//! Who a workspace's emails come from.

use std::borrow::Cow;

use crate::customer::Email;
use crate::customer::contact::{bounded, text};
use crate::field::FieldError;

/// Who emails come from. What is absent is left to the server that sends them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sender {
    /// The name that stands before the address.
    pub name: Option<SenderName>,
    /// The address they come from.
    pub email: Option<Email>,
    /// Where answers go, if not there.
    pub reply_to: Option<Email>,
    /// Where the sender can be found: in many countries every marketing email must say so.
    pub postal_address: Option<PostalAddress>,
}

text! {
    /// The name emails come from: 1 to 100 characters on one line, not blank.
    SenderName, sender_name
}
text! {
    /// A postal address: 1 to 500 characters, not blank, on as many lines as it takes.
    PostalAddress, postal_address
}

/// It stands in a header of the email, which a line break would end.
fn sender_name(text: &str) -> Result<Cow<'_, str>, FieldError> {
    if text.contains(['\n', '\r', '\t']) {
        return Err(FieldError::new("", "invalid_sender_name", "expected one line"));
    }
    bounded(text, 100, "invalid_sender_name")
}

fn postal_address(text: &str) -> Result<Cow<'_, str>, FieldError> {
    bounded(text, 500, "invalid_postal_address")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_end_the_header_it_stands_in() {
        for text in ["Shop\r\nBcc: all@shop.com", "Shop\nShop", "Shop\u{0}", " ", ""] {
            assert!(SenderName::parse(text).is_err(), "{text:?}");
        }
        let name = "Kaffee & Söhne \"Berlin\" 🌻";
        assert_eq!(SenderName::parse(name).unwrap().as_str(), name);
        assert!(SenderName::parse(&"é".repeat(101)).is_err());
    }

    #[test]
    fn an_address_may_take_several_lines() {
        assert!(PostalAddress::parse("Kaffee & Söhne\nHauptstraße 1\n10827 Berlin").is_ok());
        assert!(PostalAddress::parse(&"a".repeat(501)).is_err());
    }
}
