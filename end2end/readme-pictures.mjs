// Takes the README's pictures from a running demo: a deployment, the page to sign, and the release manager's calendar, in light.
//
// `npm run pictures` starts the demo of the program that COUNTERSIGN_BIN names; without it, of `target/debug`.
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const program = process.env.COUNTERSIGN_BIN ?? join(root, "target/debug/countersign");
const pictures = join(root, "docs/pictures");
/** The demo's address while the pictures are taken. */
const listen = process.env.DEMO_LISTEN ?? "127.0.0.1:3997";

/** Starts the demo; gives how its people sign in, by duty, once it can be reached. */
async function demo(folder) {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("COUNTERSIGN_"));
  const database = `sqlite:${join(folder, "demo.db")}`;
  const server = spawn(program, ["demo", "--listen", listen, "--database", database], {
    env: { ...Object.fromEntries(own), COUNTERSIGN_LOG: "warn" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const people = new Map();
  const ready = new Promise((there, failed) => {
    server.once("error", failed);
    server.once("exit", (code) => failed(new Error(`the demo ended with ${code}`)));
    createInterface({ input: server.stdout }).on("line", (line) => {
      const [duty, email, password] = line.split("\t");
      if (password) people.set(duty, { email, password });
      if (line.startsWith("Demo on ")) there();
    });
  });
  await ready;
  for (;;) {
    if ((await fetch(`http://${listen}/readyz`).catch(() => undefined))?.ok) return { server, people };
  }
}

/** A page of somebody who has signed in. */
async function signedIn(browser, { email, password }) {
  const page = await browser.newPage({
    baseURL: `http://${listen}`,
    colorScheme: "light",
    reducedMotion: "reduce",
    viewport: { width: 1280, height: 900 },
    deviceScaleFactor: 1.5,
  });
  await page.goto("/login");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("link", { name: "Sign out" }).or(page.getByRole("button", { name: "Sign out" })).waitFor();
  return page;
}

/** A deployment and the page to sign it, as somebody sees them whose signature is waited for. */
async function signing(page) {
  const waiting = page.getByRole("region", { name: "Waiting for my sign-off" }).getByRole("listitem");
  const ready = waiting.filter({ has: page.getByRole("link", { name: /Review and sign/ }) }).first();

  await ready.getByRole("link").first().click();
  await page.locator("html[data-live]").waitFor({ state: "attached" });
  await page.screenshot({ path: join(pictures, "deployment.png") });

  await page.getByRole("link", { name: /Review and sign/ }).first().click();
  await page.getByRole("heading", { level: 1, name: /^Sign as / }).waitFor();
  await page.screenshot({ path: join(pictures, "sign.png") });
}

/** The month in which the most is booked: the present one, or in its last days the next. */
async function calendar(page) {
  const inFiveDays = new Date(Date.now() + 5 * 24 * 3600 * 1000).toISOString().slice(0, 10);
  await page.getByRole("link", { name: "Calendar" }).click();
  await page.getByRole("heading", { level: 1, name: "Calendar" }).waitFor();
  await page.goto(`${new URL(page.url()).pathname}?date=${inFiveDays}`);
  await page.locator("html[data-live]").waitFor({ state: "attached" });
  await page.screenshot({ path: join(pictures, "calendar.png") });
}

const folder = await mkdtemp(join(tmpdir(), "countersign-pictures-"));
const { server, people } = await demo(folder);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu"],
});
try {
  await mkdir(pictures, { recursive: true });
  await signing(await signedIn(browser, people.get("Product Owner")));
  await calendar(await signedIn(browser, people.get("Release Manager")));
  console.log(`Pictures: ${pictures}`);
} finally {
  await browser.close();
  server.removeAllListeners("exit");
  server.kill("SIGTERM");
  await new Promise((ended) => server.once("close", ended));
  await rm(folder, { recursive: true, force: true });
}
