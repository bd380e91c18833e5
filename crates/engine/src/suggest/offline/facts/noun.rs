//! Noun phrases: two or three words that name a thing, without the words around them.

use super::super::token::Token;

/// The most words in a phrase; longer ones are rarely only a name.
const MOST_WORDS: usize = 4;
const MOST_LETTERS: usize = 30;

/// Words before a name that are no part of it.
const BEFORE: [&str; 26] = [
    "our",
    "the",
    "a",
    "an",
    "new",
    "brand-new",
    "brand",
    "all",
    "any",
    "some",
    "its",
    "their",
    "your",
    "my",
    "latest",
    "upcoming",
    "newest",
    "of",
    "this",
    "these",
    "selected",
    "every",
    "own",
    "very",
    "entire",
    "whole",
];

/// Words that end a name, or show that there is none.
#[rustfmt::skip]
const AFTER: &[&str] = &[
    // prepositions, conjunctions, pronouns
    "to", "for", "with", "without", "who", "whom", "whose", "that", "which", "in", "at", "on", "from", "by", "before",
    "after", "until", "till", "til", "through", "during", "since", "over", "under", "above", "between", "into", "onto",
    "off", "up", "down", "out", "about", "via", "per", "as", "if", "when", "while", "because", "so", "but", "or",
    "than", "then", "plus", "using", "we", "us", "they", "them", "it", "you", "i", "he", "she", "his", "her", "there",
    "here", "this", "these", "those", "their", "our", "your", "my", "the", "a", "an", "and", "any", "every", "each",
    "all", "not", "no", "only", "just", "also", "again", "back", "soon", "now", "together", "of", "me",
    "what", "how", "why", "where", "too", "very", "more", "most", "many", "fast", "quickly", "early", "instead", "much", "both", "next", "last",
    // time
    "today", "tonight", "tomorrow", "yesterday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
    "sunday", "mondays", "tuesdays", "wednesdays", "thursdays", "fridays", "saturdays", "sundays", "january",
    "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
    "weekend", "weekends", "week", "weeks", "month", "months", "year", "years", "day", "days", "hour", "hours",
    "morning", "noon", "midnight", "am", "pm", "starting", "ending", "ends", "expires", "expire", "expiring", "valid",
    // verbs
    "is", "are", "was", "were", "be", "been", "being", "am", "has", "have", "had", "will", "would", "can", "could",
    "should", "must", "do", "does", "did", "get", "gets", "give", "gives", "offer", "offers", "offering", "make",
    "makes", "take", "takes", "come", "comes", "coming", "go", "goes", "going", "let", "lets", "want", "wants", "need",
    "needs", "like", "likes", "love", "use", "uses", "try", "buy", "buying", "bought", "sell", "selling", "order",
    "ordering", "ordered", "save", "saving", "visit", "join", "book", "send", "ask", "tell", "invite", "remind",
    "encourage", "thank", "promote", "announce", "launch", "launches", "launching", "introduce", "introducing",
    "opens", "open", "arrive", "arrives", "arriving", "arrived", "landed", "available", "ready", "starts",
    "start", "begins", "returning", "runs", "keep", "write", "ignore", "say", "show", "add", "bring",
    "brings", "includes", "including", "featuring", "enjoy", "celebrate", "means", "says", "spend", "spent", "win",
    "increase", "boost", "drive", "mention", "include", "click", "reply", "please", "rewarding", "remember", "update", "renewal", "renewals", "due",
    // people
    "customer", "customers", "people", "person", "subscriber", "subscribers", "members", "member", "everyone",
    "everybody", "anyone", "shoppers", "shopper", "buyers", "buyer", "clients", "client", "users", "guests", "fans",
    "vips", "vip", "friends", "friend", "regulars", "patients", "audience",
    // offers
    "free", "discount", "discounts", "discounted", "percent", "sale", "sales", "deal", "deals", "promo", "promotion",
    "code", "coupon", "coupons", "voucher", "vouchers", "half", "price", "prices", "% ", "%", "$", "€", "£", "¥", "₹",
];

/// Words that name nothing in particular: a phrase that ends in one says too little to be said.
#[rustfmt::skip]
const VAGUE: &[&str] = &[
    "product", "products", "item", "items", "stuff", "thing", "things", "something", "everything", "anything", "stock",
    "store", "stores", "shop", "shops", "business", "company", "brand", "site", "email", "emails", "sms",
    "message", "messages", "campaign", "campaigns", "text", "texts", "newsletter", "review", "reviews", "feedback",
    "purchase", "purchases", "order", "orders", "visits", "revenue", "conversion", "conversions", "experience", "news", "updates",
    "announcement", "arrival", "arrivals", "event", "events", "reminder", "birthday", "anniversary", "loyalty",
    "referral", "survey", "apology", "cart", "carts", "basket", "baskets", "hours", "shipping", "delivery", "launch",
    "instructions", "instruction", "prompt", "system", "template", "password", "rules", "objective", "copy", "content",
    "location", "range", "selection", "line", "inventory", "subscribers", "fact", "way", "ways", "reason", "word",
    "idea", "ideas", "one", "ones", "lot", "lots", "bit", "kind", "sort", "rest", "awareness", "interest", "traffic",
    "friday", "season", "end", "holiday", "holidays", "christmas", "easter", "question", "questions", "questionnaire",
];

/// A name, and where it ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Phrase {
    pub(super) words: String,
    pub(super) end: usize,
}

