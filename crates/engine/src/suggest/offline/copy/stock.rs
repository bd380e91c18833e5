//! Copy about goods and services: new, back, needed again, due, or simply worth a look.

use super::{Angle, Page};

pub(in super::super) const NEW_PRODUCT: Page = [
    Angle {
        subject: &["Say hello to our <topic>", "Something new for you"],
        lead: &[
            "We've been looking forward to this: say hello to our <topic>. You're among the people we most wanted to tell.",
            "We've been looking forward to this: there's something new on our shelves. You're among the people we most \
             wanted to tell.",
        ],
        ask: &["Have a first look and tell us what you think."],
        sms: &[
            "We couldn't wait to tell you: say hello to our <topic>.",
            "We couldn't wait to tell you: there's something new here. Have a look.",
        ],
        reason: "Shares the news the way one tells a friend.",
    },
    Angle {
        subject: &["Just in: our <topic>", "Just in"],
        lead: &[
            "Just in: our <topic>. Ready to try, ready to order, and so fresh that hardly anybody knows yet. Being first has its charm.",
            "Just in: the latest addition to the range. Ready to try, ready to order, and so fresh that hardly anybody knows yet. Being first has its charm.",
        ],
        ask: &["Be early and get yours."],
        sms: &[
            "Just in: our <topic>. Be early and get yours.",
            "Just in: the latest addition to the range. Be early and get yours.",
        ],
        reason: "News in the first two words, for people who like to be early.",
    },
    Angle {
        subject: &["The secret is out", "What kept the lights on"],
        lead: &[
            "Anybody who passed by late and saw the lights on may have wondered. The answer is no longer a secret: \
             our <topic>.",
            "Anybody who passed by late and saw the lights on may have wondered. The answer is no longer a secret, it \
             stands on the shelf.",
        ],
        ask: &["Satisfy your curiosity with a closer look."],
        sms: &[
            "Wondered why the lights were on so late? The secret is out: our <topic>. Come closer.",
            "Wondered why the lights were on so late? The secret stands on the shelf. Come closer.",
        ],
        reason: "Builds a little suspense before the news.",
    },
];

pub(in super::super) const EARLY_ACCESS: Page = [
    Angle {
        subject: &["You first, then everybody else"],
        lead: &[
            "Before we tell the rest of the world about our <topic>, we'd like to show you. Consider it a thank-you for \
             your trust.",
            "Before we tell the rest of the world, we'd like to show you. Consider it a thank-you for your trust.",
        ],
        ask: &["Have a look while it's still quiet."],
        sms: &[
            "You first, then everybody else. Have a look while it's still quiet.",
            "You first, then everybody else.",
        ],
        reason: "Treats the reader as an insider.",
    },
    Angle {
        subject: &["Ahead of the crowd: our <topic>", "Ahead of the crowd"],
        lead: &[
            "Doors open ahead of the crowd: no queue, no rush, just first pick in peace.[ Inside: our <topic>.]",
        ],
        ask: &["Step in and secure yours now."],
        sms: &[
            "Doors open ahead of the crowd[: our <topic>]. Step in and secure yours.",
            "Doors open ahead of the crowd. Step in.",
        ],
        reason: "Offers the advantage of being early, in plain words.",
    },
    Angle {
        subject: &["Can you keep a secret?"],
        lead: &[
            "Some secrets are made to be shared with a handful of people. This is one of them, and soon it won't be a \
                 secret any more.",
        ],
        ask: &["Peek today, talk about it later."],
        sms: &[
            "Can you keep a secret? This one is made for a handful of people. Peek today, talk later.",
            "Can you keep a secret? Peek today.",
        ],
        reason: "A question that is hard to leave unanswered.",
    },
];

