// Texts that break careless programs, through every field: they come back as they were typed, and do nothing.
import type { Page } from "@playwright/test";
import { settled } from "../fixtures/browsers.js";
import { Hands, type Typed } from "../fixtures/hands.js";
import { exactly, words } from "../fixtures/html.js";
import { naughty } from "../fixtures/naughty.js";
import type { Office } from "../fixtures/office.js";
import { ana, jon, mara, organization, type Somebody } from "../fixtures/people.js";
import { draft, preparing, running, step, tickAll } from "../fixtures/priming.js";
import { expect, test } from "../fixtures/test.js";
import { DeploymentPage } from "../pages/deployment.js";

test.use({ texts: "hostile" });

/** What an entry's JSON holds as texts. */
function leaves(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return value !== null && typeof value === "object" ? Object.values(value).flatMap(leaves) : [];
}

/** Eyes on the trail: what was written since they last looked. */
class Trail {
  private constructor(
    private readonly office: Office,
    private readonly hands: Hands,
    private seq: number,
  ) {}

  static async open(office: Office): Promise<Trail> {
    const hands = await office.hands(ana);
    const newest = /\/audit\/(\d+)"/.exec(await hands.read(office.at("/audit")))?.[1];
    return new Trail(office, hands, Number(newest));
  }

  /** Every text of every entry since the last look. */
  async news(): Promise<string[]> {
    const texts: string[] = [];
    for (;;) {
      const answer = await this.hands.request.get(this.office.at(`/audit/${this.seq + 1}`), { headers: { accept: "text/html" } });
      if (answer.status() === 404) return texts;
      this.seq += 1;
      texts.push(...leaves(JSON.parse(exactly(await answer.text(), "pre", "bytes"))));
    }
  }
}

/** A form, and the field of it that naughty texts go through. */
interface Naughty {
  by?: Somebody;
  path: string;
  button: string | RegExp;
  field: string;
  label: string;
  others?: Typed;
  holding?: Record<string, string>;
  /** Whether it is kept beside the trail, which names nobody. */
  beside?: boolean;
  /** Whether the page that answers shows it otherwise than it was typed, as Markdown, or not at all. */
  unseen?: boolean;
}

/** Sends a text through a field: it is in the trail and on the page as it was typed, or the field says why not. */
async function sent(office: Office, trail: Trail, text: string, through: Naughty): Promise<string> {
  const { path, button, field, label, others, holding } = through;
  const hands = await office.hands(through.by ?? ana);
  await trail.news();
  const answer = await (await hands.form(path, button, holding, [field])).fill({ ...others, [field]: text }).post();
  const html = await answer.text();
  const where = `${label} of ${path}`;
  harmless(html, text, where);
  if (answer.status() === 422) {
    expect.soft(words(html).match(new RegExp(`${label} (?:is|contains) [^.]*\\.`))?.[0], `${where}: “${text}” is refused in words`).toBeTruthy();
    return html;
  }
  expect.soft(answer.status(), `${where}: ${words(html).slice(0, 300)}`).toBeLessThan(400);
  if (!through.beside) expect.soft((await trail.news()).includes(text), `${where}: “${text}” in the trail`).toBe(true);
  if (!through.unseen) expect.soft(words(html).includes(spaced(text)), `${where}: “${text}” on the page`).toBe(true);
  return html;
}

