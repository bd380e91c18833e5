//! Dividing a batch until only the messages to blame are refused.

use domain::message::WireId;

use super::{Delivery, Handover, Outgoing, SendError};

/// How far a batch got.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HandedOver {
    /// What became of the messages that may have been taken.
    pub handover: Handover,
    /// Those that were not, and are to be offered again: they were never offered, or refused for now.
    pub untaken: Vec<WireId>,
    /// Why it ended early, if it did; never because of the messages.
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
                let ids = |part: &[Outgoing]| part.iter().map(|message| message.id).collect::<Vec<_>>();
                let mut untaken = Vec::new();
                match &stop {
                    SendError::Retry { .. } => handover.unanswered.extend(ids(part)),
                    _ => untaken.extend(ids(part)),
                }
                untaken.extend(waiting.iter().rev().flat_map(|part| ids(part)));
                return HandedOver { handover, untaken, stopped: Some(stop) };
            }
        }
    }
    HandedOver { handover, untaken: Vec::new(), stopped: None }
}
