//! What the customer gets: a reduction, a deal, something free, and on what condition.

mod gift;
mod reduction;

use super::super::token::Token;
use super::{noun, price};
use reduction::Reduction;

const MOST_LETTERS: usize = 70;

/// What an offer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum OfferKind {
    /// Something costs less.
    Reduction,
    /// Something comes for nothing.
    Gift,
    /// Something has a price.
    Price,
}

/// An offer as a phrase that fits after a colon: `20% off our teas on orders over $50`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Offer {
    /// The phrase.
    pub(in super::super) deal: String,
    /// True if the phrase names what the objective is about.
    pub(in super::super) names_topic: bool,
    /// What kind of offer it is.
    pub(in super::super) kind: OfferKind,
}

impl Offer {
    /// An offer that names no topic.
    pub(in super::super) fn of(kind: OfferKind, deal: String) -> Self {
        Self { deal, names_topic: false, kind }
    }

    /// The same offer in other words, for objectives that are nothing but an offer.
    pub(in super::super) fn reworded(&self) -> Self {
        let deal = self.deal.replace("% off ", "% less on ");
        let deal =
            deal.replace("free shipping", "no shipping costs").replace("free delivery", "no delivery costs");
        Self { deal, ..self.clone() }
    }
}

/// The offer an objective names.
pub(super) fn read(tokens: &[Token]) -> Option<Offer> {
    let reduction = reduction::read(tokens);
    // "buy one, get one free" has said its "free" already.
    let gift = gift::read(tokens).filter(|gift| {
        reduction.as_ref().is_none_or(|said| gift.start < said.start || gift.start >= said.end)
    });
    let orders = price::smallest_order(tokens);
    let mut names_topic = false;
    let mut deal = match (&reduction, &gift) {
        (Some(reduction), _) => {
            let which = which_order(tokens, reduction.start, reduction.end).map(str::to_owned);
            let on = which.or_else(|| {
                let scope = scope(tokens, reduction)?;
                names_topic = true;
                Some(scope)
            });
            match (on, &orders) {
                (Some(on), _) => format!("{}{}{on}", reduction.text, reduction.joint),
                (None, Some(orders)) if reduction.joint == " " && gift.is_none() => {
                    return Some(Offer::of(OfferKind::Reduction, format!("{} {orders}", reduction.text)));
                }
                (None, _) => reduction.text.clone(),
            }
        }
        (None, Some(gift)) => {
            let which = which_order(tokens, gift.start, gift.end).map(|which| format!(" with {which}"));
            let every = || orders.is_none().then(|| with_every(tokens, gift.end)).flatten();
            format!("{}{}", gift.text, which.or_else(every).unwrap_or_default())
        }
        (None, None) => return None,
    };
    if let (Some(_), Some(gift)) = (&reduction, &gift) {
        deal = format!("{deal} and {}", gift.text);
    }
    if let Some(orders) = orders {
        deal = format!("{deal} on {orders}");
    }
    let kind = if reduction.is_some() { OfferKind::Reduction } else { OfferKind::Gift };
    (deal.chars().count() <= MOST_LETTERS).then_some(Offer { names_topic, ..Offer::of(kind, deal) })
}

/// What a reduction is on: "everything", "our teas".
fn scope(tokens: &[Token], reduction: &Reduction) -> Option<String> {
    const EVERYTHING: [&str; 7] =
        ["everything", "sitewide", "site-wide", "storewide", "store-wide", "alles", "everything!"];
    let low = |at: usize| tokens.get(at).map_or("", |token| token.low.as_str());
    let near = reduction.end.saturating_sub(6)..(reduction.end + 5).min(tokens.len());
    let whole = |at: usize| {
        matches!(low(at), "entire" | "whole")
            && matches!(low(at + 1), "store" | "shop" | "range" | "menu" | "site")
    };
    if near.clone().any(|at| EVERYTHING.contains(&low(at)) || whole(at)) {
        return Some("everything".to_owned());
    }
    let mut at = reduction.end;
    if matches!(low(at), "discount" | "sale") {
        at += 1;
    }
    if low(at) == "on" {
        at += 1;
    } else if reduction.joint == " for "
        || (reduction.joint == " "
            && !matches!(low(at - 1), "off" | "price" | "half-price" | "half-off" | "discount" | "sale"))
    {
        return None;
    }
    if matches!(
        (low(at), low(at + 1)),
        ("your" | "their" | "any" | "every" | "an" | "a", "order" | "purchase")
    ) {
        return Some(if low(at) == "any" { "any order".to_owned() } else { "your order".to_owned() });
    }
    if !tokens.get(at)?.flows() {
        return None;
    }
    let quantity = low(at);
    match noun::after(tokens, at) {
        Some(name) if matches!(quantity, "all" | "selected" | "any") => {
            Some(format!("{quantity} {}", name.words))
        }
        Some(name) => Some(format!("our {}", name.words)),
        // "all products" is everything; a name that is too long to be sure of still limits the offer.
        None if quantity == "all" && noun::is_vague(tokens, at + 1) => Some("everything".to_owned()),
        None if noun::begins(tokens, at) && !noun::is_vague(tokens, at) => Some("selected items".to_owned()),
        None => None,
    }
}

/// "your first order", "your next visit", where the words say so right beside the offer.
fn which_order(tokens: &[Token], start: usize, end: usize) -> Option<&'static str> {
    const BETWEEN: [&str; 9] = ["off", "on", "for", "with", "their", "your", "a", "the", "any"];
    let low = |at: usize| tokens.get(at).map_or("", |token| token.low.as_str());
    let named = |at: usize| match (low(at), low(at + 1)) {
        ("first", "order") => Some("your first order"),
        ("first", "purchase") => Some("your first purchase"),
        ("next", "order" | "one") => Some("your next order"),
        ("next", "purchase") => Some("your next purchase"),
        ("next", "visit") => Some("your next visit"),
        _ => None,
    };
    let after = (end..end + 4).find(|at| !BETWEEN.contains(&low(*at))).and_then(named);
    let with = (start >= 3 && matches!(low(start - 1), "with" | "for")).then(|| named(start - 3)).flatten();
    after.or(with)
}

/// " with every order", " with every coffee".
fn with_every(tokens: &[Token], end: usize) -> Option<String> {
    let low = |at: usize| tokens.get(at).map_or("", |token| token.low.as_str());
    let condition =
        matches!(low(end), "with" | "on" | "for") && matches!(low(end + 1), "every" | "each" | "any" | "all");
    let thing = match low(end + 2) {
        "order" | "orders" => "order".to_owned(),
        "purchase" | "purchases" => "purchase".to_owned(),
        _ => noun::after(tokens, end + 2)?.words,
    };
    condition.then(|| format!(" with every {thing}"))
}
