//! Names from many places, and how they are written in an email address.

/// Given and family names that go together.
#[derive(Debug)]
pub(super) struct Culture {
    pub(super) given: &'static [&'static str],
    pub(super) family: &'static [&'static str],
}

/// Names that are hard on software: very long, right to left, with an emoji, of one word, with marks and blanks.
/// The second is how the name is written in the email address.
pub(super) const UNUSUAL: [(u32, &str, &str); 7] = [
    (7, "María del Carmen Guadalupe Fernández-Villaverde y Álvarez de Toledo Montenegro", "maria.villaverde"),
    (12, "نور الهدى حداد", "nour.haddad"),
    (19, "Luna 🌙 Fischer", "luna.fischer"),
    (31, "Sukarno", "sukarno"),
    (44, "Siobhán Ní Dhomhnaill", "siobhan.nidhomhnaill"),
    (58, "明日香 佐藤", "asuka.sato"),
    (73, "D'Artagnan O'Neill-N'Diaye", "dartagnan.oneill"),
];

pub(super) const CULTURES: [Culture; 16] = [
    Culture {
        given: &[
            "Emma", "Grace", "Hannah", "Megan", "Chloe", "Abigail", "Ruth", "Jack", "Daniel", "Owen",
            "Samuel", "Henry", "Caleb", "Nathan", "Violet", "Theo",
        ],
        family: &[
            "Walker",
            "Bennett",
            "Hughes",
            "Carter",
            "Morgan",
            "Reed",
            "Foster",
            "Whitfield",
            "Palmer",
            "Barnes",
            "Sutton",
            "Hayward",
            "Brooks",
            "Ellison",
            "Marsh",
            "Thornton",
        ],
    },
    Culture {
        given: &[
            "Ana",
            "Lucía",
            "Valentina",
            "Camila",
            "Sofía",
            "Ximena",
            "Diego",
            "Mateo",
            "Andrés",
            "Joaquín",
            "Emilio",
            "Rafael",
            "Paloma",
            "Inés",
        ],
        family: &[
            "López", "García", "Ramírez", "Núñez", "Ortega", "Castillo", "Peña", "Mendoza", "Ibáñez",
            "Vargas", "Salazar", "Quiroga", "Herrera", "Muñoz",
        ],
    },
    Culture {
        given: &[
            "Camille",
            "Élodie",
            "Manon",
            "Amélie",
            "Zoé",
            "Juliette",
            "Hélène",
            "Antoine",
            "Rémi",
            "Théo",
            "François",
            "Loïc",
            "Mathieu",
            "Étienne",
        ],
        family: &[
            "Dubois",
            "Lefèvre",
            "Moreau",
            "Girard",
            "Bonnet",
            "Rousseau",
            "Chevalier",
            "Marchand",
            "Perrin",
            "Gauthier",
            "Lambert",
            "Fournier",
            "Bélanger",
            "Tremblay",
        ],
    },
    Culture {
        given: &[
            "Johanna",
            "Lena",
            "Frieda",
            "Katharina",
            "Jürgen",
            "Matthias",
            "Lukas",
            "Jonas",
            "Anneliese",
            "Björn",
            "Moritz",
            "Greta",
            "Sabine",
            "Uwe",
        ],
        family: &[
            "Müller",
            "Schneider",
            "Hoffmann",
            "Köhler",
            "Weiß",
            "Krüger",
            "Vogel",
            "Bauer",
            "Schäfer",
            "Lindner",
            "Brandt",
            "Großmann",
            "Kaiser",
            "Albrecht",
        ],
    },
    Culture {
        given: &[
            "Priya", "Ananya", "Kavya", "Meera", "Lakshmi", "Divya", "Arjun", "Rohan", "Vikram", "Sanjay",
            "Aditya", "Nikhil", "Farah", "Harpreet",
        ],
        family: &[
            "Sharma",
            "Patel",
            "Iyer",
            "Reddy",
            "Banerjee",
            "Kapoor",
            "Nair",
            "Deshmukh",
            "Singh",
            "Chatterjee",
            "Rao",
            "Menon",
            "Qureshi",
            "Bhatt",
        ],
    },
    Culture {
        given: &[
            "Wei", "Mei", "Xin", "Jing", "Yan", "Li Na", "Hao", "Jun", "Ming", "Xiaoyu", "Lei", "Qiang",
            "Ying", "Zihan",
        ],
        family: &[
            "Chen", "Wang", "Zhang", "Liu", "Huang", "Zhao", "Wu", "Zhou", "Xu", "Lin", "Guo", "He", "Luo",
            "Tang",
        ],
    },
    Culture {
        given: &[
            "Yuki", "Sakura", "Haruka", "Aiko", "Naomi", "Emi", "Kenji", "Haruto", "Takumi", "Daichi", "Ren",
            "Shō", "Yuto", "Mio",
        ],
        family: &[
            "Tanaka",
            "Satō",
            "Suzuki",
            "Watanabe",
            "Nakamura",
            "Kobayashi",
            "Yamamoto",
            "Itō",
            "Mori",
            "Ōno",
            "Fujita",
            "Hayashi",
            "Shimizu",
            "Kondō",
        ],
    },
    Culture {
        given: &[
            "Layla", "Fatima", "Noor", "Yasmin", "Amina", "Salma", "Omar", "Khalid", "Youssef", "Tariq",
            "Karim", "Hassan", "Rania", "Ziad",
        ],
        family: &[
            "Haddad",
            "Al-Masri",
            "Mansour",
            "Khoury",
            "Nasser",
            "Farouk",
            "Saleh",
            "Ben Ali",
            "El Amrani",
            "Rahman",
            "Aziz",
            "Shaheen",
            "Barakat",
            "Darwish",
        ],
    },
    Culture {
        given: &[
            "Adaeze", "Chiamaka", "Folake", "Ngozi", "Temitope", "Ama", "Kwame", "Chinedu", "Emeka",
            "Olumide", "Kofi", "Tunde", "Zainab", "Ifeoma",
        ],
        family: &[
            "Okafor", "Adeyemi", "Okonkwo", "Balogun", "Mensah", "Owusu", "Eze", "Abiodun", "Nwosu",
            "Boateng", "Diallo", "Traoré", "Achebe", "Osei",
        ],
    },
    Culture {
        given: &[
            "Agnieszka",
            "Katarzyna",
            "Zofia",
            "Małgorzata",
            "Hanna",
            "Oliwia",
            "Piotr",
            "Paweł",
            "Łukasz",
            "Wojciech",
            "Tomasz",
            "Jakub",
            "Iryna",
            "Olena",
        ],
        family: &[
            "Kowalska",
            "Nowak",
            "Wiśniewski",
            "Wójcik",
            "Kamińska",
            "Zieliński",
            "Szymańska",
            "Dąbrowski",
            "Mazur",
            "Krawczyk",
            "Shevchenko",
            "Bondarenko",
            "Pawlak",
            "Górska",
        ],
    },
    Culture {
        given: &[
            "Beatriz",
            "Mariana",
            "Letícia",
            "Júlia",
            "Thaís",
            "Larissa",
            "João",
            "Thiago",
            "Gustavo",
            "Caio",
            "Vinícius",
            "Henrique",
            "Luísa",
            "Otávio",
        ],
        family: &[
            "Silva",
            "Souza",
            "Conceição",
            "Carvalho",
            "Araújo",
            "Gonçalves",
            "Nogueira",
            "Teixeira",
            "Moura",
            "Barbosa",
            "Simões",
            "Figueiredo",
            "Rocha",
            "Pires",
        ],
    },
    Culture {
        given: &[
            "Linh", "Thảo", "Hương", "Ngọc", "Mai", "Quỳnh", "Minh", "Tuấn", "Đức", "Khoa", "Phúc", "Bảo",
            "Vy", "Trang",
        ],
        family: &[
            "Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý",
            "Đinh",
        ],
    },
    Culture {
        given: &[
            "Elif", "Zeynep", "Ayşe", "Defne", "Gülşen", "Ebru", "Mehmet", "Emre", "Çağlar", "Burak",
            "Kerem", "Ozan", "Selin", "Deniz",
        ],
        family: &[
            "Yılmaz", "Kaya", "Demir", "Şahin", "Çelik", "Yıldız", "Öztürk", "Aydın", "Arslan", "Doğan",
            "Koç", "Polat", "Güneş", "Erdem",
        ],
    },
    Culture {
        given: &[
            "Ingrid", "Astrid", "Freja", "Sigrid", "Maja", "Linnéa", "Erik", "Lars", "Søren", "Åke",
            "Magnus", "Nils", "Saga", "Aksel",
        ],
        family: &[
            "Andersson",
            "Lindqvist",
            "Bergström",
            "Nygård",
            "Østergaard",
            "Jørgensen",
            "Holm",
            "Söderberg",
            "Haugen",
            "Dahl",
            "Åström",
            "Virtanen",
            "Lund",
            "Ek",
        ],
    },
    Culture {
        given: &[
            "Ji-woo",
            "Seo-yeon",
            "Min-ji",
            "Ha-eun",
            "Soo-ah",
            "Yuna",
            "Min-jun",
            "Do-yun",
            "Hyun-woo",
            "Tae-yang",
            "Jae-won",
            "Sung-ho",
            "Eun-bi",
            "Dong-hyun",
        ],
        family: &[
            "Kim", "Lee", "Park", "Choi", "Jung", "Kang", "Cho", "Yoon", "Jang", "Lim", "Han", "Shin", "Seo",
            "Kwon",
        ],
    },
    Culture {
        given: &[
            "Niamh", "Aoife", "Ciara", "Saoirse", "Róisín", "Gráinne", "Cian", "Fionn", "Oisín", "Pádraig",
            "Declan", "Eoin", "Maeve", "Ronan",
        ],
        family: &[
            "Murphy",
            "O'Brien",
            "Byrne",
            "Kavanagh",
            "Gallagher",
            "Doyle",
            "Ó Súilleabháin",
            "McCarthy",
            "Nolan",
            "Fitzgerald",
            "Hennessy",
            "Keane",
            "Quinn",
            "Breen",
        ],
    },
];

