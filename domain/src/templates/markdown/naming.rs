//! How a checklist gets its name: the block that names it, and where the name comes from without one.

use super::blocks::{Block, Kind, Tree, squeeze};
use super::draft::Draft;
use super::phases::Meaning;
use super::plain_text;
use super::words::Normal;

/// The block that names the checklist: the first heading, when it is an H1 or there is no H1 at all, and nothing but
/// plain text and badges stands above it.
pub(super) fn title_block(tree: &Tree, is_export: bool, titled: bool) -> Option<usize> {
    if is_export && titled {
        return None;
    }
    let heading = |block: &Block| {
        if let Kind::Heading(level, _) = block.kind {
            Some(level)
        } else {
            None
        }
    };
    let index = tree.blocks.iter().position(|block| heading(block).is_some())?;
    let Kind::Heading(level, inline) = &tree.blocks[index].kind else {
        return None;
    };
    if is_export {
        return Some(index);
    }
    let below_text = tree.blocks[..index].iter().all(|block| match &block.kind {
        Kind::Paragraph(inline) => inline.strong.is_none(),
        Kind::Html(_) | Kind::Rule => true,
        Kind::Heading(..) | Kind::List(_) | Kind::Quote(_) | Kind::Code { .. } | Kind::Table(_) => false,
    });
    let later_h1 = *level > 1 && tree.blocks[index + 1..].iter().any(|block| heading(block) == Some(1));
    let speaks = *level > 1 && Meaning::of(&Normal::of(&tree.plain(inline))).is_some();
    (below_text && !later_h1 && !speaks).then_some(index)
}

/// The checklist's name, as inline Markdown and plain.
pub(super) fn name_of(
    draft: &Draft,
    stated: Option<String>,
    settings: &[(String, String)],
    name: Option<&str>,
) -> (String, String) {
    let both = |text: String| {
        let plain = plain_text(&text);
        (text, plain)
    };
    if let Some(title) = &draft.title {
        return (title.text.clone(), title.plain.clone());
    }
    if let Some(stated) = stated {
        return both(stated);
    }
    let first_h1 = draft.sections.iter().find(|section| section.level == 1);
    let first = first_h1.or_else(|| draft.sections.iter().find(|section| (1..=6).contains(&section.level)));
    if let Some(section) = first {
        return both(section.title.clone());
    }
    let setting = |key: &str| {
        let value = settings
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.trim().trim_matches(['"', '\'']));
        value
            .filter(|value| !value.is_empty() && !value.contains('\n'))
            .map(str::to_owned)
    };
    // An issue template's `title` is that of the issue; `name` is its own.
    let keys = if setting("about").is_some() {
        ["name", "title"]
    } else {
        ["title", "name"]
    };
    let named = keys.into_iter().find_map(setting).or_else(|| name.map(file_stem));
    both(
        named
            .filter(|named| !named.trim().is_empty())
            .unwrap_or_else(|| "Checklist".to_owned()),
    )
}

/// A file's name without folders and ending, its separators as spaces.
fn file_stem(name: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = base
        .rsplit_once('.')
        .map_or(base, |(stem, _)| if stem.is_empty() { base } else { stem });
    squeeze(&stem.replace(['_', '-'], " "))
}
