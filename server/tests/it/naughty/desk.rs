//! The desk at which naughty texts are typed into forms, and what has to hold of the answers.

use std::collections::BTreeSet;

use ::app::failure::{Failure, FieldError, Problem};
use ::app::sentences;
use domain::text::TextError;
use futures_util::future::join_all;
use http::StatusCode;

use super::LIST;
use super::page::Page;
use crate::app::{Answer, Client};
use crate::told;

/// Forms that are on their way at a time.
const AT_A_TIME: usize = 32;

/// What a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// One line.
    Line,
    /// Several lines.
    Lines,
    /// An address of the web.
    Link,
    /// An address of mail.
    Email,
    /// A number with perhaps a unit.
    Figure,
}

/// A text field of a form.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    /// The longest text, in characters.
    pub(super) max: usize,
    pub(super) shape: Shape,
    /// Whether something has to be entered.
    pub(super) needed: bool,
}

impl Field {
    pub(super) const fn line(name: &'static str, label: &'static str, max: usize) -> Self {
        Self {
            name,
            label,
            max,
            shape: Shape::Line,
            needed: true,
        }
    }

    pub(super) const fn lines(name: &'static str, label: &'static str, max: usize) -> Self {
        Self {
            shape: Shape::Lines,
            ..Self::line(name, label, max)
        }
    }

    pub(super) const fn shaped(self, shape: Shape) -> Self {
        Self { shape, ..self }
    }

    pub(super) const fn optional(self) -> Self {
        Self { needed: false, ..self }
    }

    /// What is typed into it: the whole big list of naughty strings, what is as long as the field allows, and one longer.
    ///
    /// Texts of the list that the field takes share a form, as many as there is room for, and so do those that lack what it
    /// asks for; one that is too long or has a control character, and one that only the types that parse it can judge, is
    /// sent alone.
    pub(super) fn texts(&self) -> Vec<String> {
        let between = if self.shape == Shape::Lines { "\n" } else { " " };
        let (together, mut texts): (Vec<&str>, Vec<&str>) = LIST
            .iter()
            .partition(|text| matches!(self.fits(text), Ok(Some(_))) && !self.may_be(text));
        let together = packed(together, between, self.max);
        let ends = [self.long(self.max), self.long(self.max + 1)];
        texts.extend(together.iter().chain(&ends).map(String::as_str));
        // The list says some things twice, and a name is given once.
        let mut seen = BTreeSet::new();
        texts.retain(|text| seen.insert(text.to_lowercase()));
        texts.into_iter().map(ToOwned::to_owned).collect()
    }

    /// Whether a text has what every link, address or figure has, so that it may be one.
    fn may_be(&self, text: &str) -> bool {
        match self.shape {
            Shape::Line | Shape::Lines => false,
            Shape::Link => text.contains("://"),
            Shape::Email => text.contains('@'),
            Shape::Figure => text
                .trim_start()
                .starts_with(|c: char| c.is_numeric() || "+-−.,".contains(c)),
        }
    }

    /// A text of so many characters that fits but for its length.
    fn long(&self, length: usize) -> String {
        let filled = |head: &str, tail: &str| format!("{head}{}{tail}", "ü".repeat(length - head.len() - tail.len()));
        match self.shape {
            Shape::Line | Shape::Lines => filled("", ""),
            Shape::Link => filled("https://example.org/", ""),
            Shape::Email => filled("", "@limits.example"),
            Shape::Figure => filled("1 ", ""),
        }
    }

