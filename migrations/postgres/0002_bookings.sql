-- The calendar reads bookings by time. Folded from deployments, like the tables of their lists.

-- What deployments have booked: place 0 is the primary slot, place 1 the backup.
CREATE TABLE booking (
    organization TEXT COLLATE "C" NOT NULL,
    deployment   TEXT COLLATE "C" NOT NULL,
    place        BIGINT  NOT NULL,
    number       BIGINT  NOT NULL,
    title        TEXT COLLATE "C" NOT NULL,
    service      TEXT COLLATE "C" NOT NULL,
    environment  TEXT COLLATE "C" NOT NULL,
    team         TEXT COLLATE "C" NOT NULL,
    type         TEXT COLLATE "C" NOT NULL,
    deployer     TEXT COLLATE "C" NOT NULL,
    stage        TEXT COLLATE "C" NOT NULL,
    from_at      BIGINT  NOT NULL,
    until_at     BIGINT  NOT NULL,
    announced    BIGINT  NOT NULL,
    PRIMARY KEY (organization, deployment, place)
);
CREATE INDEX booking_from ON booking (organization, from_at);
