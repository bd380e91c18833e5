//! Signals between processes.

use tokio::time::timeout;

use super::{SOON, Shared, command, hastily};
use crate::Signals;
use crate::redis::testing::Server;

async fn next(receiver: &mut tokio::sync::broadcast::Receiver<std::sync::Arc<str>>) -> String {
    let text = timeout(SOON, receiver.recv()).await.expect("a signal").unwrap();
    text.to_string()
}

/// On one thread nobody can take what waits before the test waits itself.
#[tokio::test(flavor = "current_thread")]
async fn a_text_that_waits_already_is_sent_once() {
    let Some(shared) = Shared::new() else { return };
    let (here, there) = (shared.connect().await, shared.connect().await);
    let mut receivers = [Signals::subscribe(&here), Signals::subscribe(&there)];
    for _ in 0..1000 {
        here.send("workspace 1");
        here.send("workspace 2");
    }
    here.send("end");
    for receiver in &mut receivers {
        for expected in ["workspace 1", "workspace 2", "end"] {
            assert_eq!(next(receiver).await, expected);
        }
    }
    here.send("workspace 1");
    for receiver in &mut receivers {
        assert_eq!(next(receiver).await, "workspace 1", "what was sent may be sent again");
    }
}

#[tokio::test]
async fn installations_that_share_a_server_do_not_hear_each_other() {
    let (Some(one), Some(other)) = (Shared::new(), Shared::new()) else { return };
    let (one, other) = (one.connect().await, other.connect().await);
    let mut receiver = Signals::subscribe(&other);
    one.send("of one");
    let mut own = Signals::subscribe(&one);
    assert_eq!(next(&mut own).await, "of one");
    other.send("of the other");
    assert_eq!(next(&mut receiver).await, "of the other");
}

#[tokio::test]
async fn what_is_no_signal_is_ignored() {
    let Some(shared) = Shared::new() else { return };
    let log = shared.connect().await;
    let mut receiver = Signals::subscribe(&log);
    for junk in ["", "junk", "\u{fffd}"] {
        command(&shared.server, &["PUBLISH", &log.keys.signals(), junk]).await;
    }
    command(&shared.server, &["PUBLISH", &log.keys.signals(), "0123456789abcdef a signal"]).await;
    assert_eq!(next(&mut receiver).await, "a signal");
}

type Act = fn(&Server);

#[tokio::test]
async fn signals_of_a_process_reach_itself_while_the_server_is_down_and_others_afterwards() {
    let Some(server) = Server::start(&[]) else { return };
    let here = hastily(&server.url()).await;
    let there = hastily(&server.url()).await;
    let (mut near, mut far) = (Signals::subscribe(&here), Signals::subscribe(&there));
    here.send("before");
    assert_eq!((next(&mut near).await, next(&mut far).await), ("before".to_owned(), "before".to_owned()));
    let outages: [(&str, Act, Act); 2] =
        [("killed", Server::kill, Server::restart), ("frozen", Server::freeze, Server::thaw)];
    for (outage, begin, end) in outages {
        begin(&server);
        here.send(outage);
        assert_eq!(next(&mut near).await, outage);
        end(&server);
        // Some are lost until both have found the server again.
        let heard = async {
            loop {
                here.send("after");
                let waited = timeout(std::time::Duration::from_millis(50), far.recv()).await;
                if matches!(waited, Ok(Ok(text)) if &*text == "after") {
                    break;
                }
            }
        };
        timeout(SOON, heard).await.expect("signals must come again");
        while near.try_recv().is_ok() {}
    }
}
