//! What events change about an organization's calendar.

use super::{Absence, CalendarEvent, FeedAddress, Freeze, Window};
use crate::accounts::Directory;
use crate::decide::Misfit;
use crate::deployments::Written;
use crate::event::Meta;

impl Directory {
    /// Takes one event about the calendar.
    ///
    /// # Errors
    /// [`Misfit`] when the event cannot have happened in this state.
    pub(crate) fn apply_calendar(&mut self, meta: &Meta, event: &CalendarEvent) -> Result<(), Misfit> {
        let by = meta.actor.person().ok_or(Misfit("the calendar is changed by people"))?;
        let set = Written {
            by,
            at: meta.at,
            seq: meta.seq,
        };
        match event {
            CalendarEvent::WindowSet {
                window,
                name,
                times,
                scope,
            } => {
                let state = Window {
                    name: name.clone(),
                    times: times.clone(),
                    scope: scope.clone(),
                    set,
                };
                self.calendar.windows.insert(*window, state);
            }
            CalendarEvent::WindowRemoved { window } => {
                let removed = self.calendar.windows.remove(window);
                removed.ok_or(Misfit("no such window"))?;
            }
            CalendarEvent::FreezeSet {
                freeze,
                name,
                reason,
                times,
                scope,
                running,
            } => {
                let state = Freeze {
                    name: name.clone(),
                    reason: reason.clone(),
                    times: times.clone(),
                    scope: scope.clone(),
                    running: *running,
                    set,
                };
                self.calendar.freezes.insert(*freeze, state);
            }
            CalendarEvent::FreezeCancelled { freeze, .. } => {
                let cancelled = self.calendar.freezes.remove(freeze);
                cancelled.ok_or(Misfit("no such freeze"))?;
            }
            CalendarEvent::AbsenceSet { absence, person, times } => {
                let state = Absence {
                    person: *person,
                    times: times.clone(),
                    set,
                };
                self.calendar.absences.insert(*absence, state);
            }
            CalendarEvent::AbsenceRemoved { absence, .. } => {
                let removed = self.calendar.absences.remove(absence);
                removed.ok_or(Misfit("no such absence"))?;
            }
            CalendarEvent::FeedMade { feed, name, lists } => {
                let state = FeedAddress {
                    name: name.clone(),
                    lists: *lists,
                    made: set,
                };
                self.calendar.feeds.insert(*feed, state);
            }
            CalendarEvent::FeedRevoked { feed } => {
                let revoked = self.calendar.feeds.remove(feed);
                revoked.ok_or(Misfit("no such feed"))?;
            }
            CalendarEvent::EnvironmentScheduled { environment, schedule } => {
                let known = self.environments.get_mut(environment);
                known.ok_or(Misfit("no such environment"))?.schedule = schedule.clone();
            }
            CalendarEvent::ServiceRelated {
                service,
                labels,
                depends_on,
            } => {
                let known = self.services.get_mut(service).ok_or(Misfit("no such service"))?;
                known.labels.clone_from(labels);
                known.depends_on.clone_from(depends_on);
            }
        }
        Ok(())
    }
}
