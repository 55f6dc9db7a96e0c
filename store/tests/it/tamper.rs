//! Whatever is changed, removed or added by hand in a covered table is found, with its table, row and column.

use domain::audit::Fault;
use domain::cache::{CellKind, Table};
use domain::calendar::{Slots, Stretch};
use domain::deployments::{BookingCommand, DeploymentCommand, ItemMove};
use domain::templates::{ItemKey, Roster, SlotKey};
use domain::testing::{DEPLOYER, DEVOPS_LEAD, ENGINEER, PAYMENTS, PRODUCTION, STAGING, TECH_LEAD};
use domain::text::{CommentText, Reason};
use store::{Engine, tables};

use crate::support::raw::Raw;
use crate::support::{TestStore, on_both};

/// Something in every covered table.
async fn filled(test: &TestStore) {
    test.organization().await;
    let (id, number) = test.draft(PRODUCTION).await;
    let item = ItemKey::parse("changelog").expect("a key");
    test.tick(DEPLOYER, number, &item, ItemMove::Done)
        .await
        .expect("a draft can be worked");
    test.does(ENGINEER, id, DeploymentCommand::Submit)
        .await
        .expect("it is a draft");
    test.tick_all(ENGINEER, number).await;
    test.sign(TECH_LEAD, number, Roster::Pre)
        .await
        .expect("the slot is theirs");
    let request = DeploymentCommand::RequestChanges {
        roster: Roster::Pre,
        slot: SlotKey::parse("pre-devops-lead").expect("a key"),
        items: vec![ItemKey::parse("backup-taken").expect("a key")],
        reason: Reason::parse("The backup is of last week").expect("a reason"),
        confirmed: domain::testing::every(),
    };
    test.does(DEVOPS_LEAD, id, request).await.expect("a signer may");
    let from = test.now().plus_seconds(86_400);
    let slot = |hours: i64| Stretch {
        from: from.plus_seconds(hours * 3600),
        until: from.plus_seconds((hours + 1) * 3600),
    };
    let booked = DeploymentCommand::Booking(BookingCommand::Book {
        seen: 0,
        slots: Slots {
            primary: slot(0),
            backup: Some(slot(24)),
        },
        accepted: Vec::new(),
        confirmed: domain::testing::every(),
    });
    let booked = test.does(ENGINEER, id, booked).await.expect("the slots are free");
    let announced = DeploymentCommand::Booking(BookingCommand::Announce {
        seen: booked.entries[0],
        late: None,
    });
    test.does(ENGINEER, id, announced).await.expect("it is booked");
    let (other, _) = test.draft(STAGING).await;
    let text = CommentText::parse("Looks good").expect("a comment");
    test.does(TECH_LEAD, other, DeploymentCommand::Comment { item: None, text })
        .await
        .expect("the team may");
}

/// Takes away what keeps hands off: what whoever owns the database can do.
async fn unprotected(raw: &mut Raw, engine: Engine) {
    match engine {
        Engine::Sqlite => {
            for off in ["PRAGMA foreign_keys = OFF", "PRAGMA ignore_check_constraints = ON"] {
                raw.run(off).await.expect("it is set");
            }
            for row in raw.texts("SELECT name FROM sqlite_master WHERE type = 'trigger'").await {
                let name = row[0].clone().expect("a name");
                raw.run(&format!("DROP TRIGGER {name}")).await.expect("it is dropped");
            }
        }
        Engine::Postgres => {
            for (table, _) in tables::all() {
                raw.run(&format!("ALTER TABLE {table} DISABLE TRIGGER ALL"))
                    .await
                    .expect("it is off");
            }
            let checks = "SELECT conrelid::regclass::text, conname::text FROM pg_constraint \
                WHERE contype = 'c' AND connamespace = 'public'::regnamespace";
            for row in raw.texts(checks).await {
                let (table, check) = (row[0].clone().expect("a table"), row[1].clone().expect("a name"));
                raw.run(&format!("ALTER TABLE {table} DROP CONSTRAINT {check}"))
                    .await
                    .expect("it is dropped");
            }
        }
    }
}

/// A value of a row as a literal.
async fn literal(raw: &mut Raw, table: &Table, column: usize, wheres: &str) -> String {
    let quote = match raw {
        Raw::Sqlite(_) => "quote",
        Raw::Postgres(_) => "quote_nullable",
    };
    let name = table.columns[column].name;
    let rows = raw
        .texts(&format!("SELECT {quote}({name}) FROM {}{wheres}", table.name))
        .await;
    rows[0][0].clone().expect("quoted values are never absent")
}

