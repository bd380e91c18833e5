//! When: a deadline ("until Friday") or a time ("this weekend", "on 12 June at 7pm").

use super::super::token::Token;

/// When something is so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) enum Timing {
    /// Said after "until": `Friday`, `the end of the month`.
    Until(String),
    /// Said as it is: `this weekend`, `on Friday at 7pm`.
    During(String),
}

const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const SHORT_MONTHS: [&str; 11] =
    ["jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const SPANS: [&str; 5] = ["week", "month", "weekend", "season", "year"];
const PARTS: [&str; 5] = ["morning", "afternoon", "evening", "night", "lunchtime"];
/// Words before "for 3 days" that make it a span of silence rather than of an offer.
const SILENCE: [&str; 8] =
    ["inactive", "ordered", "bought", "purchased", "visited", "shopped", "away", "quiet"];

/// True for a word that names a day or a month.
pub(super) fn is_date_word(low: &str) -> bool {
    DAYS.contains(&low) || MONTHS.contains(&low) || SHORT_MONTHS.contains(&low)
}

/// The time an objective names. `dated` when "by Friday" is the customer's deadline and not the marketer's.
pub(super) fn read(tokens: &[Token], dated: bool) -> Option<Timing> {
    let words: Vec<&str> = tokens.iter().map(|token| token.low.as_str()).collect();
    let reader = Reader { tokens, words: &words };
    let deadline = (0..words.len()).find_map(|at| reader.deadline(at, dated));
    deadline.or_else(|| (0..words.len()).find_map(|at| reader.time(at)))
}

struct Reader<'a> {
    tokens: &'a [Token],
    words: &'a [&'a str],
}

