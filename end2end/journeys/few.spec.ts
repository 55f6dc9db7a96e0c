// Small teams: one person alone, and three people (S15).
import { release, small } from "../fixtures/checklists.js";
import { ana, organization, somebody } from "../fixtures/people.js";
import { expect, test } from "../fixtures/test.js";
import { AuditPage } from "../pages/audit.js";
import { DeploymentPage } from "../pages/deployment.js";
import { InvitationPage, SetUpPage } from "../pages/doors.js";
import { PeoplePage } from "../pages/people.js";
import { TemplatesPage } from "../pages/templates.js";

test("one person alone takes a development deployment all the way, on the first evening", async ({ empty, browsers }) => {
  const page = await browsers.open(empty.url);
  await new SetUpPage(page).setUp(empty.setUpCode, organization.name, ana);
  await expect(page.getByRole("heading", { level: 1, name: "My work" })).toBeVisible();

  const templates = new TemplatesPage(page);
  await templates.preview("", release);
  const name = await templates.save();
  await expect(page.getByText("You publish this draft alone")).toBeVisible();
  await templates.publish();
  await expect(page.getByText(/Published alone/)).toBeVisible();

  const deployment = new DeploymentPage(page);
  const number = await deployment.create({ template: name, title: "First evening", version: "0.1.0", environment: "Development" });
  expect(number).toBe("CHG-1");
  await expect(deployment.region("Sign-offs")).toContainText("Development needs no sign-offs.");
  await deployment.tickEverything();
  await deployment.step("Submit for sign-off", "Preparing");
  await deployment.step("Start deployment", "Running");
  await deployment.tickEverything();
  await deployment.step("Finish deploying", "Verifying");
  await deployment.tickEverything();
  await deployment.step("Complete deployment", "Completed");
  const audit = new AuditPage(page);
  await audit.open();
  await audit.verify();
});

test("three people: with the small-team rule the requester's own slot falls away", async ({ empty, browsers }) => {
  const lead = somebody("Lena Voss", "Member", ["Tech Lead"]);
  const operator = somebody("Omar Said", "Member", ["DevOps Lead"]);
  const founder = { ...ana, duties: ["Product Owner"] };
  const page = await browsers.open(empty.url);
  await new SetUpPage(page).setUp(empty.setUpCode, organization.name, founder);
  await expect(page.getByRole("heading", { level: 1, name: "My work" })).toBeVisible();
  const others = new Map<string, DeploymentPage>();
  for (const person of [lead, operator]) {
    const link = await new PeoplePage(page, organization.slug).invite(person);
    const own = await browsers.open(empty.url);
    await new InvitationPage(own).join(link, person.password);
    others.set(person.name, new DeploymentPage(own));
  }

  await test.step("the founder takes on Product Owner", async () => {
    await page.goto(`/${organization.slug}/people`);
    await page.getByRole("link", { name: founder.name }).click();
    await expect(page.getByRole("heading", { level: 1, name: founder.name })).toBeVisible();
    await page.getByLabel("Product Owner", { exact: true }).check();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect(page.getByRole("status").filter({ hasText: "Saved" })).toBeVisible();
  });

  const templates = new TemplatesPage(page);
  await templates.preview("", small);
  const name = await templates.save();
  await templates.publish();
  const deployment = new DeploymentPage(page);
  const number = await deployment.create({ template: name, title: "Three of us", version: "1.0.0", environment: "Production" });

  await test.step("without the rule nobody may sign for the Product Owner", async () => {
    await expect(deployment.region("Warnings")).toContainText("Start will need Product Owner, and nobody may sign for it as things stand.");
    await deployment.tickEverything();
    await deployment.step("Submit for sign-off", "Preparing");
    await expect(deployment.region("What blocks this")).toContainText("Nobody who holds the duty Product Owner may sign here.");
  });

  await test.step("the owner switches the rule on", async () => {
    await page.goto(`/${organization.slug}/settings`);
    await page.getByLabel("The requester’s own slot falls away once two others have signed").check();
    await page.getByRole("button", { name: "Save", exact: true }).and(page.getByTitle("Small-team rule")).click();
    await expect(page.getByRole("status").filter({ hasText: "Saved." })).toBeVisible();
  });

  for (const person of [lead, operator]) {
    const own = others.get(person.name);
    await own?.sign(number, person.duties[0] ?? "", person.password);
  }
  await deployment.open(number);
  await expect(deployment.slot("Product Owner")).toContainText("Fell away by the small-team rule");
  await deployment.step("Start deployment", "Running");
  await expect(deployment.region("Timeline")).toContainText("The small-team rule let");
  await deployment.tickEverything();
  await deployment.step("Finish deploying", "Verifying");
  await deployment.tickEverything();
  for (const person of [lead, operator]) {
    await others.get(person.name)?.sign(number, person.duties[0] ?? "", person.password, "Before completion");
  }
  await deployment.open(number);
  await deployment.step("Complete deployment", "Completed");
  const audit = new AuditPage(page);
  await audit.open();
  await audit.search(number);
  await expect(page.getByText(/The small-team rule let .* fall away/)).toBeVisible();
  await audit.open("?what=settings");
  await expect(page.getByText("Ana Ruiz switched the small-team rule on.")).toBeVisible();
  expect(await empty.run(["verify"])).toContain("Verified:");
});
