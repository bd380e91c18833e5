//! Copy that informs: news, hours, a new address, prices, an apology.

use super::{Angle, Page};

pub(in super::super) const ANNOUNCEMENT: Page = [
    Angle {
        subject: &["News about our <topic>", "A bit of news from us"],
        lead: &[
            "We have news about our <topic>, and we wanted you to hear it from us rather than by chance.",
            "We have news, and we wanted you to hear it from us rather than by chance.",
        ],
        ask: &["Have a look, and ask us whatever you'd like to know."],
        sms: &[
            "We have news about our <topic> and wanted you to hear it from us.",
            "We have news and wanted you to hear it from us. Come and ask.",
        ],
        reason: "Treats the reader as somebody who deserves to be told personally.",
    },
    Angle {
        subject: &["In short: our <topic>", "In short: there is news"],
        lead: &[
            "In short: something is changing here[, and it's about our <topic>]. Two minutes are enough to be up to date. No rumours required, facts only, in the order they matter.",
        ],
        ask: &["Find out more today."],
        sms: &[
            "In short: something is changing here[ with our <topic>]. Find out more today.",
            "In short: something is changing. Find out more today.",
        ],
        reason: "Respects the reader's time.",
    },
    Angle {
        subject: &["Before the story grows legs"],
        lead: &[
            "News travels fast and arrives a little wrong. Before the story grows legs, here it is from the source.[ It \
                 concerns our <topic>.]",
        ],
        ask: &["Drop in and hear the true version."],
        sms: &[
            "News travels fast and arrives a little wrong. Drop in for the true version, straight from the source.",
            "Drop in for the true version of the news.",
        ],
        reason: "Makes people want to hear the whole story.",
    },
];

pub(in super::super) const HOURS: Page = [
    Angle {
        subject: &["Before you make the trip"],
        lead: &[
            "A closed door is the last thing you want to find after making the trip. That's why we'd like you to know our \
                 opening hours[ for <season>] before you set out.",
        ],
        ask: &["Check the times before your next visit. We look forward to seeing you."],
        sms: &[
            "Before you make the trip: please check our opening hours.",
            "Please check our opening hours.",
        ],
        reason: "Explains why hours matter to the customer and not to the shop.",
    },
    Angle {
        subject: &["Our opening hours"],
        lead: &[
            "Please note the opening hours[ for <season>]. A quick check saves a wasted journey, wet feet and one long face.",
        ],
        ask: &["Save them in your phone today."],
        sms: &["Please note the opening hours and plan your next visit.", "Please note the opening hours."],
        reason: "A notice, nothing more; ideal when facts are all that is needed.",
    },
    Angle {
        subject: &["When is a good time?"],
        lead: &[
            "The best visits are unhurried ones: nobody turning the sign, nobody looking at the clock. Knowing when the \
                 lights are on is half of it.",
        ],
        ask: &["Choose a calm hour and come by."],
        sms: &[
            "The best visits are unhurried: nobody turning the sign, nobody looking at the clock. Choose a calm hour.",
            "The best visits are unhurried. Choose a calm hour.",
        ],
        reason: "Turns a dry notice into an invitation.",
    },
];

