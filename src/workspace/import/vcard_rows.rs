//! Owns the rows of a file of vCards, 3.0 and 4.0: lines are unfolded, properties taken apart, and what a
//! customer has a field for becomes a cell. Everything else in a card is passed over.

use std::io;

use serde_json::{Map, Value, json};

use super::card::{self, Property};
use super::lines::Lines;
use super::row::{Cell, Columns, Raw, Row};
use crate::customer::field::Group;
use crate::workspace::export::vcard::{COUNTY, NETWORKS, TYPE_NAME, UID};

/// No card that a person means has more lines.
const MOST_LINES: usize = 20_000;

/// Its letters would be damaged.
const OLD: &str =
    "the card is an old one, written in quoted-printable; save it as vCard 3.0 or 4.0";

pub struct CardRows {
    lines: Lines,
    columns: Columns,
}

/// What other programs call the types of phones, e-mails and addresses.
const TYPES: [(Group, &str, &str); 9] = [
    (Group::Phones, "cell", "Mobile"),
    (Group::Phones, "home", "Home"),
    (Group::Phones, "work", "Business"),
    (Group::Phones, "other", "Other"),
    (Group::Emails, "home", "Home"),
    (Group::Emails, "work", "Business"),
    (Group::Emails, "other", "Other"),
    (Group::Addresses, "work", "Billing Address"),
    (Group::Addresses, "other", "Other Address"),
];

impl CardRows {
    pub fn new(lines: Lines) -> CardRows {
        CardRows {
            lines,
            columns: Columns::default(),
        }
    }

    pub fn columns(&self) -> &[String] {
        self.columns.names()
    }

    pub fn read_row(&mut self) -> io::Result<Option<Row>> {
        let mut begun: Option<u64> = None;
        let mut text: Vec<String> = Vec::new();
        let row = |line, cells, text: Vec<String>| {
            let raw = Raw::Text(text.join("\r\n"));
            Ok(Some(Row { line, cells, raw }))
        };
        while let Some(line) = self.lines.read_line()? {
            let plain = line.text.trim_end();
            let begins = plain.eq_ignore_ascii_case("BEGIN:VCARD");
            if let (true, Some(first)) = (begins, begun) {
                self.lines.give_back(vec![line]);
                return row(first, Err("the card has no END:VCARD".to_owned()), text);
            }
            if begins {
                begun = Some(line.number);
            } else if begun.is_none() && plain.is_empty() {
                continue;
            }
            let ends = plain.eq_ignore_ascii_case("END:VCARD");
            text.push(line.text.clone());
            let first = begun.unwrap_or(line.number);
            if begun.is_none() || line.cut || text.len() > MOST_LINES {
                return row(first, Err("the line stands in no card".to_owned()), text);
            }
            if ends {
                let cells = self.cells(&text);
                return row(first, cells, text);
            }
        }
        match begun {
            Some(first) => row(first, Err("the card has no END:VCARD".to_owned()), text),
            None => Ok(None),
        }
    }

    fn cells(&mut self, lines: &[String]) -> Result<Vec<(usize, Cell)>, String> {
        let mut said = Said::default();
        for line in card::unfolded(lines) {
            let property = card::read(&line)
                .ok_or_else(|| format!("“{}” is no line of a card", shortened(&line)))?;
            if property.is_quoted_printable() {
                return Err(OLD.to_owned());
            }
            said.take(&property);
        }
        let cells = said.cells().into_iter();
        Ok(cells
            .map(|(name, value)| (self.columns.number(name), Cell::Json(value)))
            .collect())
    }
}

fn shortened(line: &str) -> String {
    line.chars().take(40).collect()
}

