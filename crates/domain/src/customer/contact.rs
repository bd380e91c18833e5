//! Short texts of a customer, each parsed once: email, phone, the shop's own id, names, tags.

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
                $check(text).map(|text| Self(text.into()))
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

fn email(text: &str) -> Result<String, FieldError> {
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
    if lower.len() > 254 { Err(wrong()) } else { Ok(lower) }
}

fn phone(text: &str) -> Result<String, FieldError> {
    let text = text.trim();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let plain = text.chars().all(|c| c.is_ascii_digit() || " +-()./".contains(c));
    if text.len() <= 32 && digits >= 3 && plain {
        return Ok(text.to_owned());
    }
    let message = format!("expected a phone number such as +49 30 1234567, got \"{}\"", excerpt(text));
    Err(FieldError::new("", "invalid_phone", message))
}

fn external_id(text: &str) -> Result<String, FieldError> {
    bounded(text, 128, "invalid_external_id")
}

fn short_text(text: &str) -> Result<String, FieldError> {
    bounded(text, 256, "invalid_text")
}

fn tag(text: &str) -> Result<String, FieldError> {
    bounded(text, 64, "invalid_tag")
}

/// A text that is not blank, not longer than `longest` characters, and free of control characters.
pub(crate) fn bounded(text: &str, longest: usize, code: &str) -> Result<String, FieldError> {
    let wrong = |what: String| FieldError::new("", code, what);
    if text.trim().is_empty() {
        return Err(wrong("expected a text that is not blank".into()));
    }
    if text.len() > longest && text.chars().count() > longest {
        return Err(wrong(format!("expected at most {longest} characters, got {}", text.chars().count())));
    }
    if let Some(odd) = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t' | '\r')) {
        return Err(wrong(format!("holds the control character U+{:04X}", odd as u32)));
    }
    Ok(text.to_owned())
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
