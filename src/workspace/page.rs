//! Owns a customer as a page of TOML, and what was changed on it: a line for each field that can be set, and
//! a table for each phone, e-mail and address.
//! Must not open an editor, nor send anything.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use crate::customer::field::Group;
use crate::customer::text::one_line;
use crate::customer::{
    Catalog, Change, Customer, CustomerId, Field, Fields, Kind, Part, elements, layout, show,
    validate,
};

/// A customer, and all that is needed to read the page again.
pub struct Page<'a> {
    record: &'a Customer,
    fields: &'a Fields,
    catalog: &'a Catalog,
}

/// So many choices are named beside a field.
const NAMED: usize = 8;

impl<'a> Page<'a> {
    pub fn of(record: &'a Customer, fields: &'a Fields, catalog: &'a Catalog) -> Page<'a> {
        Page {
            record,
            fields,
            catalog,
        }
    }

    /// The page as it comes into the editor.
    pub fn text(&self) -> String {
        let name = one_line(self.record.name());
        let mut out = format!(
            "# {name}\n# An empty value clears a field; a line that is taken out changes nothing.\n# A phone, e-mail or address that is taken out with its [[heading]] is taken out of the customer.\n"
        );
        let mut tables = String::new();
        for section in layout::sections(&self.catalog.layout, self.fields) {
            let lines: Vec<String> = section
                .fields
                .iter()
                .filter(|field| field.edit && group(field).is_none())
                .map(|field| self.line(field))
                .collect();
            if !lines.is_empty() {
                out.push_str(&format!("\n# {}\n{}", section.label, lines.concat()));
            }
            for field in section.fields.iter().filter(|field| field.edit) {
                if let Some(group) = group(field) {
                    tables.push_str(&self.tables(field, group));
                }
            }
        }
        out + &tables
    }

    fn line(&self, field: &Field) -> String {
        let value = show::edit_text(field, &self.record.part(field), &self.catalog.date_format);
        let choices = field
            .list()
            .map(|list| self.catalog.list(list))
            .unwrap_or_default();
        let names: Vec<String> = choices
            .iter()
            .filter(|choice| choice.enabled)
            .take(NAMED)
            .map(|choice| one_line(&choice.name))
            .collect();
        let hint = match (names.len(), choices.len() > names.len()) {
            (0, _) => String::new(),
            (_, false) => format!("  # {}", names.join(", ")),
            (_, true) => format!("  # {}, …", names.join(", ")),
        };
        format!("{} = {}{hint}\n", self.key(field), quoted(&value))
    }

    /// A field by the name that people read, where that is its alone.
    fn key(&self, field: &Field) -> String {
        let kebab = field.kebab();
        let own = self
            .fields
            .find(&kebab)
            .is_some_and(|found| found.wire == field.wire);
        let name = if own { kebab } else { field.wire.to_string() };
        let bare = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        match !name.is_empty() && name.chars().all(bare) {
            true => name,
            false => quoted(&name),
        }
    }

    /// Each element of a list; its id says which it was.
    fn tables(&self, field: &Field, group: Group) -> String {
        let key = self.key(field);
        let list = self.record.list(&field.wire);
        if list.is_empty() {
            let members: Vec<&str> = group.members().iter().map(|member| member.wire).collect();
            let example: String = members
                .iter()
                .map(|wire| format!("# {wire} = \"\"\n"))
                .collect();
            return format!("\n# {}\n# [[{key}]]\n{example}", field.label);
        }
        let element = |element: &Value| {
            let mut table = format!("\n[[{key}]]\n");
            for member in group.members() {
                let text = element.get(member.wire).map(plain).unwrap_or_default();
                table.push_str(&format!("{} = {}\n", member.wire, quoted(&text)));
            }
            if let Some(id) = element_id(element) {
                table.push_str(&format!("id = {}\n", quoted(&id)));
            }
            table
        };
        list.iter().map(element).collect()
    }

    /// What was changed on the page. Says what is wrong with it in one sentence.
    pub fn changes(&self, text: &str) -> Result<Vec<Change>, String> {
        let table: toml::Table = toml::from_str(text).map_err(|error| {
            let line = error
                .span()
                .map_or(0, |at| text[..at.start].matches('\n').count() + 1);
            format!("line {line}: {}", one_line(error.message()))
        })?;
        let mut changes = Vec::new();
        for (name, value) in &table {
            let field = self
                .fields
                .find(name)
                .ok_or_else(|| format!("there is no field “{name}”"))?;
            if !field.edit {
                return Err(format!(
                    "{} is kept by the server and cannot be set",
                    field.label
                ));
            }
            let from = self.record.part(field);
            let to = match (group(field), value) {
                (Some(group), toml::Value::Array(tables)) => self.list(field, group, tables)?,
                (_, value) => {
                    let typed = scalar(value)
                        .ok_or_else(|| format!("{}: a text is expected", field.label))?;
                    validate::read(field, &typed, &from, self.catalog)
                        .map_err(|invalid| invalid.to_string())?
                }
            };
            changes.push(Change {
                field: field.wire.to_string(),
                from,
                to,
            });
        }
        let gone = self
            .fields
            .iter()
            .filter(|field| field.edit && group(field).is_some());
        let gone = gone.filter(|field| !changes.iter().any(|change| change.field == field.wire));
        let gone: Vec<Change> = gone
            .map(|field| Change {
                field: field.wire.to_string(),
                from: self.record.part(field),
                to: Part::from_iter([(field.wire.to_string(), Value::Array(Vec::new()))]),
            })
            .collect();
        changes.extend(gone);
        changes.retain(|change| !change.is_nothing());
        Ok(changes)
    }

    /// A list as it stands on the page now. An element that is as it was stays byte for byte.
    fn list(&self, field: &Field, group: Group, tables: &[toml::Value]) -> Result<Part, String> {
        let old = self.record.list(&field.wire);
        let mut all = Vec::new();
        for (nth, table) in tables.iter().enumerate() {
            let wrong = |why: String| format!("{} {}: {why}", field.label, nth + 1);
            let table = table
                .as_table()
                .ok_or_else(|| wrong("a table is expected".to_owned()))?;
            let mut given = Map::new();
            for (key, value) in table {
                let known = key == "id" || group.members().iter().any(|member| member.wire == key);
                let text = scalar(value).filter(|_| known);
                let text = text.ok_or_else(|| wrong(format!("“{key}” is not known here")))?;
                given.insert(key.clone(), Value::String(text));
            }
            let id = given.shift_remove("id");
            let id = id.as_ref().and_then(Value::as_str).unwrap_or_default();
            let was = old
                .iter()
                .find(|old| !id.is_empty() && element_id(old).as_deref() == Some(id));
            let same = |was: &&Value| {
                given.iter().all(|(key, value)| {
                    was.get(key).map(plain).unwrap_or_default()
                        == value.as_str().unwrap_or_default()
                })
            };
            if let Some(was) = was.filter(same) {
                all.push(was.clone());
                continue;
            }
            let start = was.and_then(Value::as_object).cloned();
            let start = start.unwrap_or_else(|| group.blank(nth));
            all.push(elements::fill(group, start, &given, self.catalog).map_err(wrong)?);
        }
        Ok(Part::from_iter([(
            field.wire.to_string(),
            Value::Array(all),
        )]))
    }
}

/// Lists whose elements have members of their own; the others are a text.
fn group(field: &Field) -> Option<Group> {
    match field.kind {
        Kind::Group(group) if !group.members().is_empty() => Some(group),
        _ => None,
    }
}

fn element_id(element: &Value) -> Option<String> {
    let keys = ["id", "addressId", "addressAttributeId"];
    keys.iter()
        .filter_map(|key| element.get(*key))
        .map(plain)
        .find(|text| !text.is_empty())
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn scalar(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Float(number) => Some(number.to_string()),
        toml::Value::Boolean(yes) => Some(if *yes { "yes" } else { "no" }.to_owned()),
        toml::Value::Datetime(at) => Some(at.to_string()),
        toml::Value::Array(_) | toml::Value::Table(_) => None,
    }
}

/// A TOML string; one with lines keeps them as lines where that can be read back.
fn quoted(text: &str) -> String {
    let is_plain = |c: char| c == '\n' || !c.is_control();
    if text.contains('\n')
        && !text.contains("'''")
        && !text.ends_with('\'')
        && text.chars().all(is_plain)
    {
        return format!("'''\n{text}'''");
    }
    // JSON's escapes are TOML's too.
    Value::String(text.to_owned())
        .to_string()
        .replace('\u{7f}', "\\u007F")
}

/// Where a customer's page lies while it is written on, and the customer as it was when the page was made.
#[derive(Clone, Debug)]
pub struct Desk {
    pub page: PathBuf,
    pub base: PathBuf,
}

impl Desk {
    pub fn of(folder: &Path, id: CustomerId) -> Desk {
        Desk {
            page: folder.join(format!("edit-{id}.toml")),
            base: folder.join(format!("edit-{id}.json")),
        }
    }

