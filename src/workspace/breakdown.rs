//! Owns counting the values of one field over what a search finds: just that field is read out of the
//! records, so that a large list is counted while a person looks on.
//! Must not decide what matches.

use std::collections::{HashMap, HashSet};

use rusqlite::Connection;
use serde_json::Value;

use crate::customer::field::Group;
use crate::customer::text::one_line;
use crate::customer::{CustomKind, Customer, CustomerId, Field, Fields, Kind, show};
use crate::query::{Search, beside};

use super::{Workspace, WorkspaceError};

impl Workspace {
    /// The values of a field (or `country`) and how many customers of a search have each, the most frequent
    /// first; empty: those that have none. What matches only nearly does not count.
    pub async fn breakdown(
        &self,
        search: Search,
        field: &str,
    ) -> Result<Vec<(String, usize)>, WorkspaceError> {
        let fields = self.fields().await?;
        let Some(wanted) = Wanted::find(field, &fields) else {
            return Ok(Vec::new());
        };
        let found = self.find(search).await?;
        if let Some(problem) = found.problem {
            return Err(problem.into());
        }
        let exact = found.ids.len().saturating_sub(found.near);
        let only = (exact < found.total).then(|| found.ids[..exact].iter().copied().collect());
        self.inner
            .mirror
            .run(move |db| Ok(count(db, &wanted, only.as_ref())?))
            .await
    }
}

/// What is counted.
enum Wanted {
    Country,
    Field(Box<Field>),
}

impl Wanted {
    fn find(name: &str, fields: &Fields) -> Option<Wanted> {
        if name == "country" {
            return Some(Wanted::Country);
        }
        let field = fields.iter().find(|field| field.wire == name)?;
        Some(Wanted::Field(Box::new(field.clone())))
    }

    /// The keys of a record in which the value stands.
    fn keys(&self) -> Vec<&str> {
        match self {
            Wanted::Country => vec!["addresses"],
            Wanted::Field(field) if field.custom.is_some() => vec!["customAttributes"],
            // Who narrows the list to a value is shown what a search finds by it.
            Wanted::Field(field) => field
                .keys()
                .chain(beside(&field.wire).iter().copied())
                .collect(),
        }
    }

    /// What a customer has; several where the field holds several.
    fn values(&self, record: &Customer) -> Vec<String> {
        let Wanted::Field(field) = self else {
            let addresses = record.list("addresses").iter();
            return addresses
                .filter_map(|address| address.get("countryName").and_then(Value::as_str))
                .map(str::to_owned)
                .collect();
        };
        match field.kind {
            Kind::Group(group @ (Group::Labels | Group::Territories)) => record
                .list(&field.wire)
                .iter()
                .map(|element| show::headline(element, group))
                .collect(),
            Kind::Custom(CustomKind::Check | CustomKind::MultiSelect) => {
                let text = show::line(record, field);
                text.split(", ").map(str::to_owned).collect()
            }
            _ => {
                let others = beside(&field.wire).iter();
                let others = others.map(|key| record.text(key).to_owned());
                std::iter::once(show::line(record, field))
                    .chain(others)
                    .collect()
            }
        }
    }
}

