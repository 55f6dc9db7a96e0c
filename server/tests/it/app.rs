//! The program in process, and the people who use it.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use ::app::accounts::actions::SignIn;
use axum::Router;
use axum::body::{Body, to_bytes};
use domain::accounts::{AccessRole, AuditPeriod, Duty, InstanceCommand, Joiner, OrganizationCommand};
use domain::actor::{Actor, PersonActor, Proof, ProofKind};
use domain::backend::Backend;
use domain::command::{Command, Outcome, Request, Secret};
use domain::id::{InvitationId, OrganizationId, PersonId, RequestId, SessionId, TeamId};
use domain::sources::Sources;
use domain::text::{Email, OrganizationName, PersonName, ZoneName};
use domain::time::Timestamp;
use http::header::{ACCEPT, CONTENT_TYPE, COOKIE, SET_COOKIE};
use http::{HeaderMap, HeaderName, Method, StatusCode};
use server::assets::{Site, Sites};
use server::clock::Machine;
use server::doors::{Doors, address_for, founding, token_hash};
use server::live::Hub;
use server::routes;
use server::state::{Shared, State};
use server_fn::ServerFn;
use store::{Options, Store};
use tempfile::TempDir;
use tower::ServiceExt;

use crate::cluster;

/// Names the engine to test on: `postgres`, or SQLite without it.
const ENGINE: &str = "COUNTERSIGN_TEST_ENGINE";
/// The name of the database file.
const DATABASE: &str = "test.db";
pub(crate) const PUBLIC_URL: &str = "http://127.0.0.1:3000";
pub(crate) const COOKIE_NAME: &str = "countersign-3000";
pub(crate) const PASSWORD: &str = "seven rusty kettles hum";

/// A clock that moves only when it is told to.
pub(crate) struct Clock(AtomicI64);

impl Clock {
    pub(crate) fn pass(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }
}

impl Sources for Clock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }

    fn uuid(&self) -> uuid::Uuid {
        Machine.uuid()
    }

    fn salt(&self) -> [u8; 32] {
        Machine.salt()
    }
}

/// The program.
pub(crate) struct TestApp {
    pub(crate) shared: Shared,
    pub(crate) clock: Arc<Clock>,
    router: Router,
    folder: TempDir,
}

/// An organization with its people. Each of them can sign in.
pub(crate) struct House {
    pub(crate) organization: OrganizationId,
    pub(crate) slug: String,
    pub(crate) team: TeamId,
    pub(crate) owner: PersonId,
    pub(crate) engineer: PersonId,
    pub(crate) lead: PersonId,
    pub(crate) auditor: PersonId,
}

impl TestApp {
    /// An instance without an organization.
    pub(crate) async fn empty() -> Self {
        Self::with_site(Site::default()).await
    }

    /// The same, with the files of a web build.
    pub(crate) async fn with_site(site: Site) -> Self {
        Self::within(site, tempfile::tempdir().unwrap()).await
    }

    /// The same, with its file in a folder.
    pub(crate) async fn within(site: Site, folder: TempDir) -> Self {
        let url = match std::env::var(ENGINE).as_deref() {
            Ok("postgres") => cluster::database().await,
            Ok(_) | Err(_) => format!("sqlite:{}", folder.path().join(DATABASE).display()),
        };
        Self::on(&url, Options::default(), site, folder).await
    }

    /// An instance on a SQLite file that may have so many pages, as on a disk that is full.
    pub(crate) async fn again_with(self, max_pages: Option<u32>) -> Self {
        let Self { shared, folder, .. } = self;
        shared.store.shutdown().await;
        let url = format!("sqlite:{}", folder.path().join(DATABASE).display());
        let options = Options {
            max_pages,
            ..Options::default()
        };
        Self::on(&url, options, Site::default(), folder).await
    }

