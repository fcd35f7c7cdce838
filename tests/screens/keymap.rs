//! The page of keys in `assets/` says what the keys do. With `ROLO_WRITE_DOCS` set it is written anew.

use rolo::app::keymap::{Context, Keymap};

const HEAD: &str = r#"# The keys of rolo: where, which key, what it does. This file is documentation: rolo reads `keymap.toml` in
# its folder of settings ($ROLO_CONFIG_DIR, else ~/.config/rolo on Linux), patches these keys with it, and never
# writes it. Copy the lines that you want to change.
#   "x" = "delete"     the key does this here
#   "d" = []           the key does nothing any more
#   "g g" = "first"    one key after the other, as many as you like; the screen says what may follow
# Actions belong to their place: what stands under [list] here can stand under [list] there.
# What works at the moment is on the bottom line of the screen, all of it under `?` (in a form: F1), and every
# action with its key under `:` (in a form: F2). What could not be read is said by `rolo config show`.
"#;

fn page() -> String {
    let keymap = Keymap::default();
    let mut page = HEAD.to_owned();
    for context in Context::all() {
        let (name, title) = (context.name(), context.title());
        page.push_str(&format!("\n# {title}\n[{name}]\n"));
        for binding in keymap.here(&[context]) {
            let pair = format!("\"{}\" = \"{}\"", binding.key, binding.action.name());
            page.push_str(&format!("{pair:33} # {}\n", binding.action.label()));
        }
    }
    page
}

#[test]
fn the_page_of_keys_is_true() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/keymap.toml");
    if std::env::var_os("ROLO_WRITE_DOCS").is_some() {
        std::fs::write(path, page()).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap();
    assert_eq!(
        kept,
        page(),
        "set ROLO_WRITE_DOCS and run this test to write the page anew"
    );
}
