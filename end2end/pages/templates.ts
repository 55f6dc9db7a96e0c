// Templates: importing, reviewing, publishing.
import type { Page } from "@playwright/test";
import { expect } from "@playwright/test";
import { settled } from "../fixtures/browsers.js";
import { organization } from "../fixtures/people.js";

export class TemplatesPage {
  constructor(
    private readonly page: Page,
    private readonly slug: string = organization.slug,
  ) {}

  /** Opens the page to import. */
  async openImport(): Promise<void> {
    const { page } = this;
    await page.goto(`/${this.slug}/templates`);
    await page.getByRole("link", { name: "Import a checklist" }).first().click();
    await expect(page.getByRole("heading", { level: 1, name: "Import a checklist" })).toBeVisible();
    await settled(page);
  }

  /** Pastes a checklist and shows what it becomes. An empty name is taken from the checklist. */
  async preview(name: string, markdown: string): Promise<void> {
    const { page } = this;
    await this.openImport();
    await page.getByLabel("Markdown", { exact: true }).fill(markdown);
    await page.getByLabel("Name", { exact: true }).fill(name);
    await page.getByRole("button", { name: "Preview", exact: true }).click();
    await expect(page.getByText("Nothing is saved yet.")).toBeVisible();
  }

  /** Saves what is previewed, and leads to the template's page; gives its name. */
  async save(): Promise<string> {
    const { page } = this;
    const name = await page.getByLabel("Name", { exact: true }).inputValue();
    await page.getByRole("button", { name: "Save template" }).click();
    await expect(page.getByRole("heading", { level: 1, name, exact: true })).toBeVisible();
    await settled(page);
    return name;
  }

  async askForReview(): Promise<void> {
    await this.page.getByRole("button", { name: "Ask for review" }).click();
    await expect(this.page.getByText(/asked for it/)).toBeVisible();
  }

  async publish(): Promise<void> {
    await this.page.getByRole("button", { name: "Publish version" }).click();
    await expect(this.page.getByRole("link", { name: "New deployment" })).toBeVisible();
  }
}
