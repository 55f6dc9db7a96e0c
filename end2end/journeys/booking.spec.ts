// A deployment's place in the calendar: booked from what is free, signed with it, announced, moved.
import { ana, jon, mara } from "../fixtures/people.js";
import { preparing } from "../fixtures/priming.js";
import { expect, test } from "../fixtures/test.js";
import { DeploymentPage } from "../pages/deployment.js";

test("a free slot is booked, signed, moved after a question, and signed again", async ({ office, as }) => {
  const number = await preparing(office, { title: "Booked and moved" });
  const engineer = new DeploymentPage(await as(jon));
  const { page } = engineer;

  await engineer.open(number);
  await engineer.region("Schedule").getByRole("link", { name: "Book a slot" }).click();
  await expect(page.getByRole("heading", { level: 1, name: `Book ${number}` })).toBeVisible();
  const free = page.getByRole("region", { name: "Next free slots" });
  await expect(free.getByRole("listitem")).toHaveCount(10);
  await expect(free.getByRole("listitem").first()).toContainText("nobody busy");
  await free.getByRole("button", { name: /^Book / }).nth(2).click();
  const booking = page.getByRole("region", { name: "Booking", exact: true });
  await expect(booking).toContainText("Not yet");
  await booking.getByRole("button", { name: "Announce" }).click();
  await expect(booking).toContainText(`by ${jon.name}`);

  await test.step("what is signed says when it is deployed", async () => {
    const lead = new DeploymentPage(await as(mara));
    await lead.open(number);
    const sign = await lead.review("Tech Lead", "Before start");
    await expect(sign.sheet).toContainText("Booked");
    await sign.sign(mara.password);
  });

  await test.step("moving it names the sign-off first", async () => {
    await page.reload();
    await free.getByRole("button", { name: /^Book / }).nth(4).click();
    await page.getByRole("button", { name: "Void 1 sign-off and book" }).click();
    await expect(booking).toContainText("Not yet");
  });

  await test.step("the signer is told what changed", async () => {
    const lead = new DeploymentPage(await as(mara));
    await lead.open(number);
    await expect(lead.page.getByRole("main")).toContainText("The booking");
    await lead.sign(number, "Tech Lead", mara.password, "Before start");
  });
});

test("a slot that another deployment has is not given twice", async ({ office, as }) => {
  const [first, second] = [await preparing(office, { title: "Has the slot" }), await preparing(office, { title: "Wants it" })];
  const page = await as(ana);
  const book = async (number: string) => {
    await page.goto(office.at(`/deployments/${number}/booking`));
    await page.getByLabel("From", { exact: true }).fill("2035-03-05T10:00");
    await page.getByLabel("Until", { exact: true }).fill("2035-03-05T12:00");
    await page.getByRole("button", { name: "Book", exact: true }).last().click();
  };
  await book(first);
  await expect(page.getByRole("region", { name: "Booking", exact: true })).toContainText("5 Mar");
  await book(second);
  // One service of the same team, or one person who deploys both: either way the other booking is named.
  await expect(page.getByRole("alert")).toContainText(`${first} is booked`);
});

test("a time that is none gets a sentence at the field", async ({ office, as }) => {
  const number = await preparing(office, { title: "Mistyped" });
  const page = await as(ana);
  await page.goto(office.at(`/deployments/${number}/booking`));
  await page.getByLabel("From", { exact: true }).fill("2035-03-05T12:00");
  await page.getByLabel("Until", { exact: true }).fill("2035-03-05T10:00");
  await page.getByRole("button", { name: "Book", exact: true }).last().click();
  await expect(page.getByRole("alert")).toContainText("It ends before it begins.");
  await expect(page.getByLabel("From", { exact: true })).toHaveValue("2035-03-05T12:00");
});

test("a move is looked at in the calendar before it is made", async ({ office, as }) => {
  const number = await preparing(office, { title: "Thought about" });
  const page = await as(ana);
  const type = async (from: string, until: string, button: string) => {
    await page.goto(office.at(`/deployments/${number}/booking`));
    await page.getByLabel("From", { exact: true }).fill(from);
    await page.getByLabel("Until", { exact: true }).fill(until);
    await page.getByRole("button", { name: button, exact: true }).last().click();
  };
  await type("2035-04-10T10:00", "2035-04-10T11:00", "Book");
  await expect(page.getByRole("region", { name: "Booking", exact: true })).toContainText("10 Apr");
  await type("2035-04-12T14:00", "2035-04-12T15:30", "Check");
  await page.getByRole("link", { name: "Show it in the calendar" }).click();
  const notice = page.getByRole("region", { name: `What if: ${number} Thought about` });
  await expect(notice).toContainText(/12 Apr.* 14:00 to 15:30: free\./);
  const drawn = page.locator(`.calendar-entry[data-what="booking"]`, { hasText: `${number} Thought about` });
  await expect(drawn).toHaveCount(2);
  await expect(drawn.filter({ hasText: "would move from here" })).toContainText("10:00 to 11:00");
  await expect(drawn.filter({ hasText: "would move here" })).toContainText("14:00 to 15:30");
  await page.getByRole("link", { name: "Month", exact: true }).click();
  await expect(drawn).toHaveCount(2);
  await notice.getByRole("link", { name: "Calendar without it" }).click();
  await expect(drawn).toHaveCount(1);
  await page.goBack();
  await notice.getByRole("link", { name: "Book it there" }).click();
  await expect(page.getByLabel("Until", { exact: true })).toHaveValue("2035-04-12T15:30");
});
