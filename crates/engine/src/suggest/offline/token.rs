//! An objective as words: what can be said with letters and digits, and where the sentence pauses.

/// The most words that are read; an objective of 2,000 characters has fewer.
const MOST: usize = 600;

/// A word of the objective.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// Letters, digits, and hyphens, apostrophes, points, commas or colons between them; or one of `%$€£¥₹`.
    pub(super) text: String,
    /// The same in lower case.
    pub(super) low: String,
    /// The last mark between the word before and this one, `None` when only blanks part them.
    pub(super) gap: Option<char>,
}

impl Token {
    /// True if the sentence goes on without a pause from the word before.
    pub(super) fn flows(&self) -> bool {
        self.gap.is_none()
    }

    /// True if the first letter is a capital.
    pub(super) fn capital(&self) -> bool {
        self.text.chars().next().is_some_and(char::is_uppercase)
    }

    /// The number written here, if it is one (`12`, `12.50`, `1,000`).
    pub(super) fn number(&self) -> Option<f64> {
        let plain: String = self.low.chars().filter(|c| *c != ',').collect();
        let digits = plain.starts_with(|c: char| c.is_ascii_digit())
            && plain.chars().all(|c| c.is_ascii_digit() || c == '.');
        if digits { plain.parse().ok() } else { None }
    }
}

/// The words of a text, in order. Marks, emoji and everything else only part them.
pub(super) fn read(text: &str) -> Vec<Token> {
    let letters: Vec<char> = text.chars().map(straight).collect();
    let mut tokens: Vec<Token> = Vec::new();
    let mut gap = None;
    let mut at = 0;
    while at < letters.len() && tokens.len() < MOST {
        let end = word_end(&letters, at);
        if end == at {
            if letters[at] == '\n' || !letters[at].is_whitespace() {
                gap = Some(letters[at]);
            }
            at += 1;
            continue;
        }
        let text: String = letters[at..end].iter().collect();
        tokens.push(Token { low: text.to_lowercase(), text, gap: gap.take() });
        at = end;
    }
    tokens
}

/// Typographic marks as they are typed.
fn straight(letter: char) -> char {
    match letter {
        '\u{2019}' | '\u{2018}' | '\u{02bc}' => '\'',
        '\u{2010}' | '\u{2011}' => '-',
        '\u{ff05}' => '%',
        other => other,
    }
}

/// Where the word that begins at `start` ends; `start` itself if none begins there.
fn word_end(letters: &[char], start: usize) -> usize {
    if "%$€£¥₹".contains(letters[start]) {
        return start + 1;
    }
    let mut end = start;
    while end < letters.len() {
        let joins = |of: fn(char) -> bool| {
            end > start && of(letters[end - 1]) && letters.get(end + 1).is_some_and(|next| of(*next))
        };
        let part = match letters[end] {
            letter if letter.is_alphanumeric() => true,
            '-' | '\'' | '_' => joins(char::is_alphanumeric),
            '.' | ',' | ':' | '/' => joins(|c| c.is_ascii_digit()),
            '&' => joins(char::is_uppercase),
            _ => false,
        };
        if !part {
            break;
        }
        end += 1;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        read(text).into_iter().map(|token| token.text).collect()
    }

    #[test]
    fn words_keep_what_belongs_inside_them() {
        assert_eq!(
            texts("Don’t miss 12.50€ cold-brew, R&B at 7:30pm 1,000 30/06!"),
            ["Don't", "miss", "12.50", "€", "cold-brew", "R&B", "at", "7:30pm", "1,000", "30/06"]
        );
    }

    #[test]
    fn marks_and_emoji_part_words_and_are_never_part_of_them() {
        assert_eq!(texts("{{ firstName }} <b>hi</b>"), ["firstName", "b", "hi", "b"]);
        assert_eq!(texts("🎉🎉 sale{%raw%}"), ["sale", "%", "raw", "%"]);
        let tokens = read("new: tea");
        assert_eq!((tokens[1].gap, tokens[1].flows()), (Some(':'), false));
    }

    #[test]
    fn numbers_are_read_with_thousands_and_cents() {
        let numbers: Vec<Option<f64>> =
            read("1,000 12.50 V60 12.06.2026").iter().map(Token::number).collect();
        assert_eq!(numbers, [Some(1_000.0), Some(12.5), None, None]);
    }
}
