// A deployment that goes back.
import { ana, jon, mara, priya, sofia } from "../fixtures/people.js";
import { completed, running, tickAll, verifying } from "../fixtures/priming.js";
import { expect, test } from "../fixtures/test.js";
import { DeploymentPage } from "../pages/deployment.js";

test("a running deployment is rolled back, and the rollback is signed", async ({ office, as }) => {
  const number = await running(office, { title: "Ledger export" });
  const engineer = new DeploymentPage(await as(priya));

  await engineer.open(number);
  await engineer.other("Roll back", { "Version to go back to": "4.11.3", Reason: "Orders stopped after the first half." });
  await expect(engineer.stage).toHaveText("Rolling back");
  await expect(engineer.page.getByRole("region", { name: "Rolling back to 4.11.3" })).toContainText("Orders stopped");

  await test.step("its own list opens, and blocks until it is done", async () => {
    await expect(engineer.region("Checklist").getByRole("checkbox", { disabled: false })).toHaveCount(2);
    await engineer.insist("Complete rollback");
    await expect(engineer.page.getByRole("alert")).toContainText("2 required items are open.");
    await engineer.open(number);
    await engineer.tick("Deploy the previous image");
    await engineer.tick("Confirm that orders flow again");
  });

  await test.step("the roster after it signs the rollback", async () => {
    await engineer.open(number);
    const sign = await engineer.review("Deployment Engineer", "On the rollback");
    await expect(sign.sheet).toContainText("4.11.3");
    await expect(sign.sheet).toContainText("Orders stopped after the first half.");
    await sign.sign(priya.password);
    await new DeploymentPage(await as(mara)).sign(number, "Tech Lead", mara.password, "On the rollback");
    await engineer.open(number);
    await engineer.step("Complete rollback", "Rolled back");
  });

  await expect(engineer.page.getByRole("heading", { name: /^Rolled back to 4\.11\.3/ }).first()).toBeVisible();
  await expect(engineer.region("Timeline")).toContainText("decided to roll back to 4.11.3");
  await expect(engineer.region("Timeline")).toContainText("completed the rollback");
});

test("what was completed is rolled back by a new deployment, and each leads to the other", async ({ office, as }) => {
  const service = await office.service();
  const before = await completed(office, { title: "Tariff tables", version: "4.11.3", service });
  const number = await completed(office, { title: "Tariff tables by weight", version: "4.12.0", service });
  const engineer = new DeploymentPage(await as(ana));
  const { page } = engineer;
  const facts = page.locator("[data-part=facts]");

  await engineer.open(number);
  await page.getByRole("link", { name: "Roll back with a new deployment" }).click();
  await expect(page.getByRole("heading", { level: 1, name: `Roll back ${number}` })).toBeVisible();

  await test.step("it goes back where that one was, to what was there before", async () => {
    await expect(page.getByLabel("Title", { exact: true })).toHaveValue(`Roll back ${number}: Tariff tables by weight`);
    await expect(page.getByLabel("Version", { exact: true })).toHaveValue("4.11.3");
    await expect(page.getByRole("main").getByRole("link", { name: before, exact: true })).toBeVisible();
    for (const fixed of ["Type", "Service", "Environment"]) await expect(page.getByLabel(fixed, { exact: true })).toHaveCount(0);
  });

  await test.step("what is wrong is said, and what was typed stays", async () => {
    await page.getByLabel("Title", { exact: true }).fill("");
    await engineer.submit(() => engineer.button("Create deployment").click());
    await expect(page.getByText("Title is empty.").first()).toBeVisible();
    await page.getByLabel("Title", { exact: true }).fill("Back to tables by zone");
    await engineer.submit(() => engineer.button("Create deployment").click());
  });

  const heading = page.getByRole("heading", { level: 1, name: /^CHG-\d+ Back to tables by zone$/ });
  const rollback = /CHG-\d+/.exec((await heading.textContent()) ?? "")?.[0] ?? "";
  await expect(facts).toContainText(`Rolls back${number}`);
  await expect(facts).toContainText("TypeRollback");
  await page.goto(office.at(`/deployments/${rollback}/edit`));
  await expect(page.getByLabel("Version", { exact: true })).toHaveValue("4.11.3");
  await expect(page.getByLabel("Type", { exact: true })).toHaveCount(0);

  await test.step("the one that is undone leads to it, in its facts and its history", async () => {
    await engineer.open(number);
    await expect(facts).toContainText(`Rolled back by${rollback} Draft`);
    await expect(engineer.region("Timeline")).toContainText(`made ${rollback} as a rollback of this deployment`);
    await page.getByRole("link", { name: "Roll back with a new deployment" }).click();
    await expect(page.getByRole("region", { name: "A rollback of this was made before" })).toContainText(rollback);
  });

  await test.step("whoever signs it reads what it rolls back", async () => {
    await tickAll(office, rollback);
    await engineer.open(rollback);
    await engineer.step("Submit for sign-off", "Preparing");
    const lead = new DeploymentPage(await as(mara));
    await lead.open(rollback);
    const sign = await lead.review("Tech Lead");
    await expect(sign.sheet).toContainText(`Rolls back${number}`);
    await sign.sign(mara.password);
  });
});

test("only some duties decide to roll back, and a reason is needed", async ({ office, as }) => {
  const number = await verifying(office, { title: "Search index" });
  const owner = new DeploymentPage(await as(sofia));
  await owner.open(number);
  await owner.other("Roll back", { "Version to go back to": "4.11.3", Reason: "It feels slow." });
  await expect(owner.page.getByRole("alert")).toContainText(
    "Tech Lead, DevOps Lead, Deployment Engineer, Release Manager or CTO in Meridian Freight decides this.",
  );
  await expect(owner.stage).toHaveText("Verifying");

  const lead = new DeploymentPage(await as(jon));
  await lead.open(number);
  await lead.other("Roll back", { "Version to go back to": "", Reason: "" });
  await expect(lead.page.getByText("Reason is empty.").first()).toBeVisible();
  await expect(lead.stage).toHaveText("Verifying");
});

test("a deployment is marked as failed, with a reason", async ({ office, as }) => {
  const number = await running(office, { title: "Quota service" });
  const page = new DeploymentPage(await as(ana));
  await page.open(number);
  await page.other("Mark as failed", { Reason: "The region went away." });
  await expect(page.stage).toHaveText("Failed");
  await expect(page.page.getByRole("region", { name: "Marked as failed" })).toContainText("The region went away.");
  await tickAll(office, number).then(
    () => expect(true, "a failed deployment has no list to save").toBe(false),
    (error: Error) => expect(error.message).toContain("no form with the button Save ticks"),
  );
});

test("a deployment that was not started is cancelled", async ({ office, as }) => {
  const page = new DeploymentPage(await as(ana));
  const number = await page.create({
    template: "Freight API release",
    title: "Never mind",
    version: "1.0.0",
    environment: "Staging",
    service: await office.service(),
  });
  await page.other("Cancel deployment", { Reason: "Superseded." });
  await expect(page.stage).toHaveText("Cancelled");
  await page.open(number);
  await expect(page.page.getByRole("region", { name: "Cancelled" })).toContainText("Superseded.");
});
