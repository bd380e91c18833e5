//! How a message sounds: its greeting, its closing words, its contractions.

/// A tone of voice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Tone {
    #[default]
    Friendly,
    Formal,
    Playful,
    Urgent,
}

/// Contractions and what a formal message writes instead.
const CONTRACTIONS: [(&str, &str); 30] = [
    ("we've", "we have"),
    ("we're", "we are"),
    ("we'd", "we would"),
    ("we'll", "we will"),
    ("you've", "you have"),
    ("you're", "you are"),
    ("you'd", "you would"),
    ("you'll", "you will"),
    ("they've", "they have"),
    ("they're", "they are"),
    ("it's", "it is"),
    ("it'll", "it will"),
    ("that's", "that is"),
    ("there's", "there is"),
    ("there'd", "there would"),
    ("here's", "here is"),
    ("what's", "what is"),
    ("who's", "who is"),
    ("don't", "do not"),
    ("doesn't", "does not"),
    ("didn't", "did not"),
    ("isn't", "is not"),
    ("aren't", "are not"),
    ("can't", "cannot"),
    ("won't", "will not"),
    ("wouldn't", "would not"),
    ("shouldn't", "should not"),
    ("haven't", "have not"),
    ("hasn't", "has not"),
    ("let's", "let us"),
];

impl Tone {
    /// The tone a marketer names; whatever is not known is friendly.
    pub(super) fn named(name: &str) -> Self {
        let name = name.to_lowercase();
        let any = |words: &[&str]| words.iter().any(|word| name.contains(word));
        if any(&["formal", "professional", "polite", "serious"]) && !name.contains("informal") {
            Self::Formal
        } else if any(&["playful", "fun", "witty", "cheeky", "humor", "humour"]) {
            Self::Playful
        } else if any(&["urgent", "pressing", "last chance"]) {
            Self::Urgent
        } else {
            Self::Friendly
        }
    }

    /// The greetings of the three angles.
    pub(super) fn greeting(self, angle: usize) -> &'static str {
        let greetings = match self {
            Self::Friendly | Self::Urgent => ["Hi <name>,", "Hello <name>,", "Dear <name:friend>,"],
            Self::Formal => ["Hello <name>,", "Good day <name>,", "Dear <name:friend>,"],
            Self::Playful => ["Hey <name>,", "Hello <name>,", "Psst, <name:friend>,"],
        };
        greetings[angle % 3]
    }

    /// The word a text message opens with.
    pub(super) fn hello(self) -> &'static str {
        match self {
            Self::Friendly | Self::Urgent => "Hi",
            Self::Formal => "Hello",
            Self::Playful => "Hey",
        }
    }

    /// The closing words of the three angles.
    pub(super) fn closing(self, angle: usize) -> &'static str {
        let closings = match self {
            Self::Friendly | Self::Urgent => ["Warmly,", "Thank you,", "See you soon,"],
            Self::Formal => ["Kind regards,", "Yours sincerely,", "With best wishes,"],
            Self::Playful => ["Cheers,", "High five,", "Until soon,"],
        };
        closings[angle % 3]
    }

    /// A nudge for messages that name no deadline.
    pub(super) fn nudge(self, angle: usize) -> &'static str {
        let nudges = match self {
            Self::Urgent => [" Today would be ideal.", " Please do it now.", " The sooner, the better."],
            _ => ["", "", ""],
        };
        nudges[angle % 3]
    }

    /// Copy in this tone.
    pub(super) fn spoken(self, copy: &str) -> String {
        if self != Self::Formal {
            return copy.to_owned();
        }
        copy.split_inclusive(|c: char| !c.is_alphabetic() && c != '\'').map(expanded).collect()
    }
}

/// A word and the mark after it, without contraction.
fn expanded(word: &str) -> String {
    let letters = word.trim_end_matches(|c: char| !c.is_alphabetic());
    let lower = letters.to_lowercase();
    let Some((_, whole)) = CONTRACTIONS.iter().find(|(short, _)| *short == lower) else {
        return word.to_owned();
    };
    let mark = &word[letters.len()..];
    if letters.starts_with(char::is_uppercase) {
        let (first, rest) = whole.split_at(1);
        return format!("{}{rest}{mark}", first.to_uppercase());
    }
    format!("{whole}{mark}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formal_message_has_no_contractions() {
        assert_eq!(
            Tone::Formal.spoken("We've missed you. It's fine, don't worry: the men's range is here."),
            "We have missed you. It is fine, do not worry: the men's range is here."
        );
        assert_eq!(Tone::Playful.spoken("We've"), "We've");
    }

    #[test]
    fn tones_are_read_from_the_marketers_words() {
        assert_eq!(Tone::named("Professional"), Tone::Formal);
        assert_eq!(Tone::named("informal"), Tone::Friendly);
        assert_eq!(Tone::named("fun and witty"), Tone::Playful);
        assert_eq!(Tone::named("URGENT"), Tone::Urgent);
        assert_eq!(Tone::named("banana"), Tone::Friendly);
    }
}
