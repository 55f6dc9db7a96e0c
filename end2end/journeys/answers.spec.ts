// What a signer can answer instead of signing, and afterwards (S8, S9).
import { items } from "../fixtures/checklists.js";
import { ana, jon, mara, sofia } from "../fixtures/people.js";
import { preparing, sign } from "../fixtures/priming.js";
import { expect, test } from "../fixtures/test.js";
import { DeploymentPage } from "../pages/deployment.js";
import { WorkPage } from "../pages/work.js";

test("a signer requests changes: the items named reopen, and the requester is told", async ({ office, as }) => {
  const number = await preparing(office, { title: "Changes wanted" });
  const lead = new DeploymentPage(await as(mara));
  await lead.open(number);
  await (await lead.review("Tech Lead")).requestChanges([items.backup], "The backup is from last month.");

  const author = await as(ana);
  const work = new WorkPage(author);
  await work.open();
  await expect(work.line("Returned to me", number)).toContainText(
    "Mara Lindqvist asks for changes: The backup is from last month.",
  );
  const page = new DeploymentPage(author);
  await page.open(number);
  const notice = author.getByRole("region", { name: "Mara Lindqvist asks for changes" });
  await expect(notice).toContainText("The backup is from last month.");
  await expect(notice.getByRole("link", { name: items.backup })).toBeVisible();
  await expect(page.stage).toHaveText("Preparing");
  const slot = page.slot("Tech Lead");
  await expect(slot).toContainText("Requested changes");
  await expect(slot).toContainText(`“The backup is from last month.” At issue: “${items.backup}”.`);
  await expect(page.item(items.backup)).not.toBeChecked();
  await expect(page.item(items.tests)).toBeChecked();
  await page.tick(items.backup);
  await new DeploymentPage(await as(mara)).sign(number, "Tech Lead", mara.password);
});

test("requesting changes needs a reason and an item", async ({ office, as }) => {
  const number = await preparing(office, { title: "No reason" });
  const lead = new DeploymentPage(await as(mara));
  await lead.open(number);
  const page = await lead.review("Tech Lead");
  await page.requestChanges([], "");
  await page.ready("Tech Lead");
  await expect(lead.page.getByText("Comment is empty.").first()).toBeVisible();
  await page.requestChanges([], "Something is off.");
  await expect(lead.page.getByText("Name at least one item.").first()).toBeVisible();
  await expect(lead.page.getByLabel("Comment", { exact: true })).toHaveValue("Something is off.");
});

test("a signer declines: back to draft, and every sign-off of the round is void", async ({ office, as }) => {
  const number = await preparing(office, { title: "Declined" });
  await sign(office, number, mara, "Tech Lead");
  const owner = new DeploymentPage(await as(sofia));
  await owner.open(number);
  await (await owner.review("Product Owner")).decline("The campaign is not ready.");
  const question = owner.page.getByRole("alert").filter({ hasText: "voids 1 sign-off" });
  await expect(question).toContainText("Mara Lindqvist, Tech Lead");
  await question.getByRole("button", { name: "Void 1 sign-off and decline" }).click();

  const page = new DeploymentPage(await as(ana));
  await page.open(number);
  await expect(page.stage).toHaveText("Draft");
  await expect(page.page.getByRole("region", { name: "Sofia Marchetti declined" })).toContainText("The campaign is not ready.");
  await expect(page.slot("Tech Lead")).toContainText("Voided");
  await expect(page.slot("Product Owner")).toContainText("Declined to sign");
  await expect(page.slot("Product Owner")).toContainText("The campaign is not ready.");

  await test.step("submitting again opens the second round", async () => {
    await page.step("Submit for sign-off", "Preparing");
    await expect(page.region("Sign-offs")).toContainText("Round 2 · 0 of 3 signed");
    await new DeploymentPage(await as(mara)).sign(number, "Tech Lead", mara.password);
  });
});

test("a signer withdraws a sign-off, with a reason, and the record stays", async ({ office, as }) => {
  const number = await preparing(office, { title: "Withdrawn" });
  await sign(office, number, jon, "DevOps Lead");
  const page = new DeploymentPage(await as(jon));
  await page.open(number);
  await page.withdraw("DevOps Lead", "");
  await expect(page.page.getByText("Reason is empty.").first()).toBeVisible();
  await page.open(number);
  await page.withdraw("DevOps Lead", "The runbook is wrong.");
  await expect(page.slot("DevOps Lead")).toContainText("Withdrawn");
  await expect(page.slot("DevOps Lead")).toContainText("The runbook is wrong.");
  await expect(page.slot("DevOps Lead").locator("del")).toHaveText("Jon Okafor");
  await expect(page.region("Timeline")).toContainText("withdrew the sign-off as DevOps Lead: The runbook is wrong.");
  await page.sign(number, "DevOps Lead", jon.password);
});
