//! Owns customers that are made up, and twins among them: as many as asked for, the same on every run.
//! Must not look for twins.

use serde_json::json;

use rolo::customer::Customer;

/// One in so many is written down again, with a slip.
pub const AGAIN: usize = 20;

/// A customer for each name, and behind some of them a twin. The number beside a customer is that of its firm.
pub fn customers(names: &[String]) -> impl Iterator<Item = (usize, Customer)> {
    names.iter().enumerate().flat_map(|(firm, name)| {
        let first = (firm, customer(name, firm, 0));
        let again = firm.is_multiple_of(AGAIN).then(|| {
            let name = slip(name, firm);
            (firm, customer(&name, firm, 1 + firm / AGAIN % 3))
        });
        [Some(first), again].into_iter().flatten()
    })
}

/// `written`: 0 with everything, 1 without the address, 2 without phone and e-mail, 3 with another phone and a
/// street that is shortened.
fn customer(name: &str, firm: usize, written: usize) -> Customer {
    let mut rest = spread(firm);
    let mut next = |below: u64| {
        rest = spread(rest as usize);
        rest % below
    };
    let (street, house, city) = (next(3_000), next(180) + 1, next(2_500));
    let (phone, other, host) = (next(90_000_000), next(90_000_000), next(1 << 40));
    let mut record =
        json!({"customerName": name, "addresses": [], "phoneNumbers": [], "emailAddresses": []});
    let road = if written == 3 { "St." } else { "Street" };
    if written != 1 {
        record["addresses"] = json!([{
            "addressLine1": format!("{house} {} {road}", word(street)), "city": word(city + 5_000),
            "zipCode": format!("{:05}", city * 7 + 1_000), "countryName": "Germany",
        }]);
    }
    if written != 2 {
        let phone = if written == 3 { other } else { phone };
        record["phoneNumbers"] = json!([{"phoneNumber": format!("+49 89 {phone:08}")}]);
        record["emailAddresses"] =
            json!([{"emailAddress": format!("info@{}.example", word(host))}]);
        record["website"] = json!(format!("www.{}.example", word(host)));
    }
    // What is no object is no record; this is one.
    Customer::from_value(record).unwrap_or_default()
}

/// A number whose neighbours are far from each other.
fn spread(number: usize) -> u64 {
    let mut x = (number as u64).wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// A word for a number, another for each.
fn word(mut number: u64) -> String {
    const SYLLABLES: [&str; 16] = [
        "ver", "lan", "tor", "mi", "ga", "sen", "bril", "ko", "dur", "es", "pal", "no", "ri",
        "hau", "zen", "quo",
    ];
    let mut out = String::new();
    loop {
        out.push_str(SYLLABLES[(number & 15) as usize]);
        number >>= 4;
        if number == 0 {
            return out;
        }
    }
}

/// A name as somebody else types it: two letters change places, a blank is lost, or all is in capitals.
fn slip(name: &str, firm: usize) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    match firm / AGAIN % 4 {
        0 if letters.len() > 4 => letters.swap(2, 3),
        1 => return name.replacen(' ', "", 1),
        2 => return name.to_uppercase(),
        _ => {}
    }
    letters.into_iter().collect()
}
