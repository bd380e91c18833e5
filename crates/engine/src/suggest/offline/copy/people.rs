//! Copy about the customer: hello, thank you, we miss you, many happy returns.

use super::{Angle, Page};

pub(in super::super) const WIN_BACK: Page = [
    Angle {
        subject: &["It has been a while"],
        lead: &[
            "It's been a while since your last order, and we've missed having you around. If life simply got busy, \
                 we understand. If it was something we did, we'd honestly like to hear it.",
        ],
        ask: &["Come back and have a look around, or write us a line and tell us how you are."],
        sms: &[
            "It's been a while and we've missed you. Come and see us soon?",
            "We've missed you. Come back soon?",
        ],
        reason: "Opens with the person instead of the offer, for customers who left without a complaint.",
    },
    Angle {
        subject: &["<Deal> on your return", "Ready for your next order?"],
        lead: &[
            "Short and simple: your last purchase was some time ago, and this is an invitation to make another one. \
                 Nothing to fill in, nothing to explain.",
        ],
        ask: &["Pick one thing you like and place an order while you think of it."],
        sms: &[
            "Time for another order? Pick one thing you like and leave the rest to our team.",
            "Time for another order?",
        ],
        reason: "Comes straight to the point for people who decide quickly.",
    },
    Angle {
        subject: &["Some names stick with a shop"],
        lead: &[
            "Every shop keeps a mental list of faces it hopes to see again. Yours is on it.\n\nA lot of small things \
                 happen between two visits, and the best way to find out is a quick look.",
        ],
        ask: &["Take two minutes, browse a little, and see whether something catches your eye."],
        sms: &[
            "Some names stick with a shop. Yours did. Browse for two minutes and see what catches your eye.",
            "Some names stick with a shop. Yours did.",
        ],
        reason: "Makes readers curious by telling them that they are remembered.",
    },
];

pub(in super::super) const WELCOME: Page = [
    Angle {
        subject: &["Welcome, and thank you for joining us"],
        lead: &[
            "Welcome, and thank you for joining us. We'd like you to feel at home from the first visit, so take your \
                 time, look around and ask us anything.",
        ],
        ask: &["When you're ready, start with whatever made you sign up in the first place."],
        sms: &[
            "Welcome, we're glad you found us. Look around and ask us anything.",
            "Welcome, we're glad you found us.",
        ],
        reason: "A personal hello that asks for nothing yet, so that trust comes first.",
    },
    Angle {
        subject: &["<Deal> to get you started", "Three easy first steps"],
        lead: &[
            "You're on the list. Here is how to make the most of it: browse the range, choose one thing to try, and \
                 shout if anything is unclear. Nobody gets lost here for long.",
        ],
        ask: &["Place a first order today and see how it works."],
        sms: &[
            "You're in. Browse the range, choose one thing to try and order today.",
            "You're in. Choose something to try today.",
        ],
        reason: "Turns a sign-up into one clear first step.",
    },
    Angle {
        subject: &["Now you know where to find us"],
        lead: &[
            "Most people find a shop they like by accident and stay on purpose. However it happened this time, the \
                 door is open and nobody will be rushed.",
        ],
        ask: &["Have a wander and see what speaks to your taste."],
        sms: &[
            "Most people find a shop they like by accident and stay on purpose. Have a wander, the door is open.",
            "People find a shop by accident and stay on purpose. Have a wander.",
            "The door is open. Have a wander.",
        ],
        reason: "Tells a tiny story in which the newcomer is the main character.",
    },
];

