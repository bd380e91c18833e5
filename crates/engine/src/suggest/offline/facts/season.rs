//! Holidays and seasons by name.

use super::super::token::Token;

/// What is looked for, and how it is said in a sentence.
const SEASONS: [(&str, &str); 43] = [
    ("black friday", "Black Friday"),
    ("cyber monday", "Cyber Monday"),
    ("cyber week", "Cyber Week"),
    ("singles day", "Singles' Day"),
    ("small business saturday", "Small Business Saturday"),
    ("christmas", "Christmas"),
    ("xmas", "Christmas"),
    ("weihnachten", "Christmas"),
    ("noël", "Christmas"),
    ("navidad", "Christmas"),
    ("natale", "Christmas"),
    ("kerst", "Christmas"),
    ("lunar new year", "Lunar New Year"),
    ("chinese new year", "Lunar New Year"),
    ("new year", "the New Year"),
    ("new year's", "the New Year"),
    ("easter", "Easter"),
    ("ostern", "Easter"),
    ("halloween", "Halloween"),
    ("valentine's", "Valentine's Day"),
    ("valentine", "Valentine's Day"),
    ("valentines", "Valentine's Day"),
    ("mother's day", "Mother's Day"),
    ("mothers day", "Mother's Day"),
    ("muttertag", "Mother's Day"),
    ("women's day", "International Women's Day"),
    ("womens day", "International Women's Day"),
    ("father's day", "Father's Day"),
    ("fathers day", "Father's Day"),
    ("thanksgiving", "Thanksgiving"),
    ("diwali", "Diwali"),
    ("ramadan", "Ramadan"),
    ("eid", "Eid"),
    ("hanukkah", "Hanukkah"),
    ("back to school", "the new school year"),
    ("bank holiday", "the bank holiday"),
    ("holidays", "the holidays"),
    ("holiday", "the holidays"),
    ("festive", "the holidays"),
    ("summer", "summer"),
    ("winter", "winter"),
    ("spring", "spring"),
    ("autumn", "autumn"),
];

/// The first holiday of the list that the objective names.
pub(super) fn read(tokens: &[Token]) -> Option<&'static str> {
    let words: Vec<&str> =
        tokens.iter().flat_map(|token| token.low.split('-')).filter(|word| !word.is_empty()).collect();
    let named = |name: &str| {
        let parts: Vec<&str> = name.split(' ').collect();
        words.windows(parts.len()).any(|window| window == parts.as_slice())
    };
    SEASONS.iter().find(|(name, _)| named(name)).map(|(_, said)| *said)
}