pub(in super::super) const RESTOCK: Page = [
    Angle {
        subject: &["Good news about our <topic>", "Good news if you came too late"],
        lead: &[
            "Good news if you missed our <topic>: the wait is over. We know how annoying an empty shelf can be.",
            "Good news if you came too late last time: the wait is over. We know how annoying an empty shelf can be.",
        ],
        ask: &["Get yours in peace this time."],
        sms: &[
            "Good news: the wait for our <topic> is over.",
            "Good news: what was sold out is here once more.",
        ],
        reason: "Speaks to people who were disappointed last time.",
    },
    Angle {
        subject: &["Available again: our <topic>", "Available again"],
        lead: &[
            "Our <topic>: sold out before, available again now. Whoever waited has waited long enough, and patience deserves its reward.",
            "Sold out before, available again now. Whoever waited has waited long enough, and patience deserves its reward.",
        ],
        ask: &["Order today to be on the safe side."],
        sms: &[
            "Our <topic>: available again. Order today to be on the safe side.",
            "Sold out before, available again. Order today to be on the safe side.",
        ],
        reason: "Gives the one fact that people were waiting for.",
    },
    Angle {
        subject: &["A gap like a missing tooth"],
        lead: &[
            "An empty spot on a shelf looks like a missing tooth. Everybody here walked past it, nobody liked it. Now it has \
             been filled: welcome back, <topic>.",
            "An empty spot on a shelf looks like a missing tooth. Everybody here walked past it, nobody liked it. Now it has \
             been filled.",
        ],
        ask: &["Come and make the gap necessary a second time."],
        sms: &[
            "An empty shelf looks like a missing tooth. Ours is full: welcome back, <topic>.",
            "An empty shelf looks like a missing tooth. Ours is full now. Come and see.",
        ],
        reason: "Tells the restock as a small story with a happy end.",
    },
];

pub(in super::super) const REORDER: Page = [
    Angle {
        subject: &["Time for a little more?"],
        lead: &[
            "If you enjoyed what you ordered last time, this may be a good moment for more. We'd love to \
                 be of use again.",
        ],
        ask: &["Order again whenever you like, and you won't have to think about it tomorrow."],
        sms: &[
            "Did you enjoy your last order? This may be a good moment for more.",
            "Time for a little more?",
        ],
        reason: "Helpful timing instead of a sales pitch.",
    },
    Angle {
        subject: &["Same as last time?"],
        lead: &[
            "You know what you like, so this is quick: the same as last time, or something new next to it. Either way: no searching, no long decisions.",
        ],
        ask: &["Repeat your purchase in a minute or two."],
        sms: &[
            "Same as last time, or something new next to it? Repeat your purchase in a minute.",
            "Same as last time?",
        ],
        reason: "Makes the second purchase the easiest one.",
    },
    Angle {
        subject: &["The second time is a choice"],
        lead: &[
            "The first time is a test. The second is a choice, made with open eyes, and it means a great deal to a \
                 small team.",
        ],
        ask: &["Make that choice whenever something is missing."],
        sms: &[
            "The first time is a test, the second is a choice. Make it whenever something is missing.",
            "The second time is a choice. Make it soon.",
        ],
        reason: "Gives the second order a meaning of its own.",
    },
];

pub(in super::super) const RENEWAL: Page = [
    Angle {
        subject: &["We would love to keep you"],
        lead: &[
            "Your renewal is coming up[, and with it your <topic>]. We'd be glad to go on looking after you. Thank you for the time so far.",
        ],
        ask: &["Renew when it suits you, so that nothing is interrupted."],
        sms: &[
            "Your <topic> is up for renewal, and we'd love to keep you.",
            "Your renewal is coming up, and we'd love to keep you.",
            "Your renewal is coming up.",
        ],
        reason: "Thanks the customer first, then asks to go on.",
    },
    Angle {
        subject: &["Time to renew your <topic>", "Time to renew"],
        lead: &[
            "A heads-up: it's time to renew[ your <topic>]. Takes a minute, saves a headache, keeps everything running. Better now than after a third reminder; future you will be grateful.",
        ],
        ask: &["Tick it off today."],
        sms: &[
            "Time to renew[ your <topic>]. Takes a minute, saves a headache. Tick it off today.",
            "Time to renew.",
        ],
        reason: "A clear reminder with a single task.",
    },
    Angle {
        subject: &["It would be a pity to stop here"],
        lead: &[
            "Good habits end in two ways: on purpose, or because a date slipped by. It would be a pity if this one went \
                 the second way.[ Your <topic> deserves better.]",
        ],
        ask: &["One short step keeps it going."],
        sms: &[
            "Good habits end on purpose, or because a date slipped by. One short step keeps this one going.",
            "One short step keeps a good habit going.",
        ],
        reason: "Makes doing nothing feel like a small loss.",
    },
];