pub(in super::super) const LOYAL: Page = [
    Angle {
        subject: &["Thank you, from all of us"],
        lead: &[
            "You keep coming back, and that's the best compliment a shop can get. We don't say it often enough, so \
                 here it is in writing: thank you.",
        ],
        ask: &["Treat yourself to something you enjoy, and let us look after you once more."],
        sms: &[
            "You keep coming back and it means a lot to us. Treat yourself soon.",
            "Thank you for coming back to us.",
        ],
        reason: "Says thank you before anything else, which regulars rarely get to read.",
    },
    Angle {
        subject: &["<Deal>, for our regulars", "Regulars come first"],
        lead: &[
            "Regulars come first. This message goes to people who order often, because loyalty deserves more than a \
                 receipt.",
        ],
        ask: &["Choose your next favourite now."],
        sms: &[
            "This one is for regulars. Choose your next favourite now and enjoy being looked after.",
            "This one is for regulars.",
        ],
        reason: "Gives loyal customers the feeling of standing at the front of the queue.",
    },
    Angle {
        subject: &["What regulars do for a shop"],
        lead: &[
            "Strangers keep a shop open. Regulars keep it alive: their taste shapes the shelves, their opinions count \
                 double, and the place would be poorer without them. Consider this a quiet toast to one of them.",
        ],
        ask: &["Drop in soon and collect the warm hello that belongs to you."],
        sms: &[
            "Strangers keep a shop open, regulars keep it alive. Here's to one of them: drop in soon.",
            "Regulars keep a shop alive. Here's to one of them.",
        ],
        reason: "Lets customers see themselves as part of the shop's story.",
    },
];

pub(in super::super) const THANK_YOU: Page = [
    Angle {
        subject: &["Thank you for choosing us"],
        lead: &[
            "Thank you for choosing us. You had plenty of other places to go, and we don't take that for granted.",
        ],
        ask: &["If anything is less than perfect, let us know and we'll do our best to put it right."],
        sms: &[
            "Thank you for choosing us. If anything is less than perfect, tell us.",
            "Thank you for choosing us.",
        ],
        reason: "A plain thank-you that also opens the door for honest complaints.",
    },
    Angle {
        subject: &["All well with your purchase?"],
        lead: &[
            "Your purchase still matters after the till has closed. Check that all is well, keep what you love, and \
                 speak up about the rest.",
        ],
        ask: &["One line from you is enough."],
        sms: &[
            "All well with your purchase? Check it, enjoy it, and speak up about the rest.",
            "All well with your purchase?",
        ],
        reason: "Checks in briefly and shows that service goes on after the sale.",
    },
    Angle {
        subject: &["The nicest moment of the day"],
        lead: &[
            "There's a moment in every working day when an order comes in and somebody behind the counter smiles. \
                 Not long ago, the order had your name on it.",
        ],
        ask: &["Enjoy it slowly, and come by again whenever the mood takes you."],
        sms: &[
            "An order came in and somebody behind the counter smiled. It had your name on it. Enjoy it slowly.",
            "Somebody behind the counter smiled: an order with your name on it. Enjoy it.",
        ],
        reason: "Shows the people behind the shop in one small scene.",
    },
];

pub(in super::super) const BIRTHDAY: Page = [
    Angle {
        subject: &["Happy birthday from all of us"],
        lead: &[
            "Happy birthday. We hope the day brings you good company, something sweet and at least one hour that \
                 belongs only to you.",
        ],
        ask: &["Treat yourself to something nice; you've earned it."],
        sms: &[
            "Happy birthday. We hope the day brings good company and a treat.",
            "Happy birthday from all of us.",
        ],
        reason: "A sincere wish first, so that it reads like a card and not like an advert.",
    },
    Angle {
        subject: &["<Deal> for your birthday", "Choose your own present"],
        lead: &[
            "Birthdays call for at least one present that fits. Skip the hints and the polite surprise, and pick what \
                 you really want.",
        ],
        ask: &["Choose your own present now, while the candles are still warm."],
        sms: &[
            "Birthday rule: at least one present has to fit. Choose your own.",
            "Choose your own birthday present.",
        ],
        reason: "Gives a light-hearted reason to buy something for oneself.",
    },
    Angle {
        subject: &["Somewhere between the cards and the cake"],
        lead: &[
            "Somewhere between the first card and the last slice of cake there should be a quiet moment. It would make \
                 this team proud to be a small part of it.",
        ],
        ask: &["Once the guests have gone, come and see what might make it complete."],
        sms: &[
            "Between the first card and the last slice of cake, keep a quiet moment for yourself. Come and see us in it.",
            "Cake first, then a quiet moment with us. Many happy returns.",
        ],
        reason: "Paints a small picture of the day that stays in mind.",
    },
];

