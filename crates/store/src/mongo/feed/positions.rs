//! Up to where a workspace is applied: where the marks of its topics stand, and its revision.

use domain::{Topic, WorkspaceId};
use mongodb::bson::{Document, RawDocument, RawDocumentBuf, doc};
use mongodb::options::ReturnDocument;
use mongodb::{Collection, Database};

use crate::StoreError;
use crate::mongo::collections::{MARKS, REVISIONS};
use crate::mongo::connection::ANSWER_WITHIN;
use crate::mongo::fields::{Fields, all};
use crate::mongo::ingest::mark_key;
use crate::reading::corrupt;

/// Where the marks of a workspace stand, and its revision. They only grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Positions {
    marks: [u64; Topic::ALL.len()],
    revision: u64,
}

/// What moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// The mark of a topic.
    Mark(Topic),
    /// The revision.
    Revision,
}

/// What the last change of a transaction says: where something stood before, and where it stands now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Voucher {
    pub(super) workspace: WorkspaceId,
    pub(super) place: Place,
    pub(super) from: u64,
    pub(super) to: u64,
}

impl Positions {
    /// Where a workspace stands now, as a majority has it.
    pub(super) async fn read(db: &Database, workspace: WorkspaceId) -> Result<Self, StoreError> {
        let keys: Vec<_> = Topic::ALL.into_iter().map(|topic| mark_key(topic, workspace)).collect();
        let marks = async {
            let found = db
                .collection::<RawDocumentBuf>(MARKS)
                .find(doc! { "_id": { "$in": keys } })
                .max_time(ANSWER_WITHIN)
                .await?;
            all(found, |mark| Ok((mark.inner("_id")?.word::<Topic>("t")?, mark.count("position")?))).await
        };
        let revision = async {
            let found = revisions(db).find_one(revision_of(workspace)).max_time(ANSWER_WITHIN).await?;
            found.as_deref().map_or(Ok(0), |found: &RawDocument| found.count("revision"))
        };
        let (marks, revision) = tokio::try_join!(marks, revision)?;
        let mut positions = Self { revision, ..Self::default() };
        for (topic, position) in marks {
            positions.marks[topic as usize] = position;
        }
        Ok(positions)
    }

    /// Raises the revision of a workspace, and says how far: who has heard of it in the stream of changes has heard of
    /// everything that was committed before this call.
    pub(super) async fn raise_revision(db: &Database, workspace: WorkspaceId) -> Result<Self, StoreError> {
        let raised = revisions(db)
            .find_one_and_update(revision_of(workspace), raised())
            .upsert(true)
            .return_document(ReturnDocument::After)
            .await?;
        let raised = raised.ok_or_else(|| corrupt("a revision that was written and is not there"))?;
        Ok(Self { revision: raised.count("revision")?, ..Self::default() })
    }

    /// True if nothing of the other lies beyond these.
    pub(super) fn cover(&self, other: &Self) -> bool {
        self.revision >= other.revision
            && self.marks.iter().zip(&other.marks).all(|(mark, other)| mark >= other)
    }

    /// The further of both, each place for itself.
    pub(super) fn join(&mut self, other: &Self) {
        self.revision = self.revision.max(other.revision);
        for (mark, other) in self.marks.iter_mut().zip(&other.marks) {
            *mark = (*mark).max(*other);
        }
    }

    /// Where something stands.
    pub(super) fn at(&mut self, place: Place) -> &mut u64 {
        match place {
            Place::Mark(topic) => &mut self.marks[topic as usize],
            Place::Revision => &mut self.revision,
        }
    }
}

fn revisions(db: &Database) -> Collection<RawDocumentBuf> {
    db.collection(REVISIONS)
}

/// The filter that finds the revision of a workspace.
pub(super) fn revision_of(workspace: WorkspaceId) -> Document {
    doc! { "_id": workspace.get() }
}

/// The change that raises a revision.
pub(super) fn raised() -> Document {
    doc! { "$inc": { "revision": 1_i64 } }
}
