//! CSV with a header row of the API's field names: each row becomes the JSON record it stands for.

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
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(file);
    let headers = reader
        .headers()
        .map_err(|error| ImportError::Malformed(format!("The header row cannot be read: {error}.")))?;
    let columns = columns(kind, headers)?;
    let mut lines = Lines { file, line: 1, seen: 0 };
    Ok(Box::new(reader.into_records().filter_map(move |read| match read {
        Ok(cells) => {
            let line = lines.of(cells.position());
            let blank = cells.iter().all(|cell| cell.trim().is_empty());
            (!blank).then(|| Row { line, record: record(&columns, &cells).map(|record| record.to_string()) })
        }
        Err(error) => {
            let line = lines.of(error.position());
            Some(Row { line, record: Err(FieldError::new("", "unreadable_row", error.to_string())) })
        }
    })))
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
        let column = Column::named(kind, header).ok_or_else(|| {
            ImportError::Malformed(format!(
                "There is no column \"{}\". {} Nothing was taken.",
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
    fn an_unknown_or_repeated_column_stops_the_import_before_anything_is_taken() {
        for file in ["email,shoeSize\na@b.co,4\n", "email,email\na@b.co,a@b.co\n", "email,attributes.\n"] {
            assert!(rows(ImportKind::Customers, file.as_bytes()).is_err(), "{file}");
        }
    }
}
