//! P13: statements for each page. A test holds the most of them; this says how many they are.

use ::app::templates::starters;

use crate::app::TestApp;
use crate::measure::say;
use crate::things::{PAGES, Things};

pub(crate) async fn measure() {
    let (app, house) = TestApp::with_house().await;
    let things = Things::publish(&app, &house, "web-service", starters::ALL[0].markdown).await;
    let (_, number) = things.draft(&app, &house).await;
    let mut owner = app.sign_in("owner@northwind.example").await;
    let mut most = 0;
    for page in PAGES {
        let path = things.address(&house, page, number);
        owner.get(&path).await;
        let mut least = u64::MAX;
        for _ in 0..3 {
            let before = app.shared.store.statements();
            owner.get(&path).await;
            least = least.min(app.shared.store.statements() - before);
        }
        say("P13", format!("statements for /{{org}}{page}"), least, "≤ 6");
        most = most.max(least);
    }
    say("P13", "the most of any page", most, "≤ 6");
}
