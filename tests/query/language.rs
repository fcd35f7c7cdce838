//! Reading and printing: nothing panics, and what is printed reads as the same query.

use proptest::prelude::*;
use rolo::customer::Customer;
use rolo::query::{QueryError, complete, explain};
use serde_json::{Value, json};

use super::world::{context, parse, query};

fn check_place(text: &str, error: &QueryError) {
    assert!(
        text.get(error.at.clone()).is_some(),
        "{:?} in {text:?}",
        error.at
    );
    assert!(!error.expected.is_empty());
}

proptest! {
    #[test]
    fn what_is_printed_reads_as_the_same_query(text in query()) {
        match parse(&text) {
            Ok(read) => {
                let printed = read.to_string();
                let again = parse(&printed);
                prop_assert_eq!(again.as_ref(), Ok(&read), "{:?} printed as {:?}", text, printed);
                prop_assert_eq!(read.to_string(), printed);
                prop_assert!(!explain(&read).is_empty());
            }
            Err(error) => prop_assert!(false, "{text:?}: {error}"),
        }
    }

    #[test]
    fn any_text_is_read_or_refused_with_its_place(
        text in prop_oneof![
            "[a-c\"():=<>.\\-+ \\\\0-9]{0,16}",
            "(status|name|phone|created|revenue|city|tag|x|-|OR|AND|\\(|\\)|\"|:|=|<|>|\\.\\.|7d|2024|1m| |é|ẞ|\\\\|//|none|any){0,12}",
            "[-+0-9./() ]{4,14}",
            "\\PC{0,24}",
            any::<String>(),
        ],
        cursor in 0..40usize,
    ) {
        match parse(&text) {
            Ok(read) => {
                let printed = read.to_string();
                let again = parse(&printed);
                prop_assert_eq!(again.as_ref(), Ok(&read), "{:?} printed as {:?}", text, printed);
            }
            Err(error) => check_place(&text, &error),
        }
        for one in complete(&text, cursor, &context()) {
            prop_assert!(text.get(one.at).is_some());
        }
    }

    #[test]
    fn a_query_cut_short_is_never_a_panic_and_mostly_unfinished(text in query(), cut in 0..60usize) {
        let cut = text.char_indices().map(|(at, _)| at).nth(cut).unwrap_or(text.len());
        if let Err(error) = parse(&text[..cut]) {
            check_place(&text[..cut], &error);
        }
    }
}

#[test]
fn what_is_being_typed_is_told_from_what_is_wrong() {
    for text in [
        "status:",
        "acme OR",
        "acme OR ",
        "OR",
        "acme -",
        "-",
        "(acme",
        "\"acme",
        "name:\"ac",
        "name:=",
        "(a OR (b",
        "revenue:>",
        "created:<",
        "created:2024-",
        "created:pas",
        "created:7",
        "affiliate:non",
        "revenue:an",
        "name:\"",
        "phone:",
        "-(",
    ] {
        let error = parse(text).unwrap_err();
        assert!(error.is_incomplete(), "{text}: {error}");
    }
    for text in [
        "acme)",
        "()",
        "(OR a)",
        "stauts:active",
        "created:x",
        "revenue:x",
        "affiliate:maybe",
        "name:>x",
        "status:(a)",
        "a OR OR b",
        "name:\"\" x.",
        "created:1d..x",
    ] {
        let error = parse(text).unwrap_err();
        assert!(
            !error.is_incomplete() || text.starts_with("name:\"\""),
            "{text}: {error}"
        );
    }
}

#[test]
fn an_error_says_where_and_what_was_expected() {
    let error = parse("Ärger stauts:active").unwrap_err();
    assert_eq!(&"Ärger stauts:active"[error.at.clone()], "stauts");
    assert_eq!(error.column, 7);
    assert_eq!(
        error.to_string(),
        "the search cannot be read at character 7: expected a field, or \"stauts:active\" in quotes for plain text; near are status, seats, state"
    );
    assert_eq!(
        error.in_short(),
        "“stauts” is no field: status, seats, state? — or quotes for plain text"
    );
    for (text, said) in [
        ("follow-up:soon", "at “soon”: expected"),
        ("follow-up:", "expected a value after follow-up:"),
        ("volks OR ", "on both sides of OR"),
        ("x (volks", "expected"),
        (
            "revenue:>averyveryverylongnumber",
            "at “>averyveryverylo…”: expected",
        ),
        (
            "notes:bank",
            "notes are not searched: they are read beside their customer",
        ),
    ] {
        let short = parse(text).unwrap_err().in_short();
        assert!(short.contains(said), "{text}: {short}");
    }
    let begun = parse("stat:x").unwrap_err().in_short();
    assert!(begun.starts_with("“stat” begins state, status"), "{begun}");
    let error = parse("a:b").unwrap_err();
    assert!(
        error
            .expected
            .starts_with("a field, or \"a:b\" in quotes for plain text; “a” begins"),
        "{error}"
    );
    assert!(parse("\"a:b\"").is_ok());
    let error = parse("a (b OR c").unwrap_err();
    assert_eq!(
        (error.at.clone(), error.expected.as_str()),
        (2..3, "a ) that closes this (")
    );
}

