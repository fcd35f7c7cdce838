//! Owns what is expected of reading parameters.
//! Must not try what they ask for.

use super::*;
use proptest::prelude::*;

fn query(text: &str) -> Parameters {
    Parameters::read(text.as_bytes(), b"").unwrap()
}

#[test]
fn parameters_come_from_both_sides_and_the_address_wins() {
    let all = Parameters::read(
        b"a=getById&searchText=&x=1&x=2&w=&w=3",
        b"a=save&customerId=7&searchText=stale&y=a%20b%2Bc+d",
    )
    .unwrap();
    assert_eq!(get(&all, "a"), Some("getById"));
    assert_eq!(get(&all, "customerId"), Some("7"));
    assert_eq!(get(&all, "searchText"), None);
    assert!(all.names("searchText") && !all.names("z"));
    assert_eq!((get(&all, "x"), get(&all, "w")), (Some("1"), Some("3")));
    assert_eq!(get(&all, "y"), Some("a b+c d"));
    assert_eq!(get(&all, "z"), None);
}

fn get<'a>(all: &'a Parameters, name: &str) -> Option<&'a str> {
    all.get(name).unwrap()
}

#[test]
fn what_is_no_text_is_said_and_not_mended() {
    let all = Parameters::read(b"a=getAll&x=%FFy", b"x=1&z=\xfe").unwrap();
    assert_eq!(get(&all, "a"), Some("getAll"));
    for name in ["x", "z"] {
        assert_eq!(all.get(name), Err(Unreadable::NotText(name.to_owned())));
        assert!(all.first(&["w", name]).is_err() && all.raw(name).is_err());
    }
    let both = Parameters::read(b"x=1", b"x=%FF").unwrap();
    assert_eq!(get(&both, "x"), Some("1"), "the address wins");
}

#[test]
fn a_count_is_a_whole_number_from_0() {
    for (text, count) in [
        ("0", 0),
        ("50", 50),
        ("50.0", 50),
        ("\"50\"", 50),
        ("99999999999999999999", usize::MAX),
    ] {
        assert_eq!(query(&format!("n={text}")).count("n"), Ok(Some(count)));
    }
    assert_eq!(query("n=").count("n"), Ok(None));
    assert_eq!(query("m=1").count("n"), Ok(None));
    for text in ["-1", "1.5", "1.", "abc", "1e3", "NaN"] {
        let read = query(&format!("n={text}")).count("n");
        assert_eq!(read, Err(Unreadable::NotACount("n".to_owned())), "{text}");
    }
}

#[test]
fn printing_for_a_programmer_shows_no_value() {
    let all = query("apiKey=sesame&customerData={\"customerName\":\"Ann\"}&sesame");
    let printed = format!("{all:?} {all:#?}");
    assert!(
        !printed.contains("sesame") && !printed.contains("Ann"),
        "{printed}"
    );
}

