//! The simulator as a server sees it: over real HTTP, both ways.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

use domain::Channel;
use domain::message::WireId;
use domain::receipt::{Outcome, Receipt};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::*;
use crate::channel::loopback::{install_tls, serve as serve_router};
use crate::channel::protocol::receipts;
use crate::channel::{Delivery, Outgoing, SendError, Vendor, VendorSettings};

const SECRET: &[u8] = b"a secret of more than 24 bytes";
/// Longer than any test should take; reached only by one that fails.
const LIMIT: Duration = Duration::from_mins(1);

/// The id of a request and its body.
type Post = (String, Bytes);

/// A server that takes receipts.
struct Callback {
    url: String,
    /// What to answer the next posts with; then all are taken.
    refuse: Arc<Mutex<Vec<u16>>>,
    /// Every post: its id and its body.
    posts: Arc<Mutex<Vec<Post>>>,
    taken: mpsc::UnboundedReceiver<Vec<Receipt>>,
}

impl Callback {
    async fn open() -> Self {
        let (sender, taken) = mpsc::unbounded_channel();
        let refuse: Arc<Mutex<Vec<u16>>> = Arc::default();
        let posts: Arc<Mutex<Vec<Post>>> = Arc::default();
        let (refusing, posted) = (Arc::clone(&refuse), Arc::clone(&posts));
        let take = move |headers: HeaderMap, body: Bytes| async move {
            let signed = Headers::find(|name| headers.get(name)?.to_str().ok()).unwrap();
            Secret::from_bytes(SECRET).verify(signed, &body, now()).expect("receipts are signed");
            posted.lock().unwrap().push((signed.id.to_owned(), body.clone()));
            if let Some(status) = refusing.lock().unwrap().pop() {
                return StatusCode::from_u16(status).unwrap();
            }
            let read = receipts(&body, now()).unwrap();
            assert_eq!(read.ignored, 0);
            sender.send(read.known).unwrap();
            StatusCode::ACCEPTED
        };
        let url = serve_router(Router::new().route("/receipt", post(take))).await + "/receipt";
        Self { url, refuse, posts, taken }
    }

    /// The next receipts, so many of them.
    async fn receipts(&mut self, count: usize) -> Vec<Receipt> {
        let mut all = Vec::new();
        while all.len() < count {
            let some = timeout(LIMIT, self.taken.recv())
                .await
                .unwrap_or_else(|_| panic!("{} of {count}", all.len()));
            all.extend(some.unwrap());
        }
        assert_eq!(all.len(), count);
        all
    }

    fn bodies(&self) -> Vec<Post> {
        self.posts.lock().unwrap().clone()
    }
}

struct Running {
    url: String,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<std::io::Result<()>>,
}

impl Running {
    async fn start(behaviour: Behaviour) -> Self {
        let patience = Patience { first: Duration::from_millis(1), ..Patience::default() };
        Self::start_with(behaviour, patience).await
    }

    async fn start_with(behaviour: Behaviour, patience: Patience) -> Self {
        install_tls();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (stop, stopped) = oneshot::channel();
        let until = async { drop(stopped.await) };
        let secret = Secret::from_bytes(SECRET);
        let ended = tokio::spawn(serve_patiently(listener, behaviour, secret, patience, until));
        Self { url, stop, ended }
    }

    fn vendor(&self, callback: &str) -> Vendor {
        let settings = VendorSettings {
            url: self.url.clone(),
            secret: Secret::from_bytes(SECRET),
            callback_url: callback.to_owned(),
            timeout: LIMIT,
        };
        Vendor::new(settings).unwrap()
    }

    async fn stop(self) {
        self.stop.send(()).unwrap();
        timeout(LIMIT, self.ended).await.unwrap().unwrap().unwrap();
    }
}

/// Receipts at once.
fn hasty() -> Behaviour {
    Behaviour { latency: Duration::ZERO..=Duration::ZERO, ..Behaviour::default() }
}

fn messages(ordinals: impl IntoIterator<Item = u32>) -> Vec<Outgoing> {
    let message = |ordinal| Outgoing {
        id: format!("7-{ordinal}.1").parse().unwrap(),
        channel: Channel::Email,
        to: format!("c{ordinal}@shop.example"),
        name: None,
        subject: Some("Hi".into()),
        body: "Hi \"you\" \\ \u{1f33b}".into(),
        html: Some("<p>Hi</p>".into()),
    };
    ordinals.into_iter().map(message).collect()
}

