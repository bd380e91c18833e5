//! Fixing the audience of a campaign.

use domain::campaign::{Campaign, CampaignState};
use domain::message::Stats;
use domain::{CampaignId, CustomerId, Timestamp, WorkspaceId};
use mongodb::ClientSession;
use mongodb::bson::spec::BinarySubtype;
use mongodb::bson::{Binary, RawDocumentBuf, doc, rawdoc};
use mongodb::options::ReturnDocument;

use super::{key_in, rows};
use crate::chunk::{CHUNK, encode};
use crate::codes::Coded;
use crate::mongo::collections::{CAMPAIGNS, CHUNKS, ENROLMENTS};
use crate::mongo::fields::Fields;
use crate::mongo::ledger::chunk_key;
use crate::mongo::transaction::transact;
use crate::mongo::{MongoStore, bulk, feed};
use crate::reading::corrupt;
use crate::{Launch, StoreError};

/// Takes whoever matches now, and starts sending.
///
/// A million members are a thousand chunks, of a few hundred bytes each, and as many blobs of a few thousand: some
/// megabytes in two commands.
pub(super) async fn launch(
    store: &MongoStore,
    workspace: WorkspaceId,
    id: CampaignId,
    launch: &Launch,
) -> Result<Campaign, StoreError> {
    loop {
        let campaign = store.campaign_row(workspace, id).await?.ok_or(StoreError::NotFound)?;
        let campaign = rows::campaign(&campaign, Stats::default())?;
        launch.begins(&campaign)?;
        let matching = store.matching(workspace, &launch.question, campaign.plan.channel).await?;
        launch.check(matching.customers.len() as u64, matching.reachable)?;
        let chunks = Chunks::of(workspace, id, launch.at, &matching.customers);
        match transact!(store, |session| write(store, session, workspace, &campaign, launch, &chunks)) {
            // Somebody has launched it meanwhile, or changed how its messages travel.
            Err(StoreError::WrongState) => {}
            launched => return launched,
        }
    }
}

/// What a launch inserts.
struct Chunks {
    members: u64,
    chunks: Vec<RawDocumentBuf>,
    enrolments: Vec<RawDocumentBuf>,
}

impl Chunks {
    fn of(workspace: WorkspaceId, campaign: CampaignId, at: Timestamp, customers: &[CustomerId]) -> Self {
        let mut written =
            Self { members: customers.len() as u64, chunks: Vec::new(), enrolments: Vec::new() };
        for (number, members) in (0..).zip(customers.chunks(CHUNK as usize)) {
            let key = chunk_key(campaign, number);
            written.chunks.push(rawdoc! {
                "_id": key.as_str(),
                "w": workspace.get(),
                "c": campaign.get(),
                "n": i64::from(number),
                "expanded": false,
                "pending": members.len() as i64,
                "submitted": 0_i64,
                "sent": 0_i64,
                "failed": 0_i64,
                "skipped": 0_i64,
                "uncertain": 0_i64,
                "dueAt": 0_i64,
                "token": 0_i64,
                "leasedUntil": 0_i64,
                "changes": 0_i64,
                "reasons": {},
                "minutes": {},
            });
            let ids: Vec<_> = members.iter().map(|customer| customer.get()).collect();
            let customers = Binary { subtype: BinarySubtype::Generic, bytes: encode(&ids) };
            written.enrolments.push(rawdoc! {
                "_id": key,
                "w": workspace.get(),
                "c": campaign.get(),
                "n": i64::from(number),
                "at": at.millis(),
                "first": ids.first().copied().unwrap_or_default(),
                "last": ids.last().copied().unwrap_or_default(),
                "customers": customers,
            });
        }
        written
    }
}

/// Writes a launch; `WrongState` if the campaign is not any more what the audience was taken for.
async fn write(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    campaign: &Campaign,
    launch: &Launch,
    written: &Chunks,
) -> Result<Campaign, StoreError> {
    let mut unchanged = key_in(workspace, campaign.id, campaign.state);
    unchanged.insert("channel", campaign.plan.channel.code());
    let mut unset = doc! { "problem": "", "refs": "" };
    match launch.scheduled {
        Some(at) => drop(unchanged.insert("scheduledAt", at.millis())),
        None => drop(unset.insert("scheduledAt", "")),
    }
    let set = doc! {
        "state": CampaignState::Sending.code(),
        "simulated": launch.simulated,
        "enrolled": written.members as i64,
        "launchedAt": launch.at.millis(),
        "rule": launch.question.rule().to_json(),
        "turn": 1_i64,
    };
    // First, so that of several who launch one writes and the others know at once.
    let launched = store
        .collection(CAMPAIGNS)
        .find_one_and_update(unchanged, doc! { "$set": set, "$unset": unset })
        .return_document(ReturnDocument::After)
        .session(&mut *session)
        .await?;
    let launched = launched.ok_or(StoreError::WrongState)?;
    bulk::insert(&store.db, &mut *session, CHUNKS, &written.chunks).await?;
    bulk::insert(&store.db, &mut *session, ENROLMENTS, &written.enrolments).await?;
    feed::bump_revision(&store.db, session, workspace).await?;
    rows::campaign(&launched, Stats { pending: written.members, ..Stats::default() })
}

/// Who is enrolled in a chunk, by place.
pub(in crate::mongo) async fn enrolled(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    campaign: CampaignId,
    chunk: u32,
) -> Result<Vec<i64>, StoreError> {
    let key = doc! { "_id": chunk_key(campaign, chunk), "w": workspace.get() };
    let found = store.collection(ENROLMENTS).find_one(key).session(session).await?;
    let customers = match &found {
        Some(enrolment) => crate::chunk::decode(enrolment.bytes("customers")?),
        None => None,
    };
    customers.ok_or_else(|| corrupt(format!("who is enrolled in chunk {chunk} of campaign {campaign}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A document has at most 16 MiB, and a million members are enrolled at once.
    #[test]
    fn a_million_members_are_a_thousand_small_documents() {
        let id = |n: i64| ((1_700_000_000_000 - 1_577_836_800_000 + n / 50) << 22) | (n % 4_096);
        let customers: Vec<_> = (0..1_000_000).filter_map(|n| CustomerId::from_i64(id(n))).collect();
        let (workspace, campaign) = (WorkspaceId::from_i64(i64::MAX), CampaignId::from_i64(i64::MAX));
        let written = Chunks::of(workspace.unwrap(), campaign.unwrap(), Timestamp::EPOCH, &customers);
        assert_eq!(
            (written.members, written.chunks.len(), written.enrolments.len()),
            (1_000_000, 1_000, 1_000)
        );
        let largest = |documents: &[RawDocumentBuf]| documents.iter().map(|one| one.as_bytes().len()).max();
        assert!(largest(&written.chunks) < Some(500), "{:?}", largest(&written.chunks));
        assert!(largest(&written.enrolments) < Some(5_000), "{:?}", largest(&written.enrolments));
    }
}