/// A name as it is written in an email address: plain lower-case letters, words joined by a point.
pub(super) fn address_of(name: &str) -> String {
    let mut address = String::with_capacity(name.len());
    for letter in name.chars().flat_map(char::to_lowercase) {
        match plain(letter) {
            "" if letter.is_ascii_alphanumeric() => address.push(letter),
            "" if letter == ' ' => address.push('.'),
            plain => address.push_str(plain),
        }
    }
    address
}

/// The plain letters for a lower-case letter with a mark; nothing for all others.
fn plain(letter: char) -> &'static str {
    match letter {
        'á' | 'à' | 'â' | 'ã' | 'å' | 'ā' | 'ă' | 'ả' | 'ạ' | 'ấ' | 'ầ' | 'ặ' | 'ą' => "a",
        'ç' | 'ć' => "c",
        'đ' => "d",
        'é' | 'è' | 'ê' | 'ë' | 'ę' | 'ễ' => "e",
        'ğ' => "g",
        'í' | 'ì' | 'î' | 'ï' | 'ı' | 'ī' => "i",
        'ł' => "l",
        'ñ' | 'ń' => "n",
        'ó' | 'ò' | 'ô' | 'õ' | 'ø' | 'ō' | 'ọ' | 'ồ' | 'ỗ' | 'ơ' => "o",
        'ś' | 'ş' => "s",
        'ú' | 'ù' | 'û' | 'ū' | 'ư' | 'ũ' | 'ứ' => "u",
        'ý' | 'ỳ' => "y",
        'ź' | 'ż' => "z",
        'ä' | 'æ' => "ae",
        'ö' => "oe",
        'ü' => "ue",
        'ß' => "ss",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_a_letter_for_every_letter_of_the_name() {
        assert_eq!(address_of("Małgorzata Wójcik"), "malgorzata.wojcik");
        assert_eq!(address_of("Jürgen Großmann"), "juergen.grossmann");
        assert_eq!(address_of("Ji-woo O'Brien"), "jiwoo.obrien");
        let names = CULTURES.iter().flat_map(|culture| culture.given.iter().chain(culture.family));
        for name in names {
            let letters = name.chars().filter(|c| c.is_alphabetic()).count();
            let kept = address_of(name).chars().filter(char::is_ascii_lowercase).count();
            assert!(kept >= letters, "{name} became {}", address_of(name));
        }
    }

    #[test]
    fn the_unusual_names_hold_what_is_hard() {
        assert!(UNUSUAL.iter().any(|(_, name, _)| name.chars().count() > 60));
        assert!(
            UNUSUAL.iter().any(|(_, name, _)| name.chars().any(|c| ('\u{0600}'..='\u{06ff}').contains(&c)))
        );
        assert!(UNUSUAL.iter().any(|(_, name, _)| name.contains('🌙')));
        assert!(UNUSUAL.iter().all(|(_, _, address)| address.is_ascii()));
    }
}
