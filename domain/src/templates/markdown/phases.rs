//! Phases from headings (04, "Phases").

use std::collections::BTreeMap;

use crate::templates::structure::PhaseKind;

use super::account::{Account, LineUse};
use super::draft::{Draft, DraftSection, Opens};
use super::proposals::{ProposalKind, Proposer};
use super::words::{Normal, Topic, Topics};

/// What a heading means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Before,
    During,
    After,
    Rollback,
    /// A sign-off; `late` when it is one that comes after.
    SignOff {
        late: bool,
    },
    Reference,
}

impl Meaning {
    /// The meaning of a heading, when it has one.
    pub(super) fn of(heading: &Normal) -> Option<Self> {
        let topics = Topics::of(heading);
        if topics.has(Topic::SignOff) && !is_no_sign_off(heading) {
            return Some(Self::SignOff {
                late: topics.has(Topic::Late),
            });
        }
        if topics.has(Topic::Rollback) {
            return Some(Self::Rollback);
        }
        if topics.has(Topic::Before) {
            return Some(Self::Before);
        }
        // "Post-Deployment Phase" has the words of a deployment phase too.
        if topics.has(Topic::After) {
            return Some(Self::After);
        }
        if topics.has(Topic::During) || topics.has_both(Topic::Shipping, Topic::Course) {
            return Some(Self::During);
        }
        topics.has(Topic::Reference).then_some(Self::Reference)
    }

    /// Whether it is one of the words that switch phases by themselves.
    fn switches(self) -> bool {
        match self {
            Self::Before | Self::During | Self::After | Self::Rollback => true,
            Self::SignOff { .. } | Self::Reference => false,
        }
    }

    fn phase(self) -> PhaseKind {
        match self {
            Self::Before | Self::SignOff { late: false } => PhaseKind::PreDeployment,
            Self::During => PhaseKind::Deployment,
            Self::After | Self::SignOff { late: true } => PhaseKind::PostDeployment,
            Self::Rollback => PhaseKind::Rollback,
            Self::Reference => PhaseKind::Reference,
        }
    }
}

/// Words around "signature" and "approval" that mean code, not people.
fn is_no_sign_off(heading: &Normal) -> bool {
    let code = [
        "code", "commit", "digital", "binary", "package", "artifact", "artefact", "apk", "image", "gates", "ci",
    ];
    heading.has(&code)
}

/// The level of headings that switch phases: the highest that has a phase word.
fn switching_level(sections: &[DraftSection]) -> u8 {
    let titled = || sections.iter().filter(|section| section.level > 0);
    titled()
        .filter(|section| section.meaning.is_some_and(Meaning::switches))
        .map(|section| section.level)
        .min()
        .or_else(|| titled().map(|section| section.level).min())
        .unwrap_or(0)
}

/// Gives every section its phase.
pub(super) fn assign(
    draft: &mut Draft,
    overrides: &BTreeMap<u32, PhaseKind>,
    stated: bool,
    proposer: &mut Proposer<'_>,
    account: &mut Account,
) {
    for section in &mut draft.sections {
        section.meaning = Meaning::of(&section.words);
    }
    let level = switching_level(&draft.sections);
    let mut current = PhaseKind::PreDeployment;
    let mut adrift = false;
    // The level of the heading that a rollback or reference phase ends with.
    let mut ends_at: Option<u8> = None;
    for section in &mut draft.sections {
        let change = if section.level == 0 {
            None
        } else if let Some(kind) = overrides.get(&section.line) {
            Some((*kind, Opens::Named, false))
        } else if stated {
            stated_phase(section)
        } else {
            proposed_phase(section, level, ends_at, adrift, proposer)
        };
        if let Some((kind, opens, now_adrift)) = change {
            // What follows in a stretch adrift goes on with it.
            let same = adrift && now_adrift;
            section.opens = if same { Opens::Nothing } else { opens };
            current = kind;
            adrift = now_adrift;
            ends_at = matches!(kind, PhaseKind::Rollback | PhaseKind::Reference).then_some(section.level);
            if section.opens == Opens::Named {
                account.mark(section.line, section.line, LineUse::Phase);
            }
        }
        section.phase = Some(current);
        section.adrift = adrift;
    }
}

/// The phase that an attribute list states.
fn stated_phase(section: &DraftSection) -> Option<(PhaseKind, Opens, bool)> {
    let kind = |key| section.attributes.get(key).and_then(PhaseKind::from_code);
    kind("phase")
        .map(|kind| (kind, Opens::Named, false))
        .or_else(|| kind("begins").map(|kind| (kind, Opens::Unnamed, false)))
}

