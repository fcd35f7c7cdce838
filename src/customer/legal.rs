//! Owns reading a company's name: its words, and the legal form beside them, however either is spelled.
//! Must not decide whether two names are one company.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::text::fold;

const FORMS: &str = include_str!("../../assets/legal-forms.csv");

/// A name taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameParts {
    /// Folded, in their order, without the legal form. Never empty where the name has a word.
    pub words: Vec<String>,
    /// The legal form in its usual spelling; none where the name has none that is known.
    pub form: Option<&'static str>,
}

/// Forms that also stand before the name. Others there are part of it: `AS Roma` is no company limited by shares.
const BEFORE: [&str; 12] = [
    "Stichting",
    "PT",
    "SIA",
    "UAB",
    "OÜ",
    "OOO",
    "AO",
    "PAO",
    "ТОВ",
    "SARL",
    "SAS",
    "SCI",
];
/// Words that join others and say nothing themselves.
const JOINING: [&str; 5] = ["and", "und", "et", "y", "the"];

/// A folded spelling to the form's usual spelling.
static SPELLINGS: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let mut known = HashMap::new();
    for line in FORMS.lines().filter(|line| !line.starts_with('#')) {
        let mut spellings = line.split(',');
        let Some(form) = spellings.next() else {
            continue;
        };
        for spelling in spellings {
            known.entry(words(spelling).join(" ")).or_insert(form);
        }
    }
    known
});

/// The most words that a spelling in the list has.
static LONGEST: LazyLock<usize> = LazyLock::new(|| {
    let lengths = SPELLINGS.keys().map(|spelling| spelling.split(' ').count());
    lengths.max().unwrap_or(0)
});

/// Takes a name apart.
pub fn read(name: &str) -> NameParts {
    let mut words = words(name);
    let form = take_after(&mut words).or_else(|| take_before(&mut words));
    let says_something = |word: &String| !JOINING.contains(&word.as_str());
    if words.iter().any(says_something) {
        words.retain(says_something);
    }
    NameParts { words, form }
}

/// Folded words; everything but letters and digits parts them.
pub fn words(text: &str) -> Vec<String> {
    fold(text)
        // The marks of Thai or Hindi are neither letters nor digits, and belong to the word.
        .split(|c: char| !c.is_alphanumeric() && (c.is_ascii() || !is_mark(c)))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// Takes the longest form off the end, so that a word is left.
fn take_after(words: &mut Vec<String>) -> Option<&'static str> {
    let most = words.len().saturating_sub(1).min(*LONGEST);
    (1..=most).rev().find_map(|count| {
        let at = words.len() - count;
        let form = SPELLINGS.get(&words[at..].join(" ")).copied()?;
        words.truncate(at);
        Some(form)
    })
}

fn take_before(words: &mut Vec<String>) -> Option<&'static str> {
    let most = words.len().saturating_sub(1).min(*LONGEST);
    (1..=most).rev().find_map(|count| {
        let form = SPELLINGS.get(&words[..count].join(" ")).copied()?;
        BEFORE.contains(&form).then(|| {
            words.drain(..count);
            form
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parts(name: &str) -> (String, Option<&'static str>) {
        let parts = read(name);
        (parts.words.join(" "), parts.form)
    }

    #[test]
    fn spellings_of_one_form_are_one() {
        for (name, words, form) in [
            ("Müller GmbH", "muller", "GmbH"),
            (
                "MÜLLER Gesellschaft mit beschränkter Haftung",
                "muller",
                "GmbH",
            ),
            ("Müller GmbH & Co. KG", "muller", "GmbH & Co. KG"),
            ("Acme, Inc.", "acme", "Inc"),
            ("ACME Incorporated", "acme", "Inc"),
            ("Acme Co., Ltd.", "acme", "Ltd"),
            ("Acme Pvt. Ltd.", "acme", "Pvt Ltd"),
            ("Acme Private Limited", "acme", "Pvt Ltd"),
            ("Lumen S.à r.l.", "lumen", "SARL"),
            ("Lumen L.L.C.", "lumen", "LLC"),
            ("Nordisk A/S", "nordisk", "AS"),
            (
                "Nowak spółka z ograniczoną odpowiedzialnością",
                "nowak",
                "sp. z o.o.",
            ),
            ("Stichting Pensioen", "pensioen", "Stichting"),
            ("トヨタ自動車 株式会社", "トヨタ自動車", "KK"),
        ] {
            assert_eq!(parts(name), (words.to_owned(), Some(form)), "{name}");
        }
    }

    #[test]
    fn two_forms_are_two() {
        assert_ne!(read("Acme GmbH").form, read("Acme AG").form);
        assert_ne!(read("Acme Ltd").form, read("Acme LLC").form);
        assert_eq!(read("Acme GmbH").words, read("ACME AG").words);
    }

    #[test]
    fn a_name_is_never_all_form() {
        assert_eq!(parts("Limited"), ("limited".to_owned(), None));
        assert_eq!(parts("AS Roma"), ("as roma".to_owned(), None));
        assert_eq!(parts("The The"), ("the the".to_owned(), None));
        assert_eq!(parts("  …  "), (String::new(), None));
    }

    #[test]
    fn joining_words_and_signs_say_nothing() {
        assert_eq!(parts("Smith & Sons"), parts("Smith and Sons"));
    }

    proptest! {
        #[test]
        fn a_name_with_a_word_keeps_one(name in "\\PC{0,24}( (Ltd|GmbH|& Co\\. KG))?") {
            prop_assert_eq!(words(&name).is_empty(), read(&name).words.is_empty());
        }
    }
}
