//! How many parts a text message is sent in: what it costs.

/// The length of a text message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SmsLength {
    /// Characters as people count them.
    pub characters: usize,
    /// Parts it is sent in, and paid for: 0 for an empty text.
    pub parts: usize,
    /// What fits one part: 160 letters of the GSM alphabet (those of its extension count twice), or 70 of any other.
    pub one_part: usize,
}

/// The default alphabet of GSM 03.38 (3GPP TS 23.038, section 6.2.1), one septet each.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡\
                     ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// The extension table (section 6.2.1.1): an escape and a letter, two septets.
const EXTENSION: &str = "^{}\\[~]|€\u{c}";

/// Counts characters and parts of a text message.
///
/// A text within the GSM alphabet fits 160 septets, or 153 in each of several parts; any other letter turns the
/// whole text into UCS-2 with 70, or 67, units of 16 bits. Neither an escape nor an emoji is split between parts.
pub fn sms_parts(text: &str) -> SmsLength {
    let characters = text.chars().count();
    let septets = text.chars().map(septets).collect::<Option<Vec<_>>>();
    let (parts, one_part) = match septets {
        Some(septets) => (parts(septets.into_iter(), 160, 153), 160),
        None => (parts(text.chars().map(char::len_utf16), 70, 67), 70),
    };
    SmsLength { characters, parts, one_part }
}

fn septets(c: char) -> Option<usize> {
    match c {
        ' '..='Z' | 'a'..='z' if c != '`' => Some(1),
        c if BASIC.contains(c) => Some(1),
        c if EXTENSION.contains(c) => Some(2),
        _ => None,
    }
}

/// Fills parts with characters that take `sizes`.
fn parts(sizes: impl Iterator<Item = usize> + Clone, alone: usize, joined: usize) -> usize {
    let all: usize = sizes.clone().sum();
    if all <= alone {
        return usize::from(all > 0);
    }
    let (mut parts, mut filled) = (1, 0);
    for size in sizes {
        if filled + size > joined {
            (parts, filled) = (parts + 1, 0);
        }
        filled += size;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(text: &str) -> (usize, usize) {
        let length = sms_parts(text);
        (length.characters, length.parts)
    }

    #[test]
    fn a_text_in_the_gsm_alphabet_holds_160_letters_and_153_in_each_of_several_parts() {
        assert_eq!(count(""), (0, 0));
        assert_eq!(count(&"a".repeat(160)), (160, 1));
        assert_eq!(count(&"é".repeat(160)), (160, 1));
        assert_eq!(count(&"a".repeat(161)), (161, 2));
        assert_eq!(count(&"a".repeat(306)), (306, 2));
        assert_eq!(count(&"a".repeat(307)), (307, 3));
    }

    #[test]
    fn a_letter_of_the_extension_table_counts_twice_and_is_never_split() {
        assert_eq!(count(&"€".repeat(80)), (80, 1));
        assert_eq!(count(&"€".repeat(81)), (81, 2));
        // 153 is odd: each part holds 76 of them, with a septet to spare.
        assert_eq!(count(&"€".repeat(152)), (152, 2));
        assert_eq!(count(&"€".repeat(153)), (153, 3));
    }

    #[test]
    fn one_letter_outside_the_alphabet_turns_the_whole_text_into_ucs2() {
        assert_eq!(count(&format!("{}ç", "a".repeat(69))), (70, 1));
        assert_eq!(count(&format!("{}ç", "a".repeat(70))), (71, 2));
        assert_eq!(count(&"ł".repeat(134)), (134, 2));
        assert_eq!(count(&"ł".repeat(135)), (135, 3));
        // An emoji takes two units and is never split: 33 in each part of 67.
        assert_eq!(count(&"🌻".repeat(35)), (35, 1));
        assert_eq!(count(&"🌻".repeat(66)), (66, 2));
        assert_eq!(count(&"🌻".repeat(67)), (67, 3));
    }

    #[test]
    fn the_alphabet_is_the_published_one() {
        assert_eq!(BASIC.chars().count(), 127, "128 places, one of them the escape");
        assert_eq!(EXTENSION.chars().count(), 10);
        for c in (0..0x2_0000).filter_map(char::from_u32) {
            let expected = if BASIC.contains(c) { Some(1) } else { EXTENSION.contains(c).then_some(2) };
            assert_eq!(septets(c), expected, "{c:?}");
        }
    }
}
