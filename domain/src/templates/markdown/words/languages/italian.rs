//! The Italian words for the parts of a deployment; nothing that matches them.

use super::Language;

pub(super) const IT: Language = Language {
    shipping: &["rilascio", "deploy", "distribuzione", "messa in produzione"],
    course: &["fase", "procedura", "esecuzione", "giorno", "passi", "passaggi"],
    before: &[
        "^prima",
        "prima del",
        "prima della",
        "pre rilascio",
        "pre deploy*",
        "preparazione",
    ],
    during: &["durante il", "durante la"],
    after: &["^dopo", "dopo il", "dopo la", "post rilascio"],
    rollback: &["ripristino", "annullamento del rilascio"],
    sign_off: &["approvazione", "approvazioni", "firma", "firme"],
    late: &["finale", "dopo", "successiva"],
    reference: &["contatti", "riferimenti", "risorse", "note", "appendice"],
};
