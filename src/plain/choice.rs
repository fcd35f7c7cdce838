//! Owns the question for what a list offers: one of it, or several, by number or by a part of the name.
//! Must not know what is offered: the form's drop-down does.

use std::io::Write;

use super::Stop;
use super::desk::Desk;
use super::edit::spot;
use super::value::{Went, asking};
use super::word::Answer;
use crate::app::form::Form;
use crate::app::layer::{Picker, Take};
use crate::app::line::Line;
use crate::app::words::plain as words;
use crate::customer::text::fold;

/// A list that is longer is not read out unless that is wanted.
const SHORT: usize = 12;

/// What was meant by what was typed.
#[derive(Debug, PartialEq)]
enum Meant {
    This(Box<Take>),
    /// One of these, by their places.
    OneOf(Vec<usize>),
    Nothing,
}

impl<W: Write> Desk<W> {
    pub(super) async fn ask_choice(&mut self, form: &mut Form) -> Result<Went, Stop> {
        let here = form.focus;
        let Some(mut picker) = form.offers().map(Picker::of_offers) else {
            return Ok(Went::On);
        };
        let now = form
            .offers()
            .and_then(|offers| offers.current.first().cloned());
        let question = asking(&spot(form, here), &now.unwrap_or_default());
        self.offer(&picker)?;
        loop {
            let Some(take) = (match self.answer(&question).await? {
                Answer::Keep => return Ok(Went::On),
                Answer::Stop => return Ok(Went::Stop),
                Answer::Empty => Some(Take::Nothing),
                answer => self.taken(&mut picker, answer)?,
            }) else {
                continue;
            };
            form.focus = here;
            match &take {
                Take::Offer(offer) => drop(form.take(Some(offer))),
                Take::Nothing => drop(form.take(None)),
                // What stands there is not offered any more, and stays.
                _ => return Ok(Went::On),
            }
            if self.accept(form).await? {
                return Ok(Went::On);
            }
        }
    }

    pub(super) async fn ask_ticks(&mut self, form: &mut Form) -> Result<Went, Stop> {
        let here = form.focus;
        let label = spot(form, here);
        let mut is_first = true;
        loop {
            let Some(offers) = form.offers() else {
                return Ok(Went::On);
            };
            let question = asking(&label, &offers.current.join(", "));
            let mut picker = Picker::of_offers(offers);
            if std::mem::take(&mut is_first) {
                self.offer(&picker)?;
                self.talk.say(words::TICKS_HELP)?;
            }
            match self.answer(&question).await? {
                Answer::Keep => return Ok(Went::On),
                Answer::Stop => return Ok(Went::Stop),
                Answer::Empty => drop(form.clear()),
                answer => match self.taken(&mut picker, answer)? {
                    Some(Take::Offer(offer)) => drop(form.take(Some(&offer))),
                    _ => continue,
                },
            }
            self.accept(form).await?;
            form.focus = here;
        }
    }

    /// What an answer takes; none where that has to be asked again.
    fn taken(&mut self, picker: &mut Picker, answer: Answer) -> Result<Option<Take>, Stop> {
        let text = match answer {
            Answer::Text(text) => text,
            _ => {
                self.talk.say(words::CHOICE_HELP)?;
                self.talk.say(words::VALUE_HELP)?;
                return Ok(None);
            }
        };
        if text == "*" {
            self.read_out(picker, 0..picker.items.len())?;
            return Ok(None);
        }
        match meant(picker, &text) {
            Meant::This(take) => return Ok(Some(*take)),
            Meant::OneOf(places) => {
                self.talk.say(words::WHICH_ONE)?;
                self.read_out(picker, places)?;
            }
            Meant::Nothing => self.talk.say(words::not_in_list(text))?,
        }
        Ok(None)
    }

    fn offer(&mut self, picker: &Picker) -> Result<(), Stop> {
        match picker.items.len() {
            0 => Ok(()),
            1..=SHORT => self.read_out(picker, 0..picker.items.len()),
            many => Ok(self.talk.say(words::choices(many))?),
        }
    }

    fn read_out(
        &mut self,
        picker: &Picker,
        places: impl IntoIterator<Item = usize>,
    ) -> Result<(), Stop> {
        for place in places {
            let Some(item) = picker.items.get(place) else {
                continue;
            };
            let mut line = format!("{}. {}", place + 1, item.name);
            for part in [
                item.note.as_str(),
                if item.current { words::NOW } else { "" },
            ] {
                if !part.is_empty() {
                    line = format!("{line}, {part}");
                }
            }
            self.talk.say(line)?;
        }
        Ok(())
    }
}

/// A number is a place in the list; a name that is typed whole is that one, a part of it all that hold it.
fn meant(picker: &mut Picker, text: &str) -> Meant {
    let place = text.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
    if let Some(item) = place.and_then(|place| picker.items.get(place)) {
        return Meant::This(Box::new(item.take.clone()));
    }
    let wanted = fold(text);
    let whole = picker.items.iter().find(|item| fold(&item.name) == wanted);
    if let Some(item) = whole {
        return Meant::This(Box::new(item.take.clone()));
    }
    picker.line = Line::new(text);
    picker.cursor = 0;
    let matching = picker.matching();
    if let [] | [_] = matching.as_slice() {
        let taken = picker.taken().map(Box::new);
        return taken.map_or(Meant::Nothing, Meant::This);
    }
    let names: Vec<&str> = matching.iter().map(|item| item.name.as_str()).collect();
    let is_one = |place: &usize| names.contains(&picker.items[*place].name.as_str());
    Meant::OneOf((0..picker.items.len()).filter(is_one).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::form::touch::Offers;
    use crate::customer::Choice;

    fn picker(names: &[&str]) -> Picker {
        let all = names.iter().map(|name| Choice {
            id: serde_json::json!(name),
            name: (*name).to_owned(),
            code: None,
            enabled: true,
            object: None,
        });
        Picker::of_offers(Offers {
            title: String::new(),
            all: all.collect(),
            current: Vec::new(),
            many: false,
            clearable: false,
        })
    }

    fn name(meant: Meant) -> Option<String> {
        match meant {
            Meant::This(take) => match *take {
                Take::Offer(offer) => Some(offer.name),
                _ => None,
            },
            _ => None,
        }
    }

    #[test]
    fn a_number_a_name_or_a_part_of_one_name_takes_it() {
        let mut list = picker(&["Active", "Inactive", "Prospect"]);
        assert_eq!(name(meant(&mut list, "3")).unwrap(), "Prospect");
        assert_eq!(name(meant(&mut list, "active")).unwrap(), "Active");
        assert_eq!(name(meant(&mut list, "PROS")).unwrap(), "Prospect");
        assert_eq!(meant(&mut list, "act"), Meant::OneOf(vec![0, 1]));
        assert_eq!(meant(&mut list, "4"), Meant::Nothing);
        assert_eq!(meant(&mut list, "xyzzy"), Meant::Nothing);
    }

    #[test]
    fn where_the_list_is_not_known_any_word_may_be_taken() {
        assert_eq!(name(meant(&mut picker(&[]), "Anna")).unwrap(), "Anna");
    }
}
