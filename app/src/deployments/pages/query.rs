//! The list's filters, as they stand in the address.

use domain::deployments::{ChangeNumber, DeploymentFilter, StageName};

/// Lines on a page of the list.
const LINES: u32 = 50;

/// What the address asks for; what it says wrongly is left out, because an address is typed and shared.
pub(super) fn filter(get: impl Fn(&str) -> Option<String>) -> DeploymentFilter {
    let text = |name: &str| get(name).unwrap_or_default();
    DeploymentFilter {
        search: text("search").trim().chars().take(200).collect(),
        stages: StageName::from_value(&text("stage")).into_iter().collect(),
        service: text("service").parse().ok(),
        environment: text("environment").parse().ok(),
        person: text("person").parse().ok(),
        period: None,
        before: text("before").parse().ok(),
        limit: LINES,
    }
}

/// The address of the list under other filters: `stage` and `before` as given, the rest as it is.
pub(super) fn address(
    base: &str,
    filter: &DeploymentFilter,
    stage: Option<StageName>,
    before: Option<ChangeNumber>,
) -> String {
    let mut pairs: Vec<(&str, String)> = Vec::new();
    if !filter.search.is_empty() {
        pairs.push(("search", encoded(&filter.search)));
    }
    if let Some(stage) = stage {
        pairs.push(("stage", stage.value().to_owned()));
    }
    let ids = [
        ("service", filter.service.map(|id| id.to_string())),
        ("environment", filter.environment.map(|id| id.to_string())),
        ("person", filter.person.map(|id| id.to_string())),
        ("before", before.map(|number| number.to_string())),
    ];
    pairs.extend(
        ids.into_iter()
            .filter_map(|(name, value)| value.map(|value| (name, value))),
    );
    if pairs.is_empty() {
        return base.to_owned();
    }
    let query: Vec<String> = pairs
        .into_iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    format!("{base}?{}", query.join("&"))
}

/// A text as the value of a query parameter.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            other => {
                out.push('%');
                out.extend([other >> 4, other & 15].map(|half| char::from(b"0123456789ABCDEF"[usize::from(half)])));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_reads_back_as_its_filter() {
        let asked = |name: &str| match name {
            "search" => Some(" queue & more ".to_owned()),
            "stage" => Some("rolling_back".to_owned()),
            "before" => Some("CHG-7".to_owned()),
            "service" => Some("not an id".to_owned()),
            _ => None,
        };
        let read = filter(asked);
        assert_eq!(read.search, "queue & more");
        assert_eq!(read.stages, [StageName::RollingBack]);
        assert_eq!(read.service, None);
        assert_eq!(
            address("/acme/deployments", &read, Some(StageName::Draft), None),
            "/acme/deployments?search=queue%20%26%20more&stage=draft"
        );
        assert_eq!(
            address(
                "/acme/deployments",
                &DeploymentFilter::default(),
                None,
                Some(ChangeNumber(7))
            ),
            "/acme/deployments?before=CHG-7"
        );
    }
}
