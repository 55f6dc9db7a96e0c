// Every page: heading, title, focus, landmarks, at desktop and phone width; with axe where scripts run.
import type { Page } from "@playwright/test";
import { axe } from "../fixtures/axe.js";
import { settled } from "../fixtures/browsers.js";
import { organization, ana, mara, jon, priya, somebody } from "../fixtures/people.js";
import { completed, draft, preparing, running, sign, step, tickAll, verifying } from "../fixtures/priming.js";
import { expect, test } from "../fixtures/test.js";
import { DeploymentPage } from "../pages/deployment.js";
import { WorkPage } from "../pages/work.js";

const PHONE = { width: 360, height: 740 };
const DESKTOP = { width: 1280, height: 900 };

/** What every page owes to everybody. */
async function inOrder(page: Page, where: string): Promise<void> {
  const heading = page.getByRole("heading", { level: 1 });
  await expect(heading, where).toHaveCount(1);
  const words = ((await heading.textContent()) ?? "").trim();
  await expect.soft(page, where).toHaveTitle(/Countersign|Not found|Sign in/);
  if (!/^(Not found)$/.test(words)) expect.soft(await page.title(), where).toContain(words);
  await expect.soft(heading, `${where}: the heading takes the focus when it is led there`).toHaveAttribute("tabindex", "-1");
  await expect.soft(page.getByRole("main"), where).toHaveCount(1);
  const nameless = await page.evaluate(
    () => [...document.querySelectorAll("main :is(input,select,textarea):not([type=hidden])")].filter((one) => {
      const control = one as HTMLInputElement;
      return !control.labels?.length && !control.ariaLabel && !control.getAttribute("aria-labelledby") && !control.hidden;
    }).length,
  );
  expect.soft(nameless, `${where}: fields without a name`).toBe(0);
  const ids = await page.evaluate(() => {
    const all = [...document.querySelectorAll("[id]")].map((one) => one.id);
    return all.filter((id, index) => all.indexOf(id) !== index);
  });
  expect.soft(ids, `${where}: ids that stand twice`).toEqual([]);
}

async function inspect(page: Page, path: string, status = 200): Promise<void> {
  await page.setViewportSize(DESKTOP);
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  // A page that is open loads itself again when it hears of a change, which would end the way to the next one.
  await page.goto("about:blank");
  const answer = await page.goto(path);
  expect(answer?.status(), path).toBe(status);
  await look(page, path);
}

/** The same of the page as it stands, where no address leads to it. */
async function look(page: Page, where: string): Promise<void> {
  await page.setViewportSize(DESKTOP);
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  if (await page.locator(".needs-script").count()) await settled(page);
  await inOrder(page, where);
  await axe(page, `${where}, light`);
  // Both schemes and both widths in two looks: what has too little contrast has it at either width.
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  await page.setViewportSize(PHONE);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect.soft(width, `${where} scrolls sideways at 360 px`).toBeLessThanOrEqual(PHONE.width);
  await axe(page, `${where}, dark, phone`);
}

test("the doors", async ({ office, empty, browsers, stranger }) => {
  await inspect(await browsers.open(empty.url), "/setup");
  const page = await stranger();
  await inspect(page, "/login");
  await inspect(page, "/login?reset=done");
  await inspect(page, await office.invite(somebody("Never Comes", "Member", [])));
  await inspect(page, "/invitations/no-such-token", 410);
  const person = await office.newcomer();
  const reset = /\/reset\/[\w-]+/.exec(await office.instance.run(["user", "reset", person.email]))?.[0] ?? "";
  await inspect(page, reset);
});

test("the organization's pages", async ({ office, as }) => {
  await preparing(office, { title: "Waits on My work" });
  const page = await as(ana);
  const hands = await office.hands(ana);
  const person = await hands.follow(office.at("/people"), /^Jon Okafor$/);
  for (const path of ["", "/deployments", "/deployments?search=nothing+like+it", "/deployments/new", "/people", "/settings", "/audit", "/audit/1", "/audit/access"]) {
    await inspect(page, office.at(path));
  }
  await inspect(page, person);
  await inspect(page, "/account");
  await inspect(page, office.at("/no/such/page"), 404);
  await inspect(await as(mara), office.at());
  await inspect(await as(jon), office.at("/settings"));
});

