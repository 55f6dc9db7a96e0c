//! Lists of deployments: each filter has a statement that an index leads, and what is left is tested row by row.

use domain::deployments::{ChangeNumber, DeploymentFilter, StageName};
use domain::id::OrganizationId;

use crate::sql::{Arg, statements};

/// What a line shows.
macro_rules! line {
    () => {
        "deployment, team, number, title, version, service, environment, type, stage, on_hold, requester, deployer, resolved, total, \
         signed, waiting, changed_at"
    };
}

/// The beginning of every list: up to which number, the words that are searched, and a period.
macro_rules! begin {
    ($($and:literal),*) => {
        concat!(
            "SELECT ", line!(), " FROM deployment WHERE organization = $1 AND number < $2 \
             AND search LIKE $4 ESCAPE '\\' AND search LIKE $5 ESCAPE '\\' AND search LIKE $6 ESCAPE '\\' \
             AND made_at < $7 AND changed_at >= $8",
            $($and),*
        )
    };
}

/// The end of every list.
macro_rules! end {
    () => {
        " ORDER BY number DESC LIMIT $3"
    };
}

/// One arm of a list that several indexed reads make up.
macro_rules! arm {
    ($name:literal, $($and:literal),*) => {
        concat!("SELECT * FROM (", begin!($($and),*), end!(), ") AS ", $name)
    };
}

statements! {
    /// Deployments, unfiltered.
    ALL = concat!(begin!(), end!());
    /// Deployments of a service.
    SERVICE = concat!(begin!(" AND service = $9 AND ($10 = '' OR environment = $10)"), end!());
    /// Deployments to an environment.
    ENVIRONMENT = concat!(begin!(" AND environment = $9"), end!());
    /// Deployments in some stages.
    STAGES = concat!(
        arm!("a", " AND stage = $10 AND ($9 = '' OR environment = $9)"), " UNION ALL ",
        arm!("b", " AND stage = $11 AND ($9 = '' OR environment = $9)"), " UNION ALL ",
        arm!("c", " AND stage = $12 AND ($9 = '' OR environment = $9)"), " UNION ALL ",
        arm!("d", " AND stage = $13 AND ($9 = '' OR environment = $9)"), " UNION ALL ",
        arm!("e", " AND stage = $14 AND ($9 = '' OR environment = $9)"), " UNION ALL ",
        arm!("f", " AND stage = $15 AND ($9 = '' OR environment = $9)"), " UNION ALL ",
        arm!("g", " AND stage = $16 AND ($9 = '' OR environment = $9)"), " UNION ALL ",
        arm!("h", " AND stage = $17 AND ($9 = '' OR environment = $9)"), " UNION ALL ",
        arm!("i", " AND stage = $18 AND ($9 = '' OR environment = $9)"), end!()
    );
    /// Deployments of a service in some stages.
    SERVICE_STAGES = concat!(
        arm!("a", " AND service = $9 AND stage = $11 AND ($10 = '' OR environment = $10)"), " UNION ALL ",
        arm!("b", " AND service = $9 AND stage = $12 AND ($10 = '' OR environment = $10)"), " UNION ALL ",
        arm!("c", " AND service = $9 AND stage = $13 AND ($10 = '' OR environment = $10)"), " UNION ALL ",
        arm!("d", " AND service = $9 AND stage = $14 AND ($10 = '' OR environment = $10)"), " UNION ALL ",
        arm!("e", " AND service = $9 AND stage = $15 AND ($10 = '' OR environment = $10)"), " UNION ALL ",
        arm!("f", " AND service = $9 AND stage = $16 AND ($10 = '' OR environment = $10)"), " UNION ALL ",
        arm!("g", " AND service = $9 AND stage = $17 AND ($10 = '' OR environment = $10)"), " UNION ALL ",
        arm!("h", " AND service = $9 AND stage = $18 AND ($10 = '' OR environment = $10)"), " UNION ALL ",
        arm!("i", " AND service = $9 AND stage = $19 AND ($10 = '' OR environment = $10)"), end!()
    );
    /// Deployments that a person asked for or deploys.
    PERSON = concat!(
        arm!("a", " AND requester = $9 AND ($10 = '' OR service = $10) AND ($11 = '' OR environment = $11) \
            AND ($12 = '' OR stage IN ($12, $13, $14, $15, $16, $17, $18, $19, $20))"), " UNION ",
        arm!("b", " AND deployer = $9 AND ($10 = '' OR service = $10) AND ($11 = '' OR environment = $11) \
            AND ($12 = '' OR stage IN ($12, $13, $14, $15, $16, $17, $18, $19, $20))"), end!()
    );
}

