//! Personal values a person types are covered before their words leave, and uncovered in what comes back.
//!
//! An email address or a phone number becomes a token such as `[[email-1]]`; the model carries the token along, and
//! the value takes its place again here. A domain alone (`@gmail.com`) is nobody's and stays.

use std::borrow::Cow;

/// What stands for what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Veil {
    covered: Vec<(String, String)>,
}

/// Digits that make a phone number rather than an amount or a year.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 8..=15;

/// The text with every address and number left out, for keeping what somebody said without whom they said it of.
pub fn without_addresses(text: &str) -> String {
    replace(text, |kind, _| format!("[{kind}]"))
}

/// The text with every address and number replaced, given its kind and itself.
fn replace(text: &str, mut by: impl FnMut(&str, &str) -> String) -> String {
    let mut replaced = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        if let Some(length) = email(rest).filter(|_| begins_word(&replaced)) {
            replaced.push_str(&by("email", &rest[..length]));
            rest = &rest[length..];
        } else if let Some(length) = phone(rest).filter(|_| begins_word(&replaced)) {
            replaced.push_str(&by("phone", &rest[..length]));
            rest = &rest[length..];
        } else {
            let mut letters = rest.chars();
            replaced.extend(letters.next());
            rest = letters.as_str();
        }
    }
    replaced
}

impl Veil {
    /// The text with every address and number covered.
    pub fn cover(&mut self, text: &str) -> String {
        replace(text, |kind, value| self.token(kind, value))
    }

    /// A text of the model with what was covered back in its place.
    pub fn lift<'a>(&self, text: &'a str) -> Cow<'a, str> {
        self.covered.iter().fold(Cow::Borrowed(text), |text, (token, value)| {
            if text.contains(token.as_str()) { Cow::Owned(text.replace(token.as_str(), value)) } else { text }
        })
    }

    /// True if nothing was covered.
    pub fn is_empty(&self) -> bool {
        self.covered.is_empty()
    }

    fn token(&mut self, kind: &str, value: &str) -> String {
        if let Some((token, _)) = self.covered.iter().find(|(_, known)| known == value) {
            return token.clone();
        }
        let token = format!("[[{kind}-{}]]", self.covered.len() + 1);
        self.covered.push((token.clone(), value.to_owned()));
        token
    }
}

/// True if what follows this text is not the middle of a word.
fn begins_word(before: &str) -> bool {
    !before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '%' | '@'))
        || before.ends_with(". ")
}

/// The bytes of the email address a text begins with.
fn email(text: &str) -> Option<usize> {
    let local = text.find(|c: char| !(c.is_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(c)))?;
    let domain = text[local..].strip_prefix('@').filter(|_| local > 0)?;
    let end = domain.find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-'))).unwrap_or(domain.len());
    let name = domain[..end].trim_end_matches(['.', '-']);
    let dotted = name.contains('.') && !name.starts_with('.');
    dotted.then_some(local + 1 + name.len())
}

/// The bytes of the phone number a text begins with: digits, with blanks and signs between them, that are no date
/// and no amount.
fn phone(text: &str) -> Option<usize> {
    if !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '(')) {
        return None;
    }
    let end = text.find(|c: char| !(c.is_ascii_digit() || " +-()/.".contains(c))).unwrap_or(text.len());
    let number = text[..end].trim_end_matches([' ', '-', '(', '/', '.', '+']);
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let international = number.starts_with('+') || number.starts_with("00") || number.starts_with('0');
    let long_enough = PHONE_DIGITS.contains(&digits) && (international || digits >= 9);
    (long_enough && !is_dates(number) && !is_amount(number)).then_some(number.len())
}

/// Dates as people write them: 2026-05-31, 31.05.2026, and several of them.
fn is_dates(number: &str) -> bool {
    let mut dates = number.split([' ', '(', ')']).filter(|part| part.chars().any(|c| c.is_ascii_digit()));
    dates.all(|date| {
        let parts: Vec<usize> = date.split(['-', '.', '/']).map(str::len).collect();
        matches!(parts[..], [4] | [4, 1..=2, 1..=2] | [1..=2, 1..=2, 2 | 4])
    })
}

/// Thousands apart by blanks or points: 10 000 000, 1.000.000,00 has a comma and ends before.
fn is_amount(number: &str) -> bool {
    let mut groups = number.split([' ', '.']);
    let first = groups
        .next()
        .is_some_and(|group| (1..=3).contains(&group.len()) && !group.starts_with(['0', '+', '(']));
    first && groups.all(|group| group.len() == 3 && group.chars().all(|c| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_numbers_are_covered_and_come_back() {
        let mut veil = Veil::default();
        let text = "Write to ana.lopez+shop@mail.example.org, or call +49 (30) 123-4567 or 030 1234567. Again: ana.lopez+shop@mail.example.org.";
        let covered = veil.cover(text);
        assert_eq!(covered, "Write to [[email-1]], or call [[phone-2]] or [[phone-3]]. Again: [[email-1]].");
        assert_eq!(veil.lift(&covered), text);
    }

    #[test]
    fn amounts_dates_domains_and_plain_words_stay() {
        for text in [
            "spent more than 10,000 and not bought for 90 days",
            "between 2026-01-01 and 2026-05-31, or since 31.05.2026",
            "over 10 000 000 or 1.000.000 in 2024 2025 2026",
            "email ends with @gmail.com",
            "20% off with code SPRING20, 3 for 2, 24/7",
            "customers who ordered 12 times",
            "",
            "ünïcödé @ home",
        ] {
            let mut veil = Veil::default();
            assert_eq!(veil.cover(text), text);
            assert!(veil.is_empty());
        }
    }

    #[test]
    fn an_address_is_found_in_any_writing() {
        for (text, covered) in [
            ("ANA@SHOP.EXAMPLE", "[[email-1]]"),
            ("<jürgen@müller.example>", "<[[email-1]]>"),
            ("mailto:ana@shop.example?x", "mailto:[[email-1]]?x"),
            ("0049301234567", "[[phone-1]]"),
            ("phone=4930123456789;", "phone=[[phone-1]];"),
        ] {
            assert_eq!(Veil::default().cover(text), covered, "{text}");
        }
    }
}
