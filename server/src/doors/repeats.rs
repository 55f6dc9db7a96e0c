//! Forms of the gate that come twice: a double click, or a browser that sends again because it saw no answer.
//!
//! The first one uses its link or code up, so that the second would hear that it is dead although all went well. What a
//! form sets out to do is noted before it is done, because whoever clicks twice does not wait for the first answer. The
//! second one gets that answer when it proves the same password.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use domain::id::{PersonId, RequestId};
use domain::text::Slug;
use ledger::Hash;

/// Forms that are remembered, the last ones. A repetition comes within seconds.
const MOST: usize = 256;

/// One sending of a form: the id made when it was rendered, and the digest of its fields without secrets (D13).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sent {
    /// The id in the form.
    pub request: RequestId,
    /// SHA-256 over the fields.
    pub digest: Hash,
}

/// What a form set out to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Claim {
    /// Whose account it is about.
    pub(super) person: PersonId,
    /// The organization that it leads to.
    pub(super) slug: Option<Slug>,
}

/// The claims of the last forms.
#[derive(Default)]
pub(super) struct Claims(Mutex<VecDeque<(Sent, Claim)>>);

impl Claims {
    /// Notes what a form sets out to do; what it set out to do the first time, if it came before.
    pub(super) fn note(&self, sent: Sent, claim: Claim) -> Claim {
        let mut claims = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, first)) = claims.iter().find(|(known, _)| *known == sent) {
            return first.clone();
        }
        if claims.len() >= MOST {
            claims.pop_front();
        }
        claims.push_back((sent, claim.clone()));
        claim
    }

    /// What a form set out to do before.
    pub(super) fn of(&self, sent: Sent) -> Option<Claim> {
        let claims = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = claims.iter().find(|(known, _)| *known == sent);
        found.map(|(_, claim)| claim.clone())
    }
}

#[cfg(test)]
mod tests {
    use domain::sources::Sources as _;

    use super::*;
    use crate::clock::Machine;
    use crate::doors::token_hash;

    #[test]
    fn the_first_claim_stands_and_old_ones_are_forgotten() {
        let claims = Claims::default();
        let sent = |fields: &str| Sent {
            request: RequestId::new(Machine.uuid()),
            digest: token_hash(fields),
        };
        let claim = || Claim {
            person: PersonId::new(Machine.uuid()),
            slug: None,
        };
        let (form, first) = (sent("a"), claim());
        assert_eq!(claims.note(form, first.clone()), first);
        assert_eq!(claims.note(form, claim()), first);
        let other = Sent {
            digest: token_hash("b"),
            ..form
        };
        assert_eq!(claims.of(other), None, "other fields are another form");
        for _ in 0..MOST {
            claims.note(sent("a"), claim());
        }
        assert_eq!(claims.of(form), None);
    }
}
