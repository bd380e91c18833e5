//! The words that speak for each intent, and how loudly.
//!
//! Patterns are parted by `|` and grouped by weight. A pattern is lower-case words; `stem*` is any word that begins so;
//! `~` stands for up to three words. English first, then the clearest words of German, French, Spanish, Italian,
//! Portuguese and Dutch. Among intents with the same score the first one here wins.

use super::Intent;

#[rustfmt::skip]
pub(super) const KEYWORDS: &[(Intent, &[(i32, &str)])] = &[
    (Intent::WinBack, &[
        (9, "bring customers back|get customers back"),
        (8, "welcome back|faire revenir"),
        (7, "win ~ back|winback|winning ~ back|zurückgewinn*|reconqu*|terugwinn*"),
        (6, "bring ~ customers back|bring back ~ customers|get ~ customers back|re engag*|reengag*|\
            reactivat*|re activat*|zurückhol*|recuperar|reativ*|reattiv*"),
        (5, "laps*|inactive|dormant|churn*|stopped buying|stopped ordering|stopped shopping|gone quiet|\
            haven't ~ order*|haven't ~ bought|haven't ~ purchas*|haven't ~ shopped|haven't ~ visited|\
            haven't ~ been|hasn't ~ order*|hasn't ~ bought|have not ~ order*|have not ~ bought|\
            have not ~ purchas*|not ordered in|not bought in|no orders in|no purchase in|miss you|\
            missed you|inaktiv*|inactif*|inactiv*|inattiv*"),
        (4, "at risk"),
        (3, "come back|comeback|didn't ~ buy"),
        (2, "long time"),
    ]),
    (Intent::Loyal, &[
        (8, "high spenders"),
        (7, "reward customers|reward our|reward shoppers|reward buyers"),
        (7, "stammkund*|fidèle*|fideles|fieles|fedeli|trouwe|loyal|vip|vips|best customers|top customers|\
            top spenders|big spenders|high value|most valuable|regulars|regular customers|\
            repeat customers|biggest fans|treue*"),
        (4, "loyalty|returning customers|appreciat*"),
        (3, "reward*"),
    ]),
    (Intent::ThankYou, &[
        (6, "milestone*|celebrate reaching"),
        (8, "thank ~ first order*|thank ~ first purchas*|after ~ first order|after ~ first purchase"),
        (6, "post purchase"),
        (5, "after ~ purchase|bedank*|danke*|merci|remerci*|gracias|agradec*|grazie|obrigad*"),
        (4, "thank*|gratitude"),
        (3, "recent order*|recent purchas*"),
    ]),
    (Intent::Welcome, &[
        (6, "willkommen*|bienvenu*|bienvenid*|benvenut*|boas vindas|welkom*"),
        (5, "welcom*|just signed up|just joined|recently joined|recently signed up|onboard*"),
        (4, "new subscribers|new members|new sign ups|new signups"),
        (3, "new customers|new customer"),
        (2, "signed up"),
    ]),
    (Intent::Birthday, &[
        (9, "birthday*|bday*|geburtstag*|anniversaire*|cumpleaños|compleann*|aniversário|verjaardag*"),
    ]),
    (Intent::Anniversary, &[
        (8, "years in business|year in business|jubiläum*"),
        (7, "anniversary|anniversaries|years with us|year with us|jubilee|aniversario"),
        (6, "we are turning"),
        (5, "we turn*"),
    ]),
    (Intent::Points, &[
        (9, "treuepunkt*|bonuspunkt*"),
        (8, "loyalty point*|reward point*|bonus point*"),
        (7, "stamp card*|puntos|punti"),
        (6, "double points|triple points|points balance|loyalty program*|loyalty scheme|loyalty card*|\
            rewards program*"),
        (5, "points|cashback"),
    ]),
    (Intent::FirstOrder, &[
        (9, "haven't ordered yet|haven't bought yet|haven't bought anything yet"),
        (8, "no orders yet"),
        (7, "never ordered|never bought|never purchased|yet to order|yet to buy|not ordered yet|\
            not bought yet|not yet ordered|not yet bought|erste bestellung|première commande|\
            primera compra"),
        (6, "first order|first orders|first purchase|first time buyer*|without orders|zero orders"),
        (5, "first time customer*"),
    ]),
    (Intent::FreeShipping, &[
        (8, "versandkostenfrei*|kostenloser versand|gratisversand|livraison gratuite|livraison offerte|\
            envío gratis|envio gratis|spedizione gratuita|frete grátis|gratis verzending"),
        (6, "free shipping|free delivery|free postage|shipping is free|delivery is free"),
        (5, "free returns"),
    ]),
    (Intent::Clearance, &[
        (7, "clearance|end of summer sale|end of winter sale|ausverkauf*|räumungs*|déstockage|liquidación|\
            svendita|uitverkoop"),
        (6, "clear out|clear ~ stock|clear ~ inventory|end of season|end of line|overstock*|old stock|\
            last pieces|last units|remaining stock|sell off|liquidat*|final sale|warehouse sale"),
        (5, "excess|leftover*|discontinu*"),
    ]),
    (Intent::Sale, &[
        (9, "black friday|cyber monday|cyber week|small business saturday"),
        (8, "singles day"),
        (6, "buy one get one|buy 1 get 1|price drop*"),
        (5, "half price|bogo|2 for 1|3 for 2|two for one|three for two|lower prices|rabatt*|solde*|\
            réduction*|descuento*|rebaja*|sconto|sconti|saldi|desconto*|korting*"),
        (4, "sale|discount*|% off|percent off|deals|angebot*|remise*|oferta*"),
        (3, "flash sale|deal|special offer*|promo|promotion*|coupon*|voucher*|reduced|aktion*"),
        (2, "offers|save"),
        (1, "off|offer"),
    ]),
    (Intent::EarlyAccess, &[
        (9, "early access"),
        (8, "pre order*|preorder*|pre sale|presale|sneak peek|sneak preview|private preview|vorbestell*|\
            précommande*|preventa"),
        (7, "before anyone else|before everyone else|exclusive access"),
        (6, "early bird"),
    ]),
    (Intent::Restock, &[
        (9, "back in stock|in stock again"),
        (8, "back on ~ shelves|back on ~ shelf|back on ~ menu|available again|restock*|re stock*|\
            wieder verfügbar|wieder auf lager|di nuovo disponibil*|weer op voorraad"),
        (7, "wieder da"),
        (6, "de retour|de vuelta"),
        (5, "is back|are back"),
        (3, "bring back ~ our"),
    ]),
    (Intent::NewProduct, &[
        // An invitation to a thing, not to a place.
        (12, "invite ~ to try|invite ~ to taste|invite ~ to discover|invite ~ to explore"),
        (6, "has arrived|have arrived|is finally here|are finally here"),
        (7, "new arrival*|just arrived|just landed"),
        (6, "neuheit*|novità"),
        (5, "launch*|introduc*|unveil*|debut*|new product*|new collection|new line|new range|new menu|\
            new flavo*|new blend*|new edition*|nouveau*|nouvel*"),
        (4, "arrival*|releas*|new service*|nuevo*|nueva*|nuov*|nieuwe"),
        (3, "just in|brand new|our new|neue|neuen|neues|new"),
        (2, "the new"),
    ]),
    (Intent::Reorder, &[
        (8, "nachbestell*"),
        (7, "replenish*|refill*|reorder*|re order*"),
        (6, "running low|order again|buy again|second order|second purchase|repeat order*|repeat purchas*"),
        (5, "running out|stock up|top up|one time buyers"),
        (4, "bought once|ordered once"),
    ]),
    (Intent::Upsell, &[
        (8, "who bought ~ to buy|who bought ~ to try|who bought ~ ~ buy|bought ~ also buy"),
        (8, "upsell*|up sell*|crosssell*|cross sell*"),
        (6, "upgrade*|goes well with|go well with|recommend ~ to customers who bought|zubehör"),
        (5, "pairs ~ with|pair ~ with|bundle*|accessor*|add on*|complement*|also like"),
        (4, "matching"),
        (3, "premium"),
    ]),
    (Intent::Gift, &[
        (9, "gift box*|gift set*|hamper*|gift card*"),
        (9, "gift guide*|geschenkidee*|geschenkgutschein*|idées cadeaux"),
        (8, "gift idea*"),
        (7, "gift voucher*|gift certificate*"),
        (6, "last minute gift*"),
        (5, "gifting"),
        (4, "gifts|geschenk*|cadeau*|regalos"),
    ]),
    (Intent::Subscription, &[
        (6, "subscription*|become a member|join our club|abonnement*|suscripción"),
        (4, "subscribe|memberships|membership"),
    ]),
    (Intent::Renewal, &[
        (9, "renew*"),
        (8, "verlänger*|renouvel*|renova*"),
        (6, "subscription ~ expir*|membership ~ expir*"),
        (5, "about to expire"),
        (4, "subscription ~ end*|membership ~ end*"),
        (3, "expir*"),
    ]),
    (Intent::Cart, &[
        (8, "warenkorb|panier*|carrito*|carrello|winkelwagen"),
        (6, "cart|carts|unfinished order*|incomplete order*"),
        (5, "basket|baskets|abandon*|left behind|didn't complete"),
        (4, "checkout|didn't finish"),
    ]),
    (Intent::Contest, &[
        (9, "giveaway*|raffle*|sweepstake*|prize draw|chance to win|gewinnspiel*|verlosung*|jeu concours|\
            sorteo*"),
        (8, "contest*|lucky draw|concorso"),
        (7, "competition"),
        (5, "prize*"),
        (4, "give away|win a"),
    ]),
    (Intent::Referral, &[
        (9, "freunde werben|weiterempfehl*|parrain*"),
        (8, "referral*|recommend us|bring a friend|invite a friend|invite friends|invite their friends|\
            tell a friend|tell their friends|word of mouth|recomienda*"),
        (6, "refer|referring|tell ~ friends|share ~ friends"),
        (3, "refer a friend"),
    ]),
    (Intent::Survey, &[
        (9, "survey*|questionnaire*|umfrage*|sondage*|encuesta*|sondaggio|enquête*"),
        (7, "nps|a few questions|how satisfied"),
        (6, "poll|what customers think"),
        (5, "quick question*|what they think|customer satisfaction"),
    ]),
    (Intent::Review, &[
        (7, "testimonial*|bewert*|reseña*|recension*|avaliaç*|beoordel*"),
        (6, "review|reviews|rating*"),
        (5, "feedback|avis"),
        (4, "rate|opinion*"),
        (2, "star"),
    ]),
    (Intent::Hours, &[
        (9, "opening hours|opening times|business hours|store hours|shop hours|holiday hours|\
            öffnungszeit*|horaire*|horario*|orari|openingstijden"),
        (8, "open on sunday*|open on saturday*"),
        (7, "extended hours|open late*|open longer|open sunday*|closing early"),
        (6, "new hours|open every|closed|we close"),
        (1, "hours"),
    ]),
    (Intent::Opening, &[
        (9, "grand opening|neueröffnung*"),
        (8, "new store|new shop|new location|new branch|second store|second shop|second location|eröffn*|\
            inaugura*"),
        (7, "new cafe|new café|new restaurant|new salon|pop up shop|pop up store|ouverture"),
        (6, "opening a|opening our|opening of|opened a|opened our|new studio"),
        (3, "open a"),
    ]),
    (Intent::Event, &[
        (6, "invite ~ to our|invite ~ to the|invite ~ to a"),
        (10, "reopening*|re opening*|launch party|opening party"),
        (8, "book signing"),
        (7, "webinar*|open house|open day|rsvp"),
        (6, "workshop*|masterclass*|concert*|seminar*|meetup*|exhibition*|conference*|live music|einlad*|\
            veranstaltung*|verkostung*|évènement*|événement*|evento*"),
        (5, "invit*|event*|party|attend*|tickets|festival*|soirée|taller"),
        (4, "tasting ~ evening|tasting ~ night|tasting session*|tasting event*|tasting on|tasting this|\
            tasting next|join us|meet the"),
        (3, "class"),
        (2, "tasting*"),
    ]),
    (Intent::Booking, &[
        (11, "reservation*|booking*"),
        (12, "book a table|book their table|reserve a table"),
        (6, "book a|book an|book their|book your|reserv*|appointment*|termin|termine|rendez vous"),
        (5, "book now|check up*|checkup*|schedule a|cita"),
    ]),
    (Intent::Follow, &[
        (12, "join ~ loyalty|sign up ~ loyalty|join ~ club|join ~ rewards"),
        (8, "follow us"),
        (7, "social media|sign up ~ newsletter|join ~ newsletter|subscribe ~ newsletter"),
        (6, "followers|instagram|facebook|tiktok|youtube|whatsapp|our podcast|our blog"),
        (5, "app"),
        (4, "download*"),
    ]),
    (Intent::Cause, &[
        (7, "spenden|spendenaktion*"),
        (8, "fundrais*|good cause"),
        (7, "charit*|donat*|raise money|raise funds|don solidaire|recaud*"),
        (6, "proceeds|giving back|volunteer*|food bank"),
        (5, "give back"),
    ]),
    (Intent::PriceChange, &[
        (10, "price increase*|price rise*|preiserhöhung*|augmentation ~ prix"),
        (9, "price change*|prices ~ up|prices ~ rise|prices ~ rising|prices ~ increas*|prices ~ chang*|\
            raise ~ prices|raising ~ prices|increase ~ prices"),
        (8, "new prices|new pricing"),
    ]),
    (Intent::Apology, &[
        (9, "apolog*|entschuldig*|disculpa*|lo sentimos"),
        (8, "sorry|went wrong|excuser|désolé*|scuse"),
        (7, "inconvenien*|bad experience*|make it up"),
        (6, "outage*|late deliver*|oversold|wrong order*|wrong email|excuses"),
        (5, "delay*|mistake*|complain*|unhappy|disappointed|late order*"),
    ]),
    (Intent::Season, &[
        (8, "women's day|womens day"),
        (8, "valentine*|mother's day|mothers day|father's day|fathers day|thanksgiving|new year|\
            new year's|diwali|ramadan|eid|hanukkah|season's greetings|happy holidays|holiday greeting*|holiday wish*|\
            muttertag"),
        (7, "christmas|xmas|easter|halloween|back to school|weihnacht*|ostern|noël|pâques|navidad|natale|\
            natal|kerst*"),
        (5, "festive|oster*"),
        (4, "holiday"),
        (3, "lunar new year"),
    ]),
    (Intent::Reminder, &[
        (5, "don't forget|erinner*|rappel*|recordatorio"),
        (4, "remind*|last call"),
        (3, "reminder*"),
    ]),
    (Intent::Announcement, &[
        (8, "policy|terms|privacy"),
        (9, "new address"),
        (8, "new website"),
        (6, "rebrand*"),
        (5, "relocat*|hiring"),
        (4, "moving|moved|ankündig*|informier*|annonc*|anuncia*"),
        (3, "announc*|news|update*|let ~ know|inform*|notify|we now|award*"),
        (2, "tell customers|tell everyone|change*"),
    ]),
];
