//! Copy that asks for something: come, book, take part, tell us, tell others.

use super::{Angle, Page};

pub(in super::super) const EVENT: Page = [
    Angle {
        subject: &["You are invited: our <topic>", "You are invited"],
        lead: &[
            "We'd love to see you at our <topic>.[ Keep a space in your diary <when>.] Come as you are, stay as long as you like, and don't worry if you \
             have never been before.",
            "We'd love to have you with us[ <when>]. Come as you are, stay as long as you like, and don't worry if you \
             have never been before.",
        ],
        ask: &["Let us know that you're coming, so that we can look forward to it."],
        sms: &[
            "We'd love to see you at our <topic>.[ Are you free <when>?]",
            "We'd love to have you with us[ <when>]. Let us know?",
            "We'd love to have you with us.",
        ],
        reason: "A personal invitation, the kind people answer.",
    },
    Angle {
        subject: &["Save the date: our <topic>", "Save the date"],
        lead: &[
            "What: our <topic>.[ When: <date>.] Who: you. Everything else can be somewhere else that day.",
            "Who: you.[ When: <date>.] What: a date worth saving. Everything else can be somewhere else that day.",
        ],
        ask: &["Put it in the calendar, then confirm today."],
        sms: &[
            "Save the date: our <topic>[, <date>]. Put it in the calendar, then confirm today.",
            "Save the date[: <date>]. Put it in the calendar, then confirm today.",
            "Save the date.",
        ],
        reason: "All facts at a glance, ready for the calendar.",
    },
    Angle {
        subject: &["Better seen than described"],
        lead: &[
            "Some things are better experienced than described. That goes for our <topic>, so this message stays short on \
             purpose.[ The rest can be found out <when>.]",
            "Some things are better experienced than described[, for instance <when>]. That's why this message stays short \
             on purpose.",
        ],
        ask: &["Say yes and find out the rest in person."],
        sms: &[
            "Some things have to be seen to be understood, like our <topic>.[ Say yes to <date>.]",
            "Some things are better experienced than described. Say yes and find out[ <when>].",
            "Better experienced than described. Say yes.",
        ],
        reason: "Leaves a little untold, so that curiosity brings people in.",
    },
];

pub(in super::super) const BOOKING: Page = [
    Angle {
        subject: &["A time that suits you"],
        lead: &[
            "We'd like to make time for you.[ If your <topic> is due, this is a good moment.] Tell us which day works, and \
                 we'll do our best to keep it free.",
        ],
        ask: &["Book when you're ready and choose the hour you like best."],
        sms: &[
            "We'd like to make time for you[ and your <topic>]. Which day works best?",
            "Which day works best for you?",
        ],
        reason: "Puts the customer's calendar first.",
    },
    Angle {
        subject: &["Reserve your <topic>", "Reserve in good time"],
        lead: &[
            "Early birds have the widest choice of times.[ That goes for your <topic>, too.] Latecomers get whatever remains.",
        ],
        ask: &["Reserve today, it takes a minute."],
        sms: &[
            "Early birds have the widest choice of times. Reserve[ your <topic>] today.",
            "Reserve your time with us today.",
        ],
        reason: "One reason, one action.",
    },
    Angle {
        subject: &["Something to look forward to"],
        lead: &[
            "A date in the diary changes the whole week: it gives Monday a direction and Thursday a smile.",
        ],
        ask: &["Pencil one in and see the difference."],
        sms: &[
            "A date in the diary gives Monday a direction and Thursday a smile. Even a <topic>. Pencil it in.",
            "A date in the diary gives Monday a direction and Thursday a smile. Pencil one in.",
            "A date in the diary changes the week. Pencil one in.",
        ],
        reason: "Sells the anticipation rather than the appointment.",
    },
];

