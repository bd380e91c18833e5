//! Test support: a wrapper that lets any log fail as planned.

#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use domain::Topic;
use tokio::sync::watch;

use crate::{
    Appended, Entry, EntryInfo, Idempotency, Lag, Log, LogError, NewEntry, Partition, Position, ReadLimit,
};

/// Something that goes wrong once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The next append fails and does nothing.
    BeforeAppend,
    /// The next append does its work, but its answer is lost.
    AfterAppend,
    /// The next read of any kind fails: entries, one entry, heads or lag.
    Read,
    /// The next trim fails and does nothing.
    Trim,
    /// The next call of any kind takes so much longer.
    Slow(Duration),
}

/// What a call is, as far as faults care.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Call {
    Append,
    Read,
    Trim,
    Hold,
}

impl Fault {
    fn strikes(self, call: Call) -> bool {
        match self {
            Self::BeforeAppend | Self::AfterAppend => call == Call::Append,
            Self::Read => call == Call::Read,
            Self::Trim => call == Call::Trim,
            Self::Slow(_) => true,
        }
    }
}

#[derive(Debug, Default)]
struct Plan {
    faults: Vec<Fault>,
    every: u64,
    calls: u64,
    down: bool,
}

/// A log that fails as planned, each time with [`LogError::Unavailable`], and otherwise does what the log inside does.
pub struct FaultyLog {
    inner: Arc<dyn Log>,
    plan: Mutex<Plan>,
}

impl FaultyLog {
    /// Wraps a log. Nothing fails until it is planned.
    pub fn new(inner: Arc<dyn Log>) -> Self {
        Self { inner, plan: Mutex::default() }
    }

    /// Plans a fault for the next call it can strike. Each call suffers one of them, in the order they were planned.
    pub fn plan(&self, fault: Fault) {
        self.lock().faults.push(fault);
    }

    /// Lets every n-th call fail before it does anything; 0 ends that.
    pub fn fail_every(&self, calls: u64) {
        self.lock().every = calls;
    }

    /// Lets every call fail before it does anything, until told otherwise.
    pub fn set_down(&self, down: bool) {
        self.lock().down = down;
    }

    fn lock(&self) -> MutexGuard<'_, Plan> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Fails or waits before a call; `Ok(true)` means that its answer is to be lost.
    async fn before(&self, call: Call) -> Result<bool, LogError> {
        let fault = {
            let mut plan = self.lock();
            plan.calls += 1;
            if plan.down || (plan.every > 0 && plan.calls.is_multiple_of(plan.every)) {
                return Err(planned());
            }
            let next = plan.faults.iter().position(|fault| fault.strikes(call));
            next.map(|index| plan.faults.remove(index))
        };
        match fault {
            None => Ok(false),
            Some(Fault::AfterAppend) => Ok(true),
            Some(Fault::Slow(time)) => {
                tokio::time::sleep(time).await;
                Ok(false)
            }
            Some(Fault::BeforeAppend | Fault::Read | Fault::Trim) => Err(planned()),
        }
    }
}

fn planned() -> LogError {
    LogError::unavailable("a call", "a test planned this failure")
}

#[async_trait]
impl Log for FaultyLog {
    async fn append(
        &self,
        partition: Partition,
        entry: NewEntry,
        idempotency: Option<Idempotency>,
    ) -> Result<Appended, LogError> {
        let lose_answer = self.before(Call::Append).await?;
        let appended = self.inner.append(partition, entry, idempotency).await?;
        if lose_answer { Err(planned()) } else { Ok(appended) }
    }

    async fn read_after(
        &self,
        partition: Partition,
        after: Position,
        limit: ReadLimit,
    ) -> Result<Vec<Entry>, LogError> {
        self.before(Call::Read).await?;
        self.inner.read_after(partition, after, limit).await
    }

    async fn entry(&self, partition: Partition, position: Position) -> Result<Option<EntryInfo>, LogError> {
        self.before(Call::Read).await?;
        self.inner.entry(partition, position).await
    }

    async fn heads(&self, topic: Topic) -> Result<Vec<(Partition, Position)>, LogError> {
        self.before(Call::Read).await?;
        self.inner.heads(topic).await
    }

    async fn lag(&self, partition: Partition, after: Position) -> Result<Lag, LogError> {
        self.before(Call::Read).await?;
        self.inner.lag(partition, after).await
    }

    async fn trim(&self, partition: Partition, through: Position) -> Result<u64, LogError> {
        self.before(Call::Trim).await?;
        self.inner.trim(partition, through).await
    }

    async fn hold(&self, partition: Partition, holder: &str, ttl: Duration) -> Result<bool, LogError> {
        self.before(Call::Hold).await?;
        self.inner.hold(partition, holder, ttl).await
    }

    async fn let_go(&self, partition: Partition, holder: &str) -> Result<(), LogError> {
        self.before(Call::Hold).await?;
        self.inner.let_go(partition, holder).await
    }

    fn subscribe(&self, topic: Topic) -> watch::Receiver<u64> {
        self.inner.subscribe(topic)
    }
}
