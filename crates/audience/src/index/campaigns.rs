//! What campaigns did: for each, whom it wrote to and what became of that.

use std::collections::BTreeMap;
use std::io;

use bitcode::{Decode, Encode};
use domain::CampaignId;
use domain::segment::Outcome;
use domain::segment::eval::history::CampaignCheck;
use domain::segment::vocabulary::CampaignMeasure;

use super::PART;
use super::packed::Packed;
use super::snapshot::{Sink, Source, damaged};

/// All campaigns that were launched.
#[derive(Debug, Default)]
pub(super) struct Campaigns {
    by_id: BTreeMap<CampaignId, Campaign>,
}

#[derive(Debug, Encode, Decode)]
struct Campaign {
    enrolled_at: i64,
    /// By part.
    members: BTreeMap<u32, Members>,
}

/// The members of one part: their rows, ascending, and what became of each.
#[derive(Debug, Encode, Decode)]
struct Members {
    rows: Vec<u16>,
    fates: Vec<Fate>,
    /// When.
    at: Packed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
enum Fate {
    Open,
    Sent,
    Failed,
}

impl Members {
    const fn new() -> Self {
        Self { rows: Vec::new(), fates: Vec::new(), at: Packed::new(false) }
    }

    fn enrol(&mut self, row: u16) {
        let at = match self.rows.last() {
            Some(last) if *last >= row => self.rows.partition_point(|member| *member < row),
            _ => self.rows.len(),
        };
        if self.rows.get(at) == Some(&row) {
            return;
        }
        self.rows.insert(at, row);
        self.fates.insert(at, Fate::Open);
        self.at.push(None);
        if at + 1 < self.rows.len() {
            let times: Vec<_> = (at..self.at.len() - 1).map(|place| self.at.get(place)).collect();
            self.at.set(at, None);
            for (place, time) in (at + 1..).zip(times) {
                self.at.set(place, time);
            }
        }
    }
}

impl Campaigns {
    /// A campaign was launched, with these rows in its audience, or with these, too.
    pub(super) fn enrol(&mut self, campaign: CampaignId, at: i64, rows: impl Iterator<Item = u32>) {
        let campaign = self
            .by_id
            .entry(campaign)
            .or_insert_with(|| Campaign { enrolled_at: at, members: BTreeMap::new() });
        for row in rows {
            campaign.members.entry(row / PART).or_insert_with(Members::new).enrol((row % PART) as u16);
        }
    }

    /// Something became of a message, or it is open again; false if the customer is not in the audience.
    pub(super) fn settle(&mut self, campaign: CampaignId, row: u32, outcome: Option<Outcome>) -> bool {
        let members = self.by_id.get_mut(&campaign).and_then(|found| found.members.get_mut(&(row / PART)));
        let Some(members) = members else { return false };
        let Ok(place) = members.rows.binary_search(&((row % PART) as u16)) else { return false };
        let (fate, at) = match outcome {
            None => (Fate::Open, None),
            Some(Outcome::Sent(at)) => (Fate::Sent, Some(at.millis())),
            Some(Outcome::Failed(at)) => (Fate::Failed, Some(at.millis())),
        };
        members.fates[place] = fate;
        members.at.set(place, at);
        true
    }

    /// Forgets that a customer was in any audience.
    pub(super) fn remove_of(&mut self, row: u32) {
        for campaign in self.by_id.values_mut() {
            let Some(members) = campaign.members.get_mut(&(row / PART)) else { continue };
            let Ok(place) = members.rows.binary_search(&((row % PART) as u16)) else { continue };
            let times: Vec<_> = (0..members.at.len()).map(|place| members.at.get(place)).collect();
            members.rows.remove(place);
            members.fates.remove(place);
            members.at = Packed::new(false);
            for (at, time) in times.into_iter().enumerate() {
                if at != place {
                    members.at.push(time);
                }
            }
        }
    }

    /// For each customer of a part whether the test holds: 1 or 0.
    pub(super) fn answer(&self, part: usize, check: &CampaignCheck, holds: &mut Vec<u8>) {
        holds.clear();
        holds.resize(PART as usize, 0);
        let asked = self.by_id.iter().filter(|(id, _)| check.campaign.is_none_or(|asked| asked == **id));
        let within = |at: i64| at >= check.within.from && at < check.within.until;
        for (_, campaign) in asked {
            let Some(members) = campaign.members.get(&(part as u32)) else { continue };
            let fate = match check.measure {
                CampaignMeasure::Enrolled if !within(campaign.enrolled_at) => continue,
                CampaignMeasure::Enrolled => {
                    for row in &members.rows {
                        holds[usize::from(*row)] = 1;
                    }
                    continue;
                }
                CampaignMeasure::Sent => Fate::Sent,
                CampaignMeasure::Failed => Fate::Failed,
            };
            for (place, row) in members.rows.iter().enumerate() {
                if members.fates[place] == fate && members.at.get(place).is_some_and(within) {
                    holds[usize::from(*row)] = 1;
                }
            }
        }
    }

    pub(super) fn put(&self, to: &mut Sink<'_>) -> io::Result<()> {
        to.put(&self.by_id.len())?;
        self.by_id.iter().try_for_each(|(id, campaign)| {
            to.put(&id.get())?;
            to.put(campaign)
        })
    }

    pub(super) fn taken(from: &mut Source<'_>) -> io::Result<Self> {
        let campaigns = from.take::<usize>()?;
        let campaign = |_| {
            let id = CampaignId::from_i64(from.take()?).ok_or_else(damaged)?;
            Ok((id, from.take()?))
        };
        Ok(Self { by_id: (0..campaigns).map(campaign).collect::<io::Result<_>>()? })
    }

    /// Memory taken, in bytes.
    pub(super) fn bytes(&self) -> usize {
        let held = |members: &Members| {
            size_of::<Members>() + members.rows.capacity() * 2 + members.fates.capacity() + members.at.bytes()
        };
        self.by_id.values().flat_map(|campaign| campaign.members.values()).map(held).sum()
    }
}
