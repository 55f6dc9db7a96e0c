//! A move that is not made, as an address carries it: the calendar draws the booking there, and nothing is written (W15).

/// What stands before the names of its fields: the calendar's own filters are called alike.
const PREFIX: &str = "move-";
/// The fields of a time, as the form that books it calls them.
const TIMES: [&str; 4] = ["from", "until", "backup_from", "backup_until"];

/// A deployment and the time that it might be booked for, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Move {
    /// The deployment's number.
    pub(super) number: String,
    /// The zone that the times are in.
    pub(super) zone: String,
    /// From, until, and the same of the backup.
    pub(super) times: [String; 4],
}

impl Move {
    /// The one that an address carries; `every` gives all values of a name.
    pub(super) fn carried(every: impl Fn(&str) -> Vec<String>) -> Option<Self> {
        let text = |name: &str| every(&format!("{PREFIX}{name}")).into_iter().next().unwrap_or_default();
        let carried = Self {
            number: text("number"),
            zone: text("zone"),
            times: TIMES.map(text),
        };
        (!carried.number.is_empty()).then_some(carried)
    }

    /// It as an address carries it.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (String, String)> + use<> {
        let Self { number, zone, times } = self.clone();
        let times = TIMES.into_iter().zip(times);
        let all = [("number", number), ("zone", zone)].into_iter().chain(times);
        all.filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (format!("{PREFIX}{name}"), value))
    }
}

/// The calendar with a deployment of an organization drawn at a time, which `fields` name as the form that books it does.
pub(crate) fn address(
    org: &str,
    number: &str,
    zone: &str,
    fields: impl IntoIterator<Item = (&'static str, String)>,
) -> String {
    let mut times = TIMES.map(|_| String::new());
    for (name, value) in fields {
        if let Some(at) = TIMES.iter().position(|known| *known == name) {
            times[at] = value;
        }
    }
    let day = times[0].get(..10).unwrap_or_default().to_owned();
    let asked = Move {
        number: number.to_owned(),
        zone: zone.to_owned(),
        times,
    };
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs([("view", "week".to_owned()), ("date", day)]);
    query.extend_pairs(asked.pairs());
    format!("/{org}/calendar?{}#what-if-move", query.finish())
}
