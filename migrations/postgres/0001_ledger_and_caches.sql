-- The ledger, what is folded from it, and what lies beside it. Classes: store/src/tables.rs.

-- Ledger -------------------------------------------------------------------------------------------------------------

-- `text` is the entry, byte for byte; every other column but `leaf` repeats or derives from it, for indexes. Numbers and
-- places count from zero, here and below: nothing is ordered before a ledger's first entry.
CREATE TABLE entry (
    ledger    TEXT COLLATE "C" NOT NULL,
    seq       BIGINT NOT NULL CHECK (seq >= 0),
    leaf      BYTEA NOT NULL,
    at        BIGINT NOT NULL,
    stream    TEXT COLLATE "C" NOT NULL,
    version   BIGINT NOT NULL CHECK (version >= 1),
    kind      TEXT COLLATE "C" NOT NULL,
    area      TEXT COLLATE "C" NOT NULL,
    actor     TEXT COLLATE "C",
    request   TEXT COLLATE "C",
    words     TEXT COLLATE "C" NOT NULL,
    text      TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (ledger, seq)
);
CREATE INDEX entry_stream ON entry (ledger, stream, seq);
CREATE INDEX entry_at ON entry (ledger, at, seq);
CREATE INDEX entry_area ON entry (ledger, area, seq);
CREATE INDEX entry_actor ON entry (ledger, actor, seq) WHERE actor IS NOT NULL;
CREATE INDEX entry_comment ON entry (ledger, stream, seq) WHERE kind = 'comment.added/1';

-- Completed inner nodes of the trees; level 0 is `entry.leaf`.
CREATE TABLE node (
    ledger TEXT COLLATE "C" NOT NULL,
    level  BIGINT NOT NULL CHECK (level >= 1),
    place  BIGINT NOT NULL CHECK (place >= 0),
    hash   BYTEA NOT NULL,
    PRIMARY KEY (ledger, level, place)
);

-- One row per ledger; `directory` is the position behind the last entry of the organization's own stream.
CREATE TABLE head (
    ledger    TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    epoch     BIGINT NOT NULL CHECK (epoch >= 0),
    size      BIGINT NOT NULL CHECK (size >= 0),
    frontier  BYTEA NOT NULL,
    last_at   BIGINT NOT NULL,
    directory BIGINT NOT NULL CHECK (directory >= 0)
);
INSERT INTO head (ledger, epoch, size, frontier, last_at, directory)
VALUES ('instance', 0, 0, '\x0000000000000000'::bytea, 0, 0);

-- Bodies too large for entries, named by their SHA-256.
CREATE TABLE blob (
    ledger TEXT COLLATE "C" NOT NULL,
    hash   BYTEA NOT NULL,
    bytes  BYTEA NOT NULL,
    PRIMARY KEY (ledger, hash)
);

-- Personal data of entries, which hold only the commitment to it.
CREATE TABLE private (
    ledger TEXT COLLATE "C" NOT NULL,
    seq    BIGINT NOT NULL CHECK (seq >= 0),
    salt   BYTEA NOT NULL,
    text   TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (ledger, seq),
    FOREIGN KEY (ledger, seq) REFERENCES entry (ledger, seq)
);

CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of %: it is append-only', lower(TG_OP), TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE FUNCTION refuse_shrinking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.ledger <> OLD.ledger OR NEW.size < OLD.size OR NEW.last_at < OLD.last_at THEN
        RAISE EXCEPTION 'heads only grow' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER entry_append_only BEFORE UPDATE OR DELETE ON entry FOR EACH ROW EXECUTE FUNCTION refuse();
CREATE TRIGGER entry_no_truncate BEFORE TRUNCATE ON entry FOR EACH STATEMENT EXECUTE FUNCTION refuse();
CREATE TRIGGER node_append_only BEFORE UPDATE OR DELETE ON node FOR EACH ROW EXECUTE FUNCTION refuse();
CREATE TRIGGER node_no_truncate BEFORE TRUNCATE ON node FOR EACH STATEMENT EXECUTE FUNCTION refuse();
CREATE TRIGGER blob_append_only BEFORE UPDATE OR DELETE ON blob FOR EACH ROW EXECUTE FUNCTION refuse();
CREATE TRIGGER blob_no_truncate BEFORE TRUNCATE ON blob FOR EACH STATEMENT EXECUTE FUNCTION refuse();
CREATE TRIGGER head_no_delete BEFORE DELETE ON head FOR EACH ROW EXECUTE FUNCTION refuse();
CREATE TRIGGER head_no_truncate BEFORE TRUNCATE ON head FOR EACH STATEMENT EXECUTE FUNCTION refuse();
CREATE TRIGGER head_grows BEFORE UPDATE ON head FOR EACH ROW EXECUTE FUNCTION refuse_shrinking();

