// Every journey runs twice: as plain documents with JavaScript off, and with islands on. Some run on PostgreSQL too.
import { defineConfig } from "@playwright/test";

const browser = {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};

/** Journeys about what only islands can do. */
const ISLANDS_ONLY = "**/islands/**";

/** Forms that are sent without a browser, so that scripts or none make no difference to them. */
const WITHOUT_BROWSER = "**/limits.spec.ts";

/** What browsers do with hostile texts shows where scripts could run; the forms that take them are sent without a browser. */
const WITH_SCRIPTS = "**/naughty.spec.ts";

/** Journeys that also run on PostgreSQL: from set-up to the end, back again, and past what changed meanwhile. */
const ON_POSTGRES = ["whole-way.spec.ts", "rollback.spec.ts", "stale.spec.ts"];

export default defineConfig<object, { engine: "sqlite" | "postgres" }>({
  testDir: "journeys",
  outputDir: "results",
  // One server and one browser a worker; two cores.
  workers: 2,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  timeout: 300_000,
  expect: { timeout: 10_000 },
  // The second is read by `cargo xtask test`, whose summary names what failed.
  reporter: [["list"], ["json", { outputFile: "results/journeys.json" }]],
  use: {
    browserName: "chromium",
    // Pages that fade into each other cost a journey a quarter of a second each, and much of a processor that paints them.
    contextOptions: { reducedMotion: "reduce" },
    launchOptions: browser,
    screenshot: "only-on-failure",
    actionTimeout: 10_000,
    navigationTimeout: 20_000,
  },
  projects: [
    { name: "no-js", testIgnore: [ISLANDS_ONLY, WITH_SCRIPTS], use: { javaScriptEnabled: false } },
    { name: "islands", testIgnore: WITHOUT_BROWSER, use: { javaScriptEnabled: true } },
    // The rules and the pages are the same on both engines; these journeys touch every table, and are the ones with motion.
    {
      name: "postgres",
      testMatch: ON_POSTGRES,
      use: { javaScriptEnabled: true, engine: "postgres", contextOptions: { reducedMotion: "no-preference" } },
    },
  ],
});
