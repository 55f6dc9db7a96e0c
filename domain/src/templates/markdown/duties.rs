//! Duties from the names that checklists use for them.

use crate::accounts::Duty;

use super::words::Normal;

/// Names that mean a built-in duty, as normal text.
const NAMES: [(Duty, &[&str]); 8] = [
    (
        Duty::TechLead,
        &[
            "tech lead",
            "technical lead",
            "tech leads",
            "lead técnico",
            "líder técnico",
            "responsable technique",
        ],
    ),
    (
        Duty::DevOpsLead,
        &[
            "devops lead",
            "devops",
            "devops engineer",
            "devops team",
            "operations",
            "operations team",
            "operations lead",
            "ops lead",
            "ops",
        ],
    ),
    (Duty::ProductOwner, &["product owner", "product manager"]),
    (
        Duty::QaLead,
        &[
            "qa lead",
            "qa",
            "qa engineer",
            "qa team",
            "qa manager",
            "quality assurance",
        ],
    ),
    (
        Duty::Security,
        &[
            "security",
            "security review",
            "security champion",
            "security lead",
            "security team",
            "security officer",
        ],
    ),
    (
        Duty::DeploymentEngineer,
        &["deployment engineer", "deployment manager", "deployed by", "deployer"],
    ),
    (Duty::ReleaseManager, &["release manager"]),
    (Duty::Cto, &["cto", "chief technology officer"]),
];

/// Words that end a role's name in English, and that are in one in other languages.
const ROLE_WORDS: [&str; 38] = [
    "lead",
    "leader",
    "manager",
    "owner",
    "engineer",
    "director",
    "officer",
    "architect",
    "head",
    "champion",
    "coordinator",
    "administrator",
    "admin",
    "reviewer",
    "approver",
    "developer",
    "analyst",
    "sponsor",
    "stakeholder",
    "ceo",
    "cio",
    "ciso",
    "cto",
    "dba",
    "leiter",
    "leiterin",
    "leitung",
    "verantwortlicher",
    "verantwortliche",
    "gerente",
    "responsable",
    "responsabile",
    "responsável",
    "chef",
    "責任者",
    "负责人",
    "책임자",
    "руководитель",
];

/// Words that say that a role gives its approval.
const APPROVES: [&str; 12] = [
    "approval",
    "approved",
    "approves",
    "sign off",
    "signoff",
    "signed off",
    "signature",
    "signed",
    "accepted",
    "aprobación",
    "aprovação",
    "freigabe",
];

/// The built-in duty that a name means.
pub(super) fn built_in(name: &str) -> Option<Duty> {
    meant_by(&Normal::of(name))
}

fn meant_by(name: &Normal) -> Option<Duty> {
    NAMES
        .iter()
        .find(|(_, names)| names.contains(&name.words()))
        .map(|(duty, _)| duty.clone())
}

/// The duty of a name that is a role's: a built-in one, or one that the organization would name.
pub(super) fn role(name: &str) -> Option<Duty> {
    let name = name.trim_matches(|c: char| !c.is_alphanumeric());
    let normal = Normal::of(name);
    if let Some(duty) = meant_by(&normal) {
        return Some(duty);
    }
    let words = || normal.as_str().split_whitespace();
    let (first, last) = (words().next()?, words().last()?);
    // "CTO / IT Director": the first name that is a duty is the one.
    let alternatives = name.split('/').next().filter(|first| *first != name).and_then(built_in);
    if alternatives.is_some() {
        return alternatives;
    }
    let is_role = ROLE_WORDS.contains(&last)
        || ROLE_WORDS.contains(&first)
        || ROLE_WORDS
            .iter()
            .any(|word| !word.is_ascii() && normal.as_str().contains(word));
    if is_role && words().count() <= 4 {
        Duty::parse(name).ok()
    } else {
        None
    }
}

