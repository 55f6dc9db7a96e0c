//! The own account.

use leptos::prelude::*;

use crate::failure::Failure;

/// Changes the own password, and ends the other sessions.
#[server]
pub async fn change_password(current_password: String, new_password: String) -> Result<(), Failure> {
    use crate::context::{gate, go_to, require_person};

    require_person()?;
    gate().change_password(&current_password, &new_password).await??;
    go_to("/account?saved=password");
    Ok(())
}

/// Ends one of the own sessions.
#[server]
pub async fn revoke_session(session: String) -> Result<(), Failure> {
    use crate::context::{gate, go_to, require_person};

    require_person()?;
    let session = session.parse().map_err(|_| Failure::NotFound)?;
    gate().revoke(session).await?;
    go_to("/account?saved=session");
    Ok(())
}

/// Saves how pages look: zone and colour scheme. Without a scheme only the zone, and the page that it was chosen on is seen
/// again.
#[server]
pub async fn save_preferences(zone: String, scheme: Option<String>) -> Result<(), Failure> {
    use crate::context::{execute, go_to, require_person};
    use crate::failure::Checks;
    use domain::accounts::{InstanceCommand, Scheme};
    use domain::command::Command;
    use domain::text::ZoneName;
    use domain::zone::Zone;

    let reader = require_person()?;
    let person = reader.actor.person;
    let mut checks = Checks::default();
    let zone = if zone.is_empty() {
        Some(None)
    } else {
        let known = ZoneName::parse(&zone).ok().filter(|zone| Zone::find(zone).is_some());
        checks.choice("zone", known).map(Some)
    };
    let own_page = scheme.is_some();
    let scheme = match scheme {
        Some(scheme) => checks.choice("scheme", Scheme::from_value(&scheme)),
        None => Some(reader.person.scheme),
    };
    let (Some(zone), Some(scheme)) = (zone, scheme) else {
        return Err(checks.failure());
    };
    execute(Command::Instance(InstanceCommand::ChangePreferences {
        person,
        zone,
        scheme,
    }))
    .await?;
    if own_page {
        go_to("/account?saved=display");
    }
    Ok(())
}