pub(in super::super) const CONTEST: Page = [
    Angle {
        subject: &["Will you try your luck?"],
        lead: &[
            "We'd love you to be part of our little contest. Joining takes a moment, the excitement lasts longer.",
        ],
        ask: &["Enter when you like, and good luck from all of us."],
        sms: &[
            "Will you try your luck? We'd love you to be part of our contest.",
            "Will you try your luck in our contest?",
        ],
        reason: "Invites people in without fine print up front.",
    },
    Angle {
        subject: &["Enter now, cross your fingers"],
        lead: &[
            "How it goes: take part, cross fingers, perhaps win. Skill is not required, only a little nerve.",
        ],
        ask: &["Send in an entry today."],
        sms: &[
            "Take part, cross fingers, perhaps win. Send in an entry today.",
            "Take part and cross fingers.",
        ],
        reason: "The whole game in one line.",
    },
    Angle {
        subject: &["Somebody has to win"],
        lead: &[
            "Luck has no favourites, and somebody has to be the one who gets the call. It might be a person who almost \
                 didn't bother to read this far.",
        ],
        ask: &["Join in before you talk yourself out of it."],
        sms: &[
            "Luck has no favourites, and somebody has to get the call. Join in before you talk yourself out of it.",
            "Luck has no favourites. Join in.",
        ],
        reason: "Talks to the sceptics, who are most of us.",
    },
];

pub(in super::super) const REVIEW: Page = [
    Angle {
        subject: &["How do you like our <topic>?", "How was it?"],
        lead: &[
            "Now that you've had some time with our <topic>, we'd love to know how you get on. Honest words help us, and \
             they help the next person who is wondering.",
            "Now that you've had some time with your purchase, we'd love to know how you get on. Honest words help us, and \
             they help the next person who is wondering.",
        ],
        ask: &["Write a short review; two or three sentences are plenty."],
        sms: &[
            "How do you get on with our <topic>? A short review would help us a lot.",
            "How do you get on with your purchase? A short review would help us a lot.",
        ],
        reason: "Asks as one asks a friend, and says why it matters.",
    },
    Angle {
        subject: &["Two minutes for a rating?"],
        lead: &[
            "A favour, quick and easy: rate your last order.[ It was about our <topic>.] What was good, what wasn't, what \
                 should change? Bluntness is welcome.",
        ],
        ask: &["Leave a rating today."],
        sms: &[
            "Two minutes to rate our <topic>? What was good, what wasn't, what should change?",
            "Two minutes for a rating? What was good, what wasn't, what should change?",
            "Two minutes for a rating?",
        ],
        reason: "Three simple questions make it easy to start writing.",
    },
    Angle {
        subject: &["Nobody believes a shop praising itself"],
        lead: &[
            "A shop can praise its own goods all day long, and nobody believes it. People believe customers, and rightly \
                 so.[ That goes for our <topic>, too.]",
        ],
        ask: &["Share what you think in your own way, praise or complaint."],
        sms: &[
            "Nobody believes a shop that praises itself. People believe customers: what do you say about our <topic>?",
            "Nobody believes a shop that praises itself. People believe customers: share what you think.",
            "People believe customers, not shops. Share what you think.",
        ],
        reason: "Disarming honesty that explains why a review counts.",
    },
];

pub(in super::super) const SURVEY: Page = [
    Angle {
        subject: &["May we ask you something?"],
        lead: &[
            "The best plans start with what customers tell us. So before we decide anything, we'd like to listen to you.",
        ],
        ask: &["Take a few minutes for our questions, and be as frank as you like."],
        sms: &[
            "May we ask you something? Our survey is short and we read every word.",
            "May we ask you something?",
        ],
        reason: "Asks politely and gives a reason to answer.",
    },
    Angle {
        subject: &["Your view counts here"],
        lead: &[
            "Your view counts. Answer what matters, skip what doesn't. Praise is nice, criticism is useful, both get read.",
        ],
        ask: &["Start the survey now."],
        sms: &[
            "Your view counts. Answer what matters, skip what doesn't: start the survey now.",
            "Your view counts: start the survey now.",
        ],
        reason: "Takes away the fear of a long form.",
    },
    Angle {
        subject: &["If you had the keys for a week"],
        lead: &[
            "Imagine the keys were yours for a week. What would stay, what would go, what would be on the shelf by the \
                 first morning?",
        ],
        ask: &["Put it in the survey; somebody with the real keys is reading."],
        sms: &[
            "Imagine the shop keys were yours for a week. What would stay, what would go? Put it in the survey.",
            "If the keys were yours, what would go? Put it in the survey.",
        ],
        reason: "Makes answering feel like a game.",
    },
];