fn ids(messages: &[Outgoing]) -> Vec<WireId> {
    messages.iter().map(|message| message.id).collect()
}

type Fates = BTreeMap<WireId, (Outcome, Option<String>)>;

fn fates(receipts: &[Receipt]) -> Fates {
    receipts.iter().map(|receipt| (receipt.id, (receipt.outcome, receipt.reason.clone()))).collect()
}

fn sent(fates: &Fates) -> usize {
    fates.values().filter(|(outcome, _)| *outcome == Outcome::Sent).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn nine_in_ten_are_delivered_and_a_restart_changes_no_fate() {
    let mut callback = Callback::open().await;
    let all = messages(0..10_000);
    let mut told: Vec<Fates> = Vec::new();
    for _ in 0..2 {
        let simulator = Running::start(hasty()).await;
        let vendor = simulator.vendor(&callback.url);
        for batch in all.chunks(1_000) {
            let handover = vendor.send(batch).await.unwrap();
            assert_eq!(handover.accepted, ids(batch));
        }
        told.push(fates(&callback.receipts(10_000).await));
        simulator.stop().await;
    }
    assert!((8_800..=9_200).contains(&sent(&told[0])), "{}", sent(&told[0]));
    assert_eq!(told[0].len(), 10_000);
    assert_eq!(told[0], told[1]);
    assert!(told[0].values().all(|(outcome, reason)| (*outcome == Outcome::Failed) == reason.is_some()));

    let other = Running::start(Behaviour { seed: 1, ..hasty() }).await;
    other.vendor(&callback.url).send(&all[..1_000]).await.unwrap();
    let differently = fates(&callback.receipts(1_000).await);
    assert!(differently.iter().any(|(id, fate)| told[0][id] != *fate));
}

#[tokio::test]
async fn status_agrees_with_the_receipts_even_those_that_were_lost() {
    let mut callback = Callback::open().await;
    let simulator = Running::start(Behaviour { lost_receipts: 0.4, ..hasty() }).await;
    let vendor = simulator.vendor(&callback.url);
    let all = messages(0..1_000);
    let arriving = all.iter().filter(|message| {
        let behaviour = Behaviour { lost_receipts: 0.4, ..hasty() };
        fate::Fate::of(&message.id.to_string(), &behaviour).receipts().count() == 1
    });
    let arriving = arriving.count();
    assert!((500..700).contains(&arriving));
    vendor.send(&all).await.unwrap();
    let told = fates(&callback.receipts(arriving).await);
    // A second batch is due later: had the lost ones been posted, they would be there before its last.
    vendor.send(&all).await.unwrap();
    assert_eq!(fates(&callback.receipts(arriving).await), told);

    let asked = fates(&vendor.status(&ids(&all)).await.unwrap().unwrap());
    assert_eq!(asked.len(), 1_000);
    assert!(told.iter().all(|(id, fate)| asked[id] == *fate));
    assert_eq!(fates(&vendor.status(&ids(&all[..3])).await.unwrap().unwrap()).len(), 3);
}

#[tokio::test]
async fn a_duplicate_is_accepted_again_with_the_same_fate() {
    let mut callback = Callback::open().await;
    let simulator = Running::start(hasty()).await;
    let vendor = simulator.vendor(&callback.url);
    let batch = messages(0..100);
    let first = vendor.send(&batch).await.unwrap();
    let one = fates(&callback.receipts(100).await);
    let second = vendor.send(&batch).await.unwrap();
    assert_eq!(first, second);
    assert_eq!(fates(&callback.receipts(100).await), one);
}

#[tokio::test]
async fn duplicated_receipts_come_twice_and_say_the_same() {
    let mut callback = Callback::open().await;
    let simulator = Running::start(Behaviour { duplicates: 1.0, ..hasty() }).await;
    simulator.vendor(&callback.url).send(&messages(0..200)).await.unwrap();
    let all = callback.receipts(400).await;
    let mut counts: HashMap<WireId, Vec<Outcome>> = HashMap::new();
    for receipt in &all {
        counts.entry(receipt.id).or_default().push(receipt.outcome);
    }
    assert_eq!(counts.len(), 200);
    assert!(counts.values().all(|outcomes| outcomes.len() == 2 && outcomes[0] == outcomes[1]));
}

#[tokio::test]
async fn receipts_held_back_come_after_those_of_later_messages() {
    let mut callback = Callback::open().await;
    let order =
        |receipts: &[Receipt]| receipts.iter().map(|receipt| receipt.id.message.ordinal).collect::<Vec<_>>();
    let calm = Running::start(hasty()).await;
    calm.vendor(&callback.url).send(&messages(0..500)).await.unwrap();
    let in_order = order(&callback.receipts(500).await);
    assert!(in_order.is_sorted());

    let stormy = Running::start(Behaviour { reordering: 0.5, ..hasty() }).await;
    stormy.vendor(&callback.url).send(&messages(0..500)).await.unwrap();
    let shuffled = order(&callback.receipts(500).await);
    let late = shuffled.windows(2).filter(|pair| pair[0] > pair[1]).count();
    assert!(late >= 1, "none was held back");
    let mut sorted = shuffled.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, in_order);
    let prompt = shuffled.iter().zip(shuffled.iter().skip(1)).take_while(|(a, b)| a < b).count();
    assert!((150..350).contains(&prompt), "{prompt} came at once");
}