fn count(
    db: &Connection,
    wanted: &Wanted,
    only: Option<&HashSet<CustomerId>>,
) -> rusqlite::Result<Vec<(String, usize)>> {
    let keys = wanted.keys();
    let columns: String = keys
        .iter()
        .map(|key| format!(", body -> '$.\"{}\"'", key.replace(['"', '\''], "")))
        .collect();
    let sql = format!("SELECT id{columns} FROM customers WHERE deleted = 0");
    let mut all = db.prepare(&sql)?;
    let mut rows = all.query([])?;
    let mut counts: HashMap<String, usize> = HashMap::new();
    while let Some(row) = rows.next()? {
        if only.is_some_and(|only| row.get(0).is_ok_and(|id| !only.contains(&id))) {
            continue;
        }
        let mut record = Customer::new();
        for (at, key) in keys.iter().enumerate() {
            let text = row.get_ref(at + 1)?.as_str_or_null().ok().flatten();
            if let Some(value) = text.and_then(|text| serde_json::from_str::<Value>(text).ok()) {
                record.set(key, value);
            }
        }
        let mut values: Vec<String> = wanted.values(&record).iter().map(|v| one_line(v)).collect();
        if values.len() > 1 {
            values.retain(|value| !value.is_empty());
            values.sort_unstable();
            values.dedup();
        }
        if values.is_empty() {
            values.push(String::new());
        }
        for value in values {
            *counts.entry(value).or_default() += 1;
        }
    }
    let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
    counts.sort_unstable_by(|(a, many), (b, more)| more.cmp(many).then_with(|| a.cmp(b)));
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::query::named_exactly;
    use crate::workspace::{Remote, Spec};
    use serde_json::json;

    async fn empty(folder: &Path) -> Workspace {
        let spec = Spec {
            name: "test".to_owned(),
            folder: folder.join("test"),
            remote: Remote::Local { sample: false },
        };
        Workspace::open(spec).await.unwrap()
    }

    #[tokio::test]
    async fn each_value_is_counted_over_what_the_search_finds() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = empty(folder.path()).await;
        let rows = [
            ("North one", "Active", "Norway", vec!["Key", "Fair"]),
            ("North two", "Active", "Sweden", vec!["Key", "Key"]),
            ("South one", "", "Italy", vec![]),
        ];
        for (name, status, country, labels) in rows {
            let labels: Vec<Value> = labels.iter().map(|l| json!({"labelName": l})).collect();
            let record = json!({"customerName": name, "statusName": status, "labels": labels,
                "addresses": [{"countryName": country}, {"countryName": "Norway"}, {"city": "Oslo"}]});
            let record = Customer::from_value(record).unwrap();
            workspace.create(&record, name).await.unwrap();
        }
        let counts = async |text: &str, field: &str| {
            let search = Search {
                text: text.to_owned(),
                ..Search::default()
            };
            let counts = workspace.breakdown(search, field).await.unwrap();
            let shown: Vec<String> = counts.iter().map(|(v, n)| format!("{v} {n}")).collect();
            shown.join(", ")
        };
        assert_eq!(counts("", "statusName").await, "Active 2,  1");
        assert_eq!(counts("north", "country").await, "Norway 2, Sweden 1");
        assert_eq!(counts("south", "country").await, "Italy 1, Norway 1");
        assert_eq!(counts("", "labels").await, "Key 2,  1, Fair 1");
        assert_eq!(counts("", "nonsense").await, "");
    }

    #[tokio::test]
    async fn a_search_for_a_value_finds_as_many_as_were_counted() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = empty(folder.path()).await;
        let rows = [
            ("One", "USD", "EUR", ""),
            ("Two", "EUR", "EUR", "EUR"),
            ("Three", "", "", "JPY"),
            ("Four", "", "", ""),
        ];
        for (name, revenue, bills, own) in rows {
            let record = json!({"customerName": name, "annualRevenueCurrencyCode": revenue,
                "defaultBillingCurrency": bills, "currencyCode": own});
            let record = Customer::from_value(record).unwrap();
            workspace.create(&record, name).await.unwrap();
        }
        let fields = workspace.fields().await.unwrap();
        let search = |text: String| Search {
            text,
            ..Search::default()
        };
        let all = search(String::new());
        let counts = workspace.breakdown(all, "currencyCode").await.unwrap();
        assert!(counts.contains(&("EUR".to_owned(), 2)), "{counts:?}");
        for (value, count) in counts {
            let term = named_exactly("currencyCode", &value, &fields).unwrap();
            let found = workspace.find(search(term.clone())).await.unwrap();
            assert_eq!(found.ids.len(), count, "{term}");
        }
    }
}
