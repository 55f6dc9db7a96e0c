// The pages before anybody is signed in.
import type { Page } from "@playwright/test";
import { expect } from "@playwright/test";
import type { Somebody } from "../fixtures/people.js";

export class SetUpPage {
  constructor(private readonly page: Page) {}

  async open(): Promise<void> {
    await this.page.goto("/setup");
    await expect(this.page.getByRole("heading", { level: 1, name: "Set up Countersign" })).toBeVisible();
  }

  async setUp(code: string, organization: string, owner: Somebody): Promise<void> {
    const { page } = this;
    await this.open();
    await page.getByLabel("Set-up code").fill(code);
    await page.getByLabel("Organization name").fill(organization);
    await page.getByLabel("Your name").fill(owner.name);
    await page.getByLabel("Email").fill(owner.email);
    await page.getByLabel("Password").fill(owner.password);
    await page.getByRole("button", { name: "Create organization" }).click();
  }
}

export class LoginPage {
  constructor(private readonly page: Page) {}

  async open(): Promise<void> {
    await this.page.goto("/login");
    await expect(this.page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  }

  /** Types and presses; whether it lets in is for the journey to see. */
  async attempt(email: string, password: string): Promise<void> {
    await this.page.getByLabel("Email").fill(email);
    await this.page.getByLabel("Password").fill(password);
    const answered = this.page.waitForEvent("domcontentloaded");
    await this.page.getByRole("button", { name: "Sign in" }).click();
    await answered;
  }

  async signIn(person: Somebody): Promise<void> {
    await this.open();
    await this.attempt(person.email, person.password);
    await expect(this.page.getByRole("button", { name: "Sign out" })).toBeVisible();
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
