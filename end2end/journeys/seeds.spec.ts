// Whole checklists through the browser: every seed where the corpus is given, and always a long one of our own.
import { type Seed, seeds } from "../fixtures/corpus.js";
import { ana, mara } from "../fixtures/people.js";
import { expect, test } from "../fixtures/test.js";
import { DeploymentPage } from "../pages/deployment.js";
import { TemplatesPage } from "../pages/templates.js";

/** What the program itself says it finds in a checklist. */
interface Report {
  totals: { items: number; lines: number };
}

for (const seed of seeds) {
  test(`${seed.file} is imported whole and worked as a deployment`, async ({ office, as }) => {
    const report = await inspect(office.instance.inspect(seed.markdown));
    const page = await as(ana);
    const templates = new TemplatesPage(page);
    const name = `Seed ${seed.file.replace(/\.md$/, "")}`;
    await templates.preview(name, seed.markdown);
    await expect(page.getByText(new RegExp(`^${report.totals.items} items`))).toBeVisible();
    await expect(page.getByText(`${report.totals.lines} lines in all, nothing skipped`)).toBeVisible();
    await templates.save();
    await templates.askForReview();
    const reviewer = await as(mara);
    await reviewer.goto(page.url());
    await new TemplatesPage(reviewer).publish();

    const deployment = new DeploymentPage(page);
    const number = await deployment.create({
      template: name,
      title: seed.file,
      version: "1.0.0",
      environment: "Development",
      service: await office.service(),
    });
    await workThrough(deployment, seed);
    await deployment.open(number);
    await expect(deployment.stage).toHaveText("Completed");
  });
}

async function workThrough(deployment: DeploymentPage, seed: Seed): Promise<void> {
  await deployment.tickEverything();
  await deployment.step("Submit for sign-off", "Preparing");
  await deployment.step("Start deployment", "Running");
  await deployment.tickEverything();
  await deployment.step("Finish deploying", "Verifying");
  await deployment.tickEverything();
  await deployment.step("Complete deployment", "Completed");
  await expect(deployment.page.getByRole("heading", { level: 1 })).toContainText(seed.file);
}

async function inspect(printed: Promise<string>): Promise<Report> {
  return JSON.parse(await printed) as Report;
}
