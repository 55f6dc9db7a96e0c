// Every page: heading, title, focus, landmarks, at desktop and phone width; with axe where scripts run.
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { isLive, settled } from "../fixtures/browsers.js";
import { organization, ana, mara, jon, somebody } from "../fixtures/people.js";
import { completed, draft, preparing, running, sign } from "../fixtures/priming.js";
import { expect, test } from "../fixtures/test.js";
import { DeploymentPage } from "../pages/deployment.js";

const PHONE = { width: 360, height: 740 };
const DESKTOP = { width: 1280, height: 900 };

/** axe runs as a script of the page, so it needs a browser with scripts; the pages are the same documents. */
async function axe(page: Page, where: string): Promise<void> {
  if (!isLive(page)) return;
  const found = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]).analyze();
  const lines = found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target.join(" ")} ${node.failureSummary ?? ""}`).join(" | ")}`);
  expect.soft(lines, `axe on ${where}`).toEqual([]);
}

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
  const answer = await page.goto(path);
  expect(answer?.status(), path).toBe(status);
  if (await page.locator(".needs-script").count()) await settled(page);
  await inOrder(page, path);
  await axe(page, `${path}, light`);
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  await axe(page, `${path}, dark`);
  await page.setViewportSize(PHONE);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect.soft(width, `${path} scrolls sideways at 360 px`).toBeLessThanOrEqual(PHONE.width);
  await axe(page, `${path}, dark, phone`);
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await axe(page, `${path}, light, phone`);
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
  for (const path of ["", "/deployments", "/deployments?search=nothing+like+it", "/deployments/new", "/people", "/settings", "/audit", "/audit/1"]) {
    await inspect(page, office.at(path));
  }
  await inspect(page, person);
  await inspect(page, "/account");
  await inspect(page, office.at("/no/such/page"), 404);
  await inspect(await as(mara), office.at());
  await inspect(await as(jon), office.at("/settings"));
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
  const slot = await office.signPage(mara, waiting, "Tech Lead");
  await inspect(page, slot);
  await sign(office, waiting, mara, "Tech Lead");
  await inspect(page, slot);
  await inspect(page, office.at(`/deployments/${await running(office, { title: "Runs" })}`));
  const done = await completed(office, { title: "Done" });
  await inspect(page, office.at(`/deployments/${done}`));
  await inspect(page, office.at(`/deployments/${done}/print`));
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
  await expect(page.locator("html")).toHaveAttribute("data-scheme", "dark");
  await page.goto(office.at());
  await expect(page.locator("html")).toHaveAttribute("data-scheme", "dark");
  await expect(page.getByText(organization.name).first()).toBeVisible();
});
