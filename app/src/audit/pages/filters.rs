//! What the pages of the trail and of the access log share: filters that stand in the address, and the way to older lines.

use domain::backend::Opened;
use leptos::prelude::*;

use crate::audit::filter::Typed;
use crate::failure::Failure;
use crate::form::Form;
use crate::parts::{Field, Icon, Refused};
use crate::sentences;

/// The filters Who, What, From and To, after one that only one of the pages has. `kinds` are what What offers, as values
/// and words.
pub(super) fn chosen(
    opened: &Opened,
    typed: &Typed,
    kinds: &[(&'static str, &'static str)],
    first: Option<AnyView>,
    problem: Option<&Failure>,
) -> AnyView {
    let form = Form::default();
    let field = |name, label| Field {
        name,
        label,
        ..Field::default()
    };
    let mut people: Vec<(String, String)> = opened
        .directory
        .members
        .keys()
        .filter_map(|id| Some((id.to_string(), opened.people.get(id)?.name.to_string())))
        .collect();
    people.sort_by_key(|(_, name)| name.to_lowercase());
    people.insert(0, (String::new(), "Anybody".to_owned()));
    let anything = [("", "Anything")];
    let kinds = anything.iter().chain(kinds);
    let kinds = kinds.map(|(value, name)| ((*value).to_owned(), (*name).to_owned()));
    view! {
        {problem.map(|failure| view! { <Refused sentence=sentences::misread(failure) /> })}
        <form class="filters" method="get" role="search">
            {first} {field("who", "Who").select(&form, people, &typed.who)}
            {field("what", "What").select(&form, kinds.collect(), &typed.what)}
            {field("from", "From").line(&form, "date", &typed.from)} {field("to", "To").line(&form, "date", &typed.to)}
            <button class="button">"Apply"</button>
        </form>
    }
    .into_any()
}

/// The way to the newest lines, where these are not they, and to older ones, where there are any.
pub(super) fn pager(path: &str, typed: &Typed, older_than: bool, next: Option<impl ToString>) -> AnyView {
    let query = typed.query();
    let joined = if query.is_empty() {
        String::new()
    } else {
        format!("{query}&")
    };
    let newest = format!("{path}?{query}");
    let older = next.map(|next| format!("{path}?{joined}before={}", next.to_string()));
    view! {
        <nav class="pager" aria-label="Pages">
            {older_than.then(|| view! { <a class="button" href=newest><Icon name="back" />"Newest"</a> })}
            {older.map(|older| view! { <a class="button" href=older>"Older"<Icon name="arrow" /></a> })}
        </nav>
    }
    .into_any()
}
