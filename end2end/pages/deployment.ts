// A deployment's page and the form to make one.
import type { Locator, Page } from "@playwright/test";
import { expect } from "@playwright/test";
import { isLive, settled } from "../fixtures/browsers.js";
import { organization } from "../fixtures/people.js";
import { SignPage } from "./sign.js";

export interface NewDeployment {
  template: string;
  title: string;
  version: string;
  environment: "Development" | "Staging" | "Production";
  service?: string;
}

export type Region = "Checklist" | "What blocks this" | "Warnings" | "Sign-offs" | "Schedule" | "Other steps" | "Timeline" | "Comments" | "Links" | "Log" | "Values";
export type Stage =
  | "Draft"
  | "Preparing"
  | "Running"
  | "Verifying"
  | "Completed"
  | "Rolling back"
  | "Rolled back"
  | "Failed"
  | "Cancelled";
export type When = "Before start" | "Before completion" | "On the rollback";

export class DeploymentPage {
  constructor(
    readonly page: Page,
    readonly slug: string = organization.slug,
  ) {}

  /** Makes a deployment and gives its number, as `CHG-1`. */
  async create(details: NewDeployment): Promise<string> {
    const { page } = this;
    await page.goto(`/${this.slug}/deployments/new`);
    await expect(page.getByRole("heading", { level: 1, name: "New deployment" })).toBeVisible();
    await choose(page.getByLabel("Template", { exact: true }), details.template);
    await page.getByLabel("Title", { exact: true }).fill(details.title);
    await page.getByLabel("Version", { exact: true }).fill(details.version);
    if (details.service) await choose(page.getByLabel("Service", { exact: true }), details.service);
    await choose(page.getByLabel("Environment", { exact: true }), details.environment);
    await page.getByRole("button", { name: "Create deployment" }).click();
    const heading = page.getByRole("heading", { level: 1, name: /^CHG-\d+ / });
    await expect(heading).toContainText(details.title);
    await settled(page);
    const number = /CHG-\d+/.exec((await heading.textContent()) ?? "")?.[0];
    if (!number) throw new Error("no number in the heading");
    return number;
  }

  async open(number: string): Promise<void> {
    await this.page.goto(`/${this.slug}/deployments/${number}`);
    await this.ready(number);
  }

  /** Waits until the page of a deployment can be used. */
  async ready(number: string): Promise<void> {
    await expect(this.page.getByRole("heading", { level: 1, name: new RegExp(`^${number} `) })).toBeVisible();
    await settled(this.page);
  }

  region(name: Region): Locator {
    return this.page.getByRole("region", { name, exact: true });
  }

  /** The stage that the page shows as the present one. */
  get stage(): Locator {
    return this.page.getByRole("region", { name: "Stage and next step" }).locator("[aria-current=step] .steps__name");
  }

  /** The box of an item, folded away or not. */
  item(text: string): Locator {
    return this.line(text).getByRole("checkbox", { includeHidden: true }).first();
  }

  /** The line of an item, with everything beside its box. */
  line(text: string): Locator {
    const box = this.page.getByRole("checkbox", { name: text, exact: true, includeHidden: true });
    return this.region("Checklist").locator(".item", { has: box }).first();
  }

  /** Unfolds what an item lies in. */
  async reveal(text: string): Promise<void> {
    const folded = this.line(text).locator("xpath=ancestor::details[not(@open)]");
    for (let left = await folded.count(); left > 0; left -= 1) await folded.first().locator("> summary").click();
  }

  button(name: string): Locator {
    return this.page.getByRole("button", { name, exact: true }).first();
  }

  /** Ticks one item, and waits until that is saved. */
  async tick(text: string): Promise<void> {
    await this.reveal(text);
    await this.item(text).check();
    await this.save();
    await expect(this.item(text)).toBeChecked();
  }

  /** Takes the tick of one item back, and waits until that is saved. */
  async untick(text: string): Promise<void> {
    await this.reveal(text);
    await this.item(text).uncheck();
    await this.save();
    await expect(this.item(text)).not.toBeChecked();
  }