    /// Another text in place of one that was refused.
    pub(super) fn plain(&self) -> &'static str {
        match self.shape {
            Shape::Line | Shape::Lines | Shape::Figure => "1",
            Shape::Link => "https://example.org/",
            Shape::Email => "somebody@limits.example",
        }
    }

    /// The text where the field surely takes it, another one where not.
    pub(super) fn good(&self, typed: &str) -> String {
        let any = matches!(self.shape, Shape::Line | Shape::Lines);
        let fits = any && matches!(self.fits(typed), Ok(Some(_)));
        if fits { typed } else { self.plain() }.to_owned()
    }

    /// The text as it is kept; nothing where the field is left empty.
    ///
    /// # Errors
    /// What is wrong with it. Told without asking the types that parse it; what a link, an address and a figure look like is
    /// theirs to say, so these may refuse what fits.
    pub(super) fn fits(&self, typed: &str) -> Result<Option<String>, TextError> {
        let several = self.shape == Shape::Lines;
        let text = typed.replace("\r\n", if several { "\n" } else { "\r\n" });
        let text = text.trim();
        if text.is_empty() {
            return if self.needed { Err(TextError::Empty) } else { Ok(None) };
        }
        if text.chars().count() > self.max {
            return Err(TextError::TooLong { limit: self.max });
        }
        if text
            .chars()
            .any(|c| c.is_control() && !(several && matches!(c, '\n' | '\t')))
        {
            return Err(TextError::Control);
        }
        Ok(Some(match self.shape {
            Shape::Line | Shape::Lines | Shape::Link | Shape::Figure => text.to_owned(),
            Shape::Email => text.to_lowercase(),
        }))
    }
}

/// A field that takes texts of one exact form: a date, a time of day, a number.
#[derive(Clone, Copy)]
pub(super) struct Exact {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    /// Whether it may take a text.
    pub(super) may: fn(&str) -> bool,
}

/// A field that takes nothing of the list.
pub(super) const fn exact(name: &'static str, label: &'static str) -> Exact {
    Exact {
        name,
        label,
        may: |_| false,
    }
}

/// A field that may be left empty, and takes nothing else of the list.
pub(super) const fn exact_or_none(name: &'static str, label: &'static str) -> Exact {
    Exact {
        name,
        label,
        may: |text| text.trim().is_empty(),
    }
}

/// A field that takes whole numbers, and may be left empty.
pub(super) const fn whole_number(name: &'static str, label: &'static str) -> Exact {
    Exact {
        name,
        label,
        may: |text| text.trim().is_empty() || text.trim().parse::<u32>().is_ok(),
    }
}

/// A form: where it is sent, the page that it stands on, and what else it holds.
#[derive(Clone, Copy)]
pub(super) struct Form<'a> {
    pub(super) path: &'a str,
    pub(super) page: &'a str,
    pub(super) fixed: &'a [(&'a str, &'a str)],
}

/// Somebody who types, and remembers what was kept and how refusals were told.
pub(super) struct Desk<'a> {
    pub(super) client: Client<'a>,
    /// Every text that was kept, of whatever field.
    pub(super) kept: Vec<String>,
    /// Refusals whose page was looked at: each kind once a field.
    told: BTreeSet<String>,
}

impl<'a> Desk<'a> {
    pub(super) fn of(client: Client<'a>) -> Self {
        Self {
            client,
            kept: Vec::new(),
            told: BTreeSet::new(),
        }
    }

    /// Types texts into the `fields` of a form, one into each, and sends it. Those that do not take it say so, every one of
    /// them, and the form is sent again without; gives the answer to what was saved, and what each field kept. Nothing is
    /// saved where no field takes it.
    pub(super) async fn type_in(
        &mut self,
        form: &Form<'_>,
        fields: &[Field],
        texts: &[String],
    ) -> Option<(Answer, Vec<Option<String>>)> {
        let mut typed = texts.to_vec();
        let first = self.send(form, fields, &typed).await;
        let refused = refused(&first);
        for (field, value) in fields.iter().zip(&mut typed) {
            let Some(error) = refused.iter().find(|error| error.field == field.name) else {
                let fits = field.fits(value);
                assert!(fits.is_ok(), "{} took {value:?}: {fits:?}", field.label);
                continue;
            };
            right_to_refuse(field, value, &error.problem);
            self.tells(form, fields, value, field, &error.problem).await;
            field.plain().clone_into(value);
        }
        if refused.len() == fields.len() {
            return None;
        }
        let saved = if refused.is_empty() {
            first
        } else {
            self.send(form, fields, &typed).await
        };
        assert_eq!(saved.status, StatusCode::OK, "{}: {typed:?}: {}", form.path, saved.body);
        let kept: Vec<Option<String>> = fields
            .iter()
            .zip(&typed)
            .map(|(field, value)| field.fits(value).unwrap())
            .collect();
        self.kept.extend(kept.iter().flatten().cloned());
        Some((saved, kept))
    }

