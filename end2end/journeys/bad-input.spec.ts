// What people should not type, and what they do by accident: a sentence beside the field, and nothing half saved.
import type { Hands } from "../fixtures/hands.js";
import { words } from "../fixtures/html.js";
import { naughty } from "../fixtures/naughty.js";
import { ana, jon, mara } from "../fixtures/people.js";
import { draft, preparing, releaseTemplate, running } from "../fixtures/priming.js";
import { expect, test } from "../fixtures/test.js";
import { DeploymentPage } from "../pages/deployment.js";
import { TemplatesPage } from "../pages/templates.js";

test.use({ texts: "hostile" });

/** A form, one of its fields and the longest text that it takes. */
interface Limit {
  path: string;
  button: string;
  field: string;
  label: string;
  max: number;
  others?: Record<string, string>;
}

async function refusedBeyond(hands: Hands, limit: Limit): Promise<void> {
  const { path, button, field, label, max } = limit;
  const attempt = async (value: string) => {
    const form = await hands.form(path, button);
    const answer = await form.fill({ ...limit.others, [field]: value }).post();
    return { status: answer.status(), text: words(await answer.text()) };
  };
  const long = await attempt("x".repeat(max + 1));
  expect(long.status, `${label} of ${max + 1} characters`).toBe(422);
  expect(long.text).toContain(`${label} is longer than ${max} characters.`);
  const empty = await attempt("   ");
  expect(empty.status, `${label} empty`).toBe(422);
  expect(empty.text).toContain(`${label} is empty.`);
  const control = await attempt("a\u0000b\u001b[31m");
  expect(control.status, `${label} with control characters`).toBe(422);
  expect(control.text).toContain(`${label} contains a character that cannot be shown.`);
  // Characters are counted, not bytes.
  const full = await attempt("ü".repeat(max));
  expect(full.status, `${label} of ${max} characters: ${full.text.slice(0, 300)}`).toBeLessThan(400);
}

test("every field at its limit and past it", async ({ office }) => {
  const hands = await office.hands(ana);
  const number = await draft(office, { title: "Limits" });
  const page = office.at(`/deployments/${number}`);
  const service = await office.service();
  const details = { title: "Limits", version: "1", service, environment: "Staging" };
  const item = await hands.follow(page, /^Details of All tests pass/);
  const limits: Limit[] = [
    { path: office.at("/deployments/new"), button: "Create deployment", field: "title", label: "Title", max: 200, others: details },
    { path: office.at("/deployments/new"), button: "Create deployment", field: "version", label: "Version", max: 80, others: details },
    { path: page, button: "Add comment", field: "comment", label: "Comment", max: 8000 },
    { path: item, button: "Add comment", field: "comment", label: "Comment", max: 8000 },
    { path: item, button: "Not applicable", field: "reason", label: "Reason", max: 2000 },
    { path: office.at("/settings"), button: "Add team", field: "team", label: "Team name", max: 80 },
    { path: office.at("/settings"), button: "Add service", field: "service", label: "Service name", max: 80 },
    { path: office.at("/settings"), button: "Add environment", field: "environment", label: "Environment name", max: 80 },
    { path: office.at("/people"), button: "Add duty", field: "duty", label: "Duty", max: 60 },
    {
      path: office.at("/people"),
      button: "Send invitation",
      field: "name",
      label: "Name",
      max: 120,
      others: { email: "at.the.limit@meridian.example" },
    },
    { path: page, button: "Cancel deployment", field: "reason", label: "Reason", max: 2000 },
  ];
  for (const limit of limits) {
    await test.step(`${limit.label} on ${limit.path}`, () => refusedBeyond(hands, limit));
  }
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

test("naughty strings come back as they were typed, and do nothing", async ({ office, as }) => {
  const hands = await office.hands(ana);
  const number = await draft(office, { title: "Naughty" });
  for (const text of naughty) {
    await test.step(text, async () => {
      await hands.send(office.at(`/deployments/${number}/edit`), "Save changes", {
        title: text,
        release_notes: `${text}\n\n- ${text}`,
        version: text.slice(0, 40),
      });
      await hands.send(office.at(`/deployments/${number}`), "Add comment", { comment: text });
      const html = await hands.read(office.at(`/deployments/${number}/edit`));
      const form = hands.formIn(html, "Save changes", "edit");
      expect(form.value("title")).toBe(text.trim());
      expect(html).not.toContain("<script>window");
    });
  }
  const page = await as(mara);
  const deployment = new DeploymentPage(page);
  await deployment.open(number);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("\\\\server\\share");
  await expect(page.getByText(`{{ 7 * 7 }}`).first()).toBeVisible();
  for (const path of [`/deployments/${number}`, `/deployments/${number}/print`, "/deployments", "/audit", ""]) {
    await page.goto(office.at(path));
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    const broken = await page.evaluate(() => "broken" in window);
    expect(broken, path).toBe(false);
    expect(await page.locator("img[onerror], main script:not([nonce]), a[href^='javascript:' i]").count(), path).toBe(0);
  }
  await test.step("formulas are quoted in the CSV", async () => {
    const answer = await (await hands.form(office.at("/audit"), "Export CSV")).post();
    expect(answer.headers()["content-disposition"]).toContain("attachment");
    expect(await answer.text()).not.toMatch(/(^|,)"?[=+@]/m);
  });
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
  expect((await form.fill({ comment: "x".repeat(200_000) }).post()).status()).toBe(413);
  const again = await hands.form(office.at(`/deployments/${number}`), "Add comment");
  expect((await again.fill({ comment: "fine" }).post({ "content-type": "text/plain" })).status()).toBe(400);
  expect((await again.fill({ comment: "fine", deployment: "dep_nonsense" }).post()).status()).toBeGreaterThanOrEqual(400);
});
