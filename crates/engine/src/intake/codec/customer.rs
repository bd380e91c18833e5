//! A customer, packed: each field that is mentioned, in any order, after its code.

use domain::customer::attributes::{AttributesChange, check_name, text_value};
use domain::customer::consent::ConsentChange;
use domain::customer::{AttributeValue, ConsentState, CustomerRecord, Email, ExternalId, Phone, Tag, Text};
use domain::{Field, FieldError};

use super::packed::{Fields, Packed};
use super::unreadable;

/// What stands before each field.
pub(in crate::intake) mod code {
    pub(in crate::intake) const EXTERNAL_ID: u8 = 1;
    pub(in crate::intake) const EMAIL: u8 = 2;
    pub(in crate::intake) const PHONE: u8 = 3;
    pub(in crate::intake) const NAME: u8 = 4;
    pub(in crate::intake) const CITY: u8 = 5;
    pub(in crate::intake) const TAGS: u8 = 6;
    pub(in crate::intake) const ATTRIBUTES: u8 = 7;
    pub(in crate::intake) const CONSENT: u8 = 8;
    /// Together with another: the field is cleared, and nothing follows.
    pub(in crate::intake) const CLEAR: u8 = 0x80;

    pub(in crate::intake) const NO_VALUE: u8 = 0;
    pub(in crate::intake) const FLOAT: u8 = 1;
    pub(in crate::intake) const WHOLE: u8 = 2;
    pub(in crate::intake) const TEXT: u8 = 3;
    pub(in crate::intake) const TRUE: u8 = 4;
    pub(in crate::intake) const FALSE: u8 = 5;
}

/// Whole numbers up to this are packed as such; a float holds every one of them without loss.
const LARGEST_WHOLE: f64 = 9e15;

/// The number of an attribute.
pub(in crate::intake) fn pack_number(number: f64, to: &mut Packed) {
    // The sign of a negative zero would be lost.
    #[expect(clippy::float_cmp, reason = "exactly the whole numbers a float holds without loss")]
    let whole = number.trunc() == number
        && number.abs() < LARGEST_WHOLE
        && !(number == 0.0 && number.is_sign_negative());
    if whole {
        to.byte(code::WHOLE);
        to.signed(number as i64);
    } else {
        to.byte(code::FLOAT);
        to.float(number);
    }
}

/// What a record says about consent: two bits a channel.
pub(in crate::intake) fn pack_consent(consent: ConsentChange, to: &mut Packed) {
    let bits = |state| match state {
        None => 0,
        Some(ConsentState::Unknown) => 1,
        Some(ConsentState::Granted) => 2,
        Some(ConsentState::Withdrawn) => 3,
    };
    if !consent.is_absent() {
        to.byte(code::CONSENT);
        to.byte(bits(consent.email) | bits(consent.sms) << 2);
    }
}

fn consent(bits: u8) -> Result<ConsentChange, FieldError> {
    let state = |bits| match bits & 3 {
        0 => None,
        1 => Some(ConsentState::Unknown),
        2 => Some(ConsentState::Granted),
        _ => Some(ConsentState::Withdrawn),
    };
    if bits >= 16 {
        return Err(unreadable("consent on a channel that is not known"));
    }
    Ok(ConsentChange { email: state(bits), sms: state(bits >> 2) })
}

