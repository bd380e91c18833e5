//! Copy that sells: offers, presents, seasons, baskets.

use super::{Angle, Page};

pub(in super::super) const SALE: Page = [
    Angle {
        subject: &["Good news for your wish list", "Good news"],
        lead: &[
            "Good news if there's something on your wish list: <deal>. We wanted you to hear it from us.",
            "Good news[ for <season>] if there's something on your wish list: our sale is here. We wanted you to hear it from us.",
        ],
        ask: &["Have a look while there's plenty to choose from."],
        sms: &[
            "Good news for your wish list: <deal>.",
            "Good news for your wish list: our sale is here. Have a look soon.",
        ],
        reason: "Starts from what the customer wants instead of from what the shop sells.",
    },
    Angle {
        subject: &[
            "<Season>: <deal>",
            "<Deal> <when>",
            "<Deal>",
            "<Season>: the sale is on",
            "The sale is on",
        ],
        lead: &[
            "<Deal>. No small talk, just a better price. Whoever comes early chooses first.",
            "The sale is on[, just in time for <season>]. No small talk, just better prices. Whoever comes early chooses first.",
        ],
        ask: &["Choose, order, save."],
        sms: &[
            "No small talk: <deal>. Come early, choose first, save.",
            "The sale is on[, just in time for <season>]. Choose, order, save.",
        ],
        reason: "Puts the offer first for people who only read the first line.",
    },
    Angle {
        subject: &["The thing at the back of your mind"],
        lead: &[
            "Most of us keep one thing at the back of our minds, the one that nearly made it into the basket last time. \
             This could be its moment: <deal>.",
            "Most of us keep one thing at the back of our minds, the one that nearly made it into the basket last time. \
             This could be its moment, now that the tags have changed.",
        ],
        ask: &["Go and see whether it's still there."],
        sms: &[
            "That thing at the back of your mind? This could be its moment: <deal>.",
            "That thing at the back of your mind? This could be its moment. Go and see whether it's still there.",
        ],
        reason: "Reminds readers of something they already wanted, without naming a price first.",
    },
];

pub(in super::super) const CLEARANCE: Page = [
    Angle {
        subject: &["Looking for a good home"],
        lead: &[
            "We're making room for what comes next, and the last of our <topic> should go to somebody who will enjoy it. \
             You may be just the person.",
            "We're making room for what comes next, and the last pieces are looking for a good home. You may have just \
             the place for one.",
        ],
        ask: &["Take a look before the shelves are bare."],
        sms: &[
            "We're making room, and the last pieces need a good home. Take a look?",
            "The last pieces need a good home.",
        ],
        reason: "Turns a clear-out into something friendly instead of something desperate.",
    },
    Angle {
        subject: &["<Deal> while stock lasts", "Last pieces going now"],
        lead: &[
            "The remaining stock is going: <deal>. Once sold, it stays sold. Nobody will reorder, not even for friends.",
            "The remaining stock is going now. Once sold, it stays sold. Nobody will reorder, not even for friends.",
        ],
        ask: &["Buy today rather than next time."],
        sms: &[
            "The remaining stock is going. Once sold, it stays sold. Buy today.",
            "The remaining stock is going.",
        ],
        reason: "States plainly that supply ends, which is urgency without shouting.",
    },
    Angle {
        subject: &["The quiet end of a season"],
        lead: &[
            "Every season closes the same way: a few lovely things are still there, simply because the right person \
                 hasn't walked past yet. Perhaps that person is reading this.",
        ],
        ask: &["Rummage a little, that's how the best finds happen."],
        sms: &[
            "Every season a few lovely things stay behind, because the right person hasn't walked past yet. Rummage a little.",
            "A few lovely things wait for the right person. Rummage a little.",
        ],
        reason: "Makes leftovers feel like finds.",
    },
];

pub(in super::super) const FREE_SHIPPING: Page = [
    Angle {
        subject: &["Leave the postage to us"],
        lead: &[
            "Nobody enjoys paying for the parcel instead of what's inside. So here's our treat: <deal>.",
            "Nobody \
                 enjoys paying for the parcel instead of what's inside. So here's our treat: the postage.",
        ],
        ask: &["Fill a basket with things you like, and we'll see to the rest."],
        sms: &[
            "Nobody enjoys paying for the parcel. Our treat: <deal>.",
            "Nobody enjoys paying for the parcel. This time it's on us.",
        ],
        reason: "Names the small annoyance everybody knows and removes it.",
    },
    Angle {
        subject: &["<Deal> <when>", "<Deal>", "Delivered at no cost"],
        lead: &[
            "<Deal>. Simple as that, without adding up every item twice.",
            "Delivery at no cost. Simple as that, without adding up every item twice.",
        ],
        ask: &["Order now and send it on its way."],
        sms: &[
            "<Deal>. Simple as that. Order now and think of something nicer than stamps.",
            "Delivery at no cost. Order now.",
        ],
        reason: "Says the whole offer in one line.",
    },
    Angle {
        subject: &["A line we have crossed out"],
        lead: &[
            "A certain line at the bottom of the bill has stopped more good ideas than any rainy Monday. It has been \
                 crossed out: <deal>.",
            "A certain line at the bottom of the bill has stopped more good ideas than any rainy \
                 Monday. It has been crossed out.",
        ],
        ask: &["If an idea is still waiting in your basket, its time has come."],
        sms: &[
            "That line at the bottom of the bill is crossed out: <deal>.",
            "That line at the bottom of the bill? Crossed out. If an idea waits in your basket, its time has come.",
        ],
        reason: "Lets readers guess for a moment, then rewards them.",
    },
];

