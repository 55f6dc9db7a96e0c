// What people should not type, and what they do by accident: a sentence beside the field, and nothing half saved.
import type { Page } from "@playwright/test";
import { settled } from "../fixtures/browsers.js";
import { Hands, type Typed } from "../fixtures/hands.js";
import { exactly, words } from "../fixtures/html.js";
import { naughty } from "../fixtures/naughty.js";
import type { Office } from "../fixtures/office.js";
import { ana, jon, mara, organization, type Somebody, somebody } from "../fixtures/people.js";
import { draft, preparing, releaseTemplate, running, step, tickAll } from "../fixtures/priming.js";
import { expect, test } from "../fixtures/test.js";
import { DeploymentPage } from "../pages/deployment.js";
import { TemplatesPage } from "../pages/templates.js";

test.use({ texts: "hostile" });

/** A form, one of its fields and the longest text that it takes. */
interface Limit {
  /** Whose hands; Ana's where nobody is named. */
  by?: Somebody;
  path: string;
  button: string | RegExp;
  field: string;
  label: string;
  max: number;
  others?: Typed;
  /** Whether it may be left empty. */
  optional?: boolean;
  /** A text of so many characters, where not any text will do. */
  text?: (length: number) => string;
  /** What fields of the form hold, where the page has several of its kind. */
  holding?: Record<string, string>;
}

async function refusedBeyond(hands: Hands, limit: Limit): Promise<void> {
  const { path, button, field, label, max } = limit;
  const attempt = async (value: string) => {
    const form = await hands.form(path, button, limit.holding, [limit.field]);
    const answer = await form.fill({ ...limit.others, [field]: value }).post();
    return { status: answer.status(), text: words(await answer.text()) };
  };
  const long = await attempt((limit.text ?? ((length) => "x".repeat(length)))(max + 1));
  expect(long.status, `${label} of ${max + 1} characters`).toBe(422);
  expect(long.text).toContain(`${label} is longer than ${max} characters.`);
  if (!limit.optional) {
    const empty = await attempt("   ");
    expect(empty.status, `${label} empty`).toBe(422);
    expect(empty.text).toContain(`${label} is empty.`);
  }
  const control = await attempt("a\u0000b\u001b[31m");
  expect(control.status, `${label} with control characters`).toBe(422);
  expect(control.text).toContain(`${label} contains a character that cannot be shown.`);
  // Characters are counted, not bytes.
  const full = await attempt((limit.text ?? ((length) => "ü".repeat(length)))(max));
  expect(full.status, `${label} of ${max} characters: ${full.text.slice(0, 300)}`).toBeLessThan(400);
}

/** Checks limits one after the other. */
async function checkLimits(office: Office, limits: Limit[]): Promise<void> {
  for (const limit of limits) {
    await test.step(`${limit.label} on ${limit.path}`, async () => refusedBeyond(await office.hands(limit.by ?? ana), limit));
  }
}

/** An address of so many characters. */
const address = (length: number) => "https://example.org/".padEnd(length, "ü");

test("every field of a deployment at its limit and past it", async ({ office }) => {
  const hands = await office.hands(ana);
  const number = await draft(office, { title: "Limits" });
  const page = office.at(`/deployments/${number}`);
  const service = await office.service();
  const made = { path: office.at("/deployments/new"), button: "Create deployment" };
  const details = { title: "Limits", version: "1", service, environment: "Staging" };
  const changed = { path: `${page}/edit`, button: "Save changes" };
  const item = await hands.follow(page, /^Details of All tests pass/);
  await checkLimits(office, [
    { ...made, field: "title", label: "Title", max: 200, others: details },
    { ...made, field: "version", label: "Version", max: 80, others: details },
    { ...made, field: "commit", label: "Commit", max: 200, others: details, optional: true },
    { ...made, field: "ticket", label: "Ticket", max: 2000, others: details, optional: true, text: address },
    { ...made, field: "release_notes", label: "Release notes", max: 10_000, others: details, optional: true },
    { ...changed, field: "title", label: "Title", max: 200 },
    { ...changed, field: "version", label: "Version", max: 80 },
    { ...changed, field: "commit", label: "Commit", max: 200, optional: true },
    { ...changed, field: "ticket", label: "Ticket", max: 2000, optional: true, text: address },
    { ...changed, field: "release_notes", label: "Release notes", max: 10_000, optional: true, text: (length) => "x".repeat(length) },
    ...[page, item].flatMap((path): Limit[] => [
      { path, button: "Add comment", field: "comment", label: "Comment", max: 8000 },
      { path, button: "Add link", field: "link", label: "Link", max: 2000, text: address },
      { path, button: "Add link", field: "label", label: "Label", max: 200, others: { link: "https://example.org/" }, optional: true },
    ]),
    { path: item, button: "Not applicable", field: "reason", label: "Reason", max: 2000 },
    { path: page, button: "Cancel deployment", field: "reason", label: "Reason", max: 2000 },
  ]);
});

