// Every field at its limit and past it: a sentence beside the field, and nothing is saved.
import { Hands, type Typed } from "../fixtures/hands.js";
import { words } from "../fixtures/html.js";
import type { Office } from "../fixtures/office.js";
import { ana, jon, mara, organization, type Somebody, somebody } from "../fixtures/people.js";
import { draft, preparing, running, step } from "../fixtures/priming.js";
import { expect, test } from "../fixtures/test.js";

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
