//! What is held in memory of a workspace, and how changes change it.

use std::collections::HashMap;

use audience::Index;
use domain::{CampaignId, CustomerId, WorkspaceId};

use super::change::{Change, Enrolment};
use crate::StoreError;
use crate::chunk::{CHUNK, chunk_of, decode};
use crate::reading::{corrupt, id};

/// The audience of a workspace: the index that is asked, and what it takes to follow messages, of which it is told by
/// their places.
#[derive(Debug, Default)]
pub(super) struct Audience {
    pub(super) index: Index,
    /// Who was enrolled in each chunk, as it is stored.
    rosters: HashMap<(CampaignId, u32), Box<[u8]>>,
    roster_bytes: usize,
    /// The one that was asked for last: messages of one chunk come together.
    last: Option<((CampaignId, u32), Vec<i64>)>,
}

/// Whether a change can be believed to come right after what is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// It does. What does not fit is an error.
    Exact,
    /// What is held may already have been read after the change, or may not have been read yet.
    Lenient,
}

/// What a roster costs beside its bytes.
const ROSTER_BYTES: usize = 64;

impl Audience {
    /// Memory taken, in bytes, estimated.
    pub(super) fn bytes(&self) -> usize {
        self.index.bytes() + self.roster_bytes
    }

    /// Applies a change.
    pub(super) fn apply(
        &mut self,
        change: Change,
        workspace: WorkspaceId,
        manner: Manner,
    ) -> Result<(), StoreError> {
        let fits = match change {
            Change::Put(customer) => {
                self.index.upsert(&customer);
                true
            }
            Change::Update(id, update) => match self.index.customer(id) {
                Some(before) => {
                    self.index.upsert(&update.applied(workspace, &before)?);
                    true
                }
                None => false,
            },
            Change::Remove(id) => self.index.remove(id),
            Change::Suppress(channel, address) => {
                self.index.suppress(channel, &address);
                true
            }
            Change::Allow(channel, address) => {
                self.index.allow(channel, &address);
                true
            }
            Change::Order(order, before) => {
                let (id, own) = (order.id, (order.customer_id, order.order_date));
                let gone =
                    before.is_none_or(|(customer, date)| self.index.remove_order_at(id, customer, date));
                if manner == Manner::Lenient {
                    // It may have been read as it is now, or as it will be when it has changed again.
                    self.index.remove_order_at(id, own.0, own.1);
                }
                self.index.add_order(&order) && gone
            }
            Change::Enrol(enrolment) => {
                self.enrol(enrolment)?;
                true
            }
            Change::Settle(message, outcome) => {
                match self.member((message.campaign, chunk_of(message.ordinal)), message.ordinal)? {
                    Some(customer) => {
                        // Whoever was erased is in no audience any more.
                        self.index.settle(message.campaign, customer, outcome);
                        true
                    }
                    None => false,
                }
            }
        };
        if fits || manner == Manner::Lenient {
            return Ok(());
        }
        Err(corrupt("a change of a customer, an order or a message that nobody has heard of"))
    }

    /// Takes in a chunk that was enrolled.
    pub(super) fn enrol(&mut self, enrolment: Enrolment) -> Result<(), StoreError> {
        let Enrolment { campaign, chunk, at, customers } = enrolment;
        let members = roster(&customers)?;
        let ids: Vec<CustomerId> = members.iter().map(|member| id(*member)).collect::<Result<_, _>>()?;
        self.index.enrol(campaign, at, &ids);
        self.roster_bytes += customers.len() + ROSTER_BYTES;
        if let Some(before) = self.rosters.insert((campaign, chunk), customers) {
            self.roster_bytes -= before.len() + ROSTER_BYTES;
        }
        Ok(())
    }

    /// Who has a place in a campaign; `None` if it is not known who was enrolled there.
    fn member(&mut self, chunk: (CampaignId, u32), ordinal: u32) -> Result<Option<CustomerId>, StoreError> {
        if self.last.as_ref().is_none_or(|(last, _)| *last != chunk) {
            let Some(bytes) = self.rosters.get(&chunk) else { return Ok(None) };
            self.last = Some((chunk, roster(bytes)?));
        }
        let member = self.last.as_ref().and_then(|(_, members)| members.get((ordinal % CHUNK) as usize));
        member.map(|member| id(*member)).transpose()
    }
}

fn roster(bytes: &[u8]) -> Result<Vec<i64>, StoreError> {
    decode(bytes).ok_or_else(|| corrupt("who is enrolled in a chunk"))
}
