//! What headings mean, in ten languages.
//!
//! A phrase matches whole words of a heading; one that ends in `*` also matches the beginning of a longer word, one that
//! begins with `^` only the beginning of the heading, numbering left out. Phrases in scripts without spaces match
//! anywhere.

use std::collections::HashMap;
use std::sync::LazyLock;

/// The words of one language for the parts of a deployment.
struct Language {
    /// What is shipped ("deployment"); with a word of `course` it is the deployment phase.
    shipping: &'static [&'static str],
    /// Phase, procedure, execution, day, steps.
    course: &'static [&'static str],
    /// Before it.
    before: &'static [&'static str],
    /// While it runs.
    during: &'static [&'static str],
    /// After it.
    after: &'static [&'static str],
    /// Going back.
    rollback: &'static [&'static str],
    /// Who approves it.
    sign_off: &'static [&'static str],
    /// A sign-off that comes after.
    late: &'static [&'static str],
    /// What is only looked up.
    reference: &'static [&'static str],
}

/// English.
const EN: Language = Language {
    shipping: &[
        "deploy*",
        "release",
        "releasing",
        "rollout",
        "launch",
        "migration",
        "cutover",
        "cut over",
    ],
    course: &["phase", "procedure*", "execution", "day", "steps", "step by step"],
    before: &[
        "pre deploy*",
        "predeploy*",
        "pre release",
        "prerelease",
        "pre launch",
        "prelaunch",
        "pre flight",
        "preflight",
        "pre go live",
        "pre rollout",
        "pre migration",
        "pre production",
        "pre cutover",
        "pre upgrade",
        "^before",
        "^prior to",
    ],
    during: &[
        "during deploy*",
        "during the deploy*",
        "during release",
        "during the release",
        "during rollout",
    ],
    after: &[
        "post deploy*",
        "postdeploy*",
        "post release",
        "postrelease",
        "post launch",
        "post go live",
        "post rollout",
        "post migration",
        "post production",
        "post cutover",
        "post upgrade",
        "^after",
        "go live",
        "going live",
        "hypercare",
    ],
    rollback: &[
        "rollback*",
        "roll back",
        "rolling back",
        "backout",
        "back out",
        "fallback plan",
    ],
    sign_off: &[
        "sign off*",
        "signoff*",
        "approval",
        "approvals",
        "approvals required",
        "signature",
        "signatures",
        "release authorization",
        "deployment authorization",
        "release authorisation",
    ],
    late: &["post", "final", "after", "completion of deployment"],
    reference: &[
        "reference*",
        "resource*",
        "contact*",
        "note",
        "notes",
        "appendix",
        "glossary",
        "tools",
        "links",
        "troubleshooting",
        "common issues",
        "known issues",
        "checklist version*",
        "revision history",
        "change history",
        "important urls",
    ],
};

