//! Reading and writing checklists as Markdown (04).
//!
//! [`read`] parses once, assembles a draft with the reader that fits, lets each pass propose what it finds, and turns
//! the draft into the stored [`Structure`]. [`export`] writes it back: reading an export gives the same structure.

mod account;
mod assemble;
mod attributes;
mod blocks;
mod derive;
mod draft;
mod duties;
mod export;
mod fill_ins;
mod findings;
mod finish;
mod front;
mod inline;
mod inspect;
mod keys;
mod labels;
pub mod limits;
mod lines;
mod naming;
mod phases;
mod proposals;
mod prose;
mod readers;
mod render;
mod slots;
mod source;
mod tables;
mod texts;
mod thresholds;
mod times;
mod windows;
mod words;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use account::LineUse;
pub use export::export;
pub use fill_ins::asked_by;
pub use inline::plain_text;
pub use inspect::{InspectItem, InspectReport, InspectSlot, Totals, inspect};
pub use proposals::{Proposal, ProposalId, ProposalIdError, ProposalKind};
pub use render::{render_block, render_inline};
pub(crate) use times::minutes_of;
pub use windows::{ProposedPolicy, proposed_policy};

use super::structure::{Phase, PhaseKind, Reader, Structure};
use account::Account;
use assemble::Assembler;
use blocks::Tree;
use draft::{Draft, DraftKind, DraftSection, walk};
use keys::DraftKeys;
use limits::MAX_BYTES;
use naming::{name_of, title_block};
use proposals::Proposer;
use source::Source;
use texts::Texts;

/// What a person chose in the preview.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadOptions {
    /// The reader to use; the first that finds something when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reader: Option<Reader>,
    /// Proposals switched off (false), or switched on where they are off by default (true).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub choices: BTreeMap<ProposalId, bool>,
    /// The phase that begins with the heading on a line, chosen instead of the proposed one.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub phases: BTreeMap<u32, PhaseKind>,
}

/// Something worth knowing about a source; it stops nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// The source line, from 1.
    pub line: Option<u32>,
    /// A sentence.
    pub text: String,
}

/// What a checklist's source became.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// What is stored.
    pub structure: Structure,
    /// What the reader proposes, accepted or not, by kind and line.
    pub proposals: Vec<Proposal>,
    /// The totals of the preview.
    pub totals: Totals,
    /// How many source lines became what; the figures add up to the number of lines.
    pub lines: Vec<(LineUse, usize)>,
    /// Worth knowing.
    pub warnings: Vec<Warning>,
    /// Every item in source order, those that became slots among them.
    pub items: Vec<InspectItem>,
    /// The readers that find something in this source.
    pub readers: Vec<Reader>,
}

/// Why a source cannot be read. Nothing is saved then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum ReadError {
    /// Longer than the limit, in bytes.
    #[error("The checklist is longer than {} KiB.", limit / 1024)]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// More items than the limit.
    #[error("The checklist has more than {limit} items.")]
    TooManyItems {
        /// The limit.
        limit: usize,
    },
    /// Lists or quotes nested deeper than the limit.
    #[error("The checklist nests lists or quotes deeper than {limit} levels.")]
    TooDeep {
        /// The limit.
        limit: usize,
    },
    /// Nothing but white space.
    #[error("The file is empty.")]
    Empty,
    /// No reader finds an item.
    #[error("No reader finds an item in this file: it has no task items, bullets, steps or headings with text.")]
    NoItems,
}

