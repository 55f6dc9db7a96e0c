// What people should not type, and what they do by accident: a sentence beside the field, and nothing half saved.
import { words } from "../fixtures/html.js";
import { ana, jon } from "../fixtures/people.js";
import { draft, preparing, releaseTemplate, running, tickAll } from "../fixtures/priming.js";
import { expect, test } from "../fixtures/test.js";
import { DeploymentPage } from "../pages/deployment.js";
import { TemplatesPage } from "../pages/templates.js";

test.use({ texts: "hostile" });

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

test("a tick on a stale page is refused where the item changed, and nothing of its form is saved", async ({ office }) => {
  const number = await draft(office, { title: "Stale tick" });
  const path = office.at(`/deployments/${number}`);
  const [first, second] = [await office.hands(ana), await office.hands(jon)];
  const stale = await second.form(path, "Save ticks");
  const item = await first.follow(path, /^Details of All tests pass/);
  await first.send(item, "Not applicable", { reason: "No tests here." });
  const answer = await stale.tickAll("done[]").post();
  expect(answer.status()).toBe(409);
  expect(words(await answer.text())).toContain("Ana Ruiz changed “All tests pass on the release branch”");
  const now = await second.read(path);
  expect(now.match(/<input type="checkbox" name="done\[\]"[^>]*>/g)?.length).toBeGreaterThan(2);
  expect(now).not.toMatch(/<input type="checkbox" name="done\[\]"[^>]* checked/);
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
