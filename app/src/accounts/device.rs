//! What a browser says of itself, as people call it.

/// The parts of a `User-Agent` (RFC 9110 §10.1.5) that tell a program, most telling first: browsers also name those that
/// they want to be taken for.
const PROGRAMS: [(&str, &str); 10] = [
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
];

/// The same for what the program runs on.
const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

/// `Firefox on Linux`; what is not known is shown as it was sent.
pub fn device_name(agent: &str) -> String {
    let known = |parts: &[(&str, &'static str)]| {
        let found = parts.iter().find(|(part, _)| agent.contains(part));
        found.map(|(_, name)| *name)
    };
    match (known(&PROGRAMS), known(&SYSTEMS)) {
        (Some(program), Some(system)) => format!("{program} on {system}"),
        (Some(program), None) => program.to_owned(),
        (None, _) if agent.trim().is_empty() => "Unknown program".to_owned(),
        (None, _) => agent.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::device_name;

    #[test]
    fn browsers_are_named_as_people_name_them() {
        let mozilla = "Mozilla/5.0";
        let webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
        let names = [
            (
                format!("{mozilla} (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"),
                "Firefox on Linux",
            ),
            (
                format!("{mozilla} (Windows NT 10.0) {webkit} Chrome/142.0 Safari/537.36"),
                "Chrome on Windows",
            ),
            (
                format!("{mozilla} (Windows NT 10.0) {webkit} Chrome/142.0 Safari/537.36 Edg/142.0"),
                "Edge on Windows",
            ),
            (
                format!("{mozilla} (Linux; Android 16) {webkit} Chrome/142.0 Mobile Safari/537.36"),
                "Chrome on Android",
            ),
            (
                format!("{mozilla} (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"),
                "Safari on iPhone",
            ),
            (
                format!("{mozilla} (Macintosh; Intel Mac OS X 10_15) Version/18.0 Safari/605.1"),
                "Safari on macOS",
            ),
            ("curl/8.14.1".to_owned(), "curl"),
            ("a program of our own".to_owned(), "a program of our own"),
            (" ".to_owned(), "Unknown program"),
        ];
        for (agent, name) in names {
            assert_eq!(device_name(&agent), name, "{agent}");
        }
    }
}
