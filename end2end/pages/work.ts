// My work: what waits for somebody, and what came back.
import type { Locator, Page } from "@playwright/test";
import { expect } from "@playwright/test";
import { organization } from "../fixtures/people.js";

export class WorkPage {
  constructor(
    readonly page: Page,
    private readonly slug: string = organization.slug,
  ) {}

  async open(): Promise<void> {
    await this.page.goto(`/${this.slug}`);
    await expect(this.page.getByRole("heading", { level: 1, name: "My work" })).toBeVisible();
  }

  /** The line of a deployment in one of the lists. */
  line(list: "Waiting for my sign-off" | "Returned to me" | "In flight", number: string): Locator {
    return this.page.getByRole("region", { name: list }).getByRole("listitem").filter({ has: this.page.getByText(number, { exact: true }) });
  }
}