test("the calendar", async ({ office, as }) => {
  const page = await as(ana);
  await office.service();
  const hands = await office.hands(ana);
  const form = await hands.form(office.at("/calendar/windows/new"), "Save window");
  const typed = { name: "Looked at", starts: "2031-09-02T22:00", ends: "2031-09-03T04:00", repeats: "weeks", "on[]": "tuesday" };
  const choice = form.offered("services[]").at(-1);
  const saved = await form.fill({ ...typed, "services[]": choice }).post();
  expect(saved.status()).toBe(200);
  await hands.send(office.at("/calendar/freezes/new"), "Save freeze", {
    name: "Looked at too",
    reason: "Month end.",
    starts: "2031-09-10T00:00",
    ends: "2031-09-12T12:00",
    "services[]": choice,
  });
  // One that is in force stands above every page, beside what the calendar itself says of freezes.
  const minutes = (from: number) => new Date(Date.now() + from * 60_000).toISOString().slice(0, 16);
  await hands.send(office.at("/calendar/freezes/new"), "Save freeze", {
    name: "In force while looked at",
    reason: "Above every page.",
    starts: minutes(-90),
    ends: minutes(30),
    "services[]": choice,
  });
  await hands.send(office.at("/calendar/absences/new"), "Save absence", { person: mara.name, starts: "2031-09-09T00:00", ends: "2031-09-11T12:00" });
  for (const path of ["/calendar", "/calendar?date=2031-09-01", "/calendar?view=week&date=2031-09-10&zone=Asia%2FKolkata", "/calendar?view=agenda&date=2031-09-01", "/calendar/desk", "/calendar/windows/new", "/calendar/freezes/new", "/calendar/absences/new", "/calendar/feeds", "/calendar/import"]) {
    await inspect(page, office.at(path));
  }
  const there = office.at("/calendar?date=2031-09-01");
  const [window, freeze] = [await hands.follow(there, /^Looked at$/), await hands.follow(there, /^Looked at too$/)];
  const absence = await hands.follow(there, new RegExp(`^${mara.name} away$`));
  for (const path of [window, freeze, absence]) {
    await inspect(page, path);
    await inspect(await as(jon), path);
  }
  await page.setViewportSize(DESKTOP);
  await page.goto(freeze);
  await expect(page.getByRole("region", { name: "Freezes now or soon" })).toBeVisible();
  await page.getByRole("button", { name: "Preview" }).click();
  await expect(page.getByRole("heading", { name: "What it hits" })).toBeVisible();
  await look(page, "the preview of a freeze");
  const whatIf = await page.getByRole("link", { name: "Show it in the calendar" }).getAttribute("href");
  expect(whatIf).toContain("freeze-name=Looked+at+too");
  for (const view of ["month", "week", "agenda"]) {
    await inspect(page, `${whatIf}&view=${view}`);
    await expect(page.getByRole("heading", { name: "What if: Looked at too" })).toBeVisible();
  }
  await page.setViewportSize(DESKTOP);
  await page.goto(office.at("/calendar/import"));
  const period = { id: 1, freeze_start: "0 23 * * 5", freeze_end: "0 7 * * 1", cron_timezone: "UTC" };
  await page.getByLabel("Calendar or freeze periods").fill(JSON.stringify([period, { ...period, cron_timezone: "Mars" }]));
  await page.getByRole("button", { name: "Preview" }).click();
  await expect(page.getByText("1 entry found.")).toBeVisible();
  await look(page, "the preview of an import");
});

test("templates", async ({ office, as }) => {
  const page = await as(ana);
  for (const path of ["/templates", "/templates/import", "/templates/freight-api-release", "/templates/freight-api-release/edit"]) {
    await inspect(page, office.at(path));
  }
  await page.setViewportSize(DESKTOP);
  await page.goto(office.at("/templates/import"));
  await page.getByLabel("Markdown", { exact: true }).fill("# Previewed\n\n- [ ] One (if applicable)\n- [ ] Two\n  - [ ] Three\n");
  await page.getByRole("button", { name: "Preview", exact: true }).click();
  await expect(page.getByText("Nothing is saved yet.")).toBeVisible();
  await inOrder(page, "the preview");
  await axe(page, "the preview");
  await page.setViewportSize(PHONE);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
});

