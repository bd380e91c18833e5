//! Short texts of a customer, each parsed once: email, phone, the shop's own id, names, tags.

use std::borrow::Cow;

use crate::field::{FieldError, excerpt};

/// Declares a text that is checked by `$check` when made, including when read back from JSON.
macro_rules! text {
    ($(#[$doc:meta])* $name:ident, $check:path) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Box<str>);

        impl $name {
            /// Parses the text; the error names no field, since the type does not know where it stands.
            pub fn parse(text: &str) -> Result<Self, FieldError> {
                Self::canonical(text).map(|text| Self(text.into()))
            }

            /// The text as [`Self::parse`] would keep it, for those who only pass it on.
            pub fn canonical(text: &str) -> Result<::std::borrow::Cow<'_, str>, FieldError> {
                $check(text)
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = FieldError;

            fn try_from(text: String) -> Result<Self, FieldError> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0.into()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}
pub(crate) use text;

text! {
    /// An email address, lower-cased, at most 254 characters.
    Email, email
}
text! {
    /// A phone number as the shop writes it: 3 to 32 characters, digits with `+ - ( ) . /` and blanks.
    Phone, phone
}
text! {
    /// The shop's own id of a customer or an order: 1 to 128 characters, compared letter by letter.
    ExternalId, external_id
}
text! {
    /// A name or a city: 1 to 256 characters, not blank.
    Text, short_text
}
text! {
    /// A tag: 1 to 64 characters, not blank.
    Tag, tag
}

impl Email {
    /// True for the reserved domain of examples (RFC 2606): such an address never leaves by a real channel.
    pub fn is_example(&self) -> bool {
        self.0.ends_with(".example") || self.0.ends_with("@example")
    }
}

impl Phone {
    /// Digits with a leading `+` if there was one: two spellings of a number are one address.
    pub fn digits(&self) -> String {
        self.0.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
    }
}

fn email(text: &str) -> Result<Cow<'_, str>, FieldError> {
    match plain_email(text.as_bytes()) {
        Some(Case::Lower) => Ok(Cow::Borrowed(text)),
        Some(Case::Mixed) => Ok(Cow::Owned(text.to_ascii_lowercase())),
        None => any_email(text),
    }
}

/// Whether a plain email has capitals.
enum Case {
    Lower,
    Mixed,
}

/// Recognises most emails there are in one pass: ASCII, without blanks around. `None` says nothing about the rest;
/// what is recognised is what [`any_email`] takes.
fn plain_email(text: &[u8]) -> Option<Case> {
    if text.len() > 254 {
        return None;
    }
    let (mut before, mut at, mut dotted, mut mixed) = (b'.', None, false, false);
    for (index, &byte) in text.iter().enumerate() {
        match byte {
            b'A'..=b'Z' => mixed = true,
            // A label is not empty, and one of the domain does not end with a hyphen.
            b'.' if before == b'.' || before == b'@' || (at.is_some() && before == b'-') => return None,
            b'.' => dotted = at.is_some(),
            b'@' if at.is_some() || before == b'.' || index > 64 => return None,
            b'@' => at = Some(index),
            b'-' if at.is_some() && (before == b'.' || before == b'@') => return None,
            b'a'..=b'z' | b'0'..=b'9' | b'-' => {}
            b'_' | b'+' | b'\'' | b'!' | b'#' | b'$' | b'%' | b'&' | b'*' | b'/' | b'=' | b'?' | b'^'
            | b'`' | b'{' | b'|' | b'}' | b'~'
                if at.is_none() => {}
            _ => return None,
        }
        before = byte;
    }
    if !dotted || matches!(before, b'.' | b'-' | b'@') {
        return None;
    }
    Some(if mixed { Case::Mixed } else { Case::Lower })
}

/// Any email, letter by letter.
fn any_email(text: &str) -> Result<Cow<'_, str>, FieldError> {
    let wrong = || {
        let message = format!("expected an email address such as ana@shop.com, got \"{}\"", excerpt(text));
        FieldError::new("", "invalid_email", message)
    };
    let text = text.trim();
    let (local, domain) = text.rsplit_once('@').ok_or_else(wrong)?;
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"<>()[],;:\\\"@".contains(c);
    let dots = |part: &str| part.split('.').all(|label| !label.is_empty());
    let hosts = |label: &str| {
        !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let local_fits = local.len() <= 64 && dots(local) && local.chars().all(plain);
    let domain_fits =
        domain.contains('.') && domain.split('.').all(|label| !label.is_empty() && hosts(label));
    if text.len() > 254 || !local_fits || !domain_fits {
        return Err(wrong());
    }
    let lower = text.to_lowercase();
    if lower.len() > 254 { Err(wrong()) } else { Ok(Cow::Owned(lower)) }
}

fn phone(text: &str) -> Result<Cow<'_, str>, FieldError> {
    let text = text.trim();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let plain =
        |byte: u8| byte.is_ascii_digit() || matches!(byte, b' ' | b'+' | b'-' | b'(' | b')' | b'.' | b'/');
    if text.len() <= 32 && digits >= 3 && text.bytes().all(plain) {
        return Ok(Cow::Borrowed(text));
    }
    let message = format!("expected a phone number such as +49 30 1234567, got \"{}\"", excerpt(text));
    Err(FieldError::new("", "invalid_phone", message))
}

fn external_id(text: &str) -> Result<Cow<'_, str>, FieldError> {
    bounded(text, 128, "invalid_external_id")
}

