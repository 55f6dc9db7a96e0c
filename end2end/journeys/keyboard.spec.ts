// With nothing but a keyboard: Tab, Space, Enter and the arrows.
import type { Page } from "@playwright/test";
import { isLive, settled } from "../fixtures/browsers.js";
import { ana, mara } from "../fixtures/people.js";
import { draft, preparing } from "../fixtures/priming.js";
import { expect, test } from "../fixtures/test.js";
import { DeploymentPage } from "../pages/deployment.js";
import { SignPage } from "../pages/sign.js";

/** What has the focus: its name, and whether it can be seen. */
async function focused(page: Page): Promise<{ name: string; seen: boolean; ring: boolean }> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement) || element === document.body) return { name: "", seen: true, ring: true };
    const field = element instanceof HTMLInputElement || element instanceof HTMLSelectElement || element instanceof HTMLTextAreaElement;
    const label = field ? element.labels?.[0]?.textContent : undefined;
    const box = element.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    const top = document.elementFromPoint(x, y);
    // Some draw it around the whole line that they stand for.
    const drawn = ["", "::after", "::before"].map((part) => getComputedStyle(element, part));
    return {
      name: (element.getAttribute("aria-label") ?? label ?? element.textContent ?? "").replace(/\s+/g, " ").trim(),
      seen: top !== null && (element.contains(top) || top.contains(element) || top.closest("label") !== null),
      ring: drawn.some((style) => style.outlineStyle !== "none" || style.boxShadow !== "none"),
    };
  });
}

/** Presses Tab until something of this name has the focus; the focus is always in sight on the way. */
async function tabTo(page: Page, name: RegExp | string, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
  const wanted = (text: string) => (typeof name === "string" ? text === name : name.test(text));
  const passed: string[] = [];
  for (let presses = 0; presses < 150; presses += 1) {
    await page.keyboard.press(key);
    const now = await focused(page);
    expect(now.seen, `“${now.name}” has the focus and is covered`).toBe(true);
    expect(now.ring, `“${now.name}” has the focus and does not show it`).toBe(true);
    if (wanted(now.name)) return;
    passed.push(now.name);
  }
  throw new Error(`${key} never reached ${name}; it passed ${passed.join(" | ")}`);
}

test("a deployment is made, ticked and submitted by keyboard alone", async ({ office, as }) => {
  await office.service();
  const page = await as(ana);
  await page.goto(office.at("/deployments"));
  await page.keyboard.press("Tab");
  expect((await focused(page)).name).toBe("Skip to content");
  await page.keyboard.press("Enter");
  await tabTo(page, "New deployment");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "New deployment" })).toBeVisible();
  await tabTo(page, "Template");
  await page.keyboard.type("Freight");
  await page.keyboard.press("Tab");
  await page.keyboard.type("By keyboard");
  await page.keyboard.press("Tab");
  await page.keyboard.type("1.2.3");
  await tabTo(page, "Create deployment");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: /^CHG-\d+ By keyboard$/ })).toBeVisible();
  await settled(page);

  const deployment = new DeploymentPage(page);
  await tabTo(page, "All tests pass on the release branch");
  await page.keyboard.press("Space");
  await expect(deployment.item("All tests pass on the release branch")).toBeChecked();
  if (!isLive(page)) {
    await tabTo(page, "Save ticks", "Shift+Tab");
    await deployment.submit(() => page.keyboard.press("Enter"));
  }
  await deployment.save();
  await expect(deployment.item("All tests pass on the release branch")).toBeChecked();
  await page.reload();
  await settled(page);
  await expect(deployment.item("All tests pass on the release branch")).toBeChecked();
  await tabTo(page, "Submit for sign-off");
  await page.keyboard.press("Enter");
  await expect(deployment.stage).toHaveText("Preparing");
});

test("a sign-off is given by keyboard alone", async ({ office, as }) => {
  const number = await preparing(office, { title: "Signed by keyboard" });
  const page = await as(mara);
  await page.goto(office.at());
  await settled(page);
  await tabTo(page, new RegExp(`^Review and sign ${number} as Tech Lead$`));
  await page.keyboard.press("Enter");
  await new SignPage(page).ready("Tech Lead");
  await tabTo(page, /^Approved$/);
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("radio", { name: "Accepts the risk" })).toBeChecked();
  await page.keyboard.press("Tab");
  await page.keyboard.type("With a keyboard.");
  const again = page.getByLabel("Password", { exact: true });
  if (await again.isVisible()) {
    await page.keyboard.press("Tab");
    await page.keyboard.type(mara.password);
  }
  await tabTo(page, "Sign");
  await page.keyboard.press("Enter");
  const deployment = new DeploymentPage(page);
  await deployment.ready(number);
  await expect(deployment.slot("Tech Lead")).toContainText("Accepts the risk");
  await expect(deployment.slot("Tech Lead")).toContainText("With a keyboard.");
});

test("folds open by keyboard, and the sticky line never covers the focus", async ({ office, as }) => {
  const number = await draft(office, { title: "Folds" });
  const page = await as(ana);
  const deployment = new DeploymentPage(page);
  await deployment.open(number);
  await tabTo(page, /^Rollback/);
  await expect(deployment.item("Deploy the previous image")).toBeHidden();
  await page.keyboard.press("Enter");
  await expect(deployment.item("Deploy the previous image")).toBeVisible();
  await tabTo(page, "Add comment");
});
