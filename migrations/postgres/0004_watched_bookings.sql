-- Whom a booking takes once the work is done, and how long the deployment is watched then. Both follow from the template
-- version, which no statement reads: the program fills in the rows that are there when it finds nobody who asked for them.

ALTER TABLE booking ADD COLUMN requester TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE booking ADD COLUMN to_sign TEXT COLLATE "C" NOT NULL DEFAULT '[]';
ALTER TABLE booking ADD COLUMN watch_from BIGINT;
ALTER TABLE booking ADD COLUMN watch_until BIGINT;
CREATE INDEX booking_watched ON booking (organization, watch_until) WHERE watch_until IS NOT NULL;
CREATE INDEX booking_unfilled ON booking (organization) WHERE requester = '';
