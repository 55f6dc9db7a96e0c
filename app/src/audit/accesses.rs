//! Lines of the access log as sentences. What was asked for is kept as a path; here it gets the words of the page or form.

use domain::audit::{Access, AccessKind};
use domain::backend::Opened;
use domain::id::PersonId;

/// What somebody did, as a sentence.
pub(super) fn sentence(opened: &Opened, access: &Access) -> String {
    let who = name(opened, access.person);
    match access.what {
        AccessKind::SignedIn => format!("{who} signed in."),
        AccessKind::SignedOut => format!("{who} signed out."),
        // Nobody knows who it was: that is what failed.
        AccessKind::SignInFailed => match access.status {
            429 | 503 => format!("Somebody tried to sign in as {who} and was told to wait."),
            _ => format!("Somebody failed to sign in as {who}."),
        },
        AccessKind::Read | AccessKind::Sent | AccessKind::Refused => asked(opened, &who, access),
    }
}

fn asked(opened: &Opened, who: &str, access: &Access) -> String {
    let ending = match (access.what, access.status) {
        (AccessKind::Refused, 404 | 410) => " and found nothing there",
        (AccessKind::Refused, 500..) => " and got no answer",
        (AccessKind::Refused, _) => " and was refused",
        (AccessKind::SignedIn | AccessKind::SignInFailed | AccessKind::SignedOut, _)
        | (AccessKind::Read | AccessKind::Sent, _) => "",
    };
    if let Some(path) = access.detail.strip_prefix("/api/") {
        let deed = deed(path).map_or_else(|| format!("send {}", access.detail), ToOwned::to_owned);
        return format!("{who} asked to {deed}{ending}.");
    }
    let page = page(opened, &access.detail);
    if ending.is_empty() {
        format!("{who} read {page}.")
    } else {
        format!("{who} asked for {page}{ending}.")
    }
}

fn name(opened: &Opened, person: Option<PersonId>) -> String {
    let known = person.and_then(|person| opened.people.get(&person));
    known.map_or_else(|| "Somebody".to_owned(), |person| person.name.to_string())
}

/// What a page is, from its address.
fn page(opened: &Opened, path: &str) -> String {
    let mut parts = path.trim_start_matches('/').split('/');
    if parts.next() != Some(opened.directory.slug.as_str()) {
        return format!("the page {path}");
    }
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        [] => "My work".to_owned(),
        ["deployments"] => "the list of deployments".to_owned(),
        ["deployments", "new"] => "the form for a new deployment".to_owned(),
        ["deployments", number] => number.to_string(),
        ["deployments", number, "edit"] => format!("the form that edits {number}"),
        ["deployments", number, "booking"] => format!("the bookings of {number}"),
        ["deployments", number, "print"] => format!("the print of {number}"),
        ["deployments", number, "items", _] => format!("an item of {number}"),
        ["deployments", number, "sections", _] => format!("a section of {number}"),
        ["deployments", number, "sign", _] => format!("a page to sign of {number}"),
        ["templates"] => "the list of templates".to_owned(),
        ["templates", "import"] => "the form that imports a checklist".to_owned(),
        ["templates", slug] => format!("the template {slug}"),
        ["templates", slug, "edit"] => format!("the form that edits the template {slug}"),
        ["templates", slug, "compare"] => format!("two versions of the template {slug}"),
        ["calendar"] => "the calendar".to_owned(),
        ["calendar", "windows", ..] => "a window".to_owned(),
        ["calendar", "freezes", ..] => "a freeze".to_owned(),
        ["audit"] => "the audit trail".to_owned(),
        ["audit", "access"] => "the access log".to_owned(),
        ["audit", seq] => format!("entry {seq} of the audit trail"),
        ["people"] => "the list of people".to_owned(),
        ["people", id] => format!("the page of {}", name(opened, id.parse().ok())),
        ["settings"] => "the settings".to_owned(),
        _ => format!("the page {path}"),
    }
}

/// What a server function does, after "asked to"; `None` for one that is not known any more.
fn deed(function: &str) -> Option<&'static str> {
    let found = DEEDS
        .iter()
        .find(|(name, _)| function.rsplit('/').next() == Some(*name));
    found.map(|(_, words)| *words)
}

