//! An address with a secret in it, shown once because only the hash of the secret is kept.

use leptos::prelude::*;

use super::Icon;
use crate::context::{Shown, current};
use crate::pages::query;

/// What was just made and is reached at a secret address.
pub struct ShownOnce {
    /// The name in the query of the page that says so.
    pub named: &'static str,
    /// The id of the notice, where the page goes on at.
    pub id: &'static str,
    /// What is said with the address.
    pub made: &'static str,
    /// What is said when the page is asked for again, and the address cannot be shown any more.
    pub before: &'static str,
}

impl ShownOnce {
    /// The notice, where there is something to say. `address` takes the secret.
    pub fn notice(&self, address: impl FnOnce(&str) -> String) -> Option<AnyView> {
        let Some(Shown(secret)) = current().shown.clone() else {
            let again = query().get(self.named).is_some();
            return again.then(|| {
                view! {
                    <section class="notice" data-tone="wait" role="status" id=self.id tabindex="-1">
                        <Icon name="info" />
                        <p>{self.before}</p>
                    </section>
                }
                .into_any()
            });
        };
        let address = format!("{}{}", current().public_url, address(&secret));
        let view = view! {
            <section class="notice" data-tone="run" role="status" id=self.id tabindex="-1" autofocus>
                <Icon name="check" />
                <p>{self.made}</p>
                <div class="command" data-whole>
                    <pre tabindex="0"><code>{address}</code></pre>
                    <button class="button command__copy needs-script" data-size="small" type="button" data-copies>
                        <Icon name="copy" />
                        "Copy"
                    </button>
                </div>
            </section>
        };
        Some(view.into_any())
    }
}
