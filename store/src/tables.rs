//! Every table with its class, and the statements that write one, made of its description.

use std::sync::{Arc, LazyLock};

use domain::cache::{self, Cell, Row, Table, bytes, integer, text};

use crate::error::StoreError;
use crate::sql::{Arg, Db};

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
        text("what"),
        text("detail"),
        integer("status"),
    ],
    key: 1,
};

/// Tables whose rows are written one by one, by constants: name and class.
pub const SINGLE: [(&str, Class); 5] = [
    ("password", Class::Secret),
    ("invitation_token", Class::Secret),
    ("reset_token", Class::Secret),
    ("session", Class::Passing),
    ("throttle", Class::Passing),
];

/// Every table that is written by description, with its class.
pub static DESCRIBED: [(&Table, Class); 16] = [
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
    (&ANSWERED, Class::Passing),
    (&ACCESS_LOG, Class::Passing),
];

/// Every table of the schema, with its class.
pub fn all() -> Vec<(&'static str, Class)> {
    let described = DESCRIBED.iter().map(|(table, class)| (table.name, *class));
    described.chain(SINGLE).collect()
}

/// Rows per statement, largest first: few texts to keep prepared, and few statements for many rows.
const SIZES: [usize; 7] = [64, 32, 16, 8, 4, 2, 1];

/// The statements that write one table.
pub(crate) struct TableSql {
    table: &'static Table,
    /// For tables that only grow: a second row of the same key is an error.
    insert: [Arc<str>; SIZES.len()],
    /// For tables that hold what is now.
    upsert: [Arc<str>; SIZES.len()],
    /// For tables that hold what is now, where only volatile columns changed.
    touch: [Arc<str>; SIZES.len()],
    /// For bodies that may be there already, byte for byte.
    keep: [Arc<str>; SIZES.len()],
    delete: Arc<str>,
    /// Verification: the first rows of a part, in the order of the key.
    first: Arc<str>,
    /// Verification: the next rows of a part.
    next: Arc<str>,
    /// Verification: the first part and the next one, for tables that are parted by their first column.
    parts: Option<[Arc<str>; 2]>,
}

static STATEMENTS: LazyLock<Vec<TableSql>> =
    LazyLock::new(|| DESCRIBED.iter().map(|(table, _)| TableSql::new(table)).collect());

/// What happens when a row of the same key is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Conflict {
    /// The transaction fails.
    Fail,
    /// The row takes the new cells.
    Replace,
    /// The row takes the new cells of volatile columns; the others are the same.
    Touch,
    /// The row stays.
    Keep,
}

impl TableSql {
    fn new(table: &'static Table) -> Self {
        let names: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
        let (keys, others) = names.split_at(table.key);
        // SQLite rewrites the entries of every index over a column that a statement sets, whether its value changes or not.
        let replacing = |names: &[&str]| {
            let sets: Vec<String> = names.iter().map(|name| format!("{name} = excluded.{name}")).collect();
            if sets.is_empty() {
                format!(" ON CONFLICT ({}) DO NOTHING", keys.join(", "))
            } else {
                format!(" ON CONFLICT ({}) DO UPDATE SET {}", keys.join(", "), sets.join(", "))
            }
        };
        let volatile = table.columns.iter().filter(|column| column.volatile);
        let volatile: Vec<&str> = volatile.map(|column| column.name).collect();
        let insert = |rows: usize, tail: &str| -> Arc<str> {
            let row = |index: usize| {
                let marks: Vec<String> = (1..=names.len())
                    .map(|column| format!("${}", index * names.len() + column))
                    .collect();
                format!("({})", marks.join(", "))
            };
            let rows: Vec<String> = (0..rows).map(row).collect();
            let (name, names) = (table.name, names.join(", "));
            format!("INSERT INTO {name} ({names}) VALUES {}{tail}", rows.join(", ")).into()
        };
        let wheres: Vec<String> = keys
            .iter()
            .enumerate()
            .map(|(index, name)| format!("{name} = ${}", index + 1))
            .collect();
        Self {
            table,
            insert: SIZES.map(|size| insert(size, "")),
            upsert: SIZES.map(|size| insert(size, &replacing(others))),
            touch: SIZES.map(|size| insert(size, &replacing(&volatile))),
            keep: SIZES.map(|size| insert(size, " ON CONFLICT DO NOTHING")),
            delete: format!("DELETE FROM {} WHERE {}", table.name, wheres.join(" AND ")).into(),
            first: page(table, false),
            next: page(table, true),
            parts: (parted(table) > 0).then(|| {
                let (name, part) = (table.name, names[0]);
                ["", " WHERE {part} > $1"].map(|wheres| {
                    let wheres = wheres.replace("{part}", part);
                    format!("SELECT {part} FROM {name}{wheres} ORDER BY {part} LIMIT 1").into()
                })
            }),
        }
    }

