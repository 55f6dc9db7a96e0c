//! Forms of pages: what was typed survives a refusal, and the sentence stands beside the control.
//!
//! A form posts to a server function. When that fails for a plain form, `server` renders the page that the form stands
//! on again, with a [`FormState`] in the context; [`use_form`] reads it. No state is kept anywhere else.

use domain::refusal::Refusal;
use leptos::prelude::*;

use crate::context::{Current, sources};
use crate::failure::{Failure, Problem};
use domain::id::RequestId;

/// Name of the hidden field with the [`RequestId`] made when the form was rendered (D13).
pub const REQUEST_FIELD: &str = "request";
/// Name of the hidden field with the path of the page that the form stands on.
pub const PAGE_FIELD: &str = "page";

/// A form that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormState {
    /// Path of the server function, as in the form's `action`.
    pub action: String,
    /// What was typed, in order, without secrets.
    pub fields: Vec<(String, String)>,
    /// Why it failed.
    pub failure: Failure,
}

/// Whether a field holds a secret: it is never rendered again, logged or made part of a digest.
pub fn is_secret(field: &str) -> bool {
    field == "code" || field.ends_with("password")
}

/// One form of a page, and what became of it if it was just posted and failed.
#[derive(Debug, Clone, Default)]
pub struct Form {
    failed: Option<FormState>,
}

/// The form of a page that posts to `action` (the server function's `url()`).
pub fn use_form(action: &str) -> Form {
    Form {
        failed: Current::get()
            .and_then(|current| current.form.clone())
            .filter(|form| form.action == action),
    }
}

impl Form {
    /// The same form where a page has several with one action: only the one whose field `name` held `value` failed.
    #[must_use]
    pub fn with(self, name: &str, value: &str) -> Self {
        Self {
            failed: self
                .failed
                .filter(|form| form.fields.iter().any(|(n, v)| n == name && v == value)),
        }
    }

    /// The same form with other values in some fields: what was stored meanwhile, where the person had not typed there.
    #[must_use]
    pub fn replacing(mut self, values: &[(&str, String)]) -> Self {
        for (name, value) in self.failed.iter_mut().flat_map(|form| &mut form.fields) {
            if let Some((_, other)) = values.iter().find(|(known, _)| known == name) {
                value.clone_from(other);
            }
        }
        self
    }

    /// Whether this form was just posted and failed.
    pub fn failed(&self) -> bool {
        self.failed.is_some()
    }

    /// What was typed into a field; `None` when the form was not posted, or had no such field.
    pub fn typed(&self, name: &str) -> Option<String> {
        let form = self.failed.as_ref()?;
        form.fields.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone())
    }

    /// What a field shows: what was typed, or else `stored`.
    pub fn value(&self, name: &str, stored: &str) -> String {
        self.typed(name).unwrap_or_else(|| stored.to_owned())
    }

    /// Everything typed or ticked under a name, in order: checkboxes.
    pub fn values(&self, name: &str) -> Vec<String> {
        let fields = self.failed.iter().flat_map(|form| &form.fields);
        fields.filter(|(n, _)| n == name).map(|(_, v)| v.clone()).collect()
    }

    /// Whether a checkbox or option is on: as it was posted, or else as stored.
    pub fn chosen(&self, name: &str, value: &str, stored: bool) -> bool {
        match &self.failed {
            Some(form) => form.fields.iter().any(|(n, v)| n == name && v == value),
            None => stored,
        }
    }

    /// Everything that was sent, in order; nothing when the form was not posted.
    pub fn fields(&self) -> impl Iterator<Item = &(String, String)> {
        self.failed.iter().flat_map(|form| &form.fields)
    }

    /// What is wrong with a field.
    pub fn problem(&self, name: &str) -> Option<Problem> {
        match &self.failed.as_ref()?.failure {
            Failure::Invalid { fields } => fields
                .iter()
                .find(|error| error.field == name)
                .map(|error| error.problem.clone()),
            Failure::Refused(_)
            | Failure::Gate(_)
            | Failure::Preview
            | Failure::NotSignedIn
            | Failure::NotFound
            | Failure::ForeignOrigin
            | Failure::TooLarge { .. }
            | Failure::Malformed
            | Failure::Unavailable
            | Failure::Busy { .. }
            | Failure::Internal { .. } => None,
        }
    }

    /// Everything that is wrong with fields, in order.
    pub fn problems(&self) -> Vec<(String, Problem)> {
        match self.failed.as_ref().map(|form| &form.failure) {
            Some(Failure::Invalid { fields }) => fields
                .iter()
                .map(|error| (error.field.clone(), error.problem.clone()))
                .collect(),
            Some(_) | None => Vec::new(),
        }
    }

    /// Why a rule refused it.
    pub fn refusal(&self) -> Option<Refusal> {
        match self.failed.as_ref().map(|form| &form.failure) {
            Some(Failure::Refused(refusal)) => Some(refusal.clone()),
            Some(_) | None => None,
        }
    }

    /// Why it failed, whatever the reason.
    pub fn failure(&self) -> Option<Failure> {
        self.failed.as_ref().map(|form| form.failure.clone())
    }
}

/// The hidden fields that every form carries: the request's id and the page it stands on.
#[component]
pub fn Hidden(
    /// The page that the form will stand on, where that is not the one being rendered: a region that an island puts in
    /// place.
    #[prop(default = None)]
    page: Option<String>,
    /// The id on that page of what is looked at after success; its beginning without one.
    #[prop(default = None)]
    part: Option<&'static str>,
) -> impl IntoView {
    let request = RequestId::new(sources().uuid()).to_string();
    let rendered = || Current::get().map(|current| current.path.clone()).unwrap_or_default();
    let mut page = page.unwrap_or_else(rendered);
    if let Some(part) = part {
        page = format!("{page}#{part}");
    }
    view! {
        <input type="hidden" name=REQUEST_FIELD value=request />
        <input type="hidden" name=PAGE_FIELD value=page />
    }
}
