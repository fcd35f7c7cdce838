//! A change that takes the place of one which waits goes out alone.

use super::*;
use crate::customer::changeset::Standing;
use crate::workspace::house::*;
use crate::workspace::queue;

#[tokio::test(start_paused = true)]
async fn the_old_one_is_gone_in_the_moment_in_which_the_new_one_is_there() {
    let house = House::new(true);
    let workspace = house.open("w").await;
    house.always(Some(Fault::Lost));
    let (old, _) = does(&workspace, Action::Create, vec![create("A")]).await;
    let set = workspace
        .replace(old.id.clone(), Action::Create, vec![create("B")], None)
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
            .replace(old.id, Action::Create, steps, None)
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
            .replace(old.id, Action::Edit, vec![typed], None)
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
            set.id.clone(),
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
