use domain::accounts::{
    AccessRole, AuditPeriod, Duty, Exported, InstanceEvent, OrganizationEvent, PasswordCause, Scheme,
};
use domain::event::{Event, Stream};
use domain::id::{EnvironmentId, InvitationId, ServiceId, TeamId};
use domain::templates::{Content, ReviewBy, TemplateEvent};
use domain::text::{
    DutyName, EnvironmentName, OrganizationName, Reason, ServiceName, Slug, TeamName, TemplateName, ZoneName,
};

use super::{Sample, at, hash, person, template};

fn team() -> TeamId {
    "team_018f2b6c7d8e7a90b1c2d3e4f5061801".parse().unwrap()
}

fn service() -> ServiceId {
    "svc_018f2b6c7d8e7a90b1c2d3e4f5061802".parse().unwrap()
}

fn environment() -> EnvironmentId {
    "env_018f2b6c7d8e7a90b1c2d3e4f5061803".parse().unwrap()
}

fn invitation() -> InvitationId {
    "inv_018f2b6c7d8e7a90b1c2d3e4f5061804".parse().unwrap()
}

fn slug() -> Slug {
    Slug::parse("payments").unwrap()
}

fn zone() -> ZoneName {
    ZoneName::parse("Europe/Berlin").unwrap()
}

fn period() -> AuditPeriod {
    AuditPeriod {
        from: at(),
        until: at().plus_seconds(86_400),
    }
}

pub(super) fn instance() -> Vec<Sample> {
    let whole = [
        InstanceEvent::OrganizationRegistered {
            organization: "org_018f2b6c7d8e7a90b1c2d3e4f5061800".parse().unwrap(),
            slug: slug(),
        },
        InstanceEvent::PersonRegistered { person: person('1') },
        InstanceEvent::PasswordChanged {
            person: person('1'),
            by: PasswordCause::Reset,
        },
        InstanceEvent::ResetIssued {
            person: person('1'),
            expires_at: at(),
        },
        InstanceEvent::PreferencesChanged {
            person: person('1'),
            zone: Some(zone()),
            scheme: Scheme::Dark,
        },
    ];
    let bare = [InstanceEvent::PreferencesChanged {
        person: person('1'),
        zone: None,
        scheme: Scheme::System,
    }];
    let sample = |bare: bool, event| (bare, Stream::Instance, Event::Instance(event));
    let whole = whole.into_iter().map(|event| sample(false, event));
    whole.chain(bare.into_iter().map(|event| sample(true, event))).collect()
}

pub(super) fn organization() -> Vec<Sample> {
    let sample = |bare: bool, event| (bare, Stream::Organization, Event::Organization(event));
    let whole = people().into_iter().chain(settings()).map(|event| sample(false, event));
    let bare = [
        OrganizationEvent::MemberInvited {
            invitation: invitation(),
            role: AccessRole::Member,
            team: None,
            duties: [].into(),
            reads: None,
            expires_at: at(),
        },
        OrganizationEvent::MemberJoined {
            person: person('1'),
            role: AccessRole::Owner,
            invitation: None,
            reads: None,
        },
        OrganizationEvent::RoleChanged {
            person: person('1'),
            role: AccessRole::Admin,
            reads: None,
        },
        OrganizationEvent::ExportMade {
            what: Exported::Trail {
                filter: String::new(),
                rows: 12,
            },
        },
    ];
    whole.chain(bare.into_iter().map(|event| sample(true, event))).collect()
}