    /// An instance on a database.
    pub(crate) async fn on(url: &str, options: Options, site: Site, folder: TempDir) -> Self {
        let clock = Arc::new(Clock(AtomicI64::new(1_767_600_000_000_000)));
        let sources = Arc::clone(&clock) as Arc<dyn Sources>;
        let store = Arc::new(Store::connect(url, options, Arc::clone(&sources)).await.unwrap());
        let shared = Shared::new(State {
            backend: Arc::clone(&store) as Arc<dyn Backend>,
            store,
            doors: Doors::new(),
            sources,
            sites: Sites::new(site),
            hub: Hub::new(),
            public_url: PUBLIC_URL.to_owned(),
            trusted_proxies: vec!["127.0.0.1".parse().unwrap()],
        });
        Self {
            router: routes::all(shared.clone()),
            shared,
            clock,
            folder,
        }
    }

    /// The same instance, whose live streams look at their session so often.
    pub(crate) fn checking(self, check: Duration) -> Self {
        let Self {
            shared, clock, folder, ..
        } = self;
        let shared = Shared::new(State {
            backend: Arc::clone(&shared.backend),
            store: Arc::clone(&shared.store),
            doors: shared.doors.clone(),
            sources: Arc::clone(&shared.sources),
            sites: shared.sites.clone(),
            hub: Hub::checking(check),
            public_url: shared.public_url.clone(),
            trusted_proxies: shared.trusted_proxies.clone(),
        });
        Self {
            router: routes::all(shared.clone()),
            shared,
            clock,
            folder,
        }
    }

    /// The database file.
    pub(crate) fn database(&self) -> PathBuf {
        self.folder.path().join(DATABASE)
    }

    /// An instance with one organization.
    pub(crate) async fn with_house() -> (Self, House) {
        let app = Self::empty().await;
        let house = app.found("Northwind", "northwind.example").await;
        (app, house)
    }

    pub(crate) async fn send(&self, actor: Actor, command: Command, secrets: Vec<Secret>) -> Outcome {
        let id = RequestId::new(self.shared.sources.uuid());
        let request = Request {
            id,
            digest: None,
            actor,
            command,
            blobs: Vec::new(),
            secrets,
        };
        self.shared.backend.execute(request).await.unwrap()
    }

    pub(crate) fn actor(&self, person: PersonId) -> Actor {
        Actor::Person(PersonActor {
            person,
            session: SessionId::new(self.shared.sources.uuid()),
            proof: Proof {
                how: ProofKind::Password,
                at: self.shared.sources.now(),
            },
        })
    }

    /// Founds an organization with an owner, an engineer, a tech lead and an auditor.
    pub(crate) async fn found(&self, name: &str, domain: &str) -> House {
        let phc = self
            .shared
            .doors
            .hasher()
            .hash(PASSWORD, &*self.shared.sources)
            .await
            .unwrap();
        let name = OrganizationName::parse(name).unwrap();
        let slug = address_for(&name).unwrap();
        let person = || PersonId::new(self.shared.sources.uuid());
        let owner = person();
        let joiner = |person, word: &str| Joiner::New {
            person,
            name: PersonName::parse(word).unwrap(),
            email: Email::parse(&format!("{word}@{domain}")).unwrap(),
        };
        let secret = |person| Secret::Password {
            person,
            phc: phc.clone(),
        };
        let zone = ZoneName::parse("UTC").unwrap();
        let command = founding(&*self.shared.sources, name, slug.clone(), zone, joiner(owner, "owner"));
        let InstanceCommand::FoundOrganization(found) = &command else {
            unreachable!()
        };
        let (organization, team) = (found.organization, found.team);
        // Set-up founds the first organization, the command line any other.
        self.send(Actor::Operator, Command::Instance(command), vec![secret(owner)])
            .await;

        let mut people = Vec::new();
        for (word, role, duties) in [
            (
                "engineer",
                AccessRole::Member,
                BTreeSet::from([Duty::DeploymentEngineer]),
            ),
            ("lead", AccessRole::Member, BTreeSet::from([Duty::TechLead])),
            ("auditor", AccessRole::Auditor, BTreeSet::new()),
        ] {
            let invitation = InvitationId::new(self.shared.sources.uuid());
            let newcomer = person();
            let auditor = role == AccessRole::Auditor;
            let invite = OrganizationCommand::Invite {
                invitation,
                name: PersonName::parse(word).unwrap(),
                email: Email::parse(&format!("{word}@{domain}")).unwrap(),
                role,
                team: (!auditor).then_some(team),
                duties,
                reads: auditor.then(|| AuditPeriod {
                    from: self.shared.sources.now(),
                    until: self.shared.sources.now().plus_seconds(1_000_000),
                }),
                expires_at: self.shared.sources.now().plus_seconds(1000),
            };
            let invite = Command::Organization {
                organization,
                command: invite,
            };
            let token = Secret::Invitation {
                invitation,
                token: token_hash(&invitation.to_string()),
            };
            self.send(self.actor(owner), invite, vec![token]).await;
            let accept = InstanceCommand::AcceptInvitation {
                organization,
                invitation,
                joiner: joiner(newcomer, word),
            };
            self.send(Actor::Nobody, Command::Instance(accept), vec![secret(newcomer)])
                .await;
            people.push(newcomer);
        }
        House {
            organization,
            slug: slug.to_string(),
            team,
            owner,
            engineer: people[0],
            lead: people[1],
            auditor: people[2],
        }
    }

