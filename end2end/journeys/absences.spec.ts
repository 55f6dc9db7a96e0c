// Somebody is away: said by themselves, seen by everybody, asked about by a booking, taken back.
import { ana, jon, sofia } from "../fixtures/people.js";
import { draft } from "../fixtures/priming.js";
import { expect, test } from "../fixtures/test.js";

test("who is away says so, and what they deploy is booked only knowingly", async ({ office, as }) => {
  const number = await draft(office, { title: "Deployed by somebody who is away", by: jon });
  const page = await as(jon);
  await page.goto(office.at("/calendar"));

  await test.step("their own absence, looked at before it is saved", async () => {
    await page.getByRole("link", { name: "Add absence" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Add absence" })).toBeVisible();
    await expect(page.getByLabel("Who is away")).toHaveCount(0);
    await page.getByLabel("Starts").fill("2033-06-06T00:00");
    await page.getByLabel("Ends").fill("2033-06-05T00:00");
    await page.getByRole("button", { name: "Check" }).click();
    await expect(page.getByLabel("Ends")).toHaveAccessibleDescription("It ends before it starts.");
    await page.getByLabel("Ends").fill("2033-06-11T00:00");
    await page.getByRole("button", { name: "Check" }).click();
    await expect(page.getByRole("region", { name: "When it is" })).toContainText("Mon 6 Jun 2033, 00:00 to Sat 11 Jun 2033, 00:00");
    await page.getByRole("button", { name: "Save absence" }).click();
    await expect(page.getByRole("status").filter({ hasText: "The absence is saved." })).toBeVisible();
    await expect(page.getByRole("link", { name: `${jon.name} away` }).first()).toBeVisible();
  });

  await test.step("a colleague sees it and does not change it", async () => {
    const colleague = await as(sofia);
    await colleague.goto(office.at("/calendar?view=agenda&date=2033-06-06"));
    await colleague.getByRole("link", { name: `${jon.name} away` }).first().click();
    await expect(colleague.getByRole("heading", { level: 1, name: `Absence of ${jon.name}` })).toBeVisible();
    await expect(colleague.getByRole("button", { name: "Save absence" })).toHaveCount(0);
  });

  await test.step("a booking in it is asked about once", async () => {
    const planner = await as(ana);
    await planner.goto(office.at(`/deployments/${number}/booking`));
    await planner.getByLabel("From", { exact: true }).fill("2033-06-08T10:00");
    await planner.getByLabel("Until", { exact: true }).fill("2033-06-08T12:00");
    await planner.getByRole("button", { name: "Book", exact: true }).last().click();
    const question = planner.getByRole("alert");
    await expect(question).toContainText("Somebody whom it takes is away");
    await expect(question).toContainText(`${jon.name} is away 6 Jun 2033 to 10 Jun 2033, all day.`);
    await planner.getByRole("button", { name: "Book all the same" }).click();
    await expect(planner.getByRole("region", { name: "Booking", exact: true })).toContainText("8 Jun 2033");
  });

  await test.step("who is back takes it back", async () => {
    await page.goto(office.at("/calendar?view=agenda&date=2033-06-06"));
    await page.getByRole("link", { name: `${jon.name} away` }).first().click();
    await page.getByRole("button", { name: "Remove absence" }).click();
    await expect(page.getByRole("status").filter({ hasText: "The absence is removed." })).toBeVisible();
    await page.goto(office.at("/calendar?view=agenda&date=2033-06-06"));
    await expect(page.getByRole("link", { name: `${jon.name} away` })).toHaveCount(0);
  });
});
