//! Fields of forms: label, hint, what is wrong, control (07). What was typed survives a refusal.

use leptos::prelude::*;

use super::{Icon, escaped};
use crate::form::Form;
use crate::sentences;

/// What a field is, beside its value.
#[derive(Debug, Clone, Copy, Default)]
pub struct Field {
    /// Name in the form; also the control's id unless `id` is set.
    pub name: &'static str,
    /// The label: exactly the word of the contract.
    pub label: &'static str,
    /// Said below the label.
    pub hint: Option<&'static str>,
    /// Most characters; 0 for no limit.
    pub max: usize,
    /// Set in the typeface of versions, hashes and codes.
    pub mono: bool,
    /// The control's id where the page has several fields of this name.
    pub id: Option<&'static str>,
    /// What browsers fill in.
    pub autocomplete: Option<&'static str>,
}

impl Field {
    fn id(&self) -> &'static str {
        self.id.unwrap_or(self.name)
    }

    /// The sentence that says what is wrong with it.
    pub fn error(&self, form: &Form) -> Option<String> {
        form.problem(self.name)
            .map(|problem| sentences::problem(self.label, &problem))
    }

    fn described(&self, error: Option<&String>) -> Option<String> {
        let id = self.id();
        match (self.hint, error) {
            (Some(_), Some(_)) => Some(format!("{id}-hint {id}-error")),
            (Some(_), None) => Some(format!("{id}-hint")),
            (None, Some(_)) => Some(format!("{id}-error")),
            (None, None) => None,
        }
    }

    fn frame(self, error: Option<String>, control: AnyView) -> AnyView {
        let id = self.id();
        view! {
            <div class="field">
                <label class="field__label" for=id>{self.label}</label>
                {self.hint.map(|hint| view! { <p class="field__hint" id=format!("{id}-hint")>{hint}</p> })}
                {error
                    .map(|error| {
                        view! { <p class="field__error" id=format!("{id}-error")><Icon name="alert" />{error}</p> }
                    })}
                {control}
            </div>
        }
        .into_any()
    }

    fn limit(&self) -> Option<String> {
        (self.max > 0).then(|| self.max.to_string())
    }

    fn face(&self) -> Option<&'static str> {
        self.mono.then_some("mono")
    }

    /// A line of text; `kind` is the input's type.
    pub fn line(self, form: &Form, kind: &'static str, stored: &str) -> AnyView {
        let error = self.error(form);
        let control = view! {
            <input
                class="input"
                id=self.id()
                name=self.name
                type=kind
                value=form.value(self.name, stored)
                maxlength=self.limit()
                data-face=self.face()
                autocomplete=self.autocomplete
                aria-describedby=self.described(error.as_ref())
                aria-invalid=error.is_some().then_some("true")
            />
        };
        self.frame(error, control.into_any())
    }

    /// A password: never rendered with a value.
    pub fn password(self, form: &Form) -> AnyView {
        let error = self.error(form);
        let control = view! {
            <input
                class="input"
                id=self.id()
                name=self.name
                type="password"
                autocomplete=self.autocomplete
                aria-describedby=self.described(error.as_ref())
                aria-invalid=error.is_some().then_some("true")
            />
        };
        self.frame(error, control.into_any())
    }

    /// A text of several lines.
    pub fn text(self, form: &Form, rows: u32, stored: &str) -> AnyView {
        let error = self.error(form);
        let control = view! {
            <textarea
                class="input"
                id=self.id()
                name=self.name
                rows=rows.to_string()
                maxlength=self.limit()
                data-face=self.face()
                aria-describedby=self.described(error.as_ref())
                aria-invalid=error.is_some().then_some("true")
                inner_html=text_area(&form.value(self.name, stored))
            ></textarea>
        };
        self.frame(error, control.into_any())
    }

    /// A file. Browsers do not take one back: it has to be chosen again.
    pub fn file(self, form: &Form, accept: &'static str) -> AnyView {
        let error = self.error(form);
        let control = view! {
            <input
                class="input"
                id=self.id()
                name=self.name
                type="file"
                accept=accept
                aria-describedby=self.described(error.as_ref())
                aria-invalid=error.is_some().then_some("true")
            />
        };
        self.frame(error, control.into_any())
    }

    /// One of several choices, as value and words.
    pub fn select(self, form: &Form, choices: Vec<(String, String)>, stored: &str) -> AnyView {
        let error = self.error(form);
        let chosen = form.value(self.name, stored);
        let options = choices
            .into_iter()
            .map(|(value, words)| {
                let selected = value == chosen;
                view! { <option value=value selected=selected>{words}</option> }
            })
            .collect_view();
        let control = view! {
            <select
                class="input"
                id=self.id()
                name=self.name
                aria-describedby=self.described(error.as_ref())
                aria-invalid=error.is_some().then_some("true")
            >
                {options}
            </select>
        };
        self.frame(error, control.into_any())
    }
}

/// A text as the content of a `<textarea>`. Leptos does not escape what stands there, and browsers leave out a line break
/// right after the tag.
pub fn text_area(text: &str) -> String {
    format!("\n{}", escaped(text))
}

/// What is wrong with a form, heading its page: one line per field, each leading to it.
pub fn errors(form: &Form, fields: &[Field]) -> Option<AnyView> {
    let lines = form.problems().into_iter().map(|(name, problem)| {
        let known = fields.iter().find(|field| field.name == name);
        let label = known.map_or_else(|| sentences::label(&name), |field| field.label.to_owned());
        let words = sentences::problem(&label, &problem);
        (known.map_or(name, |field| field.id().to_owned()), words)
    });
    errors_at(lines.collect())
}

/// The same where the fields are not known beforehand: the id of each control, and what is wrong with it.
pub fn errors_at(problems: Vec<(String, String)>) -> Option<AnyView> {
    if problems.is_empty() {
        return None;
    }
    let title = if problems.len() == 1 {
        "1 field needs another look".to_owned()
    } else {
        format!("{} fields need another look", problems.len())
    };
    let lines = problems
        .into_iter()
        .map(|(target, words)| view! { <li><a href=format!("#{target}")>{words}</a></li> })
        .collect_view();
    let view = view! {
        <div class="errors" role="alert" tabindex="-1" autofocus aria-labelledby="errs">
            <h2 id="errs">{title}</h2>
            <ul>{lines}</ul>
        </div>
    };
    Some(view.into_any())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_its_field() {
        let field = Field {
            name: "markdown",
            label: "Markdown",
            ..Field::default()
        };
        let html = Owner::new().with(|| field.text(&Form::default(), 3, "\n</textarea><b>&amp;").to_html());
        assert!(
            html.contains(">\n\n&lt;/textarea&gt;&lt;b&gt;&amp;amp;</textarea>"),
            "{html}"
        );
    }
}
