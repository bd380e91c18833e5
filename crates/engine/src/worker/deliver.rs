//! Hands messages over: leases a chunk, decides about each message, keeps its text, sends, records.
//!
//! Everything a crash could undo is durable before the next step begins: a text is kept before it is offered, so
//! that offering it again sends the same bytes under the same id, which a vendor accepts once.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use domain::campaign::{Campaign, CampaignState};
use domain::customer::{ConsentState, Email};
use domain::message::{SkipReason, WireId};
use domain::template::Template;
use domain::workspace::Settings;
use domain::{CampaignId, Channel, Timestamp};
use store::{Due, Fate, Handed, Kept, Lease, Prepared, Store, StoreError, timed};

use super::holding::holding;
use super::{Progress, Step, WorkError};
use crate::channel::{Delivery, HandedOver, Handover, Outgoing, SendError, hand_over};
use crate::crash;
use crate::pulse::Pulse;

/// Messages offered in one call: the size of a chunk.
const BATCH: u32 = 1_000;
/// So long after its holder has died a chunk passes on.
const LEASE: Duration = Duration::from_secs(30);
/// How often it is prolonged while the chunk is worked on: often enough that a failure or two do not lose it.
const PROLONG: Duration = Duration::from_secs(8);
/// How long a vendor that refuses us is left alone.
const CIRCUIT_OPEN: Duration = Duration::from_secs(30);
const FIRST_RETRY: Duration = Duration::from_secs(1);
const LONGEST_RETRY: Duration = Duration::from_mins(5);

/// Delivers the messages of all campaigns through one vendor.
pub struct Deliver {
    store: Arc<dyn Store>,
    vendor: Arc<dyn Delivery>,
    pulse: Arc<Pulse>,
    holder: String,
    clock: fn() -> Timestamp,
    templates: Mutex<HashMap<CampaignId, Arc<Template>>>,
    failures: Mutex<u32>,
}

impl Deliver {
    /// A worker that is told from others by `holder`.
    pub fn new(
        store: Arc<dyn Store>,
        vendor: Arc<dyn Delivery>,
        pulse: Arc<Pulse>,
        holder: String,
        clock: fn() -> Timestamp,
    ) -> Self {
        Self { store, vendor, pulse, holder, clock, templates: Mutex::default(), failures: Mutex::default() }
    }
}

#[async_trait]
impl Step for Deliver {
    fn name(&self) -> &'static str {
        "deliver"
    }

    async fn run_once(&self) -> Result<Progress, WorkError> {
        let Some(lease) = self.store.lease_chunk(&self.holder, LEASE).await? else {
            return Ok(Progress::Idle);
        };
        crash::point("deliver.leased");
        let workspace = lease.workspace.id;
        let outcome = holding(PROLONG, || self.prolong(&lease), self.work_on(&lease)).await;
        let released = self.store.release(lease, outcome.as_ref().copied().unwrap_or_default()).await;
        self.pulse.raise(workspace);
        match outcome.and(released.map_err(WorkError::Store)) {
            // Somebody else has the chunk now, or has paused or cancelled the campaign meanwhile.
            Ok(()) | Err(WorkError::Store(StoreError::Fenced | StoreError::WrongState)) => {
                Ok(Progress::Worked)
            }
            Err(error) => Err(error),
        }
    }
}

impl Deliver {
    /// Prolongs a lease. Whoever has lost it stops: what was offered until then is offered again by somebody else, with
    /// the same bytes.
    async fn prolong(&self, lease: &Lease) -> Result<(), WorkError> {
        match self.store.prolong(lease, LEASE).await {
            // A store that cannot be reached now may be in time for the lease.
            Err(error) if error.is_transient() => Ok(()),
            outcome => outcome.map_err(WorkError::Store),
        }
    }