#[test]
fn words_with_colons_and_brackets_inside_are_words() {
    for (text, printed) in [
        ("http://x.example", "\"http://xexample\""),
        ("12:30", "\"12:30\""),
        ("2252511.", "2252511"),
        ("Müller - Söhne", "muller sohne"),
        ("Coca-Cola", "coca cola"),
        ("SMITH AND SONS", "smith sons"),
        ("AND", "and"),
        ("Foo (Holding) AG", "foo holding ag"),
        ("--x", "x"),
        ("-Coca-Cola", "-(coca cola)"),
        ("089-12345", "089-12345"),
        ("(a b) (c OR (d OR e))", "a b (c OR d OR e)"),
        ("status: Active", "status:Active"),
        (
            "phone:0049 (89) 123 456 -x",
            "phones:\"0049 (89) 123 456\" -x",
        ),
        ("x phone:+ 6\0", "x phones:\"+\" 6"),
        ("Terms:\"Net 30\"", "payment-term:\"Net 30\""),
        ("phone:= 5 8 x", "phones:=\"5 8\" x"),
        ("zip:Any -city:NONE", "zip:any -city:none"),
        (" . ", ""),
    ] {
        let read = parse(text).unwrap();
        assert_eq!(read.to_string(), printed, "{text}");
        assert_eq!(parse(printed).as_ref(), Ok(&read), "{text}");
    }
}

#[test]
fn brackets_without_end_do_not_exhaust_the_stack() {
    let deep = format!("{}a{}", "(".repeat(100_000), ")".repeat(100_000));
    assert!(!parse(&deep).unwrap_err().is_incomplete());
    assert!(parse(&"-".repeat(100_000)).is_err());
    assert!(parse(&"a OR ".repeat(10_000)).is_err());
    assert!(parse(&"ab ".repeat(10_000)).is_ok());
}

#[test]
fn what_is_ranked_are_the_words_that_every_match_holds() {
    let words = |text: &str| parse(text).unwrap().words().to_vec();
    assert_eq!(
        words("Müller ibm -york name:x (a OR b) ibm"),
        ["muller", "ibm"]
    );
    for (text, is_ranked) in [
        ("a OR b", true),
        ("status:x (a OR \"b c\" OR (d e))", true),
        ("(a OR status:x)", false),
        ("-(a OR b)", false),
        ("status:x", false),
    ] {
        assert_eq!(parse(text).unwrap().is_ranked(), is_ranked, "{text}");
    }
    assert_eq!(words("a OR b"), Vec::<String>::new());
    assert_eq!(words("\"new york\""), ["new york"]);
    assert!(parse("").unwrap().is_all() && !parse("a").unwrap().is_all());
    assert!(parse("a b").unwrap().is_words() && !parse("a status:b").unwrap().is_words());
    let read = parse("status:a -city:b phone:1 status:c contract-tier:g").unwrap();
    assert_eq!(
        read.fields(),
        [
            "statusName",
            "addresses",
            "phoneNumbers",
            "phoneNumber",
            "customAttributes/select_1"
        ]
    );
    assert_eq!(
        read.keys(),
        [
            "statusName",
            "statusId",
            "addresses",
            "phoneNumbers",
            "phoneNumber",
            "customAttributes"
        ]
    );
}

#[test]
fn a_choice_is_found_by_its_code_where_no_name_is_meant() {
    let customer = |keys: Value| Customer::from_value(keys).unwrap();
    let active =
        customer(json!({"marketName": "Café & Hotel", "annualRevenueCurrencyCode": "EUR"}));
    let other = customer(
        json!({"marketName": "Retail", "defaultBillingCurrency": "USD", "currencyCode": ""}),
    );
    for (text, first, second) in [
        ("market:HORECA", true, false),
        ("market:horeca", true, false),
        ("market:=horeca", false, false),
        ("market:shop", false, true),
        ("market:retail", false, true),
        ("market:ca", true, false),
        ("currency:eur", true, false),
        ("currency:USD", false, true),
        ("currency:none", false, false),
        ("-currency:usd", true, false),
    ] {
        let query = parse(text).unwrap();
        let matches = |record: &Customer| query.matches(record, "");
        assert_eq!(
            (matches(&active), matches(&other)),
            (first, second),
            "{text}"
        );
        let printed = query.to_string();
        assert_eq!(parse(&printed).as_ref(), Ok(&query), "{printed}");
    }
}

#[test]
fn a_query_is_explained_line_by_line() {
    let lines = explain(
        &parse("cafe -city:munich (status:active OR revenue:>1bn) created:2024-01").unwrap(),
    );
    assert_eq!(
        lines,
        [
            "all of",
            "  “cafe” stands in any field",
            "  not: “munich” stands in the city of an address",
            "  one of",
            "    a word of Status (statusName) begins with “active”, or its id is that",
            "    Annual revenue (annualRevenue) is more than 1,000,000,000",
            "  Created on (creationDate) is on or after 2024-01-01 and on or before 2024-01-31",
        ]
    );
}