    /// The rows of one part after a key, or its first ones.
    pub(crate) async fn page(
        db: &mut Db,
        table: &'static Table,
        part: Option<&str>,
        after: Option<&[Cell]>,
        limit: u32,
    ) -> Result<Vec<Vec<Cell>>, StoreError> {
        let sql = Self::of(table)?;
        let mut args: Vec<Arg<'_>> = part.into_iter().map(Arg::from).collect();
        let parted = args.len();
        if let Some(after) = after {
            let keys = table.columns.iter().zip(after).skip(parted);
            args.extend(keys.map(|(column, cell)| Arg::cell(column.kind, cell)));
        }
        args.push(Arg::from(i64::from(limit)));
        let statement = if after.is_some() { &sql.next } else { &sql.first };
        db.cells(statement, &args, table.columns).await
    }

    /// The part after another one; `None` at the end, and for tables that are not parted.
    pub(crate) async fn part_after(
        db: &mut Db,
        table: &'static Table,
        after: Option<&str>,
    ) -> Result<Option<String>, StoreError> {
        let Some([first, next]) = &Self::of(table)?.parts else {
            return Ok(None);
        };
        let row: Option<(String,)> = match after {
            Some(after) => db.one(next, &[Arg::from(after)]).await?,
            None => db.one(first, &[]).await?,
        };
        Ok(row.map(|(part,)| part))
    }

    fn of(table: &'static Table) -> Result<&'static Self, StoreError> {
        STATEMENTS
            .iter()
            .find(|known| std::ptr::eq(known.table, table))
            .ok_or_else(|| StoreError::damaged(format_args!("no description of {}", table.name)))
    }
}

/// How many leading columns of the key say whose row it is: the ledger or organization. People are the instance's.
pub(crate) fn parted(table: &Table) -> usize {
    usize::from(!std::ptr::eq(table, &cache::PERSON))
}

/// Selects rows of one part in the order of the key, from the first on or after a key.
fn page(table: &'static Table, after: bool) -> Arc<str> {
    let names: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
    let parted = parted(table);
    let rest = &names[parted..table.key];
    let mut conditions: Vec<String> = (0..parted)
        .map(|index| format!("{} = ${}", names[index], index + 1))
        .collect();
    let mut next = parted;
    if after && !rest.is_empty() {
        let marks: Vec<String> = (1..=rest.len()).map(|index| format!("${}", parted + index)).collect();
        conditions.push(format!("({}) > ({})", rest.join(", "), marks.join(", ")));
        next += rest.len();
    }
    let wheres = if conditions.is_empty() {
        String::new()
    } else {
        format!(" WHERE {}", conditions.join(" AND "))
    };
    let (name, columns, order) = (table.name, names.join(", "), names[..table.key].join(", "));
    format!(
        "SELECT {columns} FROM {name}{wheres} ORDER BY {order} LIMIT ${}",
        next + 1
    )
    .into()
}

/// Writes rows of one table, many per statement.
pub(crate) async fn write(
    db: &mut Db,
    table: &'static Table,
    rows: &[Row],
    conflict: Conflict,
) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let sql = TableSql::of(table)?;
    let texts = match conflict {
        Conflict::Fail => &sql.insert,
        Conflict::Replace => &sql.upsert,
        Conflict::Touch => &sql.touch,
        Conflict::Keep => &sql.keep,
    };
    let mut rest = rows;
    for (size, text) in SIZES.into_iter().zip(texts) {
        while rest.len() >= size {
            let (now, later) = rest.split_at(size);
            rest = later;
            let args: Vec<Arg<'_>> = now
                .iter()
                .flat_map(|row| table.columns.iter().zip(&row.cells))
                .map(|(column, cell)| Arg::cell(column.kind, cell))
                .collect();
            db.run(text, &args).await?;
        }
    }
    Ok(())
}

/// Writes rows of several tables, each in the order in which they come.
pub(crate) async fn write_all(db: &mut Db, rows: Vec<Row>, conflict: Conflict) -> Result<(), StoreError> {
    let mut tables: Vec<(&'static Table, Vec<Row>)> = Vec::new();
    for row in rows {
        match tables.iter_mut().find(|(table, _)| std::ptr::eq(*table, row.table)) {
            Some((_, rows)) => rows.push(row),
            None => tables.push((row.table, vec![row])),
        }
    }
    for (table, rows) in tables {
        write(db, table, &rows, conflict).await?;
    }
    Ok(())
}

/// Deletes a row by its key.
pub(crate) async fn delete(db: &mut Db, row: &Row) -> Result<(), StoreError> {
    let sql = TableSql::of(row.table)?;
    let args: Vec<Arg<'_>> = row
        .table
        .columns
        .iter()
        .zip(row.key())
        .map(|(column, cell): (_, &Cell)| Arg::cell(column.kind, cell))
        .collect();
    db.run(&sql.delete, &args).await?;
    Ok(())
}

/// Every statement made of descriptions, for the test that prepares them.
pub(crate) fn statements() -> Vec<(String, String)> {
    STATEMENTS
        .iter()
        .flat_map(|sql| {
            let sized = sql.insert.iter().chain(&sql.upsert).chain(&sql.touch).chain(&sql.keep);
            sized
                .chain([&sql.delete, &sql.first, &sql.next])
                .chain(sql.parts.iter().flatten())
                .map(|text| (format!("{} (described)", sql.table.name), text.to_string()))
        })
        .collect()
}