    /// Hands over what is due of a chunk. Tells when it is to be leased again at the earliest.
    async fn work_on(&self, lease: &Lease) -> Result<Option<Timestamp>, WorkError> {
        let due = self.store.due(lease, BATCH).await?;
        crash::point("deliver.expanded");
        if due.is_empty() || lease.campaign.state == CampaignState::Cancelled {
            return Ok(None);
        }
        let template = self.template(&lease.campaign)?;
        let (channel, local) = (lease.campaign.plan.channel, self.vendor.is_local());
        // These were offered before, and nobody knows whether they were taken.
        let doubtful: HashSet<WireId> =
            due.iter().filter(|due| due.kept.is_some()).map(|due| due.id).collect();
        let decide = |due| decide(due, &template, channel, local, &lease.workspace.settings);
        let decided: Vec<Decided> = timed("render", || due.into_iter().map(decide).collect());
        let prepared = decided.iter().map(Decided::to_prepare).collect();
        // Without those whose customer was erased since we read of them.
        let still: HashSet<WireId> = self.store.prepare(lease, prepared, LEASE).await?.into_iter().collect();
        crash::point("deliver.prepared");
        let outgoing = decided.into_iter().filter_map(Decided::outgoing);
        let outgoing: Vec<Outgoing> = outgoing.filter(|message| still.contains(&message.id)).collect();
        if outgoing.is_empty() {
            return Ok(None);
        }
        let handed = hand_over(&*self.vendor, &outgoing).await;
        crash::point("deliver.sent");
        self.settle(lease, handed, &doubtful).await
    }

    /// Records how the hand-over ended, and when to go on.
    async fn settle(
        &self,
        lease: &Lease,
        handed: HandedOver,
        doubtful: &HashSet<WireId>,
    ) -> Result<Option<Timestamp>, WorkError> {
        let HandedOver { handover, untaken, stopped } = handed;
        let all_answered = handover.unanswered.is_empty();
        let (not_before, problem) = match stopped {
            None if all_answered => {
                *self.failures.lock().unwrap_or_else(PoisonError::into_inner) = 0;
                (None, None)
            }
            None => (Some(self.next_try(None)), None),
            Some(SendError::Refused { status, why }) => {
                let at = (self.clock)().plus_millis(millis(CIRCUIT_OPEN));
                (
                    Some(at),
                    Some(format!(
                        "The vendor refuses our messages ({status}): {why}. Trying again every half minute."
                    )),
                )
            }
            Some(SendError::Retry { after, why } | SendError::Busy { after, why }) => (
                Some(self.next_try(after)),
                Some(format!("The vendor does not answer: {why}. Trying again.")),
            ),
            Some(error @ (SendError::TooLarge { .. } | SendError::Invalid { .. })) => (
                Some(self.next_try(None)),
                Some(format!("The vendor does not take our messages: {error}. Trying again.")),
            ),
        };
        count(&handover);
        let again_at = not_before.unwrap_or_else(self.clock);
        let mut fates = fates(handover, again_at);
        fates.extend(untaken.into_iter().map(|id| Handed {
            id,
            fate: if doubtful.contains(&id) { Fate::Retry(again_at) } else { Fate::Untaken(again_at) },
        }));
        self.store.record(lease, fates).await?;
        crash::point("deliver.recorded");
        if lease.campaign.problem != problem {
            self.store.set_problem(lease.workspace.id, lease.campaign.id, problem.as_deref()).await?;
        }
        Ok(not_before)
    }

    /// The campaign's template; its text is frozen, so it is compiled once.
    fn template(&self, campaign: &Campaign) -> Result<Arc<Template>, StoreError> {
        let known = self.templates.lock().unwrap_or_else(PoisonError::into_inner).get(&campaign.id).cloned();
        if let Some(template) = known {
            return Ok(template);
        }
        let corrupt = |why: &str| StoreError::Corrupt(format!("campaign {}: {why}", campaign.id));
        let text = campaign.plan.message.as_ref().ok_or_else(|| corrupt("sending without a message"))?;
        let parsed = Template::parse(text, campaign.plan.channel);
        let template = Arc::new(parsed.map_err(|_| corrupt("its frozen message does not parse"))?);
        self.templates
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(campaign.id, Arc::clone(&template));
        Ok(template)
    }

