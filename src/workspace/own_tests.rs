//! A person who changes one field again and again is in no conflict with himself; with others he is.

use crate::customer::changeset::Action;
use crate::workspace::house::*;

/// What one customer is read with.
const READ: &str = "getById";

#[tokio::test(start_paused = true)]
async fn quick_changes_of_one_field_all_land_and_the_last_one_stands() {
    for ours in [true, false] {
        let house = House::new(ours);
        let workspace = house.open("w").await;
        let a = made(&workspace, "A").await;
        house.always(Some(Fault::Lost));
        let mut sets = Vec::new();
        for typed in ["one", "two", "three"] {
            // Each of them was begun before the one before it was saved.
            let edit = set_to(&workspace, &a, "skype", typed).await;
            sets.push(does(&workspace, Action::Edit, vec![edit]).await.0);
        }
        house.always(None);
        for set in &sets {
            let entry = workspace.verdict(&set.id).await.unwrap();
            assert!(done(&entry), "{:?}", entry.standing);
        }
        let there = house.server().get(a.id().unwrap()).await.unwrap();
        assert_eq!(there.text("skypeName"), "three");
        assert!(workspace.outbox().await.unwrap().is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn what_somebody_else_put_between_is_still_a_conflict() {
    let house = House::new(true);
    let workspace = house.open("w").await;
    let a = made(&workspace, "A").await;
    house.always(Some(Fault::Lost));
    let mut sets = Vec::new();
    for typed in ["mine.example", "again.example"] {
        let edit = set_to(&workspace, &a, "website", typed).await;
        sets.push(does(&workspace, Action::Edit, vec![edit]).await.0);
    }
    house.always(None);
    {
        // The first one is read and written; before the second is, somebody else comes.
        let mut faults = house.faults.lock().unwrap();
        faults.next.push_back((READ, None));
        faults.next.push_back((READ, Some(Fault::Overtakes)));
    }
    assert!(done(&workspace.verdict(&sets[0].id).await.unwrap()));
    let entry = workspace.verdict(&sets[1].id).await.unwrap();
    assert!(entry.needs_a_person(), "{:?}", entry.standing);
    let there = house.server().get(a.id().unwrap()).await.unwrap();
    assert_eq!(there.text("website"), "theirs.example");
}
