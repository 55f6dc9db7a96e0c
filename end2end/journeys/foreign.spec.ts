// What belongs to another organization does not exist, and other sites get nothing done.
import { draft } from "../fixtures/priming.js";
import { ana, ivo, jon, mara } from "../fixtures/people.js";
import { expect, test } from "../fixtures/test.js";
import { DeploymentPage } from "../pages/deployment.js";

test.use({ texts: "hostile" });

/** Founds another organization by the command line, whose owner nobody here knows; gives its hands and address. */
async function neighbour(office: Parameters<typeof draft>[0], name: string) {
  const printed = await office.instance.run(["org", "create", name, "--owner", `owner@${name.toLowerCase()}.example`]);
  const slug = /http:\/\/[^/]+\/([\w-]+)\n/.exec(printed)?.[1] ?? "";
  const reset = /\/reset\/[\w-]+/.exec(printed)?.[0] ?? "";
  const hands = await office.stranger();
  const password = "the neighbours walk elsewhere";
  await hands.send(reset, "Save password", { password });
  await hands.send("/login", "Sign in", { email: `owner@${name.toLowerCase()}.example`, password });
  return { hands, slug };
}

test("another organization's addresses are not there", async ({ office, as }) => {
  const number = await draft(office, { title: "Nobody else's business" });
  const { hands, slug } = await neighbour(office, `Halden-${test.info().project.name}`);
  for (const path of [
    "",
    "/deployments",
    "/deployments/new",
    `/deployments/${number}`,
    `/deployments/${number}/edit`,
    `/deployments/${number}/rollback`,
    `/deployments/${number}/print`,
    `/deployments/${number}/sign/tech-lead`,
    "/templates",
    "/templates/import",
    "/templates/freight-api-release",
    "/calendar",
    "/calendar/feeds",
    "/calendar/import",
    "/people",
    "/settings",
    "/audit",
    "/audit/1",
  ]) {
    await hands.read(office.at(path), 404);
  }
  const page = await as(ana);
  const answer = await page.goto(`/${slug}/deployments`);
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  expect(await page.content()).not.toContain("Halden");
});

test("an organization's form posted into another changes neither", async ({ office, as }) => {
  const number = await draft(office, { title: "Stays as it is" });
  const { hands, slug } = await neighbour(office, `Borg-${test.info().project.name}`);
  const own = await office.hands(ana);

  await test.step("a member's form with the neighbour's address", async () => {
    const form = await own.form(office.at(`/deployments/${number}`), "Submit for sign-off");
    expect((await form.fill({ org: slug }).post()).status()).toBe(404);
    const edit = await own.form(office.at(`/deployments/${number}/edit`), "Save changes");
    expect((await edit.fill({ org: slug, title: "Taken over" }).post()).status()).toBe(404);
  });
  await test.step("the neighbour's form with this deployment's id", async () => {
    const form = await own.form(office.at(`/deployments/${number}`), "Submit for sign-off");
    const deployment = form.value("deployment") ?? "";
    const stolen = await hands.form(`/${slug}/settings`, "Add team");
    expect((await stolen.fill({ org: office.slug, team: "Intruders" }).post()).status()).toBe(404);
    const theirs = await own.form(office.at(`/deployments/${number}`), "Submit for sign-off");
    const answer = await hands.request.post("/api/app/deployments/actions/steps/submit", {
      headers: { accept: "application/json", origin: office.url, "content-type": "application/x-www-form-urlencoded" },
      data: new URLSearchParams({ org: slug, deployment, request: theirs.value("request") ?? "" }).toString(),
    });
    expect(answer.status()).toBe(404);
  });
  const page = new DeploymentPage(await as(ana));
  await page.open(number);
  await expect(page.stage).toHaveText("Draft");
  await expect(page.page.getByRole("heading", { level: 1 })).toContainText("Stays as it is");
});

test("a form posted from another site is refused", async ({ office, browsers }) => {
  const number = await draft(office, { title: "Not from there" });
  const form = await (await office.hands(ana)).form(office.at(`/deployments/${number}`), "Submit for sign-off");
  for (const [header, value] of [
    ["origin", "https://evil.example"],
    ["origin", "null"],
    ["sec-fetch-site", "cross-site"],
  ] as const) {
    expect((await form.post({ [header]: value })).status(), `${header}: ${value}`).toBe(403);
  }
  expect(await (await office.hands(ana)).read(office.at(`/deployments/${number}`))).toContain("Next: Submit for sign-off");
  const page = await browsers.open(office.url);
  const answer = await page.goto(office.at("/people"));
  expect(answer?.status(), "a stranger is led to sign in").toBe(200);
  await expect(page).toHaveURL(/\/login/);
});

test("a cookie that was tampered with is no session", async ({ office, browsers }) => {
  const session = await office.session(mara);
  for (const cookie of session.cookies) cookie.value = `${cookie.value.slice(0, -4)}AAAA`;
  const page = await browsers.open(office.url, { storageState: session });
  await page.goto(office.at());
  await expect(page).toHaveURL(/\/login/);
});

test("what the role does not cover is not offered, and refused when sent all the same", async ({ office, as }) => {
  const number = await draft(office, { title: "Not his" });
  const own = await office.hands(ana);
  const form = await own.form(office.at(`/deployments/${number}`), "Submit for sign-off");
  const hands = await office.hands(ivo);
  const body = { org: office.slug, deployment: form.value("deployment") ?? "" };
  const answer = await hands.request.post("/api/app/deployments/actions/steps/submit", {
    headers: { accept: "application/json", origin: office.url, "content-type": "application/x-www-form-urlencoded" },
    data: new URLSearchParams(body).toString(),
  });
  expect(answer.status()).toBe(403);

  const page = await as(jon);
  await page.goto(office.at("/people"));
  await expect(page.getByRole("heading", { level: 1, name: "People" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Send invitation" })).toHaveCount(0);
  await page.goto(office.at("/settings"));
  await expect(page.getByRole("button", { name: "Add team" })).toHaveCount(0);
});

test("an address that leads nowhere says so", async ({ office, as }) => {
  const page = await as(ana);
  for (const path of ["/deployments/CHG-999999", "/deployments/nonsense", "/templates/none", "/audit/99999999", "/people/nobody", "/nothing/here"]) {
    const answer = await page.goto(office.at(path));
    expect(answer?.status(), path).toBe(404);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page).toHaveTitle(/\S/);
  }
});
