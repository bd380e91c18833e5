//! The names of what is kept. All of them share a hash tag, so that a cluster keeps them in one slot.

use domain::Topic;

use crate::Partition;

/// Makes the names of one installation.
#[derive(Clone, Debug)]
pub(super) struct Keys {
    /// The hash tag, with its braces.
    tag: String,
    /// The number of the database. It does not part channels, so their names carry it.
    database: i64,
}

impl Keys {
    pub(super) fn new(prefix: &str, database: i64) -> Self {
        Self { tag: format!("{{{prefix}}}"), database }
    }

    /// The stream of a partition: a payload each entry.
    pub(super) fn entries(&self, partition: Partition) -> String {
        self.of("entries", partition)
    }

    /// The stream beside it: what is known of each entry but its payload, under the same id.
    pub(super) fn index(&self, partition: Partition) -> String {
        self.of("index", partition)
    }

    /// Who may apply a partition.
    pub(super) fn lease(&self, partition: Partition) -> String {
        self.of("lease", partition)
    }

    /// What was ever appended to each partition of a topic, by workspace.
    pub(super) fn totals(&self, topic: Topic) -> String {
        format!("{}:totals:{}", self.tag, topic.as_str())
    }

    /// The newest entry of each partition of a topic that holds entries, by workspace.
    pub(super) fn heads(&self, topic: Topic) -> String {
        format!("{}:heads:{}", self.tag, topic.as_str())
    }

    /// The stream whose newest entry tells that something was appended to a topic.
    pub(super) fn bell(&self, topic: Topic) -> String {
        format!("{}:bell:{}", self.tag, topic.as_str())
    }

    /// The answer to an idempotency key of a workspace.
    pub(super) fn answer(&self, partition: Partition, key: &str) -> String {
        format!("{}:answer:{}:{key}", self.tag, partition.workspace)
    }

    /// The channel of signals.
    pub(super) fn signals(&self) -> String {
        format!("{}:signals:{}", self.tag, self.database)
    }

    fn of(&self, noun: &str, partition: Partition) -> String {
        format!("{}:{noun}:{}:{}", self.tag, partition.topic.as_str(), partition.workspace)
    }
}

#[cfg(test)]
mod tests {
    use domain::WorkspaceId;

    use super::*;

    #[test]
    fn names_differ_and_share_a_hash_tag() {
        let keys = Keys::new("shop", 3);
        let partition = Partition { topic: Topic::Orders, workspace: WorkspaceId::from_i64(42).unwrap() };
        let names = [
            keys.entries(partition),
            keys.index(partition),
            keys.lease(partition),
            keys.totals(Topic::Orders),
            keys.heads(Topic::Orders),
            keys.bell(Topic::Orders),
            keys.answer(partition, "a:b"),
            keys.signals(),
        ];
        assert_eq!(
            names,
            [
                "{shop}:entries:orders:42",
                "{shop}:index:orders:42",
                "{shop}:lease:orders:42",
                "{shop}:totals:orders",
                "{shop}:heads:orders",
                "{shop}:bell:orders",
                "{shop}:answer:42:a:b",
                "{shop}:signals:3",
            ]
        );
    }
}
