//! What events about its booking change about a deployment.

use crate::calendar::{Announced, Booking, BookingWrite, Override, OverrideReview, Slots};
use crate::decide::Misfit;
use crate::deployments::{BookingEvent, Deployment, Written};
use crate::id::FreezeId;

impl Deployment {
    pub(super) fn booking_event(&mut self, written: Written, event: &BookingEvent) -> Result<(), Misfit> {
        match event {
            BookingEvent::Set { slots, freeze } => self.booked(written, Some(slots.clone()), *freeze),
            BookingEvent::Released {} => self.booked(written, None, None),
            BookingEvent::Announced { told, late } => {
                let booking = self.booking.as_mut().filter(|booking| booking.slots.is_some());
                let booking = booking.ok_or(Misfit("nothing was booked"))?;
                if booking.announced.is_some() {
                    return Err(Misfit("it was announced twice"));
                }
                booking.announced = Some(Announced {
                    written,
                    told: told.clone(),
                    late: late.clone(),
                });
                Ok(())
            }
            BookingEvent::Overridden {
                lifts,
                duty,
                reason,
                expires_at,
            } => {
                self.overrides.push(Override {
                    lifts: *lifts,
                    duty: duty.clone(),
                    reason: reason.clone(),
                    expires_at: *expires_at,
                    written,
                    review: None,
                });
                Ok(())
            }
            BookingEvent::Reviewed {
                overridden,
                justified,
                finding,
            } => {
                let known = self.overrides.iter_mut().find(|known| known.written.seq == *overridden);
                let known = known.filter(|known| known.review.is_none());
                known.ok_or(Misfit("no such override waits for a review"))?.review = Some(OverrideReview {
                    by: written.by,
                    at: written.at,
                    justified: *justified,
                    finding: finding.clone(),
                });
                Ok(())
            }
        }
    }

    fn booked(&mut self, written: Written, slots: Option<Slots>, freeze: Option<FreezeId>) -> Result<(), Misfit> {
        if !super::editable(self.stage.name()) {
            return Err(Misfit("a booking in a stage without bookings"));
        }
        let was = self.slots().cloned();
        if was == slots {
            return Err(Misfit("a booking of what was booked"));
        }
        let booking = self.booking.get_or_insert_with(|| Booking {
            slots: None,
            writes: Vec::new(),
            announced: None,
        });
        booking.slots = slots;
        booking.announced = None;
        booking.writes.push(BookingWrite { was, freeze, written });
        if freeze.is_none() {
            self.settle_worked(written.by);
        }
        Ok(())
    }
}
