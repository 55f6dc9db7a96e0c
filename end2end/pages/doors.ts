// The pages before anybody is signed in.
import type { Page } from "@playwright/test";
import { expect } from "@playwright/test";
import type { Somebody } from "../fixtures/people.js";

export class SetUpPage {
  constructor(private readonly page: Page) {}

  async setUp(code: string, organization: string, owner: Somebody): Promise<void> {
    const { page } = this;
    await page.goto("/setup");
    await expect(page.getByRole("heading", { level: 1, name: "Set up Countersign" })).toBeVisible();
    await page.getByLabel("Set-up code").fill(code);
    await page.getByLabel("Organization name").fill(organization);
    await page.getByLabel("Your name").fill(owner.name);
    await page.getByLabel("Email").fill(owner.email);
    await page.getByLabel("Password").fill(owner.password);
    await page.getByRole("button", { name: "Create organization" }).click();
  }
}

export class InvitationPage {
  constructor(private readonly page: Page) {}

  async join(link: string, password: string): Promise<void> {
    const { page } = this;
    await page.goto(link);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Join" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "My work" })).toBeVisible();
  }
}
