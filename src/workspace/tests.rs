//! A workspace as both faces use it: over its own file, and over HTTP against a server.

use serde_json::json;

use super::*;
use crate::customer::{Catalog, Change, Part, validate};

fn local(folder: &std::path::Path, sample: bool) -> Spec {
    Spec {
        name: "test".into(),
        folder: folder.join("test"),
        remote: Remote::Local { sample },
    }
}

async fn search(workspace: &Workspace, text: &str) -> Vec<String> {
    let found = workspace
        .find(Search {
            text: text.into(),
            ..Search::default()
        })
        .await
        .unwrap();
    let rows = workspace.rows(found.ids.to_vec()).await.unwrap();
    rows.iter().map(|row| row.name().to_owned()).collect()
}

async fn change(workspace: &Workspace, record: &Customer, field: &str, typed: &str) -> Change {
    let (fields, catalog) = (
        workspace.fields().await.unwrap(),
        workspace.catalog().await.unwrap(),
    );
    let field = fields.find(field).unwrap();
    let from = record.part(field);
    let to = validate::read(field, typed, &from, &catalog).unwrap();
    Change {
        field: field.wire.to_string(),
        from,
        to,
    }
}

fn named(name: &str) -> Customer {
    Customer::from_value(json!({"customerId": null, "customerName": name, "customerNumber": "Auto generated number"}))
        .unwrap()
}

#[tokio::test]
async fn a_first_start_has_samples_and_what_is_done_to_them_stays() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = Workspace::open(local(folder.path(), true)).await.unwrap();
    assert!(workspace.is_sample());
    let all = workspace.find(Search::default()).await.unwrap();
    assert!(all.total >= 1500, "{}", all.total);
    assert_eq!(
        search(&workspace, "group volkswagen").await,
        ["Volkswagen Group"]
    );

    let found = workspace
        .find(Search {
            text: "volkswagen group".into(),
            ..Search::default()
        })
        .await
        .unwrap();
    let record = workspace.read(found.ids[0]).await.unwrap().unwrap();
    let edit = change(&workspace, &record, "skype", "zebra-crossing").await;
    let saved = workspace.save(found.ids[0], vec![edit]).await.unwrap();
    assert_eq!(
        (saved.record.text("skypeName"), saved.others),
        ("zebra-crossing", false)
    );
    assert_eq!(
        search(&workspace, "zebra crossing").await,
        ["Volkswagen Group"]
    );

    let made = workspace
        .create(&named("Ærø Færge"), "request-1")
        .await
        .unwrap()
        .record;
    assert_eq!(search(&workspace, "aero faerge").await, ["Ærø Færge"]);
    workspace.delete(found.ids[0]).await.unwrap();
    assert!(search(&workspace, "zebra crossing").await.is_empty());
    drop(workspace);

    let workspace = Workspace::open(local(folder.path(), true)).await.unwrap();
    assert_eq!(
        workspace.find(Search::default()).await.unwrap().total,
        all.total,
        "one made, one deleted"
    );
    assert_eq!(
        workspace
            .read(made.id().unwrap())
            .await
            .unwrap()
            .unwrap()
            .name(),
        "Ærø Færge"
    );
    assert!(matches!(
        workspace.delete(found.ids[0]).await,
        Err(WorkspaceError::NotFound(_))
    ));
}

#[tokio::test]
async fn first_starts_at_the_same_moment_bring_the_samples_once() {
    let folder = tempfile::tempdir().unwrap();
    let start = || tokio::spawn(Workspace::open(local(folder.path(), true)));
    let starts = [start(), start(), start()];
    let mut totals = Vec::new();
    for start in starts {
        let workspace = start.await.unwrap().unwrap();
        totals.push(workspace.find(Search::default()).await.unwrap().total);
    }
    let after = Workspace::open(local(folder.path(), true)).await.unwrap();
    assert!(after.is_sample());
    let all = sample::sample_customers(&Catalog::parse(&sample::default_catalog())).unwrap();
    assert_eq!(totals, [all.len(); 3]);
}

#[tokio::test]
async fn a_workspace_may_start_empty_and_a_create_is_never_doubled() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = Workspace::open(local(folder.path(), false)).await.unwrap();
    assert_eq!(
        (
            workspace.is_sample(),
            workspace.find(Search::default()).await.unwrap().total
        ),
        (false, 0)
    );
    let first = workspace
        .create(&named("A"), "the same")
        .await
        .unwrap()
        .record;
    let again = workspace
        .create(&named("A"), "the same")
        .await
        .unwrap()
        .record;
    assert_eq!(first.id(), again.id());
    assert_eq!(workspace.find(Search::default()).await.unwrap().total, 1);
    assert!(!first.number().is_empty() && first.number() != "Auto generated number");
}

