// Templates over time: proposals, review, versions, and Markdown out and in again.
import { ana, jon, mara } from "../fixtures/people.js";
import { expect, test } from "../fixtures/test.js";
import { TemplatesPage } from "../pages/templates.js";

const checklist = (name: string) => `# ${name}

## Before
- [ ] The canary is healthy
- [ ] Caches are warm (if applicable)

## Sign-off
- Tech Lead: ____ Date: ____
- DevOps Lead: ____ Date: ____

## Deployment steps
- [ ] Switch the traffic over

## Rollback
- [ ] Switch it back
`;

test("what was proposed can be switched off, and is left out", async ({ as }) => {
  const page = await as(ana);
  const templates = new TemplatesPage(page);
  const name = "Without the second lead";
  await templates.preview("", checklist(name));
  const slot = "Pre-deployment sign-off slot: DevOps Lead";
  const condition = "Applies: if applicable";
  await expect(templates.proposal(slot)).toBeChecked();
  await expect(templates.proposal(condition)).toBeChecked();
  await templates.without(slot, condition);
  await expect(templates.proposal("Pre-deployment sign-off slot: Tech Lead")).toBeChecked();
  const roster = page.getByRole("heading", { name: "Before start" }).locator("xpath=following-sibling::*[1]");
  await expect(roster).toContainText("Tech Lead");
  await expect(roster).not.toContainText("DevOps Lead");

  expect(await templates.save()).toBe(name);
  const signOffs = page.getByRole("region", { name: "Sign-offs" });
  await expect(signOffs).toContainText("Tech Lead");
  await expect(signOffs).not.toContainText("DevOps Lead");
  await expect(page.getByRole("region", { name: "Checklist" }), "the line stays as it was written").toContainText("Caches are warm (if applicable)");
});

test("a draft is sent back with a reason, changed, and published by somebody else", async ({ as }) => {
  const [author, reviewer, reader] = [await as(ana), await as(mara), await as(jon)];
  const [drafts, reviews, reads] = [new TemplatesPage(author), new TemplatesPage(reviewer), new TemplatesPage(reader)];
  const name = "Sent back once";
  await drafts.preview("", checklist(name));
  await drafts.save();
  const path = new URL(author.url()).pathname;
  await expect(author.getByText("You edited this draft last, so somebody else must publish it")).toBeVisible();
  await expect(author.getByRole("button", { name: "Publish version" })).toHaveAttribute("aria-disabled", "true");

  await test.step("nobody publishes before a review was asked for", async () => {
    await reviews.open(path, name);
    await expect(reviewer.getByText("No review was asked for yet")).toBeVisible();
    await expect(reviewer.getByRole("button", { name: "Publish version" })).toHaveAttribute("aria-disabled", "true");
  });

  await test.step("the reviewer sends it back, with a reason", async () => {
    await drafts.askForReview();
    await reviews.open(path, name);
    await expect(reviewer.getByText("A review was asked for")).toBeVisible();
    await reviews.sendBack(" ");
    await expect(reviewer.getByText("Reason is empty.").first()).toBeVisible();
    await reviews.sendBack("Who watches the canary?");
    await expect(reviewer.getByText("No review was asked for yet")).toBeVisible();
    await expect(reviewer.getByRole("button", { name: "Send back to the editor", includeHidden: true })).toHaveCount(0);
  });

  await test.step("who may not publish is told who may", async () => {
    await reads.open(path, name);
    await expect(reader.getByText("Owners and admins publish")).toBeVisible();
    await expect(reader.getByRole("button", { name: "Publish version" })).not.toBeEnabled();
  });

  await test.step("changed and asked again, it is published", async () => {
    await drafts.open(path, name);
    await drafts.change(name, (markdown) => markdown.replace("The canary is healthy", "The canary is healthy, and somebody watches it"));
    await drafts.save();
    await drafts.askForReview();
    await reviews.open(path, name);
    await reviews.publish();
    await expect(reviewer.getByText(/^Version 1, published by Mara Lindqvist/)).toBeVisible();
    await reads.open(path, name);
    await expect(reader.getByRole("region", { name: "Checklist" })).toContainText("and somebody watches it");
  });
});