/// Adds a record to a batch.
pub(in crate::intake) fn pack(record: &CustomerRecord, to: &mut Packed) {
    to.begin();
    if let Some(id) = &record.external_id {
        to.text_field(code::EXTERNAL_ID, id.as_str());
    }
    pack_text(code::EMAIL, &record.email, Email::as_str, to);
    pack_text(code::PHONE, &record.phone, Phone::as_str, to);
    pack_text(code::NAME, &record.name, Text::as_str, to);
    pack_text(code::CITY, &record.city, Text::as_str, to);
    match &record.tags {
        Field::Absent => {}
        Field::Clear => to.byte(code::TAGS | code::CLEAR),
        Field::Set(tags) => {
            to.byte(code::TAGS);
            let place = to.reserve_count();
            for tag in tags {
                to.text(tag.as_str());
            }
            to.count(place, tags.len());
        }
    }
    match &record.attributes {
        AttributesChange::Absent => {}
        AttributesChange::ClearAll => to.byte(code::ATTRIBUTES | code::CLEAR),
        AttributesChange::Merge(changes) => {
            to.byte(code::ATTRIBUTES);
            let place = to.reserve_count();
            for (name, value) in changes {
                to.text(name);
                match value {
                    None => to.byte(code::NO_VALUE),
                    Some(AttributeValue::Number(number)) => pack_number(*number, to),
                    Some(AttributeValue::Text(text)) => to.text_field(code::TEXT, text),
                    Some(AttributeValue::Boolean(truth)) => {
                        to.byte(if *truth { code::TRUE } else { code::FALSE });
                    }
                }
            }
            to.count(place, changes.len());
        }
    }
    pack_consent(record.consent, to);
    to.end();
}

fn pack_text<T>(code: u8, field: &Field<T>, text: impl Fn(&T) -> &str, to: &mut Packed) {
    match field {
        Field::Absent => {}
        Field::Clear => to.byte(code | code::CLEAR),
        Field::Set(value) => to.text_field(code, text(value)),
    }
}

pub(super) fn unpack(from: &mut Fields<'_>) -> Result<CustomerRecord, FieldError> {
    let mut record = CustomerRecord::default();
    while let Some(code) = from.next_code() {
        let clear = code & code::CLEAR != 0;
        match code & !code::CLEAR {
            code::EXTERNAL_ID if !clear => record.external_id = Some(ExternalId::parse(from.text()?)?),
            code::EMAIL => record.email = text(clear, from, Email::parse)?,
            code::PHONE => record.phone = text(clear, from, Phone::parse)?,
            code::NAME => record.name = text(clear, from, Text::parse)?,
            code::CITY => record.city = text(clear, from, Text::parse)?,
            code::TAGS if clear => record.tags = Field::Clear,
            code::TAGS => record.tags = Field::Set(tags(from)?),
            code::ATTRIBUTES if clear => record.attributes = AttributesChange::ClearAll,
            code::ATTRIBUTES => record.attributes = AttributesChange::Merge(attributes(from)?),
            code::CONSENT if !clear => record.consent = consent(from.byte()?)?,
            _ => return Err(unreadable("holds a field that is not known")),
        }
    }
    Ok(record)
}

fn text<T>(
    clear: bool,
    from: &mut Fields<'_>,
    parse: impl Fn(&str) -> Result<T, FieldError>,
) -> Result<Field<T>, FieldError> {
    if clear { Ok(Field::Clear) } else { parse(from.text()?).map(Field::Set) }
}

fn tags(from: &mut Fields<'_>) -> Result<Vec<Tag>, FieldError> {
    (0..from.count()?).map(|_| Tag::parse(from.text()?)).collect()
}

/// Attributes that are set or cleared.
type Changes = Vec<(Box<str>, Option<AttributeValue>)>;

fn attributes(from: &mut Fields<'_>) -> Result<Changes, FieldError> {
    let attribute = |from: &mut Fields<'_>| {
        let name = from.text()?;
        check_name(name)?;
        let value = match from.byte()? {
            code::NO_VALUE => None,
            code::FLOAT => {
                Some(from.float()?).filter(|number| number.is_finite()).map(AttributeValue::Number)
            }
            code::WHOLE => Some(AttributeValue::Number(from.signed()? as f64)),
            code::TEXT => text_value(from.text()?)?.map(|text| AttributeValue::Text(text.into())),
            code::TRUE => Some(AttributeValue::Boolean(true)),
            code::FALSE => Some(AttributeValue::Boolean(false)),
            _ => return Err(unreadable("holds a value of a kind that is not known")),
        };
        Ok((name.into(), value))
    };
    (0..from.count()?).map(|_| attribute(from)).collect()
}