test("every reason and comment of signing at its limit and past it", async ({ office }) => {
  const number = await preparing(office, { title: "Limits of signing" });
  const page = office.at(`/deployments/${number}`);
  const lead = await office.signPage(mara, number, "Tech Lead");
  const comment = { field: "comment", label: "Comment", max: 8000 };
  await checkLimits(office, [
    { ...comment, by: mara, path: lead, button: "Sign", others: { meaning: "approved", password: mara.password }, optional: true },
    { by: mara, path: page, button: "Withdraw sign-off", field: "reason", label: "Reason", max: 2000 },
    { path: office.at(`/deployments/${await preparing(office, { title: "Held" })}`), button: "Put on hold", field: "reason", label: "Reason", max: 2000 },
  ]);
});

test("every field of a run at its limit and past it", async ({ office }) => {
  const path = office.at(`/deployments/${await running(office, { title: "Limits of a run" })}`);
  const failed = office.at(`/deployments/${await running(office, { title: "Fails" })}`);
  const back = async () => office.at(`/deployments/${await running(office, { title: "Goes back" })}`);
  const reason = { field: "reason", label: "Reason", max: 2000 };
  const log = ["Issues", "Resolutions", "Notes", "Deviations"];
  await checkLimits(office, [
    ...log.map((label): Limit => ({ path, button: "Save log", field: label.toLowerCase(), label, max: 8000, optional: true, text: (length) => "x".repeat(length) })),
    { ...reason, path: failed, button: "Mark as failed" },
    { ...reason, by: jon, path: await back(), button: "Roll back", others: { to_version: "4.11.3" } },
    { by: jon, path: await back(), button: "Roll back", field: "to_version", label: "Version to go back to", max: 80, others: { reason: "Limits." } },
  ]);
});

test("the downtime is a number of minutes, and nothing else", async ({ office }) => {
  const path = office.at(`/deployments/${await running(office, { title: "Downtime" })}`);
  const hands = await office.hands(ana);
  for (const downtime of ["-1", "1.5", "1e3", "x", "\u0663", "9".repeat(40), "=1+1", "1 min"]) {
    const answer = await (await hands.form(path, "Save log")).fill({ downtime }).post();
    expect(answer.status(), downtime).toBe(422);
    expect(words(await answer.text())).toContain("Downtime is not a whole number.");
  }
});

test("every name at its limit and past it", async ({ office }) => {
  const settings = office.at("/settings");
  const people = office.at("/people");
  const hands = await office.hands(ana);
  const service = await office.service();
  const [team, environment] = ["Team to rename", "Environment to rename"];
  await hands.send(settings, "Add team", { team });
  await hands.send(settings, "Add environment", { environment });
  const host = "@meridian.example";
  const invited = { path: people, button: "Send invitation", others: { name: "Limit", email: `at.the.limit${host}` } };
  const imported = { path: office.at("/templates/import"), button: "Preview" };
  await checkLimits(office, [
    { path: settings, button: "Add team", field: "team", label: "Team name", max: 80 },
    { path: settings, button: "Add service", field: "service", label: "Service name", max: 80 },
    { path: settings, button: "Add environment", field: "environment", label: "Environment name", max: 80 },
    { path: settings, button: "Rename", field: "team", label: "Team", max: 80, holding: { team }, text: (length) => "t".repeat(length) },
    { path: settings, button: "Save", field: "service", label: "Service", max: 80, holding: { service }, text: (length) => "s".repeat(length) },
    {
      path: settings,
      button: "Save",
      field: "environment",
      label: "Environment",
      max: 80,
      holding: { environment },
      text: (length) => "e".repeat(length),
    },
    { path: people, button: "Add duty", field: "duty", label: "Duty", max: 60 },
    { ...invited, field: "name", label: "Name", max: 120 },
    { ...invited, field: "email", label: "Email", max: 254, text: (length) => `${"ü".repeat(length - host.length)}${host}` },
    { ...imported, field: "name", label: "Name", max: 160, others: { markdown: "# Limits\n- [ ] One" }, optional: true },
  ]);
});

