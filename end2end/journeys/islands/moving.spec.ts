// Moving a booking in the calendar, with a pointer and with keys alone: what stands against a place is said before it is let go.
import type { Locator, Page } from "@playwright/test";
import { findings } from "../../fixtures/axe.js";
import { settled } from "../../fixtures/browsers.js";
import type { Office } from "../../fixtures/office.js";
import { ana } from "../../fixtures/people.js";
import { draft } from "../../fixtures/priming.js";
import { expect, test } from "../../fixtures/test.js";

/** A week that no other journey books, and that no change of clocks touches. */
const MONDAY = "2033-06-06";
const day = (days: number) => new Date(Date.parse(MONDAY) + days * 24 * 3600 * 1000).toISOString().slice(0, 10);

async function booked(office: Office, title: string, service: string, on: string): Promise<string> {
  const number = await draft(office, { title, service });
  const at = { from: `${on}T10:00`, until: `${on}T11:00`, backup_from: "", backup_until: "" };
  await (await office.hands(ana)).send(office.at(`/deployments/${number}/booking`), "Book", at);
  return number;
}

async function calendar(office: Office, page: Page, view = "month", date = MONDAY): Promise<void> {
  await page.goto(office.at(`/calendar?view=${view}&date=${date}`));
  await settled(page);
}

/** Takes hold of the middle of an element and goes so far down, in hours of the week; the button stays pressed. */
async function pull(page: Page, element: Locator, hours: number): Promise<void> {
  await element.scrollIntoViewIfNeeded();
  const box = await element.boundingBox();
  const hour = await page.locator(".calendar-axis li").first().boundingBox();
  if (!box || !hour) throw new Error("the week draws no hours");
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x, y + (hours * hour.height) / 2, { steps: 4 });
  await page.mouse.move(x, y + hours * hour.height, { steps: 4 });
}

test("a booking is pushed with keys past a taken place, made longer, and booked where it fits", async ({ office, as }) => {
  const service = await office.service();
  const number = await booked(office, "Pushed", service, day(0));
  const other = await booked(office, "In the way", service, day(1));
  const page = await as(ana);
  await calendar(office, page);
  const move = page.getByRole("link", { name: `Move ${number}, 10:00 to 11:00` });
  const status = page.locator("#calendar-moves");
  const cell = (days: number) => page.locator(`td[data-day='${day(days)}']`);
  await move.focus();
  await page.keyboard.press("ArrowRight");
  await expect(status).toContainText(`${other} is booked`);
  await expect(cell(1)).toHaveAttribute("data-fits", "no");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/calendar/);
  await expect(status).toContainText(`${other} is booked`);

  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Shift+ArrowDown");
  await expect(status).toHaveText(/8 Jun.* 10:00 to 11:15: free\.$/);
  await expect(cell(2)).toHaveAttribute("data-fits", "yes");
  await expect(cell(1)).not.toHaveAttribute("data-fits");
  await page.keyboard.press("Escape");
  await expect(status).toBeEmpty();
  await expect(cell(2)).not.toHaveAttribute("data-fits");

  await page.keyboard.press("ArrowDown");
  await expect(status).toHaveText(/13 Jun.* 10:00 to 11:00: free\.$/);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: `Book ${number}` })).toBeVisible();
  await expect(page.getByLabel("From", { exact: true })).toHaveValue(`${day(7)}T10:00`);
  await page.getByRole("button", { name: "Move booking" }).press("Enter");
  await expect(page.getByRole("region", { name: "Booking", exact: true })).toContainText(/13 Jun.* 10:00 to 11:00/);
});

test("a dialog moves a booking by its times, and says at once what stands against each", async ({ office, as }) => {
  const service = await office.service();
  const number = await booked(office, "Given a time", service, day(21));
  const other = await booked(office, "There already", service, day(22));
  const page = await as(ana);
  await calendar(office, page, "month", day(21));
  const move = page.getByRole("link", { name: `Move ${number}, 10:00 to 11:00` });
  const dialog = page.getByRole("dialog", { name: `Move ${number} Given a time` });
  const [begins, ends] = [dialog.getByLabel("Begins"), dialog.getByLabel("Ends")];
  const on = dialog.getByRole("link", { name: "Go on to book it" });
  await move.focus();
  await page.keyboard.press("Enter");
  await expect(begins).toBeFocused();
  await expect(begins).toHaveValue(`${day(21)}T10:00`);
  await expect(on).toBeHidden();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(move).toBeFocused();

  await page.keyboard.press("Enter");
  await expect(ends).toHaveValue(`${day(21)}T11:00`);
  await begins.fill(`${day(22)}T10:30`);
  await expect(dialog).toContainText("ends before it begins");
  await expect(begins).toHaveAttribute("aria-invalid", "true");
  await ends.fill(`${day(22)}T11:30`);
  await expect(dialog).toContainText(`${other} is booked`);
  await expect(on).toBeHidden();
  await ends.fill("");
  await expect(dialog).not.toContainText(`${other} is booked`);
  await begins.fill(`${day(21)}T10:00`);
  await ends.fill(`${day(21)}T11:00`);
  await expect(dialog).toContainText("It is booked for this time.");
  await expect(begins).not.toHaveAttribute("aria-invalid");
  await expect(on).toBeHidden();
  await begins.fill(`${day(23)}T12:00`);
  await ends.fill(`${day(23)}T13:30`);
  await expect(dialog).toContainText(/29 Jun.* 12:00 to 13:30: free\./);
  expect(await findings(page)).toEqual([]);
  await on.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: `Book ${number}` })).toBeVisible();
  await expect(page.getByLabel("From", { exact: true })).toHaveValue(`${day(23)}T12:00`);
  await expect(page.getByLabel("Until", { exact: true })).toHaveValue(`${day(23)}T13:30`);
});