test("a new version is compared with the one before, and deployments take the new one", async ({ office, as }) => {
  const name = "In two versions";
  const path = await office.template(name, checklist(name));
  const page = await as(ana);
  const templates = new TemplatesPage(page);
  await templates.open(path, name);
  await templates.change(name, (markdown) =>
    markdown.replace("Caches are warm (if applicable)", "Caches are warm on both sides").replace(/^- \[ \] Switch it back.*$/m, "- [ ] Point the name at the old side"),
  );
  const changes = page.getByRole("region", { name: "Changed since version 1" });
  await expect(changes.getByRole("row").filter({ hasText: "Changed" })).toContainText("Caches are warm on both sides");
  await templates.save();
  await templates.askForReview();
  const reviewer = await as(mara);
  const reviews = new TemplatesPage(reviewer);
  await reviews.open(`${path}?version=draft`, name);
  await reviews.publish();

  await templates.open(path, name);
  await expect(page.getByText(/^Version 2, published by Mara Lindqvist/)).toBeVisible();
  await templates.compare(1);
  await expect(templates.differences).toHaveCount(3);
  const changed = templates.differences.filter({ hasText: "Changed" });
  await expect(changed.locator("del")).toHaveText("Caches are warm (if applicable)");
  await expect(changed.locator("ins")).toHaveText("Caches are warm on both sides");
  await expect(templates.differences.filter({ hasText: "Removed" })).toContainText("Switch it back");
  await expect(templates.differences.filter({ hasText: "Added" })).toContainText("Point the name at the old side");

  await test.step("the other way round, and with itself", async () => {
    await page.getByLabel("From", { exact: true }).selectOption({ label: "Version 2" });
    await page.getByLabel("To", { exact: true }).selectOption({ label: "Version 2" });
    await page.getByRole("button", { name: "Compare", exact: true }).click();
    await expect(page.getByText("Every item is the same.")).toBeVisible();
    await page.getByLabel("To", { exact: true }).selectOption({ label: "Version 1" });
    await page.getByRole("button", { name: "Compare", exact: true }).click();
    await expect(templates.differences.filter({ hasText: "Changed" }).locator("ins")).toHaveText("Caches are warm (if applicable)");
  });

  await page.goto(office.at("/deployments/new"));
  await expect(page.getByLabel("Template", { exact: true }).locator("option", { hasText: name })).toHaveText(`${name}, version 2`);
});

test("a template that is exported and imported again has the same items", async ({ office, as }) => {
  const name = "Out and in again";
  const path = await office.template(name, checklist(name));
  const page = await as(ana);
  const templates = new TemplatesPage(page);
  await templates.open(path, name);
  const list = page.getByRole("region", { name: "Checklist" });
  const [items, slots] = [await list.innerText(), await page.getByRole("region", { name: "Sign-offs" }).innerText()];
  expect(items).toContain("The canary is healthy");
  const { file, markdown } = await templates.export();
  expect(file).toBe("out-and-in-again-v1.md");
  expect(markdown).toContain("- [ ] The canary is healthy");

  await templates.preview("In again", markdown);
  await templates.save();
  expect(await list.innerText()).toBe(items);
  expect(await page.getByRole("region", { name: "Sign-offs" }).innerText()).toBe(slots);
  const again = await templates.export();
  expect(again.file).toBe("in-again-draft.md");
  expect(again.markdown).toBe(markdown);
});

test("a slot that may be signed ahead is ticked in the preview, and stays so over versions", async ({ as }) => {
  const name = "Signed ahead";
  const page = await as(ana);
  const templates = new TemplatesPage(page);
  await templates.preview(name, checklist(name));
  await templates.ahead("Tech Lead").check();
  await page.getByRole("button", { name: "Preview again" }).click();
  await expect(templates.ahead("Tech Lead")).toBeChecked();
  await expect(templates.ahead("DevOps Lead")).not.toBeChecked();
  await templates.save();
  const signOffs = page.getByRole("region", { name: "Sign-offs" });
  await expect(signOffs.getByRole("listitem").filter({ hasText: "Tech Lead" }).first()).toContainText("May be signed ahead of open items");
  await expect(signOffs.getByRole("listitem").filter({ hasText: "DevOps Lead" }).first()).toContainText("Signed when the items are done");

  await templates.change(name, (markdown) => markdown.replace("The canary is healthy", "The canary sings"));
  await expect(templates.ahead("Tech Lead")).toBeChecked();
  await templates.ahead("Tech Lead").uncheck();
  await templates.save();
  await expect(signOffs).not.toContainText("May be signed ahead of open items");
});
