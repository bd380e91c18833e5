//! What no way through the traits leads to.

use domain::account::Role;
use domain::workspace::Settings;
use mongodb::bson::rawdoc;

use super::open;
use crate::codes::Coded;
use crate::conformance::shop::at;
use crate::mongo::collections::MEMBERS;
use crate::mongo::testing::Scratch;
use crate::{Accounts, Members, StoreError};

/// Whoever comes by link belongs to one workspace. Should that ever change, a link must still not open the other.
#[tokio::test]
async fn somebody_without_a_provider_who_is_a_member_elsewhere_gets_no_link() {
    let Some(scratch) = Scratch::new() else { return };
    let store = open(&scratch).await;
    let one = store.first_workspace(at(0)).await.unwrap().id;
    let settings = Settings::parse("Another", "EUR", "UTC").unwrap();
    let two = store.create_workspace(settings, at(0)).await.unwrap().id;
    let owner = store.members(one).await.unwrap()[0].user.id;
    store.offer_member_link(one, owner, [1; 32], at(9)).await.unwrap();
    let member = rawdoc! {
        "_id": { "w": two.get(), "u": owner.get() }, "role": Role::Analyst.code(), "joinedAt": at(1).millis(),
    };
    store.collection(MEMBERS).insert_one(member).await.unwrap();
    for workspace in [one, two] {
        let link = store.offer_member_link(workspace, owner, [2; 32], at(9)).await;
        assert!(matches!(link, Err(StoreError::WrongState)), "{link:?}");
    }
}
