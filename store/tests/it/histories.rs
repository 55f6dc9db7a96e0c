//! Whatever people do in whatever order: what was accepted refolds to the caches, and both engines hold the same ledger.

use std::collections::{BTreeMap, BTreeSet};

use domain::accounts::{AccessRole, Duty, OrganizationCommand};
use domain::backend::{Backend as _, BackendError};
use domain::command::Command;
use domain::decide::LedgerName;
use domain::deployments::{
    ChangeNumber, DeploymentCommand, DeploymentLog, EvidenceValue, FillIn, ItemChange, ItemMove, LeaveOut, Meaning,
    Sign, Standing,
};
use domain::id::PersonId;
use domain::templates::{ItemKey, SectionKey, TemplateCommand};
use domain::testing::{
    DEPLOYER, DEVELOPMENT, DEVOPS_LEAD, ENGINEER, OWNER, PAYMENTS, PRODUCT_OWNER, PRODUCTION, STAGING, TEAM, TECH_LEAD,
    TEMPLATE, checklist, content,
};
use domain::text::{
    CommentText, EvidenceText, LogText, Reason, TemplateName, Title, ValueName, ValueText, VersionText,
};
use ledger::Hash;
use store::Engine;

use crate::support::TestStore;

/// Commands of one history.
const LENGTH: usize = 120;
/// Who acts.
const ACTORS: [PersonId; 6] = [OWNER, ENGINEER, TECH_LEAD, DEVOPS_LEAD, PRODUCT_OWNER, DEPLOYER];

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        // xorshift64
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % count as u64).expect("it is small")
    }

    fn one_of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())].clone()
    }
}

fn reason(dice: &mut Dice) -> Reason {
    Reason::parse(&format!("Because of {}", dice.below(100))).expect("a reason")
}

/// A command about the organization or a template.
fn about_others(dice: &mut Dice) -> Command {
    let organize = |command| Command::Organization {
        organization: PAYMENTS,
        command,
    };
    match dice.below(4) {
        0 => organize(OrganizationCommand::SetSmallTeamRule { on: dice.below(2) == 0 }),
        1 => {
            let duties: BTreeSet<Duty> = [Duty::TechLead, Duty::ProductOwner, Duty::DevOpsLead]
                .into_iter()
                .filter(|_| dice.below(2) == 0)
                .collect();
            organize(OrganizationCommand::ChangeMember {
                seen: None,
                person: dice.one_of(&ACTORS[2..]),
                role: dice.one_of(&[AccessRole::Member, AccessRole::Admin]),
                teams: BTreeMap::from([(TEAM, duties)]),
                reads: None,
            })
        }
        _ => {
            let mut structure = checklist();
            structure.title = format!("Web service {}", dice.below(5));
            let (content, _) = content(&structure);
            let command = match dice.below(3) {
                0 => TemplateCommand::AskForReview,
                1 => TemplateCommand::Publish {
                    structure: content.structure,
                },
                _ => TemplateCommand::SaveDraft {
                    name: TemplateName::parse(&structure.title).expect("a name"),
                    content,
                    seen: None,
                },
            };
            Command::Template {
                organization: PAYMENTS,
                template: TEMPLATE,
                command,
            }
        }
    }
}

