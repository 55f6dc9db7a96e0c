
// Only under `cargo xtask dev`: reloads the page after each build and each start of the server.
let build;
setInterval(async () => {
  const answer = await fetch("/dev/build").catch(() => undefined);
  if (!answer?.ok) return;
  const now = await answer.text();
  if (build !== undefined && build !== now) location.reload();
  build = now;
}, 300);
