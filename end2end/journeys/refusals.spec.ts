// Every "no" of signing, in words, before anybody tries (S4-S6, S13).
import type { Page } from "@playwright/test";
import { isLive, settled } from "../fixtures/browsers.js";
import { security } from "../fixtures/checklists.js";
import type { Office } from "../fixtures/office.js";
import { ana, hana, ivo, jon, mara, noor, priya, type Somebody, sofia } from "../fixtures/people.js";
import { draft, preparing, running, sign, signed, step, tickAll } from "../fixtures/priming.js";
import { expect, test } from "../fixtures/test.js";
import { DeploymentPage } from "../pages/deployment.js";

/** Address of a slot's page to sign: the one that a holder of its duty is offered. */
function slotPath(office: Office, number: string, duty: string, holder: Somebody): Promise<string> {
  return office.signPage(holder, number, duty);
}

/** Opens a page to sign on which the reader cannot sign; gives the notice that says why. */
async function barred(page: Page, path: string): Promise<ReturnType<Page["getByRole"]>> {
  await page.goto(path);
  await expect(page.getByRole("button", { name: "Sign", exact: true })).toHaveCount(0);
  return page.getByRole("region", { name: /^You (cannot sign|have signed) here$/ });
}

test("not in that duty", async ({ office, as }) => {
  const number = await preparing(office, { title: "Not in that duty" });
  const path = await slotPath(office, number, "Product Owner", sofia);
  const page = await as(priya);
  const notice = await barred(page, path);
  await expect(notice).toContainText("You do not hold the duty Product Owner in Meridian Freight.");
  await expect(notice).toContainText("Sofia Marchetti can sign as Product Owner.");
});

test("the requester, whatever their duties, admins too", async ({ office, as }) => {
  const number = await preparing(office, { title: "Own request", by: mara });
  const path = await slotPath(office, number, "Tech Lead", noor);
  const notice = await barred(await as(mara), path);
  await expect(notice).toContainText("You asked for this deployment, so somebody else must sign.");
  await expect(notice).toContainText("Noor Haddad can sign as Tech Lead.");
});

test("whoever set a field of what is signed", async ({ office, as }) => {
  const number = await preparing(office, { title: "Set by the signer" });
  const hands = await office.hands(jon);
  await hands.send(office.at(`/deployments/${number}/edit`), "Save changes", { version: "5.0.0", title: "Set by Jon" });
  const path = await slotPath(office, number, "DevOps Lead", noor);
  await expect(await barred(await as(jon), path)).toContainText("You set its Title and Version, so somebody else must sign.");

  await test.step("until somebody else sets it", async () => {
    const author = await office.hands(ana);
    await author.send(office.at(`/deployments/${number}/edit`), "Save changes", { version: "5.0.1", title: "Set by Ana" });
    await new DeploymentPage(await as(jon)).sign(number, "DevOps Lead", jon.password);
  });
});

test("whoever set any other field of what is signed", async ({ office, as }) => {
  const number = await preparing(office, { title: "Everything set by the signer" });
  const hands = await office.hands(jon);
  await hands.send(office.at(`/deployments/${number}/edit`), "Save changes", {
    service: await office.service(),
    environment: "Staging",
    kind: "Hotfix",
    commit: "9f86d081884c7d659a2feaa0c55ad015",
    deployer: "Priya Nair",
  });
  const path = await slotPath(office, number, "DevOps Lead", noor);
  await expect(await barred(await as(jon), path)).toContainText(
    "You set its Service, Environment, Type, Deployer and Commit, so somebody else must sign.",
  );
});

test("the deployer, where the template asks for somebody else", async ({ office, as }) => {
  const name = "The deployer does not sign";
  await office.template(name, security, { bars_deployer: "yes" });
  const number = await preparing(office, { title: "Deployed by a signer", template: name });
  const hands = await office.hands(ana);
  await hands.send(office.at(`/deployments/${number}/edit`), "Save changes", { deployer: "Mara Lindqvist" });
  const path = await slotPath(office, number, "Tech Lead", noor);
  await expect(await barred(await as(mara), path)).toContainText("You deploy it, and its template asks for somebody else.");
  await sign(office, number, noor, "Tech Lead");
});

