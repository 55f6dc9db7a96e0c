//! Every field of every page stands in the list of those that naughty texts go through.

use std::collections::BTreeSet;

use ::app::accounts::actions::{
    AddEnvironment, AddService, AddTeam, ChangeEnvironment, ChangeMember, ChangeOrganization, ChangePassword,
    ChangeService, DeclareDuty, Invite, Join, RenameTeam, ResetPassword, SetUp, SignIn,
};
use ::app::calendar::actions::{
    CancelFreeze, ImportCalendar, MakeFeed, RelateService, ScheduleEnvironment, SetAbsence, SetFreeze, SetWindow,
};
use ::app::deployments::actions::booking::{Announce, Book, OverrideSchedule, ReviewOverride};
use ::app::deployments::actions::details::{CreateDeployment, EditDeployment};
use ::app::deployments::actions::items::{LeaveOut, SetItem};
use ::app::deployments::actions::notes::{AddComment, AddLink, FillIn, GiveEvidence, NoteLog};
use ::app::deployments::actions::signing::{Sign, Withdraw};
use ::app::deployments::actions::steps::{Cancel, Hold, RollBack};
use ::app::templates::actions::{AskForReview, SaveChecklist, SendBack};
use domain::accounts::AccessRole;
use domain::calendar::EnvironmentSchedule;
use domain::deployments::DeploymentCommand;
use http::StatusCode;
use server_fn::ServerFn;

use super::calendar::{noticed, overriding};
use super::world::World;
use crate::app::{Client, TestApp};
use crate::links::{invite, reset_link};

/// Where each form is sent, and the fields of it in which one writes. The tests beside this one type the list into them; the
/// last two are forms that only ask, with `{org}` for the organization's address.
const TYPED: [(&str, &[&str]); 45] = [
    (SignIn::PATH, &["email", "password"]),
    (SetUp::PATH, &["code", "organization", "name", "email", "password"]),
    (Join::PATH, &["password"]),
    (ResetPassword::PATH, &["password"]),
    (ChangePassword::PATH, &["current_password", "new_password"]),
    (AddTeam::PATH, &["team"]),
    (RenameTeam::PATH, &["team"]),
    (AddService::PATH, &["service"]),
    (ChangeService::PATH, &["service"]),
    (AddEnvironment::PATH, &["environment"]),
    (ChangeEnvironment::PATH, &["environment"]),
    (ChangeOrganization::PATH, &["name"]),
    (DeclareDuty::PATH, &["duty"]),
    (Invite::PATH, &["name", "email", "reads_from", "reads_until"]),
    (ChangeMember::PATH, &["reads_from", "reads_until"]),
    (RelateService::PATH, &["labels"]),
    (
        ScheduleEnvironment::PATH,
        &["hours_from", "hours_to", "notice_hours", "told"],
    ),
    (SetWindow::PATH, &["name", "starts", "ends", "interval", "until"]),
    (
        SetFreeze::PATH,
        &["name", "reason", "starts", "ends", "interval", "until"],
    ),
    (SetAbsence::PATH, &["starts", "ends", "interval", "until"]),
    (CancelFreeze::PATH, &["reason"]),
    (MakeFeed::PATH, &["name"]),
    (
        ImportCalendar::PATH,
        &["text", "entries[0][name]", "entries[0][reason]"],
    ),
    (Book::PATH, &["from", "until", "backup_from", "backup_until"]),
    (Announce::PATH, &["reason"]),
    (OverrideSchedule::PATH, &["expires_at", "reason"]),
    (ReviewOverride::PATH, &["finding"]),
    (CreateDeployment::PATH, &DETAILS),
    (EditDeployment::PATH, &DETAILS),
    (SetItem::PATH, &["reason"]),
    (LeaveOut::PATH, &["reason"]),
    (AddComment::PATH, &["comment"]),
    (AddLink::PATH, &["link", "label"]),
    (FillIn::PATH, &["values[]"]),
    (GiveEvidence::PATH, &["evidence", "figure"]),
    (
        NoteLog::PATH,
        &["downtime", "issues", "resolutions", "notes", "deviations"],
    ),
    // Two more buttons of this form send the comment to `Decline` and `RequestChanges`.
    (Sign::PATH, &["comment", "password"]),
    (Withdraw::PATH, &["reason"]),
    // Two more buttons of this form send its fields to `RollBack` and `MarkFailed`.
    (Hold::PATH, &["reason", "to_version"]),
    (Cancel::PATH, &["reason"]),
    (RollBack::PATH, &["to_version", "reason"]),
    (
        SaveChecklist::PATH,
        &[
            "markdown",
            "name",
            "review_by",
            "hours_from",
            "hours_to",
            "notice_hours",
            "low_from",
            "low_to",
        ],
    ),
    (SendBack::PATH, &["reason"]),
    // The trail and the access log ask themselves.
    ("", &["search", "from", "to"]),
    ("/{org}/deployments", &["search"]),
];
const DETAILS: [&str; 5] = ["title", "version", "commit", "ticket", "release_notes"];
const CHECKLIST: &str = "# Walked\n\n## Pre-deployment\n\n### Proof\n\n- [ ] Blank: ____ {#blank .optional}\n- [ ] Words {#words .optional \
                         evidence=text}\n- [ ] Figure {#figure .optional evidence=number}\n\n## Deployment \
                         steps\n\n- [ ] Step {#step .optional}\n\n## Sign-off\n\n- [ ] Tech Lead: ______\n";

