//! Plain forms and calls: what comes back from a server function.

use ::app::accounts::actions::{SignIn, SignOut};
use ::app::failure::Failure;
use domain::accounts::GateRefusal;
use http::StatusCode;
use server_fn::ServerFn;

use crate::app::{PASSWORD, TestApp};

#[tokio::test]
async fn a_refused_form_comes_back_with_what_was_typed() {
    let (app, _) = TestApp::with_house().await;
    let mut anon = app.anon();
    let page = anon.get("/login?next=%2Fnorthwind%2Faudit").await;
    assert_eq!(page.status, StatusCode::OK);
    let fields = [
        ("page", "/login?next=%2Fnorthwind%2Faudit"),
        ("request", &page.hidden("request")),
        ("next", &page.hidden("next")),
        ("email", "Lead@northwind.example"),
        ("password", "not the right password"),
    ];
    let answer = anon.post(SignIn::PATH, &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("Email or password is not right."));
    assert!(answer.body.contains("value=\"Lead@northwind.example\""));
    assert!(
        !answer.body.contains("not the right password"),
        "a secret is never echoed"
    );
    assert_eq!(answer.hidden("next"), "/northwind/audit");
    assert_eq!(answer.hidden("page"), "/login?next=%2Fnorthwind%2Faudit");
}

#[tokio::test]
async fn success_leads_on_and_never_to_another_host() {
    let (app, _) = TestApp::with_house().await;
    let there = |next| {
        let app = &app;
        async move {
            let fields = [
                ("email", "lead@northwind.example"),
                ("password", PASSWORD),
                ("next", next),
            ];
            let answer = app.anon().post(SignIn::PATH, &fields).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER);
            answer.header("location").to_owned()
        }
    };
    assert_eq!(there("/northwind/deployments").await, "/northwind/deployments");
    assert_eq!(there("").await, "/");
    for elsewhere in [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
    ] {
        assert_eq!(there(elsewhere).await, "/", "{elsewhere}");
    }
}

#[tokio::test]
async fn a_program_gets_the_failure_as_data() {
    let (app, _) = TestApp::with_house().await;
    let answer = app
        .anon()
        .call(SignIn::PATH, &[("email", "lead@northwind.example"), ("password", "no")])
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.header("content-type"), "application/json");
    let failure: Failure = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(failure, Failure::Gate(GateRefusal::WrongPassword));
}

#[tokio::test]
async fn missing_and_doubled_fields_are_malformed() {
    let (app, _) = TestApp::with_house().await;
    for fields in [
        vec![("email", "x@y.example")],
        vec![("email", "a"), ("email", "b"), ("password", "c")],
    ] {
        let answer = app.anon().call(SignIn::PATH, &fields).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{fields:?}");
    }
}

#[tokio::test]
async fn an_oversize_body_is_refused_and_said() {
    let (app, _) = TestApp::with_house().await;
    let long = "x".repeat(70 * 1024);
    let answer = app
        .anon()
        .call(SignIn::PATH, &[("email", &long), ("password", "x")])
        .await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    let answer = app
        .anon()
        .post(SignIn::PATH, &[("email", &long), ("password", "x")])
        .await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.body.contains("Nothing was changed"));
}

#[tokio::test]
async fn a_function_that_is_not_there_is_not_found() {
    let (app, _) = TestApp::with_house().await;
    assert_eq!(
        app.anon().call("/api/app/no_such_function", &[]).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        app.anon().post("/api/app/no_such_function", &[]).await.status,
        StatusCode::NOT_FOUND
    );
    let read = app.anon().get(SignOut::PATH).await;
    assert_eq!(read.status, StatusCode::METHOD_NOT_ALLOWED, "nothing writes by GET");
    assert!(read.body.contains("Not found"), "and whoever opens it gets a page");
}

#[tokio::test]
async fn a_file_arrives_as_text_and_must_be_text() {
    let (app, _) = TestApp::with_house().await;
    let send = |email: &[u8]| {
        let mut body = b"--b\r\nContent-Disposition: form-data; name=\"email\"; filename=\"a.txt\"\r\n\r\n".to_vec();
        body.extend_from_slice(email);
        body.extend_from_slice(b"\r\n--b\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\n");
        body.extend_from_slice(PASSWORD.as_bytes());
        body.extend_from_slice(b"\r\n--b--\r\n");
        let request = http::Request::post(SignIn::PATH)
            .header("content-type", "multipart/form-data; boundary=b")
            .body(axum::body::Body::from(body))
            .unwrap();
        let mut anon = app.anon();
        async move { anon.send(request).await }
    };
    assert_eq!(send("lead@northwind.example".as_bytes()).await.status, StatusCode::OK);
    let empty = send(b" \n").await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.body.contains("empty_file"), "{}", empty.body);
    let answer = send(b"\xff\xfe\x00").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("not_text"), "{}", answer.body);
}
