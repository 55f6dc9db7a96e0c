//! Parts of a checklist that are not items: reference blocks, command blocks, notes.

use domain::templates::structure::{Code, Item, Node};

use super::prepare::Maker;
use crate::parts::{block_html, escape, inline_html, write_icon};

/// A bold line or plain bullet that gathers the items below it.
pub(super) fn label(markdown: &str) -> String {
    format!(r#"<h5 class="section__label">{}</h5>"#, inline_html(markdown))
}

/// Nodes that stand between items, as a reference block; empty where nothing of them is shown.
pub(super) fn reference(maker: &Maker<'_>, nodes: &[&Node]) -> String {
    let mut inner = String::new();
    list(maker, nodes.iter().copied(), &mut inner);
    if inner.is_empty() {
        String::new()
    } else {
        format!(r#"<div class="reference prose">{inner}</div>"#)
    }
}

/// Nodes in order; neighbouring bullets become one list.
fn list<'a>(maker: &Maker<'_>, nodes: impl Iterator<Item = &'a Node>, out: &mut String) {
    let mut in_list = false;
    for node in nodes {
        let bullet = matches!(node, Node::Bullet(_) | Node::Item(_) | Node::Slot(_));
        if bullet != in_list {
            out.push_str(if bullet { "<ul>" } else { "</ul>" });
            in_list = bullet;
        }
        one(maker, node, out);
    }
    if in_list {
        out.push_str("</ul>");
    }
}

fn one(maker: &Maker<'_>, node: &Node, out: &mut String) {
    let mut entry = |text: &str, below: &[Node]| {
        out.push_str("<li>");
        out.push_str(&inline_html(text));
        list(maker, below.iter(), out);
        out.push_str("</li>");
    };
    match node {
        Node::Bullet(bullet) => entry(&bullet.text, &bullet.nodes),
        Node::Item(item) => entry(&item.text, &item.nodes),
        Node::Slot(slot) => entry(&slot.text, &slot.nodes),
        Node::Text(markdown) | Node::Table(markdown) => out.push_str(&block_html(markdown, &maker.definitions)),
        Node::Code(code) => command(maker, code, out),
        Node::Quote(nodes) => {
            out.push_str("<blockquote>");
            list(maker, nodes.iter(), out);
            out.push_str("</blockquote>");
        }
        Node::Heading(heading) => out.push_str(&label(&heading.title)),
        Node::Rule => out.push_str("<hr>"),
        // Raw HTML is kept and exported, never shown.
        Node::Html(_) => {}
    }
}

/// What stands below an item and is no item itself: commands, notes, acceptance criteria.
pub(super) fn body(maker: &Maker<'_>, item: &Item, own: &[&Node]) -> String {
    let mut out = String::new();
    let mut accept = String::new();
    for node in own.iter().copied() {
        match node {
            Node::Bullet(bullet) => {
                accept.push_str("<li>");
                accept.push_str(&inline_html(&bullet.text));
                list(maker, bullet.nodes.iter(), &mut accept);
                accept.push_str("</li>");
            }
            Node::Code(code) => {
                command(maker, code, &mut out);
                for verify in &code.verify {
                    note(maker, "Verify: ", verify, &mut out);
                }
            }
            Node::Text(_)
            | Node::Table(_)
            | Node::Quote(_)
            | Node::Heading(_)
            | Node::Rule
            | Node::Html(_)
            | Node::Item(_)
            | Node::Slot(_) => {
                let mut prose = String::new();
                one(maker, node, &mut prose);
                if !prose.is_empty() {
                    out.push_str(r#"<div class="prose">"#);
                    out.push_str(&prose);
                    out.push_str("</div>");
                }
            }
        }
    }
    if let Some(words) = &item.command {
        copyable(maker, words.trim_matches('`'), &mut out);
    }
    for verify in &item.verify {
        note(maker, "Verify: ", verify, &mut out);
    }
    if let Some(kind) = item.evidence {
        note(maker, "Evidence: ", kind.words(), &mut out);
    }
    if !accept.is_empty() {
        out.push_str(r#"<ul class="item__accept">"#);
        out.push_str(&accept);
        out.push_str("</ul>");
    }
    out
}

fn note(maker: &Maker<'_>, before: &str, markdown: &str, out: &mut String) {
    out.push_str(r#"<p class="item__note">"#);
    write_icon(out, maker.sprite, "verify");
    out.push_str("<span>");
    out.push_str(before);
    out.push_str(&inline_html(markdown));
    out.push_str("</span></p>");
}

/// A command. What it says to verify stands below it as a note, and is not copied along.
fn command(maker: &Maker<'_>, code: &Code, out: &mut String) {
    let says = |line: &&str| {
        let comment = line.trim_start_matches(|c: char| !c.is_alphanumeric());
        !code
            .verify
            .iter()
            .any(|verify| comment.ends_with(verify.as_str()) && comment != *line)
    };
    let lines: Vec<&str> = code.text.lines().filter(says).collect();
    let text = lines.join("\n");
    if !text.trim().is_empty() {
        copyable(maker, &text, out);
    }
}

/// A command with its copy button, which only works where islands run.
fn copyable(maker: &Maker<'_>, text: &str, out: &mut String) {
    out.push_str(r#"<div class="command"><pre tabindex="0"><code>"#);
    escape(out, text);
    out.push_str(
        r#"</code></pre><button class="button command__copy needs-script" data-size="small" type="button" data-copies>"#,
    );
    write_icon(out, maker.sprite, "copy");
    out.push_str("Copy</button></div>");
}