type Fields = BTreeSet<(String, String)>;

/// What a browser lets one write into: the form's address, and the field's name. The palette's field is in no form.
fn fields_of(html: &str) -> Fields {
    let (mut found, mut action) = (BTreeSet::new(), None);
    for tag in html.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
        let value = |name: &str| {
            let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
            Some(rest.split('"').next().unwrap_or_default().to_owned())
        };
        match tag.split([' ', '/']).find(|word| !word.is_empty()).unwrap_or_default() {
            "form" if tag.starts_with('/') => action = None,
            "form" => action = Some(value("action").unwrap_or_default()),
            "input" | "textarea" if !tag.starts_with('/') => {
                let Some(action) = &action else { continue };
                let kind = value("type").unwrap_or_default();
                let written = !["hidden", "checkbox", "radio", "file"].contains(&kind.as_str());
                if written && !tag.split(' ').any(|word| word == "hidden") {
                    found.insert((action.clone(), value("name").unwrap_or_default()));
                }
            }
            _ => {}
        }
    }
    found
}

#[test]
fn fields_are_found_in_their_forms() {
    let html = "<input name=\"out\"><form action=\"/a\"><input type=\"hidden\" name=\"h\"><input class=\"x\" name=\"one\" \
                type=\"date\"/><textarea name=\"two\">&lt;</textarea><textarea name=\"not\" hidden></textarea></form>";
    let found = [("/a", "one"), ("/a", "two")].map(|(form, name)| (form.to_owned(), name.to_owned()));
    assert_eq!(fields_of(html), Fields::from(found));
}

/// Looks at pages, and remembers their fields.
struct Walk<'w> {
    world: &'w World,
    found: Fields,
}

impl Walk<'_> {
    async fn to(&mut self, client: &mut Client<'_>, addresses: &[&str]) {
        for address in addresses {
            let answer = client.get(address).await;
            assert_eq!(answer.status, StatusCode::OK, "{address}");
            self.sees(&answer.body);
        }
    }

    fn sees(&mut self, html: &str) {
        let org = format!("/{}/", self.world.house.slug);
        let named = |(form, name): (String, String)| (form.replace(&org, "/{org}/"), name);
        self.found.extend(fields_of(html).into_iter().map(named));
    }
}

