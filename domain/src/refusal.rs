//! Why a rule says no. Refusals name the missing condition with data; the sentences are made in `app`, in one file.

use serde::{Deserialize, Serialize};

use crate::accounts::{AccessRole, Duty};
use crate::calendar::{Closed, Conflict};
use crate::deployments::{Blocker, Change, ChangeNumber, Field, LogField, ResolutionName, StageName};
use crate::id::PersonId;
use crate::templates::{ItemKey, Roster, SlotKey};
use crate::text::{TextError, ValueName, ValueText};
use crate::time::Timestamp;

/// Why a command is refused. Nothing of it was saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "refusal")]
pub enum Refusal {
    /// The thing does not exist for this actor: unknown, or of another organization (404).
    #[error("not found")]
    NotFound,
    /// The access role does not allow it.
    #[error("the access role does not allow it")]
    RoleMissing {
        /// The least role that would do.
        needed: AccessRole,
    },
    /// Only members of the deployment's team may do it.
    #[error("not a member of the team")]
    NotInTeam,
    /// The last owner cannot leave or be demoted.
    #[error("the last owner stays")]
    LastOwner,
    /// A name or address is taken.
    #[error("taken")]
    Taken {
        /// What is taken.
        what: Unique,
    },
    /// A field names something that is not there, or not of this organization.
    #[error("no such choice")]
    NoSuchChoice {
        /// Which field of the form.
        field: String,
    },
    /// The invitation is used, withdrawn or expired.
    #[error("the invitation does not work any more")]
    InvitationClosed,
    /// The account already belongs to the organization.
    #[error("already a member")]
    AlreadyMember,
    /// A duty needs a team to be held in.
    #[error("duties need a team")]
    DutiesNeedTeam,
    /// An auditor needs a period with a beginning before its end.
    #[error("an auditor needs a period")]
    AuditPeriodMissing,

    /// There is no draft.
    #[error("no draft")]
    NoDraft,
    /// Another publisher has to publish it (T2).
    #[error("the editor does not publish where another can")]
    OwnDraft {
        /// Who could.
        others: Vec<PersonId>,
    },
    /// A review was not asked for yet (T2).
    #[error("no review asked for")]
    ReviewNotAsked,
    /// The template has no published version.
    #[error("not published")]
    NotPublished,

    /// The step does not exist from this stage.
    #[error("not in this stage")]
    WrongStage {
        /// The stage that it is in.
        stage: StageName,
    },
    /// What was on the page is not so any more (D12). What changed is told.
    #[error("stale")]
    Stale {
        /// Number of the entry that changed it.
        since: u64,
        /// Who changed it.
        by: PersonId,
        /// When.
        at: Timestamp,
        /// What.
        what: StaleThing,
    },
    /// A rollback goes back where its deployment was: the field stays as it is (D7).
    #[error("fixed by the deployment that is rolled back")]
    FixedByRollback {
        /// Which field.
        field: Field,
    },
    /// Only a deployment that is over is rolled back by another one, from its own page; nothing else is of type rollback (D7).
    #[error("a rollback of nothing")]
    RollbackOfNothing,
    /// Somebody else made a rollback of it since the form was rendered (D12).
    #[error("rolled back meanwhile")]
    RolledBackMeanwhile {
        /// The number of theirs.
        by: ChangeNumber,
    },
    /// The item may not change in this stage.
    #[error("the item's phase is not being worked")]
    ItemNotInStage {
        /// Which item.
        item: ItemKey,
        /// Stage of the deployment.
        stage: StageName,
    },
    /// A value of the checklist was filled in before the start, which rested on it.
    #[error("the start rested on the value")]
    ValueFixed {
        /// Its name in the checklist.
        name: ValueName,
    },
    /// An open item stops everything after it in its phase (T4).
    #[error("an item before it stops it")]
    AfterStop {
        /// Which item.
        item: ItemKey,
        /// The item that stops it.
        stop: ItemKey,
    },
    /// A step has blockers: all of them.
    #[error("blocked")]
    Blocked {
        /// In order.
        blockers: Vec<Blocker>,
    },
    /// The action voids sign-offs and was not confirmed (S3).
    #[error("this voids sign-offs")]
    VoidsSignOffs {
        /// Which ones.
        signoffs: Vec<VoidedSignOff>,
    },
    /// A deviation after the fact needs a reason.
    #[error("a reason is needed")]
    ReasonNeeded,
    /// Nobody with a duty that decides asked for it (roll back).
    #[error("needs a duty")]
    DutyMissing {
        /// Any of these.
        any_of: Vec<Duty>,
    },
    /// The person may not sign (S4-S6, S13).
    #[error("may not sign")]
    MayNotSign {
        /// Every reason.
        reasons: Vec<SignBar>,
    },
    /// The document is another one than on the page (S2).
    #[error("the document changed")]
    DocumentChanged {
        /// What changed since the page was rendered.
        changes: Vec<Change>,
    },
    /// The proof of identity is older than the environment allows (S11).
    #[error("a fresh proof is needed")]
    ProofTooOld,
    /// The slot is filled (S5): somebody else took it first.
    #[error("the slot is signed")]
    SlotFilled {
        /// By whom.
        by: PersonId,
    },
    /// The sign-off is not the actor's, not there, or guards a step that was taken (S9).
    #[error("nothing to withdraw")]
    NothingToWithdraw,
    /// Not on hold, or already on hold.
    #[error("no such hold")]
    HoldUnchanged,
    /// A booking that is no stretch of time that can be booked.
    #[error("no slot that can be booked")]
    SlotUnsound {
        /// Why.
        fault: SlotFault,
    },
    /// Windows or freezes say no to the planned time (W2, W3).
    #[error("closed at that time")]
    Closed {
        /// By which rules, and until when.
        closed: Box<Closed>,
    },
    /// Other bookings rule the slot out (W7, W11).
    #[error("the slot is taken")]
    SlotTaken {
        /// All that stands against it.
        conflicts: Vec<Conflict>,
    },
    /// Other bookings stand beside it, or people are away, and the person was not told of that yet (W5, W7).
    #[error("booked beside others")]
    BookedBeside {
        /// Which.
        conflicts: Vec<Conflict>,
    },
    /// Nothing is booked.
    #[error("nothing is booked")]
    NothingBooked,
    /// Announcing now is later than the notice that the environment needs, and no reason was given (W8).
    #[error("the notice is too short")]
    NoticeTooShort {
        /// Hours that are needed.
        hours: u32,
    },
    /// Whoever gave an override does not review it (W10).
    #[error("an own override")]
    OwnOverride,
    /// The override was reviewed already.
    #[error("reviewed already")]
    Reviewed {
        /// By whom.
        by: PersonId,
    },
    /// The same request id came with other fields.
    #[error("the request id was used for something else")]
    RequestReused,
    /// A field breaks a limit or a form.
    #[error("invalid field")]
    Invalid {
        /// Which field of the form.
        field: String,
        /// How.
        error: TextError,
    },
}

