//! Reductions: so much off, so many for the price of fewer, a voucher.

use super::super::super::token::Token;
use super::super::price::{self, Money};

/// A reduction, and where the words that say it begin and end.
pub(super) struct Reduction {
    /// `20% off`, `two for one`, `a $10 voucher`.
    pub(super) text: String,
    pub(super) start: usize,
    pub(super) end: usize,
    /// What joins it to what it is on: `20% off our teas`, `a $10 voucher for your next visit`.
    pub(super) joint: &'static str,
}

/// The reduction an objective names.
pub(super) fn read(tokens: &[Token]) -> Option<Reduction> {
    bundle(tokens).or_else(|| percent(tokens)).or_else(|| amount_off(tokens))
}

/// "buy one get one free", "3 for 2", "half price".
fn bundle(tokens: &[Token]) -> Option<Reduction> {
    let low = |at: usize| tokens.get(at).map_or("", |token| token.low.as_str());
    (0..tokens.len())
        .find_map(|at| {
            let deal = |text: String, words: usize| {
                Some(Reduction { text, start: at, end: at + words, joint: " on " })
            };
            if matches!(low(at), "double" | "triple" | "2x" | "3x") {
                let points = (at + 1..at + 4).find(|next| low(*next) == "points")?;
                let times = if matches!(low(at), "double" | "2x") { "double" } else { "triple" };
                return deal(format!("{times} points"), points + 1 - at);
            }
            if low(at) == "bogo" {
                return deal(so_many_for(2, 1), 1);
            }
            if low(at) == "buy" && low(at + 2) == "get" && matches!(low(at + 4), "free" | "half") {
                let (bought, added) = (count(low(at + 1))?, count(low(at + 3))?);
                let text = if low(at + 4) == "free" {
                    so_many_for(bought + added, bought)
                } else {
                    format!(
                        "half the price on number {} when you buy {}",
                        spelled(bought + added),
                        spelled(bought)
                    )
                };
                return deal(text, 5);
            }
            let (take, pay) = match low(at).split_once("-for-") {
                Some((take, pay)) => (take, pay),
                None if low(at + 1) == "for" => (low(at), low(at + 2)),
                None => ("", ""),
            };
            let money =
                low(at.wrapping_sub(1)) == "$" || !low(at + 3).is_empty() && "%$€£₹".contains(low(at + 3));
            if count(take)? > count(pay)? && !money && count(take)? <= 10 {
                let words = if low(at).contains('-') { 1 } else { 3 };
                return deal(so_many_for(count(take)?, count(pay)?), words);
            }
            None
        })
        .or_else(|| {
            let half = (0..tokens.len()).find(|at| {
                matches!(low(*at), "half-price" | "half-off")
                    || low(*at) == "half" && matches!(low(*at + 1), "price" | "off")
            })?;
            let end = half + if low(half) == "half" { 2 } else { 1 };
            Some(Reduction { text: "50% off".to_owned(), start: half, end, joint: " " })
        })
}

const COUNTS: [&str; 6] = ["one", "two", "three", "four", "five", "six"];

/// "two for one".
fn so_many_for(taken: u32, paid: u32) -> String {
    format!("{} for {}", spelled(taken), spelled(paid))
}

fn spelled(count: u32) -> String {
    COUNTS.get((count as usize).wrapping_sub(1)).map_or_else(|| count.to_string(), |word| (*word).to_owned())
}

fn count(word: &str) -> Option<u32> {
    let named = COUNTS.iter().position(|known| *known == word).map(|at| at as u32 + 1);
    named.or_else(|| word.parse().ok().filter(|number| (1..100).contains(number)))
}

const OFFER_STEMS: [&str; 26] = [
    "off",
    "discount",
    "rabatt",
    "nachlass",
    "sav",
    "sale",
    "deal",
    "offer",
    "coupon",
    "voucher",
    "promo",
    "code",
    "reduc",
    "réduc",
    "remise",
    "solde",
    "descuento",
    "rebaja",
    "oferta",
    "sconto",
    "saldi",
    "desconto",
    "korting",
    "cheaper",
    "give",
    "extra",
];
const GOALS: [&str; 18] = [
    "increase",
    "increasing",
    "boost",
    "boosting",
    "grow",
    "growing",
    "raise",
    "raising",
    "lift",
    "improve",
    "up",
    "top",
    "bottom",
    "least",
    "lost",
    "lose",
    "conversion",
    "revenue",
];
const SHARES: [&str; 24] = [
    "of",
    "more",
    "growth",
    "increase",
    "higher",
    "response",
    "conversion",
    "open",
    "retention",
    "cocoa",
    "cacao",
    "arabica",
    "organic",
    "natural",
    "wool",
    "cotton",
    "linen",
    "silk",
    "vegan",
    "recycled",
    "pure",
    "alcohol",
    "abv",
    "interest",
];

