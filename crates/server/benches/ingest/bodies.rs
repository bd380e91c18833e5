//! Requests built before the clock starts: realistic records whose identities are the only thing still to be written.

use clap::ValueEnum;

/// Digits of an identity.
const DIGITS: usize = 9;
/// Orders come from so many customers.
const BUYERS: u64 = 100_000;
/// Requests a connection has at hand: enough that no two bodies in a row are alike.
const VARIANTS: usize = 2;

const FIRST_NAMES: [&str; 8] = ["Mila", "Jonas", "Aylin", "Tomás", "Noor", "Ines", "Viktor", "Zoë"];
const LAST_NAMES: [&str; 7] = ["Hansen", "Okafor", "López", "Nguyen", "Kowalska", "Schmidt", "Rossi"];
const CITIES: [&str; 6] = ["Lisbon", "Berlin", "Kraków", "Nairobi", "Portland", "Osaka"];
const TAGS: [&str; 5] =
    ["[\"newsletter\"]", "[\"newsletter\",\"vip\"]", "[]", "[\"wholesale\"]", "[\"vip\",\"club\"]"];
const SIZES: [&str; 4] = ["S", "M", "L", "XL"];
const ITEMS: [&str; 4] = [
    r#"["Espresso beans 1 kg"]"#,
    r#"["Espresso beans 1 kg",{"name":"Paper filter","sku":"PF-100","quantity":2,"price":3.5}]"#,
    r#"[{"name":"Hand grinder","sku":"HG-2","quantity":1,"price":79.9}]"#,
    r#"["Oolong","Matcha","Tea strainer"]"#,
];
const STATUSES: [&str; 3] = ["Completed", "Placed", "Completed"];

/// What records are about.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// New customers.
    Customers,
    /// New orders of a hundred thousand customers.
    Orders,
}

impl Kind {
    /// The word for it, as in the path.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Customers => "customers",
            Self::Orders => "orders",
        }
    }
}

/// A whole HTTP request.
pub(crate) struct Request {
    bytes: Vec<u8>,
    /// Where the records' own numbers stand: so many for each record.
    own: Vec<usize>,
    /// Where the numbers of the customers stand that records are about.
    buyers: Vec<usize>,
    records: usize,
}

impl Request {
    /// How many records it carries.
    pub(crate) const fn records(&self) -> usize {
        self.records
    }

    /// The request with records numbered from `first` on.
    pub(crate) fn numbered(&mut self, first: u64) -> &[u8] {
        let each = self.own.len() / self.records;
        let mut digits = digits(first);
        for places in self.own.chunks(each) {
            for &place in places {
                self.bytes[place..place + DIGITS].copy_from_slice(&digits);
            }
            count_up(&mut digits);
        }
        for (number, &place) in (first..).zip(&self.buyers) {
            let buyer = number.wrapping_mul(7_919) % BUYERS;
            self.bytes[place..place + DIGITS].copy_from_slice(&self::digits(buyer));
        }
        &self.bytes
    }
}

fn digits(number: u64) -> [u8; DIGITS] {
    let mut rest = number;
    let mut digits = [b'0'; DIGITS];
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    digits
}

fn count_up(digits: &mut [u8; DIGITS]) {
    for digit in digits.iter_mut().rev() {
        if *digit < b'9' {
            *digit += 1;
            return;
        }
        *digit = b'0';
    }
}

/// For each connection the requests it sends in turn.
pub(crate) fn requests(kind: Kind, size: usize, connections: usize, key: &str) -> Vec<Vec<Request>> {
    (0..connections)
        .map(|connection| {
            (0..VARIANTS).map(|variant| request(kind, size, key, connection * 31 + variant * 17)).collect()
        })
        .collect()
}

fn request(kind: Kind, size: usize, key: &str, seed: usize) -> Request {
    // `#` stands for the record's own number, `~` for that of its customer.
    let records: Vec<String> = (0..size)
        .map(|n| match kind {
            Kind::Customers => customer(seed + n),
            Kind::Orders => order(seed + n),
        })
        .collect();
    let template = format!("[{}]", records.join(","));
    let (mut body, mut own, mut buyers) = (String::with_capacity(template.len() * 2), Vec::new(), Vec::new());
    for part in template.split_inclusive(['#', '~']) {
        let text = part.trim_end_matches(['#', '~']);
        body.push_str(text);
        let places = match part.as_bytes().last() {
            Some(b'#') => &mut own,
            Some(b'~') => &mut buyers,
            _ => continue,
        };
        places.push(body.len());
        body.push_str("000000000");
    }
    let head = format!(
        "POST /api/{} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {key}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n",
        kind.word(),
        body.len()
    );
    for place in own.iter_mut().chain(&mut buyers) {
        *place += head.len();
    }
    Request { bytes: (head + &body).into_bytes(), own, buyers, records: size }
}

fn customer(n: usize) -> String {
    let (first, last) = (FIRST_NAMES[n % FIRST_NAMES.len()], LAST_NAMES[n % LAST_NAMES.len()]);
    format!(
        r#"{{"externalId":"C-#","email":"{}.#@bean-leaf.example","name":"{first} {last}","phone":"+49 170 {:07}","city":"{}","tags":{},"attributes":{{"size":"{}","loyaltyPoints":{},"member":{},"birthday":"{}-0{}-1{}"}}}}"#,
        first.to_lowercase().replace(['á', 'ë'], "e"),
        n * 7_919 % 10_000_000,
        CITIES[n % CITIES.len()],
        TAGS[n % TAGS.len()],
        SIZES[n % SIZES.len()],
        n * 37 % 5_000,
        n.is_multiple_of(3),
        1950 + n % 55,
        1 + n % 9,
        n % 10,
    )
}

fn order(n: usize) -> String {
    format!(
        r#"{{"externalId":"O-#","email":"buyer.~@bean-leaf.example","amount":{}.{:02},"items":{},"orderDate":"202{}-0{}-1{}T{:02}:{:02}:00Z","status":"{}"}}"#,
        5 + n * 37 % 200,
        n * 13 % 100,
        ITEMS[n % ITEMS.len()],
        n % 6,
        1 + n % 9,
        n % 10,
        n % 24,
        n * 7 % 60,
        STATUSES[n % STATUSES.len()],
    )
}