  /** Saves what was ticked: without islands by the button, with them by waiting. */
  async save(): Promise<void> {
    if (isLive(this.page)) {
      await expect(this.region("Checklist").locator(".item[aria-busy]")).toHaveCount(0);
    } else {
      await this.submit(() => this.button("Save ticks").click());
    }
  }

  /** Ticks every item that can be ticked now: section by section where that is saved at once, else box by box. */
  async tickEverything(): Promise<void> {
    const checklist = this.region("Checklist");
    const open = { checked: false, disabled: false };
    if (isLive(this.page)) {
      const sections = checklist.getByRole("button", { name: "Tick section", exact: true });
      // The button of a section that is done goes away.
      for (let left = await sections.count(); left > 0; left -= 1) {
        await sections.first().click();
        await expect(sections).toHaveCount(left - 1);
      }
    }
    const boxes = checklist.getByRole("checkbox", open);
    // A box that is ticked is no longer among those that are open.
    for (let left = await boxes.count(); left > 0; left -= 1) {
      await boxes.first().click();
      await expect(boxes).toHaveCount(left - 1);
    }
    await this.save();
    await expect(boxes).toHaveCount(0);
  }

  /** Takes the next step, and waits for the stage it leads to. */
  async step(button: string, stage: Stage): Promise<void> {
    await this.submit(() => this.button(button).click());
    await expect(this.stage).toHaveText(stage);
    await settled(this.page);
  }

  /** Takes a step that lies in *Other steps*, with what it asks for. */
  async other(button: string, fields: Record<string, string>): Promise<void> {
    const steps = this.region("Other steps");
    for (const [label, value] of Object.entries(fields)) await steps.getByLabel(label, { exact: true }).fill(value);
    await this.submit(() => insist(steps.getByRole("button", { name: button, exact: true })));
  }

  /** Presses the button of a step that is refused now: it may be pressed, and answers with the reasons. */
  async insist(button: string): Promise<void> {
    await expect(this.button(button)).toHaveAttribute("aria-disabled", "true");
    await this.submit(() => insist(this.button(button)));
  }

  /** Does something that leads to another page, and waits until that page is there. */
  async submit(act: () => Promise<void>): Promise<void> {
    const arrived = this.page.waitForEvent("domcontentloaded");
    await act();
    await arrived;
    await settled(this.page);
  }

  /** A duty's line in the signature block. */
  slot(duty: string, when: When = "Before start"): Locator {
    const roster = this.region("Sign-offs")
      .getByRole("heading", { level: 3, name: new RegExp(`^${when}`) })
      .locator("xpath=following-sibling::ol[1]");
    return roster.getByRole("listitem").filter({ has: this.page.getByRole("heading", { name: duty, exact: true }) });
  }

  /** Opens the page to sign of a duty's slot. */
  async review(duty: string, when: When = "Before start"): Promise<SignPage> {
    await this.slot(duty, when).getByRole("link", { name: "Review and sign" }).click();
    const sign = new SignPage(this.page);
    await sign.ready(duty);
    return sign;
  }

  /** Opens a deployment, reviews a slot and signs it. */
  async sign(number: string, duty: string, password: string, when: When = "Before start"): Promise<void> {
    await this.open(number);
    const page = await this.review(duty, when);
    await page.sign(password);
    await this.ready(number);
  }

  /** Withdraws the own sign-off. */
  async withdraw(duty: string, reason: string, when: When = "Before start"): Promise<void> {
    const slot = this.slot(duty, when);
    await slot.getByLabel("Reason", { exact: true }).fill(reason);
    await this.submit(() => slot.getByRole("button", { name: "Withdraw sign-off" }).click());
  }
}

/** Presses a button even where it says that it will be refused. */
async function insist(button: Locator): Promise<void> {
  await button.press("Enter");
}

/** Chooses by the words that an option begins with. */
export async function choose(list: Locator, wanted: string): Promise<void> {
  const options = await list.locator("option").allTextContents();
  const exact = options.find((option) => option.trim() === wanted);
  const label = exact ?? options.find((option) => option.trim().startsWith(wanted));
  if (label === undefined) throw new Error(`no choice ${wanted} among ${options.join(" | ")}`);
  await list.selectOption({ label: label.trim() });
}