/// Every server function by its name, as what somebody asks for.
const DEEDS: [(&str, &str); 75] = [
    ("change_password", "change the own password"),
    ("revoke_session", "end a session"),
    ("save_preferences", "save preferences"),
    ("change_member", "change a member"),
    ("declare_duty", "declare a duty"),
    ("invite", "invite somebody"),
    ("remove_member", "remove a member"),
    ("withdraw_invitation", "withdraw an invitation"),
    ("add_environment", "add an environment"),
    ("add_service", "add a service"),
    ("add_team", "add a team"),
    ("change_environment", "change an environment"),
    ("change_organization", "change the organization"),
    ("change_service", "change a service"),
    ("rename_team", "rename a team"),
    ("set_small_team_rule", "switch the small-team rule"),
    ("export_trail", "export the audit trail"),
    ("set_window", "set a window"),
    ("remove_window", "remove a window"),
    ("set_freeze", "set a freeze"),
    ("cancel_freeze", "cancel a freeze"),
    ("set_absence", "say that somebody is away"),
    ("remove_absence", "remove an absence"),
    ("schedule_environment", "change the schedule of an environment"),
    ("relate_service", "change labels and dependencies of a service"),
    ("make_feed", "make a feed"),
    ("revoke_feed", "revoke a feed"),
    ("import_calendar", "import windows and freezes"),
    ("create_deployment", "create a deployment"),
    ("edit_deployment", "edit a deployment"),
    ("leave_out", "leave out a section"),
    ("save_ticks", "save ticks"),
    ("set_item", "change an item"),
    ("refresh", "see what changed on a deployment"),
    ("tick", "tick an item"),
    ("tick_section", "tick a section"),
    ("announce", "announce a booking"),
    ("book", "book a slot"),
    ("weigh_move", "look where a booking could move"),
    ("weigh_time", "look when a booking could be"),
    ("override_schedule", "override a window or freeze"),
    ("release_booking", "release a booking"),
    ("review_override", "review an override"),
    ("add_comment", "add a comment"),
    ("add_link", "add a link"),
    ("fill_in", "fill in values"),
    ("give_evidence", "give evidence"),
    ("note_log", "note something in a deployment's log"),
    ("decline", "decline a sign-off"),
    ("request_changes", "request changes"),
    ("sign", "sign"),
    ("withdraw", "withdraw a sign-off"),
    ("cancel", "cancel a deployment"),
    ("complete", "complete a deployment"),
    ("complete_rollback", "complete a rollback"),
    ("finish_deploying", "finish deploying"),
    ("hold", "put a deployment on hold"),
    ("mark_failed", "mark a deployment as failed"),
    ("release", "release a deployment from hold"),
    ("roll_back", "roll back a deployment"),
    ("start", "start a deployment"),
    ("submit", "submit a deployment for sign-off"),
    ("find", "find something by its name"),
    ("save_checklist", "preview or save a checklist"),
    ("start_from", "start a template from a starter"),
    ("export_template", "export a template"),
    ("ask_for_review", "ask for review of a template"),
    ("discard_draft", "discard the draft of a template"),
    ("publish_version", "publish a version of a template"),
    ("send_back", "send back the draft of a template"),
    ("join", "join an organization"),
    ("reset_password", "choose a new password"),
    ("set_up", "set up the instance"),
    ("sign_in", "sign in"),
    ("sign_out", "sign out"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use domain::accounts::{Person, Scheme};
    use domain::testing::{OWNER, Scene, checklist};
    use domain::text::{Email, PersonName};
    use domain::time::Timestamp;

    use super::*;

    #[test]
    fn every_function_has_its_words() {
        let mut count = 0;
        for (path, _) in server_fn::axum::server_fn_paths() {
            assert!(deed(path).is_some(), "{path}");
            count += 1;
        }
        assert_eq!(DEEDS.len(), count, "words for functions that are no more");
    }

    fn opened() -> Opened {
        let name = PersonName::parse("Ana Ruiz").expect("a name");
        let email = Email::parse("ana@example.org").expect("an address");
        let person = Person {
            name,
            email,
            zone: None,
            scheme: Scheme::System,
        };
        Opened {
            directory: Arc::new(Scene::with(checklist()).directory().clone()),
            people: Arc::new(BTreeMap::from([(OWNER, person)])),
            position: 0,
            organizations: Vec::new(),
        }
    }

    fn said(what: AccessKind, detail: &str, status: u16) -> String {
        let opened = opened();
        let detail = detail.replace("{org}", opened.directory.slug.as_str());
        let access = Access {
            at: Timestamp::from_micros(0),
            organization: Some(opened.directory.id),
            person: Some(OWNER),
            session: None,
            address: "192.0.2.1".to_owned(),
            device: String::new(),
            what,
            detail,
            status,
        };
        sentence(&opened, &access)
    }

    #[test]
    fn a_line_is_a_sentence() {
        let lines = [
            (AccessKind::SignedIn, "", 200, "Ana Ruiz signed in."),
            (
                AccessKind::SignInFailed,
                "",
                422,
                "Somebody failed to sign in as Ana Ruiz.",
            ),
            (
                AccessKind::SignInFailed,
                "",
                429,
                "Somebody tried to sign in as Ana Ruiz and was told to wait.",
            ),
            (AccessKind::SignedOut, "", 200, "Ana Ruiz signed out."),
            (AccessKind::Read, "/{org}", 200, "Ana Ruiz read My work."),
            (
                AccessKind::Read,
                "/{org}/deployments/CHG-7",
                200,
                "Ana Ruiz read CHG-7.",
            ),
            (AccessKind::Read, "/account", 200, "Ana Ruiz read the page /account."),
            (
                AccessKind::Refused,
                "/{org}/audit/access",
                403,
                "Ana Ruiz asked for the access log and was refused.",
            ),
            (
                AccessKind::Refused,
                "/{org}/deployments/CHG-99",
                404,
                "Ana Ruiz asked for CHG-99 and found nothing there.",
            ),
            (
                AccessKind::Sent,
                "/api/app/accounts/actions/settings/add_team",
                200,
                "Ana Ruiz asked to add a team.",
            ),
            (
                AccessKind::Refused,
                "/api/app/deployments/actions/signing/sign",
                422,
                "Ana Ruiz asked to sign and was refused.",
            ),
        ];
        for (what, detail, status, words) in lines {
            assert_eq!(said(what, detail, status), words);
        }
    }
}
