// The eyes of the journeys: what is wrong with a page is found.
import { findings } from "../../fixtures/axe.js";
import { expect, test } from "../../fixtures/test.js";

test("axe tells what is wrong, in either scheme", async ({ stranger }) => {
  const page = await stranger();
  await page.goto("/login");
  expect(await findings(page)).toEqual([]);
  await page.evaluate(() => {
    document.querySelector("label[for=email]")?.remove();
    document.querySelector("h1")?.style.setProperty("color", "light-dark(black, #444)");
  });
  for (const [colorScheme, rules] of [["light", ["label"]], ["dark", ["color-contrast", "label"]]] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    expect((await findings(page)).map((line) => line.split(":")[0]).sort()).toEqual(rules);
  }
});
