-- Feeds are read at addresses that hold a secret. Of the secret its hash is kept, as of those in links.

-- `fetched_at` is written once a day: who looks at the list of feeds asks whether one is used at all.
CREATE TABLE feed_token (
    token        BYTEA NOT NULL PRIMARY KEY,
    organization TEXT COLLATE "C" NOT NULL,
    feed         TEXT COLLATE "C" NOT NULL,
    fetched_at   BIGINT
);
CREATE INDEX feed_token_organization ON feed_token (organization, feed);
