// The page to sign: a plain document.
import type { Locator, Page } from "@playwright/test";
import { expect } from "@playwright/test";

export class SignPage {
  constructor(readonly page: Page) {}

  async ready(duty: string): Promise<void> {
    await expect(this.page.getByRole("heading", { level: 1, name: `Sign as ${duty}`, exact: true })).toBeVisible();
  }

  /** The document that is signed. */
  get sheet(): Locator {
    return this.page.getByRole("article", { name: "What you sign" });
  }

  /** The hash printed on the page. */
  async hash(): Promise<string> {
    const shown = await this.sheet.locator(".sheet__hash code").textContent();
    return (shown ?? "").replace(/\s+/g, "");
  }

  /** Fills in the form to sign, with the password where it is asked for. */
  async fill(password: string, meaning = "Approved", comment = ""): Promise<void> {
    await this.page.getByRole("radio", { name: meaning, exact: true }).check();
    if (comment) await this.page.getByLabel("Comment", { exact: true }).fill(comment);
    const again = this.page.getByLabel("Password", { exact: true });
    if (await again.isVisible()) await again.fill(password);
  }

  /** Signs, and leads to the deployment's page. */
  async sign(password: string, meaning = "Approved", comment = ""): Promise<void> {
    await this.fill(password, meaning, comment);
    await this.press();
    await expect(this.page.getByRole("heading", { level: 1, name: /^CHG-\d+ / })).toBeVisible();
  }

  async press(): Promise<void> {
    await this.submit(this.page.getByRole("button", { name: "Sign", exact: true }));
  }

  /** Asks for changes of some items, with a reason. */
  async requestChanges(items: string[], reason: string): Promise<void> {
    await this.page.getByLabel("Comment", { exact: true }).fill(reason);
    const issues = this.page.getByRole("group", { name: "Items at issue" });
    for (const item of items) await issues.getByRole("checkbox", { name: item, exact: true }).check();
    await this.submit(this.page.getByRole("button", { name: "Request changes", exact: true }));
  }

  /** Declines, with a reason. */
  async decline(reason: string): Promise<void> {
    await this.page.getByLabel("Comment", { exact: true }).fill(reason);
    await this.submit(this.page.getByRole("button", { name: "Decline", exact: true }));
  }

  private async submit(button: Locator): Promise<void> {
    const arrived = this.page.waitForEvent("domcontentloaded");
    await button.click();
    await arrived;
  }
}
