//! Owns the description of one attribute of a customer, and finding an attribute by any of its names.
//! The attributes themselves stand in `table.rs`; custom ones join from the catalog at run time.
//! Must not know how a value is drawn, stored or sent.

use std::borrow::Cow;
use std::collections::HashMap;

use super::catalog::Catalog;
use super::table;
use super::text::fold;

/// What a field holds, and so how it is read, shown, edited and compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// One line of text.
    Text,
    /// Text of several lines.
    Note,
    Email,
    Url,
    Phone,
    /// A whole or decimal number.
    Number,
    /// A number with its currency in another field.
    Money,
    /// A calendar day; on the wire in the firm's own format.
    Date,
    /// A moment kept by the server, `yyyy-MM-dd HH:mm:ss`, without a zone.
    Stamp,
    /// `"Y"` or `"N"`.
    Flag,
    /// A name and its id from one list of the catalog.
    Choice(List),
    /// A code from a list, without an id (a currency).
    Code(List),
    /// The name and id of something that is no list (the parent customer, a campaign).
    Reference,
    /// Who is in charge: name, id and kind (8 employee, 91 team).
    Assignee,
    /// A list of things inside the record.
    Group(Group),
    /// An attribute that the firm has added.
    Custom(CustomKind),
    /// Kept and shown as it came.
    Opaque,
}

/// The lists inside a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    Phones,
    Emails,
    Addresses,
    Labels,
    Territories,
    Accounts,
    Notes,
}

/// The choice lists that getConfigData may bring.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum List {
    Status,
    Category,
    Market,
    Segment,
    Industry,
    EmployeeRange,
    PaymentTerm,
    Sla,
    Currency,
    Country,
    Assignee,
    Territory,
    Label,
    Campaign,
    PhoneType,
    EmailType,
    AddressType,
}

/// The fourteen kinds of custom attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CustomKind {
    Input,
    Textarea,
    Link,
    Number,
    Currency,
    Date,
    Select,
    Radio,
    Check,
    MultiSelect,
    Counter,
    Reference,
    ReferenceField,
    Table,
}

impl CustomKind {
    pub const ALL: [CustomKind; 14] = [
        CustomKind::Input,
        CustomKind::Textarea,
        CustomKind::Link,
        CustomKind::Number,
        CustomKind::Currency,
        CustomKind::Date,
        CustomKind::Select,
        CustomKind::Radio,
        CustomKind::Check,
        CustomKind::MultiSelect,
        CustomKind::Counter,
        CustomKind::Reference,
        CustomKind::ReferenceField,
        CustomKind::Table,
    ];

    /// The word on the wire (`customAttributeType`).
    pub fn wire(self) -> &'static str {
        match self {
            CustomKind::Input => "input",
            CustomKind::Textarea => "textarea",
            CustomKind::Link => "link",
            CustomKind::Number => "number",
            CustomKind::Currency => "currency",
            CustomKind::Date => "date",
            CustomKind::Select => "select",
            CustomKind::Radio => "radio",
            CustomKind::Check => "check",
            CustomKind::MultiSelect => "multiSelect",
            CustomKind::Counter => "counter",
            CustomKind::Reference => "reference",
            CustomKind::ReferenceField => "referenceField",
            CustomKind::Table => "table",
        }
    }

    pub fn from_wire(word: &str) -> Option<CustomKind> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.wire().eq_ignore_ascii_case(word))
    }

    /// Whether a person can change it here. Numbers that the server counts, references into other
    /// apps and tables are shown as they are.
    pub fn editable(self) -> bool {
        !matches!(
            self,
            CustomKind::Counter
                | CustomKind::Reference
                | CustomKind::ReferenceField
                | CustomKind::Table
        )
    }
}

/// A custom attribute as the catalog's layout describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomAttribute {
    /// `attributeId` in the layout, `customAttributeId` in a record.
    pub id: String,
    /// `tagName` in the layout; the value is repeated under this key in a record.
    pub tag: String,
    pub kind: CustomKind,
    /// The choices of a select, radio, check or multiSelect.
    pub options: Vec<CustomOption>,
}

/// One choice of a custom attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomOption {
    pub id: String,
    pub name: String,
}