pub(in super::super) const REMINDER: Page = [
    Angle {
        subject: &["A friendly reminder"],
        lead: &[
            "Just a friendly reminder about the <topic>, in case it slipped down your list. That happens to all of us.",
            "Just a friendly reminder, in case this slipped down your list. That happens to all of us.",
        ],
        ask: &["Take a moment now, and you can forget about it with a clear conscience."],
        sms: &[
            "A friendly reminder about the <topic>, in case it slipped your mind.",
            "A friendly reminder, in case it slipped your mind: take a moment today.",
        ],
        reason: "Polite and understanding; nobody likes to be told off.",
    },
    Angle {
        subject: &["Still open: the <topic>", "Still open on your list"],
        lead: &[
            "Still open on the list[: the <topic>]. Takes less time than a long message, and feels better than another sticky note.",
        ],
        ask: &["Do it today and be done."],
        sms: &[
            "Still open on the list[: the <topic>]. Do it today and be done.",
            "Still open. Do it today and be done.",
        ],
        reason: "As short as a note on the fridge.",
    },
    Angle {
        subject: &["The knot in the handkerchief"],
        lead: &[
            "Grandparents tied a knot in a handkerchief so as not to forget. Consider these lines the modern version.[ \
                 The knot is called <topic>.]",
        ],
        ask: &["Untie it while you think of it."],
        sms: &[
            "Grandparents tied a knot in a handkerchief. This one stands for the <topic>.",
            "Grandparents tied a knot in a handkerchief. This message is the modern version: untie it while you think of it.",
            "This is the knot in your handkerchief. Untie it.",
        ],
        reason: "A picture that sticks better than the word reminder.",
    },
];

pub(in super::super) const GENERIC: Page = [
    Angle {
        subject: &["Have you met our <topic>?", "A note from us to you"],
        lead: &[
            "We'd like you to meet our <topic>, because we think you'll enjoy the acquaintance as much as we do.",
            "We were thinking of the people who shop with us and wanted to say hello. No grand announcement, just a \
             friendly nod and an open door.",
        ],
        ask: &["Come by when you have a moment."],
        sms: &[
            "We'd like you to meet our <topic>. Come by when you have a moment.",
            "We were thinking of you and wanted to say hello. Come by soon?",
            "We wanted to say hello.",
        ],
        reason: "Friendly and unhurried; suits customers who know the shop.",
    },
    Angle {
        subject: &["Our <topic>, ready when you are", "Ready when you are"],
        lead: &[
            "Our <topic>: ready when you are. No long story needed, only a good pair of eyes and perhaps a mug beside the screen.",
            "If there's something on the list, here is the place to find it. No long story needed, only a good pair of eyes and perhaps a mug beside the screen.",
        ],
        ask: &["Take a look and order today."],
        sms: &[
            "Our <topic>: ready when you are. Take a look and order today.",
            "Something on the list? Take a look and order today.",
            "Take a look today.",
        ],
        reason: "Short and practical; the reader knows at once what to do.",
    },
    Angle {
        subject: &["A little to the left"],
        lead: &[
            "Good things rarely shout. Look a little to the left of where everybody else is staring, and there it is: \
             our <topic>.",
            "Good things rarely shout. They wait on a shelf, a little to the left of where everybody else is staring.",
        ],
        ask: &["Spend five minutes browsing and see what turns up."],
        sms: &[
            "Good things rarely shout. Look a little to the left and find our <topic>.",
            "Good things rarely shout, they wait on a shelf. Spend five minutes browsing and see what turns up.",
            "Good things rarely shout. Browse and see what turns up.",
        ],
        reason: "Awakens curiosity without promising too much.",
    },
];