fn people() -> Vec<OrganizationEvent> {
    let named = Duty::Named(DutyName::parse("Data Protection").unwrap());
    vec![
        OrganizationEvent::MemberInvited {
            invitation: invitation(),
            role: AccessRole::Auditor,
            team: Some(team()),
            duties: [Duty::TechLead, Duty::QaLead, named].into(),
            reads: Some(period()),
            expires_at: at(),
        },
        OrganizationEvent::InvitationWithdrawn {
            invitation: invitation(),
        },
        OrganizationEvent::MemberJoined {
            person: person('1'),
            role: AccessRole::Auditor,
            invitation: Some(invitation()),
            reads: Some(period()),
        },
        OrganizationEvent::RoleChanged {
            person: person('1'),
            role: AccessRole::Auditor,
            reads: Some(period()),
        },
        OrganizationEvent::MemberRemoved { person: person('1') },
        OrganizationEvent::TeamJoined {
            person: person('1'),
            team: team(),
        },
        OrganizationEvent::TeamLeft {
            person: person('1'),
            team: team(),
        },
        OrganizationEvent::DutyGranted {
            person: person('1'),
            team: team(),
            duty: Duty::DevOpsLead,
        },
        OrganizationEvent::DutyRevoked {
            person: person('1'),
            team: team(),
            duty: Duty::Cto,
        },
        OrganizationEvent::DutyDeclared {
            name: DutyName::parse("Data Protection").unwrap(),
        },
    ]
}

fn settings() -> Vec<OrganizationEvent> {
    let environment_name = || EnvironmentName::parse("Production").unwrap();
    vec![
        OrganizationEvent::Founded {
            name: OrganizationName::parse("Payments").unwrap(),
            slug: slug(),
            zone: zone(),
        },
        OrganizationEvent::Changed {
            name: OrganizationName::parse("Payments & Co").unwrap(),
            zone: zone(),
        },
        OrganizationEvent::SmallTeamRuleSet { on: true },
        OrganizationEvent::TeamAdded {
            team: team(),
            name: TeamName::parse("Checkout").unwrap(),
        },
        OrganizationEvent::TeamRenamed {
            team: team(),
            name: TeamName::parse("Kasse").unwrap(),
        },
        OrganizationEvent::ServiceAdded {
            service: service(),
            name: ServiceName::parse("checkout-api").unwrap(),
            team: team(),
        },
        OrganizationEvent::ServiceChanged {
            service: service(),
            name: ServiceName::parse("checkout").unwrap(),
            team: team(),
        },
        OrganizationEvent::EnvironmentAdded {
            environment: environment(),
            name: environment_name(),
            signoffs_needed: true,
            fresh_proof: true,
        },
        OrganizationEvent::EnvironmentChanged {
            environment: environment(),
            name: environment_name(),
            signoffs_needed: false,
            fresh_proof: false,
        },
        OrganizationEvent::ExportMade {
            what: Exported::Template {
                slug: Slug::parse("web-service").unwrap(),
                version: Some(2),
            },
        },
    ]
}

fn content(whole: bool) -> Content {
    let review_by = ReviewBy {
        date: "2027-01-31".parse().unwrap(),
        zone: zone(),
    };
    Content {
        structure: hash("structure"),
        structure_len: 4_321,
        source: hash("source"),
        source_len: 1_234,
        review_by: whole.then_some(review_by),
        bars_deployer: whole,
    }
}

pub(super) fn templates() -> Vec<Sample> {
    let sample = |bare: bool, event| (bare, Stream::Template(template()), Event::Template(event));
    let name = || TemplateName::parse("Web service").unwrap();
    let slug = || Slug::parse("web-service").unwrap();
    let published = |whole| TemplateEvent::Published {
        version: 3,
        content: content(whole),
        edited_by: person('1'),
        alone: !whole,
    };
    let saved = |whole| TemplateEvent::DraftSaved {
        name: name(),
        content: content(whole),
    };
    let created = |team| TemplateEvent::Created {
        slug: slug(),
        name: name(),
        team,
    };
    vec![
        sample(false, created(Some(team()))),
        sample(true, created(None)),
        sample(false, saved(true)),
        sample(true, saved(false)),
        sample(false, TemplateEvent::DraftDiscarded {}),
        sample(false, TemplateEvent::ReviewAsked {}),
        sample(
            false,
            TemplateEvent::SentBack {
                reason: Reason::parse("The rollback list is missing.").unwrap(),
            },
        ),
        sample(false, published(true)),
        sample(true, published(false)),
    ]
}
