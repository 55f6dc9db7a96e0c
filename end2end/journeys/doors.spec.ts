// Trouble at the doors: signing in, setting up, invitations, sessions, forgotten passwords.
import { ana, jon, mara, organization, sofia, somebody } from "../fixtures/people.js";
import { expect, test } from "../fixtures/test.js";
import { InvitationPage, LoginPage, SetUpPage } from "../pages/doors.js";

test("a wrong set-up code sets nothing up, and a used one is over", async ({ empty, browsers }) => {
  const page = await browsers.open(empty.url);
  await page.goto("/");
  await expect(page, "an empty instance leads to its set-up").toHaveURL(/\/(setup|login)/);
  const door = new SetUpPage(page);
  await door.setUp("0000-0000-0000", organization.name, ana);
  await expect(page.getByRole("alert")).toContainText("This is not the set-up code.");
  await expect(page.getByLabel("Organization name"), "what was typed is still there").toHaveValue(organization.name);
  await expect(page.getByLabel("Set-up code"), "a secret is never rendered again").toHaveValue("");
  await expect(page.getByLabel("Password")).toHaveValue("");
  await door.setUp(empty.setUpCode, organization.name, { ...ana, password: "too short" });
  await expect(page.getByText("Password is shorter than 15 characters.").first()).toBeVisible();
  await door.setUp(empty.setUpCode, organization.name, { ...ana, password: "passwordpassword" });
  await expect(page.getByText(/Password is one that many people use/).first()).toBeVisible();
  await door.setUp(empty.setUpCode, organization.name, ana);
  await expect(page.getByRole("heading", { level: 1, name: "My work" })).toBeVisible();
  const answer = await page.goto("/setup");
  expect(answer?.status()).toBe(404);
});

test("a wrong password says nothing about who has an account, and many of them are slowed down", async ({ office, stranger }) => {
  const person = await office.newcomer();
  const page = await stranger();
  const login = new LoginPage(page);
  await login.open();
  await login.attempt("nobody@nowhere.example", "a guess that is long enough");
  const first = await page.getByRole("alert").textContent();
  expect(first).toContain("Email or password is not right.");
  await expect(page.getByLabel("Email")).toHaveValue("nobody@nowhere.example");
  await login.attempt(person.email, "a guess that is long enough");
  expect(await page.getByRole("alert").textContent()).toBe(first);
  for (let tries = 1; tries < 5; tries += 1) {
    await login.attempt(person.email, `guess number ${tries}, long enough`);
    await expect(page.getByRole("alert")).toContainText("Email or password is not right.");
  }
  await login.attempt(person.email, person.password);
  await expect(page.getByRole("alert"), "the sixth try waits, right or not").toContainText("Too many wrong tries.");

  await test.step("nobody else is locked out", async () => {
    await new LoginPage(await stranger()).signIn(sofia);
  });
});

test("signing in leads on to where one wanted to go, and never to another site", async ({ office, stranger }) => {
  const page = await stranger();
  await page.goto(office.at("/people"));
  await expect(page).toHaveURL(/\/login\?next=/);
  await new LoginPage(page).attempt(sofia.email, sofia.password);
  await expect(page).toHaveURL(office.url + office.at("/people"));
  const other = await stranger();
  await other.goto("/login?next=https://evil.example/");
  await new LoginPage(other).attempt(jon.email, jon.password);
  await expect(other).toHaveURL(office.url + office.at());
});

test("an invitation works once", async ({ office, stranger }) => {
  const person = somebody("Once Only", "Member", []);
  const link = await office.invite(person);
  const page = await stranger();
  await page.goto(link);
  await expect(page.getByRole("heading", { level: 1, name: `Join ${organization.name}` })).toBeVisible();
  await page.getByLabel("Password").fill("short");
  await page.getByRole("button", { name: "Join" }).click();
  await expect(page.getByText("Password is shorter than 15 characters.").first()).toBeVisible();
  await new InvitationPage(page).join(link, person.password);
  const late = await stranger();
  for (const dead of [link, "/invitations/there-never-was-such-a-token"]) {
    const answer = await late.goto(dead);
    expect(answer?.status()).toBe(410);
    await expect(late.getByRole("heading", { level: 1, name: "This link does not work" })).toBeVisible();
  }
});

