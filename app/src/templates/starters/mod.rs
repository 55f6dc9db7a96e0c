//! Templates that come with the program, for whoever has no checklist yet.

/// A template to start from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Starter {
    /// Name in forms.
    pub code: &'static str,
    /// Name of the template that is made from it.
    pub name: &'static str,
    /// What it is for, as one sentence.
    pub about: &'static str,
    /// The checklist.
    pub markdown: &'static str,
}

/// All of them, in the order of the page.
pub const ALL: [Starter; 3] = [
    Starter {
        code: "web-service",
        name: "Web service release",
        about: "A version of a service that people or other services call.",
        markdown: include_str!("web-service.md"),
    },
    Starter {
        code: "database-migration",
        name: "Database migration",
        about: "A change of tables or of a large part of the data.",
        markdown: include_str!("database-migration.md"),
    },
    Starter {
        code: "hotfix",
        name: "Hotfix",
        about: "A small change that cannot wait for the next release.",
        markdown: include_str!("hotfix.md"),
    },
];

/// The starter of that name.
pub fn find(code: &str) -> Option<Starter> {
    ALL.into_iter().find(|starter| starter.code == code)
}

#[cfg(test)]
mod tests {
    use domain::accounts::Duty;
    use domain::templates::markdown::{ProposalKind, ReadOptions, export, read};
    use domain::templates::{PhaseKind, Roster};

    use super::*;

    #[test]
    fn each_has_every_phase_and_both_rosters() {
        for starter in ALL {
            let reading = read(starter.markdown, None, &ReadOptions::default()).unwrap();
            let structure = reading.structure;
            assert_eq!(structure.name, starter.name);
            for kind in PhaseKind::ALL.into_iter().filter(|kind| *kind != PhaseKind::Reference) {
                assert!(
                    structure.items_in(kind).count() > 2,
                    "{} in {}",
                    kind.name(),
                    starter.name
                );
            }
            for roster in Roster::ALL {
                assert!(
                    structure.slots_in(roster).next().is_some(),
                    "{} in {}",
                    roster.name(),
                    starter.name
                );
            }
            assert!(structure.slots.iter().all(|slot| Duty::BUILT_IN.contains(&slot.duty)));
            assert!(reading.warnings.is_empty(), "{:?}", reading.warnings);
        }
    }

    #[test]
    fn their_words_propose_phases_and_slots_and_nothing_else() {
        for starter in ALL {
            let reading = read(starter.markdown, None, &ReadOptions::default()).unwrap();
            let others = reading
                .proposals
                .iter()
                .filter(|proposal| !matches!(proposal.kind, ProposalKind::Phase | ProposalKind::Slot))
                .map(|proposal| format!("{}: {}", proposal.becomes, proposal.source))
                .collect::<Vec<_>>();
            assert_eq!(others, Vec::<String>::new(), "{}", starter.name);
        }
    }

    #[test]
    fn their_keys_are_stated_so_that_an_edited_text_keeps_its_key() {
        for starter in ALL {
            let structure = read(starter.markdown, None, &ReadOptions::default()).unwrap().structure;
            for found in structure.items() {
                let stated = format!("{{#{}", found.item.key);
                assert!(
                    starter.markdown.contains(&stated),
                    "{} in {}",
                    found.item.key,
                    starter.name
                );
            }
            let again = read(&export(&structure), None, &ReadOptions::default())
                .unwrap()
                .structure;
            assert_eq!(again.without_lines(), structure.without_lines());
        }
    }
}
