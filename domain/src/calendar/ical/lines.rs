//! Content lines of iCalendar: unfolded and taken apart, or put together and folded.

/// A content line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// Where it begins, from 1.
    pub(super) number: usize,
    /// Its name in capitals.
    pub(super) name: String,
    /// Its parameters, names in capitals, values without quotation marks.
    pub(super) parameters: Vec<(String, String)>,
    /// Its value as it is written.
    pub(super) value: String,
}

impl Line {
    /// The value of a parameter.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The value as a text, without its escapes.
    pub(super) fn text(&self) -> String {
        let mut text = String::with_capacity(self.value.len());
        let mut rest = self.value.chars();
        while let Some(c) = rest.next() {
            match c {
                '\\' => match rest.next() {
                    Some('n' | 'N') => text.push('\n'),
                    Some(escaped) => text.push(escaped),
                    None => {}
                },
                other => text.push(other),
            }
        }
        text
    }
}

/// The lines of a file. One that is no content line is left out: what matters of an event is missing then, and said.
pub(super) fn read(text: &str) -> impl Iterator<Item = Line> {
    let mut physical = text.lines().enumerate().peekable();
    std::iter::from_fn(move || {
        let (index, first) = physical.next()?;
        let mut whole = first.to_owned();
        while let Some((_, more)) = physical.next_if(|(_, line)| line.starts_with([' ', '\t'])) {
            whole.push_str(&more[1..]);
        }
        Some((index + 1, whole))
    })
    .filter_map(|(number, whole)| parse(number, &whole))
}

fn parse(number: usize, line: &str) -> Option<Line> {
    // A colon or semicolon in quotation marks belongs to a parameter.
    let mut quoted = false;
    let outside = |c: char| {
        quoted ^= c == '"';
        !quoted && matches!(c, ':')
    };
    let (head, value) = line.split_at(line.find(outside)?);
    let mut quoted = false;
    let mut parts = head.split(|c: char| {
        quoted ^= c == '"';
        !quoted && c == ';'
    });
    let name = parts.next().filter(|name| !name.is_empty())?;
    let parameters = parts.filter_map(|part| part.split_once('='));
    Some(Line {
        number,
        name: name.to_ascii_uppercase(),
        parameters: parameters
            .map(|(name, value)| (name.to_ascii_uppercase(), value.trim_matches('"').to_owned()))
            .collect(),
        value: value[1..].to_owned(),
    })
}

/// A text as a value.
pub(super) fn escaped(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => value.extend(['\\', c]),
            '\n' => value.push_str("\\n"),
            c if c.is_control() => {}
            c => value.push(c),
        }
    }
    value
}

/// Adds a line, folded at 75 octets between characters (RFC 5545 §3.1).
pub(super) fn push(file: &mut String, line: &str) {
    let mut room = 75;
    for c in line.chars() {
        if c.len_utf8() > room {
            file.push_str("\r\n ");
            room = 74;
        }
        room -= c.len_utf8();
        file.push(c);
    }
    file.push_str("\r\n");
}