/// Reads a checklist.
///
/// `name` is a file's name, used where nothing in the source names the checklist.
///
/// # Errors
/// When the source is empty, has nothing to tick, or breaks a limit.
pub fn read(source: &str, name: Option<&str>, options: &ReadOptions) -> Result<Reading, ReadError> {
    if source.len() > MAX_BYTES {
        return Err(ReadError::TooLarge { limit: MAX_BYTES });
    }
    if source
        .trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
        .is_empty()
    {
        return Err(ReadError::Empty);
    }
    let mut source = Source::new(source);
    let tree = blocks::parse(source.markdown())?;
    let mut warnings = Vec::new();
    let (stated, settings) = front::split(std::mem::take(&mut source.front_matter), &mut warnings);
    let is_export = stated.is_some();
    let stated = stated.unwrap_or_default();
    let title = title_block(&tree, is_export, stated.title.is_some());
    let (mut draft, mut account, readers) = assembled(&source, &tree, title, options, is_export)?;
    // What follows can use its memory again.
    drop(tree);
    account.mark_front_matter(&source);
    let mut proposer = Proposer::new(&options.choices, !is_export);
    phases::assign(&mut draft, &options.phases, is_export, &mut proposer, &mut account);
    let slots = slots::find(&mut draft, stated.slots, &mut proposer, &mut account);
    let mut keys = DraftKeys::new(&draft);
    for section in &mut draft.sections {
        findings::of_section(section, &mut proposer);
        keys.stated(section);
    }
    findings::of_all(&mut draft.sections, &mut proposer);
    let texts = Texts {
        thresholds: stated.thresholds,
        triggers: stated.triggers,
        windows: stated.windows,
        fill_ins: stated.fill_ins,
    };
    let texts = texts::find(&draft, &slots, texts, &mut proposer);
    let definitions = account.left_over(&source);
    let reader = readers.first().copied().unwrap_or(Reader::Tasks);
    let named = name_of(&draft, stated.title, &settings, name);
    let title_level = draft.title.as_ref().map(|title| title.level);
    let (phases, items) = finished(draft, keys, &mut warnings);
    let structure = Structure {
        format: Structure::FORMAT,
        name: named.1,
        title: named.0,
        title_level,
        reader: stated.reader.unwrap_or(reader),
        settings,
        phases,
        slots,
        thresholds: texts.thresholds,
        triggers: texts.triggers,
        window: stated.window,
        windows: texts.windows,
        fill_ins: texts.fill_ins,
        definitions,
    };
    let totals = Totals::of(&structure, &items, source.lines());
    let (proposals, lines) = (proposer.finish(), account.totals());
    Ok(Reading {
        structure,
        proposals,
        totals,
        lines,
        warnings,
        items,
        readers,
    })
}

/// The draft by the reader that fits, and the readers that find something, that one first.
fn assembled(
    source: &Source<'_>,
    tree: &Tree,
    title: Option<usize>,
    options: &ReadOptions,
    is_export: bool,
) -> Result<(Draft, Account, Vec<Reader>), ReadError> {
    let assemble = |reader: Reader| -> Result<(Draft, Account), ReadError> {
        let mut account = Account::new(source.lines());
        let assembler = Assembler {
            source,
            tree,
            reader,
            account: &mut account,
            items: 0,
        };
        let mut draft = assembler.draft(title)?;
        if reader == Reader::Prose && draft.items == 0 {
            prose::items(&mut draft, &tree.definitions, &mut account)?;
        }
        Ok((draft, account))
    };
    let wanted = if is_export { Some(Reader::Tasks) } else { options.reader };
    let mut best: Option<(Draft, Account)> = None;
    let mut readers = Vec::new();
    for reader in Reader::ALL {
        let is_wanted = wanted == Some(reader);
        // A file with task items is theirs; the other readers are for files without.
        if readers.first() == Some(&Reader::Tasks) && !is_wanted {
            continue;
        }
        let (draft, account) = assemble(reader)?;
        if draft.items == 0 {
            continue;
        }
        if best.is_none() || is_wanted {
            best = Some((draft, account));
            readers.insert(0, reader);
        } else {
            readers.push(reader);
        }
    }
    let (draft, account) = best.ok_or(ReadError::NoItems)?;
    Ok((draft, account, readers))
}

/// The phases of a draft and its items in source order. A section is done with before the next one: a large draft does
/// not fit into the processor's caches.
fn finished(draft: Draft, mut keys: DraftKeys, warnings: &mut Vec<Warning>) -> (Vec<Phase>, Vec<InspectItem>) {
    let mut phases = Vec::new();
    let mut items = Vec::with_capacity(draft.items);
    for mut section in draft.sections {
        keys.made(&mut section);
        inspect::collect(&section.nodes, &section, &mut items);
        warn(&section, warnings);
        finish::add(section, &mut phases);
    }
    items.sort_by_key(|item| item.line);
    (phases, items)
}

/// Items without text are worth knowing of: nobody can tell what they ask for.
fn warn(section: &DraftSection, warnings: &mut Vec<Warning>) {
    walk(&section.nodes, &mut |node| {
        if let DraftKind::Item(item) = &node.kind
            && item.plain.is_empty()
        {
            warnings.push(Warning {
                line: Some(node.line),
                text: "This item has no text.".to_owned(),
            });
        }
    });
}
