// From an empty instance to a completed, verified deployment of a real checklist.
import { main } from "../fixtures/corpus.js";
import { isLive } from "../fixtures/browsers.js";
import { ana, jon, mara, organization, priya, type Somebody, sofia } from "../fixtures/people.js";
import { expect, test } from "../fixtures/test.js";
import { AuditPage } from "../pages/audit.js";
import { DeploymentPage } from "../pages/deployment.js";
import { InvitationPage, SetUpPage } from "../pages/doors.js";
import { PeoplePage } from "../pages/people.js";
import { TemplatesPage } from "../pages/templates.js";

test("a real checklist becomes a signed, audited deployment", async ({ empty, browsers }) => {
  const owner = await browsers.open(empty.url);
  const pages = new Map<Somebody, DeploymentPage>([[ana, new DeploymentPage(owner)]]);
  const at = (person: Somebody): DeploymentPage => {
    const page = pages.get(person);
    if (!page) throw new Error(`${person.name} has no browser`);
    return page;
  };

  await test.step("set up, and invite four people", async () => {
    await new SetUpPage(owner).setUp(empty.setUpCode, organization.name, ana);
    await expect(owner.getByRole("heading", { level: 1, name: "My work" })).toBeVisible();
    await expect(owner).toHaveURL(`${empty.url}/${organization.slug}`);
    for (const person of [mara, jon, sofia, priya]) {
      const link = await new PeoplePage(owner, organization.slug).invite(person);
      const page = await browsers.open(empty.url);
      await new InvitationPage(page).join(link, person.password);
      pages.set(person, new DeploymentPage(page));
    }
  });

  const name = await test.step("import by pasting, seen before it is saved", async () => {
    const templates = new TemplatesPage(owner);
    await templates.preview("", main.markdown);
    await expect(owner.getByText(/nothing skipped/).first()).toBeVisible();
    await expect(owner.getByText("How it will read")).toBeVisible();
    return templates.save();
  });

  await test.step("two people publish: one asks for review, the other publishes (T2)", async () => {
    await expect(owner.getByRole("button", { name: "Publish version" })).toHaveAttribute("aria-disabled", "true");
    await new TemplatesPage(owner).askForReview();
    const reviewer = at(mara).page;
    await reviewer.goto(owner.url());
    await new TemplatesPage(reviewer).publish();
  });

  const number = await at(ana).create({
    template: name,
    title: "Content generator in production",
    version: "4.12.0",
    environment: "Production",
  });
  await expect(at(ana).stage).toHaveText("Draft");

  await test.step("two people tick at once, and see each other", async () => {
    const [a, p] = [at(ana), at(priya)];
    await a.open(number);
    await p.open(number);
    const boxes = p.region("Checklist").getByRole("checkbox", { disabled: false });
    const [first, second] = [boxes.nth(1), boxes.nth(2)];
    const own = a.region("Checklist").getByRole("checkbox", { disabled: false });
    await first.check();
    await p.save();
    if (isLive(a.page)) {
      await expect(own.nth(1), "Priya's tick, without reloading").toBeChecked();
    }
    // Ana's page may be older than Priya's tick: her form must not undo it (D13).
    await own.nth(2).check();
    await a.save();
    await expect(own.nth(1)).toBeChecked();
    await expect(own.nth(2)).toBeChecked();
    if (!isLive(p.page)) await p.open(number);
    await expect(second, "Ana's tick").toBeChecked();
    await expect(first).toBeChecked();
  });

  await test.step("the rest of the list, and submit", async () => {
    await at(ana).open(number);
    await at(ana).tickEverything();
    await at(ana).step("Submit for sign-off", "Preparing");
    await expect(at(ana).region("What blocks this")).toContainText("has not signed.");
  });

  const printed = await test.step("everybody signs in a browser of their own", async () => {
    let hash = "";
    for (const [person, duty] of [
      [mara, "Tech Lead"],
      [jon, "DevOps Lead"],
      [sofia, "Product Owner"],
    ] as const) {
      const page = at(person);
      await page.open(number);
      if (!(await page.slot(duty).count())) continue;
      const sign = await page.review(duty);
      if (person === mara) hash = await sign.hash();
      await sign.sign(person.password, "Approved", person === mara ? "Read all of it." : "");
      await expect(page.slot(duty)).toContainText(person.name);
    }
    return hash;
  });
  expect(printed).toMatch(/^[0-9a-f]{64}$/);

  await test.step("start, deploy, finish", async () => {
    const page = at(ana);
    await page.open(number);
    await expect(page.region("What blocks this")).toContainText("Nothing");
    await page.step("Start deployment", "Running");
    await page.tickEverything();
    await page.step("Finish deploying", "Verifying");
    await page.tickEverything();
  });

  await test.step("complete with the roster after it", async () => {
    for (const [person, duty] of [
      [priya, "Deployment Engineer"],
      [mara, "Tech Lead"],
      [jon, "DevOps Lead"],
      [sofia, "Product Owner"],
    ] as const) {
      const page = at(person);
      await page.open(number);
      if (!(await page.slot(duty, "Before completion").count())) continue;
      await page.sign(number, duty, person.password, "Before completion");
    }
    await at(ana).open(number);
    await at(ana).step("Complete deployment", "Completed");
    await expect(at(ana).region("Timeline")).toContainText("completed the deployment");
  });

  await test.step("the trail has all of it, and is verified", async () => {
    const audit = new AuditPage(owner);
    await audit.open();
    await audit.search(number);
    await expect(owner.getByText("Ana Ruiz completed the deployment.")).toBeVisible();
    await audit.search(`${number} read all`);
    const line = owner.getByRole("listitem").filter({ hasText: "Read all of it." });
    await expect(line).toContainText("Mara Lindqvist signed as Tech Lead: Approved.");
    const seq = Number(await line.getByRole("link", { name: /^\d+$/ }).textContent());
    expect(await audit.bytes(seq), "the entry carries the hash of the page").toContain(printed);
    await audit.open();
    const entries = await audit.verify();
    expect(entries).toBeGreaterThan(100);
    const verified = await empty.run(["verify"]);
    expect(verified).toContain(`Verified: ${entries} entries`);
  });
});
