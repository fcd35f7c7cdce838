//! A change that takes the place of one which waits goes out alone.

use super::*;
use crate::customer::Customer;
use crate::workspace::house::*;
use crate::workspace::queue;

fn all_of(set: &str) -> Replaced {
    Replaced {
        set: set.to_owned(),
        step: None,
    }
}

fn one_of(set: &str, step: usize) -> Replaced {
    Replaced {
        set: set.to_owned(),
        step: Some(step),
    }
}

#[tokio::test(start_paused = true)]
async fn the_old_one_is_gone_in_the_moment_in_which_the_new_one_is_there() {
    let house = House::new(true);
    let workspace = house.open("w").await;
    house.always(Some(Fault::Lost));
    let (old, _) = does(&workspace, Action::Create, vec![create("A")]).await;
    let set = workspace
        .replace(all_of(&old.id), Action::Create, vec![create("B")], None)
        .await
        .unwrap();
    let outbox = workspace.outbox().await.unwrap();
    assert_eq!(outbox.len(), 1);
    assert_eq!(outbox[0].set.id, set.id);
    house.always(None);
    assert!(done(&workspace.verdict(&set.id).await.unwrap()));
    assert_eq!(house.there().await, ["B"]);
}

#[tokio::test(start_paused = true)]
async fn what_has_arrived_meanwhile_is_gone_on_from() {
    for ours in [true, false] {
        let house = House::new(ours);
        let workspace = house.open("w").await;
        let (old, entry) = does(&workspace, Action::Create, vec![create("A")]).await;
        assert!(done(&entry));
        let steps = vec![create("B")];
        let set = workspace
            .replace(all_of(&old.id), Action::Create, steps, None)
            .await
            .unwrap();
        assert!(done(&workspace.verdict(&set.id).await.unwrap()));
        assert_eq!(house.there().await, ["B"], "one customer, not two");

        let b = house.server().page(0, 9, None).await.unwrap().customers[0].clone();
        let first = set_to(&workspace, &b, "website", "first.example").await;
        let typed = set_to(&workspace, &b, "website", "second.example").await;
        let (old, entry) = does(&workspace, Action::Edit, vec![first]).await;
        assert!(done(&entry));
        let set = workspace
            .replace(all_of(&old.id), Action::Edit, vec![typed], None)
            .await
            .unwrap();
        let entry = workspace.verdict(&set.id).await.unwrap();
        assert!(done(&entry), "{:?}", entry.standing);
        let there = house.server().get(b.id().unwrap()).await.unwrap();
        assert_eq!(there.text("website"), "second.example");
    }
}

