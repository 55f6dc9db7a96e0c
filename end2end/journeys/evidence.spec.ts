// Evidence that items ask for: a link, words, a figure.
import { ana, jon, mara } from "../fixtures/people.js";
import { draft } from "../fixtures/priming.js";
import { expect, test } from "../fixtures/test.js";
import { DeploymentPage } from "../pages/deployment.js";
import { TemplatesPage } from "../pages/templates.js";

const restored = "The restore was tried";
const rate = "The error rate was measured";

const checklist = (name: string) => `# ${name}

## Before
- [ ] ${restored} {#restored evidence=text}
- [ ] ${rate} {#rate evidence=number}

## Sign-off
- Tech Lead: ____ Date: ____

## Deployment steps
- [ ] Switch over

## Rollback
- [ ] Switch back
`;

test("an item that asks for evidence waits for it, and signing shows it", async ({ office, as }) => {
  const name = "With evidence to give";
  const [author, reviewer, lead] = [await as(ana), await as(mara), await as(jon)];
  const templates = new TemplatesPage(author);
  await templates.preview("", checklist(name));
  await templates.save();
  await templates.askForReview();
  const reviews = new TemplatesPage(reviewer);
  await reviews.open(new URL(author.url()).pathname, name);
  await reviews.publish();

  const number = await draft(office, { title: "Evidence", template: name });
  const deployment = new DeploymentPage(author);
  await deployment.open(number);
  await deployment.tick(restored);
  await deployment.tick(rate);
  await deployment.step("Submit for sign-off", "Preparing");
  await expect(deployment.region("What blocks this")).toContainText("2 done items lack the evidence that they ask for.");

  const given = author.getByRole("region", { name: "Evidence", exact: true });
  const give = async (item: string, label: string, text: string) => {
    await deployment.open(number);
    await deployment.reveal(item);
    await deployment.line(item).locator(".item__open").click();
    await expect(author.getByRole("heading", { level: 1, name: item })).toBeVisible();
    await given.getByLabel(label, { exact: true }).fill(text);
    await deployment.submit(() => given.getByRole("button", { name: "Give evidence", exact: true }).click());
  };
  await give(restored, "Evidence", "Restored to the second site.\nAll 231 tables are there.");
  await expect(given.locator(".evidence")).toHaveText("Restored to the second site.\nAll 231 tables are there.");

  await test.step("a figure begins with a number", async () => {
    await give(rate, "Figure", "hardly any");
    await expect(given).toContainText("Figure is not a number with perhaps a unit, like 42 or 0.4 %.");
    await expect(given.getByLabel("Figure", { exact: true }), "what was typed is kept").toHaveValue("hardly any");
    await expect(given.locator(".evidence")).toHaveCount(0);
  });
  await give(rate, "Figure", "0.4 %");
  await expect(given).toContainText("0.4 %");
  await expect(given).toContainText("Ana Ruiz");

  await deployment.open(number);
  await expect(deployment.line(rate)).toContainText("0.4 %");
  await expect(deployment.region("What blocks this")).not.toContainText("evidence");
  await expect(deployment.region("Timeline")).toContainText("0.4 %");

  const signs = new DeploymentPage(reviewer);
  await signs.open(number);
  const sign = await signs.review("Tech Lead");
  await expect(sign.sheet).toContainText("All 231 tables are there.");
  await expect(sign.sheet).toContainText("0.4 %");
  await sign.sign(mara.password);

  await test.step("another figure is asked about, and voids what covered the first", async () => {
    await give(rate, "Figure", "0.9 %");
    await deployment.submit(() => author.getByRole("button", { name: "Void 1 sign-off and save", exact: true }).click());
    await deployment.open(number);
    await expect(deployment.slot("Tech Lead")).toContainText("has new evidence");
  });

  const reader = new DeploymentPage(lead);
  await reader.open(number);
  await reader.reveal(rate);
  await expect(reader.line(rate)).toContainText("0.9 %");
});