test("a deployment in every stage, its items, what is signed, and the print", async ({ office, as }) => {
  const page = await as(mara);
  const fresh = await draft(office, { title: "A draft, with a title that is long enough for a second line on every phone" });
  await inspect(page, office.at(`/deployments/${fresh}`));
  await inspect(page, office.at(`/deployments/${fresh}/edit`));
  await inspect(page, await (await office.hands(mara)).follow(office.at(`/deployments/${fresh}`), /^Details of All tests pass/));
  await inspect(page, office.at(`/deployments/${fresh}/sections/database`));
  const waiting = await preparing(office, { title: "Waits for signatures" });
  await inspect(page, office.at(`/deployments/${waiting}`));
  await inspect(page, office.at(`/deployments/${waiting}/booking`));
  await page.setViewportSize(DESKTOP);
  await page.getByLabel("From", { exact: true }).fill("2031-09-11T10:00");
  await page.getByLabel("Until", { exact: true }).fill("2031-09-11T12:00");
  await page.getByRole("button", { name: "Check", exact: true }).click();
  await expect(page.getByText("Nothing is saved yet.")).toBeVisible();
  await look(page, "a time that was checked");
  await inspect(page, office.at("/calendar/desk"));
  const slot = await office.signPage(mara, waiting, "Tech Lead");
  await inspect(page, slot);
  await sign(office, waiting, mara, "Tech Lead");
  await inspect(page, slot);
  await inspect(page, office.at(`/deployments/${await running(office, { title: "Runs" })}`));
  const done = await completed(office, { title: "Done" });
  await inspect(page, office.at(`/deployments/${done}`));
  await inspect(page, office.at(`/deployments/${done}/print`));
});

test("a template's versions side by side, and a draft that waits for review", async ({ office, as }) => {
  const name = "Compared and reviewed";
  const path = await office.template(name, "# Compared and reviewed\n\n- [ ] One\n- [ ] Two\n- [ ] Three\n");
  const author = await office.hands(ana);
  const next = async (from: string, to: string) => {
    const edit = await author.form(`${path}/edit`, "Preview");
    const preview = await author.send(`${path}/edit`, "Preview", { markdown: edit.value("markdown")?.replace(from, to) });
    expect((await author.formIn(preview, "Save template", "the preview").post()).status()).toBe(200);
    await author.send(path, "Ask for review");
  };
  await next("] Two", "] Two, and a half");
  await (await office.hands(mara)).send(path, "Publish version");
  await next("] Three", "] Three, at least");
  const page = await as(ana);
  await inspect(page, `${path}/compare?from=1&to=2`);
  await inspect(page, `${path}/compare?from=2&to=draft`);
  await inspect(page, `${path}?version=draft`);
  await inspect(page, `${path}?version=1`);
  await inspect(await as(mara), `${path}?version=draft`);
  await inspect(await as(jon), `${path}?version=draft`);
});

test("the way to one of several organizations", async ({ office, browsers }) => {
  const person = await office.newcomer();
  await office.instance.run(["org", "create", `Second of ${test.info().project.name}`, "--owner", person.email]);
  const page = await browsers.open(office.url, { storageState: await office.session(person) });
  await inspect(page, "/");
  await expect(page.getByRole("heading", { level: 1, name: "Organizations" })).toBeVisible();
  await expect(page.getByRole("link", { name: organization.name })).toBeVisible();
});

test("the trail, verified", async ({ office, as }) => {
  const page = await as(ana);
  await inspect(page, office.at("/audit?verify=now"));
  await expect(page.getByRole("status").filter({ hasText: "Verified" })).toBeVisible();
});