test("a late answer about one booking says nothing of another", async ({ office, as }) => {
  const service = await office.service();
  const number = await booked(office, "Asked about", service, day(28));
  const other = await booked(office, "Opened next", service, day(29));
  const page = await as(ana);
  await calendar(office, page, "month", day(28));
  const dialog = page.getByRole("dialog");
  let answer = () => {};
  const answered = new Promise<void>((resolve) => (answer = resolve));
  const asked = page.waitForRequest(/weigh_time/);
  await page.route(/weigh_time/, async (route) => {
    await answered;
    await route.continue();
  });
  await page.getByRole("link", { name: `Move ${number}, 10:00 to 11:00` }).press("Enter");
  await dialog.getByLabel("Ends").fill(`${day(28)}T12:00`);
  await asked;
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: `Move ${other}, 10:00 to 11:00` }).press("Enter");
  const told = page.waitForResponse(/weigh_time/);
  answer();
  await (await told).finished();
  await expect(dialog.getByRole("heading")).toHaveText(`Move ${other} Opened next`);
  await expect(dialog.getByLabel("Ends")).toHaveValue(`${day(29)}T11:00`);
  await expect(dialog.getByRole("status")).toBeEmpty();
  await expect(dialog.getByRole("link", { name: "Go on to book it" })).toBeHidden();
});

test("a booking is dragged to another day", async ({ office, as }) => {
  const number = await booked(office, "Dragged", await office.service(), day(3));
  const page = await as(ana);
  await calendar(office, page);
  const entry = page.locator(`.calendar-entry[data-number='${number}']`);
  await entry.dragTo(page.locator(`td[data-day='${day(4)}']`));
  await expect(page.getByRole("heading", { level: 1, name: `Book ${number}` })).toBeVisible();
  await expect(page.getByLabel("From", { exact: true })).toHaveValue(`${day(4)}T10:00`);
  await page.getByRole("button", { name: "Move booking" }).click();
  await expect(page.getByRole("region", { name: "Booking", exact: true })).toContainText(/10 Jun.* 10:00 to 11:00/);
});

test("in the week a booking is pulled longer at its edge, and dragged to another hour past a taken one", async ({ office, as }) => {
  const on = day(14);
  const service = await office.service();
  const number = await booked(office, "Pulled", service, on);
  const page = await as(ana);
  // All of the hours are in sight: near an edge of the window a browser scrolls by itself while something is dragged.
  await page.setViewportSize({ width: 1280, height: 1300 });
  await calendar(office, page, "week", on);
  const entry = page.locator(`.calendar-entry[data-number='${number}']`);
  const status = page.locator("#calendar-moves");
  const ghost = page.locator("[data-ghost]");
  await entry.hover();
  await pull(page, entry.locator(".calendar-entry__edge"), 0.5);
  await expect(status).toHaveText(/20 Jun.* 10:00 to 11:30: free\.$/);
  await expect(ghost).toHaveAttribute("data-fits", "yes");
  await expect(ghost).toContainText("10:00 to 11:30");
  await page.mouse.up();
  await expect(page.getByRole("heading", { level: 1, name: `Book ${number}` })).toBeVisible();
  await expect(page.getByLabel("Until", { exact: true })).toHaveValue(`${on}T11:30`);
  await page.getByRole("button", { name: "Move booking" }).click();
  await expect(page.getByRole("region", { name: "Booking", exact: true })).toContainText(/20 Jun.* 10:00 to 11:30/);

  const other = await draft(office, { title: "Beside it", service });
  const at = { from: `${on}T14:00`, until: `${on}T15:00`, backup_from: "", backup_until: "" };
  await (await office.hands(ana)).send(office.at(`/deployments/${other}/booking`), "Book", at);
  await calendar(office, page, "week", on);
  await pull(page, entry.locator(".calendar-entry__when"), 3.5);
  await expect(status).toContainText(`${other} is booked`);
  await expect(ghost).toHaveAttribute("data-fits", "no");
  await page.mouse.up();
  await expect(ghost).toHaveCount(0);
  await expect(status).toContainText(`${other} is booked`);

  await pull(page, entry.locator(".calendar-entry__when"), -2);
  await expect(status).toHaveText(/20 Jun.* 08:00 to 09:30: free\.$/);
  await page.mouse.up();
  await expect(page.getByLabel("From", { exact: true })).toHaveValue(`${on}T08:00`);
});
