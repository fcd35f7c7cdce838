//! Owns what may be typed: the words at each question, and the page of help that names them.
//! Must not do anything.

/// What is typed where customers are looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    Nothing,
    Help,
    Quit,
    Next,
    Previous,
    /// The results from the first on.
    List,
    /// All customers.
    All,
    Number(usize),
    /// The open customer, or the one of this number, or this field of the open one.
    Edit(String),
    New,
    Notes,
    Undo,
    Redo,
    Search(String),
}

pub const HELP: [&str; 12] = [
    "Words, or a search such as status:active city:berlin, look for customers.",
    "A number shows that customer of the results.",
    "n and p: the next and the previous page; at a customer, the next and the previous one.",
    "l or a dot: the results again. a: all customers.",
    "e: edit the customer. e 3: edit the third. e website: edit that field.",
    "new: make a customer.",
    "notes: the notes of the customer.",
    "u: undo the last change. U: do it again.",
    "q: quit. So does the end of input, or Ctrl-C; what is typed is kept.",
    "/ before a search: what follows is looked for, whatever it says.",
    "?: this help.",
    "Changes that wait for the server are listed by the command rolo outbox.",
];

impl Word {
    pub fn of(typed: &str) -> Word {
        if let Some(search) = typed.strip_prefix('/') {
            return Word::Search(search.trim().to_owned());
        }
        if let Ok(number) = typed.parse() {
            return Word::Number(number);
        }
        match typed {
            "" => Word::Nothing,
            "?" => Word::Help,
            "q" | "quit" => Word::Quit,
            "n" => Word::Next,
            "p" => Word::Previous,
            "l" | "." => Word::List,
            "a" => Word::All,
            "e" => Word::Edit(String::new()),
            "new" => Word::New,
            "notes" => Word::Notes,
            "u" => Word::Undo,
            "U" => Word::Redo,
            other => match other.strip_prefix("e ") {
                Some(what) => Word::Edit(what.trim().to_owned()),
                None => Word::Search(other.to_owned()),
            },
        }
    }
}

/// What is typed at a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    Nothing,
    Help,
    Quit,
    Leave,
    Save,
    List,
    Through,
    Changes,
    Discard,
    Undo,
    Redo,
    /// A field by its name or its number.
    Field(String),
}

pub const FORM_HELP: [&str; 10] = [
    "A field's number or name edits it.",
    "f: field by field, from the first.",
    "l: all fields, the empty ones too.",
    "c: what is changed so far.",
    "s: save.",
    "u: undo the last answer. U: do it again.",
    "x: discard what was typed.",
    ". leaves, and keeps what was typed as a draft.",
    "q: quit, and keep it too.",
    "?: this help.",
];

impl Deed {
    pub fn of(typed: &str) -> Deed {
        match typed {
            "" => Deed::Nothing,
            "?" => Deed::Help,
            "q" | "quit" => Deed::Quit,
            "." => Deed::Leave,
            "s" | "save" => Deed::Save,
            "l" => Deed::List,
            "f" => Deed::Through,
            "c" => Deed::Changes,
            "x" => Deed::Discard,
            "u" => Deed::Undo,
            "U" => Deed::Redo,
            name => Deed::Field(name.to_owned()),
        }
    }
}

/// Before the name of a new customer is asked for.
pub const NAME_HELP: &str = "The name first; . goes to the form without it, q quits.";

/// What may be answered where two have changed one field.
pub const CONFLICT_HELP: [&str; 4] = [
    "m: yours is saved in the place of theirs. t: theirs stays, and yours is dropped.",
    "b, where it is offered: both are kept.",
    "k: nothing is decided now; the change waits in the outbox.",
    "q: the same, and quit.",
];

/// An answer to the question for a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    Keep,
    Help,
    Stop,
    Empty,
    Text(String),
}

pub const VALUE_HELP: &str = "Enter keeps what stands there, - empties it, . goes back to the form, q quits. = before a value: what follows is meant as it is.";

impl Answer {
    pub fn of(typed: &str) -> Answer {
        match typed {
            "" => Answer::Keep,
            "?" => Answer::Help,
            "." => Answer::Stop,
            "-" => Answer::Empty,
            text => Answer::Text(text.strip_prefix('=').unwrap_or(text).trim().to_owned()),
        }
    }
}

/// Where one customer is to be chosen.
pub const PICK_HELP: &str =
    "Type words to look for customers, l to list them; a number picks one, q picks none.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_word_of_ours_is_a_search() {
        assert_eq!(Word::of("e volks"), Word::Edit("volks".to_owned()));
        assert_eq!(Word::of("eon"), Word::Search("eon".to_owned()));
        assert_eq!(Word::of("/e volks"), Word::Search("e volks".to_owned()));
        assert_eq!(Word::of("/1001"), Word::Search("1001".to_owned()));
        assert_eq!(Word::of("12"), Word::Number(12));
        assert_eq!(Word::of("U"), Word::Redo);
    }

    #[test]
    fn every_sign_can_be_a_value_too() {
        assert_eq!(Answer::of("-"), Answer::Empty);
        for sign in ["-", ".", "?", "=", ""] {
            let typed = format!("={sign}");
            assert_eq!(Answer::of(&typed), Answer::Text(sign.to_owned()));
        }
    }
}