/// A command about a deployment as it stands.
async fn about(test: &TestStore, number: ChangeNumber, person: PersonId, dice: &mut Dice) -> Command {
    let opened = test.opened(number).await;
    let directory = test.directory().await;
    let deployment = &opened.deployment;
    let standing = Standing {
        directory: &directory,
        structure: &opened.structure,
        deployment,
        occupants: &opened.occupants,
    };
    let confirmed = domain::testing::told(dice.below(2) == 0);
    let slots = &opened.structure.slots;
    let slot = dice.one_of(slots);
    let open = standing.open_required(standing.stage().works());
    let command = match dice.below(20) {
        0 | 1 => DeploymentCommand::Submit,
        2..=4 => {
            let mine = slots
                .iter()
                .find(|slot| standing.may_sign(slot, person).is_ok())
                .unwrap_or(&slot);
            DeploymentCommand::Sign(Box::new(Sign {
                roster: mine.roster,
                slot: mine.key.clone(),
                meaning: dice.one_of(&Meaning::ALL),
                comment: None,
                document: standing.document(mine).hash(),
                position: 0,
            }))
        }
        5 => {
            let signed = deployment
                .rosters
                .values()
                .flat_map(|roster| &roster.signoffs)
                .next_back();
            let signoff = signed.map_or(0, |signoff| signoff.seq);
            DeploymentCommand::Withdraw {
                signoff,
                reason: reason(dice),
            }
        }
        6 => {
            let items = vec![
                dice.one_of(
                    &opened
                        .structure
                        .items()
                        .map(|found| found.item.key.clone())
                        .collect::<Vec<_>>(),
                ),
            ];
            let (roster, slot) = (slot.roster, slot.key.clone());
            DeploymentCommand::RequestChanges {
                roster,
                slot,
                items,
                reason: reason(dice),
                confirmed,
            }
        }
        7 if dice.below(3) == 0 => {
            let (roster, slot) = (slot.roster, slot.key.clone());
            DeploymentCommand::Decline {
                roster,
                slot,
                reason: reason(dice),
                confirmed,
            }
        }
        8 => DeploymentCommand::Start,
        9 => DeploymentCommand::FinishDeploying,
        10 => DeploymentCommand::Complete,
        11 if dice.below(3) == 0 => {
            let to_version = VersionText::parse("2.3.9").expect("a version");
            DeploymentCommand::RollBack {
                reason: reason(dice),
                to_version,
                confirmed,
            }
        }
        12 => DeploymentCommand::CompleteRollback,
        13 => {
            let section = SectionKey::parse("data").expect("a key");
            DeploymentCommand::LeaveOut {
                item: LeaveOut::Section(section),
                reason: reason(dice),
                confirmed,
            }
        }
        14 => {
            let mut wanted = deployment.details.clone();
            wanted.title = Title::parse(&format!("Checkout {}", dice.below(9))).expect("a title");
            wanted.environment = dice.one_of(&[STAGING, PRODUCTION]);
            let seen = Box::new(deployment.details.clone());
            DeploymentCommand::Edit {
                seen,
                wanted: Box::new(wanted),
                confirmed,
            }
        }
        15 => match &deployment.hold {
            Some(_) => DeploymentCommand::Release,
            None if dice.below(4) == 0 => DeploymentCommand::Hold { reason: reason(dice) },
            None if dice.below(3) == 0 => {
                let name = ValueName::parse("previous-tag").expect("a name");
                let seen = deployment.value(&name).cloned();
                let wanted = ValueText::parse_optional(["", "v2.3.8", "v2.3.9"][dice.below(3)]).expect("a value");
                DeploymentCommand::FillIn {
                    values: vec![FillIn { name, seen, wanted }],
                    confirmed,
                }
            }
            None if dice.below(2) == 0 => DeploymentCommand::GiveEvidence {
                item: ItemKey::parse("announce").expect("a key"),
                value: EvidenceValue::Text(EvidenceText::parse(&format!("Said {}", dice.below(9))).expect("a text")),
                seen: deployment
                    .items
                    .values()
                    .find_map(|state| state.given.as_ref())
                    .map_or(0, |given| given.written.seq),
                confirmed,
            },
            None => DeploymentCommand::Comment {
                item: None,
                text: CommentText::parse("Hm").expect("a comment"),
            },
        },
        16 => {
            let notes = LogText::parse(&format!("Note {}", dice.below(9))).ok();
            let wanted = DeploymentLog {
                notes,
                ..deployment.log.clone()
            };
            DeploymentCommand::NoteLog {
                seen: Box::new(deployment.log.clone()),
                wanted: Box::new(wanted),
            }
        }
        _ => {
            let all: Vec<_> = opened.structure.items().map(|found| found.item.key.clone()).collect();
            let item = open
                .first()
                .map_or_else(|| dice.one_of(&all), |found| found.item.key.clone());
            let seen = deployment.items.get(&item).map_or(0, |state| state.seq());
            let to = if dice.below(5) == 0 {
                ItemMove::Reopen
            } else {
                ItemMove::Done
            };
            let reason = (dice.below(2) == 0).then(|| reason(dice));
            DeploymentCommand::ChangeItems {
                changes: vec![ItemChange { item, seen, to, reason }],
                confirmed,
            }
        }
    };
    Command::Deployment {
        organization: PAYMENTS,
        deployment: deployment.id,
        command,
    }
}

/// Lives one history; the ledgers it comes to.
async fn live(engine: Engine, seed: u64) -> Vec<(LedgerName, u64, Hash)> {
    let test = TestStore::empty(engine).await;
    test.organization().await;
    let mut numbers = Vec::new();
    for environment in [DEVELOPMENT, STAGING, PRODUCTION] {
        numbers.push(test.draft(environment).await.1);
    }
    let mut structures: Vec<Vec<u8>> = Vec::new();
    for index in 0..5 {
        let mut structure = checklist();
        structure.title = format!("Web service {index}");
        structures.extend(content(&structure).1);
    }
    let mut dice = Dice(seed);
    let mut accepted = 0;
    for _ in 0..LENGTH {
        let person = dice.one_of(&ACTORS);
        let command = if dice.below(8) == 0 {
            about_others(&mut dice)
        } else {
            let number = dice.one_of(&numbers);
            about(&test, number, person, &mut dice).await
        };
        let answer = test
            .send_with(test.actor(person), command.clone(), structures.clone(), Vec::new())
            .await;
        match answer {
            Ok(_) => accepted += 1,
            Err(BackendError::Refused(_)) => {}
            Err(error) => panic!("{error} after {command:?}"),
        }
    }
    assert!(accepted > LENGTH / 4, "{accepted} accepted");
    test.verifies().await;
    // Pages read what was folded, whoever asks.
    for person in ACTORS {
        test.store.my_work(PAYMENTS, person).await.expect("it answers");
    }
    test.store.ledgers().await.expect("it answers")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_engines_come_to_the_same_ledger() {
    for seed in [0x2545_F491_4F6C_DD1D, 0x9E37_79B9_7F4A_7C15, 0xD1B5_4A32_D192_ED03] {
        let (here, there) = (live(Engine::Sqlite, seed).await, live(Engine::Postgres, seed).await);
        assert_eq!(here, there, "seed {seed:x}");
    }
}
