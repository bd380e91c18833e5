//! What an objective is about, recognised by words that speak for it.

mod keywords;

use super::token::Token;
use keywords::KEYWORDS;

/// What a campaign is for. One page of copy each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Intent {
    WinBack,
    Welcome,
    Loyal,
    ThankYou,
    Birthday,
    Anniversary,
    Points,
    FirstOrder,
    Sale,
    Clearance,
    NewProduct,
    EarlyAccess,
    Restock,
    Reorder,
    FreeShipping,
    Upsell,
    Gift,
    Subscription,
    Cart,
    Season,
    Event,
    Booking,
    Contest,
    Review,
    Survey,
    Referral,
    Follow,
    Cause,
    Announcement,
    Hours,
    Opening,
    PriceChange,
    Apology,
    Renewal,
    Reminder,
    Generic,
}

impl Intent {
    /// Every intent.
    #[cfg(test)]
    pub(super) const ALL: [Self; 36] = [
        Self::WinBack,
        Self::Welcome,
        Self::Loyal,
        Self::ThankYou,
        Self::Birthday,
        Self::Anniversary,
        Self::Points,
        Self::FirstOrder,
        Self::Sale,
        Self::Clearance,
        Self::NewProduct,
        Self::EarlyAccess,
        Self::Restock,
        Self::Reorder,
        Self::FreeShipping,
        Self::Upsell,
        Self::Gift,
        Self::Subscription,
        Self::Cart,
        Self::Season,
        Self::Event,
        Self::Booking,
        Self::Contest,
        Self::Review,
        Self::Survey,
        Self::Referral,
        Self::Follow,
        Self::Cause,
        Self::Announcement,
        Self::Hours,
        Self::Opening,
        Self::PriceChange,
        Self::Apology,
        Self::Renewal,
        Self::Reminder,
        Self::Generic,
    ];
}

/// Below this an objective is about nothing in particular.
const ENOUGH: i32 = 3;
/// The first words of an objective usually say what it is about, if they say anything.
const OPENING_WORDS: usize = 3;
const OPENING_BONUS: i32 = 2;

const NEGATIONS: [&str; 12] =
    ["no", "not", "never", "without", "don't", "isn't", "aren't", "kein", "keine", "ohne", "sans", "sin"];

/// The intent whose words score most; the first in the table among equals.
pub(super) fn recognise(tokens: &[Token]) -> Intent {
    // "win-back" says what "win back" says.
    let words: Vec<&str> =
        tokens.iter().flat_map(|token| token.low.split(['-', '/'])).filter(|word| !word.is_empty()).collect();
    let mut best = (ENOUGH - 1, Intent::Generic);
    for (intent, patterns) in KEYWORDS {
        let each = patterns.iter().flat_map(|(weight, all)| all.split('|').map(move |one| (one, *weight)));
        let score = each.map(|(pattern, weight)| score(pattern, weight, &words)).sum();
        if score > best.0 {
            best = (score, *intent);
        }
    }
    best.1
}

fn score(pattern: &str, weight: i32, words: &[&str]) -> i32 {
    let parts: Vec<&str> = pattern.split(' ').collect();
    let found = (0..words.len()).find(|at| matches(&parts, &words[*at..]) && !negated(words, *at));
    match found {
        Some(at) if at < OPENING_WORDS && weight > 2 => weight + OPENING_BONUS,
        Some(_) => weight,
        None => 0,
    }
}

/// True if the words begin with the pattern: `word`, `stem*`, and `~` for up to three words of any kind.
fn matches(parts: &[&str], words: &[&str]) -> bool {
    match (parts.split_first(), words.split_first()) {
        (None, _) => true,
        (Some((&"~", rest)), _) => (0..=3.min(words.len())).any(|skipped| matches(rest, &words[skipped..])),
        (Some(_), None) => false,
        (Some((part, rest)), Some((word, others))) => {
            let same = part.strip_suffix('*').map_or(*word == *part, |stem| word.starts_with(stem));
            same && matches(rest, others)
        }
    }
}