test("a deployment off the straight way", async ({ office, as }) => {
  const page = await as(mara);
  const at = (number: string) => office.at(`/deployments/${number}`);
  const hands = await office.hands(jon);
  const back = await running(office, { title: "Goes back" });
  await inspect(page, at(await verifying(office, { title: "Verifies" })));
  await hands.send(at(back), "Roll back", { to_version: "4.11.3", reason: "Orders stopped." });
  await inspect(page, at(back));
  await tickAll(office, back);
  await sign(office, back, priya, "Deployment Engineer");
  await sign(office, back, mara, "Tech Lead");
  await step(office, back, "Complete rollback");
  await inspect(page, at(back));
  await inspect(page, `${at(back)}/print`);
  const failed = await running(office, { title: "Fails" });
  await hands.send(at(failed), "Mark as failed", { reason: "The region went away." });
  await inspect(page, at(failed));
  await (await office.hands(ana)).send(`${at(failed)}/rollback`, "Create deployment", { version: "4.11.3" });
  await inspect(page, `${at(failed)}/rollback`);
  const cancelled = await draft(office, { title: "Cancelled" });
  await hands.send(at(cancelled), "Cancel deployment", { reason: "Superseded." });
  await inspect(page, at(cancelled));
  const held = await preparing(office, { title: "Held" });
  await hands.send(at(held), "Put on hold", { reason: "Month end." });
  await inspect(page, at(held));
});

test("what voids sign-offs asks first, and what came back says why", async ({ office, as }) => {
  const number = await preparing(office, { title: "Comes back" });
  await sign(office, number, mara, "Tech Lead");
  const page = await as(ana);
  await page.goto(office.at(`/deployments/${number}/edit`));
  await page.getByLabel("Version", { exact: true }).fill("4.12.1");
  await page.getByRole("button", { name: "Save changes" }).click();
  const question = page.getByRole("alert").filter({ hasText: "voids 1 sign-off" });
  await expect(question).toBeVisible();
  await look(page, "the question about voiding");
  await question.getByRole("button", { name: "Void 1 sign-off and save" }).click();
  await new DeploymentPage(page).ready(number);
  const signer = await as(mara);
  const work = new WorkPage(signer);
  await work.open();
  await expect(work.line("Returned to me", number)).toContainText("voided your sign-off");
  await inspect(signer, office.at());
  await inspect(signer, office.at(`/deployments/${number}`));

  const slot = await office.signPage(jon, number, "DevOps Lead");
  const hands = await office.hands(jon);
  const form = await hands.form(slot, "Request changes");
  const asked = await form.fill({ comment: "Which tests?", "items[]": form.offered("items[]").slice(0, 1) }).post();
  expect(asked.status()).toBe(200);
  const declined = await preparing(office, { title: "Declined" });
  await hands.send(await office.signPage(jon, declined, "DevOps Lead"), "Decline", { comment: "Not this week." });
  const requester = new WorkPage(page);
  await requester.open();
  await expect(requester.line("Returned to me", number)).toContainText("Changes requested");
  await expect(requester.line("Returned to me", declined)).toContainText("Declined");
  await inspect(page, office.at());
  await inspect(page, office.at(`/deployments/${number}`));
  await inspect(page, office.at(`/deployments/${declined}`));
});

test("what is refused is told where one looks, and to whom one listens", async ({ office, as }) => {
  const page = await as(ana);
  await page.goto(office.at("/deployments/new"));
  await page.getByRole("button", { name: "Create deployment" }).click();
  const alert = page.getByRole("alert");
  await expect(alert).toContainText("fields need another look");
  await inOrder(page, "the refused form");
  await axe(page, "the refused form");
  const number = await preparing(office, { title: "Refused" });
  const deployment = new DeploymentPage(page);
  await deployment.open(number);
  await deployment.insist("Start deployment");
  await expect(page.getByRole("alert")).toBeVisible();
  await axe(page, "the refused step");
});

test("the colour scheme can be set, and holds everywhere", async ({ office, browsers }) => {
  const person = await office.newcomer();
  const page = await browsers.open(office.url, { storageState: await office.session(person) });
  await page.goto("/account");
  await page.getByLabel("Colour scheme").selectOption("Dark");
  await page.getByLabel("Time zone").selectOption({ label: "Europe/Oslo" });
  await page.getByRole("region", { name: "Display" }).getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Saved." })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("data-scheme", "dark");
  await page.goto(office.at());
  await expect(page.locator("html")).toHaveAttribute("data-scheme", "dark");
  await expect(page.getByText(organization.name).first()).toBeVisible();
});
