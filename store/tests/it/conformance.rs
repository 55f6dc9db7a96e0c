//! Each read of the interface, on both engines.

use domain::accounts::AuditPeriod;
use domain::audit::{AuditFilter, KindGroup};
use domain::backend::Backend as _;
use domain::deployments::{ChangeNumber, DeploymentCommand, DeploymentFilter, StageName};
use domain::templates::{ItemKey, Roster, SlotKey};
use domain::testing::{
    CHECKOUT, DEVELOPMENT, DEVOPS_LEAD, ELSEWHERE, ENGINEER, LEDGERS, OWNER, PAYMENTS, PRODUCTION, STAGING, STRANGER,
    TECH_LEAD, checklist, content,
};
use domain::text::{CommentText, Reason, Slug};
use domain::time::Timestamp;
use ledger::proof::verify_inclusion;

use crate::support::actions::payments;
use crate::support::{TestStore, digest, on_both};

fn filter(change: impl FnOnce(&mut DeploymentFilter)) -> DeploymentFilter {
    let mut filter = DeploymentFilter {
        limit: 50,
        ..DeploymentFilter::default()
    };
    change(&mut filter);
    filter
}

async fn numbers(test: &TestStore, filter: DeploymentFilter) -> Vec<u64> {
    let page = test.store.deployments(PAYMENTS, &filter).await.expect("it answers");
    page.lines.iter().map(|line| line.number.0).collect()
}

async fn trail(test: &TestStore, change: impl FnOnce(&mut AuditFilter)) -> Vec<u64> {
    let mut filter = AuditFilter {
        limit: 500,
        ..AuditFilter::default()
    };
    change(&mut filter);
    let page = test.store.audit(PAYMENTS, &filter).await.expect("it answers");
    page.entries.iter().map(|entry| entry.seq).collect()
}