/// What the properties of a card have said so far.
#[derive(Default)]
struct Said {
    id: Option<String>,
    formatted: String,
    organisation: String,
    person: String,
    texts: Vec<(&'static str, String)>,
    notes: Vec<String>,
    phones: Vec<Value>,
    emails: Vec<Value>,
    addresses: Vec<Value>,
    labels: Vec<Value>,
}

impl Said {
    fn take(&mut self, property: &Property) {
        let text = || card::text(&property.value);
        match property.name.as_str() {
            "FN" if self.formatted.is_empty() => self.formatted = text(),
            "ORG" => {
                let parts = card::parts(&property.value, ';');
                self.organisation = parts.into_iter().next().unwrap_or_default();
            }
            "N" => {
                let parts = card::parts(&property.value, ';');
                let name = |at: usize| parts.get(at).cloned().unwrap_or_default();
                self.person = format!("{} {}", name(1), name(0)).trim().to_owned();
            }
            "UID" => self.id = text().strip_prefix(UID).map(str::to_owned),
            "TEL" => {
                let number = text();
                let number = number.strip_prefix("tel:").unwrap_or(&number);
                add(
                    &mut self.phones,
                    Group::Phones,
                    property,
                    &[("phoneNumber", number)],
                );
            }
            "EMAIL" => {
                add(
                    &mut self.emails,
                    Group::Emails,
                    property,
                    &[("emailAddress", &text())],
                );
            }
            "ADR" => self.address(property),
            "URL" => self.once("website", &property.value),
            "NOTE" => self.notes.push(text()),
            "CATEGORIES" => {
                let names = card::parts(&property.value, ',').into_iter();
                let names = names.filter(|name| !name.trim().is_empty());
                self.labels
                    .extend(names.map(|name| json!({"labelName": name})));
            }
            "X-SKYPE" | "X-SKYPE-USERNAME" => self.once("skypeName", &text()),
            "IMPP" => {
                if let Some(name) = property.value.strip_prefix("skype:") {
                    self.once("skypeName", name);
                }
            }
            "X-SOCIALPROFILE" | "SOCIALPROFILE" => {
                let is = |(_, network): &&(&str, &str)| property.has_type(network);
                if let Some((wire, _)) = NETWORKS.iter().find(is) {
                    self.once(wire, &property.value);
                }
            }
            _ => {}
        }
    }

    fn address(&mut self, property: &Property) {
        let parts = card::parts(&property.value, ';');
        let part = |at: usize| parts.get(at).map(String::as_str).unwrap_or_default();
        // A post box is a line of the address here.
        let lines = [part(0), part(1)]
            .into_iter()
            .filter(|line| !line.is_empty());
        let second = lines.collect::<Vec<_>>().join(", ");
        let members = [
            ("county", property.parameter(COUNTY).unwrap_or_default()),
            ("addressLine2", &second),
            ("addressLine1", part(2)),
            ("city", part(3)),
            ("state", part(4)),
            ("zipCode", part(5)),
            ("countryName", part(6)),
        ];
        add(&mut self.addresses, Group::Addresses, property, &members);
    }

    fn once(&mut self, wire: &'static str, value: &str) {
        if !self.texts.iter().any(|(known, _)| *known == wire) {
            self.texts.push((wire, value.to_owned()));
        }
    }

    fn cells(self) -> Vec<(&'static str, Value)> {
        let name = [self.formatted, self.organisation, self.person];
        let name = name.into_iter().find(|name| !name.trim().is_empty());
        let mut cells = Vec::new();
        cells.extend(self.id.map(|id| ("customerId", json!(id))));
        cells.push(("customerName", json!(name.unwrap_or_default())));
        cells.extend(
            self.texts
                .into_iter()
                .map(|(wire, text)| (wire, json!(text))),
        );
        if !self.notes.is_empty() {
            cells.push(("description", json!(self.notes.join("\n"))));
        }
        for (wire, list) in [
            ("phoneNumbers", self.phones),
            ("emailAddresses", self.emails),
            ("addresses", self.addresses),
            ("labels", self.labels),
        ] {
            cells.push((wire, Value::Array(list)));
        }
        cells
    }
}

fn add(list: &mut Vec<Value>, group: Group, property: &Property, members: &[(&str, &str)]) {
    if members.iter().all(|(_, text)| text.trim().is_empty()) {
        return;
    }
    let mut element: Map<String, Value> = members
        .iter()
        .map(|(key, text)| ((*key).to_owned(), json!(text)))
        .collect();
    let of_group = TYPES.iter().filter(|(of, _, _)| *of == group);
    let usual = of_group
        .filter(|(_, word, _)| property.has_type(word))
        .map(|(_, _, name)| *name);
    let kind = property.parameter(TYPE_NAME).or(usual.into_iter().next());
    if let (Some(kind), Some(key)) = (kind, type_key(group)) {
        element.insert(key.to_owned(), json!(kind));
    }
    list.push(Value::Object(element));
}

fn type_key(group: Group) -> Option<&'static str> {
    group.members().first().map(|member| member.wire)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> (Vec<String>, Vec<Row>) {
        let input = Box::new(io::Cursor::new(text.to_owned()));
        let mut rows = CardRows::new(Lines::new(input, b'\n'));
        let mut all = Vec::new();
        while let Some(row) = rows.read_row().unwrap() {
            all.push(row);
        }
        (rows.columns().to_vec(), all)
    }

