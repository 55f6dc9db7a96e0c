// The audit trail.
import type { Page } from "@playwright/test";
import { expect } from "@playwright/test";
import { organization } from "../fixtures/people.js";

export class AuditPage {
  constructor(
    readonly page: Page,
    private readonly slug: string = organization.slug,
  ) {}

  async open(query = ""): Promise<void> {
    await this.page.goto(`/${this.slug}/audit${query}`);
    await expect(this.page.getByRole("heading", { level: 1, name: "Audit trail" })).toBeVisible();
  }

  /** Looks for words, and shows what was found. */
  async search(words: string): Promise<void> {
    await this.page.getByLabel("Search", { exact: true }).fill(words);
    await this.page.getByRole("button", { name: "Apply" }).click();
    await expect(this.page).toHaveURL(/search=/);
  }

  /** Lets the server verify the trail; gives the number of entries. */
  async verify(): Promise<number> {
    await this.page.getByRole("button", { name: "Verify the trail" }).click();
    const result = this.page.getByRole("status").filter({ hasText: "erified" });
    await expect(result).toContainText(/Verified: \d+ entries/);
    return Number(/Verified: (\d+) entries/.exec((await result.textContent()) ?? "")?.[1]);
  }

  /** The exact bytes of an entry. */
  async bytes(seq: number): Promise<string> {
    await this.page.goto(`/${this.slug}/audit/${seq}`);
    await expect(this.page.getByRole("heading", { level: 1, name: `Entry ${seq}` })).toBeVisible();
    return (await this.page.locator("pre.bytes").textContent()) ?? "";
  }
}