pub(in super::super) const OPENING: Page = [
    Angle {
        subject: &["A new door in <place>", "A new door is opening"],
        lead: &[
            "There's a new address to remember: we're opening a door in <place>, and we'd love you to be among the first \
             through it.",
            "There's a new address to remember: we're opening another door, and we'd love you to be among the first \
             through it.",
        ],
        ask: &["Come by, say hello and let us show you around."],
        sms: &[
            "We're opening a door in <place>. Come by and say hello.",
            "We're opening a new door. Come by and say hello.",
        ],
        reason: "Invites people in person, as one invites guests to a new home.",
    },
    Angle {
        subject: &["Mark the map: <place>", "Mark the map"],
        lead: &[
            "Mark the map: <place> gets a new shop, and it's this one. Same name above the door, different street outside. Directions are easy: follow whoever looks curious.",
            "Mark the map: a new shop, and it's this one. Same name above the door, different street outside. Directions are easy: follow whoever looks curious.",
        ],
        ask: &["Plan a visit today."],
        sms: &[
            "Mark the map: <place> gets a new shop. Plan a visit today.",
            "Mark the map: a new shop. Plan a visit today.",
        ],
        reason: "The news and the place in one line.",
    },
    Angle {
        subject: &["The smell of fresh paint"],
        lead: &[
            "Fresh paint, empty boxes, the wrong number of chairs: starting somewhere new is a lovely sort of chaos. What \
                 the room still lacks is voices.",
        ],
        ask: &["Bring yours along."],
        sms: &[
            "Fresh paint, empty boxes, the wrong number of chairs. What the room still lacks is voices: bring yours.",
            "Fresh paint, empty boxes. What the room lacks is your voice.",
        ],
        reason: "Lets readers smell the paint, and makes them want to see it.",
    },
];

pub(in super::super) const PRICE_CHANGE: Page = [
    Angle {
        subject: &["A change you should hear from us"],
        lead: &[
            "We'd rather tell you ourselves than let you find out at the till: our prices are changing[ <when>]. It's not a \
                 decision we took lightly.",
        ],
        ask: &["If you have questions, ask us, and you'll get a straight answer."],
        sms: &[
            "Our prices are changing[ <when>], and we'd rather tell you ourselves. Questions? Just ask.",
            "Our prices are changing. Questions? Just ask.",
        ],
        reason: "Open and respectful, which keeps trust when the news is not welcome.",
    },
    Angle {
        subject: &["Prices are changing"],
        lead: &[
            "Prices are changing.[ From: <date>.] Whatever is on the list can be planned with that in mind. No drama, just advance notice.",
        ],
        ask: &["Look through yours today."],
        sms: &[
            "Prices are changing. Plan your next order with that in mind.",
            "Prices are changing. Please plan for it.",
        ],
        reason: "States the fact and lets people plan.",
    },
    Angle {
        subject: &["A letter no shop likes to write"],
        lead: &[
            "Some letters get put off as long as possible, and the one about price tags sits at the bottom of the pile. \
                 Still, plain words are fairer than small print.",
        ],
        ask: &["Talk to us if anything is unclear, and thank you for understanding."],
        sms: &[
            "Some messages get put off as long as possible: this is the one about price tags. Thank you for understanding.",
            "This is the message about price tags. Thank you for understanding.",
        ],
        reason: "Shows that the shop finds it hard, too.",
    },
];

pub(in super::super) const APOLOGY: Page = [
    Angle {
        subject: &["We are sorry"],
        lead: &[
            "Things didn't go the way they should have, and we're sorry. You trusted us, and you deserved better than that.",
        ],
        ask: &["If there's anything we can still put right for you, let us know. We'll read every word."],
        sms: &[
            "We're sorry that things didn't go the way they should. You deserved better.",
            "We're sorry. You deserved better.",
        ],
        reason: "Says sorry without a but, which is what people want to hear.",
    },
    Angle {
        subject: &["That was not good enough"],
        lead: &[
            "That was not good enough. No excuses: whoever was affected deserves straight words and a helping hand.",
        ],
        ask: &["Need help? Tell the team today."],
        sms: &[
            "That was not good enough. No excuses. Need help? Tell the team.",
            "That was not good enough.",
        ],
        reason: "Short and upright; offers help at once.",
    },
    Angle {
        subject: &["Not how we want to be remembered"],
        lead: &[
            "A shop shows its character when things fail. Better to be remembered for owning up than for the thing that \
                 broke.",
        ],
        ask: &["Give us a chance to make good, and hold us to it."],
        sms: &[
            "A shop shows its character when things fail. Give us a chance to make good, and hold us to it.",
            "Give us a chance to make good, and hold us to it.",
        ],
        reason: "Gives the apology a backbone.",
    },
];
