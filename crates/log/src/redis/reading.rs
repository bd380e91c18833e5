//! Reading: entries, single entries, heads and lag.

use std::collections::HashMap;

use ::redis::{cmd, pipe};
use domain::{Topic, WorkspaceId};

use super::ids::id;
use super::keys::Keys;
use super::link::Link;
use super::replies::{self, Indexed, Unreadable};
use super::settings::Settings;
use crate::{Entry, EntryInfo, Lag, LogError, Partition, Position, ReadLimit};

/// One look at an index lists at most so many entries.
const INDEX_PAGE: usize = 1000;

/// One transfer has at most so many bytes of payload, except that one entry always comes, however large.
const TRANSFER_BYTES: usize = 8 * 1024 * 1024;

/// What a read needs.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) link: &'a Link,
    pub(super) keys: &'a Keys,
    pub(super) settings: &'a Settings,
}

impl Reader<'_> {
    /// Lists from the index what fits the limit, then brings just those payloads.
    pub(super) async fn read_after(
        self,
        partition: Partition,
        after: Position,
        limit: ReadLimit,
    ) -> Result<Vec<Entry>, LogError> {
        const DOING: &str = "reading entries";
        let wanted = limit.entries.max(1);
        let mut after = after;
        let mut used = 0_usize;
        let mut entries: Vec<Entry> = Vec::new();
        while entries.len() < wanted {
            let asked = (wanted - entries.len()).min(INDEX_PAGE);
            let from = format!("({}", id(after));
            let listed = self.index(DOING, partition, &from, "+", asked).await?;
            let room = limit.bytes.checked_sub(used);
            let next_fits = listed.first().zip(room).is_some_and(|(next, room)| next.bytes <= room);
            let room = room.unwrap_or(0).min(TRANSFER_BYTES);
            let transfer = first_of(&listed, room, entries.is_empty() || next_fits);
            let Some(last) = transfer.last().filter(|_| entries.is_empty() || next_fits) else { break };
            entries.extend(self.payloads(DOING, partition, transfer).await?);
            used = transfer.iter().fold(used, |used, entry| used.saturating_add(entry.bytes));
            after = last.position;
            if transfer.len() == listed.len() && listed.len() < asked {
                break;
            }
        }
        Ok(entries)
    }

    /// Brings the payloads of entries. Entries that were trimmed meanwhile are left out.
    async fn payloads(
        self,
        doing: &'static str,
        partition: Partition,
        listed: &[Indexed],
    ) -> Result<Vec<Entry>, LogError> {
        let (Some(first), Some(last)) = (listed.first(), listed.last()) else { return Ok(Vec::new()) };
        let bytes = listed.iter().map(|entry| entry.bytes).sum();
        let mut command = cmd("XRANGE");
        command.arg(self.keys.entries(partition)).arg(id(first.position)).arg(id(last.position));
        let answer = self.link.ask(doing, self.settings.deadline(bytes), &command).await?;
        let payloads = replies::payloads(answer).map_err(|error| error.doing(doing))?;
        let mut payloads: HashMap<Position, Vec<u8>> = payloads.into_iter().collect();
        let mut entries = Vec::with_capacity(listed.len());
        for entry in listed {
            if let Some(payload) = payloads.remove(&entry.position) {
                entries.push(Entry {
                    position: entry.position,
                    received_at_ms: entry.received_at_ms,
                    records: entry.records,
                    payload,
                });
            } else if self.entry(partition, entry.position).await?.is_some() {
                return Err(Unreadable("an entry lost its payload").doing(doing));
            }
        }
        Ok(entries)
    }

    pub(super) async fn entry(
        self,
        partition: Partition,
        position: Position,
    ) -> Result<Option<EntryInfo>, LogError> {
        let place = id(position);
        let found = self.index("looking up an entry", partition, &place, &place, 1).await?;
        let info =
            |entry: &Indexed| EntryInfo { received_at_ms: entry.received_at_ms, records: entry.records };
        Ok(found.first().map(info))
    }

    pub(super) async fn heads(self, topic: Topic) -> Result<Vec<(Partition, Position)>, LogError> {
        const DOING: &str = "listing partitions";
        let mut command = cmd("HGETALL");
        command.arg(self.keys.heads(topic));
        let answer = self.link.ask(DOING, self.settings.deadline(0), &command).await?;
        let read = || {
            let mut heads = Vec::new();
            for (workspace, head) in replies::pairs(answer)? {
                let workspace = WorkspaceId::from_i64(replies::number(&workspace)?)
                    .ok_or(Unreadable("expected a workspace"))?;
                heads.push((Partition { topic, workspace }, replies::position(&head)?));
            }
            heads.sort_unstable();
            Ok(heads)
        };
        read().map_err(|error: Unreadable| error.doing(DOING))
    }

    pub(super) async fn lag(self, partition: Partition, after: Position) -> Result<Lag, LogError> {
        const DOING: &str = "measuring lag";
        let mut commands = pipe();
        commands
            .cmd("XRANGE")
            .arg(self.keys.index(partition))
            .arg(format!("({}", id(after)))
            .arg("+")
            .arg("COUNT")
            .arg(1);
        // Asked second, so that it counts what the first one found.
        commands.cmd("HGET").arg(self.keys.totals(partition.topic)).arg(partition.workspace.get());
        let answer = self.link.ask_all(DOING, self.settings.deadline(0), &commands).await?;
        let read = || {
            let Ok([first, totals]) = <[_; 2]>::try_from(replies::array(answer)?) else {
                return Err(Unreadable("expected two answers"));
            };
            let Some(first) = replies::index(first)?.into_iter().next() else { return Ok(Lag::default()) };
            let (entries, records) = replies::totals(&totals)?;
            Ok(Lag {
                entries: (entries + 1).saturating_sub(first.entries_through),
                records: (records + u64::from(first.records)).saturating_sub(first.records_through),
                oldest_received_at_ms: Some(first.received_at_ms),
            })
        };
        read().map_err(|error: Unreadable| error.doing(DOING))
    }

    async fn index(
        self,
        doing: &'static str,
        partition: Partition,
        from: &str,
        to: &str,
        count: usize,
    ) -> Result<Vec<Indexed>, LogError> {
        let mut command = cmd("XRANGE");
        command.arg(self.keys.index(partition)).arg(from).arg(to).arg("COUNT").arg(count);
        let answer = self.link.ask(doing, self.settings.deadline(0), &command).await?;
        replies::index(answer).map_err(|error| error.doing(doing))
    }
}

/// The first entries that fit so many bytes together; at least one if that is wanted.
fn first_of(listed: &[Indexed], bytes: usize, at_least_one: bool) -> &[Indexed] {
    let mut used = 0_usize;
    let fitting = listed
        .iter()
        .take_while(|entry| {
            used = used.saturating_add(entry.bytes);
            used <= bytes
        })
        .count();
    &listed[..fitting.max(usize::from(at_least_one)).min(listed.len())]
}