#[tokio::test(start_paused = true)]
async fn while_the_old_one_is_on_its_way_nothing_is_written_and_the_draft_stays() {
    let house = House::new(true);
    let workspace = house.open("w").await;
    let set = workspace
        .commit(Action::Create, vec![create("A")], None)
        .await
        .unwrap();
    let jobs = workspace
        .inner
        .drafts
        .write(|db| queue::take(db, i64::MAX, 1))
        .unwrap();
    assert_eq!(jobs.len(), 1);
    let draft = crate::customer::Draft {
        key: "form".into(),
        of: None,
        name: "B".into(),
        form: serde_json::json!({}),
    };
    workspace.keep_draft(draft.clone()).await.unwrap();
    let steps = vec![create("B")];
    let error = workspace
        .replace(
            all_of(&set.id),
            Action::Create,
            steps,
            Some("form".to_owned()),
        )
        .await;
    assert!(matches!(error, Err(WorkspaceError::NotNow(_))), "{error:?}");
    assert_eq!(workspace.drafts().await.unwrap(), [draft]);
    let entry = workspace.entry(&set.id).await.unwrap().unwrap();
    assert_eq!(entry.standing, [Standing::Sending]);
    assert_eq!(workspace.outbox().await.unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_refused_step_in_the_middle_is_put_right_and_its_set_stays_one() {
    for ours in [true, false] {
        let house = House::new(ours);
        let workspace = house.open("w").await;
        let nameless = Step::Create {
            record: Customer::from_value(serde_json::json!({"website": "b.example"})).unwrap(),
            request_id: "r".to_owned(),
        };
        let steps = vec![create("A"), nameless, create("C")];
        let (set, entry) = does(&workspace, Action::Import, steps).await;
        assert!(
            matches!(entry.standing[1], Standing::Refused { .. }),
            "{:?}",
            entry.standing
        );
        let draft = crate::customer::Draft {
            key: "form".into(),
            of: None,
            name: "B".into(),
            form: serde_json::json!({}),
        };
        workspace.keep_draft(draft).await.unwrap();
        let mut record = named("B");
        record.set("website", serde_json::json!("b.example"));
        let right = vec![Step::Create {
            record,
            request_id: "r".to_owned(),
        }];
        let draft = Some("form".to_owned());
        let again = workspace
            .replace(one_of(&set.id, 1), Action::Create, right, draft)
            .await
            .unwrap();
        assert_eq!((&again.id, again.steps.len(), again.more), (&set.id, 1, 2));
        assert!(workspace.drafts().await.unwrap().is_empty());
        let entry = workspace.verdict(&set.id).await.unwrap();
        assert!(done(&entry), "{ours}: {:?}", entry.standing);
        assert_eq!(house.there().await, ["A", "B", "C"], "{ours}");
        assert_eq!(workspace.log(9).await.unwrap().len(), 1);
        let undo = workspace.undo(None).await.unwrap();
        assert!(done(&workspace.verdict(&undo.id).await.unwrap()));
        assert!(house.there().await.is_empty(), "undone as one");
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_typed_after_a_step_goes_on_from_what_that_asks_for_now() {
    for (field, typed) in [("skype", "too"), ("website", "b.example")] {
        let house = House::new(true);
        let workspace = house.open("w").await;
        let (a, b) = (made(&workspace, "A").await, made(&workspace, "B").await);
        let id = b.id().unwrap();
        house.always(Some(Fault::Lost));
        let one = set_to(&workspace, &a, "skype", "one").await;
        let two = set_to(&workspace, &b, "skype", "two").await;
        let (set, _) = does(&workspace, Action::Bulk, vec![one, two]).await;
        let shown = mirror(&workspace, id).await;
        let later = set_to(&workspace, &shown, "skype", "three").await;
        let (later, _) = does(&workspace, Action::Edit, vec![later]).await;
        let right = vec![set_to(&workspace, &b, field, typed).await];
        workspace
            .replace(one_of(&set.id, 1), Action::Edit, right, None)
            .await
            .unwrap();
        assert_eq!(mirror(&workspace, id).await.text("skypeName"), "three");
        house.always(None);
        for set in [&set.id, &later.id] {
            let entry = workspace.verdict(set).await.unwrap();
            assert!(done(&entry), "{field}: {:?}", entry.standing);
        }
        let there = house.server().get(id).await.unwrap();
        assert_eq!(there.text("skypeName"), "three");
        let website = if field == "website" { typed } else { "" };
        assert_eq!(there.text("website"), website);
        let a = house.server().get(a.id().unwrap()).await.unwrap();
        assert_eq!(a.text("skypeName"), "one");
    }
}

#[tokio::test(start_paused = true)]
async fn a_step_that_has_arrived_meanwhile_is_gone_on_from_by_a_set_of_its_own() {
    let house = House::new(true);
    let workspace = house.open("w").await;
    let (a, b) = (made(&workspace, "A").await, made(&workspace, "B").await);
    let one = set_to(&workspace, &a, "skype", "one").await;
    let two = set_to(&workspace, &b, "skype", "two").await;
    let (set, entry) = does(&workspace, Action::Bulk, vec![one, two]).await;
    assert!(done(&entry));
    let typed = vec![set_to(&workspace, &b, "skype", "too").await];
    let again = workspace
        .replace(one_of(&set.id, 1), Action::Edit, typed, None)
        .await
        .unwrap();
    assert_ne!(again.id, set.id);
    let entry = workspace.verdict(&again.id).await.unwrap();
    assert!(done(&entry), "{:?}", entry.standing);
    let skype = |id| {
        let server = house.server();
        async move { server.get(id).await.unwrap().text("skypeName").to_owned() }
    };
    assert_eq!(skype(a.id().unwrap()).await, "one");
    assert_eq!(skype(b.id().unwrap()).await, "too");
}

#[tokio::test(start_paused = true)]
async fn a_step_on_its_way_stays_and_what_becomes_something_else_leaves_its_set() {
    let house = House::new(true);
    let workspace = house.open("w").await;
    let (a, b) = (made(&workspace, "A").await, made(&workspace, "B").await);
    let one = set_to(&workspace, &a, "skype", "one").await;
    let two = set_to(&workspace, &b, "skype", "two").await;
    let set = workspace
        .commit(Action::Bulk, vec![one, two.clone()], None)
        .await
        .unwrap();
    let take = |db: &Transaction| queue::take(db, i64::MAX, 1);
    let jobs = workspace.inner.drafts.write(take).unwrap();
    assert_eq!(jobs[0].customer, a.id().unwrap());
    let error = workspace
        .replace(one_of(&set.id, 0), Action::Edit, vec![two], None)
        .await;
    assert!(matches!(error, Err(WorkspaceError::NotNow(_))), "{error:?}");
    let new = workspace
        .replace(one_of(&set.id, 1), Action::Create, vec![create("N")], None)
        .await
        .unwrap();
    let entry = workspace.entry(&set.id).await.unwrap().unwrap();
    assert_eq!(entry.standing, [Standing::Sending, Standing::Dropped]);
    assert!(done(&workspace.verdict(&new.id).await.unwrap()));
    assert_eq!(house.there().await, ["A", "B", "N"]);
}