    /// The same for every text of the one field of a form whose answers do not depend on each other: several are on their
    /// way at a time, and the writer takes them in one turn.
    pub(super) async fn type_all(&mut self, form: &Form<'_>, field: Field) {
        for texts in field.texts().chunks(AT_A_TIME) {
            let sent = texts.iter().map(|text| {
                let mut client = self.client.clone();
                async move {
                    let fields = [field];
                    let pairs = pairs(form, &fields, std::slice::from_ref(text));
                    client.call(form.path, &pairs).await
                }
            });
            for (text, answer) in texts.iter().zip(join_all(sent).await) {
                match refused(&answer).as_slice() {
                    [] => {
                        let kept = field.fits(text);
                        let kept = kept.unwrap_or_else(|wrong| panic!("{} took {text:?}: {wrong:?}", field.label));
                        self.kept.extend(kept);
                    }
                    [error] if error.field == field.name => {
                        right_to_refuse(&field, text, &error.problem);
                        self.tells(form, &[field], text, &field, &error.problem).await;
                    }
                    others => panic!("{}: {text:?}: {others:?}", form.path),
                }
            }
        }
    }

    /// Types every text into all of the `fields` of a form, which take dates, times of day and numbers: each says a
    /// sentence unless it `may` take the text, and the form saves nothing.
    pub(super) async fn types_rubbish(&mut self, form: &Form<'_>, fields: &[Exact]) {
        for text in Field::line("", "", 200).shaped(Shape::Figure).texts() {
            let typed = fields.iter().map(|field| (field.name, text.as_str()));
            let mut pairs: Vec<(&str, &str)> = form.fixed.iter().copied().chain(typed).collect();
            if fields.iter().all(|field| (field.may)(&text)) {
                continue;
            }
            let answer = self.client.call(form.path, &pairs).await;
            let refused = refused(&answer);
            assert!(!refused.is_empty(), "{} took {text:?}", form.path);
            for field in fields {
                let told = refused.iter().any(|error| error.field == field.name);
                assert!(told || (field.may)(&text), "{} took {text:?}", field.label);
            }
            if !self.told.insert(format!("{} {refused:?}", form.path)) {
                continue;
            }
            pairs.push(("page", form.page));
            let answer = self.client.post(form.path, &pairs).await;
            assert_eq!(
                answer.status,
                StatusCode::UNPROCESSABLE_ENTITY,
                "{text:?}: {}",
                answer.body
            );
            let page = Page::read(&answer.body);
            for error in &refused {
                let field = fields.iter().find(|field| field.name == error.field);
                let field = field.unwrap_or_else(|| panic!("{}: {error:?} for {text:?}", form.path));
                let sentence = sentences::problem(field.label, &error.problem);
                let told = told::at(&answer.body, &error.field);
                assert_eq!(told, Some(sentence), "{} on {}", error.field, form.page);
            }
            assert!(page.holds(&text), "{text:?} is lost: {}", answer.body);
        }
    }

    async fn send(&mut self, form: &Form<'_>, fields: &[Field], typed: &[String]) -> Answer {
        let pairs = pairs(form, fields, typed);
        self.client.call(form.path, &pairs).await
    }

