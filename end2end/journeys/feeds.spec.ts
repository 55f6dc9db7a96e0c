// The calendar leaves for other programs and comes in from them: a feed is read and revoked, GitLab's freeze periods are taken.
import { ana } from "../fixtures/people.js";
import { expect, test } from "../fixtures/test.js";

test("a feed is made, read without a session, and revoked", async ({ office, as, playwright }) => {
  const name = `Office screen ${test.info().project.name}`;
  const page = await as(ana);
  await page.goto(office.at("/calendar"));
  await page.getByRole("link", { name: "Feeds" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Feeds" })).toBeVisible();
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("What it lists").selectOption("Environment Production");
  await page.getByRole("button", { name: "Make feed" }).click();
  const address = (await page.getByRole("status").getByText("/feeds/").textContent())?.trim() ?? "";
  expect(address).toMatch(/^http:\/\/.+\/feeds\/[0-9a-f]{64}\.ics$/);
  const line = page.getByRole("listitem").filter({ hasText: name });
  await expect(line).toContainText("never fetched");

  const program = await playwright.request.newContext();
  const answer = await program.get(address);
  expect(answer.headers()["content-type"]).toBe("text/calendar; charset=utf-8");
  expect(await answer.text()).toContain("REFRESH-INTERVAL;VALUE=DURATION:PT1H");
  const again = await program.get(address, { headers: { "if-none-match": answer.headers()["etag"] ?? "" } });
  expect(again.status()).toBe(304);

  await page.goto(office.at("/calendar/feeds"));
  await expect(page.getByRole("main")).not.toContainText(address);
  await expect(line).not.toContainText("never fetched");
  await page.getByRole("button", { name: `Revoke ${name}` }).click();
  await expect(page.getByText("The feed is revoked.")).toBeVisible();
  await expect(line).toHaveCount(0);
  expect((await program.get(address)).status()).toBe(404);
  await program.dispose();
  await page.goto(office.at("/audit?what=calendar"));
  await expect(page.getByText(`Ana Ruiz made the feed ${name}, of environment Production.`)).toBeVisible();
  await expect(page.getByRole("main")).not.toContainText(address.slice(-68));
});
