// Shows how far an upload is; without it the form posts plainly.
(() => {
  const language = document.documentElement.lang;
  const format = new Intl.NumberFormat(language, { style: "unit", unit: "megabyte", maximumFractionDigits: 1 });
  const sized = (bytes) => format.format(bytes / 1e6);

  const show = (travel, { loaded, total }) => {
    const bar = travel.querySelector("progress");
    const said = travel.querySelector("[data-said]");
    bar.value = total ? (100 * loaded) / total : 0;
    const values = { percent: Math.floor(bar.value), sent: sized(loaded), total: sized(total) };
    said.textContent = said.dataset.said.replace(/\{(\w+)\}/g, (whole, name) => values[name]);
  };

  // Shows what the answer says, in place; false when it is no page of ours.
  const follow = (request) => {
    if (request.status < 400 && new URL(request.responseURL).pathname !== location.pathname) {
      return location.assign(request.responseURL);
    }
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const main = page.querySelector("main");
    if (!main) return false;
    document.querySelector("main").replaceWith(document.adoptNode(main));
    window.htmx?.process(main);
    main.focus({ preventScroll: true });
    main.querySelector(request.status < 400 ? "#files-title" : ".error")?.scrollIntoView();
  };

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-upload]");
    if (!form) return;
    event.preventDefault();
    const travel = form.querySelector("[data-travel]");
    const dropped = form.querySelector("[data-dropped]");
    const body = new FormData(form, event.submitter);
    const wait = (waiting) => {
      for (const button of form.querySelectorAll("button")) button.disabled = waiting;
    };
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.upload.addEventListener("progress", (progress) => show(travel, progress));
    const drop = () => { dropped.hidden = false; wait(false); };
    request.addEventListener("load", () => { if (follow(request) === false) drop(); });
    request.addEventListener("error", drop);
    travel.hidden = false;
    dropped.hidden = true;
    wait(true);
    request.send(body);
  });
})();
