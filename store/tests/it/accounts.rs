//! What the gate keeps: passwords, sessions, one-time links, throttles, the access log.

use std::collections::BTreeSet;

use domain::accounts::{AccessRole, FoundOrganization, InstanceCommand, Joiner, OrganizationCommand, PasswordCause};
use domain::actor::{Actor, Proof, ProofKind};
use domain::audit::{Access, AccessFilter, AccessKind};
use domain::backend::{Backend as _, BackendError};
use domain::calendar::{CalendarCommand, FeedLists, Slots, Stretch};
use domain::command::{Command, Secret};
use domain::deployments::{BookingCommand, DeploymentCommand};
use domain::id::{FeedId, InvitationId, PersonId, SessionId};
use domain::refusal::Refusal;
use domain::testing::{
    ADMIN, DEVELOPMENT, ELSEWHERE, ENGINEER, LEDGERS, OTHER_TEAM, OWNER, PAYMENTS, PRODUCTION, STAGING, STRANGER, TEAM,
};
use domain::text::{CalendarName, Email, OrganizationName, PersonName, Slug, ZoneName};
use domain::time::Timestamp;
use store::{Engine, StoredSession, ThrottleScope};

use crate::support::raw::Raw;
use crate::support::{TestStore, digest, on_both};

fn session(test: &TestStore, name: &str) -> StoredSession {
    let now = test.now();
    StoredSession {
        token: digest(name),
        id: SessionId::new(test.sources.next_uuid()),
        person: Some(OWNER),
        device: "Firefox".to_owned(),
        address: "192.0.2.1".to_owned(),
        created_at: now,
        seen_at: now,
        expires_at: now.plus_seconds(3_600),
        proof: Some(Proof {
            how: ProofKind::Password,
            at: now,
        }),
        data: "{}".to_owned(),
    }
}

/// A line of the access log of the small organization.
fn access(test: &TestStore, what: AccessKind, detail: &str) -> Access {
    Access {
        at: test.now(),
        organization: Some(PAYMENTS),
        person: Some(OWNER),
        session: None,
        address: "192.0.2.1".to_owned(),
        device: "Firefox on Linux".to_owned(),
        what,
        detail: detail.to_owned(),
        status: 200,
    }
}

/// Founds another organization of the same owner.
fn elsewhere() -> Command {
    Command::Instance(InstanceCommand::FoundOrganization(Box::new(FoundOrganization {
        organization: ELSEWHERE,
        name: OrganizationName::parse("Elsewhere").expect("a name"),
        slug: Slug::parse("elsewhere").expect("an address"),
        zone: ZoneName::parse("UTC").expect("a zone"),
        owner: Joiner::Existing { person: OWNER },
        team: OTHER_TEAM,
        service: LEDGERS,
        environments: [DEVELOPMENT, STAGING, PRODUCTION],
    })))
}

/// Invites Nina.
fn invite(invitation: InvitationId, email: Email, expires_at: Timestamp) -> Command {
    let command = OrganizationCommand::Invite {
        invitation,
        name: PersonName::parse("Nina New").expect("a name"),
        email,
        role: AccessRole::Member,
        team: Some(TEAM),
        duties: BTreeSet::new(),
        reads: None,
        expires_at,
    };
    Command::Organization {
        organization: PAYMENTS,
        command,
    }
}