    /// The same through the form of the page, once for each kind of refusal: the sentence stands at the field, and what was
    /// typed is still in it, as text.
    async fn tells(&mut self, form: &Form<'_>, fields: &[Field], value: &str, field: &Field, problem: &Problem) {
        if !self.told.insert(format!("{} {} {problem:?}", form.path, field.name)) {
            return;
        }
        let typed: Vec<String> = fields
            .iter()
            .map(|one| if one.name == field.name { value } else { one.plain() }.to_owned())
            .collect();
        let mut pairs = pairs(form, fields, &typed);
        pairs.push(("page", form.page));
        let answer = self.client.post(form.path, &pairs).await;
        let sentence = sentences::problem(field.label, problem);
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
        let page = Page::read(&answer.body);
        let told = told::at(&answer.body, field.name);
        assert_eq!(told, Some(sentence), "{} on {}", field.name, form.page);
        assert!(page.holds(value), "{value:?} is lost: {}", answer.body);
    }
}

fn pairs<'f>(form: &Form<'f>, fields: &'f [Field], typed: &'f [String]) -> Vec<(&'f str, &'f str)> {
    let values = fields.iter().zip(typed);
    let own = values.map(|(field, value)| (field.name, value.as_str()));
    form.fixed.iter().copied().chain(own).collect()
}

/// The fields that a program is told about; none where the form was taken.
fn refused(answer: &Answer) -> Vec<FieldError> {
    if answer.status == StatusCode::OK {
        return Vec::new();
    }
    match serde_json::from_str(&answer.body) {
        Ok(Failure::Invalid { fields }) => fields,
        other => panic!("{} {other:?} {}", answer.status, answer.body),
    }
}

/// A refusal says what is wrong, and something is.
fn right_to_refuse(field: &Field, value: &str, problem: &Problem) {
    let Problem::Text(said) = problem else {
        panic!("{}: {problem:?} for {value:?}", field.label);
    };
    let shaped = matches!(field.shape, Shape::Link | Shape::Email | Shape::Figure);
    match field.fits(value) {
        Err(wrong) => assert_eq!(*said, wrong, "{}: {value:?}", field.label),
        Ok(_) => {
            assert!(
                shaped && *said == TextError::Form,
                "{}: {said:?} for {value:?}",
                field.label
            );
            assert!(value != field.long(field.max), "{} at its limit", field.label);
        }
    }
}

/// What is typed into several fields of one form, one after the other: the texts of each side by side.
pub(super) fn rounds(fields: &[Field]) -> Vec<Vec<String>> {
    let texts: Vec<Vec<String>> = fields.iter().map(Field::texts).collect();
    let longest = texts.iter().map(Vec::len).max().unwrap_or_default();
    let typed = |round: usize| {
        let each = fields.iter().zip(&texts);
        let one = |(field, texts): (&Field, &Vec<String>)| {
            texts.get(round).cloned().unwrap_or_else(|| field.plain().to_owned())
        };
        each.map(one).collect()
    };
    (0..longest).map(typed).collect()
}

/// Puts texts together, each once, as many as there is room for in `max` characters: the longest first, each where it fits.
pub(super) fn packed(texts: Vec<&str>, between: &str, max: usize) -> Vec<String> {
    let mut texts: Vec<(usize, &str)> = texts.into_iter().map(|text| (text.chars().count(), text)).collect();
    texts.sort_by_key(|(length, _)| std::cmp::Reverse(*length));
    let mut packs: Vec<(usize, String)> = Vec::new();
    for (length, text) in texts {
        let room = packs
            .iter_mut()
            .find(|(taken, _)| taken + between.len() + length <= max);
        match room {
            Some((taken, pack)) => {
                *taken += between.len() + length;
                pack.push_str(between);
                pack.push_str(text);
            }
            None => packs.push((length, text.to_owned())),
        }
    }
    packs.into_iter().map(|(_, pack)| pack).collect()
}
