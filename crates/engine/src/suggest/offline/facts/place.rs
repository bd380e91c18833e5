//! Where a shop opens.

use super::super::token::Token;

/// One or two capitalised words after "in".
pub(super) fn read(tokens: &[Token]) -> Option<String> {
    let plain = |token: &&Token| {
        let lower = token.text.chars().skip(1).all(|c| !c.is_uppercase());
        token.capital() && lower && token.number().is_none() && !super::timing::is_date_word(&token.low)
    };
    let headline = tokens.iter().filter(|token| token.capital()).count() * 2 > tokens.len();
    let at = tokens.iter().position(|token| token.low == "in" && !headline)?;
    let words: Vec<&str> = tokens[at + 1..]
        .iter()
        .take(2)
        .take_while(|token| token.flows())
        .take_while(plain)
        .map(|token| token.text.as_str())
        .collect();
    let place = words.join(" ");
    (!place.is_empty() && place.chars().count() <= 24).then_some(place)
}
