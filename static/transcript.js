// Plays the line that is touched, marks the one that is heard, and changes its language meanwhile.
for (const { dataset: { transcript: id } } of document.querySelectorAll("[data-transcript]")) {
  const player = document.querySelector(`[data-player="${id}"]`);
  const audio = player?.querySelector("audio");
  if (!audio) continue;

  const box = `[data-transcript="${id}"]`;
  const find = (selector, place = document) => [...place.querySelectorAll(selector)];
  const secondOf = (line) => Number(new URLSearchParams(line.search).get("t"));
  let lines, until, current;

  const read = () => {
    lines = find(`${box} [data-until] a`);
    until = find(`${box} [data-until]`)[0]?.dataset.until;
    current = lines.find((line) => line.hasAttribute("aria-current"));
  };

  // Replaces what is in another language, and not the player: it goes on from its second.
  const translate = async (address) => {
    const trouble = document.getElementById("trouble");
    try {
      const answer = await fetch(address);
      if (!answer.ok) throw answer;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const parts = `${box}, main .pager`;
      const translated = find(parts, page);
      find(parts).forEach((part, at) => part.replaceWith(translated[at]));
      history.replaceState(history.state, "", address);
      trouble.hidden = true;
      read();
      find(`${box} [hreflang][aria-current]`)[0].focus({ preventScroll: true });
    } catch {
      find("a", trouble)[0].href = address;
      trouble.hidden = false;
    }
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest(`${box} a:not([download])`);
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.closest(".said")) {
      event.preventDefault();
      history.replaceState(history.state, "", link.href);
      player.dispatchEvent(new CustomEvent("player:seek", { detail: secondOf(link) }));
      return;
    }
    const address = new URL(link.href);
    if (audio.currentTime) address.searchParams.set("t", Math.floor(audio.currentTime));
    link.href = address;
    if (!link.hreflang) return;
    event.preventDefault();
    translate(address);
  });

  audio.addEventListener("timeupdate", () => {
    if (audio.paused && !audio.currentTime) return;
    const heard = audio.currentTime < until
      ? lines.findLast((line) => secondOf(line) <= audio.currentTime)
      : undefined;
    if (heard === current) return;
    current?.removeAttribute("aria-current");
    heard?.setAttribute("aria-current", "true");
    current = heard;
  });

  read();
}
