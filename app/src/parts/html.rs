//! Writing HTML by hand, for the one list that is too long for a view of its own per line.

/// Appends text with everything escaped that HTML gives a meaning, in content and in quoted attributes.
pub fn escape(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
        let (plain, from) = rest.split_at(at);
        out.push_str(plain);
        let entity = match from.as_bytes().first() {
            Some(b'&') => "&amp;",
            Some(b'<') => "&lt;",
            Some(b'>') => "&gt;",
            Some(b'"') => "&quot;",
            _ => "&#39;",
        };
        out.push_str(entity);
        rest = &from[1..];
    }
    out.push_str(rest);
}

/// The escaped text.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape(&mut out, text);
    out
}

/// Whether a character turns the direction of text round or takes no room, so that what is read is not what is there:
/// bidirectional controls (UAX #9), zero-width space, word joiner, byte order mark. Joiners stay: scripts and emoji need them.
const fn unseen(c: char) -> bool {
    matches!(
        c,
        '\u{061c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
    )
}

/// The text as evidence shows it: what nobody would see stands there by its number (09, Trust).
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if unseen(c) {
            out.push_str(&format!("⟨U+{:04X}⟩", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_would_see_stands_there_by_its_number() {
        assert_eq!(visible("pay\u{202e}roll\u{feff}"), "pay⟨U+202E⟩roll⟨U+FEFF⟩");
        assert_eq!(visible("👩\u{200d}🚒 سلام Größe"), "👩\u{200d}🚒 سلام Größe");
    }

    #[test]
    fn nothing_with_a_meaning_passes() {
        assert_eq!(
            escaped(r#"<a href="x" b='y'>&</a>"#),
            "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;&lt;/a&gt;"
        );
        assert_eq!(escaped("Größe ≤ 1 日"), "Größe ≤ 1 日");
    }
}