test("one person fills one slot", async ({ office, as }) => {
  const number = await preparing(office, { title: "One slot each" });
  const path = await slotPath(office, number, "DevOps Lead", noor);
  await sign(office, number, noor, "Tech Lead");
  await expect(await barred(await as(noor), path)).toContainText("You signed as Tech Lead. One person fills one slot.");
});

test("items open", async ({ office, as }) => {
  const number = await draft(office, { title: "Items open" });
  await step(office, number, "Submit for sign-off");
  const page = new DeploymentPage(await as(mara));
  await page.open(number);
  await expect(page.slot("Tech Lead")).toContainText("can sign when 4 items are done.");
  await expect(page.slot("Tech Lead").getByRole("link")).toHaveCount(0);
  const other = await preparing(office, { title: "The same slot" });
  const path = (await slotPath(office, other, "Tech Lead", mara)).replace(other, number);
  await expect(await barred(page.page, path)).toContainText(
    "4 required items are open. The slot opens when they are done or left out.",
  );
});

test("signed already: by the reader, by somebody else", async ({ office, as }) => {
  const number = await preparing(office, { title: "Signed already" });
  const path = await slotPath(office, number, "Tech Lead", mara);
  await sign(office, number, mara, "Tech Lead");
  await expect(await barred(await as(mara), path)).toContainText("You signed this slot.");
  await expect(await barred(await as(noor), path)).toContainText("Mara Lindqvist signed this slot.");
});

test("not open in this stage, and not needed in this environment", async ({ office, as }) => {
  const number = await preparing(office, { title: "Back to draft" });
  const path = await slotPath(office, number, "Tech Lead", mara);
  const fresh = await draft(office, { title: "Still a draft" });
  const page = await as(mara);
  await expect(await barred(page, path.replace(number, fresh))).toContainText(
    "The deployment is a draft, and this sign-off is not open then.",
  );
  const plain = await draft(office, { title: "Development", environment: "Development" });
  await expect(await barred(page, path.replace(number, plain))).toContainText("This sign-off is not needed here.");
});

test("a slot that only the requester could fill is named before the deployment is made", async ({ office, as }) => {
  const maker = new DeploymentPage(await as(sofia));
  await maker.page.goto(office.at("/deployments/new"));
  const warned = maker.page.getByRole("region", { name: /sign-offs? of this template cannot be given/ });
  await expect(warned).toContainText("Start will need Product Owner, and nobody may sign for it as things stand.");
  await expect(warned).not.toContainText("DevOps Lead");
  const other = new DeploymentPage(await as(ana));
  await other.page.goto(office.at("/deployments/new"));
  await expect(other.page.getByRole("heading", { level: 1, name: "New deployment" })).toBeVisible();
  await expect(other.page.getByRole("region", { name: /cannot be given/ })).toHaveCount(0);
});

test("what is chosen can be checked before anything is made, and nothing typed is lost", async ({ office, as }) => {
  const page = await as(sofia);
  await page.goto(office.at("/deployments/new"));
  await settled(page);
  const warned = page.getByRole("region", { name: /sign-offs? of this template cannot be given/ });
  await page.getByLabel("Title", { exact: true }).fill("Typed before checking");
  const choose = async (environment: string) => {
    await page.getByLabel("Environment", { exact: true }).selectOption({ label: environment });
    // Where islands run the warnings follow by themselves.
    if (!isLive(page)) await page.getByRole("button", { name: "Check", exact: true }).click();
  };
  await choose("Development, no sign-offs needed");
  await expect(warned).toHaveCount(0);
  await choose("Production, sign-offs needed");
  await expect(warned).toContainText("For Production:");
  await expect(warned).toContainText("Start will need Product Owner");
  await expect(page.getByLabel("Title", { exact: true })).toHaveValue("Typed before checking");
  await expect(page.getByRole("heading", { level: 1, name: "New deployment" })).toBeVisible();
});

