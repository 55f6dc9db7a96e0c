//! The lines of an export: what keeps a text from being read as something else; no order of the parts.

use crate::templates::structure::Code;

use crate::templates::markdown::attributes::Attributes;
use crate::templates::markdown::lines::begins_block;

use super::Writer;

impl Writer {
    /// A blank line, unless one stands there.
    pub(super) fn blank(&mut self, prefix: &str) {
        let bare = prefix.trim_end();
        let last = self.out.trim_end_matches('\n').rsplit('\n').next().unwrap_or_default();
        let stands = self.out.ends_with("\n\n") || self.out.is_empty() || (!bare.is_empty() && last == bare);
        if !stands {
            self.line(bare);
        }
    }

    pub(super) fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    pub(super) fn heading(&mut self, level: u8, title: &str, attributes: &Attributes) {
        let mut line = "#".repeat(usize::from(level.clamp(1, 6)));
        for part in [title, &attributes.to_string()] {
            if !part.is_empty() {
                line.push(' ');
                line.push_str(part);
            }
        }
        // A heading that ends in a hash needs a closing sequence of its own.
        if line.ends_with('#') && !title.is_empty() {
            line.push_str(" #");
        }
        self.line(&line);
    }

    /// A run of inline Markdown. A line that would begin another block is indented so far that it cannot.
    pub(super) fn text(&mut self, text: &str, first: &str, prefix: &str) {
        for (index, line) in text.split('\n').enumerate() {
            match index {
                0 => self.out.push_str(first),
                _ => self.out.push_str(prefix),
            }
            if index > 0 && begins_block(line) {
                self.out.push_str("    ");
            }
            self.line(line);
        }
    }

    pub(super) fn raw(&mut self, text: &str, first: &str, prefix: &str) {
        for (index, line) in text.split('\n').enumerate() {
            let prefix = if index == 0 { first } else { prefix };
            let prefix = if line.is_empty() { prefix.trim_end() } else { prefix };
            self.line(&format!("{prefix}{line}"));
        }
    }

    pub(super) fn code(&mut self, code: &Code, first: &str, prefix: &str) {
        let sign = if code.language.contains('`') { '~' } else { '`' };
        let longest = code.text.split(|c| c != sign).map(str::len).max().unwrap_or_default();
        let fence = sign.to_string().repeat(longest.max(2) + 1);
        let info = code.language.replace('\\', "\\\\").replace('&', "&amp;");
        self.line(&format!("{first}{fence}{info}"));
        if !code.text.is_empty() {
            for line in code.text.split('\n') {
                let prefix = if line.is_empty() { prefix.trim_end() } else { prefix };
                self.line(&format!("{prefix}{line}"));
            }
        }
        self.line(&format!("{prefix}{fence}"));
    }
}