pub(in super::super) const UPSELL: Page = [
    Angle {
        subject: &["Our <topic> and what you have", "Something that goes well with it"],
        lead: &[
            "If you like what you have from us, our <topic> could make it even better. We think the two belong together.",
            "If you like what you have from us, there's something that goes well with it. We think the two belong \
             together.",
        ],
        ask: &["Have a look and see whether you agree."],
        sms: &[
            "If you like what you have from us, try our <topic> next.",
            "If you like what you have from us, there's something that goes well with it.",
        ],
        reason: "Builds on something the customer already enjoys.",
    },
    Angle {
        subject: &["Add our <topic>", "One step up"],
        lead: &[
            "Get more out of what you own: add our <topic>. Small change, noticeable difference.",
            "Get more out of what you own. One addition is often enough: small change, noticeable difference.",
        ],
        ask: &["One more thing, and the next order is complete."],
        sms: &[
            "Get more out of what you own: add our <topic> to the next order.",
            "Get more out of what you own. One addition to the next order is enough.",
        ],
        reason: "Gives one practical suggestion and one step.",
    },
    Angle {
        subject: &["Some things want company"],
        lead: &[
            "Salt has pepper, and left shoes would be lost without right ones. Whatever you bought last may be missing its \
             other half, too: enter our <topic>.",
            "Salt has pepper, and left shoes would be lost without right ones. Whatever you bought last may be missing its \
             other half, too.",
        ],
        ask: &["Play matchmaker for a minute."],
        sms: &[
            "Salt has pepper, left shoes have right ones. Your last purchase might love our <topic>.",
            "Salt has pepper, left shoes have right ones. Find your last purchase its other half.",
        ],
        reason: "Sells the match with a smile rather than with a list of features.",
    },
];

pub(in super::super) const GIFT: Page = [
    Angle {
        subject: &["For somebody you like"],
        lead: &[
            "Finding the right present shouldn't be a chore. If you're not sure what to give, our <topic> can be a good \
             place to start.",
            "Finding the right present shouldn't be a chore. Tell us who it's for and roughly what they enjoy, and we'll \
             think along with you.",
        ],
        ask: &["Browse at your own pace, or ask us."],
        sms: &[
            "Not sure what to give? Our <topic> can be a good place to start.",
            "Not sure what to give? Tell us who it's for and we'll think along.",
        ],
        reason: "Offers help instead of pressure to people who don't know what to give.",
    },
    Angle {
        subject: &["<Season> presents, sorted", "A present, sorted"],
        lead: &[
            "A gift needs three things: thought, taste and no last-minute panic. Two of them can be had here.[ See \
                 our <topic>.]",
        ],
        ask: &["Order today and cross one name off the list."],
        sms: &[
            "One name off the list[ with our <topic>]. Order a present today.",
            "Order a present today: one name off the list.",
        ],
        reason: "Promises the relief of a task done.",
    },
    Angle {
        subject: &["That half second before they speak"],
        lead: &[
            "You know that half second after the paper is off, before anybody says a word? It's what presents are \
                 for.[ Our <topic> might earn it.]",
        ],
        ask: &["Go looking for the one that does the trick."],
        sms: &[
            "That half second after the paper is off, before anybody speaks: find what earns it.",
            "Find what earns that half second of silence.",
        ],
        reason: "Makes readers picture the moment of giving.",
    },
];