/// The name that begins at `start`, after words such as "our" and "new".
pub(super) fn after(tokens: &[Token], start: usize) -> Option<Phrase> {
    let mut at = start;
    while tokens
        .get(at)
        .is_some_and(|token| BEFORE.contains(&token.low.as_str()) && (at == start || token.flows()))
    {
        at += 1;
    }
    let first = at;
    let mut end = first;
    while tokens
        .get(end)
        .is_some_and(|token| (end == start || token.flows()) && (names(token) || links(tokens, end, first)))
    {
        end += 1;
    }
    phrase(tokens, first, end)
}

/// The name that ends just before `end`.
pub(super) fn before(tokens: &[Token], end: usize) -> Option<Phrase> {
    let mut first = end;
    while first > 0 && names(&tokens[first - 1]) && (first == end || tokens[first].flows()) {
        first -= 1;
        if BEFORE.contains(&tokens[first].low.as_str()) {
            first += 1;
            break;
        }
    }
    phrase(tokens, first, end)
}

/// True if the word after `at` belongs to the same name.
pub(super) fn goes_on(tokens: &[Token], at: usize) -> bool {
    tokens.get(at + 1).is_some_and(|next| next.flows() && names(next))
}

/// True if a name of some kind begins at `at`, words such as "our" aside.
pub(super) fn begins(tokens: &[Token], at: usize) -> bool {
    let before = |token: &&Token| BEFORE.contains(&token.low.as_str());
    let first = at + tokens.iter().skip(at).take_while(before).count();
    tokens.get(first).is_some_and(names)
}

/// True if the word at `at` names nothing in particular.
pub(super) fn is_vague(tokens: &[Token], at: usize) -> bool {
    tokens.get(at).is_some_and(|token| VAGUE.contains(&token.low.as_str()))
}

/// True if the word can be part of a name.
fn names(token: &Token) -> bool {
    let word = token.low.as_str();
    !AFTER.contains(&word)
        && token.number().is_none()
        && word.chars().any(char::is_alphabetic)
        && word.chars().count() <= 20
        && !word.contains(['.', ',', ':', '/', '_'])
}

/// True for "and" and "of" between two names ("coffee and tea", "range of teas").
fn links(tokens: &[Token], at: usize, first: usize) -> bool {
    let (Some(next), true) = (tokens.get(at + 1), at > first) else { return false };
    let alone = tokens.get(at + 2).is_none_or(|then| !then.flows() || !names(then));
    matches!(tokens[at].low.as_str(), "and" | "of") && next.flows() && names(next) && alone
}

fn phrase(tokens: &[Token], first: usize, end: usize) -> Option<Phrase> {
    let part = tokens.get(first..end)?;
    let last = part.last().filter(|last| !last.low.ends_with("'s"))?;
    let vague =
        VAGUE.contains(&last.low.as_str()) || part.iter().all(|token| VAGUE.contains(&token.low.as_str()));
    if part.len() > MOST_WORDS || vague {
        return None;
    }
    let said: Vec<String> = (first..end).map(|at| spoken(tokens, at)).collect();
    // One word with a capital is somebody's name or a brand: "our Maria" would be wrong.
    if said.len() == 1 && said[0].starts_with(char::is_uppercase) {
        return None;
    }
    let words = said.join(" ");
    (words.chars().count() <= MOST_LETTERS).then_some(Phrase { words, end })
}

/// A word as it is written inside a sentence: headlines and first words lose their capital, names keep it.
fn spoken(tokens: &[Token], at: usize) -> String {
    let token = &tokens[at];
    let words = || tokens.iter().filter(|token| token.low.chars().count() > 3 && token.text != token.low);
    let long = tokens.iter().filter(|token| token.low.chars().count() > 3).count();
    let headline = long >= 3 && words().count() * 4 >= long * 3;
    let starts = at == 0 || matches!(token.gap, Some('.' | '!' | '?' | '\n' | ':'));
    let inner_capital = token.text.chars().skip(1).any(char::is_uppercase);
    let shouted = headline && token.text.chars().all(|c| !c.is_lowercase()) && token.text.chars().count() > 3;
    if shouted || ((headline || starts) && !inner_capital) { token.low.clone() } else { token.text.clone() }
}

#[cfg(test)]
mod tests {
    use super::super::super::token::read;
    use super::*;

    fn named(text: &str) -> Option<String> {
        after(&read(text), 0).map(|phrase| phrase.words)
    }

    #[test]
    fn a_name_ends_where_the_sentence_goes_on() {
        assert_eq!(named("our new summer menu with 10% off").as_deref(), Some("summer menu"));
        assert_eq!(named("the ceramic dripper, please").as_deref(), Some("ceramic dripper"));
        assert_eq!(named("coffee and tea for everyone").as_deref(), Some("coffee and tea"));
        assert_eq!(named("our loyalty app").as_deref(), Some("loyalty app"));
    }

    #[test]
    fn what_is_vague_or_too_long_is_no_name() {
        for text in
            ["new products", "it", "all items", "that we are great", "big red round shiny wooden boxes"]
        {
            assert_eq!(named(text), None, "{text}");
        }
    }

    #[test]
    fn headlines_lose_their_capitals_and_names_keep_them() {
        assert_eq!(named("Our New Summer Menu Is Here Today").as_deref(), Some("summer menu"));
        assert_eq!(named("our Ethiopian coffee from tomorrow").as_deref(), Some("Ethiopian coffee"));
        assert_eq!(named("NEW WINTER JACKETS FOR EVERYONE").as_deref(), Some("winter jackets"));
    }
}