/// Names one row of the table: the last one, which the others do not depend on.
async fn one_row(raw: &mut Raw, table: &Table) -> String {
    let order: Vec<String> = table.columns[..table.key]
        .iter()
        .map(|c| format!("{} DESC", c.name))
        .collect();
    let last = format!(" ORDER BY {} LIMIT 1", order.join(", "));
    let mut parts = Vec::new();
    for column in 0..table.key {
        let literal = literal(raw, table, column, &last).await;
        parts.push(format!("{} = {literal}", table.columns[column].name));
    }
    format!(" WHERE {}", parts.join(" AND "))
}

/// Another value than the column has now.
fn changed(raw: &Raw, name: &str, kind: CellKind) -> String {
    match (kind, raw) {
        (CellKind::Integer, _) => format!("coalesce({name}, 0) + 1000000"),
        (CellKind::Text, _) => format!("coalesce({name}, '') || 'x'"),
        (CellKind::Bytes, Raw::Sqlite(_)) => "x'00ff'".to_owned(),
        (CellKind::Bytes, Raw::Postgres(_)) => "'\\x00ff'::bytea".to_owned(),
    }
}

async fn faults(test: &TestStore) -> Vec<Fault> {
    let reports = test.store.verify_instance().await.expect("it runs");
    reports.into_iter().flat_map(|(_, report)| report.faults).collect()
}

/// The last part of the key that a condition names, as faults tell it.
fn last_key(wheres: &str) -> String {
    let literal = wheres.rsplit(" = ").next().unwrap_or_default();
    // Bytes are X'00ff' on SQLite, and hexadecimal behind an x on PostgreSQL.
    let text = literal
        .rsplit(['\'', 'x'])
        .find(|part| !part.is_empty())
        .unwrap_or_default();
    text.to_lowercase()
}

/// Whether a fault names the table, and the column where one is given.
fn names(fault: &Fault, table: &Table, column: Option<usize>) -> bool {
    let named = match column {
        // A changed key is a row missing and a row too many.
        Some(column) if column < table.key => true,
        Some(column) => fault.columns.iter().any(|name| name == table.columns[column].name),
        None => true,
    };
    fault.table == table.name && named
}

/// Columns that no two rows of an organization share, beside the key.
const UNIQUE: [&str; 3] = ["email", "slug", "number"];

