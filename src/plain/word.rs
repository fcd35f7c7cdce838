//! Owns what may be typed: the words at each question. The page of help that names them is in `app::words`.
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

/// An answer to the question for a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    Keep,
    Help,
    Stop,
    Empty,
    Text(String),
}

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
