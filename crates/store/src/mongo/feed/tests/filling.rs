//! An index is right once it is filled, however reading it, changes, and news of changes come one after the other.

mod server;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use self::server::{Server, customer};
use super::runtime;

/// What is done to the customer, the order or the campaign with a number.
#[derive(Debug, Clone, Copy)]
enum Change {
    Put(u8),
    City(Option<u8>),
    Remove,
    /// An order comes, or is replaced.
    Order {
        customer: i64,
        day: i64,
    },
    /// A campaign is launched to everybody.
    Launch,
    Settle {
        place: usize,
        sent: bool,
    },
}

/// Questions that tell most indexes apart.
const RULES: [&str; 7] = [
    r#"{"metric":"city","operator":"==","value":"city 1"}"#,
    r#"{"metric":"orders","measure":"count","operator":"==","value":1}"#,
    r#"{"metric":"orders","measure":"sum","operator":">","value":1.5}"#,
    r#"{"metric":"orders","measure":"count","operator":">","value":0,"within":{"before":"1970-01-01T00:00:00.002Z"}}"#,
    r#"{"metric":"campaign","measure":"enrolled","operator":"is","value":"1"}"#,
    r#"{"metric":"campaign","measure":"sent","operator":"is","value":"any"}"#,
    r#"{"metric":"campaign","measure":"failed","operator":"is","value":"1"}"#,
];

/// What happens next.
#[derive(Debug, Clone)]
enum Step {
    /// A transaction is committed.
    Commit(Vec<(i64, Change)>),
    /// The stream tells of the next one.
    Tell,
    /// The scan does what it does next.
    Scan,
}

fn transaction() -> impl Strategy<Value = Vec<(i64, Change)>> {
    let change = prop_oneof![
        5 => (1..8_i64, (0..3_u8).prop_map(Change::Put)),
        2 => (1..8_i64, prop::option::of(0..3_u8).prop_map(Change::City)),
        5 => (1..6_i64, (1..8_i64, 0..4_i64).prop_map(|(customer, day)| Change::Order { customer, day })),
        1 => (1..3_i64, Just(Change::Launch)),
        2 => (1..3_i64, (0..5_usize, any::<bool>()).prop_map(|(place, sent)| Change::Settle { place, sent })),
    ];
    // Nobody is erased by what does something else, too.
    let erasure = (1..8_i64, Just(Change::Remove)).prop_map(|change| vec![change]);
    prop_oneof![6 => prop::collection::vec(change, 1..5), 1 => erasure]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![2 => transaction().prop_map(Step::Commit), 2 => Just(Step::Tell), 3 => Just(Step::Scan)]
}

#[test]
fn an_index_is_right_in_whatever_order_it_is_filled_and_told_of_changes() {
    let runtime = runtime();
    let config = Config { cases: 768, failure_persistence: None, ..Config::default() };
    let steps = prop::collection::vec(step(), 0..60);
    let later = prop::collection::vec(transaction(), 0..4);
    let checked = TestRunner::new(config).run(&(steps, later), |(steps, later)| {
        runtime.block_on(async {
            let mut server = Server::new();
            for step in &steps {
                match step {
                    Step::Commit(changes) => server.commit(changes),
                    Step::Tell => server.tell().await,
                    Step::Scan => server.scan().await,
                }
            }
            server.complete().await;
            while !server.news.is_empty() {
                assert_eq!(server.seat.seen(), None, "it is not known yet what the scan has seen");
                server.tell().await;
            }
            server.agrees().await;
            for changes in &later {
                server.commit(changes);
                server.tell().await;
                server.agrees().await;
            }
        });
        Ok(())
    });
    if let Err(failure) = checked {
        panic!("{failure}");
    }
}

#[tokio::test]
async fn a_change_of_somebody_unknown_is_an_error_once_the_index_is_filled() {
    for change in [Change::City(Some(1)), Change::Order { customer: 2, day: 1 }] {
        let mut server = Server::new();
        server.commit(&[(1, Change::Put(0))]);
        server.complete().await;
        while !server.news.is_empty() {
            server.tell().await;
        }
        server.customers.insert(2, customer(2, 0));
        server.commit(&[(2, change)]);
        let (events, voucher) = server.news.remove(0);
        assert!(server.seat.apply(events, voucher).await.is_err());
    }
}