test("the organization's name at its limit and past it", async ({ office }) => {
  const hands = await office.hands(ana);
  const path = office.at("/settings");
  try {
    await refusedBeyond(hands, { path, button: "Save", field: "name", label: "Organization name", max: 120 });
  } finally {
    await hands.send(path, "Save", { name: organization.name });
  }
});

test("sending a draft back needs a reason within its limit", async ({ office }) => {
  const author = await office.hands(ana);
  const preview = await author.send(office.at("/templates/import"), "Preview", { name: "Sent back at the limit", markdown: "- [ ] One" });
  const saved = await author.formIn(preview, "Save template", "the preview").post();
  const path = new URL(saved.url()).pathname;
  await author.send(path, "Ask for review");
  await checkLimits(office, [{ by: mara, path, button: "Send back to the editor", field: "reason", label: "Reason", max: 2000 }]);
});

test("set-up at its limits and past them", async ({ empty, playwright }) => {
  const request = await playwright.request.newContext({ baseURL: empty.url });
  const hands = new Hands(request, empty.url);
  const attempt = async (typed: Typed) => {
    const form = await hands.form("/setup", "Create organization");
    const usual = { code: empty.setUpCode, organization: organization.name, name: ana.name, email: ana.email, password: ana.password };
    const answer = await form.fill({ ...usual, ...typed }).post();
    return { status: answer.status(), text: words(await answer.text()) };
  };
  for (const [field, label] of [["organization", "Organization name"], ["name", "Your name"]] as const) {
    for (const [value, sentence] of [
      ["x".repeat(121), `${label} is longer than 120 characters.`],
      [" ", `${label} is empty.`],
      ["a\u0007b", `${label} contains a character that cannot be shown.`],
    ] as const) {
      const { status, text } = await attempt({ [field]: value });
      expect(status, sentence).toBe(422);
      expect(text).toContain(sentence);
    }
  }
  const long = await attempt({ password: "x".repeat(257) });
  expect(long.status).toBe(422);
  expect(long.text).toContain("Password is longer than 256 characters.");
  const full = await attempt({ organization: "ö".repeat(120), name: "ü".repeat(120), password: "A sentence to be let in with. ".repeat(9).slice(0, 256) });
  expect(full.status, full.text.slice(0, 300)).toBe(200);
  await request.dispose();
});

test("a password past its limit is refused wherever one is chosen", async ({ office }) => {
  const person = await office.newcomer();
  const past = "ü".repeat(257);
  const attempt = async (hands: Hands, path: string, button: string, typed: Typed) => {
    const answer = await (await hands.form(path, button)).fill(typed).post();
    expect(answer.status(), path).toBe(422);
    expect(words(await answer.text()), path).toContain("assword is longer than 256 characters.");
  };
  await attempt(await office.hands(person), "/account", "Change password", { current_password: person.password, new_password: past });
  const stranger = await office.stranger();
  await attempt(stranger, await office.invite(somebody("Past the limit", "Member", [])), "Join", { password: past });
  const reset = /\/reset\/[\w-]+/.exec(await office.instance.run(["user", "reset", person.email]))?.[0] ?? "";
  await attempt(stranger, reset, "Save password", { password: past });
});

test("forms say which field is wrong, keep what was typed, and save nothing", async ({ office, as }) => {
  const page = await as(ana);
  await page.goto(office.at("/deployments/new"));
  await page.getByLabel("Title", { exact: true }).fill("Kept while it is wrong");
  await page.locator("summary", { hasText: "More details" }).click();
  await page.getByLabel("Ticket", { exact: true }).fill("javascript:alert(1)");
  await page.getByLabel("Release notes", { exact: true }).fill("Kept\ntoo");
  await page.getByRole("button", { name: "Create deployment" }).click();
  const alert = page.getByRole("alert");
  await expect(alert).toContainText("2 fields need another look");
  await expect(alert.getByRole("link", { name: "Version is empty." })).toBeVisible();
  await expect(alert.getByRole("link", { name: "Ticket is not a web address. It starts with https://." })).toBeVisible();
  await expect(page.getByLabel("Title", { exact: true })).toHaveValue("Kept while it is wrong");
  await expect(page.getByLabel("Release notes", { exact: true })).toHaveValue("Kept\ntoo");
  await expect(page.getByLabel("Version", { exact: true })).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Version", { exact: true })).toHaveAccessibleDescription(/Version is empty\./);
  await page.goto(office.at("/deployments?search=Kept+while"));
  await expect(page.getByText("Nothing matches")).toBeVisible();
});

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

