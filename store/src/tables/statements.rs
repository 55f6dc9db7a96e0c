//! The statements of a table that is written by description.

use std::sync::{Arc, LazyLock};

use domain::cache::{self, Cell, Row, Table};

use super::DESCRIBED;
use crate::error::StoreError;
use crate::sql::{Arg, Db, Marked, Piece};

/// Rows per statement, largest first: few texts to keep prepared, and few statements for many rows.
const SIZES: [usize; 7] = [64, 32, 16, 8, 4, 2, 1];

/// The statements that write one table.
pub(crate) struct TableSql {
    table: &'static Table,
    /// For tables that only grow: a second row of the same key is an error.
    insert: [Marked; SIZES.len()],
    /// For tables that hold what is now.
    upsert: [Marked; SIZES.len()],
    /// For tables that hold what is now, where only volatile columns changed.
    touch: [Marked; SIZES.len()],
    /// For bodies that may be there already, byte for byte.
    keep: [Marked; SIZES.len()],
    delete: Marked,
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
        let insert = |rows: usize, tail: &str| {
            let row = format!("({})", vec!["?"; names.len()].join(", "));
            let rows = vec![row; rows].join(", ");
            let (name, names) = (table.name, names.join(", "));
            Marked::new(format!("INSERT INTO {name} ({names}) VALUES {rows}{tail}"))
        };
        let wheres: Vec<String> = keys.iter().map(|name| format!("{name} = ?")).collect();
        Self {
            table,
            insert: SIZES.map(|size| insert(size, "")),
            upsert: SIZES.map(|size| insert(size, &replacing(others))),
            touch: SIZES.map(|size| insert(size, &replacing(&volatile))),
            keep: SIZES.map(|size| insert(size, " ON CONFLICT DO NOTHING")),
            delete: Marked::new(format!("DELETE FROM {} WHERE {}", table.name, wheres.join(" AND "))),
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

    /// Adds the statements that write rows, which are of this table.
    fn put<'r>(&self, rows: &[&'r Row], conflict: Conflict, pieces: &mut Pieces<'r>) {
        let texts = match conflict {
            Conflict::Fail => &self.insert,
            Conflict::Replace => &self.upsert,
            Conflict::Touch => &self.touch,
            Conflict::Keep => &self.keep,
        };
        let mut rest = rows;
        for (size, text) in SIZES.into_iter().zip(texts) {
            while rest.len() >= size {
                let (now, later) = rest.split_at(size);
                rest = later;
                let whole = |row: &&&Row| row.cells.len() == self.table.columns.len();
                debug_assert!(
                    now.iter().all(|row| whole(&row)),
                    "a row of {} is not whole",
                    self.table.name
                );
                let cells = now.iter().flat_map(|row| self.table.columns.iter().zip(&row.cells));
                pieces.0.push(Piece {
                    text: text.clone(),
                    args: cells.map(|(column, cell)| Arg::cell(column.kind, cell)).collect(),
                });
            }
        }
    }

    fn of(table: &Table) -> Result<&'static Self, StoreError> {
        STATEMENTS
            .iter()
            .find(|known| std::ptr::eq(known.table, table))
            .ok_or_else(|| StoreError::damaged(format_args!("no description of {}", table.name)))
    }
}

/// How many leading columns of the key say whose row it is: the ledger or organization. People are the instance's.
fn parted(table: &Table) -> usize {
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

/// What a turn writes, in order: statements that borrow the cells of their rows.
#[derive(Debug, Default)]
pub(crate) struct Pieces<'r>(Vec<Piece<'r>>);

impl<'r> Pieces<'r> {
    /// Adds the rows of one table, many per statement.
    pub(crate) fn put(&mut self, table: &Table, rows: &'r [Row], conflict: Conflict) -> Result<(), StoreError> {
        if !rows.is_empty() {
            let sql = TableSql::of(table)?;
            sql.put(&rows.iter().collect::<Vec<_>>(), conflict, self);
        }
        Ok(())
    }

    /// Adds rows of several tables, those of each in the order in which they come.
    pub(crate) fn put_all(&mut self, rows: &'r [Row], conflict: Conflict) -> Result<(), StoreError> {
        let mut tables: Vec<(&Table, Vec<&'r Row>)> = Vec::new();
        for row in rows {
            match tables.iter_mut().find(|(table, _)| std::ptr::eq(*table, row.table)) {
                Some((_, rows)) => rows.push(row),
                None => tables.push((row.table, vec![row])),
            }
        }
        // The same tables in the same order give the same text, whichever state was looked at first.
        tables.sort_by_key(|(table, _)| table.name);
        for (table, rows) in tables {
            TableSql::of(table)?.put(&rows, conflict, self);
        }
        Ok(())
    }

    /// Adds the deletion of a row by its key.
    pub(crate) fn delete(&mut self, row: &'r Row) -> Result<(), StoreError> {
        let keys = row.table.columns.iter().zip(row.key());
        self.0.push(Piece {
            text: TableSql::of(row.table)?.delete.clone(),
            args: keys.map(|(column, cell)| Arg::cell(column.kind, cell)).collect(),
        });
        Ok(())
    }

    /// Sends them.
    pub(crate) async fn run(self, db: &mut Db) -> Result<(), StoreError> {
        db.run_all(self.0).await
    }
}

/// Writes rows of one table.
pub(crate) async fn write(db: &mut Db, table: &Table, rows: &[Row], conflict: Conflict) -> Result<(), StoreError> {
    let mut pieces = Pieces::default();
    pieces.put(table, rows, conflict)?;
    pieces.run(db).await
}

/// Every statement made of descriptions, for the test that prepares them.
pub(crate) fn statements() -> Vec<(String, String)> {
    STATEMENTS
        .iter()
        .flat_map(|sql| {
            let sized = sql.insert.iter().chain(&sql.upsert).chain(&sql.touch).chain(&sql.keep);
            let marked = sized.chain([&sql.delete]).map(Marked::numbered);
            marked
                .chain([&sql.first, &sql.next])
                .chain(sql.parts.iter().flatten())
                .map(|text| (format!("{} (described)", sql.table.name), text.to_string()))
        })
        .collect()
}
