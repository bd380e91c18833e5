//! Server-sent events, as they arrive: bytes in, the data of whole events out.

/// A stream being read. Pieces may end anywhere, within a letter too.
#[derive(Debug, Default)]
pub(super) struct Events {
    /// What came after the last line break.
    rest: Vec<u8>,
    /// Lines of data of the event that is not over.
    data: Vec<String>,
}

impl Events {
    /// Takes a piece; gives the data of every event it completes.
    pub(super) fn push(&mut self, piece: &[u8]) -> Vec<String> {
        self.rest.extend_from_slice(piece);
        let mut events = Vec::new();
        while let Some(end) = self.rest.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.rest.drain(..=end).collect();
            self.line(&String::from_utf8_lossy(&line), &mut events);
        }
        events
    }

    /// The stream is over; an event without its blank line counts all the same.
    pub(super) fn finish(mut self) -> Vec<String> {
        let mut events = Vec::new();
        let line = std::mem::take(&mut self.rest);
        self.line(&String::from_utf8_lossy(&line), &mut events);
        self.line("", &mut events);
        events
    }

    fn line(&mut self, line: &str, events: &mut Vec<String>) {
        let line = line.trim_end_matches(['\n', '\r']);
        if let Some(data) = line.strip_prefix("data:") {
            self.data.push(data.strip_prefix(' ').unwrap_or(data).to_owned());
        } else if line.is_empty() && !self.data.is_empty() {
            events.push(self.data.join("\n"));
            self.data.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_come_whole_however_their_bytes_are_cut() {
        let stream = "data: {\"a\": \"é🌻\"}\r\n\r\n: a comment\nevent: x\ndata: one\ndata:two\n\ndata: last"
            .as_bytes();
        for size in 1..stream.len() {
            let mut reading = Events::default();
            let mut events: Vec<String> = stream.chunks(size).flat_map(|piece| reading.push(piece)).collect();
            events.extend(reading.finish());
            assert_eq!(events, ["{\"a\": \"é🌻\"}", "one\ntwo", "last"], "in pieces of {size}");
        }
    }
}