-- ALWAYS: also where session_replication_role would switch ordinary triggers off.
ALTER TABLE entry ENABLE ALWAYS TRIGGER entry_append_only;
ALTER TABLE entry ENABLE ALWAYS TRIGGER entry_no_truncate;
ALTER TABLE node ENABLE ALWAYS TRIGGER node_append_only;
ALTER TABLE node ENABLE ALWAYS TRIGGER node_no_truncate;
ALTER TABLE blob ENABLE ALWAYS TRIGGER blob_append_only;
ALTER TABLE blob ENABLE ALWAYS TRIGGER blob_no_truncate;
ALTER TABLE head ENABLE ALWAYS TRIGGER head_no_delete;
ALTER TABLE head ENABLE ALWAYS TRIGGER head_no_truncate;
ALTER TABLE head ENABLE ALWAYS TRIGGER head_grows;

-- Caches -------------------------------------------------------------------------------------------------------------

CREATE TABLE person (
    person TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    email  TEXT COLLATE "C" NOT NULL UNIQUE,
    name   TEXT COLLATE "C" NOT NULL,
    zone   TEXT COLLATE "C",
    scheme TEXT COLLATE "C" NOT NULL
);

CREATE TABLE organization (
    organization TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    slug         TEXT COLLATE "C" NOT NULL UNIQUE,
    name         TEXT COLLATE "C" NOT NULL
);

CREATE TABLE membership (
    organization TEXT COLLATE "C" NOT NULL,
    person       TEXT COLLATE "C" NOT NULL,
    role         TEXT COLLATE "C" NOT NULL,
    active       BIGINT NOT NULL,
    PRIMARY KEY (organization, person)
);
CREATE INDEX membership_person ON membership (person, organization);

CREATE TABLE template (
    organization   TEXT COLLATE "C" NOT NULL,
    template       TEXT COLLATE "C" NOT NULL,
    slug           TEXT COLLATE "C" NOT NULL,
    name           TEXT COLLATE "C" NOT NULL,
    version        BIGINT,
    draft          BIGINT NOT NULL,
    review_asked   BIGINT NOT NULL,
    items          BIGINT NOT NULL,
    slots          BIGINT NOT NULL,
    review_date    TEXT COLLATE "C",
    review_zone    TEXT COLLATE "C",
    changed_at     BIGINT NOT NULL,
    stream_version BIGINT NOT NULL,
    state          TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (organization, template),
    UNIQUE (organization, slug)
);

-- What lists show. The rest of the state is apart, so that a list reads small rows and a tick writes small ones.
CREATE TABLE deployment (
    organization   TEXT COLLATE "C" NOT NULL,
    deployment     TEXT COLLATE "C" NOT NULL,
    number         BIGINT NOT NULL,
    title          TEXT COLLATE "C" NOT NULL,
    version        TEXT COLLATE "C" NOT NULL,
    service        TEXT COLLATE "C" NOT NULL,
    environment    TEXT COLLATE "C" NOT NULL,
    type           TEXT COLLATE "C" NOT NULL,
    stage          TEXT COLLATE "C" NOT NULL,
    ended          BIGINT NOT NULL,
    on_hold        BIGINT NOT NULL,
    requester      TEXT COLLATE "C" NOT NULL,
    deployer       TEXT COLLATE "C" NOT NULL,
    team           TEXT COLLATE "C" NOT NULL,
    template       TEXT COLLATE "C" NOT NULL,
    resolved       BIGINT NOT NULL,
    total          BIGINT NOT NULL,
    signed         BIGINT NOT NULL,
    waiting        TEXT COLLATE "C" NOT NULL,
    search         TEXT COLLATE "C" NOT NULL,
    made_at        BIGINT NOT NULL,
    changed_at     BIGINT NOT NULL,
    stream_version BIGINT NOT NULL,
    PRIMARY KEY (organization, deployment),
    UNIQUE (organization, number)
);
CREATE INDEX deployment_stage ON deployment (organization, stage, number);
CREATE INDEX deployment_service ON deployment (organization, service, stage, number);
CREATE INDEX deployment_service_all ON deployment (organization, service, number);
CREATE INDEX deployment_environment ON deployment (organization, environment, number);
CREATE INDEX deployment_requester ON deployment (organization, requester, number);
CREATE INDEX deployment_deployer ON deployment (organization, deployer, number);
CREATE INDEX deployment_ended ON deployment (organization, ended, number);

