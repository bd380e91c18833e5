//! Random pasts, written by two processes and asked of both: what the stream tells keeps their indexes as they are.

use std::sync::Arc;

use domain::workspace;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::{LIMITS, open, runtime};
use crate::Accounts;
use crate::conformance::pasts::random::{event, rules};
use crate::conformance::shop::{EVERYONE, Shop, noon};
use crate::mongo::testing::Scratch;

#[test]
fn every_process_knows_the_past_that_any_process_has_written_and_fills_its_index_once() {
    let Some(scratch) = Scratch::new() else { return };
    let runtime = runtime();
    let stores =
        runtime.block_on(async { [open(&scratch.uri, LIMITS).await, open(&scratch.uri, LIMITS).await] });
    let config = Config { cases: 12, max_shrink_iters: 20, failure_persistence: None, ..Config::default() };
    let happened = prop::collection::vec((0..2_usize, event(), rules()), 1..10);
    let checked = TestRunner::new(config).run(&happened, |happened| {
        runtime.block_on(async {
            let settings = workspace::Settings::parse("Shop", "EUR", "UTC").unwrap();
            let id = stores[0].create_workspace(settings, noon()).await.unwrap().id;
            let shops = stores.each_ref().map(|store| Shop { store, id });
            let mut seats = Vec::new();
            for (store, shop) in stores.iter().zip(&shops) {
                shop.answers_agree(&[EVERYONE.to_owned()], &[]).await;
                seats.push(store.feed.shared.seated(id).unwrap());
            }
            for (place, event, rules) in happened {
                shops[place].happen(event).await;
                for shop in &shops {
                    shop.answers_agree(&rules, &[]).await;
                }
            }
            for (store, seat) in stores.iter().zip(&seats) {
                assert!(Arc::ptr_eq(seat, &store.feed.shared.seated(id).unwrap()), "it was filled again");
            }
            // Whoever reads it all now finds the same.
            let late = open(&scratch.uri, LIMITS).await;
            let rules = [EVERYONE, ORDERED, SENT, FAILED].map(str::to_owned);
            for store in [&late, &stores[0]] {
                Shop { store, id }.answers_agree(&rules, &[]).await;
            }
        });
        Ok(())
    });
    if let Err(failure) = checked {
        panic!("{failure}");
    }
}

const ORDERED: &str = r#"{"metric":"orders","measure":"sum","operator":">","value":1}"#;
const SENT: &str = r#"{"metric":"campaign","measure":"sent","operator":"is","value":"any"}"#;
const FAILED: &str = r#"{"metric":"campaign","measure":"failed","operator":"is","value":"any"}"#;