pub(in super::super) const ANNIVERSARY: Page = [
    Angle {
        subject: &["Another year together"],
        lead: &[
            "An anniversary is a good day to look back, and when we look back we see you. Thank you for the part \
                 you've played.",
        ],
        ask: &["Celebrate with us: choose something you love, and let's start the next year together."],
        sms: &[
            "Another year, and you were part of it. Thank you. Celebrate with us?",
            "Another year together. Thank you.",
        ],
        reason: "Shares the credit with the customer, which makes the date theirs too.",
    },
    Angle {
        subject: &["<Deal> to mark the date", "A date worth marking"],
        lead: &[
            "Anniversaries are for celebrating, not for speeches. The short version: it's been a pleasure. A longer one would take until next year, confetti included.",
        ],
        ask: &["Join in and treat yourself today."],
        sms: &[
            "An anniversary is for celebrating, not for speeches. Join in and treat yourself.",
            "Anniversary time: join in and treat yourself.",
        ],
        reason: "Keeps it short and turns the date into a reason to act.",
    },
    Angle {
        subject: &["How time flies in good company"],
        lead: &[
            "Ask anybody in the team how it all began and the story will be different each time. On one point they \
                 agree: without people who kept showing up, there would be nothing to tell.",
        ],
        ask: &["Add a chapter of your own and visit soon."],
        sms: &[
            "Everybody here tells the story of our beginnings differently. All agree who kept it going: people like you. Visit soon.",
            "Every story here has people like you in it. Add a chapter soon.",
        ],
        reason: "Invites readers into the story of the shop.",
    },
];

pub(in super::super) const POINTS: Page = [
    Angle {
        subject: &["Coming back should be worth something"],
        lead: &[
            "Coming back should be worth something, and that's what your points are for. They're our way of saying \
                 that we notice.",
        ],
        ask: &["Check how many you have and put them towards something you enjoy."],
        sms: &[
            "Coming back should be worth something. Put your points to good use.",
            "Put your points to good use.",
        ],
        reason: "Explains points as a thank-you rather than as arithmetic.",
    },
    Angle {
        subject: &["<Deal> for members", "Make your points count"],
        lead: &[
            "Points only help when somebody spends them. Look up the balance, decide, done. Nobody was ever cheered up by an unused number.",
        ],
        ask: &["Use yours with the next order."],
        sms: &[
            "Points only help when somebody spends them. Look up your balance and use it.",
            "Look up your points balance today.",
        ],
        reason: "One short instruction for people who like to get things done.",
    },
    Angle {
        subject: &["A small treasure of yours"],
        lead: &[
            "Between forgotten coins and old train tickets, nearly everybody owns a small treasure without thinking of \
                 it: collected points.",
        ],
        ask: &["Have a look, there may be more than expected."],
        sms: &[
            "Forgotten coins, old train tickets, collected points: have a look, there may be more than expected.",
            "Collected points are a small treasure. Have a look at yours.",
        ],
        reason: "Makes people curious about what they already own.",
    },
];

pub(in super::super) const FIRST_ORDER: Page = [
    Angle {
        subject: &["Shall we get you started?"],
        lead: &[
            "You've had a look around, and we're glad you did. A beginning is always the hardest part, because you \
                 don't know yet how we work. We'd like to make it easy.",
        ],
        ask: &["Start small, with something you're curious about, and see how it goes."],
        sms: &[
            "You've had a look around and we're glad. Start small and see how it goes.",
            "Start small and see how it goes.",
        ],
        reason: "Names the hesitation before a first order and takes it seriously.",
    },
    Angle {
        subject: &["Start with <deal>", "Choose, order, enjoy"],
        lead: &[
            "New here? It takes three steps: choose, order, enjoy. Nothing to install, nobody to convince.",
        ],
        ask: &["Begin now, it only takes a few minutes."],
        sms: &["New here? Three steps: choose, order, enjoy. Begin now.", "New here? Choose, order, enjoy."],
        reason: "Makes the first order look as simple as it is.",
    },
    Angle {
        subject: &["Every regular hesitated once"],
        lead: &[
            "Every regular was once somebody who hesitated. Then came a try, a nice surprise, and the rest went by \
                 itself.",
        ],
        ask: &["Be curious, and let one thing change your mind."],
        sms: &[
            "Every regular was once somebody who hesitated. Then came one try. Be curious.",
            "Every regular hesitated once. Be curious.",
        ],
        reason: "Shows newcomers that everybody starts the same way.",
    },
];