    /// The customer that a page was made of which is still to be used; none where there is no such page.
    pub fn base(&self) -> Option<Customer> {
        if !self.page.exists() {
            return None;
        }
        Customer::from_json(&std::fs::read_to_string(&self.base).ok()?).ok()
    }

    pub fn clear(&self) {
        for file in [&self.page, &self.base] {
            // Where it cannot be taken away, the next page begins with it, and that is said then.
            drop(std::fs::remove_file(file));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn catalog() -> Catalog {
        Catalog::parse(&crate::workspace::default_catalog())
    }

    fn record() -> Customer {
        Customer::from_value(json!({
            "customerId": 7, "customerName": "A \"B\"", "description": "one\ntwo", "statusName": "Active", "statusId": "x",
            "website": "a.example", "odd": [1],
            "phoneNumbers": [{"id": "1", "phoneNumber": "+49 1", "phoneType": "Business", "phoneTypeCode": "PHONE_BUSINESS", "y": [null, 4300000000_i64]}],
            "addresses": [{"addressId": "9", "city": "Ulm", "countryName": "Germany"}]
        }))
        .unwrap()
    }

    fn changed(edit: impl Fn(String) -> String) -> Result<Vec<(String, Value)>, String> {
        let (record, catalog) = (record(), catalog());
        let fields = Fields::with_catalog(&catalog);
        let page = Page::of(&record, &fields, &catalog);
        let changes = page.changes(&edit(page.text()))?;
        let to = |change: Change| (change.field, Value::Object(change.to));
        Ok(changes.into_iter().map(to).collect())
    }

    #[test]
    fn a_page_that_is_left_alone_changes_nothing() {
        assert_eq!(changed(|text| text).unwrap(), []);
    }

    #[test]
    fn what_is_changed_on_the_page_is_changed_and_nothing_else() {
        let website = changed(|text| text.replace("a.example", "b.example")).unwrap();
        assert_eq!(
            website,
            [("website".to_owned(), json!({"website": "b.example"}))]
        );
        let phone = changed(|text| text.replace("+49 1", "+49 2")).unwrap();
        assert_eq!(phone.len(), 1);
        assert_eq!(phone[0].1["phoneNumbers"][0]["id"], "1");
        assert_eq!(phone[0].1["phoneNumbers"][0]["phoneNumber"], "+49 2");
        assert_eq!(
            phone[0].1["phoneNumbers"][0]["y"].to_string(),
            "[null,4300000000]"
        );
        let note = changed(|text| text.replace("two", "three")).unwrap();
        assert_eq!(note[0].1, json!({"description": "one\nthree"}));
    }

    #[test]
    fn elements_are_added_and_taken_out() {
        let more = changed(|text| text + "\n[[addresses]]\ncity = \"Bonn\"\n").unwrap();
        let all = more[0].1["addresses"].as_array().unwrap();
        assert_eq!((all.len(), &all[1]["city"]), (2, &json!("Bonn")));
        let fewer = changed(|text| {
            let at = text.find("[[phone").unwrap();
            let end = text[at..].find("\n\n").map_or(text.len(), |end| at + end);
            format!("{}{}", &text[..at], &text[end..])
        });
        assert_eq!(
            fewer.unwrap(),
            [("phoneNumbers".to_owned(), json!({"phoneNumbers": []}))]
        );
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        for (edit, said) in [
            ("name = ", "line"),
            ("xyzzy = \"1\"", "no field “xyzzy”"),
            ("version = \"1\"", "kept by the server"),
            ("status = \"Nope\"", "Status"),
            ("addresses = [{ town = \"x\" }]", "“town”"),
        ] {
            let wrong = changed(|_| edit.to_owned()).unwrap_err();
            assert!(wrong.contains(said), "{edit}: {wrong}");
        }
    }

    proptest! {
        #[test]
        fn any_text_comes_back_from_the_page(note in "(?s).{0,40}", name in "\\PC{1,20}") {
            let record = Customer::from_value(json!({"customerName": name, "description": note})).unwrap();
            let catalog = catalog();
            let fields = Fields::with_catalog(&catalog);
            let page = Page::of(&record, &fields, &catalog);
            prop_assert_eq!(page.changes(&page.text()).unwrap(), []);
        }
    }
}