/// German.
const DE: Language = Language {
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

/// Spanish.
const ES: Language = Language {
    shipping: &["despliegue", "deploy", "lanzamiento", "implementación", "publicación"],
    course: &["fase", "procedimiento", "ejecución", "día", "pasos"],
    before: &[
        "^antes",
        "antes de",
        "antes del",
        "pre despliegue",
        "predespliegue",
        "pre lanzamiento",
        "preparación",
    ],
    during: &["durante el despliegue", "durante"],
    after: &[
        "después de",
        "después del",
        "^después",
        "post despliegue",
        "posdespliegue",
        "postdespliegue",
        "tras el",
    ],
    rollback: &["reversión", "marcha atrás", "revertir"],
    sign_off: &["aprobación", "aprobaciones", "firma", "firmas", "visto bueno"],
    late: &["final", "posterior", "después"],
    reference: &[
        "contactos",
        "referencias",
        "notas",
        "recursos",
        "soporte",
        "solución de problemas",
        "anexo",
    ],
};

/// French.
const FR: Language = Language {
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

/// Portuguese.
const PT: Language = Language {
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

/// Italian.
const IT: Language = Language {
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

/// Japanese.
const JA: Language = Language {
    shipping: &["デプロイ", "リリース", "公開", "本番反映"],
    course: &["手順", "作業", "当日", "フェーズ", "実行", "実施"],
    before: &["デプロイ前", "リリース前", "公開前", "^事前", "^準備", "の前に"],
    during: &["デプロイ中", "リリース中", "公開中"],
    after: &["デプロイ後", "リリース後", "公開後", "公開直後", "^事後", "の後に"],
    rollback: &["ロールバック", "切り戻し", "切戻し"],
    sign_off: &["承認", "サインオフ", "署名欄"],
    late: &["最終", "事後", "デプロイ後", "リリース後"],
    reference: &[
        "参考",
        "連絡先",
        "備考",
        "メモ",
        "付録",
        "変更履歴",
        "関連資料",
        "関連リンク",
    ],
};

/// Chinese.
const ZH: Language = Language {
    shipping: &["部署", "发布", "發布", "上线", "上線"],
    course: &["步骤", "步驟", "流程", "执行", "執行", "阶段", "階段", "当天", "當天"],
    before: &[
        "部署前",
        "发布前",
        "發布前",
        "上线前",
        "上線前",
        "^准备",
        "^準備",
        "^事前",
    ],
    during: &["部署中", "发布中", "發布中", "上线中", "上線中"],
    after: &[
        "部署后",
        "部署後",
        "发布后",
        "發布後",
        "上线后",
        "上線後",
        "^事后",
        "^事後",
    ],
    rollback: &["回滚", "回滾", "回退"],
    sign_off: &["审批", "審批", "签字", "簽字", "签核", "簽核", "批准"],
    late: &["最终", "最終", "部署后", "部署後", "上线后", "上線後"],
    reference: &[
        "参考",
        "參考",
        "联系人",
        "聯絡人",
        "联系方式",
        "备注",
        "備註",
        "附录",
        "附錄",
        "相关文档",
        "常见问题",
    ],
};

/// Korean.
const KO: Language = Language {
    shipping: &["배포", "릴리스", "출시"],
    course: &["단계", "절차", "실행", "당일", "순서"],
    before: &["배포 전", "릴리스 전", "출시 전", "사전", "준비"],
    during: &["배포 중", "릴리스 중"],
    after: &["배포 후", "릴리스 후", "출시 후", "사후"],
    rollback: &["롤백", "되돌리기"],
    sign_off: &["승인", "서명", "결재"],
    late: &["최종", "배포 후", "사후"],
    reference: &["참고", "연락처", "비고", "부록", "메모"],
};

/// Russian.
const RU: Language = Language {
    shipping: &[
        "деплой",
        "деплоя",
        "деплою",
        "развертывани*",
        "развёртывани*",
        "релиз",
        "релиза",
        "выпуск",
        "выпуска",
    ],
    course: &[
        "фаза",
        "процедура",
        "выполнение",
        "день",
        "шаги",
        "этапы",
        "порядок",
        "пошаговый",
    ],
    before: &[
        "^до",
        "^перед",
        "до деплоя",
        "перед деплоем",
        "до развертывания",
        "перед релизом",
        "^подготовка",
    ],
    during: &["во время"],
    after: &["^после", "после деплоя", "после развертывания", "после релиза"],
    rollback: &["откат", "отката", "откату"],
    sign_off: &["согласование", "согласования", "утверждение", "подписи", "подпись"],
    late: &["финальн*", "итогов*", "после"],
    reference: &["контакты", "ссылки", "заметки", "приложение", "справка", "примечания"],
};

/// The ten languages that headings are read in.
const LANGUAGES: [Language; 10] = [EN, DE, ES, FR, PT, IT, JA, ZH, KO, RU];

/// What a phrase speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Topic {
    Shipping,
    Course,
    Before,
    During,
    After,
    Rollback,
    SignOff,
    Late,
    Reference,
}

impl Language {
    fn phrases(&self) -> [(Topic, &'static [&'static str]); 9] {
        [
            (Topic::Shipping, self.shipping),
            (Topic::Course, self.course),
            (Topic::Before, self.before),
            (Topic::During, self.during),
            (Topic::After, self.after),
            (Topic::Rollback, self.rollback),
            (Topic::SignOff, self.sign_off),
            (Topic::Late, self.late),
            (Topic::Reference, self.reference),
        ]
    }
}

/// A phrase with the language and the topic it belongs to.
#[derive(Debug, Clone, Copy)]
struct Entry {
    language: usize,
    topic: Topic,
    phrase: &'static str,
}

/// All phrases, found by their first word, so that a heading costs its own words and not the word list.
struct Index {
    by_word: HashMap<&'static str, Vec<Entry>>,
    prefixes: Vec<Entry>,
    unspaced: Vec<Entry>,
}

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let mut index = Index {
        by_word: HashMap::new(),
        prefixes: Vec::new(),
        unspaced: Vec::new(),
    };
    for (language, words) in LANGUAGES.iter().enumerate() {
        for (topic, phrases) in words.phrases() {
            for phrase in phrases {
                let entry = Entry {
                    language,
                    topic,
                    phrase,
                };
                let bare = phrase.trim_start_matches('^');
                let first = bare.split(' ').next().unwrap_or(bare);
                if !spaced(bare) {
                    index.unspaced.push(entry);
                } else if first.ends_with('*') {
                    index.prefixes.push(entry);
                } else {
                    index.by_word.entry(first).or_default().push(entry);
                }
            }
        }
    }
    index
});

