//! The database itself refuses to change the ledger, also for whoever comes past the program.

use domain::testing::STAGING;
use store::Engine;

use crate::support::on_both;
use crate::support::raw::Raw;

on_both! {
    async fn ledger_and_blobs_only_grow(test) {
        test.organization().await;
        test.draft(STAGING).await;
        let mut raw = Raw::to(&test).await;
        let mut refused = vec![
            "UPDATE entry SET text = 'x' WHERE seq = 1",
            "UPDATE entry SET leaf = leaf",
            "DELETE FROM entry WHERE seq = 3",
            "UPDATE node SET hash = hash",
            "DELETE FROM node",
            "UPDATE blob SET bytes = hash",
            "DELETE FROM blob",
            "DELETE FROM head",
            "UPDATE head SET size = size - 1",
            "UPDATE head SET last_at = 0",
            "INSERT INTO entry SELECT ledger, -seq - 1, leaf, at, stream, version, kind, area, actor, request, words, text FROM entry",
            "INSERT INTO node SELECT ledger, -level, place, hash FROM node",
            "INSERT INTO node SELECT ledger, level, -place - 1, hash FROM node",
            "UPDATE head SET directory = -1",
        ];
        match test.engine {
            Engine::Sqlite => refused.extend([
                "INSERT OR REPLACE INTO entry SELECT * FROM entry WHERE seq = 1",
                "INSERT INTO entry SELECT ledger, seq + 100, leaf, at, stream, version, kind, area, actor, request, words, \
                 text FROM entry WHERE seq = 1",
                "INSERT OR REPLACE INTO blob SELECT ledger, hash, hash FROM blob",
            ]),
            Engine::Postgres => refused.extend([
                "TRUNCATE entry CASCADE",
                "TRUNCATE blob",
                "SET session_replication_role = replica; DELETE FROM entry WHERE seq = 3",
            ]),
        }
        // The replacement is only caught where the connection says so, as every connection of the program does.
        if test.engine == Engine::Sqlite {
            raw.run("PRAGMA recursive_triggers = ON").await.expect("it is set");
        }
        for statement in refused {
            assert!(raw.run(statement).await.is_err(), "{statement}");
        }
        test.verifies().await;
    }
}
