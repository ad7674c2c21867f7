// Adds to the browser's own player: the shape of the sound, speed, steps, other copies, and a
// remembered place. Other scripts send "player:seek", with a second in `detail`, to the
// [data-player] element, and listen to the audio element inside it.
for (const [number, box] of document.querySelectorAll("[data-player]").entries()) {
  const { player, seconds, start, waveform = "" } = box.dataset;
  const [audio, wave, controls, range, speed, copy] = ["audio", ".wave", ".controls", "[type=range]", "[data-speed]", "[data-copy]"]
    .map((name) => box.querySelector(name));
  const [whole, played] = box.querySelectorAll("path");
  const key = `player-${player}`;
  const read = () => { try { return Number(localStorage.getItem(key)); } catch { return 0; } };
  const write = (place) => { try { localStorage.setItem(key, place); } catch { /* private window */ } };
  const play = () => audio.play().catch(() => {});

  const bars = [...waveform].map((letter, at) => {
    const height = letter.charCodeAt() - 96;
    return `M${at}.5 ${13 - height / 2}v${height}`;
  });
  const show = (place) => {
    range.value = place;
    range.setAttribute("aria-valuetext", `${Math.floor(place / 60)}:${String(Math.floor(place % 60)).padStart(2, 0)}`);
    played.setAttribute("d", bars.slice(0, place / seconds * 200).join(""));
  };
  const seek = (place) => {
    audio.currentTime = place;
    show(place);
  };

  controls.hidden = false;
  wave.hidden = !waveform;
  whole.setAttribute("d", bars.join(""));
  if (start) show(start);
  else if (read() < seconds - 3) seek(read());

  const follow = () => {
    const asked = location.hash.match(/^#t=([\d:.]+)$/);
    const second = asked?.[1].split(":").reduce((sum, part) => 60 * sum + Number(part), 0);
    if (Number.isFinite(second)) seek(second);
  };
  if (!number) {
    follow();
    addEventListener("hashchange", follow);
  }

  range.addEventListener("input", () => seek(range.value));
  box.addEventListener("player:seek", ({ detail }) => {
    seek(detail);
    play();
  });
  controls.addEventListener("click", ({ target }) => {
    if (target.dataset.skip) seek(Math.max(0, audio.currentTime + Number(target.dataset.skip)));
  });
  speed.addEventListener("change", () => { audio.defaultPlaybackRate = audio.playbackRate = speed.value; });
  // Without an address of its own the player goes back to its sources, the lightest first.
  copy?.addEventListener("change", () => {
    const { currentTime, paused } = audio;
    if (copy.value) audio.src = copy.value;
    else audio.removeAttribute("src");
    audio.load();
    audio.currentTime = currentTime;
    if (!paused) play();
  });
  audio.addEventListener("timeupdate", () => {
    if (!audio.currentTime) return;
    write(Math.floor(audio.currentTime));
    show(audio.currentTime);
  });
  audio.addEventListener("ended", () => write(0));
}