on_both! {
    async fn every_changed_cell_is_found(test) {
        filled(&test).await;
        assert_eq!(faults(&test).await, [], "the control");
        let mut raw = Raw::to(&test).await;
        unprotected(&mut raw, test.engine).await;
        for (table, class) in tables::DESCRIBED.iter().filter(|(_, class)| class.covered()) {
            for (index, column) in table.columns.iter().enumerate() {
                let wheres = one_row(&mut raw, table).await;
                let before = literal(&mut raw, table, index, &wheres).await;
                let value = changed(&raw, column.name, column.kind);
                let (name, cell) = (table.name, column.name);
                raw.run(&format!("UPDATE {name} SET {cell} = {value}{wheres}")).await.expect("it is changed");
                let found = faults(&test).await;
                let row = last_key(&wheres);
                // Where the last part of the key changed, the row that is missing has the old one.
                let told = found.iter().any(|fault| names(fault, table, Some(index)) && fault.row.contains(&row));
                assert!(told, "{name}.{cell} ({class:?}) was changed, and found was {found:#?}");
                // Keys changed too: the row is found by what it was changed to.
                let there = if index < table.key { moved(&wheres, cell, &before, &raw, column.kind) } else { wheres };
                let back = raw.run(&format!("UPDATE {name} SET {cell} = {before}{there}")).await.expect("it is undone");
                assert_eq!(back, 1, "{name}.{cell}");
            }
        }
        assert_eq!(faults(&test).await, [], "the control");
    }

    async fn every_removed_and_added_row_is_found(test) {
        filled(&test).await;
        let mut raw = Raw::to(&test).await;
        unprotected(&mut raw, test.engine).await;
        for (table, _) in tables::DESCRIBED.iter().filter(|(_, class)| class.covered()) {
            let (name, wheres) = (table.name, one_row(&mut raw, table).await);
            raw.run(&format!("CREATE TABLE kept AS SELECT * FROM {name}{wheres}")).await.expect("it is kept");
            raw.run(&format!("DELETE FROM {name}{wheres}")).await.expect("it is removed");
            let found = faults(&test).await;
            let row = last_key(&wheres);
            let told = found.iter().any(|fault| names(fault, table, None) && fault.row.contains(&row));
            assert!(told, "{name}: {row} was removed; {found:#?}");
            raw.run(&format!("INSERT INTO {name} SELECT * FROM kept")).await.expect("it is back");
            let key = table.columns[table.key - 1];
            let cells: Vec<String> = table
                .columns
                .iter()
                .map(|column| {
                    let other = column.name == key.name || UNIQUE.contains(&column.name);
                    if other { changed(&raw, column.name, column.kind) } else { column.name.to_owned() }
                })
                .collect();
            raw.run(&format!("UPDATE kept SET {0} = {0}", key.name)).await.expect("it is there");
            raw.run(&format!("INSERT INTO {name} SELECT {} FROM kept", cells.join(", "))).await.expect("it is added");
            let found = faults(&test).await;
            assert!(found.iter().any(|fault| names(fault, table, None)), "{name}: a row was added; {found:#?}");
            let rest: Vec<String> = table.columns[..table.key - 1].iter().map(|c| format!("{0} = (SELECT {0} FROM kept)", c.name)).collect();
            let new = changed(&raw, key.name, key.kind);
            let added = format!("{} = (SELECT {new} FROM kept)", key.name);
            let wheres: Vec<String> = rest.into_iter().chain([added]).collect();
            let undone = raw.run(&format!("DELETE FROM {name} WHERE {}", wheres.join(" AND "))).await.expect("it is undone");
            assert_eq!(undone, 1, "{name}");
            raw.run("DROP TABLE kept").await.expect("it is gone");
        }
        assert_eq!(faults(&test).await, [], "the control");
    }

    async fn rows_before_the_first_are_found(test) {
        filled(&test).await;
        let mut raw = Raw::to(&test).await;
        unprotected(&mut raw, test.engine).await;
        for (table, _) in tables::DESCRIBED.iter().filter(|(_, class)| class.covered()) {
            for column in table.columns[..table.key].iter().filter(|column| column.kind == CellKind::Integer) {
                for number in ["-1", "-9223372036854775808"] {
                    let (name, wheres) = (table.name, one_row(&mut raw, table).await);
                    let cells: Vec<&str> = table
                        .columns
                        .iter()
                        .map(|other| if other.name == column.name { number } else { other.name })
                        .collect();
                    let insert = format!("INSERT INTO {name} SELECT {} FROM {name}{wheres}", cells.join(", "));
                    assert_eq!(raw.run(&insert).await.expect("it is added"), 1);
                    let found = faults(&test).await;
                    let told = found.iter().any(|fault| names(fault, table, None) && fault.row.contains(number));
                    assert!(told, "{name} with {} {number}, and found was {found:#?}", column.name);
                    raw.run(&format!("DELETE FROM {name} WHERE {} < 0", column.name)).await.expect("it is undone");
                }
            }
        }
        assert_eq!(faults(&test).await, [], "the control");
    }

    async fn an_organization_that_was_wiped_out_is_missed(test) {
        filled(&test).await;
        let mut raw = Raw::to(&test).await;
        unprotected(&mut raw, test.engine).await;
        let wiped = tables::DESCRIBED.iter().filter(|(table, class)| class.covered() && table.columns[0].name != "person");
        for (table, _) in wiped.filter(|(table, _)| table.name != "head") {
            let (name, whose) = (table.name, table.columns[0].name);
            raw.run(&format!("DELETE FROM {name} WHERE {whose} = '{PAYMENTS}'")).await.expect("it is removed");
        }
        let empty = format!(
            "UPDATE head SET size = 0, last_at = 0, directory = 0, \
             frontier = {} WHERE ledger = '{PAYMENTS}'",
            match test.engine {
                Engine::Sqlite => "x'0000000000000000'",
                Engine::Postgres => "'\\x0000000000000000'::bytea",
            }
        );
        assert_eq!(raw.run(&empty).await.expect("it is emptied"), 1);
        let missed = |found: &[Fault]| found.iter().any(|fault| fault.table == "entry" && fault.seq == Some(0));
        let found = faults(&test).await;
        assert!(missed(&found), "an empty head: {found:#?}");
        let report = test.store.verify_organization(PAYMENTS).await.expect("it runs");
        assert!(missed(&report.faults), "{report:#?}");
        raw.run(&format!("DELETE FROM head WHERE ledger = '{PAYMENTS}'")).await.expect("it is removed");
        let found = faults(&test).await;
        assert!(missed(&found), "no head: {found:#?}");
    }

    async fn an_entry_rewritten_in_good_form_is_found(test) {
        filled(&test).await;
        let mut raw = Raw::to(&test).await;
        unprotected(&mut raw, test.engine).await;
        let rewritten = "UPDATE entry SET text = replace(text, 'Looks good', 'Looks bad!'), \
            words = replace(words, 'looks good', 'looks bad!') WHERE kind = 'comment.added/1'";
        assert_eq!(raw.run(rewritten).await.expect("it is changed"), 1);
        let report = test.store.verify_organization(PAYMENTS).await.expect("it runs");
        let first = &report.faults[0];
        assert_eq!((first.table.as_str(), first.columns.join(" ")), ("entry", "text".to_owned()));
        assert_eq!(first.seq, Some(report.entries - 1));
    }
}

/// The row after its key was changed.
fn moved(wheres: &str, cell: &str, before: &str, raw: &Raw, kind: CellKind) -> String {
    let value = changed(raw, before, kind);
    wheres.replace(&format!("{cell} = {before}"), &format!("{cell} = {value}"))
}
