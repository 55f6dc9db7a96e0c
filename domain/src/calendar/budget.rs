//! How long a deployment is planned for: the time budgets of its template and time to roll back (W5).

use crate::templates::structure::ItemRef;
use crate::templates::{PhaseKind, Structure};

/// Minutes that are planned where the template gives no time budget: an hour to deploy and an hour to roll back.
const USUAL_MINUTES: u32 = 120;
/// The least that is planned, in minutes: the grid that slots begin on.
const LEAST_MINUTES: u32 = 15;
/// The most that is planned, in minutes: a day.
const MOST_MINUTES: u32 = 24 * 60;

/// Minutes that a deployment of this template version is planned for: the time budgets of deployment and rollback items
/// together, rounded up to quarter hours; two hours where there are none.
pub fn planned_minutes(structure: &Structure) -> u32 {
    let phases = [PhaseKind::Deployment, PhaseKind::Rollback];
    let items = phases.into_iter().flat_map(|phase| structure.items_in(phase));
    let minutes: u32 = items
        .filter_map(|found: ItemRef<'_>| minutes(found.item.time_budget.as_deref()?))
        .fold(0, u32::saturating_add);
    if minutes == 0 {
        return USUAL_MINUTES;
    }
    minutes
        .div_ceil(LEAST_MINUTES)
        .saturating_mul(LEAST_MINUTES)
        .min(MOST_MINUTES)
}

/// The minutes that a time budget says: `15 min`, `1 h`, `1.5 hours`, `30`. Nothing where it says something else.
fn minutes(text: &str) -> Option<u32> {
    let text = text.trim().trim_start_matches(['~', '<', '≤']).trim_start();
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let (whole, tenths) = match number.split_once('.') {
        None => (number.parse::<u32>().ok()?, 0),
        Some((whole, part)) => (whole.parse().ok()?, part.get(..1)?.parse::<u32>().ok()?),
    };
    let unit = unit.trim_start().to_lowercase();
    let of_unit = if unit.is_empty() || unit.starts_with('m') {
        1
    } else if unit.starts_with('h') {
        60
    } else {
        return None;
    };
    Some(whole.checked_mul(of_unit)?.saturating_add(tenths * of_unit / 10)).filter(|minutes| *minutes > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::checklist;

    #[test]
    fn a_budget_is_a_number_of_minutes_or_hours() {
        for (text, expected) in [
            ("15 min", Some(15)),
            ("15 minutes", Some(15)),
            ("~ 30", Some(30)),
            ("1 h", Some(60)),
            ("1.5 hours", Some(90)),
            ("2h", Some(120)),
            ("soon", None),
            ("3 days", None),
            ("0 min", None),
            ("99999999999 h", None),
        ] {
            assert_eq!(minutes(text), expected, "{text}");
        }
    }

    #[test]
    fn without_budgets_two_hours_are_planned() {
        assert_eq!(planned_minutes(&checklist()), USUAL_MINUTES);
    }
}
