//! Tells apart whom an objective wants to reach from what it wants to tell them.

use super::super::token::Token;

/// Words that begin a clause about people.
const OPENS: [&str; 12] = [
    "who",
    "whose",
    "whom",
    "haven't",
    "hasn't",
    "didn't",
    "hadn't",
    "that've",
    "last",
    "past",
    "since",
    "previously",
];
/// Words that begin one only after the word for people.
const OPENS_AFTER_PEOPLE: [&str; 6] = ["that", "which", "from", "in", "over", "have"];
/// What comes after "people that" when it is about the people; "tell people that we" is about us.
const DEEDS: [&str; 22] = [
    "have",
    "haven't",
    "has",
    "hasn't",
    "bought",
    "ordered",
    "spent",
    "purchased",
    "are",
    "were",
    "didn't",
    "don't",
    "live",
    "like",
    "love",
    "signed",
    "joined",
    "visited",
    "use",
    "left",
    "never",
    "only",
];
const PEOPLE: [&str; 17] = [
    "customers",
    "customer",
    "people",
    "subscribers",
    "buyers",
    "shoppers",
    "members",
    "clients",
    "guests",
    "users",
    "patients",
    "everyone",
    "everybody",
    "anyone",
    "those",
    "contacts",
    "fans",
];
/// Words that lead back to the message itself.
const CLOSES: [&str; 33] = [
    "with",
    "to",
    "by",
    "about",
    "until",
    "till",
    "valid",
    "expires",
    "using",
    "free",
    "offer",
    "offering",
    "give",
    "giving",
    "invite",
    "tell",
    "ask",
    "remind",
    "thank",
    "announce",
    "promote",
    "get",
    "our",
    "a",
    "an",
    "save",
    "introduce",
    "introducing",
    "enjoy",
    "use",
    "get",
    "let",
    "code",
];

/// The words that are not about the audience. Where a clause was left out, the next word no longer flows.
pub(super) fn left_out(tokens: &[Token]) -> Vec<Token> {
    let mut told = Vec::with_capacity(tokens.len());
    let mut inside = false;
    let mut cut = false;
    for (at, token) in tokens.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| tokens[before].low.as_str());
        let next = tokens.get(at + 1).map(|next| next.low.as_str());
        if inside && (!token.flows() || closes(tokens, at)) {
            inside = false;
        }
        inside |= opens(token, before, next) && !last_chance(tokens, at);
        if inside {
            cut = true;
            continue;
        }
        let gap = if cut { token.gap.or(Some('|')) } else { token.gap };
        told.push(Token { gap, ..token.clone() });
        cut = false;
    }
    told
}

fn opens(token: &Token, before: Option<&str>, next: Option<&str>) -> bool {
    let word = token.low.as_str();
    let after_people = token.flows() && before.is_some_and(|before| PEOPLE.contains(&before));
    let about_them = word != "that" || next.is_some_and(|next| DEEDS.contains(&next));
    OPENS.contains(&word) || (after_people && about_them && OPENS_AFTER_PEOPLE.contains(&word))
}

/// "last chance", "last-minute": about the offer, not about the past.
fn last_chance(tokens: &[Token], at: usize) -> bool {
    let next = tokens.get(at + 1).map(|next| next.low.as_str());
    tokens[at].low == "last" && matches!(next, Some("chance" | "call" | "day" | "days" | "minute" | "pieces"))
}

/// True if the clause ends before this word. "10% off" after "who" is an offer again, "$200" is not.
fn closes(tokens: &[Token], at: usize) -> bool {
    let word = tokens[at].low.as_str();
    let percent = tokens[at].number().is_some() && tokens.get(at + 1).is_some_and(|next| next.low == "%");
    let who = at > 0 && matches!(tokens[at - 1].low.as_str(), "who" | "haven't" | "hasn't" | "didn't");
    !who && (percent || CLOSES.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::super::super::token::read;
    use super::*;

    fn told(text: &str) -> String {
        left_out(&read(text)).into_iter().map(|token| token.text).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn clauses_about_people_are_left_out() {
        assert_eq!(
            told("Win back customers who haven't ordered in 90 days with 15% off until Friday"),
            "Win back customers with 15 % off until Friday"
        );
        assert_eq!(told("Give customers who spent over $200 a free mug"), "Give customers a free mug");
        assert_eq!(told("Invite customers in Berlin to our tasting"), "Invite customers to our tasting");
        assert_eq!(told("Our tea is back"), "Our tea is back");
    }
}