    #[test]
    fn a_card_of_another_program_is_read() {
        let (columns, rows) = rows(
            "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Doe;Jane;;;\r\nFN:Acme\\, Inc\r\nORG:Acme\\, Inc;Sales\r\nitem1.TEL;TYPE=CELL,voice:+1 555\r\n  0100\r\nEMAIL;type=INTERNET;type=WORK:a@b.example\r\nADR;TYPE=work:;;1 Main St;Springfield;IL;62701;United States\r\nCATEGORIES:a\\,b,c\r\nNOTE:one\\ntwo\r\nPHOTO;ENCODING=b:AAAA\r\nEND:VCARD\r\n",
        );
        let cells = rows[0].cells.clone().unwrap();
        let of = |name: &str| {
            let at = columns.iter().position(|column| column == name).unwrap();
            cells.iter().find(|(n, _)| *n == at).unwrap().1.clone()
        };
        assert_eq!(of("customerName"), Cell::Json(json!("Acme, Inc")));
        assert_eq!(
            of("phoneNumbers"),
            Cell::Json(json!([{"phoneNumber": "+1 555 0100", "phoneType": "Mobile"}]))
        );
        assert_eq!(
            of("labels"),
            Cell::Json(json!([{"labelName": "a,b"}, {"labelName": "c"}]))
        );
        assert_eq!(of("description"), Cell::Json(json!("one\ntwo")));
        let Cell::Json(addresses) = of("addresses") else {
            panic!()
        };
        assert_eq!(
            (&addresses[0]["city"], &addresses[0]["addressLine1"]),
            (&json!("Springfield"), &json!("1 Main St"))
        );
    }

    #[test]
    fn a_card_in_quoted_printable_is_not_taken_with_damaged_letters() {
        let (_, rows) = rows(
            "BEGIN:VCARD\nVERSION:2.1\nFN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FCller=\n GmbH\nEND:VCARD\nBEGIN:VCARD\nVERSION:2.1\nNOTE;quoted-printable:a=\nb\nFN:A\nEND:VCARD\nBEGIN:VCARD\nVERSION:2.1\nTEL;CELL:1\nFN:B\nEND:VCARD\n",
        );
        let whys: Vec<Option<&str>> = rows
            .iter()
            .map(|row| row.cells.as_ref().err().map(String::as_str))
            .collect();
        assert_eq!(whys, [Some(OLD), Some(OLD), None]);
    }

    #[test]
    fn a_card_that_is_cut_off_does_not_take_the_next_with_it() {
        let (_, rows) = rows(
            "BEGIN:VCARD\nFN:A\nBEGIN:VCARD\nFN:B\nEND:VCARD\njunk\nBEGIN:VCARD\nno line\nEND:VCARD\nBEGIN:VCARD\nFN:C\n",
        );
        let whys: Vec<bool> = rows.iter().map(|row| row.cells.is_ok()).collect();
        assert_eq!(whys, [false, true, false, false, false]);
        assert_eq!(rows[1].line, 3);
    }
}
