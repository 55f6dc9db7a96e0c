//! Every table with its class, and the statements that write one, made of its description.

mod statements;

use domain::cache::{self, Table, bytes, integer, text};

pub(crate) use statements::{Conflict, Pieces, TableSql, statements, write};

/// What kind of promise a table carries (02 §4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// The truth; append-only. Covered by verification.
    Ledger,
    /// Bodies that entries name by hash; append-only. Covered.
    Blob,
    /// Personal data that entries commit to. Covered.
    Private,
    /// Folded from the ledger. Covered.
    Cache,
    /// Password hashes and one-time secrets. Not covered.
    Secret,
    /// Sessions, access log and the like. Not covered.
    Passing,
}

impl Class {
    /// Whether verification compares it with the ledger.
    pub const fn covered(self) -> bool {
        match self {
            Self::Ledger | Self::Blob | Self::Private | Self::Cache => true,
            Self::Secret | Self::Passing => false,
        }
    }
}

/// The entries.
pub static ENTRY: Table = Table {
    name: "entry",
    columns: &[
        text("ledger"),
        integer("seq"),
        bytes("leaf"),
        integer("at"),
        text("stream"),
        integer("version"),
        text("kind"),
        text("area"),
        text("actor"),
        text("request"),
        text("words"),
        text("text"),
    ],
    key: 2,
};

/// The inner nodes of the trees.
pub static NODE: Table = Table {
    name: "node",
    columns: &[text("ledger"), integer("level"), integer("place"), bytes("hash")],
    key: 3,
};

/// The heads of the ledgers.
pub static HEAD: Table = Table {
    name: "head",
    columns: &[
        text("ledger"),
        integer("epoch"),
        integer("size"),
        bytes("frontier"),
        integer("last_at"),
        integer("directory"),
    ],
    key: 1,
};

/// Large bodies.
pub static BLOB: Table = Table {
    name: "blob",
    columns: &[text("ledger"), bytes("hash"), bytes("bytes")],
    key: 2,
};

/// Personal data beside entries.
pub static PRIVATE: Table = Table {
    name: "private",
    columns: &[text("ledger"), integer("seq"), bytes("salt"), text("text")],
    key: 2,
};

/// Answers to accepted requests.
pub static ANSWERED: Table = Table {
    name: "answered",
    columns: &[
        text("request"),
        text("ledger"),
        bytes("digest"),
        text("answer"),
        integer("at"),
    ],
    key: 2,
};

/// The access log.
pub static ACCESS_LOG: Table = Table {
    name: "access_log",
    columns: &[
        text("id"),
        integer("at"),
        text("organization"),
        text("person"),
        text("session"),
        text("address"),
        text("device"),
        text("what"),
        text("detail"),
        integer("status"),
    ],
    key: 1,
};

/// Tables whose rows are written one by one, by constants: name and class.
pub const SINGLE: [(&str, Class); 6] = [
    ("password", Class::Secret),
    ("invitation_token", Class::Secret),
    ("reset_token", Class::Secret),
    ("feed_token", Class::Secret),
    ("session", Class::Passing),
    ("throttle", Class::Passing),
];

/// Every table that is written by description, with its class.
pub static DESCRIBED: [(&Table, Class); 17] = [
    (&ENTRY, Class::Ledger),
    (&NODE, Class::Ledger),
    (&HEAD, Class::Ledger),
    (&BLOB, Class::Blob),
    (&PRIVATE, Class::Private),
    (&cache::PERSON, Class::Cache),
    (&cache::ORGANIZATION, Class::Cache),
    (&cache::MEMBERSHIP, Class::Cache),
    (&cache::TEMPLATE, Class::Cache),
    (&cache::DEPLOYMENT, Class::Cache),
    (&cache::DEPLOYMENT_STATE, Class::Cache),
    (&cache::DEPLOYMENT_ITEM, Class::Cache),
    (&cache::WAITING_SLOT, Class::Cache),
    (&cache::RETURNED, Class::Cache),
    (&cache::BOOKING, Class::Cache),
    (&ANSWERED, Class::Passing),
    (&ACCESS_LOG, Class::Passing),
];

/// Every table of the schema, with its class.
pub fn all() -> Vec<(&'static str, Class)> {
    let described = DESCRIBED.iter().map(|(table, class)| (table.name, *class));
    described.chain(SINGLE).collect()
}