/// Why a stretch of time cannot be booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlotFault {
    /// It ends before it begins, or when it begins.
    EndsFirst,
    /// It is longer than a week.
    TooLong,
    /// It is over.
    Past,
    /// The backup begins before the primary slot is over.
    BackupFirst,
    /// The template asks for a backup (T8), and there is none.
    BackupMissing,
}

/// What has to be unique.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unique {
    /// The address of an organization.
    OrganizationSlug,
    /// An account's e-mail address.
    Email,
    /// A team's name.
    TeamName,
    /// A service's name.
    ServiceName,
    /// An environment's name.
    EnvironmentName,
    /// A template's address.
    TemplateSlug,
    /// A duty's name.
    Duty,
}

/// What was stale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "thing")]
pub enum StaleThing {
    /// An item.
    Item {
        /// Which.
        item: ItemKey,
        /// Its state now.
        now: ResolutionName,
    },
    /// A field: its value now, as pages print it (ids for people and services).
    Field {
        /// Which.
        field: Field,
        /// Its value now.
        now: String,
    },
    /// The evidence of an item.
    Evidence {
        /// Which item.
        item: ItemKey,
    },
    /// A value of a blank in the checklist.
    Value {
        /// Its name in the checklist.
        name: ValueName,
        /// What it says now.
        now: Option<ValueText>,
    },
    /// A field of the log.
    Log {
        /// Which.
        field: LogField,
    },
    /// A template's draft.
    Draft,
    /// A window or a freeze.
    Calendar,
    /// A booking.
    Booking,
}

/// A sign-off that an action would void.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoidedSignOff {
    /// Number of its entry: what a yes names.
    pub seq: u64,
    /// Roster.
    pub roster: Roster,
    /// Slot.
    pub slot: SlotKey,
    /// Duty.
    pub duty: Duty,
    /// Whose.
    pub person: PersonId,
}

/// One reason why a person may not sign a slot (S13).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "bar")]
pub enum SignBar {
    /// Does not hold the slot's duty in the deployment's team.
    DutyNotHeld {
        /// Which duty.
        duty: Duty,
    },
    /// Nobody holds it (S6).
    DutyUnheld {
        /// Which duty.
        duty: Duty,
    },
    /// Asked for the deployment (S4).
    Requester,
    /// Set the present value of fields (S4).
    SetFields {
        /// Which.
        fields: Vec<Field>,
    },
    /// Set the present booking (S4).
    Booked,
    /// Deploys it, and the template bars the deployer (S4).
    Deployer,
    /// Fills another slot of this roster (S5).
    OtherSlot {
        /// Its duty.
        duty: Duty,
    },
    /// Required items of the phase are open (S2).
    ItemsOpen {
        /// How many.
        count: u32,
    },
    /// Required items lack the evidence that they ask for.
    EvidenceMissing {
        /// How many.
        count: u32,
    },
    /// A window or freeze that came later says no to the booked time (W3).
    BookedTimeClosed,
    /// No round is open: the deployment is not in the stage that this roster signs in.
    NotOpen {
        /// Stage.
        stage: StageName,
    },
    /// Somebody signed it already.
    Filled {
        /// Who signed it.
        by: PersonId,
    },
    /// The slot is not needed here: the environment needs no sign-offs, or the small-team rule let it fall away (S15).
    NotNeeded,
}
