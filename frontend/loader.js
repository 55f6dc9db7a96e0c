// The one script that pages name. `cargo xtask` puts the hashed names of the two files in place.

// A page restored from the back/forward cache may show what is no longer so, or no longer allowed.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

// A refused form is answered with its page: loading that again asks for the page, and does not send the form once more.
const { page } = document.documentElement.dataset;
if (page) history.replaceState(null, "", page);

// A page without islands fetches no WASM.
const islands = document.querySelectorAll("leptos-island");
if (islands.length > 0) {
  const wasm = fetch(new URL("./countersign.wasm", import.meta.url));
  const module = await import("./countersign.js");
  await module.default({ module_or_path: wasm });
  module.hydrate();
  for (const island of islands) {
    // An island inside another one's children runs under that one's owner.
    island.closest("leptos-children")?.$$on_hydrate?.();
    module[island.dataset.component](island);
  }
  document.documentElement.dataset.islands = "ready";
  // The style shows what only works with islands, and hides what stands in for them.
  document.documentElement.dataset.live = "";
}
