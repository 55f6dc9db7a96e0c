// `/{org}/people`: inviting.
import type { Page } from "@playwright/test";
import { expect } from "@playwright/test";
import type { Somebody } from "../fixtures/people.js";

export class PeoplePage {
  constructor(
    private readonly page: Page,
    private readonly slug: string,
  ) {}

  async open(): Promise<void> {
    await this.page.goto(`/${this.slug}/people`);
    await expect(this.page.getByRole("heading", { level: 1, name: "People" })).toBeVisible();
  }

  /** Invites somebody and gives the link of the invitation, which is shown for copying. */
  async invite(person: Somebody): Promise<string> {
    const { page } = this;
    await this.open();
    await page.getByLabel("Name", { exact: true }).fill(person.name);
    await page.getByLabel("Email", { exact: true }).fill(person.email);
    await page.getByLabel("Access role").selectOption(person.role);
    for (const duty of person.duties) await page.getByLabel(duty, { exact: true }).check();
    await page.getByRole("button", { name: "Send invitation" }).click();
    const link = await page.getByText(/\/invitations\//).textContent();
    if (!link) throw new Error("no link was shown");
    return link.trim();
  }
}
