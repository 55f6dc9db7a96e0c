-- The ledger, what is folded from it, and what lies beside it. Classes: store/src/tables.rs.

-- Ledger -------------------------------------------------------------------------------------------------------------

-- `text` is the entry, byte for byte; every other column but `leaf` repeats or derives from it, for indexes. Numbers and
-- places count from zero, here and below: nothing is ordered before a ledger's first entry.
CREATE TABLE entry (
    ledger    TEXT    NOT NULL,
    seq       INTEGER NOT NULL CHECK (seq >= 0),
    leaf      BLOB    NOT NULL,
    at        INTEGER NOT NULL,
    stream    TEXT    NOT NULL,
    version   INTEGER NOT NULL CHECK (version >= 1),
    kind      TEXT    NOT NULL,
    area      TEXT    NOT NULL,
    actor     TEXT,
    request   TEXT,
    words     TEXT    NOT NULL,
    text      TEXT    NOT NULL,
    PRIMARY KEY (ledger, seq)
) STRICT;
CREATE INDEX entry_stream ON entry (ledger, stream, seq);
CREATE INDEX entry_at ON entry (ledger, at, seq);
CREATE INDEX entry_area ON entry (ledger, area, seq);
CREATE INDEX entry_actor ON entry (ledger, actor, seq) WHERE actor IS NOT NULL;
CREATE INDEX entry_comment ON entry (ledger, stream, seq) WHERE kind = 'comment.added/1';

-- Completed inner nodes of the trees; level 0 is `entry.leaf`.
CREATE TABLE node (
    ledger TEXT    NOT NULL,
    level  INTEGER NOT NULL CHECK (level >= 1),
    place  INTEGER NOT NULL CHECK (place >= 0),
    hash   BLOB    NOT NULL,
    PRIMARY KEY (ledger, level, place)
) STRICT, WITHOUT ROWID;

-- One row per ledger; `directory` is the position behind the last entry of the organization's own stream.
CREATE TABLE head (
    ledger    TEXT    NOT NULL PRIMARY KEY,
    epoch     INTEGER NOT NULL CHECK (epoch >= 0),
    size      INTEGER NOT NULL CHECK (size >= 0),
    frontier  BLOB    NOT NULL,
    last_at   INTEGER NOT NULL,
    directory INTEGER NOT NULL CHECK (directory >= 0)
) STRICT;
INSERT INTO head (ledger, epoch, size, frontier, last_at, directory)
VALUES ('instance', 0, 0, x'0000000000000000', 0, 0);

-- Bodies too large for entries, named by their SHA-256.
CREATE TABLE blob (
    ledger TEXT NOT NULL,
    hash   BLOB NOT NULL,
    bytes  BLOB NOT NULL,
    PRIMARY KEY (ledger, hash)
) STRICT;

-- Personal data of entries, which hold only the commitment to it.
CREATE TABLE private (
    ledger TEXT    NOT NULL,
    seq    INTEGER NOT NULL CHECK (seq >= 0),
    salt   BLOB    NOT NULL,
    text   TEXT    NOT NULL,
    PRIMARY KEY (ledger, seq),
    FOREIGN KEY (ledger, seq) REFERENCES entry (ledger, seq)
) STRICT;

-- Without it `INSERT OR REPLACE` would pass.
CREATE TRIGGER entry_next BEFORE INSERT ON entry
WHEN NEW.seq <> (SELECT coalesce(max(seq) + 1, 0) FROM entry WHERE ledger = NEW.ledger)
BEGIN SELECT raise(ABORT, 'an entry takes the next number'); END;
CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry BEGIN SELECT raise(ABORT, 'entries never change'); END;
CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry BEGIN SELECT raise(ABORT, 'entries are never deleted'); END;
CREATE TRIGGER node_no_update BEFORE UPDATE ON node BEGIN SELECT raise(ABORT, 'nodes never change'); END;
CREATE TRIGGER node_no_delete BEFORE DELETE ON node BEGIN SELECT raise(ABORT, 'nodes are never deleted'); END;
CREATE TRIGGER blob_no_update BEFORE UPDATE ON blob BEGIN SELECT raise(ABORT, 'blobs never change'); END;
CREATE TRIGGER blob_no_delete BEFORE DELETE ON blob BEGIN SELECT raise(ABORT, 'blobs are never deleted'); END;
CREATE TRIGGER head_no_delete BEFORE DELETE ON head BEGIN SELECT raise(ABORT, 'heads are never deleted'); END;
CREATE TRIGGER head_grows BEFORE UPDATE ON head
WHEN NEW.ledger <> OLD.ledger OR NEW.size < OLD.size OR NEW.last_at < OLD.last_at
BEGIN SELECT raise(ABORT, 'heads only grow'); END;

