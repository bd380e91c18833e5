//! What the demo shop sells: coffee, tea, treats and the things to brew with.

/// What somebody who likes this buys first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shelf {
    Coffee,
    Tea,
    Treats,
    Gear,
}

/// Something on the shelf.
#[derive(Debug)]
pub(super) struct Product {
    pub(super) sku: &'static str,
    pub(super) name: &'static str,
    /// List price in cents.
    pub(super) cents: u32,
    pub(super) shelf: Shelf,
}

/// What an order of amount zero holds.
pub(super) const SAMPLE: Product = coffee("SAM-00", "Tasting sample", 0);

/// Everything for sale. The ladder of prices has no wide gaps, so that every amount of the pattern can be an order.
pub(super) const CATALOGUE: [Product; 68] = [
    coffee("COF-01", "House Blend, 250 g", 1177),
    coffee("COF-02", "Morning Blend, 250 g", 1249),
    coffee("COF-03", "Espresso Classico, 250 g", 1299),
    coffee("COF-04", "Brazil Santos, 250 g", 1149),
    coffee("COF-05", "Colombia Huila, 250 g", 1397),
    coffee("COF-06", "Guatemala Antigua, 250 g", 1437),
    coffee("COF-07", "Costa Rica Tarrazú, 250 g", 1449),
    coffee("COF-08", "Ethiopia Yirgacheffe, 250 g", 1496),
    coffee("COF-09", "Ethiopia Sidamo, 250 g", 1499),
    coffee("COF-10", "Kenya AA, 250 g", 1536),
    coffee("COF-11", "Rwanda Bourbon, 250 g", 1549),
    coffee("COF-12", "Sumatra Mandheling, 250 g", 1596),
    coffee("COF-13", "Decaf Peru, 250 g", 1399),
    coffee("COF-14", "Monsooned Malabar, 250 g", 1377),
    coffee("COF-15", "Cold Brew Blend, 250 g", 1277),
    coffee("COF-16", "Half-Caf Blend, 250 g", 1225),
    coffee("COF-17", "Mexico Chiapas, 250 g", 1479),
    coffee("COF-18", "Panama Geisha, 100 g", 2992),
    coffee("COF-19", "House Blend, 1 kg", 3499),
    coffee("COF-20", "Espresso Classico, 1 kg", 3897),
    coffee("COF-21", "Drip bags, box of 10", 1188),
    coffee("COF-22", "Three-roast tasting set", 2498),
    coffee("COF-23", "Cold brew concentrate, 500 ml", 899),
    tea("TEA-01", "Earl Grey, 100 g", 977),
    tea("TEA-02", "English Breakfast, 100 g", 949),
    tea("TEA-03", "Assam Second Flush, 100 g", 1077),
    tea("TEA-04", "Darjeeling First Flush, 100 g", 1636),
    tea("TEA-05", "Sencha, 100 g", 1199),
    tea("TEA-06", "Dragon Well, 75 g", 1799),
    tea("TEA-07", "Jasmine Pearls, 75 g", 1999),
    tea("TEA-08", "Milk Oolong, 75 g", 1849),
    tea("TEA-09", "Lapsang Souchong, 100 g", 1297),
    tea("TEA-10", "Masala Chai, 150 g", 998),
    tea("TEA-11", "Vanilla Rooibos, 100 g", 799),
    tea("TEA-12", "Peppermint, 75 g", 679),
    tea("TEA-13", "Chamomile, 50 g", 699),
    tea("TEA-14", "Ceremonial Matcha, 30 g", 2598),
    tea("TEA-15", "Silver Needle, 50 g", 2354),
    tea("TEA-16", "Aged Pu-erh cake, 357 g", 4497),
    tea("TEA-17", "Tea tasting set", 2099),
    treat("TRE-01", "Raw sugar cubes", 249),
    treat("TRE-02", "Single drip bag", 299),
    treat("TRE-03", "Oat cookies", 349),
    treat("TRE-04", "Honey sticks", 399),
    treat("TRE-05", "Lemon shortbread", 449),
    treat("TRE-06", "Almond biscotti", 479),
    treat("TRE-07", "Candied ginger", 549),
    treat("TRE-08", "Chocolate espresso beans", 578),
    treat("TRE-09", "Coffee caramels", 849),
    treat("TRE-10", "Vanilla syrup, 250 ml", 879),
    gear("GEA-01", "Paper filters, 100 pieces", 499),
    gear("GEA-02", "Tea infuser", 1188),
    gear("GEA-03", "Stoneware mug", 1599),
    gear("GEA-04", "Ceramic dripper", 2099),
    gear("GEA-05", "Milk frother", 2698),
    gear("GEA-06", "Glass teapot", 2874),
    gear("GEA-07", "Moka pot", 3198),
    gear("GEA-08", "French press", 3697),
    gear("GEA-09", "Brewing scale", 4097),
    gear("GEA-10", "Pour-over set", 4997),
    gear("GEA-11", "Cast-iron teapot", 5899),
    gear("GEA-12", "Hand grinder", 6497),
    gear("GEA-13", "Gooseneck kettle", 7999),
    gear("GEA-14", "Gift hamper", 9499),
    gear("GEA-15", "Electric kettle", 10_999),
    gear("GEA-16", "Burr grinder", 12_237),
    gear("GEA-17", "Large gift hamper", 14_999),
    gear("GEA-18", "Home espresso machine", 17_499),
];

const fn coffee(sku: &'static str, name: &'static str, cents: u32) -> Product {
    Product { sku, name, cents, shelf: Shelf::Coffee }
}

const fn tea(sku: &'static str, name: &'static str, cents: u32) -> Product {
    Product { sku, name, cents, shelf: Shelf::Tea }
}

const fn treat(sku: &'static str, name: &'static str, cents: u32) -> Product {
    Product { sku, name, cents, shelf: Shelf::Treats }
}

const fn gear(sku: &'static str, name: &'static str, cents: u32) -> Product {
    Product { sku, name, cents, shelf: Shelf::Gear }
}