test("an invitation to an address with an account asks for that account's password", async ({ office, stranger, as }) => {
  const [founded] = (await office.instance.run(["org", "create", `Second ${test.info().project.name}`, "--owner", mara.email])).match(
    /\/second-[\w-]+/,
  ) ?? [""];
  expect(founded).not.toBe("");
  const owner = await as(mara);
  await owner.goto(founded);
  await expect(owner.getByRole("heading", { level: 1, name: "My work" })).toBeVisible();
  await owner.goto(`${founded}/people`);
  await owner.getByLabel("Name", { exact: true }).fill(jon.name);
  await owner.getByLabel("Email", { exact: true }).fill(jon.email);
  await owner.getByRole("button", { name: "Send invitation" }).click();
  const link = ((await owner.getByText(/\/invitations\//).textContent()) ?? "").trim();

  const page = await stranger();
  await page.goto(link);
  await expect(page.getByText("has an account here")).toBeVisible();
  await page.getByLabel("Password").fill("a password that jon never chose");
  await page.getByRole("button", { name: "Join" }).click();
  await expect(page.getByRole("alert")).toContainText("Email or password is not right.");
  await new InvitationPage(page).join(link, jon.password);
  await expect(page).toHaveURL(office.url + founded);

  await test.step("the header switches between the two", async () => {
    await page.locator("summary", { hasText: /Second/ }).click();
    await page.getByRole("link", { name: organization.name }).click();
    await expect(page).toHaveURL(office.url + office.at());
  });
});

test("a session that was ended elsewhere leads back to signing in", async ({ office, browsers }) => {
  const person = await office.newcomer();
  const here = await browsers.open(office.url);
  const there = await browsers.open(office.url);
  await new LoginPage(here).signIn(person);
  await new LoginPage(there).signIn(person);
  await here.goto("/account");
  const sessions = here.getByRole("region", { name: "Sessions" }).getByRole("listitem");
  await expect(sessions.filter({ hasText: "This one" })).toHaveCount(1);
  // Joining, here and there: three sessions, of which two can be ended.
  await expect(here.getByRole("button", { name: /^Revoke/ })).toHaveCount(2);
  await here.getByRole("button", { name: /^Revoke/ }).first().click();
  await expect(here.getByRole("status").filter({ hasText: "The session has ended." })).toBeVisible();
  await here.getByRole("button", { name: /^Revoke/ }).first().click();
  await expect(here.getByRole("button", { name: /^Revoke/ })).toHaveCount(0);
  await there.goto(office.at());
  await expect(there).toHaveURL(/\/login/);
});

test("a form that outlives its session is not lost silently", async ({ office, browsers }) => {
  const person = await office.newcomer();
  const page = await browsers.open(office.url);
  await new LoginPage(page).signIn(person);
  await page.goto(office.at("/deployments/new"));
  await page.getByLabel("Title", { exact: true }).fill("Too late");
  await page.context().clearCookies();
  await page.getByRole("button", { name: "Create deployment" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  await expect(page.getByRole("alert")).toContainText("what you typed was not saved");
});

test("changing the password ends the other sessions", async ({ office, browsers }) => {
  const person = await office.newcomer();
  const here = await browsers.open(office.url);
  const there = await browsers.open(office.url);
  await new LoginPage(here).signIn(person);
  await new LoginPage(there).signIn(person);
  await here.goto("/account");
  await here.getByLabel("Current password").fill("not the current one, but long");
  await here.getByLabel("New password").fill("a new walk to the same harbour");
  await here.getByRole("button", { name: "Change password" }).click();
  await expect(here.getByRole("alert")).toBeVisible();
  await here.getByLabel("Current password").fill(person.password);
  await here.getByLabel("New password").fill("a new walk to the same harbour");
  await here.getByRole("button", { name: "Change password" }).click();
  await expect(here.getByRole("status").filter({ hasText: "your other sessions have ended" })).toBeVisible();
  await there.goto("/account");
  await expect(there).toHaveURL(/\/login/);
  await new LoginPage(there).attempt(person.email, person.password);
  await expect(there.getByRole("alert")).toContainText("Email or password is not right.");
  await new LoginPage(there).signIn({ ...person, password: "a new walk to the same harbour" });
});

test("the operator appoints an owner where the owners have gone, and the trail says so", async ({ office, browsers }) => {
  const person = await office.newcomer();
  const founded = await office.instance.run(["org", "create", `Orphaned ${test.info().project.name}`, "--owner", sofia.email]);
  const slug = /\/(orphaned-[\w-]+)/.exec(founded)?.[1] ?? "";
  const page = await browsers.open(office.url, { storageState: await office.session(person) });
  expect((await page.goto(`/${slug}/settings`))?.status()).toBe(404);
  const printed = await office.instance.run(["user", "owner", person.email, "--organization", slug]);
  expect(printed).toContain(`${person.email} is an owner of Orphaned`);
  await page.goto(`/${slug}/settings`);
  await expect(page.getByRole("button", { name: "Add team" })).toBeVisible();
  await page.goto(`/${slug}/audit`);
  await expect(page.getByText(new RegExp(`The operator of the server brought ${person.name} in as owner`, "i"))).toBeVisible();
});

test("a reset link from the command line works once, and ends sessions", async ({ office, browsers }) => {
  const person = await office.newcomer();
  const before = await browsers.open(office.url);
  await new LoginPage(before).signIn(person);
  const printed = await office.instance.run(["user", "reset", person.email]);
  const path = /\/reset\/[\w-]+/.exec(printed)?.[0] ?? "";
  expect(path).not.toBe("");
  const page = await browsers.open(office.url);
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1, name: "Choose a new password" })).toBeVisible();
  await page.getByLabel("Password").fill("short");
  await page.getByRole("button", { name: "Save password" }).click();
  await expect(page.getByText("Password is shorter than 15 characters.").first()).toBeVisible();
  await page.getByLabel("Password").fill("remembered for good this time");
  await page.getByRole("button", { name: "Save password" }).click();
  await expect(page.getByText("The new password is saved.")).toBeVisible();
  await new LoginPage(page).signIn({ ...person, password: "remembered for good this time" });
  await before.goto("/account");
  await expect(before).toHaveURL(/\/login/);
  const answer = await before.goto(path);
  expect(answer?.status()).toBe(410);
});

test("signing out ends the session, and the back button shows nothing", async ({ office, browsers }) => {
  const person = await office.newcomer();
  const page = await browsers.open(office.url);
  await new LoginPage(page).signIn(person);
  await page.goto(office.at("/people"));
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1, name: "People" })).toHaveCount(0);
});

test("whoever is removed is out with the next request", async ({ office, browsers, as }) => {
  const person = await office.newcomer();
  const page = await browsers.open(office.url);
  await new LoginPage(page).signIn(person);
  const owner = await as(ana);
  await owner.goto(office.at("/people"));
  await owner.getByRole("link", { name: person.name, exact: true }).click();
  await owner.getByRole("button", { name: "Remove from organization" }).click();
  await expect(owner.getByRole("heading", { level: 1, name: "People" })).toBeVisible();
  await expect(owner.getByRole("link", { name: person.name, exact: true })).toHaveCount(0);
  const answer = await page.goto(office.at("/people"));
  expect(answer?.status()).toBe(404);
});

test("the last owner cannot leave", async ({ office, as }) => {
  const page = await as(ana);
  await page.goto(office.at("/people"));
  await page.getByRole("link", { name: ana.name, exact: true }).click();
  await page.getByRole("button", { name: "Remove from organization" }).click();
  await expect(page.getByRole("alert")).toContainText("This is the last owner of the organization.");
});
