// A deployment's page, the form to make one, and the page to sign.
import type { Locator, Page } from "@playwright/test";
import { expect } from "@playwright/test";

export interface NewDeployment {
  template: string;
  title: string;
  version: string;
  environment: "Development" | "Staging" | "Production";
}

export class DeploymentPage {
  constructor(
    readonly page: Page,
    readonly slug: string,
  ) {}

  /** Makes a deployment and gives its number, as `CHG-1`. */
  async create(details: NewDeployment): Promise<string> {
    const { page } = this;
    await page.goto(`/${this.slug}/deployments/new`);
    await expect(page.getByRole("heading", { level: 1, name: "New deployment" })).toBeVisible();
    await page.getByLabel("Template").selectOption({ label: details.template });
    await page.getByLabel("Title").fill(details.title);
    await page.getByLabel("Version").fill(details.version);
    await page.getByLabel("Environment").selectOption({ label: details.environment });
    await page.getByRole("button", { name: "Create deployment" }).click();
    const heading = page.getByRole("heading", { level: 1 });
    await expect(heading).toContainText(details.title);
    const number = /CHG-\d+/.exec((await heading.textContent()) ?? "")?.[0];
    if (!number) throw new Error("no number in the heading");
    return number;
  }

  async open(number: string): Promise<void> {
    await this.page.goto(`/${this.slug}/deployments/${number}`);
    await expect(this.page.getByRole("heading", { level: 1, name: new RegExp(number) })).toBeVisible();
  }

  region(name: "Checklist" | "What blocks this" | "Warnings" | "Sign-offs" | "Schedule" | "Timeline"): Locator {
    return this.page.getByRole("region", { name, exact: true });
  }

  item(text: string): Locator {
    return this.region("Checklist").getByRole("checkbox", { name: text, exact: true }).first();
  }

  /** Presses one of the page's buttons. */
  async press(name: string): Promise<void> {
    await this.page.getByRole("button", { name, exact: true }).first().click();
  }

  /** Ticks every item that can be ticked now, section by section, as a person in a hurry would. */
  async tickEverything(): Promise<void> {
    const sections = this.region("Checklist").getByRole("button", { name: "Tick section" });
    for (let left = await sections.count(); left > 0; left = await sections.count()) {
      await sections.first().click();
      await expect(sections).toHaveCount(left - 1);
    }
  }

  /** Opens the page to sign of a duty's slot. */
  async review(duty: string): Promise<void> {
    const slot = this.region("Sign-offs").getByRole("listitem").filter({ hasText: duty });
    await slot.getByRole("link", { name: /Review and sign/ }).click();
    await expect(this.page.getByRole("heading", { level: 1, name: `Sign as ${duty}` })).toBeVisible();
  }

  /** Signs on the page to sign. */
  async sign(password: string, meaning = "Approved"): Promise<void> {
    const { page } = this;
    await page.getByLabel(meaning, { exact: true }).check();
    const again = page.getByLabel("Password");
    if (await again.isVisible()) await again.fill(password);
    await page.getByRole("button", { name: "Sign", exact: true }).click();
    await expect(page.getByRole("heading", { level: 1, name: /CHG-/ })).toBeVisible();
  }
}
