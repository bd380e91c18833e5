//! CSV with a header row of the API's field names: each row becomes the JSON record it stands for.

use std::io::Read;

use domain::FieldError;
use domain::field::excerpt;
use serde_json::{Map, Value, json};
use store::ImportKind;

use super::{ImportError, Row, Rows};

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Column {
    /// Text, as it is.
    Text(&'static str),
    /// A number such as `12.50`.
    Number(&'static str),
    /// Texts separated by semicolons.
    List(&'static str),
    /// Consent on a channel.
    Consent(String),
    /// An attribute: number, true, false, or text.
    Attribute(String),
}

const CUSTOMER_COLUMNS: [Column; 6] = [
    Column::Text("externalId"),
    Column::Text("email"),
    Column::Text("phone"),
    Column::Text("name"),
    Column::Text("city"),
    Column::List("tags"),
];

const ORDER_COLUMNS: [Column; 8] = [
    Column::Text("externalId"),
    Column::Text("email"),
    Column::Text("customerExternalId"),
    Column::Number("amount"),
    Column::Number("refundedAmount"),
    Column::List("items"),
    Column::Text("orderDate"),
    Column::Text("status"),
];

impl Column {
    fn name(&self) -> &str {
        match self {
            Self::Text(name) | Self::Number(name) | Self::List(name) => name,
            Self::Consent(name) | Self::Attribute(name) => name,
        }
    }

    /// The column a header names.
    fn named(kind: ImportKind, header: &str) -> Option<Self> {
        let known = match kind {
            ImportKind::Customers => &CUSTOMER_COLUMNS[..],
            ImportKind::Orders => &ORDER_COLUMNS[..],
        };
        if let Some(column) = known.iter().find(|column| column.name().eq_ignore_ascii_case(header)) {
            return Some(column.clone());
        }
        let below =
            |prefix: &str| header.strip_prefix(prefix).filter(|name| !name.is_empty()).map(ToOwned::to_owned);
        match kind {
            ImportKind::Customers => {
                below("attributes.").map(Self::Attribute).or_else(|| below("consent.").map(Self::Consent))
            }
            ImportKind::Orders => None,
        }
    }
}

/// The rows of a file. Fails if the header is not one we can read; nothing is taken then.
pub(super) fn rows(kind: ImportKind, file: &[u8]) -> Result<Rows<'_>, ImportError> {
    let file = file.strip_prefix("\u{feff}".as_bytes()).unwrap_or(file);
    if file.trim_ascii().is_empty() {
        let message =
            format!("The file is empty; expected a header row. {} Nothing was taken.", expected(kind));
        return Err(ImportError::Malformed(message));
    }
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(file.chain(END));
    let columns = columns(kind, reader.headers().map_err(|_| not_text())?)?;
    let mut lines = Lines { file, line: 1, seen: 0 };
    Ok(Box::new(reader.into_records().filter_map(move |read| match read {
        Ok(cells) if cells.len() == 1 && cells[0] == *MARK => None,
        Ok(cells) => {
            let line = lines.of(cells.position());
            if cells.iter().next_back().is_some_and(|cell| cell.ends_with(MARK)) {
                return Some(Row { line, record: Err(unclosed()) });
            }
            let blank = cells.iter().all(|cell| cell.trim().is_empty());
            (!blank).then(|| Row { line, record: record(&columns, &cells).map(|record| record.to_string()) })
        }
        Err(error) => {
            let line = lines.of(error.position());
            let message = match error.kind() {
                csv::ErrorKind::Utf8 { .. } => "the row is not UTF-8 text; save the file as UTF-8".to_owned(),
                _ => error.to_string(),
            };
            Some(Row { line, record: Err(FieldError::new("", "unreadable_row", message)) })
        }
    })))
}

/// Read after the file. The parser gives it as a row of its own, unless a quote before it was never closed: then it
/// ends the last cell, and with it everything between was swallowed.
const END: &[u8] = b"\n\0end of file\0";
const MARK: &str = "\0end of file\0";

fn unclosed() -> FieldError {
    let message = "a quotation mark in this row is never closed, so that it runs on to the end of the file";
    FieldError::new("", "unclosed_quote", message)
}

fn not_text() -> ImportError {
    let message =
        "The file is not UTF-8 text. Save it as CSV in UTF-8, then import it again. Nothing was taken.";
    ImportError::Malformed(message.into())
}

/// Finds the line a record begins in. The reader's own count stops before the blank lines it skips.
struct Lines<'a> {
    file: &'a [u8],
    line: u64,
    seen: usize,
}

impl Lines<'_> {
    fn of(&mut self, position: Option<&csv::Position>) -> u64 {
        let reached =
            position.map_or(self.seen, |position| usize::try_from(position.byte()).unwrap_or(usize::MAX));
        let reached = reached.clamp(self.seen, self.file.len());
        let blank = self.file[reached..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let begin = reached + blank;
        self.line += self.file[self.seen..begin].iter().filter(|byte| **byte == b'\n').count() as u64;
        self.seen = begin;
        self.line
    }
}

fn columns(kind: ImportKind, headers: &csv::StringRecord) -> Result<Vec<Column>, ImportError> {
    let mut columns: Vec<Column> = Vec::with_capacity(headers.len());
    for header in headers {
        let header = header.trim();
        if header.ends_with(MARK) {
            let message = "A quotation mark in the header row is never closed. Nothing was taken.";
            return Err(ImportError::Malformed(message.into()));
        }
        // UTF-16, a spreadsheet, an archive: text has no such characters in its first row.
        if header.contains(|c: char| c.is_control() && !c.is_whitespace()) {
            return Err(not_text());
        }
        let column = Column::named(kind, header).ok_or_else(|| {
            let separated = if headers.len() == 1 && header.contains([';', '\t']) {
                " Separate columns by commas."
            } else {
                ""
            };
            ImportError::Malformed(format!(
                "There is no column \"{}\".{separated} {} Nothing was taken.",
                excerpt(header),
                expected(kind)
            ))
        })?;
        if columns.contains(&column) {
            return Err(ImportError::Malformed(format!(
                "The column \"{header}\" stands twice. Nothing was taken."
            )));
        }
        columns.push(column);
    }
    Ok(columns)
}

fn expected(kind: ImportKind) -> String {
    let (known, more) = match kind {
        ImportKind::Customers => {
            (&CUSTOMER_COLUMNS[..], ", consent.email, consent.sms, and attributes.NAME for your own")
        }
        ImportKind::Orders => (&ORDER_COLUMNS[..], ""),
    };
    let names: Vec<&str> = known.iter().map(Column::name).collect();
    format!("Columns are {}{more}.", names.join(", "))
}

/// The record a row stands for; an empty cell says nothing.
fn record(columns: &[Column], cells: &csv::StringRecord) -> Result<Value, FieldError> {
    if cells.len() != columns.len() {
        let message = format!("expected {} cells, got {}", columns.len(), cells.len());
        return Err(FieldError::new("", "wrong_number_of_cells", message));
    }
    let mut record = Map::new();
    for (column, cell) in columns.iter().zip(cells).filter(|(_, cell)| !cell.trim().is_empty()) {
        match column {
            Column::Text(name) => record.insert((*name).to_owned(), json!(cell)),
            Column::Number(name) => record.insert((*name).to_owned(), number(name, cell)?),
            Column::List(name) => {
                let items = cell.split(';').map(str::trim).filter(|item| !item.is_empty());
                record.insert((*name).to_owned(), items.collect())
            }
            Column::Consent(channel) => {
                nested(&mut record, "consent", channel, json!(cell.trim().to_lowercase()))
            }
            Column::Attribute(name) => nested(&mut record, "attributes", name, attribute(cell)),
        };
    }
    Ok(Value::Object(record))
}

fn nested(record: &mut Map<String, Value>, outer: &str, name: &str, value: Value) -> Option<Value> {
    record.entry(outer).or_insert_with(|| json!({})).as_object_mut()?.insert(name.to_owned(), value)
}

/// A number as JSON writes it; thousands separators and decimal commas are refused, not guessed.
fn number(field: &str, cell: &str) -> Result<Value, FieldError> {
    let value: Option<serde_json::Number> = serde_json::from_str(cell.trim()).ok();
    value.map(Value::Number).ok_or_else(|| {
        FieldError::new(
            field,
            "not_a_number",
            format!("expected a number such as 12.50, got \"{}\"", excerpt(cell)),
        )
    })
}

/// What a cell of an attribute means: true, false, a number in its shortest form, or else text, so that `00123`
/// stays what it is.
fn attribute(cell: &str) -> Value {
    let bare = cell.trim();
    match bare {
        "true" => json!(true),
        "false" => json!(false),
        _ => match serde_json::from_str::<serde_json::Number>(bare) {
            Ok(number) if bare.len() <= 15 => Value::Number(number),
            _ => json!(cell),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(kind: ImportKind, file: &str) -> Vec<(u64, Result<String, FieldError>)> {
        rows(kind, file.as_bytes()).ok().unwrap().map(|row| (row.line, row.record)).collect()
    }

    #[test]
    fn a_row_becomes_the_record_it_stands_for() {
        let file = "\u{feff}email,name,tags,attributes.size,attributes.zip,attributes.vip,consent.email\n\
                    ana@shop.com,\"López, Ana\",vip; new,42,00123,true,Granted\n\nbo@shop.com,,,,,,\n";
        let rows = read(ImportKind::Customers, file);
        assert_eq!(rows[0].0, 2);
        let expected = json!({"email": "ana@shop.com", "name": "López, Ana", "tags": ["vip", "new"],
            "attributes": {"size": 42, "zip": "00123", "vip": true}, "consent": {"email": "granted"}});
        assert_eq!(serde_json::from_str::<Value>(rows[0].1.as_ref().unwrap()).unwrap(), expected);
        assert_eq!(rows[1].0, 4);
        assert_eq!(rows[1].1.as_deref(), Ok(r#"{"email":"bo@shop.com"}"#));
    }

    #[test]
    fn a_row_that_makes_no_sense_is_named_by_line_and_column() {
        let rows = read(ImportKind::Orders, "email,amount\na@b.co,\"12,50\"\na@b.co\na@b.co,7\n");
        let errors: Vec<(u64, &str, &str)> = rows
            .iter()
            .filter_map(|(line, row)| row.as_ref().err().map(|e| (*line, e.field.as_str(), e.code.as_str())))
            .collect();
        assert_eq!(errors, [(2, "amount", "not_a_number"), (3, "", "wrong_number_of_cells")]);
        assert!(rows[2].1.is_ok());
    }

    #[test]
    fn a_quote_that_is_never_closed_is_named_and_swallows_no_row_in_silence() {
        let rows = read(ImportKind::Customers, "email,name\na@b.co,\"Ann\nc@d.co,Cy\ne@f.co,Ed\n");
        assert_eq!(rows.len(), 1);
        assert_eq!((rows[0].0, rows[0].1.as_ref().unwrap_err().code.as_str()), (2, "unclosed_quote"));
        for whole in
            ["email,name\na@b.co,\"Ann\"", "email,name\na@b.co,5\" pipe\n", "email\r\na@b.co\r\n\r\n"]
        {
            let rows = read(ImportKind::Customers, whole);
            assert!(rows.len() == 1 && rows[0].1.is_ok(), "{whole}: {rows:?}");
        }
        assert!(read(ImportKind::Customers, "email,name\n").is_empty());
    }

    #[test]
    fn a_file_that_is_no_csv_is_refused_in_words_for_people() {
        let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let files = [
            (Vec::new(), "is empty"),
            (b"\xef\xbb\xbf\r\n".to_vec(), "is empty"),
            (utf16("email,name\na@b.co,Ann\n"), "not UTF-8"),
            (utf16("\u{feff}email,name\na@b.co,Ann\n"), "not UTF-8"),
            (b"PK\x03\x04\x14\0\x08".to_vec(), "not UTF-8"),
            (b"email;name\na@b.co;Ann\n".to_vec(), "Separate columns by commas"),
            (b"email,\"name\na@b.co,Ann\n".to_vec(), "never closed"),
        ];
        for (file, expected) in files {
            let error = rows(ImportKind::Customers, &file).err().unwrap().to_string();
            assert!(error.contains(expected), "{expected}: {error}");
        }
    }

    #[test]
    fn an_unknown_or_repeated_column_stops_the_import_before_anything_is_taken() {
        for file in ["email,shoeSize\na@b.co,4\n", "email,email\na@b.co,a@b.co\n", "email,attributes.\n"] {
            assert!(rows(ImportKind::Customers, file.as_bytes()).is_err(), "{file}");
        }
    }
}
