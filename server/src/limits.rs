//! How large, how long, how often: the limits of the HTTP side in one place.

use std::time::Duration;

/// Most bytes of a form or call of somebody who has not signed in yet.
pub const DOOR_BODY: u64 = 64 * 1024;
/// Most bytes of any other form or call. The log of a deployment is the longest: four texts of 8,000 characters, of which
/// one takes nine bytes in a form, and the same again as they were when the form was rendered.
pub const BODY: u64 = 1024 * 1024;
/// Most bytes where a checklist travels: 1 MiB of Markdown, of which browsers send each line end as two characters, and
/// a switch for each of its proposals. What is larger than 1 MiB by less is refused at its field, with nothing lost.
pub const IMPORT_BODY: u64 = 4 * 1024 * 1024;
/// Most bytes where the file of another calendar travels: 5 MiB of it, or what its preview sends back, a reason for each
/// freeze among it. What is larger than 5 MiB by less is refused at its field.
pub const CALENDAR_BODY: u64 = 12 * 1024 * 1024;
/// Longest time until an answer begins.
pub const ANSWER: Duration = Duration::from_secs(30);
/// Longest time for open requests to end after a signal to stop.
pub const DRAIN: Duration = Duration::from_secs(20);
/// A session ends after so many seconds without use.
pub const SESSION_IDLE: i64 = 60 * 60;
/// A session ends so many seconds after it began.
pub const SESSION_LONGEST: i64 = 12 * 60 * 60;
/// The use of a session is noted at most once in so many seconds.
pub const SESSION_TOUCH: i64 = 60;
/// How often a live stream checks that its session is still good.
pub const LIVE_CHECK: Duration = Duration::from_secs(60);
/// A reset link works for so many seconds.
pub const RESET_LINK: i64 = 60 * 60;

/// Most bytes that a server function takes.
pub fn of_function(path: &str) -> u64 {
    if path.contains("/templates/") {
        IMPORT_BODY
    } else if path.contains("/calendar/actions/imports/") {
        CALENDAR_BODY
    } else if path.contains("/doors/") {
        DOOR_BODY
    } else {
        BODY
    }
}

#[cfg(test)]
mod tests {
    use app::calendar::actions::ImportCalendar;
    use app::templates::actions::SaveChecklist;
    use server_fn::ServerFn;

    use super::*;

    #[test]
    fn a_checklist_may_be_larger_than_other_forms() {
        assert_eq!(of_function(SaveChecklist::url()), IMPORT_BODY);
        assert_eq!(of_function(ImportCalendar::url()), CALENDAR_BODY);
        assert_eq!(of_function(app::accounts::actions::SignIn::url()), DOOR_BODY);
        assert_eq!(of_function(app::deployments::actions::notes::NoteLog::url()), BODY);
    }
}