pub(in super::super) const SUBSCRIPTION: Page = [
    Angle {
        subject: &["Less to remember, more to enjoy"],
        lead: &[
            "Less to remember, more to enjoy: that's the idea behind our <topic>. You decide once, and we take it from \
             there.",
            "Less to remember, more to enjoy: that's the idea behind signing up with us. You decide once, and we take it \
             from there.",
        ],
        ask: &["See how it works and whether it fits your routine."],
        sms: &[
            "Less to remember, more to enjoy: that's our <topic>. See if it fits you.",
            "Less to remember, more to enjoy. See if signing up fits you.",
        ],
        reason: "Sells the ease of it rather than the contract.",
    },
    Angle {
        subject: &["Sign up for our <topic>", "Set it up once"],
        lead: &[
            "Our <topic>: set it up once, and it looks after itself. No lists, no reminders, no second thoughts. Life is complicated enough elsewhere.",
            "Set it up once, and it looks after itself. No lists, no reminders, no second thoughts. Life is complicated enough elsewhere.",
        ],
        ask: &["Start today."],
        sms: &[
            "Our <topic>: set up once, looks after itself. Start today.",
            "Set it up once and it looks after itself. Start today.",
        ],
        reason: "Says what it does in one sentence.",
    },
    Angle {
        subject: &["One decision fewer"],
        lead: &[
            "Grown-ups make far too many decisions before lunch. Here's a chance to make one of them for good.[ It goes \
                 by the name of our <topic>.]",
        ],
        ask: &["Join, and use the free minute for a second cup of something."],
        sms: &[
            "Too many decisions before lunch? Make one of them for good[ with our <topic>].",
            "Make one decision for good.",
        ],
        reason: "Starts from everyday life and arrives at the product by itself.",
    },
];

pub(in super::super) const CART: Page = [
    Angle {
        subject: &["Still thinking it over?"],
        lead: &[
            "You left something in your basket, and that's fine: good decisions take time. If a question held you up, \
                 we're happy to answer it.",
        ],
        ask: &["Go back when you're ready and finish in your own time."],
        sms: &[
            "You left something in your basket. Any question we can answer?",
            "You left something in your basket.",
        ],
        reason: "Offers help first, because a question is often what stopped the order.",
    },
    Angle {
        subject: &["One step is missing"],
        lead: &[
            "Chosen well, stopped one step short. What is missing is the last click, and perhaps a nudge like this one.",
        ],
        ask: &["Complete the order now."],
        sms: &[
            "One step is missing: the last click. Complete the order now.",
            "Complete the order now: one click is missing.",
        ],
        reason: "Reminds without explaining; the customer knows what it's about.",
    },
    Angle {
        subject: &["Unfinished business"],
        lead: &[
            "Half-read books, half-written letters, half-filled carts: everybody owns a few. At least one of them can \
                 have a happy ending.",
        ],
        ask: &["Pick up where the story broke off."],
        sms: &[
            "Half-read books, half-filled carts: at least one of them can have a happy ending. Pick up where the story broke off.",
            "Half-filled carts deserve a happy ending.",
        ],
        reason: "Takes the blame out of it with a bit of humour.",
    },
];

pub(in super::super) const SEASON: Page = [
    Angle {
        subject: &["A warm note for <season>", "A warm note for the season"],
        lead: &[
            "With <season> in mind, we wanted to send you a few kind words. May it bring you rest, good company and \
             something to look forward to.",
            "With the season in mind, we wanted to send you a few kind words. May it bring you rest, good company and \
             something to look forward to.",
        ],
        ask: &["If you're still looking for a present or a treat, we'd love to help."],
        sms: &[
            "For <season> we wish you rest, good company and a treat or two.",
            "For the season we wish you rest, good company and a treat or two.",
        ],
        reason: "Reads like a card from people rather than from a company.",
    },
    Angle {
        subject: &["<Season>, sorted", "The season, sorted"],
        lead: &[
            "<Season>, and the list gets long. Tick off one line now: choose, order, done. That leaves more time for people instead of parcels.",
            "The season is here, and the list gets long. Tick off one line now: choose, order, done. That leaves more time for people instead of parcels.",
        ],
        ask: &["Get it out of the way today."],
        sms: &[
            "<Season>, and the list gets long. Tick off one line: choose, order, done.",
            "The season is here, and the list gets long. Tick off one line: choose, order, done.",
        ],
        reason: "Helps busy people to get something done.",
    },
    Angle {
        subject: &["The best part of <season>", "The best part of the season"],
        lead: &[
            "Ask ten people about the best part of <season> and you'll hear ten answers: the food, the faces, the quiet. \
             Hardly anybody mentions shopping, so that part should at least be easy.",
            "Ask ten people about the best part of the season and you'll hear ten answers: the food, the faces, the quiet. \
             Hardly anybody mentions shopping, so that part should at least be easy.",
        ],
        ask: &["Browse quickly, then go back to the good bits."],
        sms: &[
            "The best part of <season>? Hardly anybody says shopping. Browse quickly, then back to the good bits.",
            "The best part of the season? Hardly anybody says shopping. Browse quickly, then back to the good bits.",
        ],
        reason: "Makes readers smile and then makes it easy.",
    },
];
