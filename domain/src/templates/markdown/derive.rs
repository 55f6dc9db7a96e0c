//! What an item says in its own bullets and comments: owner, command, time, verify notes.

use crate::accounts::Duty;
use crate::templates::structure::{Code, Item, Node};

use super::duties;
use super::inline::{can_say, plain_text};

/// Labels of an item's bullets, in lower case.
const OWNER: [&str; 9] = [
    "owner",
    "verantwortlich",
    "responsable",
    "responsável",
    "responsabile",
    "担当",
    "担当者",
    "负责人",
    "ответственный",
];
const COMMAND: [&str; 6] = ["command", "befehl", "comando", "commande", "コマンド", "命令"];
const TIME: [&str; 7] = ["time", "dauer", "duration", "tiempo", "durée", "時間", "时间"];
const VERIFY: [&str; 12] = [
    "verify",
    "expected",
    "expected result",
    "prüfen",
    "erwartet",
    "verificar",
    "esperado",
    "vérifier",
    "attendu",
    "預期結果",
    "预期结果",
    "期待結果",
];

/// A label and what follows its colon.
fn labelled(plain: &str) -> Option<(String, &str)> {
    let at = plain.find([':', '：'])?;
    let (label, rest) = plain.split_at(at);
    let value = rest.trim_start_matches([':', '：']).trim();
    let short = label.chars().count() <= 24 && !value.is_empty();
    short.then(|| (label.trim().to_lowercase(), value))
}

/// Fills in what an item's own nodes say. A stated duty stands.
pub(super) fn settle(item: &mut Item) {
    let mut said = Said::default();
    for node in &item.nodes {
        match node {
            Node::Bullet(bullet) => said.read(&bullet.text, true),
            Node::Text(text) => said.read(text, false),
            Node::Item(_)
            | Node::Slot(_)
            | Node::Code(_)
            | Node::Table(_)
            | Node::Quote(_)
            | Node::Html(_)
            | Node::Heading(_)
            | Node::Rule => {}
        }
    }
    let said_duty = said.owner.as_deref().and_then(duties::built_in);
    item.owner = if said_duty.is_some() { None } else { said.owner };
    item.duty = item.duty.take().or(said_duty);
    item.command = said.command;
    item.time_budget = said.time;
    item.verify = said.verify;
}

/// The duty that an item's own nodes name; a stated one that is the same need not be written.
pub(super) fn said_duty(item: &Item) -> Option<Duty> {
    let mut bare = Item {
        duty: None,
        ..item.clone()
    };
    settle(&mut bare);
    bare.duty
}

#[derive(Default)]
struct Said {
    owner: Option<String>,
    command: Option<String>,
    time: Option<String>,
    verify: Vec<String>,
}

impl Said {
    fn read(&mut self, markdown: &str, bullet: bool) {
        if !can_say(markdown, b':') && !markdown.contains('：') {
            return;
        }
        let plain = plain_text(markdown);
        let Some((label, value)) = labelled(&plain) else {
            return;
        };
        let is = |labels: &[&str]| labels.contains(&label.as_str());
        if is(&VERIFY) {
            self.verify.push(value.to_owned());
        } else if bullet && is(&OWNER) {
            self.owner.get_or_insert_with(|| value.to_owned());
        } else if bullet && is(&COMMAND) {
            self.command.get_or_insert_with(|| value.to_owned());
        } else if bullet && is(&TIME) {
            self.time.get_or_insert_with(|| value.to_owned());
        }
    }
}

/// A code block with the verify notes of its comments.
pub(super) fn code(language: String, text: String) -> Code {
    let verify = text
        .lines()
        .filter_map(|line| {
            let comment = line
                .trim_start()
                .strip_prefix('#')
                .or_else(|| line.trim_start().strip_prefix("//"))?;
            let (label, value) = labelled(comment)?;
            VERIFY.contains(&label.as_str()).then(|| value.to_owned())
        })
        .collect();
    Code { language, text, verify }
}
