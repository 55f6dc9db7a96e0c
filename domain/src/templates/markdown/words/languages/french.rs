//! The French words for the parts of a deployment; nothing that matches them.

use super::Language;

pub(super) const FR: Language = Language {
    shipping: &["déploiement", "mise en production", "livraison", "lancement"],
    course: &["phase", "procédure", "exécution", "jour", "étapes", "déroulement"],
    before: &[
        "^avant",
        "avant le",
        "avant la",
        "pré déploiement",
        "prédéploiement",
        "préparation",
        "pré production",
    ],
    during: &["pendant le", "pendant la", "^pendant", "durant le"],
    after: &["^après", "après le", "après la", "post déploiement", "postdéploiement"],
    rollback: &["retour arrière", "retour en arrière", "plan de repli"],
    sign_off: &["approbation", "approbations", "signatures", "visa", "accord des"],
    late: &["finale", "final", "après"],
    reference: &["contacts", "références", "ressources", "annexe", "annexes", "remarques"],
};
