//! A person who changes one field again and again is in no conflict with himself; with others he is. And what the
//! server calls a person is learned from its answers to that person alone.

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

#[tokio::test(start_paused = true)]
async fn ones_name_is_learned_from_the_first_answer_and_known_from_then_on() {
    for ours in [true, false] {
        let house = House::new(ours);
        let theirs = house.bob().save(&named("A"), None).await.unwrap();
        let workspace = house.open("w").await;
        workspace.sync(|_| {}).await.unwrap();
        assert!(
            workspace
                .read(theirs.id().unwrap())
                .await
                .unwrap()
                .is_some()
        );
        assert_eq!(
            workspace.own_name().await.unwrap(),
            None,
            "reading teaches nothing"
        );
        house.always(Some(Fault::Lost));
        let edit = set_to(&workspace, &theirs, "skype", "mine").await;
        let (set, _) = does(&workspace, Action::Edit, vec![edit]).await;
        assert_eq!(workspace.own_name().await.unwrap(), None);
        house.always(None);
        assert!(done(&workspace.verdict(&set.id).await.unwrap()));
        assert_eq!(workspace.own_name().await.unwrap().as_deref(), Some("ann"));
        drop(workspace);
        house.always(Some(Fault::Lost));
        let again = house.open("w").await;
        assert_eq!(again.own_name().await.unwrap().as_deref(), Some("ann"));
    }
}

#[tokio::test(start_paused = true)]
async fn what_one_does_at_another_machine_goes_by_the_name_that_is_known_here() {
    let house = House::new(true);
    let (here, there) = (house.open("here").await, house.open("there").await);
    let a = made(&here, "A").await;
    there.sync(|_| {}).await.unwrap();
    let edit = set_to(&there, &a, "skype", "from there").await;
    assert!(done(&does(&there, Action::Edit, vec![edit]).await.1));
    here.sync(|_| {}).await.unwrap();
    let moved = mirror(&here, a.id().unwrap()).await;
    assert_eq!(moved.text("skypeName"), "from there");
    let own = here.own_name().await.unwrap();
    assert_eq!(own.as_deref(), Some(moved.text("lastUpdatedByName")));
}

#[tokio::test(start_paused = true)]
async fn who_overtakes_is_not_taken_for_oneself() {
    for ours in [true, false] {
        let house = House::new(ours);
        let workspace = house.open("w").await;
        let a = house.server().save(&named("A"), None).await.unwrap();
        workspace.sync(|_| {}).await.unwrap();
        {
            // Bob comes between the writing and the look at what has become of it; on our own kind of server,
            // between the reading and the writing.
            let mut faults = house.faults.lock().unwrap();
            match ours {
                true => faults.next.push_back(("update", Some(Fault::Overtakes))),
                false => {
                    faults.next.push_back((READ, None));
                    faults.next.push_back((READ, Some(Fault::Overtakes)));
                }
            }
        }
        let edit = set_to(&workspace, &a, "skype", "mine").await;
        let (_, entry) = does(&workspace, Action::Edit, vec![edit]).await;
        assert!(done(&entry), "{ours}: {:?}", entry.standing);
        let now = house.server().get(a.id().unwrap()).await.unwrap();
        assert_eq!(now.text("website"), "theirs.example");
        assert_eq!(
            workspace.own_name().await.unwrap().as_deref(),
            Some("ann"),
            "{ours}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_found_again_after_a_lost_answer_names_nobody() {
    let house = House::new(false);
    let workspace = house.open("w").await;
    let a = house.server().save(&named("A"), None).await.unwrap();
    workspace.sync(|_| {}).await.unwrap();
    {
        let mut faults = house.faults.lock().unwrap();
        faults.next.push_back(("update", Some(Fault::Unanswered)));
        faults.next.push_back((READ, None));
        faults.next.push_back((READ, Some(Fault::Overtakes)));
    }
    let edit = set_to(&workspace, &a, "skype", "mine").await;
    let (_, entry) = does(&workspace, Action::Edit, vec![edit]).await;
    assert!(done(&entry), "{:?}", entry.standing);
    assert_eq!(workspace.own_name().await.unwrap(), None, "Bob was last");
}
