//! Amounts of money, and what they are: a price, the smallest order that counts.

use super::super::token::Token;
use super::offer::{Offer, OfferKind};

/// An amount as it is said (`$10`), and the words it takes up.
pub(super) struct Money {
    pub(super) text: String,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Every amount of money in the text.
pub(super) fn all(tokens: &[Token]) -> Vec<Money> {
    let mut found: Vec<Money> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        if token.number().is_none() || found.last().is_some_and(|last| at < last.end) {
            continue;
        }
        let before =
            at.checked_sub(1).filter(|_| token.flows()).and_then(|before| symbol(&tokens[before].low));
        let after = tokens.get(at + 1).filter(|next| next.flows()).and_then(|next| symbol(&next.low));
        if let Some(sign) = before {
            found.push(Money { text: format!("{sign}{}", token.text), start: at - 1, end: at + 1 });
        } else if let Some(sign) = after {
            found.push(Money { text: format!("{sign}{}", token.text), start: at, end: at + 2 });
        }
    }
    found
}

fn symbol(word: &str) -> Option<&'static str> {
    Some(match word {
        "$" | "usd" | "dollar" | "dollars" | "bucks" => "$",
        "€" | "eur" | "euro" | "euros" => "€",
        "£" | "gbp" | "pound" | "pounds" | "quid" => "£",
        "₹" | "inr" | "rs" | "rupee" | "rupees" => "₹",
        "¥" | "yen" | "jpy" => "¥",
        _ => return None,
    })
}

/// The condition "orders over $50" or "orders of $50 or more".
pub(super) fn smallest_order(tokens: &[Token]) -> Option<String> {
    all(tokens).into_iter().find_map(|money| {
        let from = money.start.saturating_sub(4);
        let before: Vec<&str> = tokens[from..money.start].iter().map(|token| token.low.as_str()).collect();
        let last = *before.last()?;
        let order = |word: &&str| {
            word.starts_with("order")
                || word.starts_with("spend")
                || word.starts_with("purchase")
                || *word == "basket"
        };
        if matches!(last, "over" | "above" | "than" | "exceeding") {
            let counts =
                before.iter().any(order) || before.contains(&"shipping") || before.contains(&"delivery");
            return counts.then(|| format!("orders over {}", money.text));
        }
        let at_least = matches!(last, "least" | "from" | "spend" | "spending" | "minimum" | "of");
        (at_least && before.iter().any(order)).then(|| format!("orders of {} or more", money.text))
    })
}

/// A price for what the objective is about: `our tasting box for $25`.
pub(super) fn read(tokens: &[Token], topic: &str) -> Option<Offer> {
    let found = all(tokens);
    let [money] = found.as_slice() else { return None };
    let word = |back: usize| money.start.checked_sub(back).map_or("", |at| tokens[at].low.as_str());
    let joint = match (word(1), word(2)) {
        ("from" | "at", "starting" | "starts" | "prices") | ("from", _) => "from",
        ("for" | "only" | "just" | "now", _) => "for",
        _ => return None,
    };
    let deal = format!("our {topic} {joint} {}", money.text);
    Some(Offer { names_topic: true, ..Offer::of(OfferKind::Price, deal) })
}
