// Plays the line that is touched, and marks the one that is heard.
for (const box of document.querySelectorAll("[data-transcript]")) {
  const player = document.querySelector(`[data-player="${box.dataset.transcript}"]`);
  const audio = player?.querySelector("audio");
  const words = box.querySelector("[data-until]");
  if (!audio) continue;

  const secondOf = (line) => Number(new URLSearchParams(line.search).get("t"));
  const lines = [...(words?.querySelectorAll("a") || [])];
  let current = lines.find((line) => line.hasAttribute("aria-current"));

  box.addEventListener("click", (event) => {
    const line = event.target.closest(".said a");
    if (!line || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.replaceState(history.state, "", line.href);
    player.dispatchEvent(new CustomEvent("player:seek", { detail: secondOf(line) }));
  });

  audio.addEventListener("timeupdate", () => {
    if (audio.paused && !audio.currentTime) return;
    const heard = audio.currentTime < words?.dataset.until
      ? lines.findLast((line) => secondOf(line) <= audio.currentTime)
      : undefined;
    if (heard === current) return;
    current?.removeAttribute("aria-current");
    heard?.setAttribute("aria-current", "true");
    current = heard;
  });
}