#[tokio::test]
async fn what_is_typed_after_a_lost_answer_is_not_lost() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = Workspace::open(local(folder.path(), false)).await.unwrap();
    let phone = |number: &str| json!({"phoneNumber": number, "phoneType": "Business", "phoneTypeCode": "PHONE_BUSINESS", "id": "cust_phone_input"});
    let mut form = named("Drop");
    form.set("phoneNumbers", json!([phone("123"), phone("456")]));
    let first = workspace.create(&form, "one form").await.unwrap().record;

    // The answer never came; the person went on typing and saved again.
    form.set("customerName", json!("Dropped"));
    form.set("phoneNumbers", json!([phone("456"), phone("789")]));
    let second = workspace.create(&form, "one form").await.unwrap().record;
    assert_eq!(
        (second.id(), second.name(), second.number()),
        (first.id(), "Dropped", first.number())
    );
    let numbers = |record: &Customer| -> Vec<String> {
        let all = record.list("phoneNumbers").iter();
        all.map(|phone| phone["phoneNumber"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(numbers(&second), ["456", "789"]);
    assert_eq!(
        second.list("phoneNumbers")[0]["id"],
        first.list("phoneNumbers")[1]["id"],
        "it is the same phone"
    );
    assert_eq!(workspace.find(Search::default()).await.unwrap().total, 1);
}

#[tokio::test]
async fn two_changes_of_one_field_meet_in_a_conflict_and_two_fields_do_not() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = Workspace::open(local(folder.path(), false)).await.unwrap();
    let base = workspace.create(&named("A"), "r").await.unwrap().record;
    let id = base.id().unwrap();
    let mine = change(&workspace, &base, "website", "mine.example").await;
    let theirs = change(&workspace, &base, "website", "theirs.example").await;
    let other = change(&workspace, &base, "skype", "other").await;

    workspace.save(id, vec![theirs]).await.unwrap();
    workspace.save(id, vec![other]).await.unwrap();
    match workspace.save(id, vec![mine]).await {
        Err(WorkspaceError::Conflict { current, conflicts }) => {
            assert_eq!(current.text("website"), "theirs.example");
            assert_eq!(
                conflicts[0].mine,
                Part::from_iter([("website".into(), json!("mine.example"))])
            );
        }
        other => panic!("{other:?}"),
    }
    let now = workspace.read(id).await.unwrap().unwrap();
    assert_eq!(
        (now.text("website"), now.text("skypeName")),
        ("theirs.example", "other")
    );
}

#[tokio::test]
async fn an_edit_moves_no_other_byte() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = Workspace::open(local(folder.path(), false)).await.unwrap();
    let odd = r#"{
        "zUnknown": {"b": [1.50, null], "a": "x"}, "customerName": "Odd", "customerId": null,
        "statusName": "Status from elsewhere", "statusId": 4711, "annualRevenue": 12.340,
        "customAttributes": [{"customAttributeId": "hologram_9_3", "customAttributeType": "hologram", "t": "Y", "undefined": "?"}]
    }"#;
    let made = workspace
        .create(&Customer::from_json(odd).unwrap(), "r")
        .await
        .unwrap()
        .record;
    let edit = change(&workspace, &made, "website", "odd.example").await;
    let saved = workspace
        .save(made.id().unwrap(), vec![edit])
        .await
        .unwrap()
        .record;
    let kept = [
        "version",
        "lastUpdateDate",
        "lastUpdatedBy",
        "lastUpdatedByName",
        "updatedBy",
        "website",
    ];
    let rest = |record: &Customer| {
        record
            .values()
            .iter()
            .filter(|(key, _)| !kept.contains(&key.as_str()))
            .map(|(k, v)| format!("{k}:{v}"))
            .collect::<Vec<_>>()
    };
    assert_eq!(rest(&saved), rest(&made));
    assert!(rest(&made).contains(&r#"zUnknown:{"b":[1.50,null],"a":"x"}"#.to_owned()));
}

#[tokio::test]
async fn drafts_are_kept_by_customer() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = Workspace::open(local(folder.path(), false)).await.unwrap();
    let draft = Draft {
        key: "edit-3".into(),
        of: Some(3),
        name: "A".into(),
        form: json!({"x": 1}),
    };
    workspace.keep_draft(draft.clone()).await.unwrap();
    assert_eq!(workspace.drafts().await.unwrap(), [draft]);
    workspace.drop_draft("edit-3".into()).await.unwrap();
    assert!(workspace.drafts().await.unwrap().is_empty());
}
