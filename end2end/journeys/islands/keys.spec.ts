// What islands add: single keys, the palette, ticks that are saved at once and seen by others.
import { items } from "../../fixtures/checklists.js";
import { settled } from "../../fixtures/browsers.js";
import { ana, jon, mara } from "../../fixtures/people.js";
import { draft, preparing, sign } from "../../fixtures/priming.js";
import { expect, test } from "../../fixtures/test.js";
import { DeploymentPage } from "../../pages/deployment.js";

test("j, k and x work the list; ? lists the keys", async ({ office, as }) => {
  const number = await draft(office, { title: "Single keys" });
  const page = await as(ana);
  const deployment = new DeploymentPage(page);
  await deployment.open(number);
  await page.keyboard.press("j");
  await expect(deployment.item(items.tests)).toBeFocused();
  await page.keyboard.press("j");
  await expect(deployment.item(items.log)).toBeFocused();
  await page.keyboard.press("k");
  await expect(deployment.item(items.tests)).toBeFocused();
  await page.keyboard.press("x");
  await expect(deployment.item(items.tests)).toBeChecked();
  await deployment.save();
  await page.reload();
  await settled(page);
  await expect(deployment.item(items.tests)).toBeChecked();
  await expect(deployment.region("Checklist")).toContainText("1 of 4");

  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Keys of this page" });
  await expect(help).toContainText("Next, previous item");
  await page.keyboard.press("Escape");
  await expect(help).toBeHidden();

  await test.step("a key typed into a field is a letter", async () => {
    const comment = deployment.region("Comments").getByLabel("Comment", { exact: true });
    await comment.fill("");
    await comment.press("x");
    await comment.press("j");
    await expect(comment).toHaveValue("xj");
    await expect(deployment.item(items.tests)).toBeChecked();
  });
});