#[tokio::test]
async fn malformed_addresses_are_rejected_alone() {
    let callback = Callback::open().await;
    let simulator = Running::start(hasty()).await;
    let mut batch = messages(0..4);
    batch[1].to = "nobody".into();
    batch[3].channel = Channel::Sms;
    let handover = simulator.vendor(&callback.url).send(&batch).await.unwrap();
    assert_eq!(handover.accepted, [batch[0].id, batch[2].id]);
    let reason = "malformed address".to_owned();
    assert_eq!(handover.rejected, [(batch[1].id, reason.clone()), (batch[3].id, reason)]);
}

#[tokio::test]
async fn a_stranger_is_refused_on_every_route() {
    let callback = Callback::open().await;
    let simulator = Running::start(hasty()).await;
    let settings = VendorSettings {
        url: simulator.url.clone(),
        secret: Secret::from_bytes(b"another secret of 24 bytes"),
        callback_url: callback.url.clone(),
        timeout: LIMIT,
    };
    let stranger = Vendor::new(settings).unwrap();
    let batch = messages(0..3);
    assert!(matches!(stranger.send(&batch).await, Err(SendError::Refused { status: 401, .. })));
    assert!(matches!(stranger.status(&ids(&batch)).await, Err(SendError::Refused { status: 401, .. })));

    let body = r#"{"messages":[],"callbackUrl":"http://localhost"}"#;
    let (client, _) = crate::channel::connection::client(&simulator.url, LIMIT).unwrap();
    let long_ago = now().plus_millis(-301_000);
    let signed = |at, id: &str| Secret::from_bytes(SECRET).sign(id, at, body.as_bytes());
    for (name, id, at, signature, expected) in [
        ("unsigned", None, now(), String::new(), 401),
        ("replayed", Some("a"), long_ago, signed(long_ago, "a"), 401),
        ("renamed", Some("a"), now(), signed(now(), "b"), 401),
        ("ours", Some("a"), now(), signed(now(), "a"), 202),
    ] {
        let mut request = client.post(format!("{}/send", simulator.url)).body(body);
        if let Some(id) = id {
            request = request.header("webhook-id", id).header("webhook-signature", signature);
            request = request.header("webhook-timestamp", crate::signature::seconds(at));
        }
        assert_eq!(request.send().await.unwrap().status().as_u16(), expected, "{name}");
    }
}

#[tokio::test]
async fn what_cannot_be_understood_or_called_back_is_refused() {
    let simulator = Running::start(hasty()).await;
    let refused = simulator.vendor("not an address").send(&messages(0..1)).await.unwrap_err();
    assert!(matches!(refused, SendError::Refused { status: 403, why } if why.contains("callbackUrl")));
    let many = simulator.vendor("http://localhost").send(&messages(0..10_001)).await.unwrap_err();
    assert!(matches!(many, SendError::TooLarge { .. }));

    let (client, _) = crate::channel::connection::client(&simulator.url, LIMIT).unwrap();
    for body in ["", "{", "[]", r#"{"messages":[{"id":1}],"callbackUrl":"http://localhost"}"#] {
        let at = now();
        let request = client
            .post(format!("{}/send", simulator.url))
            .header("webhook-id", "a")
            .header("webhook-timestamp", crate::signature::seconds(at))
            .header("webhook-signature", Secret::from_bytes(SECRET).sign("a", at, body.as_bytes()))
            .body(body);
        assert_eq!(request.send().await.unwrap().status().as_u16(), 400, "{body}");
    }
}

