//! A page as a browser takes it apart: its elements with their attributes, and its texts.

use std::collections::BTreeSet;

use ::app::parts::visible;

/// What a page is made of.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// Each kind of element with the names of its attributes.
    elements: BTreeSet<String>,
    /// Texts between tags, and values of attributes; each as a person or a program reads it.
    texts: String,
    /// Values of attributes that lead somewhere.
    addresses: Vec<String>,
}

impl Page {
    /// Takes a page apart. A `<` before a letter begins a tag wherever it stands: the program escapes every other one, and
    /// one that it does not is what this looks for.
    pub(super) fn read(html: &str) -> Self {
        let mut page = Self::default();
        let mut rest = html;
        while let Some((text, after)) = rest.split_once('<') {
            page.text(text);
            rest = if let Some(comment) = after.strip_prefix("!--") {
                comment.split_once("-->").map_or("", |(_, rest)| rest)
            } else if after.starts_with(['!', '/']) {
                after.split_once('>').map_or("", |(_, rest)| rest)
            } else {
                page.element(after)
            };
        }
        page.text(rest);
        page
    }

    /// Reads a tag from behind its `<`; gives what follows it.
    fn element<'h>(&mut self, tag: &'h str) -> &'h str {
        let end = tag.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/'));
        let (name, mut rest) = tag.split_at(end.unwrap_or(tag.len()));
        let mut names = BTreeSet::new();
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
            let Some(at) = rest.find(|c: char| c.is_whitespace() || matches!(c, '>' | '=' | '/')) else {
                rest = "";
                break;
            };
            let (attribute, after) = rest.split_at(at);
            if attribute.is_empty() {
                rest = after.strip_prefix('>').unwrap_or(after);
                break;
            }
            if !says_nothing(attribute) {
                names.insert(attribute.to_lowercase());
            }
            rest = after;
            if let Some(value) = after.strip_prefix("=\"") {
                let (value, after) = value.split_once('"').unwrap_or((value, ""));
                self.text(value);
                if matches!(attribute, "href" | "src" | "action" | "formaction") {
                    self.addresses.push(unescaped(value));
                }
                rest = after;
            } else if after.starts_with('=') {
                names.insert("without quotes".to_owned());
            }
        }
        let name = name.to_lowercase();
        if matches!(name.as_str(), "script" | "style") {
            let end = rest.find(&format!("</{name}")).unwrap_or(rest.len());
            rest = &rest[end..];
        }
        self.elements
            .insert(format!("{name} {}", names.into_iter().collect::<Vec<_>>().join(" ")));
        rest
    }

    fn text(&mut self, text: &str) {
        if !text.is_empty() {
            self.texts.push_str(&unescaped(text));
            self.texts.push('\0');
        }
    }

    /// Whether a sentence stands on the page.
    pub(super) fn says(&self, sentence: &str) -> bool {
        self.texts.contains(sentence)
    }

    /// Whether a text stands there as it was typed, or with what nobody would see made visible.
    pub(super) fn holds(&self, text: &str) -> bool {
        self.texts.contains(text) || self.texts.contains(&visible(text))
    }

    /// Adds what another page is made of, as for a list over several pages.
    pub(super) fn and(&mut self, other: Self) {
        self.elements.extend(other.elements);
        self.texts.push_str(&other.texts);
        self.addresses.extend(other.addresses);
    }

    /// Nothing on the page came to life: it has no element and no attribute that `usual`, the same page without what was
    /// typed, has not, but for what Markdown may become; and no address of it does anything but lead somewhere.
    pub(super) fn is_as_usual(&self, usual: &Self, place: &str) {
        let markdown = |element: &&String| MARKDOWN.contains(&element.as_str());
        let new: Vec<&String> = self
            .elements
            .difference(&usual.elements)
            .filter(|one| !markdown(one))
            .collect();
        assert!(new.is_empty(), "{place} has new elements: {new:?}");
        let leads = |address: &&String| {
            let address = address.trim_start();
            address.is_empty()
                || ["/", "#", "?", "http://", "https://", "mailto:"]
                    .iter()
                    .any(|start| address.starts_with(start))
        };
        let odd: Vec<&String> = self.addresses.iter().filter(|address| !leads(address)).collect();
        assert!(odd.is_empty(), "{place} has addresses that do something: {odd:?}");
    }
}

/// What Markdown becomes in comments, notes and items, with its attributes.
const MARKDOWN: [&str; 19] = [
    "p ",
    "em ",
    "strong ",
    "code ",
    "pre ",
    "ul ",
    "ol ",
    "li ",
    "h3 ",
    "h4 ",
    "h5 ",
    "h6 ",
    "blockquote ",
    "hr ",
    "br ",
    "del ",
    "a href rel",
    // A link whose address may not be pressed, and what stands for its picture.
    "a rel",
    "i class",
];

/// Whether an attribute is one of state, which comes and goes with what a page shows and does nothing by itself.
fn says_nothing(attribute: &str) -> bool {
    let state = [
        "value",
        "open",
        "checked",
        "selected",
        "disabled",
        "autofocus",
        "tabindex",
    ];
    state.contains(&attribute) || attribute.starts_with("aria-") || attribute.starts_with("data-")
}

pub(crate) fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let known = [
            ("amp;", "&"),
            ("lt;", "<"),
            ("gt;", ">"),
            ("quot;", "\""),
            ("#39;", "'"),
            ("#x27;", "'"),
        ];
        match known.iter().find(|(name, _)| after.starts_with(name)) {
            Some((name, character)) => {
                out.push_str(character);
                rest = &after[name.len()..];
            }
            None => {
                out.push('&');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[test]
fn a_page_that_came_to_life_is_told() {
    let usual = Page::read("<main class=\"a\"><p>Text</p><a href=\"/x\">x</a></main>");
    let same = Page::read("<main class=\"a\"><p>&lt;b&gt; &amp;amp;<!----></p><a href=\"/y\">y</a></main>");
    same.is_as_usual(&usual, "the page");
    assert!(same.holds("<b> &amp;"));
    for alive in [
        "<main class=\"a\"><b>x</b></main>",
        "<main class=\"a\" onload=\"x\"></main>",
        "<main class=a></main>",
        "<a href=\" javascript:x\">x</a>",
    ] {
        let told = std::panic::catch_unwind(|| Page::read(alive).is_as_usual(&usual, "the page"));
        assert!(told.is_err(), "{alive}");
    }
}
