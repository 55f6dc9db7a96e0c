// `/{org}/people`: inviting.
import type { Page } from "@playwright/test";
import { expect } from "@playwright/test";
import type { Somebody } from "../fixtures/people.js";
import { InvitationPage } from "./doors.js";

export class PeoplePage {
  constructor(
    private readonly page: Page,
    private readonly slug: string,
  ) {}

  async open(): Promise<void> {
    await this.page.goto(`/${this.slug}/people`);
    await expect(this.page.getByRole("heading", { level: 1, name: "People" })).toBeVisible();
  }

  /** Invites somebody and gives the link of the invitation. */
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

  /** Invites everybody, and each joins in a browser of their own. */
  async inviteAll(people: Somebody[]): Promise<void> {
    for (const person of people) {
      const link = await this.invite(person);
      const context = await this.page.context().browser()?.newContext();
      if (!context) throw new Error("no browser");
      await new InvitationPage(await context.newPage()).join(link, person.password);
      await context.close();
    }
  }
}
