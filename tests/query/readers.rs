//! Every reader of a query finds the same: a look at each record, SQLite, and a search of the API.

use std::collections::BTreeSet;
use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use rolo::apptivo::Client;
use rolo::customer::{Customer, CustomerId};
use rolo::query::sql::{self, SqlValue};
use rolo::query::{Query, wire};
use rolo::server::{Access, Service};
use rolo::store::customers::{self, search_text};
use rolo::store::{Order, Sqlite, schema};
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, params_from_iter};
use serde_json::json;

use super::world::{CATALOG, CONFIG, any_customer, kept_customer, parse, query};

type Ids = BTreeSet<CustomerId>;

fn numbered(records: Vec<Customer>) -> Vec<Customer> {
    let number = |(id, mut record): (usize, Customer)| {
        record.set("customerId", json!(id));
        record
    };
    records.into_iter().enumerate().map(number).collect()
}

fn matching<'a>(query: &Query, records: impl IntoIterator<Item = &'a Customer>) -> Ids {
    records
        .into_iter()
        .filter(|record| query.matches(record, &search_text(record)))
        .filter_map(Customer::id)
        .collect()
}

fn database() -> Connection {
    let mut conn = Connection::open_in_memory().unwrap();
    schema::migrate(&mut conn, "customers", &schema::CUSTOMERS).unwrap();
    conn
}

thread_local! {
    static DATABASE: Connection = database();
}

/// The rows that SQLite finds, and those of them that the rest lets through.
fn by_sql(conn: &Connection, query: &Query) -> Ids {
    let said = sql::of(query);
    let values = said.values.iter().map(|value| match value {
        SqlValue::Text(text) => Sql::Text(text.clone()),
        SqlValue::Real(number) => Sql::Real(*number),
    });
    let text = format!(
        "SELECT body, search FROM customers WHERE {}",
        said.condition
    );
    let mut find = conn.prepare_cached(&text).unwrap();
    let rows = find.query_map(params_from_iter(values), |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
    });
    rows.unwrap()
        .map(|row| row.unwrap())
        .map(|(body, search)| (Customer::from_json(&body).unwrap(), search))
        .filter(|(record, search)| {
            said.rest
                .as_ref()
                .is_none_or(|rest| rest.matches(record, search))
        })
        .filter_map(|(record, _)| record.id())
        .collect()
}

proptest! {
    #[test]
    fn sqlite_finds_what_a_look_at_each_record_finds(records in vec(any_customer(), 1..6), texts in vec(query(), 1..4)) {
        let records = numbered(records);
        DATABASE.with(|conn| {
            conn.execute("DELETE FROM customers", []).unwrap();
            for record in &records {
                customers::put(conn, record).unwrap();
            }
            for text in &texts {
                let query = parse(text).unwrap();
                prop_assert_eq!(by_sql(conn, &query), matching(&query, &records), "{}: {:?}", text, sql::of(&query));
            }
            Ok(())
        })?;
    }
}

/// What SQL can say, it does say: the whole table is not read for it.
#[test]
fn sql_narrows_what_it_cannot_say() {
    let condition = |text: &str| sql::of(&parse(text).unwrap()).condition;
    for text in [
        "name:x",
        "status:x",
        "city:x",
        "revenue:>1",
        "created:2024",
        "phone:1",
        "a OR b",
    ] {
        assert_ne!(condition(text), "1", "{text}");
    }
    for text in [
        "a b",
        "-a (b OR c)",
        "status:none",
        "affiliate:yes -website:any",
    ] {
        assert_eq!(sql::of(&parse(text).unwrap()).rest, None, "{text}");
    }
    for more in ["word OR name:x OR", "word name:x"] {
        let query = parse(&format!("{} x", format!("{more} ").repeat(3000))).unwrap();
        assert!(sql::of(&query).rest.is_some());
        DATABASE.with(|conn| assert!(by_sql(conn, &query).is_empty()));
    }
}

/// The embedded server over these customers, and a client of it.
fn client(folder: &tempfile::TempDir, records: &[Customer]) -> Client {
    let path = folder.path().join("customers.db");
    let conn = customers::open(&path).unwrap();
    conn.execute_batch("BEGIN").unwrap();
    for record in records {
        customers::put(&conn, record).unwrap();
    }
    conn.execute_batch("COMMIT").unwrap();
    drop(conn);
    let store = Sqlite::open(&path, Order::of(&CATALOG)).unwrap();
    let access = Access::Trusted {
        name: "local".to_owned(),
    };
    Client::in_process(Service::new(Arc::new(store), &CONFIG, access).router())
}

#[test]
fn a_search_of_the_api_leaves_no_match_out() {
    let mut runner = TestRunner::default();
    let pool = vec(kept_customer(), 100).new_tree(&mut runner).unwrap();
    let records = numbered(pool.current());
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let client = client(&folder, &records);
    let answered = |query: &Query| {
        let said = wire::of(query, &CATALOG);
        let search = client.search(&said.search_data, &said.multi_select_data, 0, 1000, None);
        (
            said.rest.clone(),
            runtime.block_on(search).unwrap().customers,
        )
    };
    runner
        .run(&query(), |text| {
            let query = parse(&text).unwrap();
            let (rest, customers) = answered(&query);
            let found = match &rest {
                Some(rest) => matching(rest, &customers),
                None => customers.iter().filter_map(Customer::id).collect(),
            };
            prop_assert_eq!(
                found,
                matching(&query, &records),
                "{}: {:?}",
                text,
                wire::of(&query, &CATALOG)
            );
            Ok(())
        })
        .unwrap();
}

#[test]
fn what_the_api_can_say_is_said() {
    let said = |text: &str| {
        let said = wire::of(&parse(text).unwrap(), &CATALOG);
        (said.search_data, said.multi_select_data)
    };
    assert_eq!(
        said(
            "status:active name:muller city:ulm created:2024-01 revenue:1m..2m email:x@y bounced:yes word -market:retail"
        ),
        (
            json!({"customerName": "muller", "addresses": [{"city": "ulm"}], "creationOnStartDate": "01/01/2024", "creationOnEndDate": "31/01/2024",
                "annualRevenue": "1000000", "annualRevenueTo": "2000000", "emailAddresses": [{"emailAddress": "x@y"}], "isBounced": "Y"}),
            json!({"statusIds": ["10000"]})
        )
    );
    assert_eq!(said("status:active OR name:x"), (json!({}), json!({})));
}
