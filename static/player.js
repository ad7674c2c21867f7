// Adds speed, steps of 15 seconds and a remembered place to the browser's own player.
for (const box of document.querySelectorAll("[data-player]")) {
  const audio = box.querySelector("audio");
  const controls = box.querySelector(".controls");
  const speed = box.querySelector("[data-speed]");
  const key = `player-${box.dataset.player}`;
  const read = () => { try { return Number(localStorage.getItem(key)); } catch { return 0; } };
  const write = (place) => { try { localStorage.setItem(key, place); } catch { /* private window */ } };

  controls.hidden = false;
  controls.addEventListener("click", ({ target }) => {
    if (target.dataset.skip) audio.currentTime += Number(target.dataset.skip);
  });
  speed.addEventListener("change", () => { audio.playbackRate = speed.value; });
  audio.addEventListener("loadedmetadata", () => {
    audio.playbackRate = speed.value;
    if (read() < audio.duration - 3) audio.currentTime = read();
  });
  audio.addEventListener("timeupdate", () => { if (audio.currentTime) write(Math.floor(audio.currentTime)); });
  audio.addEventListener("ended", () => write(0));
}
