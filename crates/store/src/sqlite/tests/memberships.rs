//! What no way through the traits leads to.

use domain::account::Role;
use domain::workspace::Settings;

use super::temporary;
use crate::conformance::shop::at;
use crate::sqlite::writer::Durability;
use crate::{Accounts, Members, StoreError};

/// Whoever comes by link belongs to one workspace. Should that ever change, a link must still not open the other.
#[tokio::test]
async fn somebody_without_a_provider_who_is_a_member_elsewhere_gets_no_link() {
    let (_folder, store) = temporary(&super::Settings::default());
    let one = store.first_workspace(at(0)).await.unwrap().id;
    let settings = Settings::parse("Another", "EUR", "UTC").unwrap();
    let two = store.create_workspace(settings, at(0)).await.unwrap().id;
    let owner = store.members(one).await.unwrap()[0].user.id;
    store.offer_member_link(one, owner, [1; 32], at(9)).await.unwrap();
    let join = move |writing: &mut crate::sqlite::writer::Writing<'_>| {
        crate::sqlite::accounts::join(writing.db, two, owner, Role::Analyst, at(1))
    };
    store.write(Durability::Process, join).await.unwrap();
    for workspace in [one, two] {
        let link = store.offer_member_link(workspace, owner, [2; 32], at(9)).await;
        assert!(matches!(link, Err(StoreError::WrongState)), "{link:?}");
    }
}
