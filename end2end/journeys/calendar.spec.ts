// A release week is planned: a weekly window, a freeze that is previewed, and both in every view.
import { ana, ivo, mara } from "../fixtures/people.js";
import { preparing, sign } from "../fixtures/priming.js";
import { expect, test } from "../fixtures/test.js";
import { DeploymentPage } from "../pages/deployment.js";
import { WorkPage } from "../pages/work.js";

test("a window is checked, saved, and read back in every view", async ({ office, as }) => {
  const service = await office.service();
  const page = await as(ana);
  await page.goto(office.at("/calendar"));
  await page.getByRole("link", { name: "Add window" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Add window" })).toBeVisible();
  await expect(page.getByRole("group", { name: "On these days" })).toBeHidden();
  await page.getByLabel("Name", { exact: true }).fill("Release hours");
  await page.getByLabel("Starts", { exact: true }).fill("2031-03-04T10:00");
  await page.getByLabel("Ends", { exact: true }).fill("2031-03-04T09:00");
  await page.getByLabel("Time zone", { exact: true }).selectOption("Europe/Berlin");
  await page.getByLabel("Repeats", { exact: true }).selectOption("Every week");
  await page.getByRole("group", { name: "On these days" }).getByLabel("Tuesday").check();
  await page.getByRole("group", { name: "Services", exact: true }).getByLabel(service, { exact: true }).check();
  await page.getByRole("button", { name: "Check" }).click();
  await expect(page.getByText("It ends before it starts.").first()).toBeVisible();
  await page.getByLabel("Ends", { exact: true }).fill("2031-03-04T16:00");
  await page.getByRole("button", { name: "Check" }).click();
  const ahead = page.getByRole("region", { name: "The next ten" });
  await expect(ahead).toContainText("Every Tuesday, 10:00 to 16:00 (Europe/Berlin).");
  await expect(ahead.getByRole("listitem")).toHaveCount(10);
  await expect(page.getByRole("group", { name: "Services", exact: true }).getByLabel(service, { exact: true })).toBeChecked();
  await page.getByRole("button", { name: "Save window" }).click();
  await expect(page.getByText("The window is saved.")).toBeVisible();
  await expect(page.getByRole("heading", { level: 2, name: "March 2031" })).toBeVisible();
  for (const view of ["Week", "Agenda", "Month"]) {
    await page.getByRole("navigation", { name: "View" }).getByRole("link", { name: view }).click();
    await expect(page.getByRole("link", { name: "Release hours" }).first()).toBeVisible();
    await expect(page.getByRole("main")).toContainText(service);
  }
  await page.getByLabel("Second time zone").selectOption("Asia/Kolkata");
  await page.getByRole("button", { name: "Apply" }).click();
  await page.getByRole("navigation", { name: "View" }).getByRole("link", { name: "Agenda" }).click();
  await expect(page.getByText("and in Kolkata")).toBeVisible();
  await expect(page.getByText("14:30 to 20:30 Kolkata").first()).toBeVisible();
  await page.getByRole("checkbox", { name: "Windows", exact: true }).uncheck();
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page.getByRole("heading", { level: 3, name: "Nothing planned" })).toBeVisible();
});

test("the reader's own zone is switched beside the times", async ({ office, browsers }) => {
  const person = await office.newcomer();
  const page = await browsers.open(office.url, { storageState: await office.session(person) });
  await page.goto(office.at("/calendar?view=agenda&date=2031-03-01"));
  await page.locator("summary", { hasText: "Times in" }).click();
  await page.getByLabel("Time zone", { exact: true }).selectOption("Asia/Kathmandu");
  await page.getByRole("button", { name: "Use", exact: true }).click();
  await expect(page.locator("summary", { hasText: "Times in Asia/Kathmandu" })).toBeVisible();
  expect(page.url()).toContain("view=agenda&date=2031-03-01");
  await page.goto("/account");
  await expect(page.getByLabel("Time zone", { exact: true })).toHaveValue("Asia/Kathmandu");
});

test("a freeze is previewed, saved, read by others, and cancelled with a reason", async ({ office, as }) => {
  const service = await office.service();
  const page = await as(ana);
  await page.goto(office.at("/calendar"));
  await page.getByRole("link", { name: "Set a freeze" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Carrier audit");
  await page.getByLabel("Reason", { exact: true }).fill("The carrier audits us.");
  await page.getByLabel("Starts", { exact: true }).fill("2031-06-10T00:00");
  await page.getByLabel("Ends", { exact: true }).fill("2031-06-12T00:00");
  await page.getByRole("group", { name: "Services", exact: true }).getByLabel(service, { exact: true }).check();
  await page.getByLabel("Hold").check();
  await page.getByRole("button", { name: "Preview" }).click();
  await expect(page.getByText("It hits no deployment that is booked or runs. Nothing is saved yet.")).toBeVisible();
  await expect(page.getByLabel("Hold")).toBeChecked();
  await page.getByRole("button", { name: "Save freeze" }).click();
  await expect(page.getByText("The freeze is saved.")).toBeVisible();
  const other = await as(ivo);
  await other.goto(page.url());
  await other.getByRole("link", { name: "Carrier audit" }).first().click();
  await expect(other.getByRole("heading", { level: 1, name: "Carrier audit" })).toBeVisible();
  await expect(other.getByText("The carrier audits us.")).toBeVisible();
  await expect(other.getByRole("button", { name: "Save freeze" })).toHaveCount(0);
  await page.getByRole("link", { name: "Carrier audit" }).first().click();
  await page.getByText("Cancel this freeze").click();
  await page.getByLabel("Reason to cancel").fill("The audit was moved.");
  await page.getByRole("button", { name: "Cancel freeze" }).click();
  await expect(page.getByText("The freeze is cancelled. What it held goes on.")).toBeVisible();
  await page.goto(office.at("/audit?search=audit+was+moved"));
  await expect(page.getByText("The audit was moved.")).toBeVisible();
});

test("a freeze moves one, holds one and exempts one, and asks before a move voids", async ({ office, as }) => {
  const day = (days: number) => new Date(Date.now() + days * 24 * 3600 * 1000).toISOString().slice(0, 10);
  const hands = await office.hands(ana);
  const booked = async (title: string, hour: number) => {
    const service = await office.service();
    const number = await preparing(office, { title, service });
    const at = { from: `${day(20)}T${hour}:00`, until: `${day(20)}T${hour + 1}:00`, backup_from: "", backup_until: "" };
    await hands.send(office.at(`/deployments/${number}/booking`), "Book", at);
    return { service, number };
  };
  const [moves, held, exempt] = [await booked("Is moved", 10), await booked("Is held", 12), await booked("Is exempt", 14)];
  await sign(office, moves.number, mara, "Tech Lead");

  const page = await as(ana);
  await page.goto(office.at("/calendar/freezes/new"));
  await page.getByLabel("Name", { exact: true }).fill("Stocktaking");
  await page.getByLabel("Reason", { exact: true }).fill("The harbour counts.");
  await page.getByLabel("Starts", { exact: true }).fill(`${day(19)}T00:00`);
  await page.getByLabel("Ends", { exact: true }).fill(`${day(22)}T00:00`);
  const services = page.getByRole("group", { name: "Services", exact: true });
  for (const { service } of [moves, held, exempt]) await services.getByLabel(service, { exact: true }).check();
  await page.getByRole("button", { name: "Preview" }).click();
  await expect(page.getByText("It hits 3 deployments. Nothing is saved yet.")).toBeVisible();
  const choice = ({ number }: { number: string }) => page.getByLabel(`What becomes of ${number}`);
  await expect(choice(held).getByRole("option", { selected: true })).toHaveText("Hold");
  const offers = choice(moves).getByRole("option", { name: /^Move to / });
  await expect(offers).toHaveCount(3);
  await choice(moves).selectOption((await offers.nth(1).getAttribute("value")) ?? "");
  await choice(exempt).selectOption("Exempt");
  await page.getByRole("button", { name: "Save freeze" }).click();

  await test.step("the move names the sign-off first", async () => {
    const question = page.getByRole("alert").filter({ hasText: "voids 1 sign-off" });
    await expect(question).toContainText(mara.name);
    await question.getByRole("button", { name: "Void 1 sign-off and save freeze" }).click();
    await expect(page.getByText("The freeze is saved.")).toBeVisible();
  });

  const deployment = new DeploymentPage(page);
  await deployment.open(held.number);
  await expect(page.getByRole("main")).toContainText("“Stocktaking”");
  for (const { number } of [moves, exempt]) {
    await deployment.open(number);
    await expect(page.getByRole("main")).not.toContainText("“Stocktaking”");
  }
  await test.step("who had signed is told, and signs again", async () => {
    const work = new WorkPage(await as(mara));
    await work.open();
    await expect(work.line("Returned to me", moves.number)).toContainText("voided your sign-off");
    await new DeploymentPage(work.page).sign(moves.number, "Tech Lead", mara.password, "Before start");
  });
});