/// One attribute of a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name on the wire, which is also its `attributeName` in an update.
    pub wire: Cow<'static, str>,
    pub label: Cow<'static, str>,
    pub kind: Kind,
    /// The wire name of the id beside a name (`statusId` beside `statusName`).
    pub id_wire: Option<&'static str>,
    /// The part of the detail that shows it where the layout does not name it.
    pub section: &'static str,
    pub search: bool,
    pub sort: bool,
    pub edit: bool,
    pub required: bool,
    pub custom: Option<CustomAttribute>,
}

impl Field {
    /// The label as it is written on the command line: `Payment term` is `payment-term`.
    pub fn kebab(&self) -> String {
        kebab(&self.label)
    }

    /// Whether a name that was written is the one of the id beside the value.
    pub fn is_id(&self, name: &str) -> bool {
        self.id_wire.is_some_and(|id| key(id) == key(name))
    }

    /// The catalog's list that its drop-down shows.
    pub fn list(&self) -> Option<List> {
        match self.kind {
            Kind::Choice(list) | Kind::Code(list) => Some(list),
            Kind::Assignee => Some(List::Assignee),
            Kind::Group(Group::Labels) => Some(List::Label),
            Kind::Group(Group::Territories) => Some(List::Territory),
            _ => None,
        }
    }

    /// Whether a search or a column can be about it. Notes stand at the server beside their customer, and what a record
    /// holds under that name is not what anybody wrote.
    pub fn is_asked_for(&self) -> bool {
        self.kind != Kind::Group(Group::Notes)
    }

    /// Every wire key that belongs to this field's value.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        let more: &'static [&'static str] = match self.kind {
            Kind::Assignee => &["assigneeObjectId"],
            _ => &[],
        };
        std::iter::once(self.wire.as_ref())
            .chain(self.id_wire)
            .chain(more.iter().copied())
    }

    /// Whether the value is on the right in a column of a table.
    pub fn is_numeric(&self) -> bool {
        matches!(
            self.kind,
            Kind::Number | Kind::Money | Kind::Custom(CustomKind::Number | CustomKind::Currency)
        )
    }
}

/// All fields that a workspace knows: the standard ones and the firm's own.
#[derive(Clone, Debug)]
pub struct Fields {
    all: Vec<Field>,
    by_name: HashMap<String, usize>,
}

impl Fields {
    pub fn standard() -> Fields {
        Fields::build(table::standard())
    }

    /// The standard fields and the custom attributes of the catalog's layout.
    pub fn with_catalog(catalog: &Catalog) -> Fields {
        let mut all = table::standard();
        all.extend(catalog.custom.iter().map(custom_field));
        Fields::build(all)
    }

    fn build(all: Vec<Field>) -> Fields {
        let mut by_name = HashMap::new();
        // Wire names first: a custom label never hides a wire name.
        for (at, field) in all.iter().enumerate() {
            by_name.entry(key(&field.wire)).or_insert(at);
        }
        for (at, field) in all.iter().enumerate() {
            by_name.entry(key(&field.label)).or_insert(at);
            if let Some(id) = field.id_wire {
                by_name.entry(key(id)).or_insert(at);
            }
        }
        for (alias, wire) in table::ALIASES {
            if let Some(at) = by_name.get(&key(wire)).copied() {
                by_name.entry(key(alias)).or_insert(at);
            }
        }
        // Last, and by what one alone is called: an accent is forgiven where nothing else can be meant.
        let mut folded: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, field) in all.iter().enumerate() {
            folded.entry(key(&fold(&field.label))).or_default().push(at);
        }
        for (name, fields) in folded {
            if let ([only], false) = (fields.as_slice(), name.is_empty()) {
                by_name.entry(name).or_insert(*only);
            }
        }
        Fields { all, by_name }
    }

    pub fn iter(&self) -> std::slice::Iter<'_, Field> {
        self.all.iter()
    }

    pub fn len(&self) -> usize {
        self.all.len()
    }

    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Finds a field by wire name, label, kebab label, id name or alias, whatever its case and accents.
    pub fn find(&self, name: &str) -> Option<&Field> {
        let found = self.by_name.get(&key(name));
        let found = found.or_else(|| self.by_name.get(&key(&fold(name))));
        found.map(|at| &self.all[*at])
    }

    /// The fields whose names come nearest to one that `find` does not know, for an error message.
    pub fn near(&self, name: &str) -> Vec<&Field> {
        let wanted = key(name);
        self.all
            .iter()
            .filter(|field| {
                let (wire, label) = (key(&field.wire), key(&field.label));
                wanted.len() > 1
                    && (wire.contains(&wanted)
                        || label.contains(&wanted)
                        || wanted.contains(&label))
            })
            .take(4)
            .collect()
    }
}

