//! The code a customer types to get an offer.

use super::super::token::Token;

const ANNOUNCED_BY: [&str; 12] = [
    "code",
    "codes",
    "coupon",
    "voucher",
    "promocode",
    "promo",
    "gutscheincode",
    "rabattcode",
    "código",
    "codigo",
    "codice",
    "kortingscode",
];
const BETWEEN: [&str; 4] = ["code", "is", "word", "the"];
const QUOTES: [char; 7] = ['"', '\'', '“', '„', '«', '`', '‘'];

/// The code, as it is written: announced by a word for it, or letters and digits like `SPRING20` beside an offer.
pub(super) fn read(tokens: &[Token], beside_offer: bool) -> Option<String> {
    let announced = tokens.iter().enumerate().filter(|(_, token)| ANNOUNCED_BY.contains(&token.low.as_str()));
    for (at, _) in announced {
        let mut next = at + 1;
        while tokens.get(next).is_some_and(|token| BETWEEN.contains(&token.low.as_str())) {
            next += 1;
        }
        if let Some(token) = tokens.get(next).filter(|token| is_code(token)) {
            return Some(token.text.clone());
        }
        // "use SAVE10 code", "the 'teatime' coupon"
        if let Some(token) = at.checked_sub(1).map(|before| &tokens[before]).filter(|token| is_typical(token))
        {
            return Some(token.text.clone());
        }
    }
    tokens.iter().find(|token| beside_offer && is_typical(token)).map(|token| token.text.clone())
}

fn is_code(token: &Token) -> bool {
    let quoted = token.gap.is_some_and(|gap| QUOTES.contains(&gap) || gap == ':');
    let marked = quoted || token.text.chars().any(|c| c.is_ascii_digit()) || shouted(&token.text);
    spelled(&token.text) && marked && token.number().is_none()
}

/// Capitals followed by digits.
fn is_typical(token: &Token) -> bool {
    let letters = token.text.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = token.text.len() - letters.len();
    spelled(&token.text) && shouted(letters) && letters.len() >= 3 && (1..=4).contains(&digits)
}

fn shouted(text: &str) -> bool {
    text.chars().any(char::is_alphabetic) && text.chars().all(|c| !c.is_lowercase())
}

fn spelled(text: &str) -> bool {
    (3..=20).contains(&text.len()) && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}
