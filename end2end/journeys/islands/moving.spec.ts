// Moving a booking in the calendar, with a pointer and with keys alone: what stands against a place is said before it is let go.
import type { Page } from "@playwright/test";
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

async function calendar(office: Office, page: Page): Promise<void> {
  await page.goto(office.at(`/calendar?view=month&date=${MONDAY}`));
  await settled(page);
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
