// Sends files piece by piece (tus 1.0): what has arrived stays, whatever happens to the line.
(() => {
  const form = document.querySelector("[data-upload]");
  const { upload, record, address: bound } = form.dataset;
  const { csrf_token: token, file: choice, replaces } = form;
  const find = (selector, place = form) => place.querySelector(selector);
  const numbers = new Intl.NumberFormat(`${document.documentElement.lang}-u-nu-latn`, { maximumFractionDigits: 2 });
  const getPage = async () => new DOMParser().parseFromString(await (await fetch(location)).text(), "text/html");
  const travels = {};
  // The server recognises a file by its first bytes, and lets one person begin fifty files.
  const firstBytes = 1024;
  const mostAhead = 40;
  let queue = Promise.resolve();
  let probes = queue;
  let shown = queue;
  let piece = 64e3;
  let most = 8e6;
  let isStale, speed;

  // Shows the files as they are now, or says that all is well where they cannot be shown.
  const refresh = () => (shown = shown.then(async () => {
    const page = await getPage().catch(() => form);
    const files = find("#files", page);
    find("[data-arrived]").hidden = !!files;
    if (!files) return;
    // The steps below the files are meant for the record with its new file.
    for (const version of document.getElementsByName("version")) version.value = find("[name=version]", page)?.value;
    find("#files", document).replaceWith(files);
    window.htmx?.process(files);
  }));

  // One file on its way, and its line on the page.
  const begin = (key, name, size, address = localStorage[key]) => {
    const line = find("[data-line]", find("template").content).cloneNode(true);
    const said = find("[data-said]", line);
    const state = find("[data-state]", line);
    const replaced = replaces.value;
    let file, goes, isSure, request, wake;
    let carried = Promise.resolve();
    let offset = 0;
    let failures = 0;

    const fill = (sentence) => {
      const values = {
        name,
        percent: Math.floor((100 * offset) / size) || 0,
        sent: numbers.format(offset / 1e6),
        total: numbers.format(size / 1e6),
        left: Math.ceil((size - offset) / speed / 60),
      };
      return sentence.replace(/\{(\w+)\}/g, (_, word) => values[word]);
    };
    const tell = (word, sentence) => {
      find("progress", line).value = offset / size || 0;
      said.textContent = fill(said.dataset[goes && speed ? "left" : "said"]);
      state.textContent = sentence || fill(state.dataset[word]);
      line.dataset.stands = word;
      const { activeElement } = document;
      if (line.contains(activeElement) && !activeElement.offsetParent) line.focus();
    };
    const rest = (word, sentence) => {
      goes = false;
      request?.abort();
      wake?.();
      tell(word, sentence);
    };
    const forget = () => {
      delete localStorage[key];
      delete travels[key];
    };
    const drop = () => {
      forget();
      line.remove();
    };

    const ask = (method, headers, body) => new Promise((accept, refuse) => {
      request = new XMLHttpRequest();
      request.open(method, address || upload);
      request.timeout = 60e3;
      for (const header in headers) request.setRequestHeader(header, headers[header]);
      request.setRequestHeader("Tus-Resumable", "1.0.0");
      request.onloadend = () => {
        if (!/^2/.test(request.status)) return refuse(request);
        offset = +request.getResponseHeader("Upload-Offset");
        accept(isSure = true);
      };
      request.send(body);
    });

    // Takes one step: to an address, to what the server holds, or a piece further.
    const advance = async () => {
      if (!address) {
        if (isStale) token.value = find("[name=csrf_token]", await getPage()).value;
        const coded = btoa(String.fromCharCode(...new TextEncoder().encode(name)));
        const metadata = `${record},filename ${coded},replaces ${btoa(replaced)}`;
        await ask("POST", { "X-CSRFToken": token.value, "Upload-Length": size, "Upload-Metadata": metadata });
        address = localStorage[key] = request.getResponseHeader("Location");
      } else if (isSure) {
        const length = offset < firstBytes ? firstBytes : piece;
        const body = await file.slice(offset, offset + length).arrayBuffer();
        const began = Date.now();
        await ask("PATCH", { "Upload-Offset": offset, "Content-Type": "application/offset+octet-stream" }, body);
        failures = 0;
        if (length === piece) {
          speed = (1e3 * body.byteLength) / (Date.now() - began);
          piece = Math.min(most, Math.max(16e3, Math.round(8 * speed)));
        }
        if (offset < size) return;
        forget();
        rest(request.getResponseHeader("Upload-State"));
        await refresh();
      } else {
        await ask("HEAD");
      }
    };

    // Waits to try again, unless the server has said why that cannot help.
    const mend = async ({ name, status }) => {
      isSure = false;
      if (name) return rest("again");
      const isOurs = /^text\/plain/.test(request.getResponseHeader("Content-Type"));
      const sentence = isOurs && request.responseText;
      if (isOurs && /^4(?!0[89]|2[39])/.test(status)) {
        isStale = /40[13]/.test(status);
        if (!isStale) forget();
        return rest(isStale ? "denied" : "failed", sentence);
      }
      piece = Math.max(16e3, piece / 2);
      // Somebody on the way takes no larger pieces.
      if (status === 413) most = piece;
      tell("dropped", sentence);
      await new Promise((resolve) => {
        wake = resolve;
        setTimeout(wake, Math.min(30, 2 ** failures++) * (500 + 1e3 * Math.random()));
        addEventListener("online", wake, { once: true });
      });
    };

    // Sends the file, or as many bytes as are enough; one call waits for the one before.
    const carry = (enough = Infinity) => (carried = carried.then(async () => {
      while (goes && !(isSure && offset >= enough)) {
        tell("going");
        try {
          await advance();
        } catch (problem) {
          if (goes) await mend(problem);
        }
      }
    }));
    // Sends the first bytes, so that a refused file does not wait until others are sent.
    const probe = async () => {
      const begun = Object.keys(localStorage).filter((one) => travels[one]);
      if (begun.length < mostAhead) await carry(firstBytes);
      if (goes) tell("queued");
    };
    const go = (chosen) => {
      if (chosen.size !== size) return rest("other");
      if (!size) {
        forget();
        return rest("failed", state.dataset.empty);
      }
      file = chosen;
      goes = true;
      tell("queued");
      probes = probes.then(probe);
      queue = queue.then(() => probes).then(() => carry());
    };
    // Shows what the server holds of a file that is to be chosen again.
    const look = async () => {
      const { status } = await ask("HEAD").catch((refused) => refused);
      if (goes) return;
      if (/^4/.test(status) || offset === size) drop();
      else tell("again");
    };

    for (const place of line.querySelectorAll("[data-name]")) place.textContent = name;
    find("[data-turn]", line).onclick = () => goes ? rest("paused") : go(file);
    find("[data-cancel]", line).onclick = () => {
      rest("paused");
      drop();
      choice.focus();
      if (address) ask("DELETE").catch(() => {});
    };
    // The quick exit, which removes the body, is never held.
    addEventListener("beforeunload", (event) => goes && document.body && event.preventDefault());
    find("[data-lines]").append(line);
    if (address) look();
    return (travels[key] = go);
  };

  const only = bound && begin("", form.dataset.name, +form.dataset.size, bound);
  for (const key in localStorage) {
    const [place, size, , name] = key.split("\n");
    if (place === record) begin(key, name, +size);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const files = [...choice.files];
    if ((find("[data-one]").hidden = !replaces.value || files.length < 2)) {
      for (const file of files) {
        const key = [record, file.size, file.lastModified, file.name].join("\n");
        (only || travels[key] || begin(key, file.name, file.size))(file);
      }
      form.reset();
    }
  });
})();