pub(in super::super) const REFERRAL: Page = [
    Angle {
        subject: &["Know somebody who would like us?"],
        lead: &[
            "The nicest way to meet new customers is through the ones we already like. If a friend comes to mind while \
                 you read this, we'd be happy to be introduced.",
        ],
        ask: &["Pass this message on, or mention us next time you talk."],
        sms: &[
            "Know a friend who would like us? We'd be happy to be introduced.",
            "Know a friend who would like us?",
        ],
        reason: "Makes recommending feel like doing a friend a favour.",
    },
    Angle {
        subject: &["<Deal> for a good word", "Put in a good word"],
        lead: &["Recommend this shop to one person today. A good word counts for more than any advert."],
        ask: &["Forward it now, it takes a moment."],
        sms: &[
            "Put in a good word today: recommend this shop to one person.",
            "Recommend this shop to one person today.",
        ],
        reason: "One clear task that anybody can do at once.",
    },
    Angle {
        subject: &["How good things get around"],
        lead: &[
            "Good bakers, good dentists, good books: they all travel the same way, from one mouth to the next ear over \
                 a cup of something warm.",
        ],
        ask: &["Keep the chain going and tell somebody."],
        sms: &[
            "Good bakers, good dentists, good books: all travel by word of mouth. Keep the chain going.",
            "Good things travel by word of mouth. Keep the chain going.",
        ],
        reason: "Reminds people how they find good places themselves.",
    },
];

pub(in super::super) const FOLLOW: Page = [
    Angle {
        subject: &["Stay a little closer: our <topic>", "Stay a little closer"],
        lead: &[
            "If you'd like to see more of us between orders, our <topic> is the easiest way. We'd be happy to have you \
             there.",
            "If you'd like to see more of us between orders, there's an easy way to stay in touch. We'd be happy to have \
             you there.",
        ],
        ask: &["Join us when you have a minute and say hello."],
        sms: &[
            "Stay a little closer: our <topic> is the easiest way. Say hello there.",
            "Stay a little closer and join us online.",
        ],
        reason: "An invitation to stay in touch rather than a demand to click.",
    },
    Angle {
        subject: &["Find our <topic>", "A few taps and done"],
        lead: &[
            "Find our <topic>, a few taps, done. Quicker than boiling an egg, cheaper than a stamp.",
            "A few taps and it's done. Quicker than boiling an egg, cheaper than a stamp.",
        ],
        ask: &["Best now, while the phone is in your hand."],
        sms: &[
            "Find our <topic>: a few taps, best now, while the phone is in your hand.",
            "A few taps, best now, while the phone is in your hand.",
        ],
        reason: "So short that one does it right away.",
    },
    Angle {
        subject: &["What never fits into a message"],
        lead: &[
            "Most of what makes a shop never fits into a message: the first parcel of the morning, the joke at the \
                 counter, the plan that goes slightly wrong.[ Our <topic> has room for some of it.]",
        ],
        ask: &["See the rest for yourself."],
        sms: &[
            "Most of what makes a shop never fits into a message. See the rest[ via our <topic>].",
            "A shop never fits into a message. See the rest.",
        ],
        reason: "Shows what there is to see behind the counter.",
    },
];

pub(in super::super) const CAUSE: Page = [
    Angle {
        subject: &["Together we can do some good"],
        lead: &[
            "We've decided to do something for others, and we'd like to do it with you.[ This time it's for <topic>.] What one of us can't manage alone \
                 becomes easy together.",
        ],
        ask: &["Join us in the way that suits you; every contribution counts."],
        sms: &[
            "We want to do something for <topic>, and we'd like to do it with you.",
            "We want to do something for others, and we'd like to do it with you.",
            "Will you help us do some good?",
        ],
        reason: "Makes it a joint effort instead of an appeal.",
    },
    Angle {
        subject: &["Take part, help out"],
        lead: &[
            "It's simple: take part, and something good comes of it[ for <topic>]. Not tomorrow, not in theory, but in plain sight. Bring neighbours, colleagues, anybody willing.",
        ],
        ask: &["Help out today."],
        sms: &["Simple: take part today, and something good comes of it[ for <topic>].", "Take part today."],
        reason: "Says in one line that helping is easy.",
    },
    Angle {
        subject: &["Small deeds, many hands"],
        lead: &[
            "Big problems make people feel small. Small deeds, done by many hands, have the opposite effect.[ Ask <topic>.]",
        ],
        ask: &["Be one of the many."],
        sms: &[
            "Big problems make people feel small. Small deeds by many hands do the opposite. Be one of the many.",
            "Small deeds, many hands: be one of them.",
        ],
        reason: "Gives a reason to help that has nothing to do with shopping.",
    },
];