test("a checklist that cannot be read is refused in words, and nothing is saved", async ({ office, as }) => {
  const page = await as(ana);
  const templates = new TemplatesPage(page);
  const upload = async (name: string, body: Buffer) => {
    await templates.openImport();
    await page.getByLabel("Or choose a file").setInputFiles({ name, mimeType: "text/markdown", buffer: body });
    await page.getByRole("button", { name: "Preview", exact: true }).click();
  };
  const wrong = page.getByRole("alert");

  await templates.openImport();
  await page.getByRole("button", { name: "Preview", exact: true }).click();
  await expect(wrong).toContainText("Markdown is empty.");
  await page.getByLabel("Markdown", { exact: true }).fill("A letter.");
  await page.getByRole("button", { name: "Preview", exact: true }).click();
  await expect(wrong).toContainText("has no items");
  await expect(page.getByLabel("Markdown", { exact: true })).toHaveValue("A letter.");
  await upload("latin1.md", Buffer.from("# Gr\xfc\xdfe\n- [ ] t\xe4glich", "latin1"));
  await expect(wrong).toContainText("is not text in UTF-8");
  await upload("huge.md", Buffer.from(`# Huge\n- [ ] one\n${"a line of prose\n".repeat(70_000)}`));
  await expect(page.getByText(/is larger than 1 MiB|This is larger than/).first()).toBeVisible();
  await upload("deep.md", Buffer.from(Array.from({ length: 40 }, (_, depth) => `${"  ".repeat(depth)}- [ ] level ${depth}`).join("\n")));
  await expect(page.getByText(/32/).first()).toBeVisible();
  await upload("many.md", Buffer.from(`# Many\n${"- [ ] one more\n".repeat(10_001)}`));
  await expect(page.getByText(/10,?000/).first()).toBeVisible();
  await page.goto(office.at("/templates"));
  for (const name of ["Huge", "Many", "A letter."]) await expect(page.getByRole("link", { name })).toHaveCount(0);
});

test("a large checklist is read whole, and markup in it does nothing", async ({ office, as }) => {
  const page = await as(ana);
  const attack = [
    "# Attack <script>window.broken=1</script>",
    "- [ ] <img src=x onerror=window.broken=1> one",
    "- [ ] [click](javascript:window.broken=1) two",
    "- [ ] ![x](https://evil.example/pixel.png) three",
    "- [ ] <b>four</b> `<script>` &lt;script&gt;",
    "- [ ] [five](data:text/html,<script>window.broken=1</script>)",
    "",
    "<details><summary>raw</summary><iframe src=https://evil.example></iframe></details>",
    "",
    ...Array.from({ length: 9_000 }, (_, line) => `A line of prose that is about a hundred characters long, number ${line}, so that the file is large.`),
  ].join("\n");
  expect(attack.length).toBeGreaterThan(800_000);
  const templates = new TemplatesPage(page);
  await templates.openImport();
  await page
    .getByLabel("Or choose a file")
    .setInputFiles({ name: "attack.md", mimeType: "text/markdown", buffer: Buffer.from(attack) });
  await page.getByLabel("Name", { exact: true }).fill("Attack");
  await page.getByRole("button", { name: "Preview", exact: true }).click();
  await expect(page.getByText("Nothing is saved yet.")).toBeVisible({ timeout: 30_000 });
  const name = await templates.save();
  expect(name).toBe("Attack");
  expect(await page.evaluate(() => "broken" in window)).toBe(false);
  expect(await page.locator("iframe, img, main a[href^='javascript:' i], main a[href^='data:' i]").count()).toBe(0);
});

