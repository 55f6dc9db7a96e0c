//! The words of headings, one file a language; how they are matched stands outside.
//!
//! Each language is whole by itself, because a heading that speaks of two topics has to do so in one language.

mod chinese;
mod english;
mod french;
mod german;
mod italian;
mod japanese;
mod korean;
mod portuguese;
mod russian;
mod spanish;

use super::Topic;

/// The words of one language for the parts of a deployment.
pub(super) struct Language {
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

/// The ten languages that headings are read in.
pub(super) const LANGUAGES: [Language; 10] = [
    english::EN,
    german::DE,
    spanish::ES,
    french::FR,
    portuguese::PT,
    italian::IT,
    japanese::JA,
    chinese::ZH,
    korean::KO,
    russian::RU,
];

impl Language {
    pub(super) fn phrases(&self) -> [(Topic, &'static [&'static str]); 9] {
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
