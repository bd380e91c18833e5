//! Reads JSON from a text, as far as it is plain.

/// A place in a text. Where something is not plain or not as expected, every method says `None`.
pub(super) struct Scan<'t> {
    text: &'t str,
    at: usize,
}

/// A number as written: `digits` without its point, and how many of them stand behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Decimal {
    pub(super) negative: bool,
    pub(super) digits: i64,
    pub(super) places: usize,
}

/// So many digits fit a float without loss.
const MOST_DIGITS: usize = 15;

const TENS: [f64; MOST_DIGITS + 1] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

impl Decimal {
    /// The nearest float: both numbers are exact, and a division of exact numbers is correctly rounded.
    pub(super) fn float(self) -> f64 {
        let magnitude = self.digits as f64 / TENS[self.places];
        if self.negative { -magnitude } else { magnitude }
    }
}

impl<'t> Scan<'t> {
    pub(super) const fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    pub(super) const fn place(&self) -> usize {
        self.at
    }

    pub(super) const fn go_to(&mut self, place: usize) {
        self.at = place;
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub(super) fn skip_blanks(&mut self) {
        while matches!(self.byte(), Some(b' ' | b'\n' | b'\t' | b'\r')) {
            self.at += 1;
        }
    }

    /// The next byte that is not blank, which stays.
    pub(super) fn peek(&mut self) -> Option<u8> {
        self.skip_blanks();
        self.byte()
    }

    /// The next byte that is not blank.
    pub(super) fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    /// The next byte that is not blank must be this one.
    pub(super) fn eat(&mut self, wanted: u8) -> Option<()> {
        (self.next()? == wanted).then_some(())
    }

    /// Nothing but blanks may follow.
    pub(super) fn at_end(&mut self) -> Option<()> {
        self.peek().is_none().then_some(())
    }

    /// A text without escapes.
    pub(super) fn text(&mut self) -> Option<&'t str> {
        self.eat(b'"')?;
        let begin = self.at;
        let rest = self.text.as_bytes().get(begin..)?;
        let length = until_special(rest);
        if rest.get(length) != Some(&b'"') {
            return None;
        }
        self.at = begin + length + 1;
        self.text.get(begin..begin + length)
    }

    /// The name of a field and the colon after it.
    pub(super) fn name(&mut self) -> Option<&'t str> {
        let name = self.text()?;
        self.eat(b':')?;
        Some(name)
    }

    /// A text; an empty one for `null`, where blank means the same.
    pub(super) fn text_or_null(&mut self) -> Option<&'t str> {
        if self.null()? { Some("") } else { self.text() }
    }

    /// True if `null` stands here, false if something else does.
    pub(super) fn null(&mut self) -> Option<bool> {
        if self.peek()? == b'n' { self.word("null").map(|()| true) } else { Some(false) }
    }

    /// A word of JSON.
    pub(super) fn word(&mut self, word: &str) -> Option<()> {
        self.skip_blanks();
        self.text.as_bytes().get(self.at..)?.starts_with(word.as_bytes()).then(|| self.at += word.len())
    }

    /// A number without exponent of at most fifteen digits.
    pub(super) fn decimal(&mut self) -> Option<Decimal> {
        let negative = self.peek()? == b'-';
        self.at += usize::from(negative);
        let begin = self.at;
        let mut digits = self.digits(0);
        let whole = self.at - begin;
        if whole == 0 || (whole > 1 && self.text.as_bytes().get(begin) == Some(&b'0')) {
            return None;
        }
        let mut places = 0;
        if self.byte() == Some(b'.') {
            self.at += 1;
            let point = self.at;
            digits = self.digits(digits);
            places = self.at - point;
            if places == 0 {
                return None;
            }
        }
        let exponent = matches!(self.byte(), Some(b'e' | b'E'));
        // A negative zero keeps its sign on the slow way.
        if exponent || whole + places > MOST_DIGITS || (negative && digits == 0) {
            return None;
        }
        Some(Decimal { negative, digits, places })
    }

    /// Reads on a number; of one that is too long the digits mean nothing.
    fn digits(&mut self, mut number: i64) -> i64 {
        while let Some(byte @ b'0'..=b'9') = self.byte() {
            number = number.wrapping_mul(10).wrapping_add(i64::from(byte - b'0'));
            self.at += 1;
        }
        number
    }

    /// After a value: true if another follows, false at the end of the object or array.
    pub(super) fn more(&mut self, end: u8) -> Option<bool> {
        match self.next()? {
            b',' => Some(true),
            byte if byte == end => Some(false),
            _ => None,
        }
    }

    /// Into an object or array: true if there is something in it.
    pub(super) fn enter(&mut self, begin: u8, end: u8) -> Option<bool> {
        self.eat(begin)?;
        let empty = self.peek()? == end;
        self.at += usize::from(empty);
        Some(!empty)
    }
}

/// How many bytes stand before the first quote, backslash or control character; eight at a time.
fn until_special(bytes: &[u8]) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = 0x8080_8080_8080_8080;
    // The lowest byte that is found is found rightly; borrows only reach bytes above it.
    let zeros = |word: u64| word.wrapping_sub(ONES) & !word;
    let (chunks, _) = bytes.as_chunks::<8>();
    for (index, chunk) in chunks.iter().enumerate() {
        let word = u64::from_le_bytes(*chunk);
        let quotes = zeros(word ^ (ONES * u64::from(b'"')));
        let backslashes = zeros(word ^ (ONES * u64::from(b'\\')));
        let controls = word.wrapping_sub(ONES * 0x20) & !word;
        let found = (quotes | backslashes | controls) & HIGHS;
        if found != 0 {
            return index * 8 + (found.trailing_zeros() / 8) as usize;
        }
    }
    let begin = chunks.len() * 8;
    let rest = bytes.iter().skip(begin);
    begin + rest.take_while(|byte| !matches!(byte, b'"' | b'\\' | 0..=0x1f)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_text_is_found_at_every_place() {
        for end in [b'"', b'\\', b'\n', 0, 0x1f] {
            for before in 0..20 {
                let mut bytes = vec![b'a'; before];
                bytes.extend([end, b'"', 0x20, 0x7f, 0xc3, 0xa9, b'!', b'#', b']', b'[', b'"', b'\\']);
                assert_eq!(until_special(&bytes), before);
            }
        }
        for length in 0..20 {
            for filler in [b' ', b'!', b'#', b'[', b']', 0x7f, 0x80, 0xa2, 0xdc, 0xff] {
                assert_eq!(until_special(&vec![filler; length]), length, "{filler}");
            }
        }
    }

    #[test]
    fn a_number_is_the_float_that_the_library_reads() {
        let mut read = 0;
        for text in [
            "0",
            "-0",
            "7",
            "-7",
            "00",
            "01",
            "1.",
            ".5",
            "-",
            "1e3",
            "1.5",
            "-1.25",
            "0.1",
            "0.30",
            "12345678901.2345",
            "999999999999999",
            "9999999999999999",
            "0.000000000000001",
            "123.456789012345",
            "4.35",
            "1.005",
            "--1",
            "+1",
            "0.0",
            "-0.0",
            "1.5e1",
            "100000000000.01",
        ] {
            let Some(decimal) = Scan::new(text).decimal() else { continue };
            let library: f64 = serde_json::from_str(text).unwrap();
            assert_eq!(decimal.float().to_bits(), library.to_bits(), "{text}");
            read += 1;
        }
        assert_eq!(read, 14);
    }
}