test("a duty nobody holds blocks, and says so from the start", async ({ office, as }) => {
  const name = "Release with a security review";
  await office.template(name, security);
  const page = new DeploymentPage(await as(ana));
  await page.page.goto(office.at("/deployments/new?template=release-with-a-security-review"));
  await expect(page.page.getByRole("region", { name: "One sign-off of this template cannot be given" })).toContainText(
    "Start will need Security, and nobody may sign for it as things stand. Nobody in Meridian Freight holds the duty.",
  );
  const number = await preparing(office, { title: "Nobody for security", template: name });
  await page.open(number);
  const reason = page.region("What blocks this").getByRole("listitem").filter({ hasText: "Security" });
  await expect(reason).toContainText("Nobody in Meridian Freight holds the duty Security.");
  await expect(reason).toContainText("An admin can assign it under People.");
  await expect(page.slot("Security")).toContainText("Nobody can sign here");
  await page.insist("Start deployment");
  await expect(page.page.getByRole("alert")).toContainText("Nobody in Meridian Freight holds the duty Security.");
  await expect(page.stage).toHaveText("Preparing");
});

test("a slot that nobody may fill: its only holder asked for the deployment", async ({ office, as }) => {
  const number = await preparing(office, { title: "Asked for by the only holder", by: sofia });
  const page = new DeploymentPage(await as(sofia));
  await page.open(number);
  await expect(page.slot("Product Owner")).toContainText("You cannot sign here");
  await expect(page.slot("Product Owner")).toContainText("You asked for this deployment, so somebody else must sign.");
  await expect(page.region("What blocks this")).toContainText("Nobody who holds the duty Product Owner may sign here.");
  const other = new DeploymentPage(await as(mara));
  await other.open(number);
  await expect(other.slot("Product Owner")).toContainText("Nobody can sign here");
});

test("a step names everything that blocks it", async ({ office, as }) => {
  const number = await preparing(office, { title: "Everything that blocks" });
  await sign(office, number, mara, "Tech Lead");
  const page = new DeploymentPage(await as(ana));
  await page.open(number);
  const blocks = page.region("What blocks this").getByRole("listitem");
  await expect(blocks).toHaveCount(2);
  await page.insist("Start deployment");
  const alert = page.page.getByRole("alert");
  await expect(alert).toContainText("2 things block this.");
  await expect(alert).toContainText("DevOps Lead has not signed.");
  await expect(alert).toContainText("Product Owner has not signed.");
  await expect(page.stage).toHaveText("Preparing");
});

test("another deployment of the service runs there", async ({ office, as }) => {
  const service = await office.service();
  const first = await running(office, { title: "The first", service });
  const second = await signed(office, { title: "The second", service });
  const page = new DeploymentPage(await as(ana));
  await page.open(second);
  await expect(page.region("What blocks this")).toContainText(`${first} is under way in the same environment.`);
  await page.insist("Start deployment");
  await expect(page.page.getByRole("alert")).toContainText(`${first} is under way in the same environment.`);
});

test("who does not work in the team reads, and changes nothing", async ({ office, as }) => {
  const number = await preparing(office, { title: "Only to read" });
  for (const person of [ivo, hana]) {
    const page = new DeploymentPage(await as(person));
    await page.open(number);
    await expect(page.button("Start deployment")).toHaveCount(0);
    await expect(page.page.getByRole("link", { name: "Edit details" })).toHaveCount(0);
    await expect(page.region("Checklist").getByRole("checkbox", { disabled: false })).toHaveCount(0);
    await expect(page.page.getByRole("link", { name: /Review and sign/ })).toHaveCount(0);
  }
});

test("an item may be left out with a reason, and the reason is signed", async ({ office, as }) => {
  const number = await draft(office, { title: "Left out" });
  const page = await as(ana);
  await page.goto(office.at(`/deployments/${number}`));
  const deployment = new DeploymentPage(page);
  await deployment.line("Migrations ran on a copy of production").getByRole("link", { name: /^Details of/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Migrations ran on a copy of production" })).toBeVisible();
  await page.getByRole("button", { name: "Not applicable" }).click();
  await expect(page.getByText("Reason is empty.").first()).toBeVisible();
  await page.getByLabel("Reason", { exact: true }).fill("This release has no migration.");
  await deployment.submit(() => page.getByRole("button", { name: "Not applicable" }).click());
  await expect(page.getByText("This release has no migration.").first()).toBeVisible();
  await tickAll(office, number);
  await step(office, number, "Submit for sign-off");
  const lead = new DeploymentPage(await as(mara));
  await lead.open(number);
  await expect((await lead.review("Tech Lead")).sheet).toContainText("This release has no migration.");
});
