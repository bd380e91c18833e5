//! A key that is never printed.

use reqwest::header::HeaderValue;

/// A key to a service: it leaves in one header and appears nowhere else.
#[derive(Clone)]
pub struct Key(String);

impl Key {
    /// A key as a person gave it; `None` if there is none, or if it cannot stand in a header.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let fits = !text.is_empty() && HeaderValue::from_str(text).is_ok();
        fits.then(|| Self(text.to_owned()))
    }

    /// The header's value, marked so that nobody logs it.
    pub(super) fn header(&self, before: &str) -> Option<HeaderValue> {
        let mut value = HeaderValue::from_str(&format!("{before}{}", self.0)).ok()?;
        value.set_sensitive(true);
        Some(value)
    }

    /// A text without the key in it: services repeat what they are sent.
    pub(super) fn out_of(&self, text: &str) -> String {
        text.replace(&self.0, "…")
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_not_printed_and_is_taken_out_of_what_others_say() {
        let key = Key::parse(" AIza-secret ").unwrap();
        assert!(!format!("{key:?}").contains("secret"));
        assert!(!format!("{:?}", key.header("Bearer ")).contains("secret"));
        assert_eq!(key.out_of("the key AIza-secret is wrong"), "the key … is wrong");
    }

    #[test]
    fn blanks_and_line_breaks_are_no_key() {
        for text in ["", "  ", "a\nb"] {
            assert!(Key::parse(text).is_none(), "{text:?}");
        }
    }
}
