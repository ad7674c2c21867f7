// The recording obeys while its words are typed: F2 goes back, F8 plays or pauses, F9 writes the time.
(() => {
  const desk = document.querySelector("[data-stamping]");
  const audio = desk?.querySelector("audio");
  const text = desk?.querySelector("textarea");
  const keys = { F2: "back", F8: "play", F9: "stamp" };
  if (!audio) return;

  const clock = (time) => {
    const parts = [Math.floor(time / 3600), Math.floor(time / 60) % 60, Math.floor(time) % 60];
    if (!parts[0]) parts.shift();
    return parts.map((part, place) => (place ? String(part).padStart(2, "0") : part)).join(":");
  };

  // Typed as by hand, so that it can be undone as by hand.
  const type = (words) => {
    text.focus();
    if (!document.execCommand("insertText", false, words)) {
      text.setRangeText(words, text.selectionStart, text.selectionEnd, "end");
      text.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };

  const acts = {
    back: () => { audio.currentTime = Math.max(0, audio.currentTime - 3); },
    play: () => (audio.paused ? audio.play() : audio.pause()),
    stamp: () => {
      const before = text.value.slice(0, text.selectionStart);
      type(`${/(^|\n)$/.test(before) ? "" : "\n"}[${clock(audio.currentTime)}] `);
    },
  };

  desk.querySelector("[data-keys]").hidden = false;
  desk.addEventListener("click", ({ target }) => acts[target.closest("[data-do]")?.dataset.do]?.());
  document.addEventListener("keydown", (event) => {
    const act = acts[keys[event.key]];
    if (!act || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    act();
  });
})();