/// What a heading speaks of, per language.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Topics([u16; LANGUAGES.len()]);

impl Topics {
    /// The topics of a heading's text.
    pub(super) fn of(heading: &str) -> Self {
        let text = normal(heading);
        let mut topics = Self::default();
        let numbered = text.trim_start_matches(|c: char| c == ' ' || c.is_ascii_digit());
        let begins = text.len() - numbered.len();
        for (at, _) in text.match_indices(' ') {
            let rest = &text[at + 1..];
            let first = rest.split(' ').next().unwrap_or_default();
            if first.is_empty() {
                continue;
            }
            let here = INDEX.by_word.get(first).map_or(&[][..], Vec::as_slice);
            for entry in here.iter().chain(&INDEX.prefixes) {
                if matches_at(rest, at + 1 == begins, entry.phrase) {
                    topics.add(entry);
                }
            }
        }
        if !spaced(&text) {
            for entry in &INDEX.unspaced {
                let found = match entry.phrase.strip_prefix('^') {
                    Some(phrase) => numbered.starts_with(phrase),
                    None => text.contains(entry.phrase),
                };
                if found {
                    topics.add(entry);
                }
            }
        }
        topics
    }

    fn add(&mut self, entry: &Entry) {
        if let Some(topics) = self.0.get_mut(entry.language) {
            *topics |= 1 << entry.topic as u16;
        }
    }

    /// Whether the heading speaks of a topic in any language.
    pub(super) fn has(self, topic: Topic) -> bool {
        self.0.iter().any(|topics| topics & (1 << topic as u16) != 0)
    }

    /// Whether the heading speaks of two topics in the same language.
    pub(super) fn has_both(self, one: Topic, other: Topic) -> bool {
        let both = (1 << one as u16) | (1 << other as u16);
        self.0.iter().any(|topics| topics & both == both)
    }
}

/// Whether the words at the beginning of a normal text are a phrase.
fn matches_at(text: &str, first: bool, phrase: &str) -> bool {
    let (phrase, bound) = phrase
        .strip_prefix('^')
        .map_or((phrase, false), |phrase| (phrase, true));
    let (phrase, open) = phrase
        .strip_suffix('*')
        .map_or((phrase, false), |phrase| (phrase, true));
    (first || !bound)
        && text
            .strip_prefix(phrase)
            .is_some_and(|rest| open || rest.starts_with(' '))
}

/// A text as it is matched: lower case, words parted by single spaces, a space at both ends.
pub(super) fn normal(text: &str) -> String {
    let mut normal = String::with_capacity(text.len() + 2);
    normal.push(' ');
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            normal.push(c);
        } else if c != '\'' && c != '’' && !normal.ends_with(' ') {
            normal.push(' ');
        }
    }
    if !normal.ends_with(' ') {
        normal.push(' ');
    }
    normal
}

/// Whether a normal text has one of a few phrases.
pub(super) fn has(normal: &str, phrases: &[&str]) -> bool {
    phrases.iter().any(|phrase| {
        let found = normal.match_indices(phrase.trim_end_matches('*'));
        found
            .into_iter()
            .any(|(at, _)| normal[..at].ends_with(' ') && matches_at(&normal[at..], false, phrase))
            || (!spaced(phrase) && normal.contains(phrase))
    })
}

/// Whether the script of a text parts words by spaces.
fn spaced(text: &str) -> bool {
    !text
        .chars()
        .any(|c| ('\u{2e80}'..='\u{9fff}').contains(&c) || ('\u{f900}'..='\u{faff}').contains(&c))
}
