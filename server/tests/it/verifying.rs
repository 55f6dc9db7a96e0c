//! Verifying the trail from its page: begun once, told of to whoever comes by, kept until the next time.

use ::app::accounts::actions::AddTeam;
use http::StatusCode;
use server_fn::ServerFn;

use crate::app::TestApp;

#[tokio::test]
async fn a_small_trail_is_verified_at_once_and_the_result_stays() {
    let (app, house) = TestApp::with_house().await;
    let other = app.found("Southwind", "southwind.example").await;
    let mut owner = app.sign_in("owner@northwind.example").await;
    let path = format!("/{}/audit", house.slug);
    assert!(!owner.get(&path).await.body.contains("erified:"), "nobody asked yet");
    let verified = owner.get(&format!("{path}?verify=now")).await;
    assert_eq!(verified.status, StatusCode::OK);
    let entries = app
        .shared
        .store
        .verify_organization(house.organization)
        .await
        .unwrap()
        .entries;
    let words = format!("Verified: {entries} entries");
    assert!(verified.body.contains(&words), "{}", verified.body);
    assert!(verified.body.contains("with the root"), "{}", verified.body);

    let mut lead = app.sign_in("lead@northwind.example").await;
    let fields = [("org", house.slug.as_str()), ("team", "Payments")];
    assert_eq!(owner.call(AddTeam::PATH, &fields).await.status, StatusCode::OK);
    let later = lead.get(&path).await.body;
    assert!(later.contains(&words), "the result stays: {later}");
    assert!(later.contains("1 entry was added since."), "{later}");
    let again = lead.get(&format!("{path}?verify=wait")).await.body;
    assert!(again.contains(&words), "looking again begins nothing: {again}");

    let mut stranger = app.sign_in("owner@southwind.example").await;
    let foreign = stranger.get(&format!("/{}/audit", other.slug)).await.body;
    assert!(!foreign.contains("erified:"), "another organization's result");
    let begun = stranger.get(&format!("{path}?verify=now")).await;
    assert_eq!(begun.status, StatusCode::NOT_FOUND);
    let next = owner.get(&format!("{path}?verify=now")).await.body;
    assert!(next.contains(&format!("Verified: {} entries", entries + 1)), "{next}");
}