test("a form sent twice makes one thing", async ({ office }) => {
  const hands = await office.hands(ana);
  const service = await office.service();
  const form = await hands.form(office.at("/deployments/new"), "Create deployment");
  form.fill({ template: releaseTemplate, title: "Sent twice", version: "1.0.0", service, environment: "Staging" });
  const answers = await Promise.all([form.post(), form.post()]);
  for (const answer of answers) expect(answer.status(), words(await answer.text()).slice(0, 600)).toBe(200);
  const numbers = await Promise.all(answers.map(async (answer) => /CHG-\d+/.exec(new URL(answer.url()).pathname)?.[0]));
  expect(numbers[0]).toMatch(/^CHG-\d+$/);
  expect(numbers[1]).toBe(numbers[0]);
  const late = await form.fill({ title: "Sent again with other words" }).post();
  expect(late.status()).toBe(409);
  expect(words(await late.text())).toContain("This form was already sent with other contents.");
});

test("a stale edit says who changed what meanwhile, and undoes nothing", async ({ office, as }) => {
  const number = await draft(office, { title: "Stale edit" });
  const page = await as(ana);
  await page.goto(office.at(`/deployments/${number}/edit`));
  await page.getByLabel("Title", { exact: true }).fill("Ana's title");
  const hands = await office.hands(jon);
  await hands.send(office.at(`/deployments/${number}/edit`), "Save changes", { title: "Jon's title", version: "9.9.9" });
  await page.getByRole("button", { name: "Save changes" }).click();
  const alert = page.getByRole("alert");
  await expect(alert).toContainText(/Jon Okafor changed Title on .*: it is Jon's title now\./);
  await expect(page.getByLabel("Title", { exact: true })).toHaveValue("Ana's title");
  await expect(page.getByLabel("Version", { exact: true }), "a field that Ana left alone follows").toHaveValue("9.9.9");
  await page.getByRole("button", { name: "Save changes" }).click();
  const deployment = new DeploymentPage(page);
  await deployment.ready(number);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Ana's title");
  await expect(page.getByText("9.9.9").first()).toBeVisible();
});

test("a tick on a stale page is refused where the item changed, and its neighbours are saved", async ({ office }) => {
  const number = await draft(office, { title: "Stale tick" });
  const path = office.at(`/deployments/${number}`);
  const [first, second] = [await office.hands(ana), await office.hands(jon)];
  const stale = await second.form(path, "Save ticks");
  const item = await first.follow(path, /^Details of All tests pass/);
  await first.send(item, "Not applicable", { reason: "No tests here." });
  const answer = await stale.tickAll("done[]").post();
  expect(answer.status()).toBe(409);
  expect(words(await answer.text())).toContain("Ana Ruiz changed “All tests pass on the release branch”");
});

test("the log of a deployment takes numbers as numbers", async ({ office, as }) => {
  const number = await running(office, { title: "Logged" });
  const page = await as(jon);
  const deployment = new DeploymentPage(page);
  await deployment.open(number);
  const log = deployment.region("Log");
  await log.locator("summary", { hasText: "Write the log" }).click();
  await log.getByLabel("Downtime", { exact: true }).fill("half an hour");
  await log.getByLabel("Issues", { exact: true }).fill("The queue was full.");
  await deployment.submit(() => log.getByRole("button", { name: "Save log" }).click());
  await expect(page.getByText("Downtime is not a whole number.").first()).toBeVisible();
  await expect(log.getByLabel("Issues", { exact: true })).toHaveValue("The queue was full.");
  await log.getByLabel("Downtime", { exact: true }).fill("30");
  await deployment.submit(() => log.getByRole("button", { name: "Save log" }).click());
  await expect(log).toContainText("30 min");
  await expect(log).toContainText("The queue was full.");
});

test("a body that is too large, or no form at all, is turned away", async ({ office }) => {
  const number = await preparing(office, { title: "Oversize" });
  const hands = await office.hands(ana);
  const form = await hands.form(office.at(`/deployments/${number}`), "Add comment");
  expect((await form.fill({ comment: "x".repeat(1_100_000) }).post()).status()).toBe(413);
  const again = await hands.form(office.at(`/deployments/${number}`), "Add comment");
  expect((await again.fill({ comment: "fine" }).post({ "content-type": "text/plain" })).status()).toBe(400);
  expect((await again.fill({ comment: "fine", deployment: "dep_nonsense" }).post()).status()).toBeGreaterThanOrEqual(400);
});
