//! Things that are free.

use super::super::super::token::Token;
use super::super::noun;

/// Something free, and where the words that say it begin and end.
pub(super) struct Gift {
    /// `free shipping`, `a free tote bag`.
    pub(super) text: String,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The first thing that is free.
pub(super) fn read(tokens: &[Token]) -> Option<Gift> {
    let low = |at: usize| tokens.get(at).map_or("", |token| token.low.as_str());
    (0..tokens.len()).find_map(|at| {
        let gift = |text: String, words: usize| Some(Gift { text, start: at, end: at + words });
        if matches!(low(at), "versandkostenfrei" | "gratisversand") {
            return gift("free shipping".to_owned(), 1);
        }
        if let (thing @ ("shipping" | "delivery"), "is", "free") = (low(at), low(at + 1), low(at + 2)) {
            return gift(format!("free {thing}"), 3);
        }
        if low(at) != "free" || !tokens.get(at + 1)?.flows() {
            return None;
        }
        let thing = low(at + 1);
        if matches!(thing, "shipping" | "delivery" | "postage" | "returns") {
            return gift(format!("free {thing}"), 2);
        }
        let before = at.checked_sub(1).map_or("", low);
        let given =
            ["a", "an", "one", "their", "your", "the", "get", "give", "offer", "with", "and", "plus", "of"];
        if !given.contains(&before) {
            return None;
        }
        let noun::Phrase { words: name, end } = noun::after(tokens, at + 1)?;
        let one = matches!(before, "a" | "an" | "one" | "their" | "your") && !name.ends_with('s');
        gift(format!("{}free {name}", if one { "a " } else { "" }), end - at)
    })
}