/// The wire name under which a custom attribute is a field of its own.
pub fn custom_wire(id: &str) -> String {
    format!("{CUSTOM_PREFIX}{id}")
}

/// Custom attributes live in one array of the record; each is addressed as `customAttributes/<id>`.
pub const CUSTOM_PREFIX: &str = "customAttributes/";

fn custom_field(custom: &(String, CustomAttribute)) -> Field {
    let (label, attribute) = custom;
    let kind = attribute.kind;
    Field {
        wire: Cow::Owned(custom_wire(&attribute.id)),
        label: Cow::Owned(label.clone()),
        kind: Kind::Custom(kind),
        id_wire: None,
        section: "Custom",
        search: true,
        sort: !matches!(kind, CustomKind::Table),
        edit: kind.editable(),
        required: false,
        custom: Some(attribute.clone()),
    }
}

/// `Payment term`, `paymentTerm` and `payment-term` are one name.
fn key(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric() || *c == '/')
        .flat_map(char::to_lowercase)
        .collect()
}

fn kebab(label: &str) -> String {
    let mut out = String::with_capacity(label.len());
    for c in label.chars() {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if matches!(c, ' ' | '-') && !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_found_by_every_name_it_has() {
        let fields = Fields::standard();
        for name in [
            "paymentTerm",
            "payment-term",
            "Payment term",
            "PAYMENTTERMID",
            "terms",
        ] {
            assert_eq!(
                fields.find(name).map(|f| f.wire.as_ref()),
                Some("paymentTerm"),
                "{name}"
            );
        }
        assert!(fields.find("no such field").is_none());
    }

    #[test]
    fn an_accent_is_forgiven_where_nothing_else_can_be_meant() {
        let own = |id: &str, label: &str| {
            let mut field = Fields::standard().find("description").cloned().unwrap();
            (field.wire, field.label) = (custom_wire(id).into(), label.to_owned().into());
            field
        };
        let labels = [
            "Größe",
            "Prénom",
            "Año",
            "Ano",
            "Zähler",
            "Zahler!",
            "Über uns",
        ];
        let mut all = table::standard();
        all.extend(
            (0..)
                .zip(labels)
                .map(|(n, label)| own(&n.to_string(), label)),
        );
        let fields = Fields::build(all);
        let found = |name: &str| fields.find(name).map(|field| field.label.to_string());
        for (typed, label) in [
            ("groesse", None),
            ("grosse", Some("Größe")),
            ("GRÖSSE", Some("Größe")),
            ("gro\u{308}ße", Some("Größe")),
            ("prenom", Some("Prénom")),
            ("ano", Some("Ano")),
            ("año", Some("Año")),
            ("zähler", Some("Zähler")),
            ("uber-uns", Some("Über uns")),
            ("zahler", Some("Zahler!")),
            ("státus", Some("Status")),
            ("´", None),
        ] {
            assert_eq!(found(typed).as_deref(), label, "{typed}");
        }
    }

    #[test]
    fn wire_names_and_labels_are_each_used_once() {
        let fields = Fields::standard();
        let mut seen = std::collections::HashSet::new();
        for field in fields.iter() {
            assert!(seen.insert(field.wire.to_string()), "{} twice", field.wire);
            assert_eq!(
                fields.find(&field.kebab()).map(|f| &f.wire),
                Some(&field.wire),
                "{}",
                field.label
            );
        }
        assert!(seen.len() >= 65, "{}", seen.len());
    }

    #[test]
    fn custom_kinds_are_read_as_they_are_written() {
        for kind in CustomKind::ALL {
            assert_eq!(CustomKind::from_wire(kind.wire()), Some(kind));
        }
    }
}
