// Hostile texts do nothing where scripts run. That every field takes them, or says why not, and that pages give them back as
// they were typed, is shown without a browser in the server's own tests.
import type { Page } from "@playwright/test";
import { settled } from "../fixtures/browsers.js";
import { naughty } from "../fixtures/naughty.js";
import { ana, mara, organization } from "../fixtures/people.js";
import { draft, preparing, running, step } from "../fixtures/priming.js";
import { expect, test } from "../fixtures/test.js";

test.use({ texts: "hostile" });

/** All of them, for fields of several lines. */
const all = naughty.join("\n\n");

/** Pages show what was typed and do nothing of it. */
async function quiet(page: Page, paths: string[]): Promise<void> {
  for (const path of paths) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    // The page to sign has no script to wait for.
    if (await page.locator("script").count()) await settled(page);
    expect(await page.evaluate(() => "broken" in window), path).toBe(false);
    const alive = "[onerror], [onload], [onfocus], script:not([nonce]), svg[onload], img[src='x'], a[href^='javascript:' i]";
    expect(await page.locator(alive).count(), path).toBe(0);
  }
}

test("hostile texts of a deployment do nothing on any page", async ({ office, as }) => {
  const [hands, signer] = [await office.hands(ana), await office.hands(mara)];
  const numbers: string[] = [];
  for (const title of naughty) numbers.push(await draft(office, { title }));
  const path = office.at(`/deployments/${numbers[0]}`);
  const item = await hands.follow(path, /^Details of All tests pass/);
  const details = { version: naughty[0], commit: naughty[1], release_notes: all };
  await hands.send(`${path}/edit`, "Save changes", details);
  for (const where of [path, item]) {
    await hands.send(where, "Add comment", { comment: all });
    for (const label of naughty) await hands.send(where, "Add link", { link: `https://example.org/?q=${encodeURIComponent(label)}`, label });
  }
  await hands.send(item, "Not applicable", { reason: all.replaceAll("\n", " ") });
  await hands.send(office.at(`/deployments/${numbers[1]}`), "Cancel deployment", { reason: all });

  const number = await preparing(office, { title: naughty[2] ?? "" });
  const signed = office.at(`/deployments/${number}`);
  await hands.send(signed, "Put on hold", { reason: all });
  await step(office, number, "Lift the hold");
  const slot = await office.signPage(mara, number, "Tech Lead");
  await signer.send(slot, "Sign", { comment: all, meaning: "approved", password: mara.password });
  await signer.send(signed, "Withdraw sign-off", { reason: naughty[2] });
  const run = office.at(`/deployments/${await running(office, { title: naughty[6] ?? "" })}`);
  const fields = ["issues", "resolutions", "notes", "deviations"];
  await hands.send(run, "Save log", Object.fromEntries(fields.map((field) => [field, all])));

  const lists = ["", "/deployments", "/audit", "/calendar"].map((one) => office.at(one));
  const pages = [path, `${path}/edit`, `${path}/print`, `${path}/booking`, item, signed, slot, `${signed}/print`, run, `${run}/print`];
  await quiet(await as(mara), [...pages, ...lists]);
});

// Windows make deployments wait, so this comes after the other.
test("hostile names do nothing on any page", async ({ office, as }) => {
  const hands = await office.hands(ana);
  const [settings, people, windows, freezes] = ["/settings", "/people", "/calendar/windows/new", "/calendar/freezes/new"].map((one) => office.at(one));
  const times = { starts: "2027-12-01T10:00", ends: "2027-12-01T16:00" };
  for (const [index, text] of naughty.entries()) {
    await hands.send(settings, "Add team", { team: text });
    await hands.send(settings, "Add service", { service: text });
    // Each environment brings every time zone with it; three show what markup would do.
    if (index < 3) await hands.send(settings, "Add environment", { environment: text });
    await hands.send(people, "Add duty", { duty: [...text].slice(0, 60).join("").trim() });
    await hands.send(people, "Send invitation", { name: text, email: `naughty.${index}@meridian.example` });
    if (index % 2 === 0) await hands.send(windows, "Save window", { name: text, ...times });
    else await hands.send(freezes, "Save freeze", { name: text, reason: all, ...times });
  }
  await hands.send(settings, "Save labels", { labels: naughty.map((text) => text.replaceAll(",", "").slice(0, 40).trim()).join(",") });
  const markdown = ["# Naughty items", "", ...naughty.map((text) => `- [ ] ${text}`), ""].join("\n");
  const preview = await hands.send(office.at("/templates/import"), "Preview", { name: naughty[2], markdown });
  const saved = await hands.formIn(preview, "Save template", "the preview").post();
  const template = new URL(saved.url()).pathname;
  await hands.send(template, "Ask for review");
  await (await office.hands(mara)).send(template, "Send back to the editor", { reason: all });
  const page = await as(mara);
  try {
    await hands.send(settings, "Save", { name: naughty[2] });
    const calendar = ["", "&view=week", "&view=agenda"].map((view) => office.at(`/calendar?date=2027-12-01${view}`));
    const others = ["", "/deployments", "/templates", "/audit"].map((one) => office.at(one));
    await quiet(page, [settings, people, windows, freezes, template, `${template}/edit`, ...calendar, ...others, "/account"]);
    await quiet(page, [office.at(`/audit?search=${encodeURIComponent(naughty[1] ?? "")}`)]);
  } finally {
    await hands.send(settings, "Save", { name: organization.name });
  }
  await test.step("formulas are quoted in the CSV", async () => {
    const answer = await (await hands.form(office.at("/audit"), "Export CSV")).post();
    expect(answer.headers()["content-disposition"]).toContain("attachment");
    const csv = await answer.text();
    expect(csv).toContain("HYPERLINK");
    const cells = [...csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(?:,|\r?\n|$)/g)].map((cell) => cell[1] ?? cell[2] ?? "");
    expect(cells.filter((cell) => /^[=+@]/.test(cell))).toEqual([]);
  });
});