-- Caches -------------------------------------------------------------------------------------------------------------

CREATE TABLE person (
    person TEXT NOT NULL PRIMARY KEY,
    email  TEXT NOT NULL UNIQUE,
    name   TEXT NOT NULL,
    zone   TEXT,
    scheme TEXT NOT NULL
) STRICT;

CREATE TABLE organization (
    organization TEXT NOT NULL PRIMARY KEY,
    slug         TEXT NOT NULL UNIQUE,
    name         TEXT NOT NULL
) STRICT;

CREATE TABLE membership (
    organization TEXT    NOT NULL,
    person       TEXT    NOT NULL,
    role         TEXT    NOT NULL,
    active       INTEGER NOT NULL,
    PRIMARY KEY (organization, person)
) STRICT;
CREATE INDEX membership_person ON membership (person, organization);

CREATE TABLE template (
    organization   TEXT    NOT NULL,
    template       TEXT    NOT NULL,
    slug           TEXT    NOT NULL,
    name           TEXT    NOT NULL,
    version        INTEGER,
    draft          INTEGER NOT NULL,
    review_asked   INTEGER NOT NULL,
    items          INTEGER NOT NULL,
    slots          INTEGER NOT NULL,
    review_date    TEXT,
    review_zone    TEXT,
    changed_at     INTEGER NOT NULL,
    stream_version INTEGER NOT NULL,
    state          TEXT    NOT NULL,
    PRIMARY KEY (organization, template),
    UNIQUE (organization, slug)
) STRICT;

-- What lists show. The rest of the state is apart, so that a list reads small rows and a tick writes small ones.
CREATE TABLE deployment (
    organization   TEXT    NOT NULL,
    deployment     TEXT    NOT NULL,
    number         INTEGER NOT NULL,
    title          TEXT    NOT NULL,
    version        TEXT    NOT NULL,
    service        TEXT    NOT NULL,
    environment    TEXT    NOT NULL,
    type           TEXT    NOT NULL,
    stage          TEXT    NOT NULL,
    ended          INTEGER NOT NULL,
    on_hold        INTEGER NOT NULL,
    requester      TEXT    NOT NULL,
    deployer       TEXT    NOT NULL,
    team           TEXT    NOT NULL,
    template       TEXT    NOT NULL,
    resolved       INTEGER NOT NULL,
    total          INTEGER NOT NULL,
    signed         INTEGER NOT NULL,
    waiting        TEXT    NOT NULL,
    search         TEXT    NOT NULL,
    made_at        INTEGER NOT NULL,
    changed_at     INTEGER NOT NULL,
    stream_version INTEGER NOT NULL,
    PRIMARY KEY (organization, deployment),
    UNIQUE (organization, number)
) STRICT;
CREATE INDEX deployment_stage ON deployment (organization, stage, number);
CREATE INDEX deployment_service ON deployment (organization, service, stage, number);
CREATE INDEX deployment_service_all ON deployment (organization, service, number);
CREATE INDEX deployment_environment ON deployment (organization, environment, number);
CREATE INDEX deployment_requester ON deployment (organization, requester, number);
CREATE INDEX deployment_deployer ON deployment (organization, deployer, number);
CREATE INDEX deployment_ended ON deployment (organization, ended, number);

CREATE TABLE deployment_state (
    organization TEXT NOT NULL,
    deployment   TEXT NOT NULL,
    state        TEXT NOT NULL,
    PRIMARY KEY (organization, deployment)
) STRICT;