#[tokio::test]
async fn receipts_are_offered_again_as_they_were_until_they_are_taken() {
    let mut callback = Callback::open().await;
    *callback.refuse.lock().unwrap() = vec![503, 429, 500];
    let simulator = Running::start(hasty()).await;
    simulator.vendor(&callback.url).send(&messages(0..50)).await.unwrap();
    assert_eq!(fates(&callback.receipts(50).await).len(), 50);
    let posts = callback.bodies();
    assert_eq!(posts.len(), 4);
    assert!(posts.iter().all(|post| *post == posts[0]), "a repeated post has the same id and body");
}

#[tokio::test]
async fn receipts_that_are_refused_for_good_or_too_often_are_given_up_and_memory_stays_bounded() {
    let mut callback = Callback::open().await;
    // Taken from the end: the first batch is refused for good, the second one three times.
    *callback.refuse.lock().unwrap() = vec![503, 503, 503, 401];
    let patience = Patience { first: Duration::from_millis(1), attempts: 3, kept: 10, ..Patience::default() };
    let simulator = Running::start_with(hasty(), patience).await;
    let vendor = simulator.vendor(&callback.url);
    for batch in [0..10, 10..20, 20..30] {
        // Nothing more is taken while ten receipts are kept.
        let mut offered = vendor.send(&messages(batch.clone())).await;
        while let Err(SendError::Busy { after, .. }) = &offered {
            assert_eq!(*after, Some(Duration::from_secs(1)));
            tokio::task::yield_now().await;
            offered = vendor.send(&messages(batch.clone())).await;
        }
        assert_eq!(offered.unwrap().accepted.len(), 10);
    }
    let taken = callback.receipts(10).await;
    assert!(taken.iter().all(|receipt| (20..30).contains(&receipt.id.message.ordinal)));
    assert_eq!(callback.bodies().len(), 1 + 3 + 1);
    let lost = vendor.status(&ids(&messages(0..20))).await.unwrap().unwrap();
    assert_eq!(lost.len(), 20);
}

#[tokio::test]
async fn a_rate_and_an_outage_are_answered_with_the_time_to_wait_and_503() {
    let callback = Callback::open().await;
    let slow = Running::start(Behaviour { rate: NonZeroU32::new(10), ..hasty() }).await;
    let vendor = slow.vendor(&callback.url);
    assert_eq!(vendor.send(&messages(0..40)).await.unwrap().accepted.len(), 40);
    match vendor.send(&messages(40..41)).await {
        Err(SendError::Busy { after: Some(after), .. }) => {
            assert!((3..=4).contains(&after.as_secs()), "{after:?}");
        }
        other => panic!("{other:?}"),
    }
    let day = Duration::from_hours(24);
    let down =
        Running::start(Behaviour { outage: Some(Outage { every: day, lasting: day }), ..hasty() }).await;
    let vendor = down.vendor(&callback.url);
    assert!(matches!(vendor.send(&messages(0..1)).await, Err(SendError::Retry { after: None, .. })));
    assert!(matches!(vendor.status(&ids(&messages(0..1))).await, Err(SendError::Retry { after: None, .. })));
}

#[tokio::test]
async fn receipts_come_in_batches_and_within_the_latency_asked_for() {
    let mut callback = Callback::open().await;
    let latency = Duration::from_millis(100)..=Duration::from_millis(100);
    let simulator = Running::start(Behaviour { latency, ..Behaviour::default() }).await;
    let begun = Instant::now();
    simulator.vendor(&callback.url).send(&messages(0..2_500)).await.unwrap();
    callback.receipts(2_500).await;
    assert!(begun.elapsed() >= Duration::from_millis(100));
    let sizes: Vec<usize> =
        callback.bodies().iter().map(|(_, body)| receipts(body, now()).unwrap().known.len()).collect();
    let mut sorted = sizes.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, [500, 1_000, 1_000]);
}
