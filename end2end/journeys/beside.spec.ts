// What stands beside the steps: links, holds, the type of a deployment.
import { items } from "../fixtures/checklists.js";
import { ana, jon, mara } from "../fixtures/people.js";
import { draft, preparing, signed } from "../fixtures/priming.js";
import { expect, test } from "../fixtures/test.js";
import { DeploymentPage } from "../pages/deployment.js";
import { WorkPage } from "../pages/work.js";

test("a link is added to a deployment, under its label or its address", async ({ office, as }) => {
  const number = await draft(office, { title: "With links" });
  const page = await as(ana);
  const deployment = new DeploymentPage(page);
  await deployment.open(number);
  const links = deployment.region("Links");
  const add = async (link: string, label: string) => {
    await links.getByLabel("Link", { exact: true }).fill(link);
    await links.getByLabel("Label", { exact: true }).fill(label);
    await deployment.submit(() => links.getByLabel("Label", { exact: true }).press("Enter"));
  };
  await add("https://dashboards.example/freight?range=1h", "Dashboard of the API");
  await expect(links.getByRole("link", { name: "Dashboard of the API", exact: true })).toHaveAttribute("href", "https://dashboards.example/freight?range=1h");
  await expect(links).toContainText("Ana Ruiz");
  await add("https://runbooks.example/42", "");
  await expect(links.getByRole("link", { name: "https://runbooks.example/42", exact: true })).toBeVisible();
  await expect(deployment.region("Timeline")).toContainText("https://runbooks.example/42");

  const reader = new DeploymentPage(await as(jon));
  await reader.open(number);
  await expect(reader.region("Links").getByRole("link")).toHaveCount(2);
});

test("a link is added to an item, and stands in the timeline", async ({ office, as }) => {
  const number = await preparing(office, { title: "With evidence" });
  const page = await as(ana);
  const deployment = new DeploymentPage(page);
  await deployment.open(number);
  await deployment.reveal(items.backup);
  await deployment.line(items.backup).getByRole("link", { name: /^Details of/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: items.backup })).toBeVisible();
  await page.getByLabel("Link", { exact: true }).fill("https://backups.example/restore/7");
  await page.getByLabel("Label", { exact: true }).fill("Log of the restore");
  await deployment.submit(() => page.getByRole("button", { name: "Add link" }).click());
  await expect(page.getByRole("link", { name: "Log of the restore" })).toHaveAttribute("href", "https://backups.example/restore/7");
  const lead = new DeploymentPage(await as(mara));
  await lead.open(number);
  await expect(lead.region("Timeline")).toContainText("Log of the restore");
});

test("a hold stops the start until it is lifted", async ({ office, as }) => {
  const number = await signed(office, { title: "On hold" });
  const page = new DeploymentPage(await as(jon));
  await page.open(number);
  await page.other("Put on hold", { Reason: "Month end runs until noon." });
  const notice = page.page.getByRole("region", { name: "On hold", exact: true });
  await expect(notice).toContainText("Month end runs until noon.");
  await expect(page.stage).toHaveText("Preparing");

  await test.step("everybody sees it, and nothing starts", async () => {
    const requester = new DeploymentPage(await as(ana));
    await requester.open(number);
    await expect(requester.region("What blocks this")).toContainText("Jon Okafor put it on hold");
    await requester.insist("Start deployment");
    await expect(requester.page.getByRole("alert")).toContainText("Month end runs until noon.");
    await expect(requester.stage).toHaveText("Preparing");
    const work = new WorkPage(requester.page);
    await work.open();
    await expect(work.line("In flight", number)).toContainText("On hold");
  });

  await page.open(number);
  await page.submit(() => notice.getByRole("button", { name: "Lift the hold" }).click());
  await expect(notice).toHaveCount(0);
  await expect(page.region("Timeline")).toContainText("Month end runs until noon.");
  await page.step("Start deployment", "Running");
});

test("a hold needs a reason", async ({ office, as }) => {
  const number = await preparing(office, { title: "Held without a reason" });
  const page = new DeploymentPage(await as(jon));
  await page.open(number);
  await page.other("Put on hold", { Reason: " " });
  await expect(page.page.getByText("Reason is empty.").first()).toBeVisible();
  await expect(page.page.getByRole("region", { name: "On hold", exact: true })).toHaveCount(0);
});

test("a hotfix is called one, wherever it is signed and recorded", async ({ office, as }) => {
  const page = await as(ana);
  const number = await preparing(office, { title: "Cannot wait" });
  await page.goto(office.at(`/deployments/${number}/edit`));
  await page.getByLabel("Type", { exact: true }).selectOption({ label: "Hotfix" });
  await page.getByRole("button", { name: "Save changes" }).click();
  const deployment = new DeploymentPage(page);
  await deployment.ready(number);
  await expect(page.getByRole("main").locator("dt", { hasText: "Type" }).locator("xpath=following-sibling::dd[1]").first()).toHaveText("Hotfix");
  const lead = new DeploymentPage(await as(mara));
  await lead.open(number);
  await expect((await lead.review("Tech Lead")).sheet).toContainText("Hotfix");
  await page.goto(office.at(`/deployments/${number}/print`));
  await expect(page.getByRole("article", { name: `Record of ${number}` })).toContainText("Hotfix");
});
