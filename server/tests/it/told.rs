//! What a form says at one of its fields: the sentence that a screen reader reads with the control, and nothing from elsewhere
//! on the page.

use crate::naughty::unescaped;

/// Kinds of controls. A group of boxes is marked as a whole.
const CONTROLS: [&str; 4] = ["input", "textarea", "select", "fieldset"];

/// The sentence at a field of a page; nothing where none of its controls is said to be wrong, or where that is folded away. The
/// field is named as its form sends it, or by the id of its control.
pub(crate) fn at(html: &str, field: &str) -> Option<String> {
    let (mut at, mut found) = (0, None);
    while let Some(next) = html[at..].find('<') {
        let tag = &html[at + next + 1..];
        let end = tag.find('>').unwrap_or(tag.len());
        if let Some(told) = of_control(html, &tag[..end], field) {
            found = Some(told).filter(|_| in_sight(&html[..at + next]));
            break;
        }
        at += next + 1;
    }
    found
}

/// Whether what follows stands in no fold that is closed.
fn in_sight(before: &str) -> bool {
    let mut folds = Vec::new();
    for tag in before.split('<').skip(1) {
        if let Some(rest) = tag.strip_prefix("details") {
            let attributes = rest.split('>').next().unwrap_or_default();
            folds.push(
                attributes
                    .split(' ')
                    .any(|word| word == "open" || word.starts_with("open=")),
            );
        } else if tag.starts_with("/details") {
            folds.pop();
        }
    }
    folds.into_iter().all(|open| open)
}

/// The sentence of a control, where it is one of the field.
fn of_control(html: &str, tag: &str, field: &str) -> Option<String> {
    let kind = tag.split_whitespace().next()?;
    let named = |name: &str| attribute(tag, name);
    let name = named("name").unwrap_or_default();
    let its = name == field || name == format!("{field}[]") || named("id").as_deref() == Some(field);
    let wrong = named("aria-invalid").as_deref() == Some("true") || kind == "fieldset";
    if !CONTROLS.contains(&kind) || !its || !wrong {
        return None;
    }
    let described = named("aria-describedby")?;
    described.split(' ').find_map(|id| {
        let at = html.find(&format!("id=\"{id}\""))?;
        let (tag, after) = html[html[..at].rfind('<')?..].split_once('>')?;
        let error = tag.contains("field__error");
        error.then(|| text(after))
    })
}

/// The text of an element, from behind its first tag on.
fn text(inside: &str) -> String {
    let end = inside.find("</p>").into_iter().chain(inside.find("</span>")).min();
    let mut words = String::new();
    let mut tag = false;
    for letter in inside[..end.unwrap_or(inside.len())].chars() {
        match letter {
            '<' => tag = true,
            '>' => tag = false,
            _ if tag => {}
            _ => words.push(letter),
        }
    }
    unescaped(words.trim())
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, value) = tag.split_once(&format!(" {name}=\""))?;
    value.split('"').next().map(unescaped)
}

#[test]
fn a_sentence_is_read_at_its_control_and_nowhere_else() {
    let page = r#"<p class="field__error" id="name-error"><svg></svg>Name is &quot;empty&quot;.</p>
        <input name="name" aria-invalid="true" aria-describedby="name-hint name-error"><p id="name-hint">A hint</p>
        <input name="other" aria-describedby="other-hint"><p id="other-hint">Not an error</p>
        <fieldset class="choices" id="on" aria-describedby="on-error"><p class="field__error" id="on-error">None.</p>"#;
    assert_eq!(at(page, "name").as_deref(), Some("Name is \"empty\"."));
    assert_eq!(at(page, "on").as_deref(), Some("None."));
    assert_eq!(at(page, "other"), None);
    assert_eq!(at(page, "missing"), None);
    let folded = |fold: &str| at(&format!("<details></details><details {fold}>{page}"), "name");
    assert_eq!(folded("class=\"row\""), None, "nobody sees it");
    assert!(folded("class=\"row\" open").is_some());
}
