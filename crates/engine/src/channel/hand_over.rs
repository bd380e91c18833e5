//! Dividing a batch until only the messages to blame are refused.

use super::{Delivery, Handover, Outgoing, SendError};

/// How far a batch got.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HandedOver {
    /// What became of each message; those that were never offered are unanswered.
    pub handover: Handover,
    /// Why it ended early, if it did: [`SendError::Retry`] or [`SendError::Refused`], never the others.
    pub stopped: Option<SendError>,
}

/// Offers a batch. Refused as too large or as invalid, it is halved until it is taken; a message refused alone
/// is rejected alone. A reason that is not about the messages ends the attempt: what was taken until then stays
/// taken.
///
/// Asks at most `2 n` times for `n` messages, and `2 k log n` times if `k` of them are to blame.
pub async fn hand_over(delivery: &dyn Delivery, batch: &[Outgoing]) -> HandedOver {
    let mut handover = Handover::default();
    let mut waiting = vec![batch];
    while let Some(part) = waiting.pop().filter(|part| !part.is_empty()) {
        match (part, delivery.send(part).await) {
            (_, Ok(answer)) => {
                handover.accepted.extend(answer.accepted);
                handover.rejected.extend(answer.rejected);
                handover.unanswered.extend(answer.unanswered);
            }
            ([one], Err(SendError::TooLarge { why } | SendError::Invalid { why })) => {
                handover.rejected.push((one.id, why));
            }
            (_, Err(SendError::TooLarge { .. } | SendError::Invalid { .. })) => {
                let (first, second) = part.split_at(part.len() / 2);
                waiting.extend([second, first]);
            }
            (_, Err(stop)) => {
                waiting.push(part);
                let left = waiting.iter().rev().flat_map(|part| part.iter().map(|message| message.id));
                handover.unanswered.extend(left);
                return HandedOver { handover, stopped: Some(stop) };
            }
        }
    }
    HandedOver { handover, stopped: None }
}