/// The phase that a heading's words propose.
fn proposed_phase(
    section: &DraftSection,
    level: u8,
    ends_at: Option<u8>,
    adrift: bool,
    proposer: &mut Proposer<'_>,
) -> Option<(PhaseKind, Opens, bool)> {
    let mut offer = |kind: PhaseKind, why: &str| {
        let becomes = format!("{} phase{why}", kind.name());
        proposer.offer(ProposalKind::Phase, Some(section.line), &section.plain, becomes)
    };
    let meaning = section.meaning.filter(|_| section.level <= level);
    if let Some(meaning) = meaning {
        let kind = meaning.phase();
        return offer(kind, "").then_some((kind, Opens::Named, false));
    }
    let ended = ends_at.is_some_and(|level| section.level <= level);
    if ended && !adrift {
        let kind = PhaseKind::Reference;
        return offer(kind, ": nothing says when").then_some((kind, Opens::Unnamed, true));
    }
    // Sections that follow in a stretch adrift move its end along, so that a deeper heading never ends it.
    (ended && adrift).then_some((PhaseKind::Reference, Opens::Unnamed, true))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meaning(heading: &str) -> Option<Meaning> {
        Meaning::of(&Normal::of(heading))
    }

    #[test]
    fn headings_in_ten_languages() {
        let cases: [(Meaning, &[&str]); 6] = [
            (
                Meaning::Before,
                &[
                    "Pre-Deployment Checklist",
                    "🚀 **PRE-DEPLOYMENT PHASE**",
                    "1. Before going live",
                    "Vorarbeiten",
                    "Vor dem Deployment",
                    "Antes del despliegue",
                    "Avant la mise en production",
                    "Antes do deploy",
                    "Prima del rilascio",
                    "デプロイ前の確認",
                    "部署前检查 (Pre-Deployment)",
                    "배포 전 점검",
                    "Перед релизом",
                ],
            ),
            (
                Meaning::During,
                &[
                    "Deployment Procedure",
                    "Deployment Steps",
                    "Deployment Execution",
                    "Deployment Day",
                    "DEPLOYMENT PHASE",
                    "Deployment-Ablauf",
                    "Pasos del despliegue",
                    "Étapes du déploiement",
                    "Passos do deploy",
                    "Fase di rilascio",
                    "デプロイ手順",
                    "📦 部署中检查 (During Deployment)",
                    "배포 절차",
                    "Шаги деплоя",
                ],
            ),
            (
                Meaning::After,
                &[
                    "Post-Deployment Phase (24-48 hours after)",
                    "After going live",
                    "Go-Live Validation",
                    "Nacharbeiten",
                    "Después del despliegue",
                    "Après le déploiement",
                    "6. Smoke Tests Pós-Deploy",
                    "Dopo il rilascio",
                    "公開後の確認",
                    "上线后检查",
                    "배포 후 확인",
                    "После деплоя",
                ],
            ),
            (
                Meaning::Rollback,
                &[
                    "Rollback Procedure (Requirement 29.14)",
                    "Rückfallplan",
                    "Plan de reversión",
                    "Retour arrière",
                    "5. Plano de Rollback",
                    "Ripristino",
                    "切り戻し手順",
                    "回滚计划",
                    "롤백 절차",
                    "План отката",
                ],
            ),
            (
                Meaning::SignOff { late: false },
                &[
                    "Sign-Off",
                    "Approvals",
                    "Freigabe",
                    "Firmas",
                    "Signatures",
                    "Aprovações",
                    "Firme",
                    "承認",
                    "审批",
                    "승인",
                    "Согласование",
                ],
            ),
            (
                Meaning::Reference,
                &[
                    "Additional Resources",
                    "Emergency Contacts",
                    "Ansprechpartner",
                    "Referencias",
                    "Annexe",
                    "Contatos",
                    "Contatti",
                    "変更履歴",
                    "联系人",
                    "연락처",
                    "Контакты",
                ],
            ),
        ];
        for (expected, headings) in cases {
            for heading in headings {
                assert_eq!(meaning(heading), Some(expected), "{heading}");
            }
        }
    }

    #[test]
    fn headings_that_mean_no_phase() {
        for heading in [
            "Deployment Window Planning",
            "Deployment Metrics to Monitor",
            "Deployment Environments",
            "Code Signing",
            "Code signature checks",
            "Release 签名变量",
            "Maintenance",
            "Success Criteria",
            "Database Migrations",
        ] {
            assert_eq!(meaning(heading), None, "{heading}");
        }
        assert_eq!(meaning("Final Sign-Off"), Some(Meaning::SignOff { late: true }));
        assert_eq!(
            meaning("Post-Deployment Sign-Off"),
            Some(Meaning::SignOff { late: true })
        );
    }
}