fn short_text(text: &str) -> Result<Cow<'_, str>, FieldError> {
    bounded(text, 256, "invalid_text")
}

fn tag(text: &str) -> Result<Cow<'_, str>, FieldError> {
    bounded(text, 64, "invalid_tag")
}

/// A text that is not blank, not longer than `longest` characters, and free of control characters.
pub(crate) fn bounded<'a>(text: &'a str, longest: usize, code: &str) -> Result<Cow<'a, str>, FieldError> {
    let wrong = |what: String| FieldError::new("", code, what);
    let visible = |byte: &u8| matches!(byte, b' '..=b'~');
    if text.len() <= longest
        && text.as_bytes().first().is_some_and(u8::is_ascii_graphic)
        && text.as_bytes().iter().all(visible)
    {
        return Ok(Cow::Borrowed(text));
    }
    if text.trim().is_empty() {
        return Err(wrong("expected a text that is not blank".into()));
    }
    if text.len() > longest && text.chars().count() > longest {
        return Err(wrong(format!("expected at most {longest} characters, got {}", text.chars().count())));
    }
    if let Some(odd) = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t' | '\r')) {
        return Err(wrong(format!("holds the control character U+{:04X}", odd as u32)));
    }
    Ok(Cow::Borrowed(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_email_is_lower_cased_and_trimmed() {
        assert_eq!(Email::parse(" Ana.López@Shop.Example ").unwrap().as_str(), "ana.lópez@shop.example");
        assert!(Email::parse("a@b.example").unwrap().is_example());
    }

    #[test]
    fn what_is_no_email_is_refused_without_coming_back_whole() {
        let long = format!("{}@example.com", "a".repeat(10_000));
        for text in [
            "", "ana", "@b.c", "a@", "a@b", "a b@c.d", "a@b..c", ".a@b.c", "a@b.c\n", "a@-b.c", "<a@b.c>",
            "a@b@c.d", &long,
        ] {
            match Email::parse(text) {
                Ok(email) => assert_eq!(email.as_str(), "a@b.c", "only trimming saves {text:?}"),
                Err(error) => assert!(error.message.len() < 200, "{error}"),
            }
        }
        assert!(Email::parse(&long).is_err());
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig { cases: 20_000, ..Default::default() })]

        #[test]
        fn what_is_recognised_as_an_email_at_a_glance_is_one_letter_by_letter(
            text in "[aZ0.@+~\\-_ é<\"]{0,12}|[a-c.@-]{0,9}|[a-z]{60,66}@[a-c.-]{1,6}|[a-z.]{1,9}@[a-z.]{240,260}"
        ) {
            if plain_email(text.as_bytes()).is_some() {
                proptest::prop_assert_eq!(email(&text), any_email(&text));
            }
        }

        #[test]
        fn an_ordinary_email_is_recognised_at_a_glance(text in "[a-zA-Z0-9_+]{1,20}(\\.[a-z0-9-]{1,9})?@[a-z0-9]{1,20}(-[a-z]{1,5})?\\.[a-z]{2,7}") {
            proptest::prop_assert!(plain_email(text.as_bytes()).is_some());
            proptest::prop_assert_eq!(email(&text), any_email(&text));
        }
    }

    #[test]
    fn a_name_keeps_its_emoji_and_its_spaces() {
        assert_eq!(Text::parse(" Zoë 🌻 ").unwrap().as_str(), " Zoë 🌻 ");
        assert!(Text::parse("  ").is_err());
        assert!(Text::parse("a\0b").is_err());
        assert!(Text::parse(&"é".repeat(256)).is_ok());
        assert!(Text::parse(&"é".repeat(257)).is_err());
    }

    #[test]
    fn two_spellings_of_a_number_are_one_address() {
        assert_eq!(Phone::parse("+49 (30) 12-34").unwrap().digits(), "+49301234");
        assert!(Phone::parse("n/a").is_err());
    }
}