#[test]
fn json_may_stand_raw_with_everything_inside() {
    let all = query(
        r#"a=save&customerData={"customerName":"A & B","x":"}\"&apiKey=no","l":[1,{}]}&apiKey=k"#,
    );
    assert_eq!(
        all.raw("customerData").unwrap(),
        r#"{"customerName":"A & B","x":"}\"&apiKey=no","l":[1,{}]}"#
    );
    assert_eq!(get(&all, "apiKey"), Some("k"));
    let half = query("customerData={%22n%22:%22a&b%22}&apiKey=k");
    assert_eq!(half.raw("customerData").unwrap(), r#"{"n":"a&b"}"#);
    assert_eq!(get(&half, "apiKey"), Some("k"));
}

#[test]
fn json_that_does_not_end_swallows_nothing() {
    for broken in ["{\"x\":\"1", "{", "[}", "{\"a\":[}"] {
        let all = query(&format!("customerData={broken}&apiKey=k"));
        assert_eq!(get(&all, "apiKey"), Some("k"), "{broken}");
        assert_eq!(all.raw("customerData").unwrap(), broken);
    }
}

#[test]
fn the_slips_of_the_api_page_are_read() {
    let all =
        query("a=save&customerData{ \"x\":1}\r\n&;apiKey=k\n&amp;accesKey=s&isLeadConvert=N\r\n");
    assert_eq!(all.raw("customerData").unwrap(), "{ \"x\":1}");
    assert_eq!(get(&all, "apiKey"), Some("k"));
    assert_eq!(all.first(&["accessKey", "accesKey"]), Ok(Some("s")));
    assert_eq!(get(&all, "isLeadConvert"), Some("N"));
    for glue in ["", "\n", "\r\n", " "] {
        let all = query(&format!(
            "searchData={{\"a\":[]}}{glue}multiSelectData:{{\"b\":[1]}}{glue}&objectId=3"
        ));
        assert_eq!(all.raw("searchData").unwrap(), "{\"a\":[]}");
        assert_eq!(all.raw("multiSelectData").unwrap(), "{\"b\":[1]}");
        assert_eq!(get(&all, "objectId"), Some("3"));
    }
    let time = query("x=1&from:to&y=12:30&z=2");
    assert_eq!(
        (get(&time, "y"), get(&time, "z")),
        (Some("12:30"), Some("2"))
    );
}

#[test]
fn a_few_brackets_that_nothing_closes_do_no_harm() {
    let all = query("x={&y=[&z={\"a\":1}&from:[to&apiKey=k");
    assert_eq!((get(&all, "x"), get(&all, "y")), (Some("{"), Some("[")));
    assert_eq!(get(&all, "z"), Some("{\"a\":1}"));
    assert_eq!(get(&all, "apiKey"), Some("k"));
}

#[test]
fn json_is_looked_at_as_deep_as_it_is_read() {
    for (depth, whole) in [(DEEPEST, true), (DEEPEST + 1, false), (1 << 20, false)] {
        let text = format!("{}\"&\"{}", "[".repeat(depth), "]".repeat(depth));
        let mut looks = Looks::at(text.as_bytes());
        let len = looks.json_len(text.as_bytes()).unwrap();
        assert_eq!(len, whole.then_some(text.len()), "{depth}");
        assert!(looks.looked <= 3 * DEEPEST, "{depth}: {}", looks.looked);
        let all = query(&format!("customerData={text}&apiKey=k"));
        assert_eq!(get(&all, "apiKey"), Some("k"), "{depth}");
    }
}

#[test]
fn more_parameters_than_any_action_takes_are_refused() {
    let most = "a=1&".repeat(MOST);
    assert!(Parameters::read(most.as_bytes(), most.as_bytes()).is_ok());
    for one_more in ["a=1", "a", "a{}"] {
        let body = format!("{most}{one_more}");
        let read = Parameters::read(b"", body.as_bytes());
        assert_eq!(read, Err(Unreadable::TooMany), "{one_more}");
    }
}

#[test]
fn whatever_comes_is_looked_at_a_few_times_and_no_more() {
    for parts in [
        &["a={&"][..],
        &[":["],
        &["a=[&"],
        // Each of them is closed, and what follows shows that it was none.
        &["a=[&", "]", "x"],
    ] {
        let times = 200_000 / parts.concat().len();
        let body: String = parts.iter().map(|part| part.repeat(times)).collect();
        let mut looks = Looks::at(body.as_bytes());
        let read = split(body.as_bytes(), &mut looks);
        assert!(
            matches!(read, Err(Unreadable::Tangled | Unreadable::TooMany)),
            "{parts:?}"
        );
        let times = looks.looked / body.len();
        assert!(times <= LOOKS + 1, "{parts:?}: {times} times");
    }
}

proptest! {
    #[test]
    fn what_looks_like_json_is_read_or_refused(parts in proptest::collection::vec("[a={}:\\[\\]&\"%+ ]{0,3}", 0..300)) {
        let text = parts.concat();
        match Parameters::read(b"", text.as_bytes()) {
            Ok(_) => prop_assert!(text.split('&').count() < 1500),
            Err(error) => prop_assert!(matches!(error, Unreadable::TooMany | Unreadable::Tangled)),
        }
    }

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        drop(Parameters::read(&bytes, &bytes));
    }

    #[test]
    fn what_is_encoded_comes_back(name in "[a-zA-Z]{1,8}", value in ".{0,30}") {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("first", "1").append_pair(&name, &value).append_pair("last", "2");
        let all = Parameters::read(b"", form.finish().as_bytes()).unwrap();
        prop_assume!(name != "first" && name != "last");
        prop_assert_eq!(all.raw(&name).unwrap(), value);
        prop_assert_eq!(get(&all, "last"), Some("2"));
    }
}