on_both! {
    async fn organizations_and_people(test) {
        assert!(!test.store.organizations_exist().await.expect("it answers"));
        test.organization().await;
        assert!(test.store.organizations_exist().await.expect("it answers"));
        let opened = test.store.open(&payments(), ENGINEER).await.expect("it answers").expect("a member");
        assert_eq!(opened.directory.id, PAYMENTS);
        assert_eq!(opened.people.len(), 9, "strangers are not told of");
        assert_eq!(opened.people[&OWNER].name.as_str(), "Olga Owner");
        assert!(test.store.open(&payments(), STRANGER).await.expect("it answers").is_none());
        let other = Slug::parse("elsewhere").expect("an address");
        assert!(test.store.open(&other, OWNER).await.expect("it answers").is_none());
        let lines = test.store.organizations(ENGINEER).await.expect("it answers");
        assert_eq!((lines.len(), lines[0].slug.clone()), (1, payments()));
        assert!(test.store.organizations(STRANGER).await.expect("it answers").is_empty());
        let person = test.store.person(OWNER).await.expect("it answers").expect("there is an account");
        assert_eq!(person.email.as_str(), "olga.owner@example.com");
        assert_eq!(test.store.person(STRANGER).await.expect("it answers"), None);
    }

    async fn templates_and_their_bodies(test) {
        test.organization().await;
        let lines = test.store.templates(PAYMENTS).await.expect("it answers");
        let structure = checklist();
        let counts = structure.counts();
        assert_eq!(lines.len(), 1);
        assert_eq!((lines[0].version, lines[0].draft), (Some(1), false));
        assert_eq!((lines[0].items as usize, lines[0].slots as usize), (counts.items, counts.slots));
        let slug = Slug::parse("web-service").expect("an address");
        let template = test.store.template(PAYMENTS, &slug).await.expect("it answers").expect("it is there");
        let (content, [_, source]) = content(&structure);
        assert_eq!(template.versions[&1].content, content);
        let read = test.store.structure(PAYMENTS, content.structure).await.expect("it answers").expect("it is there");
        assert_eq!(*read, structure);
        let text = test.store.source(PAYMENTS, content.source).await.expect("it answers").expect("it is there");
        assert_eq!(text.into_bytes(), source);
        assert!(test.store.source(PAYMENTS, digest("guessed")).await.expect("it answers").is_none());
        // Whoever knows the hash still reads only the own organization's (I8).
        assert!(test.store.structure(ELSEWHERE, content.structure).await.expect("it answers").is_none());
        assert!(test.store.template(ELSEWHERE, &slug).await.expect("it answers").is_none());
    }

    async fn lists_are_filtered_and_paged(test) {
        test.organization().await;
        for environment in [DEVELOPMENT, STAGING, PRODUCTION, DEVELOPMENT, STAGING] {
            test.draft(environment).await;
        }
        let (third, _) = (test.opened(ChangeNumber(3)).await.deployment.id, ());
        test.does(ENGINEER, third, DeploymentCommand::Submit).await.expect("it is a draft");
        assert_eq!(numbers(&test, filter(|_| {})).await, [5, 4, 3, 2, 1]);
        assert_eq!(numbers(&test, filter(|f| f.environment = Some(STAGING))).await, [5, 2]);
        assert_eq!(numbers(&test, filter(|f| f.service = Some(CHECKOUT))).await, [5, 4, 3, 2, 1]);
        assert_eq!(numbers(&test, filter(|f| f.service = Some(LEDGERS))).await, [0; 0]);
        assert_eq!(numbers(&test, filter(|f| f.stages = vec![StageName::Preparing])).await, [3]);
        let both = vec![StageName::Preparing, StageName::Draft];
        assert_eq!(numbers(&test, filter(|f| f.stages = both.clone())).await, [5, 4, 3, 2, 1]);
        let narrow = |f: &mut DeploymentFilter| {
            f.stages = both.clone();
            f.service = Some(CHECKOUT);
            f.environment = Some(PRODUCTION);
        };
        assert_eq!(numbers(&test, filter(narrow)).await, [3]);
        assert_eq!(numbers(&test, filter(|f| f.person = Some(ENGINEER))).await, [5, 4, 3, 2, 1]);
        assert_eq!(numbers(&test, filter(|f| f.person = Some(OWNER))).await, [0; 0]);
        let third = test.opened(ChangeNumber(3)).await;
        let (made, submitted) = (third.deployment.created_at, third.changed_at);
        let until = |until| move |f: &mut DeploymentFilter| f.period = Some(AuditPeriod { from: Timestamp::from_micros(0), until });
        assert_eq!(numbers(&test, filter(until(made))).await, [2, 1]);
        let from = |from| move |f: &mut DeploymentFilter| {
            f.person = Some(ENGINEER);
            f.period = Some(AuditPeriod { from, until: submitted.plus_seconds(1) });
        };
        assert_eq!(numbers(&test, filter(from(submitted))).await, [3], "it goes on in the period");
        assert_eq!(numbers(&test, filter(from(submitted.plus_seconds(1)))).await, [0; 0]);
        assert_eq!(numbers(&test, filter(|f| f.search = "CHG-4".to_owned())).await, [4]);
        assert_eq!(numbers(&test, filter(|f| f.search = "cards SAVED".to_owned())).await.len(), 5);
        assert_eq!(numbers(&test, filter(|f| f.search = "%".to_owned())).await, [0; 0]);
        let first = test.store.deployments(PAYMENTS, &filter(|f| f.limit = 2)).await.expect("it answers");
        assert_eq!(first.next, Some(ChangeNumber(4)));
        let rest = filter(|f| (f.limit, f.before) = (3, first.next));
        let last = test.store.deployments(PAYMENTS, &rest).await.expect("it answers");
        assert_eq!((last.lines.len(), last.next), (3, None));
        let line = &test.store.deployments(PAYMENTS, &filter(|f| f.search = "chg-3".to_owned())).await.expect("it").lines[0];
        assert_eq!((line.waiting.len(), line.progress.total), (3, 5));
        assert!(test.store.deployments(ELSEWHERE, &filter(|_| {})).await.expect("it answers").lines.is_empty());
        assert!(test.store.deployment(ELSEWHERE, ChangeNumber(1)).await.expect("it answers").is_none());
    }

    async fn comments_timeline_and_work(test) {
        test.organization().await;
        let (id, number) = test.draft(STAGING).await;
        let item = ItemKey::parse("tests-green").expect("a key");
        for on in [None, Some(item.clone())] {
            let text = CommentText::parse("Seen").expect("a comment");
            test.does(TECH_LEAD, id, DeploymentCommand::Comment { item: on, text }).await.expect("the team may");
        }
        assert_eq!(test.store.comments(PAYMENTS, number, None).await.expect("it answers").len(), 2);
        let on_item = test.store.comments(PAYMENTS, number, Some(&item)).await.expect("it answers");
        assert_eq!((on_item.len(), on_item[0].by), (1, TECH_LEAD));
        let timeline = test.store.timeline(PAYMENTS, number, None, None, 2).await.expect("it answers");
        let older = test.store.timeline(PAYMENTS, number, None, Some(timeline[1].seq), 50).await.expect("it answers");
        assert_eq!((timeline.len(), older.len()), (2, 1));
        assert!(timeline[0].seq > timeline[1].seq && timeline[1].seq > older[0].seq);
        let of_item = test.store.timeline(PAYMENTS, number, Some(&item), None, 50).await.expect("it answers");
        assert_eq!(of_item.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [timeline[0].seq]);
        test.does(ENGINEER, id, DeploymentCommand::Submit).await.expect("it is a draft");
        let work = test.store.my_work(PAYMENTS, TECH_LEAD).await.expect("it answers");
        assert_eq!((work.waiting.len(), work.waiting[0].ready), (1, false));
        assert!(test.store.my_work(PAYMENTS, ENGINEER).await.expect("it answers").waiting.is_empty());
        assert_eq!(test.store.my_work(PAYMENTS, ENGINEER).await.expect("it answers").in_flight.len(), 1);
        let request = DeploymentCommand::RequestChanges {
            roster: Roster::Pre,
            slot: SlotKey::parse("pre-devops-lead").expect("a key"),
            items: vec![item],
            reason: Reason::parse("Run them again").expect("a reason"),
            confirmed: domain::testing::every(),
        };
        test.does(DEVOPS_LEAD, id, request).await.expect("a signer may");
        let returned = test.store.my_work(PAYMENTS, ENGINEER).await.expect("it answers").returned;
        assert_eq!((returned.len(), returned[0].line.number), (1, number));
        assert_eq!(test.store.my_work(PAYMENTS, STRANGER).await.expect("it answers"), Default::default());
    }

    async fn the_trail_and_its_proofs(test) {
        test.organization().await;
        let (id, number) = test.draft(STAGING).await;
        let text = CommentText::parse("Größe und Umfang geprüft").expect("a comment");
        test.does(TECH_LEAD, id, DeploymentCommand::Comment { item: None, text }).await.expect("the team may");
        let all = trail(&test, |_| {}).await;
        let size = all.len() as u64;
        assert_eq!(all, (0..size).rev().collect::<Vec<_>>());
        let last = size - 1;
        assert_eq!(trail(&test, |f| f.search = "GRÖSSE".to_lowercase()).await, [0; 0]);
        assert_eq!(trail(&test, |f| f.search = "Größe GEPRÜFT".to_owned()).await, [last]);
        assert_eq!(trail(&test, |f| f.who = Some(TECH_LEAD)).await, [last]);
        assert_eq!(trail(&test, |f| f.what = Some(KindGroup::Comments)).await, [last]);
        assert_eq!(trail(&test, |f| f.deployment = Some(number)).await, [last, last - 1]);
        let two = |f: &mut AuditFilter| (f.deployment, f.what) = (Some(number), Some(KindGroup::Deployments));
        assert_eq!(trail(&test, two).await, [last - 1]);
        assert_eq!(trail(&test, |f| f.before = Some(3)).await, [2, 1, 0]);
        let page = AuditFilter { limit: 5, ..AuditFilter::default() };
        assert_eq!(test.store.audit(PAYMENTS, &page).await.expect("it answers").next, Some(size - 5));
        let entry = test.store.entry(PAYMENTS, last).await.expect("it answers").expect("it is there");
        let at = entry.entry.at;
        assert_eq!(trail(&test, |f| f.from = Some(at)).await, [last]);
        assert_eq!(trail(&test, |f| f.until = Some(at)).await.len() as u64, last);
        for seq in 0..size {
            let details = test.store.entry(PAYMENTS, seq).await.expect("it answers").expect("it is there");
            verify_inclusion(details.leaf, seq, details.size, &details.proof, details.root).expect("it is in the tree");
            assert_eq!(details.private.is_some(), details.bytes.contains("\"private\":"));
        }
        assert!(test.store.entry(PAYMENTS, size).await.expect("it answers").is_none());
        assert!(test.store.entry(ELSEWHERE, 0).await.expect("it answers").is_none());
        let report = test.store.verify_organization(PAYMENTS).await.expect("it runs");
        assert_eq!((report.entries, report.root, report.faults.len()), (size, entry.root, 0));
    }

    async fn a_clock_that_went_back_is_flagged_and_not_obeyed(test) {
        test.organization().await;
        let before = test.store.entry(PAYMENTS, 0).await.expect("it answers").expect("it is there").size;
        test.sources.pass(-3_600);
        test.draft(STAGING).await;
        let details = test.store.entry(PAYMENTS, before).await.expect("it answers").expect("it is there");
        assert!(details.bytes.contains("clock_went_back"), "{}", details.bytes);
        let last = test.store.entry(PAYMENTS, before - 1).await.expect("it answers").expect("it is there");
        assert_eq!(details.entry.at, last.entry.at);
        test.verifies().await;
    }
}
