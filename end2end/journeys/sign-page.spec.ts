// The page to sign is a plain document: no script, on any screen, with any keyboard (S14).
import { ana, jon, mara, sofia } from "../fixtures/people.js";
import { preparing, sign, verifying } from "../fixtures/priming.js";
import { expect, test } from "../fixtures/test.js";
import { AuditPage } from "../pages/audit.js";
import { DeploymentPage } from "../pages/deployment.js";
import { SignPage } from "../pages/sign.js";

test("the page to sign has no script at all", async ({ office, as }) => {
  const number = await preparing(office, { title: "No script" });
  const page = await as(mara);
  const requested: string[] = [];
  page.on("request", (request) => requested.push(request.resourceType()));
  const answer = await page.goto(await office.signPage(mara, number, "Tech Lead"));
  const html = (await answer?.text()) ?? "";
  expect(html).not.toMatch(/<script|\son[a-z]+=|leptos-island|modulepreload/i);
  await new SignPage(page).ready("Tech Lead");
  await page.waitForLoadState("load");
  expect(requested).not.toContain("script");
  expect(requested).not.toContain("fetch");
});

test("the page shows what is signed, whole, and its hash is the entry's", async ({ office, as }) => {
  const number = await preparing(office, { title: "Whole document", version: "7.3.0-rc.1" });
  const page = new DeploymentPage(await as(jon));
  await page.open(number);
  const sign = await page.review("DevOps Lead");
  for (const text of [number, "Whole document", "7.3.0-rc.1", "Production", "Ana Ruiz", "Freight API release, version 1", "round 1"]) {
    await expect(sign.sheet).toContainText(text);
  }
  await expect(sign.sheet.getByRole("listitem")).toHaveCount(4);
  const hash = await sign.hash();
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  await sign.sign(jon.password, "Reviewed", "Checked the runbook.");
  await expect(page.page.getByRole("status").filter({ hasText: "You signed as DevOps Lead" })).toContainText("of the audit trail");

  const line = page.region("Timeline").getByRole("listitem").filter({ hasText: "Jon Okafor signed as DevOps Lead" });
  await expect(line).toContainText("Jon Okafor signed as DevOps Lead: Reviewed. Checked the runbook.");
  const seq = Number(/entry (\d+)/.exec((await line.textContent()) ?? "")?.[1]);
  expect(await new AuditPage(page.page).bytes(seq)).toContain(hash);
});

test("signing twice from two tabs gives one sign-off", async ({ office, as }) => {
  const number = await preparing(office, { title: "Two tabs" });
  const path = await office.signPage(mara, number, "Tech Lead");
  const first = await as(mara);
  const second = await first.context().newPage();
  for (const tab of [first, second]) {
    await tab.goto(path);
    await new SignPage(tab).fill(mara.password);
  }
  await new SignPage(first).press();
  await new SignPage(second).press();
  await new DeploymentPage(second).ready(number);
  const page = new DeploymentPage(first);
  await page.open(number);
  await expect(page.region("Sign-offs")).toContainText("1 of 3 signed");
  await expect(page.region("Timeline").getByText("Mara Lindqvist signed as Tech Lead")).toHaveCount(1);
});

test("the same form sent twice at once gives one sign-off", async ({ office }) => {
  const number = await preparing(office, { title: "Double click" });
  const hands = await office.hands(mara);
  const form = await hands.form(await office.signPage(mara, number, "Tech Lead"), "Sign");
  form.fill({ meaning: "approved", password: mara.password });
  const answers = await Promise.all([form.post(), form.post(), form.post()]);
  expect(answers.map((answer) => answer.status())).toEqual([200, 200, 200]);
  const timeline = await hands.read(office.at(`/audit?search=${number}`));
  expect(timeline.match(/signed as Tech Lead/g)).toHaveLength(1);
});

test("two people take the last slot at the same instant, and one has it", async ({ office }) => {
  const number = await preparing(office, { title: "The same instant" });
  const rival = await office.newcomer(["Tech Lead"]);
  const forms = await Promise.all(
    [mara, rival].map(async (person) => {
      const hands = await office.hands(person);
      const form = await hands.form(await office.signPage(person, number, "Tech Lead"), "Sign");
      return form.fill({ meaning: "approved", password: person.password });
    }),
  );
  const answers = await Promise.all(forms.map((form) => form.post()));
  const statuses = answers.map((answer) => answer.status()).sort();
  expect(statuses[0]).toBe(200);
  expect(statuses[1]).toBeGreaterThanOrEqual(409);
  expect(statuses[1]).toBeLessThan(500);
  const loser = answers.find((answer) => answer.status() >= 400);
  expect(await loser?.text()).toContain("signed this slot");
});

test("the record can be printed", async ({ office, as }) => {
  const number = await verifying(office, { title: "On paper" });
  const page = await as(ana);
  await page.goto(office.at(`/deployments/${number}`));
  await page.getByRole("link", { name: "Print" }).click();
  const sheet = page.getByRole("article", { name: `Record of ${number}` });
  await expect(sheet).toContainText("On paper");
  for (const person of [mara, jon, sofia]) await expect(sheet).toContainText(person.name);
  await expect(sheet).toContainText("All tests pass on the release branch");
  await page.emulateMedia({ media: "print" });
  await expect(sheet).toBeVisible();
  await expect(page.getByRole("button", { name: "Sign out" }), "paper has no buttons").toBeHidden();
  await expect(page.getByRole("navigation", { name: "Main" })).toBeHidden();
});

test("a phone shows all of it in one column", async ({ office, browsers }) => {
  const number = await preparing(office, { title: "On a phone, with a title long enough to need a second line there" });
  const page = await browsers.open(office.url, {
    storageState: await office.session(sofia),
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    isMobile: true,
    // A page that is turned to while the emulated screen still changes its size would complain of that.
    reducedMotion: "reduce",
  });
  await page.goto(office.at());
  await page
    .getByRole("region", { name: "Waiting for my sign-off" })
    .getByRole("listitem")
    .filter({ hasText: number })
    .getByRole("link", { name: /Review and sign/ })
    .tap();
  const sheet = new SignPage(page);
  await sheet.ready("Product Owner");
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width, "no sideways scrolling").toBeLessThanOrEqual(360);
  const button = await page.getByRole("button", { name: "Sign", exact: true }).boundingBox();
  expect(button?.height).toBeGreaterThanOrEqual(44);
  await sheet.sign(sofia.password);
  await sign(office, number, mara, "Tech Lead");
});