/// "20% off", "up to 50% off". Several percentages become "up to" the largest.
fn percent(tokens: &[Token]) -> Option<Reduction> {
    let mut found: Vec<(f64, usize, usize, bool)> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let (lower, number) = match token.low.split_once('-') {
            Some((low, high)) => (low.parse::<f64>().ok(), high.parse::<f64>().ok()),
            None => (None, token.number()),
        };
        let Some(number) = number.filter(|number| (1.0..=95.0).contains(number)) else { continue };
        let Some(end) = percent_sign(tokens, at + 1).filter(|end| is_offered(tokens, at, *end)) else {
            continue;
        };
        let word = |back: usize| at.checked_sub(back).map_or("", |at| tokens[at].low.as_str());
        let range = lower.is_some()
            || (word(1) == "to" && (word(2) == "up" || word(2).parse::<f64>().is_ok() || word(2) == "%"))
            || (word(1).parse::<f64>().is_ok() && !token.flows());
        found.push((number, at, end, range));
    }
    let (most, start, end, range) = found.iter().copied().max_by(|a, b| a.0.total_cmp(&b.0))?;
    let several = found.iter().any(|(number, ..)| (number - most).abs() > 0.001);
    let up_to = if range || several { "up to " } else { "" };
    let end = if tokens.get(end).is_some_and(|token| token.low == "off") { end + 1 } else { end };
    Some(Reduction { text: format!("{up_to}{most}% off"), start, end, joint: " " })
}

/// Where the percent sign, or the word for it, ends.
fn percent_sign(tokens: &[Token], at: usize) -> Option<usize> {
    let low = |at: usize| tokens.get(at).map_or("", |token| token.low.as_str());
    match (low(at), low(at + 1)) {
        ("%" | "percent" | "pct" | "prozent" | "procent", _) => Some(at + 1),
        ("per" | "pour", "cent") | ("por", "ciento" | "cento") | ("per", "cento") => Some(at + 2),
        _ => None,
    }
}

/// True if the percentage is given to customers rather than hoped for or measured.
fn is_offered(tokens: &[Token], at: usize, end: usize) -> bool {
    let next = tokens.get(end).filter(|token| token.flows()).map_or("", |token| token.low.as_str());
    if matches!(next, "off" | "discount" | "rabatt" | "korting") {
        return true;
    }
    let before: Vec<&str> = tokens[at.saturating_sub(3)..at].iter().map(|token| token.low.as_str()).collect();
    let up_to = before.ends_with(&["up", "to"]);
    if SHARES.contains(&next) || (!up_to && before.iter().any(|word| GOALS.contains(word))) {
        return false;
    }
    if before.last() == Some(&"by") {
        // "reduce churn by 10%" is a wish, "prices reduced by 10%" an offer.
        let price =
            |token: &Token| matches!(token.low.as_str(), "price" | "prices" | "discounted" | "cheaper");
        return sentence(tokens, at).iter().any(price);
    }
    let offers = |word: &str| {
        word != "sales"
            && !word.starts_with("promote")
            && OFFER_STEMS.iter().any(|stem| word.starts_with(stem))
    };
    sentence(tokens, at).iter().any(|token| offers(&token.low))
}

/// The words between the full stops around one.
fn sentence(tokens: &[Token], at: usize) -> &[Token] {
    let stops = |token: &Token| matches!(token.gap, Some('.' | ';' | '!' | '?' | '\n'));
    let first = (0..=at).rev().find(|at| stops(&tokens[*at])).unwrap_or(0);
    let end = (at + 1..tokens.len()).find(|at| stops(&tokens[*at])).unwrap_or(tokens.len());
    &tokens[first..end]
}

/// "$10 off", "a $10 voucher".
fn amount_off(tokens: &[Token]) -> Option<Reduction> {
    price::all(tokens).into_iter().find_map(|money| {
        let Money { text, start, end } = money;
        let low = |at: usize| tokens.get(at).map_or("", |token| token.low.as_str());
        let before = |back: usize| start.checked_sub(back).map_or("", low);
        let voucher = |noun: &str, end: usize| {
            Some(Reduction { text: format!("a {text} {noun}"), start, end, joint: " for " })
        };
        match (low(end), low(end + 1)) {
            ("off" | "rabatt" | "discount" | "rebate" | "less" | "korting", _) => {
                Some(Reduction { text: format!("{text} off"), start, end: end + 1, joint: " " })
            }
            ("gift", noun @ ("card" | "voucher")) => voucher(&format!("gift {noun}"), end + 2),
            ("store", "credit") => voucher("store credit", end + 2),
            (noun @ ("voucher" | "coupon" | "credit" | "reward" | "bonus"), _) => voucher(noun, end + 1),
            ("de" | "di", "réduction" | "remise" | "descuento" | "desconto" | "sconto") => {
                Some(Reduction { text: format!("{text} off"), start, end: end + 2, joint: " " })
            }
            _ if before(1) == "save" || (before(1) == "of" && before(2) == "discount") => {
                Some(Reduction { text: format!("{text} off"), start, end, joint: " " })
            }
            _ if matches!(before(1), "of" | "worth" | "for") && matches!(before(2), "voucher" | "coupon") => {
                voucher(before(2), end)
            }
            _ => None,
        }
    })
}
