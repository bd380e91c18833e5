//! A shop small enough to count by hand, asked the questions a marketer asks first.

#![allow(clippy::unwrap_used, reason = "a test that cannot make its own data has failed")]
#![allow(clippy::inconsistent_digit_grouping, reason = "cents stand apart from whole units")]

use audience::Tally;
use domain::customer::{Customer, Email, Profile, Totals};
use domain::segment::{Question, Rule};
use domain::{CustomerId, Timestamp, Zone};

/// Each customer's orders: day and net amount in cents.
const ORDERS: [&[(&str, i64)]; 10] = [
    // 1: 88.90 in three orders.
    &[("1997-01-01", 29_33), ("1997-01-18", 29_73), ("1997-08-02", 29_84)],
    // 2: one order of nothing.
    &[("1997-01-01", 0)],
    // 3: exactly 100.00 in two orders, so 50.00 each.
    &[("1997-01-02", 50_00), ("1998-01-01", 50_00)],
    // 4: 100.01 in one order.
    &[("1997-03-31", 100_01)],
    // 5: 300.00 in two orders, the last one on the last day that counts as 1997.
    &[("1997-02-01", 150_00), ("1997-12-31", 150_00)],
    // 6: 150.03 in three orders: 50.01 each.
    &[("1997-02-01", 50_01), ("1997-02-01", 50_01), ("1997-02-01", 50_01)],
    // 7: 100.00 in three orders: 33.33…
    &[("1997-05-05", 33_33), ("1997-06-05", 33_33), ("1998-06-30", 33_34)],
    // 8: 10.00 in five orders.
    &[
        ("1997-01-05", 2_00),
        ("1997-02-05", 2_00),
        ("1997-03-05", 2_00),
        ("1997-04-05", 2_00),
        ("1997-05-05", 2_00),
    ],
    // 9: nothing ordered.
    &[],
    // 10: 200.00 in one order.
    &[("1997-04-01", 200_00)],
];

fn customers() -> impl Iterator<Item = Customer> {
    ORDERS.iter().zip(1..).map(|(orders, number)| {
        let mut totals = Totals::default();
        for (day, cents) in *orders {
            totals.add(*cents, Zone::UTC.parse(day).unwrap());
        }
        let email = Email::parse(&format!("cdnow-{number:04}@example.com")).unwrap();
        let at = Timestamp::parse("1997-01-01T00:00:00Z").unwrap();
        Customer {
            id: CustomerId::from_i64(number).unwrap(),
            profile: Profile { email: Some(email), ..Profile::default() },
            totals,
            created_at: at,
            updated_at: at,
        }
    })
}

fn matching(rule: &str) -> Vec<i64> {
    let now = Timestamp::parse("1998-07-01T00:00:00Z").unwrap();
    let mut tally = Tally::new(Question::new(&Rule::parse(rule).unwrap(), now, &Zone::UTC), ORDERS.len());
    customers().for_each(|customer| tally.fold(&customer));
    let answer = tally.finish();
    assert_eq!(answer.total, 10);
    assert_eq!(answer.count, answer.reachable.email, "everyone has an address");
    assert_eq!(answer.reachable.sms, 0);
    answer.sample.iter().map(|customer| customer.id.get()).collect()
}

#[test]
fn every_count_is_the_one_counted_by_hand() {
    const SPENT: &str = r#"{"metric":"totalSpend","operator":">","value":100}"#;
    const FEW: &str = r#"{"metric":"visits","operator":"<","value":3}"#;
    let and = |rules: &str| format!(r#"{{"logic":"AND","rules":[{rules}]}}"#);
    let or = |rules: &str| format!(r#"{{"logic":"OR","rules":[{rules}]}}"#);
    assert_eq!(matching(&and("")), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    assert_eq!(matching(SPENT), [4, 5, 6, 10]);
    assert_eq!(matching(r#"{"metric":"visits","operator":">=","value":3}"#), [1, 6, 7, 8]);
    assert_eq!(matching(r#"{"metric":"lastPurchased","operator":">=","value":"1998-01-01"}"#), [3, 7]);
    assert_eq!(matching(&and(&format!("{SPENT},{FEW}"))), [4, 5, 10]);
    let large = r#"{"metric":"totalSpend","operator":">","value":200}"#;
    let many = r#"{"metric":"visits","operator":">=","value":5}"#;
    assert_eq!(matching(&or(&format!("{large},{many}"))), [5, 8]);
    let early = r#"{"metric":"lastPurchased","operator":"<","value":"1997-04-01"}"#;
    assert_eq!(matching(&and(&format!("{SPENT},{}", or(&format!("{FEW},{early}"))))), [4, 5, 6, 10]);
    let not_one = r#"{"logic":"AND","not":true,"rules":[{"metric":"visits","operator":"==","value":1}]}"#;
    assert_eq!(matching(not_one), [1, 3, 5, 6, 7, 8, 9]);
    // 3 has an average of exactly 50.00, 6 of 50.01; 9 has none.
    assert_eq!(matching(r#"{"metric":"averageOrderValue","operator":">","value":50}"#), [4, 5, 6, 10]);
    assert_eq!(
        matching(r#"{"metric":"averageOrderValue","operator":"!=","value":50}"#),
        [1, 2, 4, 5, 6, 7, 8, 9, 10]
    );
    assert_eq!(matching(r#"{"metric":"averageOrderValue","operator":"isEmpty"}"#), [9]);
}
