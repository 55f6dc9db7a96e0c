// A section that does not apply, and the record on paper.
import { items } from "../fixtures/checklists.js";
import { ana, mara } from "../fixtures/people.js";
import { draft, preparing, sign } from "../fixtures/priming.js";
import { expect, test } from "../fixtures/test.js";
import { DeploymentPage } from "../pages/deployment.js";

test("a section is left out with one reason, an entry for each of its open items", async ({ office, as }) => {
  const number = await draft(office, { title: "No database" });
  const page = new DeploymentPage(await as(ana));
  await page.open(number);
  await page.tick(items.backup);
  const section = page.region("Checklist").locator("details.section").filter({ has: page.page.getByRole("heading", { name: "Database" }) });
  await section.getByRole("link", { name: "Not applicable" }).click();
  await expect(page.page.getByRole("heading", { level: 1, name: "Database" })).toBeVisible();
  await expect(page.page.getByRole("main")).toContainText(items.migrations);
  await expect(page.page.getByRole("main")).not.toContainText(items.backup);
  await page.page.getByRole("button", { name: "Not applicable" }).click();
  await expect(page.page.getByText("Reason is empty.").first()).toBeVisible();
  await page.page.getByLabel("Reason", { exact: true }).fill("The schema stays as it is.");
  await page.page.getByRole("button", { name: "Not applicable" }).click();
  await page.ready(number);
  await expect(page.line(items.migrations)).toContainText("The schema stays as it is.");
  await expect(page.item(items.backup)).toBeChecked();
  await expect(page.region("Timeline")).toContainText("The schema stays as it is.");
});

test("the printed record has every entry, whole dates, and what was written", async ({ office, as }) => {
  const number = await preparing(office, { title: "On paper" });
  await sign(office, number, mara, "Tech Lead");
  const page = new DeploymentPage(await as(ana));
  await page.open(number);
  const comments = page.region("Comments");
  await comments.getByLabel("Comment", { exact: true }).fill("The partner knows.");
  await comments.getByRole("button", { name: "Add comment" }).click();
  await expect(comments).toContainText("The partner knows.");
  await page.page.goto(office.at(`/deployments/${number}/print`));
  const record = page.page.getByRole("article", { name: `Record of ${number}` });
  await expect(record).toContainText("The partner knows.");
  await expect(record).toContainText(`Ana Ruiz made ${number}`);
  for (const item of [items.tests, items.log, items.backup, items.migrations]) {
    await expect(record).toContainText(`ticked “${item}”`);
  }
  await expect(record).not.toContainText(/ ago\)/);
  await expect(record.locator("time").first()).toContainText(/20\d\d/);
});
