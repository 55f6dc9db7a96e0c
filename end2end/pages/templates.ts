// Templates: importing, publishing.
import type { Page } from "@playwright/test";
import { expect } from "@playwright/test";

export class TemplatesPage {
  constructor(
    private readonly page: Page,
    private readonly slug: string,
  ) {}

  /** Imports a checklist by pasting it, and leads to the template's page. */
  async importMarkdown(name: string, markdown: string): Promise<void> {
    const { page } = this;
    await page.goto(`/${this.slug}/templates`);
    await page.getByRole("link", { name: "Import a checklist" }).first().click();
    await expect(page.getByRole("heading", { level: 1, name: "Import a checklist" })).toBeVisible();
    await page.getByLabel("Markdown", { exact: true }).fill(markdown);
    await page.getByLabel("Name", { exact: true }).fill(name);
    await page.getByRole("button", { name: "Preview" }).click();
    await page.getByRole("button", { name: "Save template" }).click();
    await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  }

  async askForReview(): Promise<void> {
    await this.page.getByRole("button", { name: "Ask for review" }).click();
  }

  async publish(): Promise<void> {
    await this.page.getByRole("button", { name: "Publish version" }).click();
    await expect(this.page.getByRole("link", { name: "New deployment" })).toBeVisible();
  }
}