CREATE TABLE deployment_state (
    organization TEXT COLLATE "C" NOT NULL,
    deployment   TEXT COLLATE "C" NOT NULL,
    state        TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (organization, deployment)
);

CREATE TABLE deployment_item (
    organization TEXT COLLATE "C" NOT NULL,
    deployment   TEXT COLLATE "C" NOT NULL,
    item         TEXT COLLATE "C" NOT NULL,
    state        TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (organization, deployment, item)
);

-- Empty slots of open rosters, by the team and duty that can fill them.
CREATE TABLE waiting_slot (
    organization TEXT COLLATE "C" NOT NULL,
    deployment   TEXT COLLATE "C" NOT NULL,
    roster       TEXT COLLATE "C" NOT NULL,
    slot         TEXT COLLATE "C" NOT NULL,
    number       BIGINT NOT NULL,
    holder       TEXT COLLATE "C" NOT NULL,
    duty         TEXT COLLATE "C" NOT NULL,
    ready        BIGINT NOT NULL,
    PRIMARY KEY (organization, deployment, roster, slot)
);
CREATE INDEX waiting_slot_holder ON waiting_slot (organization, holder, number);

-- What came back to people, while it matters.
CREATE TABLE returned (
    organization TEXT COLLATE "C" NOT NULL,
    deployment   TEXT COLLATE "C" NOT NULL,
    seq          BIGINT NOT NULL CHECK (seq >= 0),
    person       TEXT COLLATE "C" NOT NULL,
    place        BIGINT NOT NULL,
    number       BIGINT NOT NULL,
    at           BIGINT NOT NULL,
    why          TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (organization, deployment, seq, person, place)
);
CREATE INDEX returned_person ON returned (organization, person, seq);

-- Secrets ------------------------------------------------------------------------------------------------------------

CREATE TABLE password (
    person     TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    phc        TEXT COLLATE "C" NOT NULL,
    changed_at BIGINT NOT NULL
);

-- Of open invitations. `seq` is the invitation's entry, beside which the invited person's name and address lie.
CREATE TABLE invitation_token (
    token        BYTEA NOT NULL PRIMARY KEY,
    organization TEXT COLLATE "C" NOT NULL,
    invitation   TEXT COLLATE "C" NOT NULL,
    seq          BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL
);
CREATE INDEX invitation_token_organization ON invitation_token (organization, seq);

CREATE TABLE reset_token (
    token      BYTEA NOT NULL PRIMARY KEY,
    person     TEXT COLLATE "C" NOT NULL,
    expires_at BIGINT NOT NULL
);

-- Passing ------------------------------------------------------------------------------------------------------------

CREATE TABLE session (
    token      BYTEA NOT NULL PRIMARY KEY,
    session    TEXT COLLATE "C" NOT NULL UNIQUE,
    person     TEXT COLLATE "C",
    device     TEXT COLLATE "C" NOT NULL,
    address    TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    proved     TEXT COLLATE "C",
    proved_at  BIGINT,
    data       TEXT COLLATE "C" NOT NULL
);
CREATE INDEX session_person ON session (person, seen_at);
CREATE INDEX session_expires ON session (expires_at);

CREATE TABLE access_log (
    id           TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    at           BIGINT NOT NULL,
    organization TEXT COLLATE "C",
    person       TEXT COLLATE "C",
    session      TEXT COLLATE "C",
    address      TEXT COLLATE "C" NOT NULL,
    device       TEXT COLLATE "C" NOT NULL,
    what         TEXT COLLATE "C" NOT NULL,
    detail       TEXT COLLATE "C" NOT NULL,
    status       BIGINT NOT NULL
);
CREATE INDEX access_log_organization ON access_log (organization, at, id);
CREATE INDEX access_log_person ON access_log (organization, person, at, id);
CREATE INDEX access_log_what ON access_log (organization, what, at, id);
CREATE INDEX access_log_at ON access_log (at);

-- Failures to prove an identity, counted per account and per network address.
CREATE TABLE throttle (
    scope    TEXT COLLATE "C" NOT NULL,
    name     TEXT COLLATE "C" NOT NULL,
    failures BIGINT NOT NULL,
    since    BIGINT NOT NULL,
    last     BIGINT NOT NULL,
    PRIMARY KEY (scope, name)
);

-- Answers to accepted requests, repeated when the same request comes again within their time.
CREATE TABLE answered (
    request TEXT COLLATE "C" NOT NULL,
    ledger  TEXT COLLATE "C" NOT NULL,
    digest  BYTEA NOT NULL,
    answer  TEXT COLLATE "C" NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (request, ledger)
);
CREATE INDEX answered_at ON answered (at);
