//! Holding a node number: taken by one process, renewed, and taken by another when it was not.

use std::sync::Arc;
use std::time::{Duration, Instant};

use mongodb::Database;
use mongodb::bson::oid::ObjectId;
use mongodb::bson::{RawDocumentBuf, doc, rawdoc};

use super::{NODES_AT_MOST, Node, SEQUENCE_BITS, Shared};
use crate::StoreError;
use crate::mongo::collections::NODES;
use crate::mongo::failure::is_duplicate;
use crate::mongo::fields::{Fields, all};
use crate::reading::unavailable;

/// Takes node numbers, and renews them.
pub(super) struct Nodes {
    db: Database,
    shared: Arc<Shared>,
    ttl: Duration,
}

impl Nodes {
    pub(super) fn new(db: Database, shared: Arc<Shared>, ttl: Duration) -> Self {
        Self { db, shared, ttl }
    }

    /// Renews the number in time, for ever; takes another if it was lost.
    pub(super) async fn keep(self) {
        let mut rest = self.ttl / 4;
        loop {
            tokio::time::sleep(rest).await;
            rest = self.ttl / 4;
            if let Err(error) = self.renew().await {
                tracing::warn!(%error, "the node number that ids are made with could not be renewed");
                rest = self.ttl / 16;
            }
        }
    }

    async fn renew(&self) -> Result<(), StoreError> {
        self.shared.clock.read(&self.db).await?;
        let Some(node) = self.shared.lock().node else { return self.take().await };
        let asked = Instant::now();
        let (expires_at, reserved) = self.terms();
        let renewed = self
            .nodes()
            .update_one(
                doc! { "_id": node.number, "holder": node.holder },
                doc! { "$set": { "expiresAt": expires_at, "reserved": reserved } },
            )
            .await?;
        if renewed.matched_count == 0 {
            self.shared.lock().node = None;
            return self.take().await;
        }
        self.hold(Node { until: self.until(asked), reserved, ..node });
        Ok(())
    }

    /// Takes the number that was free for longest, or one that nobody ever had.
    pub(super) async fn take(&self) -> Result<(), StoreError> {
        loop {
            let asked = Instant::now();
            let holder = ObjectId::new();
            let known = self.known().await?;
            let now = self.shared.clock.now().millis();
            let expired =
                known.iter().filter(|known| known.expires_at < now).min_by_key(|known| known.expires_at);
            let taken = if let Some(expired) = expired {
                self.take_over(expired, holder).await?
            } else {
                let unused =
                    (0..NODES_AT_MOST).find(|number| known.iter().all(|known| known.number != *number));
                let number = unused.ok_or_else(|| unavailable("all node numbers are held"))?;
                self.take_new(number, holder).await?
            };
            if let Some((number, reserved)) = taken {
                self.hold(Node { number, holder, until: self.until(asked), reserved });
                return Ok(());
            }
        }
    }

    async fn take_over(&self, expired: &Known, holder: ObjectId) -> Result<Option<(i64, i64)>, StoreError> {
        {
            // Behind whatever the last holder made.
            let mut state = self.shared.lock();
            state.last = state.last.max(expired.reserved << SEQUENCE_BITS);
        }
        let (expires_at, reserved) = self.terms();
        let taken = self
            .nodes()
            .update_one(
                doc! { "_id": expired.number, "holder": expired.holder, "expiresAt": expired.expires_at },
                doc! { "$set": { "holder": holder, "expiresAt": expires_at, "reserved": reserved } },
            )
            .await?;
        Ok((taken.matched_count == 1).then_some((expired.number, reserved)))
    }

