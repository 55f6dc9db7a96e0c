//! The Portuguese words for the parts of a deployment; nothing that matches them.

use super::Language;

pub(super) const PT: Language = Language {
    shipping: &["deploy", "implantação", "implantacao", "lançamento", "publicação"],
    course: &[
        "fase",
        "procedimento",
        "execução",
        "dia",
        "passos",
        "passo a passo",
        "etapas",
    ],
    before: &[
        "^antes",
        "antes do",
        "antes da",
        "pré deploy*",
        "pre deploy*",
        "pré implantação",
        "preparação",
    ],
    during: &["durante o", "durante a"],
    after: &[
        "^após",
        "após o",
        "após a",
        "pós deploy*",
        "pos deploy*",
        "pós implantação",
        "depois do",
        "depois da",
    ],
    rollback: &["reversão", "reverter"],
    sign_off: &["aprovação", "aprovações", "assinatura", "assinaturas"],
    late: &["final", "após", "pós"],
    reference: &[
        "contatos",
        "contactos",
        "referências",
        "notas",
        "observações",
        "recursos",
        "suporte",
        "anexo",
    ],
};