CREATE TABLE deployment_item (
    organization TEXT NOT NULL,
    deployment   TEXT NOT NULL,
    item         TEXT NOT NULL,
    state        TEXT NOT NULL,
    PRIMARY KEY (organization, deployment, item)
) STRICT, WITHOUT ROWID;

-- Empty slots of open rosters, by the team and duty that can fill them.
CREATE TABLE waiting_slot (
    organization TEXT    NOT NULL,
    deployment   TEXT    NOT NULL,
    roster       TEXT    NOT NULL,
    slot         TEXT    NOT NULL,
    number       INTEGER NOT NULL,
    holder       TEXT    NOT NULL,
    duty         TEXT    NOT NULL,
    ready        INTEGER NOT NULL,
    PRIMARY KEY (organization, deployment, roster, slot)
) STRICT;
CREATE INDEX waiting_slot_holder ON waiting_slot (organization, holder, number);

-- What came back to people, while it matters.
CREATE TABLE returned (
    organization TEXT    NOT NULL,
    deployment   TEXT    NOT NULL,
    seq          INTEGER NOT NULL CHECK (seq >= 0),
    person       TEXT    NOT NULL,
    place        INTEGER NOT NULL,
    number       INTEGER NOT NULL,
    at           INTEGER NOT NULL,
    why          TEXT    NOT NULL,
    PRIMARY KEY (organization, deployment, seq, person, place)
) STRICT;
CREATE INDEX returned_person ON returned (organization, person, seq);

-- Secrets ------------------------------------------------------------------------------------------------------------

CREATE TABLE password (
    person     TEXT    NOT NULL PRIMARY KEY,
    phc        TEXT    NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;

-- Of open invitations. `seq` is the invitation's entry, beside which the invited person's name and address lie.
CREATE TABLE invitation_token (
    token        BLOB    NOT NULL PRIMARY KEY,
    organization TEXT    NOT NULL,
    invitation   TEXT    NOT NULL,
    seq          INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX invitation_token_organization ON invitation_token (organization, seq);

CREATE TABLE reset_token (
    token      BLOB    NOT NULL PRIMARY KEY,
    person     TEXT    NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

-- Passing ------------------------------------------------------------------------------------------------------------

CREATE TABLE session (
    token      BLOB    NOT NULL PRIMARY KEY,
    session    TEXT    NOT NULL UNIQUE,
    person     TEXT,
    device     TEXT    NOT NULL,
    address    TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    proved     TEXT,
    proved_at  INTEGER,
    data       TEXT    NOT NULL
) STRICT;
CREATE INDEX session_person ON session (person, seen_at);
CREATE INDEX session_expires ON session (expires_at);

CREATE TABLE access_log (
    id           TEXT    NOT NULL PRIMARY KEY,
    at           INTEGER NOT NULL,
    organization TEXT,
    person       TEXT,
    session      TEXT,
    address      TEXT    NOT NULL,
    device       TEXT    NOT NULL,
    what         TEXT    NOT NULL,
    detail       TEXT    NOT NULL,
    status       INTEGER NOT NULL
) STRICT;
CREATE INDEX access_log_organization ON access_log (organization, at, id);
CREATE INDEX access_log_person ON access_log (organization, person, at, id);
CREATE INDEX access_log_what ON access_log (organization, what, at, id);
CREATE INDEX access_log_at ON access_log (at);

-- Failures to prove an identity, counted per account and per network address.
CREATE TABLE throttle (
    scope    TEXT    NOT NULL,
    name     TEXT    NOT NULL,
    failures INTEGER NOT NULL,
    since    INTEGER NOT NULL,
    last     INTEGER NOT NULL,
    PRIMARY KEY (scope, name)
) STRICT;

-- Answers to accepted requests, repeated when the same request comes again within their time.
CREATE TABLE answered (
    request TEXT    NOT NULL,
    ledger  TEXT    NOT NULL,
    digest  BLOB    NOT NULL,
    answer  TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (request, ledger)
) STRICT;
CREATE INDEX answered_at ON answered (at);