/** A text as `words` gives it. */
function spaced(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** No tag of a text is a tag of the page, and nothing of it is an address to press. */
function harmless(html: string, text: string, where: string): void {
  // Not the page as a whole, which no report of a failure should hold.
  const raw = text.includes("<") && html.includes(text) ? [text] : [];
  const live = html.match(/<script>window|<svg onload|<img src=x|<b>half|href="\s*javascript:/gi) ?? [];
  expect.soft([...raw, ...live], `${where}: raw`).toEqual([]);
}

/** Pages do nothing of what was typed, in a browser. */
async function quiet(page: Page, paths: string[]): Promise<void> {
  for (const path of paths) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    // The page to sign has no script to wait for.
    if (await page.locator("script").count()) await settled(page);
    expect(await page.evaluate(() => "broken" in window), path).toBe(false);
    expect(await page.locator("[onerror], [onload], main script:not([nonce]), a[href^='javascript:' i]").count(), path).toBe(0);
  }
}

test("naughty strings in a deployment come back as they were typed, and do nothing", async ({ office, as }) => {
  const trail = await Trail.open(office);
  const hands = await office.hands(ana);
  const number = await draft(office, { title: "Naughty" });
  const path = office.at(`/deployments/${number}`);
  const item = await hands.follow(path, /^Details of All tests pass/);
  const service = await office.service();
  for (const text of naughty) {
    await test.step(text, async () => {
      const details = {
        title: text,
        version: [...text].slice(0, 40).join("").trim(),
        commit: text,
        release_notes: `${text}\n\n- ${text}`,
      };
      await hands.send(`${path}/edit`, "Save changes", details);
      const html = await hands.read(`${path}/edit`);
      const form = hands.formIn(html, "Save changes", "edit");
      for (const [field, value] of Object.entries(details)) expect.soft(form.value(field), field).toBe(value);
      harmless(html, text, "edit");
      harmless(await hands.read(path), text, "the page");

      const link = { button: "Add link", others: { link: `https://example.org/?q=${encodeURIComponent(text)}` } };
      for (const where of [path, item]) {
        await sent(office, trail, text, { path: where, button: "Add comment", field: "comment", label: "Comment", unseen: true });
        await sent(office, trail, text, { ...link, path: where, field: "label", label: "Label" });
      }
      await sent(office, trail, text, { path: item, button: "Add link", field: "link", label: "Link" });
      await sent(office, trail, text, { path: `${path}/edit`, button: "Save changes", field: "ticket", label: "Ticket" });
      await sent(office, trail, text, { path: item, button: "Not applicable", field: "reason", label: "Reason" });
      await hands.send(item, "Reopen");
      const other = await draft(office, { title: "Cancelled", service });
      await sent(office, trail, text, { path: office.at(`/deployments/${other}`), button: "Cancel deployment", field: "reason", label: "Reason" });
    });
  }
  const page = await as(mara);
  const deployment = new DeploymentPage(page);
  await deployment.open(number);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("`code` **bold** _thin_ | # 1. heading");
  await expect(page.getByText(`{{ 7 * 7 }}`).first()).toBeVisible();
  await quiet(page, [path, `${path}/print`, item, ...["/deployments", "/audit", ""].map((one) => office.at(one))]);
  await test.step("formulas are quoted in the CSV", async () => {
    const answer = await (await hands.form(office.at("/audit"), "Export CSV")).post();
    expect(answer.headers()["content-disposition"]).toContain("attachment");
    expect(await answer.text()).not.toMatch(/(^|,)"?[=+@]/m);
  });
});

test("naughty strings of signers and of the log come back as they were typed, and do nothing", async ({ office, as }) => {
  const trail = await Trail.open(office);
  const number = await preparing(office, { title: "Naughty signers" });
  const path = office.at(`/deployments/${number}`);
  const slot = await office.signPage(mara, number, "Tech Lead");
  const items = (await (await office.hands(mara)).form(slot, "Request changes")).offered("items[]").slice(0, 1);
  const run = office.at(`/deployments/${await running(office, { title: "Naughty log" })}`);
  const comment = { by: mara, path: slot, field: "comment", label: "Comment" };
  for (const text of naughty) {
    await test.step(text, async () => {
      const reason = { path, field: "reason", label: "Reason" };
      await sent(office, trail, text, { ...reason, button: "Put on hold" });
      await step(office, number, "Lift the hold");
      await sent(office, trail, text, { ...comment, button: "Sign", others: { meaning: "approved", password: mara.password } });
      await sent(office, trail, text, { ...reason, by: mara, button: "Withdraw sign-off" });
      await sent(office, trail, text, { ...comment, button: "Request changes", others: { "items[]": items } });
      await tickAll(office, number);
      await sent(office, trail, text, { ...comment, button: "Decline" });
      await step(office, number, "Submit for sign-off");

      const hands = await office.hands(ana);
      const fields = ["issues", "resolutions", "notes", "deviations"];
      const log = await hands.send(run, "Save log", Object.fromEntries(fields.map((field) => [field, `${field}: ${text}`])));
      harmless(log, text, "the log");
      const form = await hands.form(run, "Save log");
      for (const field of fields) expect.soft(form.value(field), field).toBe(`${field}: ${text}`);
    });
  }
  await quiet(await as(mara), [path, run, slot, `${path}/print`, `${run}/print`, office.at()]);
});

test("naughty names come back as they were typed, and do nothing", async ({ office, as }) => {
  const trail = await Trail.open(office);
  const hands = await office.hands(ana);
  const [settings, people] = [office.at("/settings"), office.at("/people")];
  let [team, service, environment] = ["A team to rename", await office.service(), "An environment to rename"];
  await hands.send(settings, "Add team", { team });
  await hands.send(settings, "Add environment", { environment });
  for (const [index, text] of naughty.entries()) {
    await test.step(text, async () => {
      await sent(office, trail, text, { path: settings, button: "Rename", field: "team", label: "Team", holding: { team } });
      await sent(office, trail, text, { path: settings, button: "Save", field: "service", label: "Service", holding: { service } });
      await sent(office, trail, text, { path: settings, button: "Save", field: "environment", label: "Environment", holding: { environment } });
      [team, service, environment] = [text, text, text];
      for (const [button, field, label] of [
        ["Add team", "team", "Team name"],
        ["Add service", "service", "Service name"],
        ["Add environment", "environment", "Environment name"],
      ] as const) {
        await sent(office, trail, `2 ${text}`, { path: settings, button, field, label });
      }
      await sent(office, trail, text, { path: people, button: "Add duty", field: "duty", label: "Duty" });
      const email = `naughty.${index}@meridian.example`;
      await sent(office, trail, text, { path: people, button: "Send invitation", field: "name", label: "Name", others: { email }, beside: true });
      await sent(office, trail, text, { path: people, button: "Send invitation", field: "email", label: "Email", others: { name: "X" }, unseen: true });
    });
  }
  await quiet(await as(mara), [settings, people, office.at("/deployments/new"), office.at("/deployments")]);
});

test("a naughty name of the organization comes back as it was typed, and does nothing", async ({ office, as }) => {
  const trail = await Trail.open(office);
  const hands = await office.hands(ana);
  const page = await as(jon);
  const path = office.at("/settings");
  try {
    for (const text of naughty) {
      await sent(office, trail, text, { path, button: "Save", field: "name", label: "Organization name" });
      harmless(await hands.read("/account"), text, "the account");
    }
    await hands.send(path, "Save", { name: naughty[0] });
    await quiet(page, [office.at(), office.at("/deployments")]);
  } finally {
    await hands.send(path, "Save", { name: organization.name });
  }
});

test("naughty strings in a template come back as they were typed, and do nothing", async ({ office, as }) => {
  const trail = await Trail.open(office);
  const author = await office.hands(ana);
  const markdown = ["# Naughty items", "", ...naughty.map((text) => `- [ ] ${text}`), ""].join("\n");
  const preview = await author.send(office.at("/templates/import"), "Preview", { name: "", markdown });
  const form = author.formIn(preview, "Save template", "the preview");
  expect(form.value("markdown")).toBe(markdown);
  for (const text of naughty) harmless(preview.replace(/<textarea[\s\S]*?<\/textarea>/g, ""), text, "the preview");
  const saved = await form.post();
  const html = await saved.text();
  for (const text of naughty) harmless(html, text, "the template");
  const template = new URL(saved.url()).pathname;
  await author.send(template, "Ask for review");
  for (const text of naughty) {
    await test.step(text, async () => {
      await sent(office, trail, text, { by: mara, path: template, button: "Send back to the editor", field: "reason", label: "Reason", unseen: true });
      await author.send(template, "Ask for review");
      const named = await author.send(office.at("/templates/import"), "Preview", { name: text, markdown: "- [ ] One" });
      const page = await author.formIn(named, "Save template", "the preview").post();
      expect.soft(page.status(), text).toBe(200);
      const shown = await page.text();
      harmless(shown, text, "the template's name");
      expect.soft(words(shown).includes(spaced(text)), `${text} on the page`).toBe(true);
      expect.soft((await trail.news()).includes(text), `${text} in the trail`).toBe(true);
    });
  }
  await quiet(await as(mara), [template, `${template}/edit`, office.at("/templates")]);
});
