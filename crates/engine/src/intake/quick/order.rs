//! An order, read and packed in one pass.

use domain::customer::{Email, ExternalId};
use domain::order::record::MAX_ITEMS;
use domain::order::{ItemName, OrderStatus, Sku};
use domain::{Amount, Timestamp};

use super::Reading;
use super::scan::{Decimal, Scan};
use crate::intake::codec::{Packed, item_code, order_code as code, pack_date, pack_money, status_code};

/// Packs the record that begins here. `last_day` is the day read last, which often comes again.
pub(super) fn read<'t>(
    scan: &mut Scan<'t>,
    to: &mut Packed,
    reading: &Reading<'_>,
    last_day: &mut Option<(&'t str, Timestamp)>,
) -> Option<()> {
    let (mut mentioned, mut named) = (0_u16, false);
    let (mut amount, mut refunded) = (None, Amount::ZERO);
    let (mut date, mut status) = (reading.now, OrderStatus::default());
    let mut more = scan.enter(b'{', b'}')?;
    while more {
        let code = match scan.name()? {
            "externalId" => code::EXTERNAL_ID,
            "email" => code::EMAIL,
            "customerExternalId" => code::CUSTOMER_EXTERNAL_ID,
            "amount" => code::AMOUNT,
            "refundedAmount" => code::REFUNDED_AMOUNT,
            "items" => code::ITEMS,
            "orderDate" => code::ORDER_DATE,
            "status" => code::STATUS,
            _ => return None,
        };
        let bit = 1 << code;
        if mentioned & bit != 0 {
            return None;
        }
        mentioned |= bit;
        match code {
            code::EXTERNAL_ID | code::EMAIL | code::CUSTOMER_EXTERNAL_ID => {
                let given = scan.text_or_null()?;
                if !given.trim().is_empty() {
                    let canonical = if code == code::EMAIL {
                        Email::canonical(given)
                    } else {
                        ExternalId::canonical(given)
                    };
                    to.text_field(code, &canonical.ok()?);
                    named |= code != code::EXTERNAL_ID;
                }
            }
            code::AMOUNT => amount = Some(money(scan.decimal()?)?),
            code::REFUNDED_AMOUNT => {
                if !scan.null()? {
                    refunded = money(scan.decimal()?)?;
                }
            }
            code::ITEMS => items(scan, to)?,
            code::ORDER_DATE => date = day(scan.text_or_null()?, reading, last_day)?,
            _ => {
                if !scan.null()? {
                    let word = scan.text()?;
                    status = OrderStatus::ALL.into_iter().find(|status| status.as_str() == word)?;
                }
            }
        }
        more = scan.more(b'}')?;
    }
    let amount = amount.filter(|amount| named && refunded <= *amount)?;
    pack_money(code::AMOUNT, amount, to);
    pack_money(code::REFUNDED_AMOUNT, refunded, to);
    pack_date(date, to);
    to.byte(code::STATUS);
    to.byte(status_code(status));
    Some(())
}

/// An amount that is plainly one: not negative, with at most two decimals.
fn money(given: Decimal) -> Option<Amount> {
    let minor = match given.places {
        0 => given.digits.checked_mul(100)?,
        1 => given.digits.checked_mul(10)?,
        2 => given.digits,
        _ => return None,
    };
    if given.negative { None } else { Amount::from_minor(minor) }
}

fn day<'t>(
    text: &'t str,
    reading: &Reading<'_>,
    last: &mut Option<(&'t str, Timestamp)>,
) -> Option<Timestamp> {
    if text.trim().is_empty() {
        return Some(reading.now);
    }
    if let Some((known, at)) = *last
        && known == text
    {
        return Some(at);
    }
    let at = reading.zone.parse(text).ok()?;
    *last = Some((text, at));
    Some(at)
}

fn items(scan: &mut Scan<'_>, to: &mut Packed) -> Option<()> {
    if scan.null()? {
        return Some(());
    }
    to.byte(code::ITEMS);
    let place = to.reserve_count();
    let mut count = 0;
    let mut more = scan.enter(b'[', b']')?;
    while more {
        if scan.peek()? == b'"' {
            to.text_field(item_code::NAME, &ItemName::canonical(scan.text()?).ok()?);
        } else {
            line(scan, to)?;
        }
        to.byte(item_code::END);
        count += 1;
        more = scan.more(b']')?;
    }
    to.count(place, count);
    (count <= MAX_ITEMS).then_some(())
}

/// One line of an order that is an object.
fn line(scan: &mut Scan<'_>, to: &mut Packed) -> Option<()> {
    let mut mentioned = 0_u8;
    let mut more = scan.enter(b'{', b'}')?;
    while more {
        let code = match scan.name()? {
            "name" => item_code::NAME,
            "sku" => item_code::SKU,
            "quantity" => item_code::QUANTITY,
            "price" => item_code::PRICE,
            _ => return None,
        };
        let bit = 1 << code;
        if mentioned & bit != 0 {
            return None;
        }
        mentioned |= bit;
        if code == item_code::NAME || !scan.null()? {
            match code {
                item_code::NAME => to.text_field(code, &ItemName::canonical(scan.text()?).ok()?),
                item_code::SKU => {
                    let sku = scan.text()?;
                    if !sku.trim().is_empty() {
                        to.text_field(code, &Sku::canonical(sku).ok()?);
                    }
                }
                item_code::QUANTITY => {
                    let quantity = scan.decimal().filter(|quantity| !quantity.negative)?;
                    to.byte(code);
                    to.float(quantity.float());
                }
                _ => pack_money(code, money(scan.decimal()?)?, to),
            }
        }
        more = scan.more(b'}')?;
    }
    (mentioned & (1 << item_code::NAME) != 0).then_some(())
}
