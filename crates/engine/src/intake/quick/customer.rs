//! A customer, read and packed in one pass.

use std::borrow::Cow;

use domain::FieldError;
use domain::customer::attributes::{MAX_ATTRIBUTES, check_name, text_value};
use domain::customer::consent::ConsentChange;
use domain::customer::record::MAX_TAGS;
use domain::customer::{ConsentState, Email, ExternalId, Phone, Tag, Text};

use super::scan::Scan;
use crate::intake::codec::customer_code as code;
use crate::intake::codec::{Packed, pack_consent, pack_number};

/// Takes a text into its canonical form.
type Canonical = fn(&str) -> Result<Cow<'_, str>, FieldError>;

/// Packs the record that begins here. `seen` is room for what must not be there twice.
pub(super) fn read<'t>(scan: &mut Scan<'t>, to: &mut Packed, seen: &mut Vec<&'t str>) -> Option<()> {
    let (mut mentioned, mut named) = (0_u16, false);
    let mut more = scan.enter(b'{', b'}')?;
    while more {
        let (code, canonical): (u8, Option<Canonical>) = match scan.name()? {
            "externalId" => (code::EXTERNAL_ID, Some(ExternalId::canonical)),
            "email" => (code::EMAIL, Some(Email::canonical)),
            "name" => (code::NAME, Some(Text::canonical)),
            "phone" => (code::PHONE, Some(Phone::canonical)),
            "city" => (code::CITY, Some(Text::canonical)),
            "tags" => (code::TAGS, None),
            "attributes" => (code::ATTRIBUTES, None),
            "consent" => (code::CONSENT, None),
            _ => return None,
        };
        let bit = 1 << code;
        if mentioned & bit != 0 {
            return None;
        }
        mentioned |= bit;
        match (code, canonical) {
            (_, Some(canonical)) => {
                let set = text(scan, code, canonical, to)?;
                named |= set && matches!(code, code::EXTERNAL_ID | code::EMAIL);
            }
            (code::TAGS, _) => tags(scan, to, seen)?,
            (code::ATTRIBUTES, _) => attributes(scan, to, seen)?,
            _ => pack_consent(consent(scan)?, to),
        }
        more = scan.more(b'}')?;
    }
    named.then_some(())
}

/// Packs a text; blank text is missing, so it clears like `null`. True if it has a value.
fn text(scan: &mut Scan<'_>, code: u8, canonical: Canonical, to: &mut Packed) -> Option<bool> {
    let given = scan.text_or_null()?;
    let blank = given.trim().is_empty();
    if !blank {
        to.text_field(code, &canonical(given).ok()?);
    } else if code != code::EXTERNAL_ID {
        // Nobody loses their external id; anything else does go.
        to.byte(code | code::CLEAR);
    }
    Some(!blank)
}

fn tags<'t>(scan: &mut Scan<'t>, to: &mut Packed, seen: &mut Vec<&'t str>) -> Option<()> {
    if scan.null()? {
        to.byte(code::TAGS | code::CLEAR);
        return Some(());
    }
    seen.clear();
    to.byte(code::TAGS);
    let place = to.reserve_count();
    let mut more = scan.enter(b'[', b']')?;
    while more {
        let tag = scan.text()?;
        if !tag.trim().is_empty() && !seen.contains(&tag) {
            if seen.len() == MAX_TAGS {
                return None;
            }
            to.text(&Tag::canonical(tag).ok()?);
            seen.push(tag);
        }
        more = scan.more(b']')?;
    }
    to.count(place, seen.len());
    Some(())
}

fn attributes<'t>(scan: &mut Scan<'t>, to: &mut Packed, seen: &mut Vec<&'t str>) -> Option<()> {
    if scan.null()? {
        to.byte(code::ATTRIBUTES | code::CLEAR);
        return Some(());
    }
    seen.clear();
    to.byte(code::ATTRIBUTES);
    let place = to.reserve_count();
    let mut more = scan.enter(b'{', b'}')?;
    while more {
        let name = scan.name()?;
        check_name(name).ok()?;
        if seen.contains(&name) || seen.len() == MAX_ATTRIBUTES {
            return None;
        }
        seen.push(name);
        to.text(name);
        match scan.peek()? {
            b'"' => match text_value(scan.text()?).ok()? {
                Some(text) => to.text_field(code::TEXT, text),
                None => to.byte(code::NO_VALUE),
            },
            b't' => {
                scan.word("true")?;
                to.byte(code::TRUE);
            }
            b'f' => {
                scan.word("false")?;
                to.byte(code::FALSE);
            }
            b'n' => {
                scan.word("null")?;
                to.byte(code::NO_VALUE);
            }
            _ => pack_number(scan.decimal()?.float(), to),
        }
        more = scan.more(b'}')?;
    }
    to.count(place, seen.len());
    Some(())
}

fn consent(scan: &mut Scan<'_>) -> Option<ConsentChange> {
    if scan.null()? {
        return Some(ConsentChange::default());
    }
    let (mut email, mut sms) = (None, None);
    let mut more = scan.enter(b'{', b'}')?;
    while more {
        let channel = match scan.name()? {
            "email" => &mut email,
            "sms" => &mut sms,
            _ => return None,
        };
        let state = if scan.null()? { None } else { Some(state(scan)?) };
        if channel.replace(state).is_some() {
            return None;
        }
        more = scan.more(b'}')?;
    }
    Some(ConsentChange { email: email.flatten(), sms: sms.flatten() })
}

fn state(scan: &mut Scan<'_>) -> Option<ConsentState> {
    match scan.text()? {
        "unknown" => Some(ConsentState::Unknown),
        "granted" => Some(ConsentState::Granted),
        "withdrawn" => Some(ConsentState::Withdrawn),
        _ => None,
    }
}
