// Templates: importing, reviewing, publishing.
import { readFile } from "node:fs/promises";
import type { Locator, Page } from "@playwright/test";
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

  /** Opens a template by its address. */
  async open(path: string, name: string): Promise<void> {
    await this.page.goto(path);
    await this.ready(name);
  }

  /** Waits until the page of a template can be used. */
  async ready(name: string): Promise<void> {
    await expect(this.page.getByRole("heading", { level: 1, name, exact: true })).toBeVisible();
    await settled(this.page);
  }

  /** Goes to the next version's text, changes it and shows what it becomes. */
  async change(name: string, edit: (markdown: string) => string): Promise<void> {
    const { page } = this;
    await page.getByRole("link", { name: /^(New version|Edit draft)$/ }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText(name);
    await settled(page);
    const text = page.getByLabel("Markdown", { exact: true });
    await text.fill(edit(await text.inputValue()));
    await page.getByRole("button", { name: "Preview", exact: true }).click();
    await expect(page.getByText("Nothing is saved yet.")).toBeVisible();
  }

  /** The switch of something that was proposed. */
  proposal(name: string): Locator {
    return this.page.getByRole("switch", { name, exact: true });
  }

  /** The box that lets the first slot of a duty be signed ahead of open items. */
  ahead(duty: string): Locator {
    const slot = this.page.getByRole("region", { name: "Sign-offs" }).getByRole("listitem").filter({ hasText: duty }).first();
    return slot.getByRole("checkbox", { name: "May be signed ahead of open items", exact: true });
  }

  /** Switches proposals off, and shows the checklist without them. */
  async without(...names: string[]): Promise<void> {
    for (const name of names) await this.proposal(name).uncheck();
    await this.page.getByRole("button", { name: "Preview again" }).click();
    for (const name of names) await expect(this.proposal(name)).not.toBeChecked();
  }

  /** Exports what is shown as Markdown. */
  async export(): Promise<{ file: string; markdown: string }> {
    const coming = this.page.waitForEvent("download");
    await this.page.getByRole("button", { name: "Export Markdown" }).click();
    const download = await coming;
    return { file: download.suggestedFilename(), markdown: await readFile(await download.path(), "utf8") };
  }

  /** Opens the comparison of a version with the one that is shown. */
  async compare(version: number): Promise<void> {
    await this.page.getByRole("link", { name: new RegExp(`^Compare version ${version} with `) }).click();
    await expect(this.page.getByRole("heading", { level: 1, name: new RegExp(`^Version ${version} compared with `) })).toBeVisible();
  }

  /** Lines of a comparison: what happened, and to what. */
  get differences(): Locator {
    return this.page.getByRole("table").getByRole("row").filter({ has: this.page.getByRole("cell") });
  }

  /** Sends the draft back to its editor. */
  async sendBack(reason: string): Promise<void> {
    const fold = this.page.locator("details:not([open])", { has: this.page.getByRole("button", { name: "Send back to the editor", includeHidden: true }) });
    if (await fold.count()) await fold.locator("summary").click();
    await this.page.getByLabel("Reason", { exact: true }).fill(reason);
    await this.page.getByRole("button", { name: "Send back to the editor" }).click();
  }
}
