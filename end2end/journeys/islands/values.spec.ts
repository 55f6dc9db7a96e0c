// What is filled in shows in a colleague's browser.
import { ana, jon } from "../../fixtures/people.js";
import { draft } from "../../fixtures/priming.js";
import { expect, test } from "../../fixtures/test.js";
import { DeploymentPage } from "../../pages/deployment.js";

const back = "The old tag is rolled out";
const name = "Blanks, live";
const checklist = `# ${name}

## Before
- [ ] The tag before it is known

## Rollback
- [ ] ${back}: \`git checkout <previous-tag>\`
`;

test("a value shows in a colleague's browser, in its region and in the list", async ({ office, as }) => {
  await office.template(name, checklist);
  const number = await draft(office, { title: "Live blanks", template: name });
  const watcher = new DeploymentPage(await as(jon));
  await watcher.open(number);
  const writer = new DeploymentPage(await as(ana));
  await writer.open(number);
  const values = writer.region("Values");
  await values.locator("details > summary").click();
  await values.getByLabel("previous-tag", { exact: true }).fill("v4.11.3");
  await writer.submit(() => values.getByRole("button", { name: "Save values", exact: true }).click());
  await expect(watcher.region("Values")).toContainText("v4.11.3");
  await expect(watcher.line(`${back}: git checkout <previous-tag>`)).toContainText("previous-tag: v4.11.3");
});