    /// When to try again: what the vendor asked for, but not at once, or exponential backoff with jitter.
    fn next_try(&self, asked: Option<Duration>) -> Timestamp {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let backoff = FIRST_RETRY.saturating_mul(1 << (*failures).min(16)).min(LONGEST_RETRY);
        *failures += 1;
        let wait = asked.map_or_else(|| jittered(backoff), |asked| asked.max(jittered(FIRST_RETRY)));
        (self.clock)().plus_millis(millis(wait))
    }
}

/// Between half of a wait and all of it, so that workers that failed together do not come back together.
fn jittered(wait: Duration) -> Duration {
    let mut byte = [0u8; 1];
    // Without randomness the wait is simply not jittered.
    let _ = getrandom::fill(&mut byte);
    wait / 2 + wait / 2 * u32::from(byte[0]) / 255
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// A due message, decided.
enum Decided {
    /// Handed over with a text that is kept first, if it was not before.
    Send(WireId, Kept, Channel),
    /// Not handed over.
    Skip(WireId, SkipReason),
    /// Not handed over again: the vendor may have it, and its receipt says so.
    Await(WireId),
}

impl Decided {
    fn to_prepare(&self) -> Prepared {
        match self {
            Self::Send(id, kept, ..) => Prepared::Keep(*id, kept.clone()),
            Self::Skip(id, reason) => Prepared::Skip(*id, *reason),
            Self::Await(id) => Prepared::Await(*id),
        }
    }

    fn outgoing(self) -> Option<Outgoing> {
        match self {
            Self::Send(id, kept, channel) => Some(Outgoing {
                id,
                channel,
                to: kept.to,
                name: Some(kept.name).filter(|name| !name.is_empty()),
                subject: kept.subject,
                body: kept.body,
                html: kept.html,
            }),
            Self::Skip(..) | Self::Await(_) => None,
        }
    }
}

/// Decides about one message: consent, suppression and erasure are looked at again at this very moment.
/// Demo customers have addresses of examples, which are handed over only where nothing leaves this machine.
fn decide(due: Due, template: &Template, channel: Channel, local: bool, settings: &Settings) -> Decided {
    let offered = due.kept.is_some();
    let skip = |reason| if offered { Decided::Await(due.id) } else { Decided::Skip(due.id, reason) };
    let Some(customer) = due.customer else { return skip(SkipReason::Erased) };
    match customer.profile.consent.on(channel).state {
        ConsentState::Withdrawn => return skip(SkipReason::OptedOut),
        state if !settings.consent.allows(state) => return skip(SkipReason::NotOptedIn),
        ConsentState::Unknown | ConsentState::Granted => {}
    }
    if !local && customer.profile.email.as_ref().is_some_and(Email::is_example) {
        return skip(SkipReason::ExampleAddress);
    }
    if due.suppressed {
        return skip(SkipReason::Suppressed);
    }
    if let Some(kept) = due.kept {
        return Decided::Send(due.id, kept, channel);
    }
    let Some(address) = customer.profile.address(channel) else { return skip(SkipReason::NoAddress) };
    match template.render(&customer, settings) {
        Ok(text) => {
            let name =
                customer.profile.name.as_ref().map_or_else(String::new, |name| name.as_str().to_owned());
            let kept = Kept {
                to: address.to_owned(),
                name,
                subject: text.subject,
                body: text.body,
                html: text.html,
            };
            Decided::Send(due.id, kept, channel)
        }
        Err(_) => skip(SkipReason::NotRendered),
    }
}

fn count(handover: &Handover) {
    let outcomes = [
        ("accepted", handover.accepted.len()),
        ("rejected", handover.rejected.len()),
        ("unanswered", handover.unanswered.len()),
    ];
    for (outcome, messages) in outcomes {
        metrics::counter!("minicrm_messages_offered_total", "outcome" => outcome).increment(messages as u64);
    }
}

fn fates(handover: Handover, retry_at: Timestamp) -> Vec<Handed> {
    let accepted = handover.accepted.into_iter().map(|id| Handed { id, fate: Fate::Submitted });
    let rejected =
        handover.rejected.into_iter().map(|(id, reason)| Handed { id, fate: Fate::Rejected(reason) });
    let again = handover.unanswered.into_iter().map(|id| Handed { id, fate: Fate::Retry(retry_at) });
    accepted.chain(rejected).chain(again).collect()
}

#[cfg(test)]
mod tests {
    use domain::CustomerId;
    use domain::campaign::{Body, MessageText, Subject};
    use domain::customer::{Consent, ConsentMode, Customer, Profile, Totals};

    use super::*;

    fn due(email: &str) -> Due {
        let profile = Profile { email: Email::parse(email).ok(), ..Profile::default() };
        let (at, totals) = (Timestamp::EPOCH, Totals::default());
        let customer = Customer {
            id: CustomerId::from_i64(1).unwrap(),
            profile,
            totals,
            created_at: at,
            updated_at: at,
        };
        Due { id: "1-0.1".parse().unwrap(), customer: Some(customer), kept: None, suppressed: false }
    }

    #[test]
    fn whoever_said_nothing_is_skipped_where_the_workspace_demands_opt_in() {
        let text = MessageText { subject: Subject::parse("Hi").ok(), body: Body::parse("Hi").unwrap() };
        let template = Template::parse(&text, Channel::Email).unwrap();
        let mut settings = Settings::parse("Shop", "EUR", "UTC").unwrap();
        let decided = |state, settings: &Settings| {
            let mut due = due("ana@example.com");
            let customer = due.customer.as_mut().unwrap();
            customer.profile.consent.email = Consent { state, ..Consent::default() };
            match decide(due, &template, Channel::Email, true, settings) {
                Decided::Skip(_, reason) => Some(reason),
                Decided::Send(..) | Decided::Await(_) => None,
            }
        };
        let opted_out = Some(SkipReason::OptedOut);
        assert_eq!(decided(ConsentState::Unknown, &settings), None);
        assert_eq!(decided(ConsentState::Withdrawn, &settings), opted_out);
        settings.consent = ConsentMode::OptIn;
        assert_eq!(decided(ConsentState::Unknown, &settings), Some(SkipReason::NotOptedIn));
        assert_eq!(decided(ConsentState::Granted, &settings), None);
        assert_eq!(decided(ConsentState::Withdrawn, &settings), opted_out);
    }

    #[test]
    fn whoever_may_have_a_message_already_is_not_called_skipped() {
        let text = MessageText { subject: Subject::parse("Hi").ok(), body: Body::parse("Hi").unwrap() };
        let template = Template::parse(&text, Channel::Email).unwrap();
        let settings = Settings::parse("Shop", "EUR", "UTC").unwrap();
        let mut due = due("ana@example.com");
        due.suppressed = true;
        let (to, body) = ("ana@example.com".to_owned(), "Hi".to_owned());
        due.kept = Some(Kept { to, name: String::new(), subject: None, body, html: None });
        let decided = decide(due, &template, Channel::Email, true, &settings);
        assert!(
            matches!(decided, Decided::Await(_)),
            "they withdrew after it was offered, and nobody answered"
        );
    }

    #[test]
    fn an_address_of_the_demo_shop_never_leaves_this_machine() {
        let text = MessageText { subject: None, body: Body::parse("Hi").unwrap() };
        let template = Template::parse(&text, Channel::Sms).unwrap();
        let settings = Settings::parse("Shop", "EUR", "UTC").unwrap();
        let skipped = |email, local| match decide(due(email), &template, Channel::Sms, local, &settings) {
            Decided::Skip(_, reason) => reason,
            Decided::Send(..) | Decided::Await(_) => panic!("these customers have no phone number"),
        };
        assert_eq!(skipped("ana@shop.example", false), SkipReason::ExampleAddress);
        assert_eq!(skipped("ana@shop.example", true), SkipReason::NoAddress, "the simulator may have it");
        assert_eq!(
            skipped("ana@example.com", false),
            SkipReason::NoAddress,
            "only the reserved domain is meant"
        );
    }
}
