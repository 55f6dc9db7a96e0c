// What a freeze and a short notice ask of people: a start that is lifted by duty and reviewed, an announcement with its reason.
import { ana, jon } from "../fixtures/people.js";
import { draft, signed } from "../fixtures/priming.js";
import { expect, test } from "../fixtures/test.js";
import { DeploymentPage } from "../pages/deployment.js";

const local = (hours: number) => new Date(Date.now() + hours * 3600 * 1000).toISOString().slice(0, 16);

test("a freeze holds a start until a duty overrides it with a reason, and somebody else reviews that", async ({ office, as }) => {
  const service = await office.service();
  const manager = await office.newcomer(["Release Manager"]);
  const chief = await office.newcomer(["CTO"]);
  const number = await signed(office, { title: "Lifted", service });
  const requester = new DeploymentPage(await as(ana));
  const { page } = requester;
  await page.goto(office.at("/calendar/freezes/new"));
  await page.getByLabel("Name", { exact: true }).fill("Migration night");
  await page.getByLabel("Reason", { exact: true }).fill("The warehouse moves.");
  await page.getByLabel("Starts", { exact: true }).fill(local(-2));
  await page.getByLabel("Ends", { exact: true }).fill(local(4));
  await page.getByRole("group", { name: "Services", exact: true }).getByLabel(service, { exact: true }).check();
  await page.getByRole("button", { name: "Save freeze" }).click();
  await expect(page.getByText("The freeze is saved.")).toBeVisible();

  await test.step("the start is refused, by name, and an owner's role lifts nothing", async () => {
    await requester.open(number);
    await requester.insist("Start deployment");
    await expect(requester.page.getByRole("alert")).toContainText("“Migration night” is in force until");
    await requester.page.goto(office.at(`/deployments/${number}/booking`));
    await expect(requester.page.getByRole("region", { name: "Overrides" })).toContainText("Release Manager or CTO");
    await expect(requester.page.getByRole("button", { name: "Override", exact: true })).toHaveCount(0);
  });

  const lifts = await as(manager);
  await lifts.goto(office.at(`/deployments/${number}/booking`));
  const overrides = lifts.getByRole("region", { name: "Overrides" });
  await expect(overrides.getByLabel("What is lifted").getByRole("option", { selected: true })).toHaveText("The freeze “Migration night”");
  await overrides.getByRole("button", { name: "Override", exact: true }).click();
  await expect(overrides.getByLabel("Reason")).toHaveAttribute("aria-invalid", "true");
  await overrides.getByLabel("Reason").fill("Orders are lost without it.");
  await overrides.getByRole("button", { name: "Override", exact: true }).click();
  await expect(overrides).toContainText("Orders are lost without it.");
  await expect(overrides).toContainText("Waits for its review.");

  await requester.open(number);
  await requester.step("Start deployment", "Running");
  await expect(requester.page.getByRole("main")).toContainText("waits for its review");

  await test.step("somebody else with the duty reviews it", async () => {
    const reviewer = await as(chief);
    await reviewer.goto(office.at(`/deployments/${number}/booking`));
    const region = reviewer.getByRole("region", { name: "Overrides" });
    await region.getByLabel("Justified", { exact: true }).check();
    await region.getByLabel("What was found").fill("It was needed.");
    await region.getByRole("button", { name: "Save review" }).click();
    await expect(region).toContainText(`${chief.name} found it justified: It was needed.`);
    await requester.open(number);
    await expect(requester.page.getByRole("main")).not.toContainText("waits for its review");
  });

  await test.step("the freeze is over, and all of it is in the trail", async () => {
    const hands = await office.hands(ana);
    const there = await hands.follow(office.at("/calendar"), /^Migration night$/);
    await hands.send(there, "Cancel freeze", { reason: "The move is done." });
    await requester.page.goto(office.at("/audit?search=Orders+are+lost"));
    await expect(requester.page.getByText("Orders are lost without it.").first()).toBeVisible();
  });
});

test("a booking that is announced late says why, and once moved is announced again", async ({ office, as }) => {
  const hands = await office.hands(ana);
  const environment = "Vault";
  await hands.send(office.at("/settings"), "Add environment", { environment });
  const html = await hands.read(office.at("/settings"));
  const id = /name="id" value="(env_[0-9a-f]+)"/g;
  const newest = [...html.matchAll(id)].at(-1)?.[1] ?? "";
  const asks = hands.formIn(html, "Save schedule", "the settings", { id: newest });
  expect((await asks.fill({ notice_hours: "48" }).post()).status()).toBe(200);
  const wanted = { title: "Announced late", environment: environment as "Production" };
  const number = await draft(office, wanted);

  const page = await as(jon);
  const deployment = new DeploymentPage(page);
  await deployment.open(number);
  await page.goto(office.at(`/deployments/${number}/booking`));
  await expect(page.getByRole("region", { name: "Next free slots" }).getByRole("listitem").first()).toContainText("48 hours of notice kept");
  await page.getByLabel("From", { exact: true }).fill(local(24));
  await page.getByLabel("Until", { exact: true }).fill(local(25));
  await page.getByRole("button", { name: "Book", exact: true }).last().click();
  const booking = page.getByRole("region", { name: "Booking", exact: true });
  await expect(booking).toContainText("Not yet; 48 hours of notice are needed");
  await booking.getByRole("button", { name: "Announce" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await booking.getByLabel("Reason").fill("The certificate ends tomorrow.");
  await booking.getByRole("button", { name: "Announce" }).click();
  await expect(booking).toContainText("later than needed: The certificate ends tomorrow.");

  await page.getByRole("region", { name: "Next free slots" }).getByRole("button", { name: /^Book / }).first().click();
  await expect(booking).toContainText("Not yet; 48 hours of notice are needed");
  await booking.getByRole("button", { name: "Announce" }).click();
  await expect(booking).not.toContainText("later than needed");
  await expect(booking).toContainText(`by ${jon.name}`);
});
