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

test("freeze periods of GitLab are looked at, and taken as freezes", async ({ office, as }) => {
  const service = await office.service();
  const page = await as(ana);
  await page.goto(office.at("/calendar"));
  await page.getByRole("link", { name: "Import" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Import windows and freezes" })).toBeVisible();
  const text = page.getByLabel("Calendar or freeze periods");
  await text.fill("{}");
  await page.getByRole("button", { name: "Preview" }).click();
  await expect(page.getByText("neither a calendar file nor GitLab’s list of freeze periods.").first()).toBeVisible();
  await expect(text).toHaveValue("{}");
  const periods = [
    { id: 41, freeze_start: "0 23 * * 5", freeze_end: "0 7 * * 1", cron_timezone: "Europe/Berlin" },
    { id: 42, freeze_start: "0 0 1 1 *", freeze_end: "0 0 2 1 *", cron_timezone: "UTC" },
    { id: 43, freeze_start: "* * * * *", freeze_end: "0 7 * * 1", cron_timezone: "UTC" },
  ];
  await page
    .getByLabel("Or choose a file")
    .setInputFiles({ name: "periods.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(periods)) });
  await page.getByRole("button", { name: "Preview" }).click();
  await expect(page.getByText("2 entries found. Nothing is saved yet.")).toBeVisible();
  const first = page.getByRole("group", { name: "GitLab freeze 41" });
  await expect(first).toContainText("Every Friday, 23:00 to 07:00 3 days later (Europe/Berlin)");
  // Below its next three times may stand what it hits: deployments that other journeys left running.
  await expect(first.getByRole("time")).toHaveCount(3);
  await expect(page.getByRole("region", { name: "Left out" })).toContainText("GitLab freeze 43, period 3:");
  await first.getByLabel("Name", { exact: true }).fill(`Weekends of ${service}`);
  await first.getByLabel("Service").selectOption(service);
  await page.getByRole("checkbox", { name: "GitLab freeze 42" }).uncheck();
  await page.getByRole("button", { name: "Preview" }).click();
  await expect(page.getByRole("checkbox", { name: "GitLab freeze 42" })).not.toBeChecked();
  await expect(page.getByRole("region", { name: "Left out" })).toContainText("GitLab freeze 43, period 3:");
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await expect(page.getByText("The import is saved.")).toBeVisible();
  await page.getByRole("link", { name: `Weekends of ${service}` }).first().click();
  await expect(page.getByLabel("Reason", { exact: true })).toHaveValue("A freeze period in GitLab.");
  await expect(page.getByRole("group", { name: "Services", exact: true }).getByLabel(service, { exact: true })).toBeChecked();
  await page.goto(office.at("/calendar"));
  await expect(page.getByRole("main")).not.toContainText("GitLab freeze 42");
});
