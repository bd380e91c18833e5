//! CSV that a spreadsheet opens as text and numbers and never runs: the only place that writes a CSV file.
//!
//! A cell such as `=HYPERLINK(…)` is a formula to a spreadsheet, whoever wrote it: a customer's name could send the row
//! beside it elsewhere as soon as a marketer opens the export. Quotes do not help, an apostrophe before the sign does.

use std::borrow::Cow;

/// What a file begins with, so that Excel reads it as UTF-8.
pub const MARK: &str = "\u{feff}";

/// Rows as CSV (RFC 4180), their cells harmless.
pub fn rows<Row, Cell>(rows: impl IntoIterator<Item = Row>) -> Vec<u8>
where
    Row: IntoIterator<Item = Cell>,
    Cell: AsRef<str>,
{
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer(Vec::new());
    for row in rows {
        let cells: Vec<Cell> = row.into_iter().collect();
        // Writing into memory cannot fail.
        let _ = writer.write_record(cells.iter().map(|cell| harmless(cell.as_ref()).into_owned()));
    }
    writer.into_inner().unwrap_or_default()
}

/// A text that a spreadsheet takes for a text: an apostrophe stands before each sign that would begin a formula, at the
/// start and after whatever some spreadsheets split a row at. Numbers stay numbers. A byte order mark is seen by nobody:
/// in the first cell of a file it would be taken away, and what follows it would begin.
pub fn harmless(text: &str) -> Cow<'_, str> {
    if is_number(text) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::new();
    let mut kept = 0;
    let mut may_begin = true;
    for (at, letter) in text.char_indices() {
        if (may_begin && begins_a_formula(letter)) || (at == 0 && matches!(letter, '\t' | '\r' | '\u{feff}'))
        {
            safe.push_str(&text[kept..at]);
            safe.push('\'');
            kept = at;
        }
        may_begin = splits_a_row(letter) || (may_begin && (letter.is_whitespace() || letter == '\u{feff}'));
    }
    if kept == 0 && safe.is_empty() {
        return Cow::Borrowed(text);
    }
    safe.push_str(&text[kept..]);
    Cow::Owned(safe)
}

/// Such as `-12.50`; not `+49…`, which a spreadsheet would calculate with.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let positive = text.strip_prefix('-').unwrap_or(text);
    positive.split_once('.').map_or_else(|| digits(positive), |(whole, part)| digits(whole) && digits(part))
}

/// Also in their wide forms, which Japanese spreadsheets take for the same.
fn begins_a_formula(letter: char) -> bool {
    matches!(letter, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠')
}

/// Where the decimal sign is a comma, spreadsheets split at semicolons, and take no notice of quotes inside.
fn splits_a_row(letter: char) -> bool {
    matches!(letter, ';' | '\t' | '\r' | '\n')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_would_run_is_text_and_numbers_stay_numbers() {
        for (text, safe) in [
            ("=HYPERLINK(\"https://evil.example\")", "'=HYPERLINK(\"https://evil.example\")"),
            ("+4915112345678", "'+4915112345678"),
            ("-1+2", "'-1+2"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t'=1"),
            ("\r=1", "'\r'=1"),
            ("  =1", "  '=1"),
            ("Ana;=1+1;x", "Ana;'=1+1;x"),
            ("Ana\n@x", "Ana\n'@x"),
            ("＝1", "'＝1"),
            ("\u{feff}=1", "'\u{feff}'=1"),
            ("\u{feff}", "'\u{feff}"),
            ("-", "'-"),
            ("", ""),
            ("-12.50", "-12.50"),
            ("-7", "-7"),
            ("Ana-Maria = 2 + 2; ok", "Ana-Maria = 2 + 2; ok"),
        ] {
            assert_eq!(harmless(text), safe);
        }
    }

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        let file =
            rows([vec!["line", "message"], vec!["3", "expected \"a\", got b"], vec!["4", "two\nlines"]]);
        let file = String::from_utf8(file).unwrap();
        assert_eq!(file, "line,message\r\n3,\"expected \"\"a\"\", got b\"\r\n4,\"two\nlines\"\r\n");
    }

    /// Texts that try.
    fn text() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("=".to_owned()),
            Just("+".to_owned()),
            Just("-".to_owned()),
            Just("@".to_owned()),
            Just("\t".to_owned()),
            Just("\r".to_owned()),
            Just("\n".to_owned()),
            Just(";".to_owned()),
            Just(",".to_owned()),
            Just("\"".to_owned()),
            Just("'".to_owned()),
            Just(" ".to_owned()),
            Just("＝".to_owned()),
            Just(MARK.to_owned()),
            Just("12.5".to_owned()),
            any::<char>().prop_map(String::from),
        ];
        prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn whatever_is_written_comes_back_as_it_was_or_with_apostrophes_and_never_runs(
            table in prop::collection::vec(prop::collection::vec(text(), 2..5), 1..6),
        ) {
            let file = rows(&table);
            let mut reader =
                csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(file.as_slice());
            let read: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
            prop_assert_eq!(read.len(), table.len());
            for (cells, written) in read.iter().zip(&table) {
                prop_assert_eq!(cells.len(), written.len());
                for (cell, text) in cells.iter().zip(written) {
                    prop_assert_eq!(cell.replace('\'', ""), text.replace('\'', ""));
                    if is_number(text) {
                        prop_assert_eq!(cell, text);
                        continue;
                    }
                    prop_assert!(!cell.starts_with(['\t', '\r', '\u{feff}']), "{cell:?}");
                    for part in cell.split([';', '\t', '\r', '\n']) {
                        prop_assert!(!part.trim_start_matches(|letter: char| letter.is_whitespace() || MARK.contains(letter)).starts_with(begins_a_formula), "{cell:?}");
                    }
                }
            }
        }
    }
}