/// The duty that a line below a sign-off heading asks for: `Role: ____`, `Role approval`, `Role`, or a phrase that
/// begins with the name of a built-in duty.
pub(super) fn of_line(plain: &str) -> Option<Duty> {
    let head = head_of(plain);
    let normal = Normal::of(head);
    let text = normal.words();
    let approves = APPROVES
        .iter()
        .find_map(|word| text.strip_suffix(word))
        .map(str::trim_end);
    if let Some(name) = approves.filter(|name| !name.is_empty()) {
        let name_len = head.len() - head.trim_start().len() + name.len();
        // The normal text has the name's words; the name as written is as long unless it has other signs.
        let written = head
            .get(..name_len)
            .filter(|written| Normal::of(written).words() == name)
            .unwrap_or(name);
        return role(written);
    }
    let named = head.len() < plain.trim_end().len() || text == Normal::of(plain).words();
    role(head).filter(|_| named).or_else(|| begins_with(text))
}

/// What stands before the colon, the blank or the bracket of a line.
fn head_of(plain: &str) -> &str {
    let end = plain.find([':', '：', '_', '(', '（', '—', '–']).unwrap_or(plain.len());
    let end = plain.find(" - ").map_or(end, |dash| dash.min(end));
    plain[..end].trim()
}

/// A phrase that begins with a name of two words or more that means a built-in duty ("Operations team ready").
fn begins_with(text: &str) -> Option<Duty> {
    NAMES.iter().find_map(|(duty, names)| {
        let begins = names.iter().filter(|name| name.contains(' ')).any(|name| {
            text.strip_prefix(name)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        });
        begins.then(|| duty.clone())
    })
}

/// Whether the head of a table's column says that roles stand below it.
pub(super) fn names_roles(head: &Normal) -> bool {
    head.has(&[
        "role",
        "rôle",
        "rolle",
        "rol",
        "papel",
        "ruolo",
        "duty",
        "approver",
        "функция",
        "роль",
        "役割",
        "角色",
        "역할",
    ])
}

/// Whether a line has the form `Role: ____ Date: ____`, and whose role it is.
pub(super) fn of_signature_line(plain: &str) -> Option<Duty> {
    if blanks(plain) == 0 {
        return None;
    }
    let date = Normal::of(plain).has(&["date", "datum", "fecha", "data", "дата"])
        || plain.contains("日付")
        || plain.contains("日期");
    date.then(|| role(head_of(plain)))?
}

/// How many blanks to write on a line has: three underscores or more that do not stand in a word or an address.
pub(super) fn blanks(line: &str) -> usize {
    if !line.contains('_') {
        return 0;
    }
    line.split_whitespace()
        .filter(|word| {
            let bare = word.trim_matches(|c: char| matches!(c, '*' | ':' | '|' | '.' | ',' | '/' | '(' | ')' | '\\'));
            bare.contains("___") && bare.chars().all(|c| matches!(c, '_' | '/' | '\\' | ':' | '%' | '.'))
                || bare.split_once(':').is_some_and(|(_, blank)| blank.starts_with("___"))
                || word
                    .rsplit('*')
                    .next()
                    .is_some_and(|end| end.starts_with("___") && !word.contains("//"))
        })
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_below_a_sign_off_heading() {
        let duty = |line| of_line(line).map(|duty| duty.name().to_owned());
        for (line, name) in [
            ("Tech Lead: ____ Date: ____", "Tech Lead"),
            ("Technical Lead approval", "Tech Lead"),
            ("Security review completed", "Security"),
            ("Operations team ready", "DevOps Lead"),
            ("Operations approval", "DevOps Lead"),
            ("Deployment Manager: ____", "Deployment Engineer"),
            ("QA Engineer: All tests passed", "QA Lead"),
            ("Product Manager", "Product Owner"),
            ("Systems Engineer: Integration verified", "Systems Engineer"),
            ("Business Owner", "Business Owner"),
            ("CTO / IT Director:", "CTO"),
        ] {
            assert_eq!(duty(line).as_deref(), Some(name), "{line}");
        }
        for line in [
            "Support team trained",
            "Stakeholders notified",
            "All critical bugs resolved",
            "Security testing done",
            "Date: ____",
            "",
        ] {
            assert_eq!(duty(line), None, "{line}");
        }
    }

    #[test]
    fn blanks_in_addresses_are_none() {
        assert_eq!(blanks("Tech Lead: ____ Date: ____"), 2);
        assert_eq!(blanks("see https://example.org/a____b"), 0);
        assert_eq!(blanks("call snake___case"), 0);
    }
}
