//! What is wider than the screen: the list moved sideways, and a search line that is cut.

use rolo::app::Model;
use rolo::app::column::Columns;
use rolo::app::msg::Msg;

use super::draw;
use super::sample::{model, press, tell};

#[test]
fn the_columns_move_sideways_beside_number_and_name() {
    let mut model = model(80, 12);
    let heads = |model: &Model| {
        let text = draw(model, 80, 12);
        text.lines().nth(1).unwrap().to_owned()
    };
    let resting = heads(&model);
    assert!(
        resting.contains("City") && resting.ends_with("+2 ›"),
        "{resting}"
    );
    press(&mut model, "→");
    let moved = heads(&model);
    assert!(moved.contains("Number  Name"), "{moved}");
    assert!(
        !moved.contains("Status") && moved.contains("‹ +1"),
        "{moved}"
    );
    for _ in 0..9 {
        press(&mut model, "→");
    }
    let last = heads(&model);
    assert!(last.contains("Assignee"), "{last}");
    assert!(!last.contains('›'), "{last}");
    assert!(draw(&model, 80, 12).contains("Ada Byron"));
    for _ in 0..9 {
        press(&mut model, "←");
    }
    assert_eq!(heads(&model), resting);
    press(&mut model, "→ →");
    tell(
        &mut model,
        Msg::Resize {
            width: 160,
            height: 12,
        },
    );
    let wide = draw(&model, 160, 12);
    assert!(!wide.contains('›') && !wide.contains('‹'), "{wide}");
}

#[test]
fn how_many_columns_are_hidden_takes_nothing_from_the_last_label() {
    // What stands in these is narrower than what they are called.
    let names = [
        "customerNumber",
        "customerName",
        "state",
        "zip",
        "country",
        "phoneNumbers",
        "employeeCount",
    ];
    let mut hidden = 0;
    for width in 44..=120 {
        let mut model = model(width, 12);
        model.list.columns = Columns::new(names.map(str::to_owned).to_vec(), &model.fields);
        press(&mut model, "j k");
        for _ in 0..4 {
            let text = draw(&model, width, 12);
            let heads = text.lines().nth(1).unwrap();
            assert!(!heads.contains('…'), "{width}: {heads}");
            hidden += usize::from(heads.contains(" ›"));
            press(&mut model, "→");
        }
    }
    assert!(hidden > 0);
}

#[test]
fn more_rows_in_sight_make_the_columns_as_wide_as_they_need() {
    let size = |height: u16| Msg::Resize { width: 160, height };
    let mut list = model(160, 24);
    let whole = draw(&list, 160, 24);
    tell(&mut list, size(5));
    press(&mut list, "End");
    list.list.columns.forget_widths();
    press(&mut list, "k Home");
    let heads = |text: &str| text.lines().nth(1).unwrap().to_owned();
    assert_ne!(heads(&draw(&list, 160, 5)), heads(&whole), "narrow rows");
    tell(&mut list, size(24));
    assert_eq!(draw(&list, 160, 24), whole);
}

#[test]
fn a_long_search_shows_where_it_is_cut() {
    let mut model = model(40, 12);
    let long = "status:active city:wolfsburg revenue:>1bn volkswagen";
    let typed: Vec<String> = long
        .chars()
        .map(|c| {
            if c == ' ' {
                "Space".to_owned()
            } else {
                format!("\"{c}")
            }
        })
        .collect();
    press(&mut model, &format!("/ {}", typed.join(" ")));
    let title = |model: &Model| draw(model, 40, 12).lines().next().unwrap().to_owned();
    let end = title(&model);
    assert!(end.contains('…') && end.contains("volkswagen"), "{end}");
    assert!(!end.contains("/status"), "{end}");
    press(&mut model, "Home");
    let start = title(&model);
    assert!(start.contains("/status:active"), "{start}");
    assert!(
        start.contains('…') && !start.contains("volkswagen"),
        "{start}"
    );
}
