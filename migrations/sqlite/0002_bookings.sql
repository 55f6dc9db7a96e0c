-- The calendar reads bookings by time. Folded from deployments, like the tables of their lists.

-- What deployments have booked: place 0 is the primary slot, place 1 the backup.
CREATE TABLE booking (
    organization TEXT    NOT NULL,
    deployment   TEXT    NOT NULL,
    place        INTEGER NOT NULL,
    number       INTEGER NOT NULL,
    title        TEXT    NOT NULL,
    service      TEXT    NOT NULL,
    environment  TEXT    NOT NULL,
    team         TEXT    NOT NULL,
    type         TEXT    NOT NULL,
    deployer     TEXT    NOT NULL,
    stage        TEXT    NOT NULL,
    from_at      INTEGER NOT NULL,
    until_at     INTEGER NOT NULL,
    announced    INTEGER NOT NULL,
    PRIMARY KEY (organization, deployment, place)
) STRICT;
CREATE INDEX booking_from ON booking (organization, from_at);
