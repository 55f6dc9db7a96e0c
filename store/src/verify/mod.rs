//! Verification: what is stored against what the ledgers say (03 §Verification).
//!
//! The entries of a ledger are read in order, a chunk at a time; the tree is built anew, every event is folded, sign-offs
//! and steps are judged where they stand, and in the end every row of every covered table is compared, cell by cell,
//! with what it must be. Nothing in memory but live states grows with the ledger.

mod beside;
mod faults;
mod fold;
mod job;
mod rows;
mod walk;

use std::collections::BTreeSet;

use domain::accounts::Instance;
use domain::audit::VerifyReport;
use domain::decide::LedgerName;
use domain::id::OrganizationId;

use crate::error::StoreError;
use crate::head::{INSTANCE, ledger_text};
use crate::sql::Db;
use crate::store::{Inner, Store};
use crate::tables::{self, Class, TableSql};
use faults::Findings;
pub(crate) use job::Verifications;

/// Every statement of verification that is not made of descriptions.
pub(crate) const STATEMENTS: &[&[(&str, &str)]] = &[walk::STATEMENTS, beside::STATEMENTS];

/// Hears how many entries are read, of how many.
type Told<'t> = &'t (dyn Fn(u64, u64) + Send + Sync);

/// Verifies one ledger and every table folded from it.
async fn one(inner: &Inner, ledger: LedgerName, told: Told<'_>) -> Result<VerifyReport, StoreError> {
    let mut db = inner.pools.long_snapshot().await?;
    let mut findings = Findings::new(ledger_text(ledger));
    let walked = walk::ledger(&mut db, ledger, &mut findings, told).await?;
    Ok(findings.report(walked.entries, walked.root))
}

/// For whoever looks at the result alone.
const fn untold(_: u64, _: u64) {}

impl Store {
    /// Verifies an organization's ledger and every table folded from it.
    ///
    /// # Errors
    /// When it could not run; what it finds are faults in the report.
    pub async fn verify_organization(&self, organization: OrganizationId) -> Result<VerifyReport, StoreError> {
        one(self.inner(), LedgerName::Organization(organization), &untold).await
    }

    /// Verifies the instance: its own ledger, every organization's, and that no row belongs to none of them. A report
    /// for each ledger, the instance's first.
    ///
    /// # Errors
    /// When it could not run; what it finds are faults in the reports.
    pub async fn verify_instance(&self) -> Result<Vec<(LedgerName, VerifyReport)>, StoreError> {
        // One commit for everything, however long it takes.
        let mut db = self.inner().pools.long_snapshot().await?;
        let mut findings = Findings::new(INSTANCE.to_owned());
        let walked = walk::ledger(&mut db, LedgerName::Instance, &mut findings, &untold).await?;
        let instance = walked.instance.unwrap_or_default();
        let organizations: BTreeSet<OrganizationId> = instance.organizations.values().copied().collect();
        let mut reports = Vec::new();
        for id in &organizations {
            let ledger = LedgerName::Organization(*id);
            let mut findings = Findings::new(ledger_text(ledger));
            let walked = walk::ledger(&mut db, ledger, &mut findings, &untold).await?;
            if let Some(directory) = walked.directory {
                registered(&instance, &directory, &mut findings);
            }
            reports.push((ledger, findings.report(walked.entries, walked.root)));
        }
        strangers(&mut db, &organizations, &mut findings).await?;
        let report = findings.report(walked.entries, walked.root);
        reports.insert(0, (LedgerName::Instance, report));
        Ok(reports)
    }
}

/// Both ledgers must give an organization the same address.
fn registered(instance: &Instance, directory: &domain::accounts::Directory, findings: &mut Findings) {
    if instance.organizations.get(&directory.slug) != Some(&directory.id) {
        let what = "the instance's ledger gives the organization another address";
        findings.fault(None, tables::ENTRY.name, "0".to_owned(), &["text"], what);
    }
}

/// Rows of ledgers and organizations that the instance's ledger does not know.
async fn strangers(
    db: &mut Db,
    organizations: &BTreeSet<OrganizationId>,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    let known: BTreeSet<String> = organizations
        .iter()
        .map(ToString::to_string)
        .chain([INSTANCE.to_owned()])
        .collect();
    for (table, class) in &tables::DESCRIBED {
        if !class.covered() {
            continue;
        }
        // The instance's ledger has no rows in the caches of organizations.
        let own = if *class == Class::Cache { None } else { Some(INSTANCE) };
        let mut after: Option<String> = None;
        while let Some(part) = TableSql::part_after(db, table, after.as_deref()).await? {
            let belongs = known.contains(&part) && (part != INSTANCE || own.is_some());
            if !belongs {
                findings.fault(None, table.name, part.clone(), &[], "a row of no known ledger");
            }
            after = Some(part);
        }
    }
    Ok(())
}
