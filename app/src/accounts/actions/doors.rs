//! Coming in and going out.

use leptos::prelude::*;

use crate::failure::Failure;

/// Signs in, and leads to `next` or the organization used last.
#[server]
pub async fn sign_in(email: String, password: String, #[server(default)] next: String) -> Result<(), Failure> {
    use crate::context::{gate, go_to};

    gate().sign_in(&email, &password).await??;
    go_to(if next.is_empty() { "/" } else { &next });
    Ok(())
}

/// Ends this session.
#[server]
pub async fn sign_out() -> Result<(), Failure> {
    use crate::context::{gate, go_to};

    gate().sign_out().await?;
    go_to("/login");
    Ok(())
}

/// Founds the first organization with its owner, and signs in.
#[server]
pub async fn set_up(
    code: String,
    organization: String,
    name: String,
    email: String,
    password: String,
    #[server(default)] zone: String,
) -> Result<(), Failure> {
    use crate::context::{gate, go_to};
    use crate::failure::Checks;
    use domain::accounts::SetUp;
    use domain::text::{Email, OrganizationName, PersonName, ZoneName};
    use domain::zone::Zone;

    let mut checks = Checks::default();
    let organization = checks.text("organization", OrganizationName::parse(&organization));
    let name = checks.text("name", PersonName::parse(&name));
    let email = checks.text("email", Email::parse(&email));
    // The browser offers its zone; one that the server does not know is as good as none.
    let offered = ZoneName::parse(&zone).ok().filter(|zone| Zone::find(zone).is_some());
    let zone = offered.or_else(|| ZoneName::parse("UTC").ok());
    let (Some(organization), Some(name), Some(email), Some(zone)) = (organization, name, email, zone) else {
        return Err(checks.failure());
    };
    let form = SetUp {
        code,
        organization,
        name,
        email,
        password,
        zone,
    };
    let slug = gate().set_up(form).await??;
    go_to(&format!("/{slug}"));
    Ok(())
}

/// Joins an organization by the link of an invitation, and signs in.
#[server]
pub async fn join(token: String, #[server(default)] password: String) -> Result<(), Failure> {
    use crate::context::{gate, go_to};

    let password = (!password.is_empty()).then_some(password.as_str());
    let slug = gate().join(&token, password).await??;
    go_to(&format!("/{slug}"));
    Ok(())
}

/// Chooses a new password through a reset link.
#[server]
pub async fn reset_password(token: String, password: String) -> Result<(), Failure> {
    use crate::context::{gate, go_to};

    gate().reset(&token, &password).await??;
    go_to("/login?reset=done");
    Ok(())
}
