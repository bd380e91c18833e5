//! What of a customer's text is shown, and whether anything is left to see.

use std::borrow::Cow;

/// Opens a value within a rendered text. Noncharacters mean nothing to anybody else (Unicode, section 23.7);
/// no message and no value holds them.
pub(super) const OPEN: char = '\u{fdd0}';
/// Closes a value.
pub(super) const CLOSE: char = '\u{fdd1}';

/// True for a character that leaves ink. Blanks, controls, joiners and fillers do not.
pub(super) fn shows(c: char) -> bool {
    !(c.is_whitespace() || c.is_control() || turns(c) || marks(c) || fills(c))
}

/// A value as it is put into a message: one line, trimmed, nothing that reverses or marks what stands around
/// it; `None` if there would be nothing to see.
pub(super) fn presentable(text: &str) -> Option<Cow<'_, str>> {
    let text = text.trim();
    if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return (!text.is_empty()).then_some(Cow::Borrowed(text));
    }
    if !text.chars().any(shows) {
        return None;
    }
    let plain = |c: char| !(c.is_control() || turns(c) || marks(c) || matches!(c, '\u{2028}' | '\u{2029}'));
    if text.chars().all(plain) {
        return Some(Cow::Borrowed(text));
    }
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() || c.is_whitespace() {
            // One blank, however long the gap was.
            if !line.ends_with(' ') && !line.is_empty() {
                line.push(' ');
            }
        } else if !turns(c) && !marks(c) {
            line.push(c);
        }
    }
    line.truncate(line.trim_end().len());
    Some(Cow::Owned(line))
}

/// Controls of writing direction: within a value they would turn the rest of the line.
const fn turns(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

pub(super) const fn marks(c: char) -> bool {
    matches!(c, OPEN | CLOSE)
}

/// Characters without ink that do have a place inside words and emoji.
const fn fills(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
    ) || matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' | '\u{2800}')
        || matches!(c, '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}')
        || matches!(c, '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Option<String> {
        presentable(text).map(Cow::into_owned)
    }

    #[test]
    fn a_value_becomes_one_trimmed_line() {
        assert_eq!(shown(" Ana \n\tLópez\r\n").as_deref(), Some("Ana López"));
        assert_eq!(shown("Zoë 🌻").as_deref(), Some("Zoë 🌻"));
        assert_eq!(shown("a\u{2028}b\u{85}c").as_deref(), Some("a b c"));
    }

    #[test]
    fn a_value_cannot_turn_or_mark_what_stands_around_it() {
        assert_eq!(shown("Ana\u{202e}evil\u{2066}").as_deref(), Some("Anaevil"));
        assert_eq!(shown("\u{fdd1}Ana\u{fdd0}").as_deref(), Some("Ana"));
    }

    #[test]
    fn what_leaves_no_ink_is_missing() {
        for text in
            ["", " \n", "\u{200b}", "\u{200d}\u{fe0f}", "\u{3164}", "\u{2800}\u{ad}", "\u{202e}", "\u{fdd0}"]
        {
            assert_eq!(shown(text), None, "{text:?}");
        }
    }

    #[test]
    fn the_joiners_of_an_emoji_stay() {
        assert_eq!(shown("👩‍👩‍👧").as_deref(), Some("👩‍👩‍👧"));
    }
}
