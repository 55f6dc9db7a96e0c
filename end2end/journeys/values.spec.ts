// Values that a checklist leaves blank, filled in for one deployment.
import { ana, jon, mara } from "../fixtures/people.js";
import { draft } from "../fixtures/priming.js";
import { expect, test } from "../fixtures/test.js";
import { DeploymentPage } from "../pages/deployment.js";

const tag = "The tag before it is known";
const back = "The old tag is rolled out";

const checklist = (name: string) => `# ${name}

Ticket master: ____

## Before
- [ ] ${tag}

## Sign-off
- Tech Lead: ____ Date: ____

## Deployment steps
- [ ] Switch over

## Rollback
- [ ] ${back}

  \`\`\`sh
  git checkout <previous-tag>
  \`\`\`
`;

test("blanks are asked for, shown where they stand, and signed", async ({ office, as }) => {
  const name = "With blanks";
  await office.template(name, checklist(name));
  const number = await draft(office, { title: "Blanks", template: name });
  const page = await as(ana);
  const deployment = new DeploymentPage(page);
  await deployment.open(number);
  const values = deployment.region("Values");
  await expect(values).toContainText("0 of 2 filled in.");
  const fill = async (label: string, text: string) => {
    const fold = values.locator("details:not([open]) > summary");
    if (await fold.count()) await fold.click();
    await values.getByLabel(label, { exact: true }).fill(text);
    await deployment.submit(() => values.getByRole("button", { name: "Save values", exact: true }).click());
  };
  await fill("previous-tag", "v4.11.3");
  await expect(values).toContainText("1 of 2 filled in.");
  await expect(deployment.line(back)).toContainText("previous-tag: v4.11.3");
  await expect(deployment.region("Timeline")).toContainText("filled in previous-tag: v4.11.3");

  await test.step("one that is too long is refused beside its field, and nothing is saved", async () => {
    const fold = values.locator("details:not([open]) > summary");
    if (await fold.count()) await fold.click();
    const field = values.getByLabel("Ticket master", { exact: true });
    await field.evaluate((input) => input.removeAttribute("maxlength"));
    await fill("Ticket master", "n".repeat(501));
    await expect(values).toContainText("Ticket master is longer than 500 characters.");
    await expect(field).toHaveValue("n".repeat(501));
    await deployment.open(number);
    await expect(values).toContainText("1 of 2 filled in.");
  });

  await test.step("a colleague filled it in meanwhile: the answer says what it is now", async () => {
    const other = new DeploymentPage(await as(jon));
    await other.open(number);
    await deployment.open(number);
    await other.region("Values").locator("details > summary").click();
    await other.region("Values").getByLabel("Ticket master", { exact: true }).fill("Jon");
    await other.region("Values").getByLabel("previous-tag", { exact: true }).fill("v4.11.4");
    await values.locator("details > summary").click();
    await values.getByLabel("Ticket master", { exact: true }).fill("Ana");
    await other.submit(() => other.region("Values").getByRole("button", { name: "Save values", exact: true }).click());
    await deployment.submit(() => values.getByRole("button", { name: "Save values", exact: true }).click());
    await expect(page.getByRole("alert")).toContainText("it is “Jon” now");
    await expect(values.locator("dl")).toContainText("Jon");
    await expect(values.getByLabel("Ticket master", { exact: true }), "what was typed stays").toHaveValue("Ana");
    await expect(values.getByLabel("previous-tag", { exact: true }), "what was not typed is not undone").toHaveValue("v4.11.4");
    await deployment.submit(() => values.getByRole("button", { name: "Save values", exact: true }).click());
    await expect(values.locator("dl")).toContainText("Ana");
    await expect(values.locator("dl")).toContainText("v4.11.4");
  });

  await deployment.open(number);
  await deployment.tick(tag);
  await deployment.step("Submit for sign-off", "Preparing");
  const signer = new DeploymentPage(await as(mara));
  await signer.open(number);
  const sign = await signer.review("Tech Lead");
  await expect(sign.sheet).toContainText("v4.11.4");
  await sign.sign(mara.password);

  await test.step("another value is asked about, and voids what covered it", async () => {
    await deployment.open(number);
    await fill("previous-tag", "v4.11.2");
    await deployment.submit(() => page.getByRole("button", { name: "Void 1 sign-off and save", exact: true }).click());
    await deployment.open(number);
    await expect(deployment.slot("Tech Lead")).toContainText("v4.11.2");
  });
  await signer.sign(number, "Tech Lead", mara.password);
  await deployment.open(number);
  await deployment.step("Start deployment", "Running");
  await expect(values.getByLabel("previous-tag", { exact: true }), "the start rested on it").toHaveCount(0);
  await expect(values).toContainText("v4.11.2");
});
