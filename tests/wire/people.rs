//! Who can be put in charge of a customer on a team's server.

use rolo::server::add_pair;
use rolo::store::Role;
use rolo::workspace::team_catalog;
use serde_json::{Value, json};

use super::house::{House, KEYS, get_at};

const EMPLOYEES: &str = "/app/dao/v6/employees";

fn names(people: &Value) -> Vec<&str> {
    let people = people.as_array().unwrap();
    people
        .iter()
        .map(|one| one["fullName"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn the_employees_of_a_team_are_its_users_and_nobody_else() {
    let house = House::open_with(&team_catalog()).await;
    for name in ["ann", "Bob"] {
        add_pair(&house.store, name, Role::Write).await.unwrap();
    }
    let both = get_at(&house, EMPLOYEES, "a=getAllEmployeesAndTeams").await;
    assert_eq!(names(&both["employeeData"]), ["ann", "Bob"]);
    assert_eq!(both["teamData"], json!([]));
    let found = get_at(&house, EMPLOYEES, "a=getAllBySearchText&searchText=BO").await;
    assert_eq!(names(&found["data"]), ["Bob"]);
    // The drop-down offers them, and a name that is given finds its number.
    let config = house.get(&format!("a=getConfigData{KEYS}")).await;
    assert_eq!(names(&config["employees"]), ["ann", "Bob"]);
    let id = house
        .made(json!({"customerName": "A", "assigneeObjectRefName": "Bob"}))
        .await;
    let kept: Value = serde_json::from_str(&house.stored(id).await).unwrap();
    assert_eq!(kept["assigneeObjectRefId"], found["data"][0]["employeeId"]);
    assert_eq!(kept["assigneeObjectId"], 8);
}
