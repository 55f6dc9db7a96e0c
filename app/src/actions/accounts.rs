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
