//! A shop of any size, the same in every run: customers with five orders each over three years, a few of them many.

use domain::customer::{AttributeValue, Customer, Email, ExternalId, Phone, Profile, Tag, Text, Totals};
use domain::order::{Item, ItemName, Order, OrderStatus, net_minor};
use domain::{Amount, CustomerId, OrderId, Timestamp};

use super::NOW;

const TAGS: [&str; 6] = ["vip", "newsletter", "wholesale", "returns", "summer", "beta"];
const CITIES: u64 = 400;
const ITEMS: u64 = 300;
const THREE_YEARS: u64 = 3 * 365 * 86_400;

/// A shop.
pub(crate) struct Shop {
    orders: u64,
    totals: Vec<Totals>,
}

fn dice(number: u64, salt: u64) -> u64 {
    let mut x = (number ^ (salt << 56)).wrapping_add(0x9E37_79B9_7F4A_7C15);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis).unwrap()
}

impl Shop {
    pub(crate) fn new(customers: u64, orders: u64) -> Self {
        let mut shop = Self { orders, totals: vec![Totals::default(); customers as usize] };
        for order in shop.orders() {
            if order.status.counts() {
                let net = net_minor(order.amount, order.refunded_amount);
                shop.totals[order.customer_id.get() as usize - 1].add(net, order.order_date);
            }
        }
        shop
    }

    pub(crate) fn customers(&self) -> impl Iterator<Item = Customer> {
        (1..).zip(&self.totals).map(|(number, totals)| customer(number, *totals))
    }

    pub(crate) fn orders(&self) -> impl Iterator<Item = Order> + use<> {
        let customers = self.totals.len() as u64;
        (1..=self.orders).map(move |number| order(number, customers))
    }
}

fn customer(number: u64, totals: Totals) -> Customer {
    let pick = |salt: u64, of: u64| dice(number, salt) % of;
    let tags = TAGS.iter().zip(10..).filter(|(_, salt)| pick(*salt, 5) == 0);
    let attributes = [
        ("age", AttributeValue::Number(18.0 + pick(1, 70) as f64)),
        ("size", AttributeValue::Text(["S", "M", "L", "XL"][pick(2, 4) as usize].into())),
        ("member", AttributeValue::Boolean(pick(3, 2) == 0)),
    ];
    let created_at = at(NOW - 4 * 365 * 86_400_000 + number as i64 * 7);
    Customer {
        id: CustomerId::from_i64(number as i64).unwrap(),
        profile: Profile {
            external_id: Some(ExternalId::parse(&format!("C-{number}")).unwrap()),
            email: Some(Email::parse(&format!("customer.{number}@shop.example")).unwrap()),
            phone: (pick(4, 2) == 0).then(|| Phone::parse(&format!("+49 30 {number:08}")).unwrap()),
            name: Some(
                Text::parse(&format!("Firstname{} Lastname{}", pick(5, 1_000), pick(6, 9_000))).unwrap(),
            ),
            city: Some(Text::parse(&format!("City {}", pick(7, CITIES) * pick(8, CITIES) / CITIES)).unwrap()),
            tags: tags.map(|(tag, _)| Tag::parse(tag).unwrap()).collect(),
            attributes: attributes.into_iter().map(|(name, value)| (name.into(), value)).collect(),
            ..Profile::default()
        },
        totals,
        created_at,
        updated_at: created_at,
    }
}

fn order(number: u64, customers: u64) -> Order {
    let pick = |salt: u64, of: u64| dice(number, salt) % of;
    let items = (0..=pick(21, 3)).map(|nth| Item {
        name: ItemName::parse(&format!("Item {}", pick(30 + nth, ITEMS) * pick(40 + nth, ITEMS) / ITEMS))
            .unwrap(),
        sku: None,
        quantity: None,
        price: None,
    });
    let cents = 500 + pick(22, 12_000) as i64;
    let placed = at(NOW - (pick(23, THREE_YEARS) * 1_000) as i64);
    let status = match pick(24, 50) {
        0 => OrderStatus::Cancelled,
        1..5 => OrderStatus::Placed,
        _ => OrderStatus::Completed,
    };
    Order {
        id: OrderId::from_i64(number as i64).unwrap(),
        customer_id: CustomerId::from_i64(1 + (pick(25, customers) as i64)).unwrap(),
        external_id: None,
        amount: Amount::from_minor(cents).unwrap(),
        refunded_amount: Amount::from_minor(if pick(26, 40) == 0 { cents / 2 } else { 0 }).unwrap(),
        items: items.collect(),
        order_date: placed,
        status,
        created_at: placed,
    }
}
