//! An order, packed: each field that is mentioned, in any order, after its code.

use domain::customer::{Email, ExternalId};
use domain::order::{Item, ItemName, OrderRecord, OrderStatus, Sku};
use domain::{Amount, FieldError, Timestamp};

use super::packed::{Fields, Packed};
use super::unreadable;

/// What stands before each field.
pub(in crate::intake) mod code {
    pub(in crate::intake) const EXTERNAL_ID: u8 = 1;
    pub(in crate::intake) const EMAIL: u8 = 2;
    pub(in crate::intake) const CUSTOMER_EXTERNAL_ID: u8 = 3;
    pub(in crate::intake) const AMOUNT: u8 = 4;
    pub(in crate::intake) const REFUNDED_AMOUNT: u8 = 5;
    pub(in crate::intake) const ITEMS: u8 = 6;
    pub(in crate::intake) const ORDER_DATE: u8 = 7;
    pub(in crate::intake) const STATUS: u8 = 8;
}

/// What stands before each field of an item, and after the last one.
pub(in crate::intake) mod item_code {
    pub(in crate::intake) const END: u8 = 0;
    pub(in crate::intake) const NAME: u8 = 1;
    pub(in crate::intake) const SKU: u8 = 2;
    pub(in crate::intake) const QUANTITY: u8 = 3;
    pub(in crate::intake) const PRICE: u8 = 4;
}

/// What stands for a status.
pub(in crate::intake) const fn status_code(status: OrderStatus) -> u8 {
    match status {
        OrderStatus::Placed => 1,
        OrderStatus::Completed => 2,
        OrderStatus::Cancelled => 3,
    }
}

fn status(code: u8) -> Result<OrderStatus, FieldError> {
    let mut all = OrderStatus::ALL.into_iter();
    all.find(|status| status_code(*status) == code)
        .ok_or_else(|| unreadable("holds a status that is not known"))
}

/// Adds a record to a batch.
pub(in crate::intake) fn pack(record: &OrderRecord, to: &mut Packed) {
    to.begin();
    let texts = [
        (code::EXTERNAL_ID, record.external_id.as_ref().map(ExternalId::as_str)),
        (code::EMAIL, record.email.as_ref().map(Email::as_str)),
        (code::CUSTOMER_EXTERNAL_ID, record.customer_external_id.as_ref().map(ExternalId::as_str)),
    ];
    for (code, text) in texts {
        if let Some(text) = text {
            to.text_field(code, text);
        }
    }
    pack_money(code::AMOUNT, record.amount, to);
    pack_money(code::REFUNDED_AMOUNT, record.refunded_amount, to);
    if !record.items.is_empty() {
        to.byte(code::ITEMS);
        let place = to.reserve_count();
        for item in &record.items {
            pack_item(item, to);
        }
        to.count(place, record.items.len());
    }
    pack_date(record.order_date, to);
    to.byte(code::STATUS);
    to.byte(status_code(record.status));
    to.end();
}

fn pack_item(item: &Item, to: &mut Packed) {
    to.text_field(item_code::NAME, item.name.as_str());
    if let Some(sku) = &item.sku {
        to.text_field(item_code::SKU, sku.as_str());
    }
    if let Some(quantity) = item.quantity {
        to.byte(item_code::QUANTITY);
        to.float(quantity);
    }
    if let Some(price) = item.price {
        pack_money(item_code::PRICE, price, to);
    }
    to.byte(item_code::END);
}

/// An amount in minor units.
pub(in crate::intake) fn pack_money(code: u8, amount: Amount, to: &mut Packed) {
    to.byte(code);
    to.signed(amount.minor());
}

/// When the order was placed.
pub(in crate::intake) fn pack_date(date: Timestamp, to: &mut Packed) {
    to.byte(code::ORDER_DATE);
    to.signed(date.millis());
}

pub(super) fn unpack(from: &mut Fields<'_>) -> Result<OrderRecord, FieldError> {
    let (mut external_id, mut email, mut customer_external_id) = (None, None, None);
    let (mut amount, mut refunded_amount, mut order_date) = (None, Amount::ZERO, None);
    let (mut items, mut placed) = (Vec::new(), OrderStatus::default());
    while let Some(code) = from.next_code() {
        match code {
            code::EXTERNAL_ID => external_id = Some(ExternalId::parse(from.text()?)?),
            code::EMAIL => email = Some(Email::parse(from.text()?)?),
            code::CUSTOMER_EXTERNAL_ID => customer_external_id = Some(ExternalId::parse(from.text()?)?),
            code::AMOUNT => amount = Some(money(from)?),
            code::REFUNDED_AMOUNT => refunded_amount = money(from)?,
            code::ITEMS => items = (0..from.count()?).map(|_| item(from)).collect::<Result<_, _>>()?,
            code::ORDER_DATE => order_date = Timestamp::from_millis(from.signed()?),
            code::STATUS => placed = status(from.byte()?)?,
            _ => return Err(unreadable("holds a field that is not known")),
        }
    }
    Ok(OrderRecord {
        external_id,
        email,
        customer_external_id,
        amount: amount.ok_or_else(|| unreadable("holds no amount"))?,
        refunded_amount,
        items,
        order_date: order_date.ok_or_else(|| unreadable("holds no date"))?,
        status: placed,
    })
}

fn item(from: &mut Fields<'_>) -> Result<Item, FieldError> {
    let (mut name, mut sku, mut quantity, mut price) = (None, None, None, None);
    loop {
        match from.byte()? {
            item_code::END => break,
            item_code::NAME => name = Some(ItemName::parse(from.text()?)?),
            item_code::SKU => sku = Some(Sku::parse(from.text()?)?),
            item_code::QUANTITY => quantity = Some(from.float()?),
            item_code::PRICE => price = Some(money(from)?),
            _ => return Err(unreadable("holds a field that is not known")),
        }
    }
    Ok(Item { name: name.ok_or_else(|| unreadable("holds an item without a name"))?, sku, quantity, price })
}

fn money(from: &mut Fields<'_>) -> Result<Amount, FieldError> {
    Amount::from_minor(from.signed()?).ok_or_else(|| unreadable("holds an amount that is too large"))
}