    async fn take_new(&self, number: i64, holder: ObjectId) -> Result<Option<(i64, i64)>, StoreError> {
        let (expires_at, reserved) = self.terms();
        let node = rawdoc! { "_id": number, "holder": holder, "expiresAt": expires_at, "reserved": reserved };
        match self.nodes().insert_one(node).await {
            Ok(_) => Ok(Some((number, reserved))),
            Err(error) if is_duplicate(&error) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn known(&self) -> Result<Vec<Known>, StoreError> {
        all(self.nodes().find(doc! {}).await?, |node| {
            let holder = node.get_object_id("holder");
            Ok(Known {
                number: node.int("_id")?,
                holder: holder.map_err(|error| StoreError::Corrupt(error.to_string()))?,
                expires_at: node.int("expiresAt")?,
                reserved: node.int("reserved")?,
            })
        })
        .await
    }

    /// Until when a number is taken from now, and up to which instant ids may be made with it.
    fn terms(&self) -> (i64, i64) {
        let now = self.shared.clock.now().millis();
        let ttl = self.ttl.as_millis() as i64;
        (now + ttl, self.shared.lock().unused_from(now) + ttl)
    }

    /// Until when ids may be made with a number that was asked for at some instant: well before others may take it.
    fn until(&self, asked: Instant) -> Instant {
        asked + self.ttl * 3 / 4
    }

    fn hold(&self, node: Node) {
        self.shared.lock().node = Some(node);
    }

    fn nodes(&self) -> mongodb::Collection<RawDocumentBuf> {
        self.db.collection(NODES)
    }
}

/// A node number that somebody took.
struct Known {
    number: i64,
    holder: ObjectId,
    expires_at: i64,
    reserved: i64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mongo::clock::Clock;
    use crate::mongo::ids::{Ids, NODE_BITS};
    use crate::mongo::testing::Scratch;
    use crate::mongo::{connection, indexes};

    /// A database, and a way to begin giving out ids in it as another process would.
    async fn database() -> Option<(Scratch, Database)> {
        let scratch = Scratch::new()?;
        let (_, db) = connection::open(&scratch.uri).await.unwrap();
        indexes::make(&db).await.unwrap();
        Some((scratch, db))
    }

    async fn nodes(db: &Database) -> Nodes {
        let clock = Arc::new(Clock::started(db).await.unwrap());
        let state = super::super::State { node: None, last: 0 };
        let shared = Arc::new(Shared { clock, state: std::sync::Mutex::new(state) });
        Nodes::new(db.clone(), shared, Duration::from_mins(1))
    }

    impl Nodes {
        fn held(&self) -> Option<i64> {
            self.shared.lock().node.map(|node| node.number)
        }

        fn next(&self) -> Result<i64, StoreError> {
            let now = self.shared.clock.now().millis();
            self.shared.lock().next(now)
        }
    }

    fn node_of(id: i64) -> i64 {
        (id >> SEQUENCE_BITS) & ((1 << NODE_BITS) - 1)
    }

    #[tokio::test]
    async fn processes_that_begin_at_once_share_no_number() {
        let Some((_scratch, db)) = database().await else { return };
        let begin = || async {
            let clock = Arc::new(Clock::started(&db).await.unwrap());
            Ids::start(db.clone(), clock, Duration::from_mins(1)).await.unwrap()
        };
        let (a, b, c, d) = tokio::join!(begin(), begin(), begin(), begin());
        let mut numbers = [a, b, c, d].map(|ids| node_of(ids.next().unwrap()));
        numbers.sort_unstable();
        assert_eq!(numbers, [0, 1, 2, 3]);
    }

    #[tokio::test]
    async fn an_expired_number_is_taken_again_behind_all_ids_made_with_it() {
        let Some((_scratch, db)) = database().await else { return };
        let dead = nodes(&db).await;
        dead.take().await.unwrap();
        // Its clock was an hour ahead of the server's.
        let ahead = dead.shared.clock.now().millis() + 3_600_000;
        let last = (ahead - super::super::EPOCH_MS) << (NODE_BITS + SEQUENCE_BITS);
        let expired = doc! { "$set": { "expiresAt": 1_i64, "reserved": ahead } };
        dead.nodes().update_one(doc! { "_id": 0 }, expired).await.unwrap();
        let heir = nodes(&db).await;
        heir.take().await.unwrap();
        let id = heir.next().unwrap();
        assert_eq!(node_of(id), 0);
        assert!(id > last, "an id that may have been given out");
        assert!(heir.next().unwrap() > id);
    }

    #[tokio::test]
    async fn whoever_lost_a_number_takes_another() {
        let Some((_scratch, db)) = database().await else { return };
        let slow = nodes(&db).await;
        slow.take().await.unwrap();
        let taken = doc! { "$set": { "holder": ObjectId::new() } };
        slow.nodes().update_one(doc! { "_id": 0 }, taken).await.unwrap();
        slow.renew().await.unwrap();
        assert_eq!(slow.held(), Some(1));
        slow.renew().await.unwrap();
        assert_eq!(slow.held(), Some(1), "renewed, not taken anew");
        slow.next().unwrap();
    }
}
