//! What an objective is about, as a name that fits after "our".

use super::super::intent::Intent;
use super::super::token::Token;
use super::noun;

/// Words that say what they are about right after themselves; the surest first.
const LEAD_IN: [&str; 60] = [
    "to buy",
    "buy the",
    "buy our",
    "buy a",
    "order the",
    "order our",
    "stock of",
    "sell off",
    "access to",
    "preview of",
    "peek at",
    "pre-order",
    "preorder",
    "release of",
    "back in stock",
    "arrival of",
    "launch of",
    "launch",
    "launching",
    "introduce",
    "introducing",
    "release",
    "releasing",
    "unveil",
    "debut",
    "restocked",
    "restock",
    "announce",
    "announcing",
    "reviews for",
    "reviews of",
    "review for",
    "review of",
    "reviews on",
    "feedback on",
    "feedback about",
    "tickets for",
    "tickets to",
    "renew",
    "clear out",
    "clearance of",
    "promote",
    "promoting",
    "showcase",
    "highlight",
    "feature",
    "advertise",
    "push",
    "recommend",
    "cross-sell",
    "upsell",
    "sell more",
    "sell",
    "download",
    "reorder",
    "try",
    "about our",
    "about the new",
    "about a new",
    "new",
];
/// The same, only where the intent makes the word mean so.
const FOR_EVENTS: [&str; 9] = [
    "to our",
    "to a",
    "to the",
    "to an",
    "join us for",
    "attend",
    "attending",
    "register for",
    "sign up for",
];
const FOR_BOOKINGS: [&str; 5] = ["book a", "book an", "book their", "book your", "reserve a"];
const FOR_CAUSES: [&str; 11] = [
    "money for",
    "funds for",
    "donate to",
    "donations for",
    "donations to",
    "donating to",
    "in aid of",
    "go to",
    "goes to",
    "proceeds to",
    "support",
];
/// What is booked anywhere: no name of anything.
const SEATS: [&str; 8] = ["table", "place", "spot", "seat", "slot", "time", "appointment", "room"];
const FOR_REORDERS: [&str; 4] = ["refill", "replenish", "more", "stock up on"];

const EVENTS: [&str; 20] = [
    "workshop",
    "workshops",
    "tasting",
    "tastings",
    "webinar",
    "masterclass",
    "party",
    "concert",
    "seminar",
    "class",
    "exhibition",
    "festival",
    "conference",
    "meetup",
    "evening",
    "night",
    "brunch",
    "dinner",
    "tour",
    "signing",
];
const AGREEMENTS: [&str; 5] = ["subscription", "membership", "plan", "licence", "license"];
const GIFTS: [&str; 8] = ["cards", "card", "guide", "vouchers", "boxes", "sets", "hampers", "box"];
const FOLLOWED: [(&str, &str); 12] = [
    ("programme", "loyalty programme"),
    ("program", "loyalty program"),
    ("scheme", "loyalty scheme"),
    ("club", "club"),
    ("instagram", "Instagram"),
    ("facebook", "Facebook page"),
    ("tiktok", "TikTok"),
    ("youtube", "YouTube channel"),
    ("whatsapp", "WhatsApp channel"),
    ("newsletter", "newsletter"),
    ("podcast", "podcast"),
    ("app", "app"),
];

/// The name of what an objective is about, `None` unless the words make it clear.
pub(super) fn read(tokens: &[Token], intent: Intent) -> Option<String> {
    let named = match intent {
        // These speak about the customer or the shop itself; a name would only be in the way.
        Intent::WinBack
        | Intent::Birthday
        | Intent::Apology
        | Intent::Hours
        | Intent::Opening
        | Intent::PriceChange
        | Intent::Survey
        | Intent::Cart
        | Intent::Contest
        | Intent::Referral
        | Intent::Points => {
            return None;
        }
        Intent::Follow => {
            let known = |token: &Token| FOLLOWED.iter().find(|(word, _)| *word == token.low);
            return tokens.iter().find_map(known).map(|(_, said)| (*said).to_owned());
        }
        Intent::Cause => return led_in(tokens, &FOR_CAUSES).map(|name| with_article(&name)),
        Intent::Event => ends_in(tokens, &EVENTS).or_else(|| led_in(tokens, &FOR_EVENTS)),
        Intent::Subscription | Intent::Renewal => ends_in(tokens, &AGREEMENTS),
        Intent::Gift => ends_in(tokens, &GIFTS),
        Intent::Restock => left_of(tokens, &["is", "are", "back", "available"]),
        Intent::NewProduct => {
            left_of_arrival(tokens).or_else(|| left_of(tokens, &["launch", "release", "debut"]))
        }
        Intent::Booking => {
            return led_in(tokens, &FOR_BOOKINGS).filter(|name| !SEATS.contains(&name.as_str()));
        }
        Intent::Reorder => led_in(tokens, &FOR_REORDERS),
        _ => None,
    };
    named.or_else(|| led_in(tokens, &LEAD_IN))
}

/// "the animal shelter", but "Oxfam".
fn with_article(name: &str) -> String {
    if name.starts_with(char::is_uppercase) { name.to_owned() } else { format!("the {name}") }
}

fn led_in(tokens: &[Token], phrases: &[&str]) -> Option<String> {
    phrases.iter().find_map(|phrase| {
        let parts: Vec<&str> = phrase.split(' ').collect();
        tokens.windows(parts.len()).enumerate().find_map(|(at, window)| {
            let same = window.iter().zip(&parts).all(|(token, part)| token.low == *part);
            let next = at + parts.len();
            let follows = tokens.get(next).is_some_and(|token| token.flows() || token.gap == Some(':'));
            if same && follows { noun::after(tokens, next).map(|phrase| phrase.words) } else { None }
        })
    })
}

/// The name that ends in one of the words: "wine tasting evening".
fn ends_in(tokens: &[Token], words: &[&str]) -> Option<String> {
    (0..tokens.len())
        .rev()
        .filter(|at| words.contains(&tokens[*at].low.as_str()))
        .filter(|at| !noun::goes_on(tokens, *at))
        .find_map(|at| noun::before(tokens, at + 1))
        .map(|phrase| phrase.words)
        // "evening" alone is a time, not a name.
        .filter(|words| {
            words.contains(' ') || !matches!(words.as_str(), "evening" | "night" | "tour" | "class" | "box")
        })
}

/// The name before the first of some words: "… is back", "… available again".
fn left_of(tokens: &[Token], words: &[&str]) -> Option<String> {
    let at = tokens.iter().position(|token| words.contains(&token.low.as_str()))?;
    noun::before(tokens, at).map(|phrase| phrase.words)
}

/// The name before "has arrived", "are here".
fn left_of_arrival(tokens: &[Token]) -> Option<String> {
    let arrives = |pair: &[Token]| {
        matches!(pair[0].low.as_str(), "has" | "have" | "is" | "are")
            && matches!(pair[1].low.as_str(), "arrived" | "here" | "finally" | "landed" | "out")
    };
    let at = tokens.windows(2).position(arrives)?;
    noun::before(tokens, at).map(|phrase| phrase.words)
}
