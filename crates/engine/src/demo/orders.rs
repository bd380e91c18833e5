//! The orders of the demo shop.

use domain::Amount;
use domain::customer::ExternalId;
use domain::order::{Item, ItemName, OrderRecord, OrderStatus, Sku};

use super::Calendar;
use super::basket::{Line, filled_for};
use super::dice::Dice;
use super::pattern::{LAST_DAY, Purchase};
use super::people::{external_id, taste_of};

/// Orders of this many last days are still on their way.
const IN_FLIGHT_DAYS: u32 = 3;

/// Every purchase as an order, oldest first.
pub(super) fn all(purchases: &[Purchase], calendar: &Calendar<'_>) -> Vec<OrderRecord> {
    // Each purchase has dice of its own, so its time of day does not depend on its neighbours.
    let mut timed: Vec<(u32, u32, Dice, &Purchase)> = purchases
        .iter()
        .zip(0..)
        .map(|(purchase, number)| {
            let mut dice = Dice::thrown_for("order", number);
            let minute = minute_of_day(&mut dice);
            (purchase.day, minute, dice, purchase)
        })
        .collect();
    timed.sort_by_key(|(day, minute, ..)| (*day, *minute));
    timed
        .into_iter()
        .zip(1..)
        .map(|((day, minute, mut dice, purchase), number)| {
            let lines = filled_for(purchase, taste_of(purchase.customer), &mut dice);
            let (status, refunded) = outcome(purchase, &lines, &mut dice);
            OrderRecord {
                external_id: ExternalId::parse(&format!("demo-order-{number:05}")).ok(),
                email: None,
                customer_external_id: external_id(purchase.customer),
                amount: money(purchase.cents),
                refunded_amount: money(refunded),
                items: lines.iter().filter_map(item).collect(),
                order_date: calendar.at(day, minute),
                status,
            }
        })
        .collect()
}

/// Half past seven to half past nine in the evening, most often in the afternoon.
fn minute_of_day(dice: &mut Dice) -> u32 {
    450 + (dice.below(421) + dice.below(421)) as u32
}

/// How the order ended, and the cents given back: few are cancelled or refunded, the newest are still open.
fn outcome(purchase: &Purchase, lines: &[Line], dice: &mut Dice) -> (OrderStatus, u32) {
    if purchase.day + IN_FLIGHT_DAYS > LAST_DAY {
        return (OrderStatus::Placed, 0);
    }
    match dice.below(1_000) {
        0..15 => (OrderStatus::Cancelled, 0),
        15..22 => (OrderStatus::Completed, purchase.cents),
        22..36 => (OrderStatus::Completed, lines.first().map_or(0, |line| line.cents)),
        _ => (OrderStatus::Completed, 0),
    }
}

fn item(line: &Line) -> Option<Item> {
    Some(Item {
        name: ItemName::parse(line.product.name).ok()?,
        sku: Sku::parse(line.product.sku).ok(),
        quantity: Some(f64::from(line.quantity)),
        price: Some(money(line.cents)),
    })
}

fn money(cents: u32) -> Amount {
    Amount::from_minor(i64::from(cents)).unwrap_or(Amount::ZERO)
}
