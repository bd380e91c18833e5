//! What several processes that share a log see of each other.

use std::time::Duration;

use domain::Topic;
use tokio::time::Instant;

use super::{SharedBackend, append, partition, read_all, soon, text, texts};
use crate::{Appended, Idempotency, Partition};

const ORDERS: Partition = partition(Topic::Orders, 1);
const LONG: Duration = Duration::from_mins(1);

/// What one process appends, another one is woken by and reads; and the other way round.
pub async fn an_append_wakes_and_reaches_other_processes(backend: &dyn SharedBackend) {
    let (one, _) = backend.join().await;
    let (other, _) = backend.join().await;
    for (writer, reader, name) in [(&one, &other, "first"), (&other, &one, "second")] {
        let mut wakeups = reader.subscribe(Topic::Orders);
        let position = append(&**writer, ORDERS, text(name)).await;
        soon("waking up", wakeups.changed()).await.expect("the log is open");
        let newest = read_all(&**reader, ORDERS).await.pop().expect("an entry");
        assert_eq!((newest.position, texts(&[newest])), (position, vec![name.to_owned()]));
    }
}

/// A request that is repeated to another process is a repeated request.
pub async fn an_answer_of_one_process_is_replayed_by_another(backend: &dyn SharedBackend) {
    let (first, _) = backend.join().await;
    let (other, _) = backend.join().await;
    let once = Idempotency { key: "key".to_owned(), body_hash: [1; 32], answer: b"answer".to_vec() };
    let appended = first.append(ORDERS, text("body"), Some(once.clone())).await.expect("the first");
    let Appended::New(position) = appended else { panic!("the first append gave {appended:?}") };
    let again = other.append(ORDERS, text("body"), Some(once)).await.expect("the second");
    assert_eq!(again, Appended::Replayed { position, answer: b"answer".to_vec() });
}

/// One holder has a partition until it lets go; partitions are held each for itself.
pub async fn a_partition_has_one_holder_at_a_time(backend: &dyn SharedBackend) {
    let (one, _) = backend.join().await;
    let (other, _) = backend.join().await;
    let customers = partition(Topic::Customers, 1);
    assert!(one.hold(ORDERS, "one", LONG).await.expect("holding"));
    assert!(!other.hold(ORDERS, "other", LONG).await.expect("asking"));
    assert!(other.hold(customers, "other", LONG).await.expect("holding"));
    assert!(!one.hold(customers, "one", LONG).await.expect("asking"));
    other.let_go(ORDERS, "other").await.expect("letting go of what it has not");
    assert!(!other.hold(ORDERS, "other", LONG).await.expect("asking"));
    one.let_go(ORDERS, "one").await.expect("letting go");
    assert!(other.hold(ORDERS, "other", LONG).await.expect("holding"));
    assert!(!one.hold(ORDERS, "one", LONG).await.expect("asking"));
}

/// A holder that is heard of no more loses its partition when its time is over, and not before.
pub async fn a_silent_holder_loses_its_partition(backend: &dyn SharedBackend) {
    let (one, _) = backend.join().await;
    let (other, _) = backend.join().await;
    let short = Duration::from_millis(200);
    let asked = Instant::now();
    assert!(one.hold(ORDERS, "one", short).await.expect("holding"));
    soon("the end of the time", async {
        while !other.hold(ORDERS, "other", LONG).await.expect("asking") {
            tokio::task::yield_now().await;
        }
    })
    .await;
    // A millisecond less, because the server rounds.
    assert!(asked.elapsed() + Duration::from_millis(1) >= short, "it was taken after {:?}", asked.elapsed());
    assert!(!one.hold(ORDERS, "one", short).await.expect("asking"), "it is another's now");
}

/// Of many that ask at once, one gets it.
pub async fn of_many_that_ask_at_once_one_holds(backend: &dyn SharedBackend) {
    let mut asking = Vec::new();
    for number in 0..8 {
        let (log, _) = backend.join().await;
        asking.push(tokio::spawn(async move {
            log.hold(ORDERS, &format!("worker {number}"), LONG).await.expect("asking")
        }));
    }
    let mut holders = 0;
    for asked in asking {
        holders += u32::from(soon("asking", asked).await.expect("a task"));
    }
    assert_eq!(holders, 1);
}

/// A signal reaches every process that listens, the sender too, with the order kept.
pub async fn a_signal_reaches_every_process(backend: &dyn SharedBackend) {
    let (_one, one) = backend.join().await;
    let (_other, other) = backend.join().await;
    for (sender, name) in [(&one, "from one"), (&other, "from the other")] {
        let mut receivers = [one.subscribe(), other.subscribe()];
        let sent = [format!("{name}: a"), format!("{name}: ü, with spaces"), String::new()];
        for text in &sent {
            sender.send(text);
        }
        for receiver in &mut receivers {
            for expected in &sent {
                let text = soon("a signal", receiver.recv()).await.expect("a signal");
                assert_eq!(&*text, expected);
            }
        }
    }
}

/// Signals that nobody takes cost the sender nothing.
pub async fn sending_signals_never_waits(backend: &dyn SharedBackend) {
    let (_log, signals) = backend.join().await;
    let mut receiver = signals.subscribe();
    for number in 0..100_000 {
        signals.send(&format!("signal {number}"));
    }
    // Too many wait, so some are lost; the newest thing sent when there is room again arrives.
    soon("a signal", async {
        loop {
            signals.send("last");
            match tokio::time::timeout(Duration::from_millis(50), receiver.recv()).await {
                Ok(Ok(text)) if &*text == "last" => break,
                _ => {}
            }
        }
    })
    .await;
}