    /// Sends a request as it is; the body of the answer is not read.
    pub(crate) async fn raw(&self, request: http::Request<Body>) -> axum::response::Response {
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// Somebody without a session.
    pub(crate) fn anon(&self) -> Client<'_> {
        Client {
            app: self,
            cookie: None,
            address: None,
        }
    }

    /// Somebody of the organization, signed in through the form.
    pub(crate) async fn sign_in(&self, email: &str) -> Client<'_> {
        let mut client = self.anon();
        let answer = client
            .post(SignIn::PATH, &[("email", email), ("password", PASSWORD)])
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        assert!(client.cookie.is_some(), "a cookie is set");
        client
    }
}

/// A browser, or a program where `call` is used.
#[derive(Clone)]
pub(crate) struct Client<'a> {
    app: &'a TestApp,
    pub(crate) cookie: Option<String>,
    /// Network address, as the proxy in front names it.
    pub(crate) address: Option<String>,
}

/// An answer, whole.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The value of the first hidden field of that name.
    pub(crate) fn hidden(&self, name: &str) -> String {
        let start = self
            .body
            .find(&format!("name=\"{name}\" value=\""))
            .unwrap_or_else(|| panic!("no field {name}"));
        let rest = &self.body[start..];
        let value = rest.split("value=\"").nth(1).unwrap();
        value.split('"').next().unwrap().to_owned()
    }
}

impl Client<'_> {
    pub(crate) async fn send(&mut self, request: http::Request<Body>) -> Answer {
        let (mut parts, body) = request.into_parts();
        if let Some(cookie) = &self.cookie {
            parts
                .headers
                .insert(COOKIE, format!("{COOKIE_NAME}={cookie}").parse().unwrap());
        }
        if let Some(address) = &self.address {
            parts.headers.insert("x-forwarded-for", address.parse().unwrap());
        }
        let request = http::Request::from_parts(parts, body);
        let response = self.app.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(SET_COOKIE) {
            let (name, rest) = cookie.to_str().unwrap().split_once('=').unwrap();
            assert_eq!(name, COOKIE_NAME);
            let value = rest.split(';').next().unwrap();
            self.cookie = (!value.is_empty()).then(|| value.to_owned());
        }
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        let request = http::Request::builder()
            .uri(path)
            .header(ACCEPT, "text/html")
            .body(Body::empty());
        self.send(request.unwrap()).await
    }

    /// Posts a form as a browser does without JavaScript.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_with(
            path,
            fields,
            &[("accept", "text/html,*/*"), ("sec-fetch-site", "same-origin")],
        )
        .await
    }

    /// Calls a server function as an island does.
    pub(crate) async fn call(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_with(
            path,
            fields,
            &[("accept", "application/json"), ("sec-fetch-site", "same-origin")],
        )
        .await
    }

    pub(crate) async fn post_with(&mut self, path: &str, fields: &[(&str, &str)], headers: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let mut request = http::Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(name.parse::<HeaderName>().unwrap(), *value);
        }
        self.send(request.body(Body::from(body)).unwrap()).await
    }
}