on_both! {
    async fn sessions_live_are_listed_and_end(test) {
        test.organization().await;
        let (first, second) = (session(&test, "first"), session(&test, "second"));
        assert!(test.store.insert_session(&first).await.expect("it is kept"));
        assert!(!test.store.insert_session(&first).await.expect("it answers"));
        assert!(test.store.insert_session(&second).await.expect("it is kept"));
        let owner = test.store.person(OWNER).await.expect("it answers").expect("an account");
        let read = test.store.load_session(&first.token, test.now()).await.expect("it answers");
        assert_eq!(read, Some((first.clone(), owner)));
        assert_eq!(test.store.sessions(OWNER).await.expect("it answers").len(), 2);
        let later = test.now().plus_seconds(60);
        test.store.note_seen(second.token, later, later.plus_seconds(3_600));
        test.store.flush_notes().await.expect("it is written");
        assert_eq!(test.store.sessions(OWNER).await.expect("it answers")[0].id, second.id);
        assert!(test.store.revoke_session(OWNER, first.id).await.expect("it answers"));
        assert!(!test.store.revoke_session(ADMIN, second.id).await.expect("it answers"));
        assert_eq!(test.store.load_session(&first.token, test.now()).await.expect("it answers"), None);
        let ended = later.plus_seconds(4_000);
        assert_eq!(test.store.load_session(&second.token, ended).await.expect("it answers"), None);
        assert_eq!(test.store.expire_sessions(ended).await.expect("it answers"), 1);
    }

    async fn a_session_that_was_ended_stays_ended(test) {
        test.organization().await;
        let mut proved = session(&test, "proved");
        test.store.insert_session(&proved).await.expect("it is kept");
        // A request that runs meanwhile saves what it had loaded.
        proved.seen_at = test.now().plus_seconds(60);
        test.store.save_session(&proved).await.expect("it answers");
        let read = test.store.load_session(&proved.token, test.now()).await.expect("it answers");
        assert_eq!(read.map(|(session, _)| session), Some(proved.clone()), "saving keeps what is there");
        assert!(test.store.revoke_session(OWNER, proved.id).await.expect("it answers"));
        test.store.save_session(&proved).await.expect("it answers");
        assert_eq!(test.store.load_session(&proved.token, test.now()).await.expect("it answers"), None);
        assert!(test.store.sessions(OWNER).await.expect("it answers").is_empty());
    }

    async fn the_use_of_a_session_is_noted_when_the_database_takes_it_again(test) {
        test.organization().await;
        let used = session(&test, "used");
        test.store.insert_session(&used).await.expect("it is kept");
        let mut raw = Raw::to(&test).await;
        raw.run("ALTER TABLE session RENAME TO away").await.expect("it is gone");
        let later = test.now().plus_seconds(60);
        test.store.note_seen(used.token, later, later.plus_seconds(3_600));
        test.store.flush_notes().await.expect_err("nothing takes it");
        raw.run("ALTER TABLE away RENAME TO session").await.expect("it is back");
        test.store.flush_notes().await.expect("it is written");
        assert_eq!(test.store.sessions(OWNER).await.expect("it answers")[0].seen_at, later);
    }

    async fn a_password_change_ends_other_sessions_and_uses_the_link_up(test) {
        test.organization().await;
        let (kept, lost) = (session(&test, "kept"), session(&test, "lost"));
        for each in [&kept, &lost] {
            test.store.insert_session(each).await.expect("it is kept");
        }
        let token = digest("a secret");
        let expires_at = test.now().plus_seconds(600);
        let issue = Command::Instance(InstanceCommand::IssueReset { person: OWNER, expires_at });
        let secret = Secret::Reset { person: OWNER, token, expires_at };
        test.send_with(Actor::Operator, issue, Vec::new(), vec![secret]).await.expect("the operator may");
        assert_eq!(test.store.reset_of(&token, test.now()).await.expect("it answers"), Some(OWNER));
        let change = || Command::Instance(InstanceCommand::ChangePassword { person: OWNER, by: PasswordCause::Reset });
        let secrets = |phc: &str| {
            vec![Secret::Password { person: OWNER, phc: phc.to_owned() }, Secret::UseReset { token }]
        };
        test.send_with(Actor::Nobody, change(), Vec::new(), secrets("$new")).await.expect("the link works");
        let refused = test.send_with(Actor::Nobody, change(), Vec::new(), secrets("$stolen")).await;
        assert_eq!(refused, Err(BackendError::Refused(Box::new(Refusal::NotFound))));
        assert_eq!(test.store.password_of_person(OWNER).await.expect("it answers").as_deref(), Some("$new"));
        assert_eq!(test.store.reset_of(&token, test.now()).await.expect("it answers"), None);
        assert!(test.store.sessions(OWNER).await.expect("it answers").is_empty());
        test.store.insert_session(&kept).await.expect("it is kept");
        test.store.insert_session(&lost).await.expect("it is kept");
        let actor = Actor::Person(domain::actor::PersonActor {
            person: OWNER,
            session: kept.id,
            proof: Proof { how: ProofKind::Password, at: test.now() },
        });
        let by_hand = Command::Instance(InstanceCommand::ChangePassword { person: OWNER, by: PasswordCause::Change });
        let secret = Secret::Password { person: OWNER, phc: "$newer".to_owned() };
        test.send_with(actor, by_hand, Vec::new(), vec![secret]).await.expect("it is their own");
        let left: Vec<SessionId> = test.store.sessions(OWNER).await.expect("it answers").iter().map(|s| s.id).collect();
        assert_eq!(left, [kept.id]);
        test.verifies().await;
    }

    async fn an_invitation_is_found_by_its_secret(test) {
        test.organization().await;
        let invitation = InvitationId::new(test.sources.next_uuid());
        let token = digest("an invitation");
        let email = Email::parse("nina@example.com").expect("an address");
        let command = invite(invitation, email.clone(), test.now().plus_seconds(600));
        let secret = Secret::Invitation { invitation, token };
        test.send_with(test.actor(OWNER), command, Vec::new(), vec![secret]).await.expect("an owner may");
        let link = test.store.invitation_of(&token).await.expect("it answers").expect("it is there");
        assert_eq!((link.organization, link.invitation), (PAYMENTS, invitation));
        assert_eq!(link.invited.expect("not erased").email, email);
        assert!(link.directory.state.invitations.contains_key(&invitation));
        assert_eq!(test.store.invitees(PAYMENTS).await.expect("it answers")[&invitation].email, email);
        assert!(test.store.invitation_of(&digest("guessed")).await.expect("it answers").is_none());
        assert_eq!(test.store.person_of_email(&email).await.expect("it answers"), None);
        let known = Email::parse("olga.owner@example.com").expect("an address");
        let (person, phc) = test.store.password_of(&known).await.expect("it answers").expect("it is there");
        assert_eq!((person, phc.as_str()), (OWNER, "$argon2id$owner"));
    }

    async fn links_are_forgotten_when_they_are_of_no_use(test) {
        test.organization().await;
        let mut raw = Raw::to(&test).await;
        let expires_at = test.now().plus_seconds(600);
        let [used, taken_back, forgotten] = [1, 2, 3].map(|number| (number, InvitationId::new(test.sources.next_uuid())));
        for (number, invitation) in [used, taken_back, forgotten] {
            let email = Email::parse(&format!("nina{number}@example.com")).expect("an address");
            let command = invite(invitation, email, expires_at);
            let secret = Secret::Invitation { invitation, token: digest(&format!("link {number}")) };
            test.send_with(test.actor(OWNER), command, Vec::new(), vec![secret]).await.expect("an owner may");
        }
        let invitees = test.store.invitees(PAYMENTS).await.expect("it answers");
        assert_eq!(invitees.len(), 3);
        let joiner = Joiner::New {
            person: PersonId::new(test.sources.next_uuid()),
            name: invitees[&used.1].name.clone(),
            email: invitees[&used.1].email.clone(),
        };
        test.accept(used.1, joiner).await.expect("it is open");
        test.organize(OrganizationCommand::WithdrawInvitation { invitation: taken_back.1 }).await;
        let left: Vec<InvitationId> =
            test.store.invitees(PAYMENTS).await.expect("it answers").into_keys().collect();
        assert_eq!(left, [forgotten.1]);
        let issue = Command::Instance(InstanceCommand::IssueReset { person: OWNER, expires_at });
        let secret = Secret::Reset { person: OWNER, token: digest("a reset"), expires_at };
        test.send_with(Actor::Operator, issue, Vec::new(), vec![secret]).await.expect("the operator may");
        assert_eq!(test.store.forget_links(expires_at).await.expect("it answers"), 0);
        assert_eq!(test.store.forget_links(expires_at.plus_seconds(1)).await.expect("it answers"), 2);
        let rows = match test.engine {
            Engine::Sqlite => "hex(token)",
            Engine::Postgres => "encode(token, 'hex')",
        };
        for table in ["invitation_token", "reset_token"] {
            assert!(raw.texts(&format!("SELECT {rows} FROM {table}")).await.is_empty(), "{table}");
        }
        test.verifies().await;
    }

    async fn the_address_of_a_feed_works_until_it_is_revoked(test) {
        test.organization().await;
        let (id, number) = test.draft(PRODUCTION).await;
        let from = test.now().plus_seconds(86_400);
        let primary = Stretch { from, until: from.plus_seconds(3600) };
        let book = BookingCommand::Book {
            seen: 0,
            slots: Slots { primary, backup: None },
            accepted: Vec::new(),
            confirmed: Vec::new(),
        };
        test.does(ENGINEER, id, DeploymentCommand::Booking(book)).await.expect("the slot is free");
        let on_calendar = |command| Command::Calendar { organization: PAYMENTS, command };
        let [one, other] = [1, 2].map(|_| FeedId::new(test.sources.next_uuid()));
        for (feed, secret) in [(one, "one"), (other, "other")] {
            let make = CalendarCommand::MakeFeed {
                feed,
                name: CalendarName::parse("The office screen").expect("a name"),
                lists: FeedLists::Everything,
            };
            let secret = Secret::Feed { feed, token: digest(secret) };
            test.send_with(test.actor(OWNER), on_calendar(make), Vec::new(), vec![secret]).await.expect("an owner plans");
        }
        let read = async |secret| test.store.feed_of(&digest(secret), test.now()).await.expect("it answers");
        let link = read("one").await.expect("it works");
        assert_eq!((link.feed, link.fetched_at), (one, None));
        let fed: Vec<_> = link.booked.iter().map(|fed| (fed.booked.number, fed.booked.stretch)).collect();
        assert_eq!(fed, [(number, primary)]);
        let changed = test.opened(number).await.changed_at;
        assert_eq!((link.booked[0].changed_at, link.booked[0].version), (changed, 2));
        assert!(read("none").await.is_none());
        assert_eq!(test.store.feeds_fetched(PAYMENTS).await.expect("it answers"), [].into());
        test.store.note_fetched(&digest("other"), from).await.expect("it notes");
        assert_eq!(test.store.feeds_fetched(PAYMENTS).await.expect("it answers"), [(other, from)].into());
        assert_eq!(test.store.feeds_fetched(ELSEWHERE).await.expect("it answers"), [].into());
        let revoke = on_calendar(CalendarCommand::RevokeFeed { feed: one });
        test.send(test.actor(OWNER), revoke).await.expect("an owner plans");
        assert!(read("one").await.is_none());
        assert!(read("other").await.is_some());
        test.verifies().await;
    }

    async fn failures_count_in_a_window_and_are_forgiven(test) {
        let (now, scope) = (test.now(), ThrottleScope::Account);
        let mut seen = None;
        for second in 0..3 {
            let at = now.plus_seconds(second);
            let counted = test.store.count_failure(scope, "a@example.com", seen, at, 60).await;
            assert!(counted.expect("it counts"));
            let twice = test.store.count_failure(scope, "a@example.com", seen, at, 60).await;
            assert!(!twice.expect("it answers"), "of two that read the same only one is counted");
            seen = test.store.failures(scope, "a@example.com").await.expect("it answers");
        }
        let failures = test.store.failures(scope, "a@example.com").await.expect("it answers").expect("there are some");
        assert_eq!((failures.count, failures.since, failures.last), (3, now, now.plus_seconds(2)));
        assert_eq!(test.store.failures(ThrottleScope::Address, "a@example.com").await.expect("it answers"), None);
        let late = now.plus_seconds(50);
        test.store.count_failure(scope, "a@example.com", seen, late, 60).await.expect("it counts");
        test.store.take_back(scope, "a@example.com", late, now.plus_seconds(2)).await.expect("it answers");
        let back = test.store.failures(scope, "a@example.com").await.expect("it answers");
        assert_eq!(back, seen, "as if it had not been counted");
        let later = now.plus_seconds(100);
        test.store.count_failure(scope, "a@example.com", seen, later, 60).await.expect("it counts");
        let failures = test.store.failures(scope, "a@example.com").await.expect("it answers").expect("there are some");
        assert_eq!(failures.count, 1);
        test.store.forgive(scope, "a@example.com").await.expect("it forgets");
        assert_eq!(test.store.failures(scope, "a@example.com").await.expect("it answers"), None);
    }

    async fn the_access_log_is_written_at_the_latest_when_the_store_ends(test) {
        for number in 0..20 {
            test.store.note_access(access(&test, AccessKind::Read, &format!("/payments/deployments/CHG-{number}")));
        }
        test.store.shutdown().await;
        let again = test.reopened().await;
        let mut filter = AccessFilter { limit: 15, ..AccessFilter::default() };
        let page = again.access(PAYMENTS, &filter).await.expect("it answers");
        assert_eq!((page.lines.len(), page.lines[0].detail.as_str()), (15, "/payments/deployments/CHG-19"));
        filter.before = page.next;
        let rest = again.access(PAYMENTS, &filter).await.expect("it answers");
        assert_eq!((rest.lines.len(), rest.next), (5, None));
        let everything = again.forget_access(test.now().plus_seconds(1)).await.expect("it answers");
        assert_eq!(everything, 20);
        again.shutdown().await;
    }

    async fn the_access_log_is_read_by_person_kind_and_time_without_losing_a_line(test) {
        let begin = test.now();
        for number in 0..40 {
            let what = AccessKind::ALL[number % 3 + 3];
            let mut line = access(&test, what, &number.to_string());
            // Four at each instant, so that pages end between lines of one.
            line.at = begin.plus_seconds(i64::try_from(number / 4).expect("small"));
            line.person = [Some(OWNER), Some(ENGINEER), None][number % 5 % 3];
            test.store.note_access(line);
        }
        test.store.flush_notes().await.expect("it is written");
        let everything = AccessFilter { limit: 500, ..AccessFilter::default() };
        let all = test.store.access(PAYMENTS, &everything).await.expect("it answers").lines;
        assert_eq!(all.len(), 40);
        let whos = [None, Some(OWNER), Some(ENGINEER)];
        let whats = [None, Some(AccessKind::Read), Some(AccessKind::Refused)];
        for (who, what) in whos.into_iter().flat_map(|who| whats.map(|what| (who, what))) {
            for (from, until) in [(None, None), (Some(begin.plus_seconds(2)), Some(begin.plus_seconds(7)))] {
                let mut filter = AccessFilter { who, what, from, until, before: None, limit: 3 };
                let wanted: Vec<&Access> = all.iter().filter(|line| {
                    who.is_none_or(|who| line.person == Some(who)) && what.is_none_or(|what| line.what == what)
                        && from.is_none_or(|from| line.at >= from) && until.is_none_or(|until| line.at < until)
                }).collect();
                let mut found = Vec::new();
                loop {
                    let page = test.store.access(PAYMENTS, &filter).await.expect("it answers");
                    found.extend(page.lines);
                    let Some(next) = page.next else { break };
                    filter.before = Some(next);
                }
                assert_eq!(found.iter().collect::<Vec<_>>(), wanted, "{who:?} {what:?} {from:?}");
            }
        }
    }

    async fn who_signs_in_stands_in_the_log_of_every_organization_of_theirs(test) {
        test.organization().await;
        test.send(Actor::Operator, elsewhere()).await.expect("the command line may");
        for (person, what) in [
            (Some(OWNER), AccessKind::SignedIn),
            (Some(ENGINEER), AccessKind::SignInFailed),
            (Some(STRANGER), AccessKind::SignedIn),
            (None, AccessKind::SignInFailed),
            (Some(OWNER), AccessKind::Read),
        ] {
            test.store.note_access(Access { organization: None, person, ..access(&test, what, "") });
        }
        test.store.flush_notes().await.expect("it is written");
        let filter = AccessFilter { limit: 500, ..AccessFilter::default() };
        let log = async |organization| {
            let page = test.store.access(organization, &filter).await.expect("it answers");
            page.lines.into_iter().map(|line| (line.person, line.what)).collect::<Vec<_>>()
        };
        // A page that belongs to no organization is in no log of one.
        let (came, failed) = ((Some(OWNER), AccessKind::SignedIn), (Some(ENGINEER), AccessKind::SignInFailed));
        assert_eq!(log(PAYMENTS).await, [failed, came]);
        assert_eq!(log(ELSEWHERE).await, [came]);
        let everything = test.store.forget_access(test.now().plus_seconds(1)).await.expect("it answers");
        assert_eq!(everything, 6, "what belongs to no organization is kept as well");
    }
}