/// Up to three patterns that a text must match, all of them.
#[derive(Debug)]
pub(crate) struct Words([String; 3]);

impl Words {
    /// The words of a search in lower case; more than three must follow each other from the third on.
    pub(crate) fn of(search: &str) -> Self {
        let lower = search.to_lowercase();
        let mut words = lower.split_whitespace();
        let mut pattern = |rest: bool| -> String {
            let word = if rest {
                words.by_ref().map(escaped).collect::<Vec<_>>().join("%")
            } else {
                let word = words.next().unwrap_or_default();
                // A whole number is meant: the one of CHG-5 is followed by a blank, and not by the digits of CHG-51.
                let whole = word.to_ascii_uppercase().parse::<ChangeNumber>().is_ok();
                let end = if whole { " " } else { "" };
                format!("{}{end}", escaped(word))
            };
            if word.is_empty() {
                "%".to_owned()
            } else {
                format!("%{word}%")
            }
        };
        Self([pattern(false), pattern(false), pattern(true)])
    }

    /// Whether everything matches.
    pub(crate) fn any(&self) -> bool {
        self.0.iter().all(|pattern| pattern == "%")
    }

    /// The patterns.
    pub(crate) fn patterns(&self) -> &[String; 3] {
        &self.0
    }
}

/// A word as a pattern that matches only itself.
pub(super) fn escaped(word: &str) -> String {
    let mut pattern = String::with_capacity(word.len());
    for c in word.chars().filter(|c| *c != '\0') {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern
}

/// A list as it is asked for.
pub(crate) struct List {
    pub(crate) statement: &'static str,
    organization: String,
    before: i64,
    limit: i64,
    patterns: [String; 3],
    /// Made before, and changed at or after.
    period: (i64, i64),
    rest: Vec<String>,
}

impl List {
    /// The statement and values for a filter.
    pub(crate) fn of(organization: OrganizationId, filter: &DeploymentFilter, words: &Words, limit: i64) -> Self {
        let text = |id: Option<String>| id.unwrap_or_default();
        let service = text(filter.service.map(|id| id.to_string()));
        let environment = text(filter.environment.map(|id| id.to_string()));
        let stages = (0..StageName::ALL.len()).map(|index| {
            let stage = filter.stages.get(index).map(|stage| stage.value());
            stage.unwrap_or_default().to_owned()
        });
        let (statement, rest): (&'static str, Vec<String>) = match (filter.person, filter.stages.is_empty()) {
            (Some(person), _) => {
                let first = [person.to_string(), service, environment];
                (PERSON, first.into_iter().chain(stages).collect())
            }
            (None, false) if service.is_empty() => (STAGES, std::iter::once(environment).chain(stages).collect()),
            (None, false) => (
                SERVICE_STAGES,
                [service, environment].into_iter().chain(stages).collect(),
            ),
            (None, true) if !service.is_empty() => (SERVICE, vec![service, environment]),
            (None, true) if !environment.is_empty() => (ENVIRONMENT, vec![environment]),
            (None, true) => (ALL, Vec::new()),
        };
        let before = filter.before.and_then(|number| i64::try_from(number.0).ok());
        Self {
            statement,
            organization: organization.to_string(),
            before: before.unwrap_or(i64::MAX),
            limit,
            patterns: words.patterns().clone(),
            period: filter.period.map_or((i64::MAX, i64::MIN), |period| {
                (period.until.micros(), period.from.micros())
            }),
            rest,
        }
    }

    /// The values in the order of the placeholders.
    pub(crate) fn args(&self) -> Vec<Arg<'_>> {
        let first = [
            Arg::from(&self.organization),
            Arg::from(self.before),
            Arg::from(self.limit),
        ];
        let period = [Arg::from(self.period.0), Arg::from(self.period.1)];
        first
            .into_iter()
            .chain(self.patterns.iter().map(Arg::from))
            .chain(period)
            .chain(self.rest.iter().map(Arg::from))
            .collect()
    }
}