fn negated(words: &[&str], at: usize) -> bool {
    words[at.saturating_sub(2)..at].iter().any(|word| NEGATIONS.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suggest::offline::token::read;

    #[test]
    fn objectives_are_recognised_by_what_they_are_about() {
        let cases = [
            ("Win back customers who haven't ordered in 90 days with 20% off", Intent::WinBack),
            ("re-engage inactive shoppers", Intent::WinBack),
            ("Bring lapsed customers back with free shipping", Intent::WinBack),
            ("Say welcome back to people who stopped buying", Intent::WinBack),
            ("Inaktive Kunden zurückgewinnen", Intent::WinBack),
            ("Welcome new subscribers to our newsletter", Intent::Welcome),
            ("Thank our most loyal customers", Intent::Loyal),
            ("Reward VIPs with 15% off their next order", Intent::Loyal),
            ("Thank customers for their first purchase", Intent::ThankYou),
            ("Wish customers a happy birthday and give them $10 off", Intent::Birthday),
            ("Celebrate our 5th anniversary", Intent::Anniversary),
            ("Remind members to use their loyalty points before they expire", Intent::Points),
            ("Get people who never ordered to place a first order", Intent::FirstOrder),
            ("Flash sale: 30% off all sneakers this weekend", Intent::Sale),
            ("Black Friday deals", Intent::Sale),
            ("20% Rabatt auf alles bis Sonntag", Intent::Sale),
            ("Clear out end of season winter stock", Intent::Clearance),
            ("Announce our new Ethiopian single origin coffee", Intent::NewProduct),
            ("New arrivals for summer", Intent::NewProduct),
            ("Early access to the spring collection for VIPs", Intent::EarlyAccess),
            ("Our bestselling candle is back in stock", Intent::Restock),
            ("Encourage a second purchase", Intent::Reorder),
            ("Free shipping on orders over $50 until Sunday", Intent::FreeShipping),
            ("Cross-sell phone cases to customers who bought a phone", Intent::Upsell),
            ("Christmas gift guide", Intent::Gift),
            ("Sell more gift cards before Mother's Day", Intent::Gift),
            ("Promote our coffee subscription", Intent::Subscription),
            ("Recover abandoned carts", Intent::Cart),
            ("Wish everyone a merry Christmas", Intent::Season),
            ("Invite coffee lovers to try our new single origin from Ethiopia", Intent::NewProduct),
            ("Invite customers to our tasting evening on Friday at 7pm", Intent::Event),
            ("Remind patients to book their dental check-up", Intent::Booking),
            ("Instagram giveaway: win a year of coffee", Intent::Contest),
            ("Ask for reviews of the ceramic dripper", Intent::Review),
            ("Ask customers to fill in our satisfaction survey", Intent::Survey),
            ("Refer a friend and get $10", Intent::Referral),
            ("Get customers to download our app", Intent::Follow),
            ("Raise money for the local animal shelter charity", Intent::Cause),
            ("Let customers know about our changed returns policy", Intent::Announcement),
            ("Holiday opening hours", Intent::Hours),
            ("We are opening a second shop in Berlin", Intent::Opening),
            ("Tell customers prices go up in January", Intent::PriceChange),
            ("Apologise for the delayed deliveries last week", Intent::Apology),
            ("Membership renewal is due at the end of the month", Intent::Renewal),
            ("Remind everyone about the parking restrictions", Intent::Reminder),
            ("increase sales by 20%", Intent::Generic),
            ("Promote online cooking classes during the school holidays", Intent::Generic),
            ("Notify customers about the new returns policy", Intent::Announcement),
            ("Invite friends and family to the grand reopening", Intent::Event),
            ("Tell high spenders about our service", Intent::Loyal),
            ("Encourage customers to join our loyalty programme", Intent::Follow),
            ("Ask people who bought running shoes to buy running socks", Intent::Upsell),
            ("", Intent::Generic),
            ("asdf qwer", Intent::Generic),
        ];
        for (objective, intent) in cases {
            assert_eq!(recognise(&read(objective)), intent, "{objective}");
        }
    }

    #[test]
    fn what_an_objective_rules_out_does_not_count() {
        assert_eq!(recognise(&read("No discount, no sale: thank our regulars")), Intent::Loyal);
    }

    #[test]
    fn every_intent_but_the_last_has_words() {
        for intent in Intent::ALL {
            let known = KEYWORDS.iter().any(|(known, words)| *known == intent && !words.is_empty());
            assert_eq!(known, intent != Intent::Generic, "{intent:?}");
        }
    }
}
