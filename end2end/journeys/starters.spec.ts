// Templates that come with the program: from a press to a deployment.
import { ana, mara } from "../fixtures/people.js";
import { expect, test } from "../fixtures/test.js";
import { DeploymentPage } from "../pages/deployment.js";
import { TemplatesPage } from "../pages/templates.js";

const STARTERS = {
  "Web service release": "Change is described in a ticket that says what is different for whoever calls the service",
  "Database migration": "Migration was reviewed by somebody who runs this database",
  Hotfix: "Cause is known, not guessed, and the change does nothing else",
};

test("a template that comes with Countersign is drafted, reviewed, published and deployed from", async ({ office, as }) => {
  const [author, reviewer] = [await as(ana), await as(mara)];
  const drafts = new TemplatesPage(author);
  for (const [name, item] of Object.entries(STARTERS)) {
    await author.goto(office.at("/templates"));
    // Whoever has templates already finds them folded away.
    await author.getByText("Start from a template that comes with Countersign").click();
    await author.getByRole("button", { name: `Make a draft of ${name}`, exact: true }).click();
    await drafts.ready(name);
    await expect(author.getByText(item).first()).toBeVisible();
    await drafts.askForReview();
    const reviews = new TemplatesPage(reviewer);
    await reviews.open(new URL(author.url()).pathname, name);
    await reviews.publish();

    const deployment = new DeploymentPage(author);
    const service = await office.service();
    await deployment.create({ template: name, title: `From ${name}`, version: "1.0.0", environment: "Development", service });
    await deployment.tick(item);
    await deployment.step("Submit for sign-off", "Preparing");
  }
});
