//! Duties: what a member may sign for in a team (01 §2).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::text::{DutyName, TextError};

/// A duty: one of the built-in list, or one that the organization named.
///
/// Written as its name everywhere; a name that means a built-in duty is that duty.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Duty {
    /// Tech Lead.
    TechLead,
    /// DevOps Lead.
    DevOpsLead,
    /// Product Owner.
    ProductOwner,
    /// QA Lead.
    QaLead,
    /// Security.
    Security,
    /// Deployment Engineer.
    DeploymentEngineer,
    /// Release Manager.
    ReleaseManager,
    /// CTO.
    Cto,
    /// A duty that the organization named.
    Named(DutyName),
}

impl Duty {
    /// The built-in duties, in the order in which pages list them.
    pub const BUILT_IN: [Self; 8] = [
        Self::TechLead,
        Self::DevOpsLead,
        Self::ProductOwner,
        Self::QaLead,
        Self::Security,
        Self::DeploymentEngineer,
        Self::ReleaseManager,
        Self::Cto,
    ];

    /// Parses a duty's name; letter case does not matter for built-in ones.
    ///
    /// # Errors
    /// When the name is empty or too long.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let name = DutyName::parse(text)?;
        let known = Self::BUILT_IN
            .into_iter()
            .find(|duty| duty.name().eq_ignore_ascii_case(name.as_str()));
        Ok(known.unwrap_or(Self::Named(name)))
    }

    /// Whether it is the same duty: letter case makes no other one, so that what a checklist asks for and what an
    /// organization declared meet (S6).
    pub fn is(&self, other: &Self) -> bool {
        self == other || self.name().to_lowercase() == other.name().to_lowercase()
    }

    /// The name on screen.
    pub fn name(&self) -> &str {
        match self {
            Self::TechLead => "Tech Lead",
            Self::DevOpsLead => "DevOps Lead",
            Self::ProductOwner => "Product Owner",
            Self::QaLead => "QA Lead",
            Self::Security => "Security",
            Self::DeploymentEngineer => "Deployment Engineer",
            Self::ReleaseManager => "Release Manager",
            Self::Cto => "CTO",
            Self::Named(name) => name.as_str(),
        }
    }
}

impl fmt::Display for Duty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl TryFrom<String> for Duty {
    type Error = TextError;
    fn try_from(text: String) -> Result<Self, TextError> {
        Self::parse(&text)
    }
}

impl From<Duty> for String {
    fn from(duty: Duty) -> String {
        duty.name().to_owned()
    }
}