impl Reader<'_> {
    fn word(&self, at: usize) -> &str {
        self.words.get(at).copied().unwrap_or("")
    }

    fn back(&self, at: usize, by: usize) -> &str {
        at.checked_sub(by).map_or("", |at| self.words[at])
    }

    fn deadline(&self, at: usize, dated: bool) -> Option<Timing> {
        let opens = match self.word(at) {
            "until" | "till" | "til" | "through" | "thru" | "ends" | "ending" | "expires" | "expire"
            | "expiring" | "bis" | "hasta" => true,
            "by" | "before" | "due" => dated,
            _ => false,
        };
        if !opens {
            return None;
        }
        let mut next = at + 1;
        while matches!(self.word(next), "on" | "at" | "in" | "the" | "zum") && !self.end_of(next) {
            next += 1;
        }
        // "until 9pm" is about hours, "until 7 days" about nothing.
        let (day, end) = self.day(next).or_else(|| self.span(next))?;
        Some(Timing::Until(self.with_clock(day, end)))
    }

    fn end_of(&self, at: usize) -> bool {
        self.word(at) == "the" && self.word(at + 1) == "end"
    }

    fn time(&self, at: usize) -> Option<Timing> {
        let said = match self.word(at) {
            "this" | "next"
                if SPANS.contains(&self.word(at + 1)) && !matches!(self.word(at + 1), "season" | "year") =>
            {
                let goal = matches!(self.back(at, 1), "new" | "in" | "since");
                (!goal).then(|| format!("{} {}", self.word(at), self.word(at + 1)))?
            }
            "this" | "next" | "on" | "every" if plain_day(self.word(at + 1)).is_some() => {
                let (day, end) = self.day(at + 1)?;
                self.with_clock(format!("{} {day}", self.word(at)), end)
            }
            "on" => {
                let (day, end) = self.day(at + 1 + usize::from(self.word(at + 1) == "the"))?;
                self.with_clock(format!("on {day}"), end)
            }
            "today" | "tonight" | "tomorrow" => self.with_clock(self.word(at).to_owned(), at + 1),
            "all" if matches!(self.word(at + 1), "week" | "weekend" | "month" | "day") => {
                format!("all {}", self.word(at + 1))
            }
            "from" if plain_day(self.word(at + 1)).is_some() || self.date(at + 1).is_some() => {
                let (first, end) = self.day(at + 1)?;
                let (last, _) = matches!(self.word(end), "to" | "until" | "till" | "through")
                    .then(|| self.day(end + 1))
                    .flatten()?;
                format!("from {first} to {last}")
            }
            "starting" | "starts" | "beginning" | "effective" => {
                let (day, end) =
                    self.day(at + 1 + usize::from(matches!(self.word(at + 1), "on" | "from")))?;
                self.with_clock(format!("from {day}"), end)
            }
            "for" => self.for_hours(at)?,
            // "Friday 12 June at 7pm" without a word before it
            word if plain_day(word).is_some() && !is_other_day(self.back(at, 1), word) => {
                let (day, end) = self.day(at)?;
                self.with_clock(format!("on {day}"), end)
            }
            _ if at > 0 && !self.tokens[at].flows() || at == 0 => {
                let (day, end) = self.date(at)?;
                self.with_clock(format!("on {day}"), end)
            }
            _ => return None,
        };
        Some(Timing::During(said))
    }

    /// "for 48 hours", "for the next 3 days".
    fn for_hours(&self, at: usize) -> Option<String> {
        let silent = (1..=3).any(|by| SILENCE.contains(&self.back(at, by)));
        let mut next = at + 1;
        while matches!(self.word(next), "the" | "next" | "only" | "just") {
            next += 1;
        }
        let count: u32 = self.word(next).parse().ok().filter(|count| (2..=99).contains(count))?;
        let unit = self.word(next + 1);
        let short = matches!(unit, "hours" | "days") && !(silent || (unit == "days" && count > 31));
        short.then(|| format!("for {count} {unit}"))
    }

    /// "the end of the month", "this weekend", "tomorrow", "midnight".
    fn span(&self, at: usize) -> Option<(String, usize)> {
        let word = self.word(at);
        match word {
            "midnight" | "tonight" | "today" | "tomorrow" | "noon" => Some((word.to_owned(), at + 1)),
            "this" | "next" if SPANS.contains(&self.word(at + 1)) => {
                Some((format!("{word} {}", self.word(at + 1)), at + 2))
            }
            "the" | "end" | "weekend" => {
                let end = at + usize::from(word == "the");
                if self.word(end) == "weekend" {
                    return Some(("the weekend".to_owned(), end + 1));
                }
                let of = end + 2 + usize::from(matches!(self.word(end + 2), "the" | "this" | "next"));
                let named = SPANS.contains(&self.word(of))
                    || MONTHS.contains(&self.word(of))
                    || self.word(of) == "day";
                if self.word(end) != "end" || self.word(end + 1) != "of" || !named {
                    return None;
                }
                let article = if self.word(of - 1) == "of" { "" } else { self.word(of - 1) };
                let article =
                    if article.is_empty() && !MONTHS.contains(&self.word(of)) { "the" } else { article };
                let blank = if article.is_empty() { "" } else { " " };
                let period = self.word(of);
                let period = if MONTHS.contains(&period) { titled(period) } else { period.to_owned() };
                Some((format!("the end of {article}{blank}{period}"), of + 1))
            }
            "christmas" | "easter" | "halloween" => Some((titled(word), at + 1)),
            month if MONTHS.contains(&month) => Some((titled(month), at + 1)),
            _ => None,
        }
    }

    /// A weekday, a date, or both: "Friday", "Friday, 12 June", "30 June".
    fn day(&self, at: usize) -> Option<(String, usize)> {
        let at = at
            + usize::from(matches!(self.word(at), "this" | "next") && plain_day(self.word(at + 1)).is_some());
        let Some(day) = plain_day(self.word(at)) else { return self.date(at) };
        let mut said = day;
        let mut end = at + 1;
        if PARTS.contains(&self.word(end)) || matches!(self.word(end), "midnight" | "noon") {
            said = format!("{said} {}", self.word(end));
            end += 1;
        }
        let date = end + usize::from(self.word(end) == "the");
        if let Some((date, after)) = self.date(date) {
            return Some((format!("{said}, {date}"), after));
        }
        Some((said, end))
    }

    /// "30 June", "June 30th", "the 30th of June", "30/06".
    fn date(&self, at: usize) -> Option<(String, usize)> {
        let month = |at: usize| {
            let word = self.word(at);
            (MONTHS.contains(&word) || SHORT_MONTHS.contains(&word)).then(|| titled(word))
        };
        if let Some(number) = ordinal(self.word(at)) {
            let of = at + 1 + usize::from(self.word(at + 1) == "of");
            return month(of).map(|month| (format!("{number} {month}"), of + 1));
        }
        if let Some((first, last)) = self.word(at).split_once('-')
            && let (Some(first), Some(last), Some(month)) = (ordinal(first), ordinal(last), month(at + 1))
        {
            return Some((format!("{first}-{last} {month}"), at + 2));
        }
        if let (Some(month), Some(number)) = (month(at), ordinal(self.word(at + 1))) {
            return self.tokens[at + 1].flows().then(|| (format!("{month} {number}"), at + 2));
        }
        let word = self.word(at);
        let parts: Vec<&str> = word.split(['/', '.', '-']).collect();
        let numeric = (2..=3).contains(&parts.len())
            && parts
                .iter()
                .all(|part| (1..=4).contains(&part.len()) && part.chars().all(|c| c.is_ascii_digit()))
            && (word.contains('/') || parts.len() == 3);
        numeric.then(|| (word.to_owned(), at + 1))
    }

    /// Adds "at 7pm" or "from 6pm to 9pm" where it follows.
    fn with_clock(&self, said: String, end: usize) -> String {
        let at = end + usize::from(self.word(end) == "only");
        match self.word(at) {
            "at" => match self.clock(at + 1) {
                Some((clock, _)) if clock == "midnight" && said == "tonight" => "midnight tonight".to_owned(),
                Some((clock, _)) => format!("{said} at {clock}"),
                None => said,
            },
            "from" | "between" => {
                let Some((first, next)) = self.clock(at + 1) else { return said };
                match self
                    .clock(next + 1)
                    .filter(|_| matches!(self.word(next), "to" | "until" | "till" | "and"))
                {
                    Some((last, _)) => format!("{said} from {first} to {last}"),
                    None => said,
                }
            }
            _ => match self.clock(at) {
                Some((clock, _)) if !clock.chars().all(|c| c.is_ascii_digit()) => {
                    format!("{said} at {clock}")
                }
                _ => said,
            },
        }
    }

    /// "7pm", "7:30 pm", "19:00", "noon", "7".
    fn clock(&self, at: usize) -> Option<(String, usize)> {
        let word = self.word(at);
        if matches!(word, "noon" | "midnight") {
            return Some((word.to_owned(), at + 1));
        }
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let suffix = &word[digits.len()..];
        let (hour, minute) = digits.split_once([':', '.']).unwrap_or((digits, "00"));
        let fits = hour.parse::<u32>().is_ok_and(|hour| hour < 25)
            && minute.len() == 2
            && minute.parse::<u32>().is_ok_and(|minute| minute < 60);
        if !fits || !matches!(suffix, "" | "am" | "pm" | "h") {
            return None;
        }
        if suffix.is_empty() && matches!(self.word(at + 1), "am" | "pm") {
            return Some((format!("{digits}{}", self.word(at + 1)), at + 2));
        }
        Some((word.to_owned(), at + 1))
    }
}

/// A weekday as it is written.
fn plain_day(word: &str) -> Option<String> {
    const GERMAN: [&str; 7] =
        ["montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"];
    let single = word.strip_suffix('s').unwrap_or(word);
    let at = GERMAN.iter().position(|day| *day == word);
    if let Some(at) = at {
        return Some(titled(DAYS[at]));
    }
    DAYS.contains(&single).then(|| titled(word))
}

/// "Black Friday" and "Cyber Monday" are names, not days; "by Friday" is the marketer's day, "last Friday" is over.
fn is_other_day(before: &str, day: &str) -> bool {
    matches!(before, "by" | "before" | "after" | "since" | "last" | "past")
        || matches!(
            (before, day),
            ("black" | "good", "friday") | ("cyber" | "easter", "monday") | ("business", "saturday")
        )
}

/// The number of a day in a month: "30", "30th", "1st".
fn ordinal(word: &str) -> Option<u32> {
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(word);
    digits.parse().ok().filter(|day| (1..=31).contains(day))
}

fn titled(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
