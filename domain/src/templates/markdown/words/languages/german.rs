//! The German words for the parts of a deployment; nothing that matches them.

use super::Language;

pub(super) const DE: Language = Language {
    shipping: &[
        "deployment*",
        "release",
        "releases",
        "rollout",
        "einsatz",
        "inbetriebnahme",
        "auslieferung",
        "bereitstellung",
    ],
    course: &[
        "durchführung",
        "ablauf",
        "schritte",
        "phase",
        "tag",
        "vorgehen",
        "ausführung",
    ],
    before: &["^vor", "vorbereitung*", "vorarbeiten", "vorab", "vor dem", "vor der"],
    during: &["während des", "während der", "deployment durchführung"],
    after: &[
        "^nach",
        "nach dem",
        "nach der",
        "nacharbeiten",
        "nachbereitung",
        "nachkontrolle",
    ],
    rollback: &["rückfallplan", "zurückrollen", "rücknahme", "rückabwicklung", "rückbau"],
    sign_off: &[
        "freigabe",
        "freigaben",
        "abnahme",
        "unterschrift",
        "unterschriften",
        "genehmigung",
        "genehmigungen",
    ],
    late: &["abschluss*", "endabnahme", "nach"],
    reference: &[
        "kontakte",
        "ansprechpartner",
        "referenzen",
        "notizen",
        "anhang",
        "hinweise",
        "weiterführend*",
    ],
};
