//! A page that is open: follows server-sent events of the campaign, and notes when each came.

use std::fmt;
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};

/// How long a page is given to hear of anything.
const PATIENCE: Duration = Duration::from_mins(10);

/// An open stream.
pub(crate) struct Watching {
    lines: Lines<BufReader<OwnedReadHalf>>,
    // Closing it would end the stream.
    _writing: OwnedWriteHalf,
}

/// What a page has seen.
pub(crate) struct Watched {
    /// Between one change of the campaign's numbers and the next, sorted.
    gaps: Vec<Duration>,
}

impl Watching {
    /// Follows a campaign.
    pub(crate) async fn open(port: u16, key: &str, campaign: &str) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        let (reading, mut writing) = stream.into_split();
        let request = format!(
            "GET /api/campaigns/events?campaign={campaign} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {key}\r\n\
             accept: text/event-stream\r\n\r\n"
        );
        writing.write_all(request.as_bytes()).await.unwrap();
        Self { lines: BufReader::new(reading).lines(), _writing: writing }
    }

    /// Reads until nothing of the campaign is pending or submitted.
    pub(crate) async fn until_settled(mut self) -> Watched {
        let (mut gaps, mut last) = (Vec::new(), None);
        let mut event = String::new();
        loop {
            let line = tokio::time::timeout(PATIENCE, self.lines.next_line()).await.expect("nothing happens");
            let line = line.unwrap().expect("the stream ended");
            if let Some(name) = line.strip_prefix("event:") {
                name.trim().clone_into(&mut event);
            }
            let Some(data) = line.strip_prefix("data:").filter(|_| event == "campaign") else { continue };
            let campaign: Value = serde_json::from_str(data).unwrap();
            if campaign["state"] == "draft" {
                continue;
            }
            let now = Instant::now();
            gaps.extend(last.map(|last| now - last));
            last = Some(now);
            let left = |state: &str| campaign["stats"][state].as_u64().unwrap();
            if left("pending") + left("submitted") == 0 {
                gaps.sort_unstable();
                return Watched { gaps };
            }
        }
    }
}

impl fmt::Display for Watched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let share = |share: f64| {
            let at = (self.gaps.len() as f64 * share) as usize;
            self.gaps
                .get(at.min(self.gaps.len().saturating_sub(1)))
                .map_or(0.0, |gap| gap.as_secs_f64() * 1e3)
        };
        write!(
            f,
            "{} changes seen; between them {:.0} ms in the middle, {:.0} ms p95, {:.0} ms at most",
            self.gaps.len() + 1,
            share(0.5),
            share(0.95),
            share(1.0)
        )
    }
}