#[tokio::test]
async fn every_field_of_every_page_is_one_that_texts_go_through() {
    let world = World::new().await;
    let mut walk = Walk {
        world: &world,
        found: Fields::new(),
    };
    let things = world.publish("walked", CHECKLIST).await;
    let org = world.house.slug.as_str();
    overriding(&world, world.house.owner, AccessRole::Owner).await;
    noticed(&world, &things, EnvironmentSchedule::MOST_NOTICE).await;
    let (_, invited) = invite(&world.app, &world.house, "newcomer@northwind.example").await;
    let reset = reset_link(&world.app, &world.house).await;
    let mut owner = world.app.sign_in("owner@northwind.example").await;
    let mut lead = world.app.sign_in("lead@northwind.example").await;
    let mut engineer = world.app.sign_in("engineer@northwind.example").await;

    let empty = TestApp::empty().await;
    walk.sees(&empty.anon().get("/setup").await.body);
    let doors = ["/login", &format!("/invitations/{invited}"), &format!("/reset/{reset}")];
    walk.to(&mut world.app.anon(), &doors).await;
    let person = format!("/people/{}", world.house.lead);
    let pages = [
        "",
        "/deployments",
        "/deployments/new",
        "/templates",
        "/templates/import",
        "/templates/walked",
        "/templates/walked/edit",
        "/templates/walked/compare",
        "/calendar",
        "/calendar/absences/new",
        "/calendar/windows/new",
        "/calendar/freezes/new",
        "/calendar/desk",
        "/calendar/feeds",
        "/calendar/import",
        "/audit",
        "/audit/3",
        "/audit/access",
        "/people",
        &person,
        "/settings",
    ];
    for page in pages {
        walk.to(&mut owner, &[&world.at(page)]).await;
    }
    walk.to(&mut owner, &["/account"]).await;

    let period = r#"[{"id":1,"freeze_start":"0 23 * * 5","freeze_end":"0 7 * * 1","cron_timezone":"UTC"}]"#;
    let brought = [("org", org), ("page", "/northwind/calendar/import"), ("text", period)];
    walk.sees(&owner.post(ImportCalendar::PATH, &brought).await.body);

    // A preview, a draft that waits for its review, a freeze.
    let text = [
        ("org", org),
        ("page", "/northwind/templates/import"),
        ("markdown", "- [ ] One"),
        ("name", "Drafted"),
    ];
    walk.sees(&engineer.post(SaveChecklist::PATH, &text).await.body);
    let save: Vec<_> = text.into_iter().chain([("step", "save")]).collect();
    let draft = engineer
        .post(SaveChecklist::PATH, &save)
        .await
        .header("location")
        .to_owned();
    let template = draft.rsplit_once('/').unwrap().1;
    engineer
        .post(AskForReview::PATH, &[("org", org), ("template", template)])
        .await;
    walk.to(&mut owner, &[&draft, &format!("{draft}/edit")]).await;
    let freeze = [
        ("org", org),
        ("name", "Plain"),
        ("reason", "Plain"),
        ("running", "finish"),
        ("zone", "UTC"),
        ("starts", "2027-12-01T10:00"),
        ("ends", "2027-12-01T16:00"),
        ("step", "save"),
    ];
    assert_eq!(owner.post(SetFreeze::PATH, &freeze).await.status, StatusCode::SEE_OTHER);
    let known = super::calendar::directory(&world).await;
    let id = known.calendar.freezes.keys().next().unwrap();
    walk.to(&mut owner, &[&world.at(&format!("/calendar/freezes/{id}"))])
        .await;

    // A deployment that is worked on, booked, and for which somebody else overrode the calendar.
    let draft = world.draft(&things).await;
    let of = |page: &str| format!("{}{page}", draft.page);
    let booking = of("/booking");
    walk.to(&mut owner, &[&booking]).await;
    let number = draft.number.to_string();
    let carried = super::calendar::carried(&world, &draft, &number, "0");
    let slot = [("from", "2026-01-12T10:00"), ("until", "2026-01-12T12:00")];
    let slot: Vec<_> = carried.iter().copied().chain(slot).collect();
    assert_eq!(owner.call(Book::PATH, &slot).await.status, StatusCode::OK);
    let lifted = [
        ("lifts", "windows"),
        ("expires_at", "2026-01-05T20:00"),
        ("reason", "Plain"),
    ];
    let lifted: Vec<_> = carried.iter().copied().chain(lifted).collect();
    assert_eq!(owner.call(OverrideSchedule::PATH, &lifted).await.status, StatusCode::OK);
    walk.to(&mut owner, &[&booking]).await;
    overriding(&world, world.house.lead, AccessRole::Member).await;
    walk.to(&mut lead, &[&booking]).await;
    overriding_no_more(&world).await;
    for page in [
        "",
        "/edit",
        "/items/words",
        "/items/figure",
        "/items/blank",
        "/sections/proof",
        "/print",
    ] {
        walk.to(&mut engineer, &[&of(page)]).await;
    }

    // One that is signed, with a proof that is too old and a new one.
    let signed = world.draft(&things).await;
    world
        .does(world.house.engineer, &signed, DeploymentCommand::Submit)
        .await;
    let sheet = format!("{}/sign/pre-tech-lead", signed.page);
    world.app.clock.pass(400);
    walk.to(&mut engineer, &[&signed.page]).await;
    walk.to(&mut lead, &[&sheet]).await;
    let mut fresh = world.app.sign_in("lead@northwind.example").await;
    let page = fresh.get(&sheet).await;
    let (document, position, number) = (
        page.hidden("document"),
        page.hidden("position"),
        signed.number.to_string(),
    );
    let sign = [
        ("org", org),
        ("deployment", &signed.text),
        ("number", &number),
        ("roster", "pre"),
        ("slot", "pre-tech-lead"),
        ("meaning", "approved"),
        ("document", &document),
        ("position", &position),
    ];
    let answer = fresh.call(Sign::PATH, &sign).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    walk.to(&mut fresh, &[&signed.page]).await;

    // One that runs, and one whose items change late.
    let mut unsigned = world.publish("unsigned", CHECKLIST).await;
    unsigned.details.environment = world.environment("Development").await;
    let run = world.draft(&unsigned).await;
    for command in [DeploymentCommand::Submit, DeploymentCommand::Start] {
        world.does(world.house.engineer, &run, command).await;
    }
    walk.to(&mut engineer, &[&run.page]).await;
    world
        .does(world.house.engineer, &run, DeploymentCommand::FinishDeploying)
        .await;
    walk.to(&mut engineer, &[&run.page, &format!("{}/items/step", run.page)])
        .await;

    let typed = TYPED
        .iter()
        .flat_map(|(form, names)| names.iter().map(|name| ((*form).to_owned(), (*name).to_owned())));
    let typed: Fields = typed.collect();
    let (new, gone) = (walk.found.difference(&typed), typed.difference(&walk.found));
    let (new, gone): (Vec<_>, Vec<_>) = (new.collect(), gone.collect());
    assert!(
        new.is_empty() && gone.is_empty(),
        "nothing naughty goes through {new:?}; no page has {gone:?}"
    );
}

/// The tech lead signs again, and no more than that.
async fn overriding_no_more(world: &World) {
    super::calendar::holding(
        world,
        world.house.lead,
        AccessRole::Member,
        domain::accounts::Duty::TechLead,
    )
    .await;
}
