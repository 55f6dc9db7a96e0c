//! Times in headings: "15 minutes", "first hour", "1-2 weeks before".

use super::words::Normal;

/// A time that a heading names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Time {
    /// Its length, the longer one where the heading gives two.
    pub(super) minutes: u32,
    /// As written.
    pub(super) words: String,
}

/// Units by their length in minutes, as words begin.
const UNITS: [(u32, &[&str]); 5] = [
    (
        1,
        &[
            "min",
            "minute",
            "minutes",
            "mins",
            "minuten",
            "minuto",
            "minutos",
            "minuti",
            "分",
            "分钟",
            "분",
            "минут",
            "минуты",
        ],
    ),
    (
        60,
        &[
            "h",
            "hr",
            "hrs",
            "hour",
            "hours",
            "stunde",
            "stunden",
            "hora",
            "horas",
            "heure",
            "heures",
            "ora",
            "ore",
            "時間",
            "小时",
            "시간",
            "час",
            "часа",
            "часов",
        ],
    ),
    (
        24 * 60,
        &[
            "day", "days", "tag", "tage", "tagen", "día", "días", "dia", "dias", "jour", "jours", "giorno", "giorni",
            "日", "天", "일", "день", "дня", "дней",
        ],
    ),
    (
        7 * 24 * 60,
        &[
            "week",
            "weeks",
            "woche",
            "wochen",
            "semana",
            "semanas",
            "semaine",
            "semaines",
            "settimana",
            "settimane",
            "週間",
            "周",
            "주",
            "неделя",
            "недели",
            "недель",
        ],
    ),
    (
        30 * 24 * 60,
        &[
            "month",
            "months",
            "monat",
            "monate",
            "mes",
            "meses",
            "mois",
            "mese",
            "mesi",
            "か月",
            "个月",
            "개월",
            "месяц",
            "месяца",
        ],
    ),
];

/// The minutes of a unit, by its word in lower case.
pub(crate) fn minutes_of(word: &str) -> Option<u32> {
    UNITS
        .iter()
        .find(|(_, words)| words.contains(&word))
        .map(|(minutes, _)| *minutes)
}

/// The time in a heading, given its normal form too.
pub(super) fn time_in(plain: &str, normal: &Normal) -> Option<Time> {
    length_in(normal).map(|minutes| Time {
        minutes,
        words: written(plain),
    })
}

/// The length in minutes of the first time that a text names.
fn length_in(text: &Normal) -> Option<u32> {
    let mut number: Option<u32> = None;
    let mut previous = "";
    for word in text.as_str().split_whitespace() {
        let digits = word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (count, unit) = word.split_at(digits);
        if digits > 0 {
            number = count.parse().ok().filter(|number| *number <= 1000);
        }
        let first = matches!(
            previous,
            "first" | "ersten" | "erste" | "primera" | "première" | "primeira" | "prima"
        );
        let count = number.or(first.then_some(1)).filter(|count| *count > 0);
        if let Some(count) = count
            && let Some(minutes) = minutes_of(unit)
        {
            return Some(minutes.saturating_mul(count));
        }
        if digits == 0 {
            number = None;
        }
        previous = word;
    }
    None
}

/// The words of the time: the bracket it stands in, or the heading.
fn written(plain: &str) -> String {
    let brackets = plain
        .split('(')
        .skip(1)
        .filter_map(|rest| rest.split_once(')'))
        .map(|(inside, _)| inside.trim());
    let timed = brackets
        .filter(|inside| inside.len() < plain.len())
        .find(|inside| length_in(&Normal::of(inside)).is_some());
    timed.unwrap_or(plain).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(heading: &str) -> Option<Time> {
        time_in(heading, &Normal::of(heading))
    }

    #[test]
    fn times_in_headings() {
        for (heading, minutes) in [
            ("Monitoring (First 15 Minutes)", 15),
            ("Monitoring (First Hour)", 60),
            ("Short-term (Within 24 Hours)", 24 * 60),
            ("Post-Deployment Phase (24-48 hours after)", 48 * 60),
            ("Pre-Deployment Phase (1-2 weeks before)", 2 * 7 * 24 * 60),
            ("Immediate Verification (< 30 min)", 30),
            ("24-Hour Health Check", 24 * 60),
            ("监控 24小时", 24 * 60),
        ] {
            assert_eq!(time(heading).map(|time| time.minutes), Some(minutes), "{heading}");
        }
        for heading in [
            "1. Final Verification",
            "Day of deployment",
            "12. Monitoring",
            "Minutes of the meeting",
        ] {
            assert_eq!(time(heading), None, "{heading}");
        }
        let migration = time("2. Database Migration (if applicable) (10 min)");
        assert_eq!(migration.map(|time| time.words).as_deref(), Some("10 min"));
        assert_eq!(
            time("Pre (1-2 weeks before)").map(|time| time.words).as_deref(),
            Some("1-2 weeks before")
        );
    }
}
