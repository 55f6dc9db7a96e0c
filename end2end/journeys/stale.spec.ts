// A sign-off that no longer fits what was signed (S2, S3).
import { items } from "../fixtures/checklists.js";
import { ana, jon, mara, priya } from "../fixtures/people.js";
import { preparing, sign, signed } from "../fixtures/priming.js";
import { expect, test } from "../fixtures/test.js";
import { DeploymentPage } from "../pages/deployment.js";
import { WorkPage } from "../pages/work.js";

test("a material edit voids the sign-offs, says so to their signers, and they sign again", async ({ office, as }) => {
  const number = await preparing(office, { title: "Payments API" });
  await sign(office, number, mara, "Tech Lead");
  await sign(office, number, jon, "DevOps Lead");
  const author = await as(ana);

  await test.step("the edit names the sign-offs, and asks once more", async () => {
    await author.goto(office.at(`/deployments/${number}/edit`));
    await expect(author.getByRole("heading", { level: 1, name: `Edit ${number}` })).toBeVisible();
    await author.getByLabel("Version", { exact: true }).fill("4.12.1");
    await author.getByRole("button", { name: "Save changes" }).click();
    const question = author.getByRole("alert").filter({ hasText: "voids 2 sign-offs" });
    await expect(question).toContainText("Mara Lindqvist, Tech Lead");
    await expect(question).toContainText("Jon Okafor, DevOps Lead");
    await expect(question).toBeFocused();

    // Enter in a field sends the form as it is, which asks again; the yes sends what the form says by then.
    const version = author.getByLabel("Version", { exact: true });
    await version.fill("4.12.2");
    await version.press("Enter");
    await expect(question).toContainText("Mara Lindqvist, Tech Lead");
    await expect(version).toHaveValue("4.12.2");
    await version.fill("4.12.1");
    await question.getByRole("button", { name: "Void 2 sign-offs and save" }).click();
    const page = new DeploymentPage(author);
    await page.ready(number);
    await expect(page.slot("Tech Lead")).toContainText("Voided");
    await expect(page.slot("Tech Lead").locator("del")).toHaveText("Mara Lindqvist");
  });

  await test.step("what changed stands under My work and heads the page", async () => {
    const page = await as(mara);
    const work = new WorkPage(page);
    await work.open();
    const returned = work.line("Returned to me", number);
    await expect(returned).toContainText("Ana Ruiz voided your sign-off.");
    await expect(returned).toContainText("4.12.0");
    await expect(returned).toContainText("4.12.1");
    await expect(work.line("Waiting for my sign-off", number)).toContainText("Sign as Tech Lead");
    await returned.getByRole("link").first().click();
    const notice = page.getByRole("region", { name: "Your sign-off was voided" });
    await expect(notice).toContainText("Version was 4.12.0, is 4.12.1.");
  });

  await test.step("signed again, the notice is gone", async () => {
    const page = new DeploymentPage(await as(mara));
    await page.sign(number, "Tech Lead", mara.password);
    await expect(page.page.getByRole("region", { name: "Your sign-off was voided" })).toHaveCount(0);
    await expect(page.slot("Tech Lead")).toContainText("Approved");
    const work = new WorkPage(page.page);
    await work.open();
    await expect(work.line("Returned to me", number)).toHaveCount(0);
  });
});

test("signing a page that is stale is refused, with the difference", async ({ office, as }) => {
  const number = await preparing(office, { title: "Stale page" });
  const lead = new DeploymentPage(await as(mara));
  await lead.open(number);
  const page = await lead.review("Tech Lead");
  await page.fill(mara.password, "Reviewed", "As agreed.");

  const hands = await office.hands(ana);
  await hands.send(office.at(`/deployments/${number}/edit`), "Save changes", { title: "Another title" });

  await page.press();
  const notice = lead.page.getByRole("alert");
  await expect(notice).toContainText("This changed since you opened it.");
  await expect(notice).toContainText("Title was Stale page, is Another title.");
  await expect(page.sheet).toContainText("Another title");
  await expect(lead.page.getByLabel("Comment", { exact: true }), "what was typed is still there").toHaveValue("As agreed.");
  await page.sign(mara.password, "Reviewed", "As agreed.");
  await expect(lead.slot("Tech Lead")).toContainText("Reviewed");
});

test("reopening an item asks before it voids sign-offs", async ({ office, as }) => {
  const number = await preparing(office, { title: "Reopened item" });
  await sign(office, number, mara, "Tech Lead");
  const page = await as(priya);
  await page.goto(office.at(`/deployments/${number}`));
  const deployment = new DeploymentPage(page);
  await deployment.reveal(items.backup);
  await deployment.line(items.backup).getByRole("link", { name: /^Details of/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: items.backup })).toBeVisible();
  await page.getByRole("button", { name: "Reopen" }).click();
  const question = page.getByRole("alert").filter({ hasText: "voids 1 sign-off" });
  await expect(question).toContainText("Mara Lindqvist, Tech Lead");
  await question.getByRole("link", { name: "Keep as it was" }).click();
  await deployment.open(number);
  await expect(deployment.item(items.backup)).toBeChecked();
  await expect(deployment.slot("Tech Lead")).toContainText("Approved");
});

test("what is immaterial voids nothing", async ({ office, as }) => {
  const number = await signed(office, { title: "Immaterial" });
  const page = await as(ana);
  await page.goto(office.at(`/deployments/${number}/edit`));
  await page.locator("summary", { hasText: "More details" }).click();
  await page.getByLabel("Ticket", { exact: true }).fill("https://tickets.example/42");
  await page.getByRole("button", { name: "Save changes" }).click();
  const deployment = new DeploymentPage(page);
  await deployment.ready(number);
  await expect(deployment.slot("Product Owner")).toContainText("Approved");
  await expect(deployment.region("What blocks this")).toContainText("Nothing");
});
