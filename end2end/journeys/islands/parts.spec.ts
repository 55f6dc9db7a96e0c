// Parts of a page that keep up by themselves: a verification that goes on, and what a choice is warned of.
import { settled } from "../../fixtures/browsers.js";
import { ana } from "../../fixtures/people.js";
import { expect, test } from "../../fixtures/test.js";

const security = `# Watched in production

- [ ] It builds

## Sign-off
- [ ] Tech Lead
- [ ] Security
`;

test("a verification that goes on is followed to its end", async ({ office, as }) => {
  const page = await as(ana);
  const asked: string[] = [];
  // The trail of a test is verified at once: the first two answers are made into those of a long one.
  await page.route("**/audit?verify=*", async (route) => {
    asked.push(new URL(route.request().url()).search);
    const response = await route.fetch();
    const body = await response.text();
    const part = '<div data-part="verification"';
    expect(body).toContain(part);
    if (asked.length > 2) return route.fulfill({ response, body });
    const going = body.replace(part, `${part} data-again="${office.at("/audit?verify=wait")}"`).replace("Verified:", `Verifying, look ${asked.length}:`);
    return route.fulfill({ response, body: going });
  });
  await page.goto(office.at("/audit?verify=now"));
  await expect(page.getByRole("status").filter({ hasText: /Verified: \d+ entries/ })).toBeVisible();
  expect(asked.map((query) => query.replace(/&$/, ""))).toEqual(["?verify=now", "?verify=wait", "?verify=wait"]);
});

test("warnings follow what is chosen, and what was typed stays", async ({ office, as }) => {
  const name = "Watched in production";
  await office.template(name, security);
  const page = await as(ana);
  await page.goto(office.at("/deployments/new"));
  await settled(page);
  const warned = page.getByRole("region", { name: "One sign-off of this template cannot be given" });
  await expect(warned).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Check" })).toBeHidden();
  await page.getByLabel("Title", { exact: true }).fill("Typed before choosing");
  await page.getByLabel("Environment", { exact: true }).selectOption({ label: "Production, sign-offs needed" });
  await page.getByLabel("Template", { exact: true }).selectOption({ label: `${name}, version 1` });
  await expect(warned).toContainText("For Production:");
  await expect(warned).toContainText("Start will need Security");
  await page.getByLabel("Environment", { exact: true }).selectOption({ label: "Development, no sign-offs needed" });
  await expect(warned).toHaveCount(0);
  await expect(page.getByLabel("Title", { exact: true })).toHaveValue("Typed before choosing");
});