test("n and e lead to what is said of an item and to its evidence; / searches", async ({ office, as }) => {
  const number = await draft(office, { title: "More single keys" });
  const page = await as(ana);
  const deployment = new DeploymentPage(page);
  const item = page.getByRole("heading", { level: 1, name: items.log, exact: true });
  await deployment.open(number);
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await expect(deployment.item(items.log)).toBeFocused();
  await page.keyboard.press("n");
  await expect(item).toBeVisible();
  await expect(page).toHaveURL(/#comment$/);
  await expect(page.getByLabel("Comment", { exact: true })).toBeInViewport();

  await deployment.open(number);
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await expect(deployment.item(items.log)).toBeFocused();
  await page.keyboard.press("e");
  await expect(item).toBeVisible();
  await expect(page).toHaveURL(/#evidence$/);
  await expect(page.getByLabel("Link", { exact: true })).toBeFocused();

  await deployment.open(number);
  await page.keyboard.press("/");
  await expect(page.getByRole("heading", { level: 1, name: "Deployments" })).toBeVisible();
  await expect(page.getByRole("searchbox")).toBeFocused();

  await page.goto(office.at("/deployments"));
  await settled(page);
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox")).toBeFocused();
  await page.keyboard.type("more/n");
  await expect(page.getByRole("searchbox")).toHaveValue("more/n");
});

test("single keys can be switched off, and stay off in this browser", async ({ office, as }) => {
  const number = await draft(office, { title: "Keys off" });
  const page = await as(ana);
  const deployment = new DeploymentPage(page);
  await deployment.open(number);
  const help = page.getByRole("dialog", { name: "Keys of this page" });
  await page.keyboard.press("?");
  await help.getByRole("switch", { name: /^Single keys/ }).uncheck();
  await page.keyboard.press("Escape");
  await expect(help).toBeHidden();
  for (const round of ["now", "after a reload"]) {
    await test.step(round, async () => {
      for (const key of ["j", "x", "?", "g", "d"]) await page.keyboard.press(key);
      await page.keyboard.press("Control+k");
      await expect(page.getByRole("combobox", { name: "Go to" })).toBeFocused();
      await page.keyboard.press("Escape");
      await expect(help).toBeHidden();
      await expect(page.getByRole("heading", { level: 1, name: `${number} Keys off` })).toBeVisible();
      await expect(deployment.item(items.tests)).not.toBeFocused();
      await expect(deployment.region("Checklist").getByRole("checkbox", { checked: true })).toHaveCount(0);
      await page.reload();
      await settled(page);
    });
  }
});

test("the palette finds pages and deployments", async ({ office, as }) => {
  const number = await draft(office, { title: "Found by the palette" });
  const page = await as(ana);
  await page.goto(office.at("/people"));
  await settled(page);
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("combobox", { name: "Go to" });
  await expect(palette).toBeFocused();
  await palette.fill(number);
  await expect(page.getByRole("option", { name: /Found by the palette/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: `${number} Found by the palette` })).toBeVisible();
  await settled(page);
  await page.getByRole("button", { name: /^Go to/ }).click();
  await page.getByRole("combobox", { name: "Go to" }).fill("sett");
  await page.getByRole("option", { name: /Settings/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Settings" })).toBeVisible();
  await settled(page);
  await page.keyboard.press("Control+k");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("combobox", { name: "Go to" })).toBeHidden();
  await page.keyboard.press("g");
  await page.keyboard.press("d");
  await expect(page.getByRole("heading", { level: 1, name: "Deployments" })).toBeVisible();

  await test.step("the palette's field hears keys until the frame after it was closed", async () => {
    await settled(page);
    await page.keyboard.press("Control+k");
    await expect(palette).toBeFocused();
    // All in one task: no frame comes between.
    await page.evaluate(() => {
      const field = document.activeElement;
      field?.closest("dialog")?.close();
      for (const key of ["g", "a"]) field?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    });
    await expect(page.getByRole("heading", { level: 1, name: "Audit trail" })).toBeVisible();
  });
});

test("a tick is saved at once, can be taken back, and is told to whoever looks", async ({ office, as }) => {
  const number = await draft(office, { title: "Live" });
  const [here, there] = [new DeploymentPage(await as(ana)), new DeploymentPage(await as(jon))];
  await here.open(number);
  await there.open(number);
  await here.item(items.log).check();
  await expect(there.item(items.log)).toBeChecked();
  await expect(there.region("Checklist")).toContainText("1 of 4");
  await expect(there.line(items.log)).toContainText("Ana Ruiz");
  await expect(there.page.getByRole("status").filter({ hasText: "Ana Ruiz ticked" })).toBeAttached();
  await here.page.getByRole("button", { name: "Undo" }).click();
  await expect(here.item(items.log)).not.toBeChecked();
  await expect(there.item(items.log)).not.toBeChecked();
});

test("a ticked section is taken back in one request, but not what others ticked", async ({ office, as }) => {
  const number = await draft(office, { title: "A section and back" });
  const [here, there] = [new DeploymentPage(await as(ana)), new DeploymentPage(await as(jon))];
  await there.open(number);
  await there.item(items.log).check();
  await here.open(number);
  await expect(here.item(items.log)).toBeChecked();
  const section = here.line(items.tests).locator("xpath=ancestor::details[1]");
  await section.getByRole("button", { name: /^Tick section/ }).click();
  await expect(section.getByRole("checkbox", { checked: false })).toHaveCount(0);
  const asked: string[] = [];
  here.page.on("request", (request) => {
    if (request.method() === "POST" && request.url().includes("/tick")) asked.push(request.url());
  });
  await here.page.getByRole("button", { name: "Undo" }).click();
  await expect(there.item(items.tests)).not.toBeChecked();
  await expect(there.item(items.log)).toBeChecked();
  await expect(here.page.getByRole("status").filter({ hasText: /^Unticked \d items? in/ })).toBeAttached();
  expect(asked).toHaveLength(1);
});

test("stage, blockers and signatures follow without reloading", async ({ office, as }) => {
  const number = await preparing(office, { title: "Followed" });
  const page = new DeploymentPage(await as(ana));
  await page.open(number);
  await expect(page.region("What blocks this").getByRole("listitem")).toHaveCount(3);
  await sign(office, number, mara, "Tech Lead");
  await expect(page.slot("Tech Lead")).toContainText("Approved");
  await expect(page.region("What blocks this").getByRole("listitem")).toHaveCount(2);
});

test("a tick that cannot be saved is taken back, and says why", async ({ office, as }) => {
  const number = await draft(office, { title: "Refused tick" });
  const page = new DeploymentPage(await as(jon));
  // A browser that hears nothing of what others do.
  const silence = { contentType: "text/event-stream", body: "" };
  await page.page.route("**/events/**", (route) => route.fulfill(silence));
  await page.open(number);
  const hands = await office.hands(ana);
  const item = await hands.follow(office.at(`/deployments/${number}`), new RegExp(`^Details of ${items.tests}`));
  await hands.send(item, "Not applicable", { reason: "No tests." });
  // A click, because the box may be taken back before it was seen ticked.
  await page.item(items.tests).click();
  await expect(page.line(items.tests)).toContainText("No tests.");
  await expect(page.item(items.tests)).not.toBeChecked();
});
