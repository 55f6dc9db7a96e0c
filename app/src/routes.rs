//! The table of pages: one line each, in the order of 01 §7.
//!
//! Every page is whole in one response ([`SsrMode::Async`]), so that it reads the same without JavaScript. An address
//! that stands in no line, or whose thing does not exist, is the 404 page.

use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Route};
use leptos_router::{SsrMode, path};

use crate::accounts::pages::{
    AccountPage, ChoosePage, InvitationPage, LoginPage, PeoplePage, PersonPage, ResetPage, SetUpPage, SettingsPage,
};
use crate::audit::pages::{AccessLogPage, EntryPage, TrailPage};
use crate::calendar::pages::{
    AbsencePage, CalendarPage, DeskPage, FeedsPage, FreezePage, ImportCalendarPage, WindowPage,
};
use crate::deployments::pages::{
    BookingPage, DeploymentPage, DeploymentsPage, EditDeploymentPage, ItemPage, MyWorkPage, NewDeploymentPage,
    NewRollbackPage, PrintPage, SectionPage, SignPage,
};
use crate::pages::error::NotFoundPage;
use crate::templates::pages::{ComparePage, EditTemplatePage, ImportPage, TemplatePage, TemplatesPage};

/// Shows the page that the address names.
#[component]
pub fn Pages() -> impl IntoView {
    view! {
        <FlatRoutes fallback=NotFoundPage>
            <Route path=path!("/") view=ChoosePage ssr=SsrMode::Async />
            <Route path=path!("/login") view=LoginPage ssr=SsrMode::Async />
            <Route path=path!("/setup") view=SetUpPage ssr=SsrMode::Async />
            <Route path=path!("/account") view=AccountPage ssr=SsrMode::Async />
            <Route path=path!("/invitations/:token") view=InvitationPage ssr=SsrMode::Async />
            <Route path=path!("/reset/:token") view=ResetPage ssr=SsrMode::Async />
            <Route path=path!("/:org") view=MyWorkPage ssr=SsrMode::Async />
            <Route path=path!("/:org/deployments") view=DeploymentsPage ssr=SsrMode::Async />
            <Route path=path!("/:org/deployments/new") view=NewDeploymentPage ssr=SsrMode::Async />
            <Route path=path!("/:org/deployments/:number") view=DeploymentPage ssr=SsrMode::Async />
            <Route path=path!("/:org/deployments/:number/rollback") view=NewRollbackPage ssr=SsrMode::Async />
            <Route path=path!("/:org/deployments/:number/edit") view=EditDeploymentPage ssr=SsrMode::Async />
            <Route path=path!("/:org/deployments/:number/items/:key") view=ItemPage ssr=SsrMode::Async />
            <Route path=path!("/:org/deployments/:number/sections/:key") view=SectionPage ssr=SsrMode::Async />
            <Route path=path!("/:org/deployments/:number/sign/:slot") view=SignPage ssr=SsrMode::Async />
            <Route path=path!("/:org/deployments/:number/booking") view=BookingPage ssr=SsrMode::Async />
            <Route path=path!("/:org/deployments/:number/print") view=PrintPage ssr=SsrMode::Async />
            <Route path=path!("/:org/templates") view=TemplatesPage ssr=SsrMode::Async />
            <Route path=path!("/:org/templates/import") view=ImportPage ssr=SsrMode::Async />
            <Route path=path!("/:org/templates/:template") view=TemplatePage ssr=SsrMode::Async />
            <Route path=path!("/:org/templates/:template/edit") view=EditTemplatePage ssr=SsrMode::Async />
            <Route path=path!("/:org/templates/:template/compare") view=ComparePage ssr=SsrMode::Async />
            <Route path=path!("/:org/calendar") view=CalendarPage ssr=SsrMode::Async />
            <Route path=path!("/:org/calendar/desk") view=DeskPage ssr=SsrMode::Async />
            <Route path=path!("/:org/calendar/windows/new") view=WindowPage ssr=SsrMode::Async />
            <Route path=path!("/:org/calendar/windows/:id") view=WindowPage ssr=SsrMode::Async />
            <Route path=path!("/:org/calendar/freezes/new") view=FreezePage ssr=SsrMode::Async />
            <Route path=path!("/:org/calendar/freezes/:id") view=FreezePage ssr=SsrMode::Async />
            <Route path=path!("/:org/calendar/absences/new") view=AbsencePage ssr=SsrMode::Async />
            <Route path=path!("/:org/calendar/absences/:id") view=AbsencePage ssr=SsrMode::Async />
            <Route path=path!("/:org/calendar/import") view=ImportCalendarPage ssr=SsrMode::Async />
            <Route path=path!("/:org/calendar/feeds") view=FeedsPage ssr=SsrMode::Async />
            <Route path=path!("/:org/audit") view=TrailPage ssr=SsrMode::Async />
            <Route path=path!("/:org/audit/access") view=AccessLogPage ssr=SsrMode::Async />
            <Route path=path!("/:org/audit/:seq") view=EntryPage ssr=SsrMode::Async />
            <Route path=path!("/:org/people") view=PeoplePage ssr=SsrMode::Async />
            <Route path=path!("/:org/people/:id") view=PersonPage ssr=SsrMode::Async />
            <Route path=path!("/:org/settings") view=SettingsPage ssr=SsrMode::Async />
        </FlatRoutes>
    }
}
