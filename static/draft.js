// Keeps the text of unsaved forms on this device, encrypted, and sends it when there is a connection.
(() => {
  const { currentScript: { dataset: own, src }, documentElement: { lang } } = document;
  const DAY = 864e5;
  const KEPT_DAYS = 30;
  const KEPT_DRAFTS = 40;
  const RETRY_SECONDS = 15;
  const SENDING_SECONDS = 60;
  const UNREAD = /^(hidden|file|password|submit|button|reset|image)$/;

  const times = new Intl.DateTimeFormat(`${lang}-u-nu-latn`, {
    weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
  const toHex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, 0)).join("");
  const makeId = () => toHex(crypto.getRandomValues(new Uint8Array(8)));
  const plainPath = (path) => path.replace(/^\/\w\w\//, "/");
  // What differs only in spaces at its ends, in line ends or in its form of Unicode is equal.
  const normalize = (values) => JSON.stringify(values
    .map(([name, value]) => [name, value.replace(/\r\n?/g, "\n").trim().normalize()])
    .filter(([, value]) => value));
  const isSame = (one, other) => normalize(one) === normalize(other);

  // Without a secure context there is no encryption, and without encryption nothing is kept.
  const { subtle } = crypto;
  const secret = own.key && subtle && subtle.importKey(
    "raw", Uint8Array.from(atob(own.key), (letter) => letter.charCodeAt()), "AES-GCM", false, ["encrypt", "decrypt"],
  );
  const digest = async (text) => toHex(await subtle.digest("SHA-256", new TextEncoder().encode(own.key + text)));

  // IndexedDB: what localStorage was given in the last seconds is lost when Chromium is killed (ADR 37).
  const access = (mode, request) => new Promise((accept, refuse) => {
    const opening = indexedDB.open("drafts", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("drafts", { keyPath: "id" });
    opening.onerror = () => refuse(opening.error);
    opening.onsuccess = () => {
      const database = opening.result;
      const transaction = database.transaction("drafts", mode, { durability: "strict" });
      const asked = request(transaction.objectStore("drafts"));
      const close = (settle) => () => {
        database.close();
        settle(asked.result);
      };
      transaction.oncomplete = close(accept);
      transaction.onabort = close(refuse);
    };
  });
  const remove = (id) => access("readwrite", (store) => store.delete(id));
  const save = async (id, form, draft) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const text = new TextEncoder().encode(JSON.stringify(draft));
    const data = await subtle.encrypt({ name: "AES-GCM", iv }, await secret, text);
    await access("readwrite", (store) => store.put({ id, form, at: draft.at, iv, data }));
  };
  const decrypt = async ({ id, form, iv, data }) => {
    try {
      const text = await subtle.decrypt({ name: "AES-GCM", iv }, await secret, data);
      return { ...JSON.parse(new TextDecoder().decode(text)), id, form };
    } catch {
      return undefined; // another person's
    }
  };
  const list = async () => {
    if (!secret) return [];
    const rows = await access("readonly", (store) => store.getAll());
    const drafts = await Promise.all(rows.map(decrypt));
    return drafts.filter(Boolean).sort((one, other) => other.at - one.at);
  };

  // Deletes drafts that the server has saved, that are old or too many.
  const cleanUp = async () => {
    for (const [, id] of document.cookie.matchAll(/\bsaved-([0-9a-f]{16})=/g)) {
      await remove(id);
      document.cookie = `saved-${id}=; max-age=0; path=/`;
    }
    const rows = await access("readonly", (store) => store.getAll());
    rows.sort((one, other) => other.at - one.at);
    for (const [place, { id, at }] of rows.entries()) {
      if (place >= KEPT_DRAFTS || at < Date.now() - KEPT_DAYS * DAY) await remove(id);
    }
  };

  const cleaned = subtle && cleanUp().catch(() => {});

  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const makeButton = (textContent, onclick, className = "quiet") => (
    make("button", { type: "button", textContent, onclick, className })
  );
  const makeLink = (href, textContent, className = "") => make("a", { href, textContent, className });
  // A notice with sentences, perhaps lines below them, and buttons given as [words, action].
  const makeNotice = (sentences, buttons, lines = []) => {
    const box = document.getElementById("draft-notice").content.firstElementChild.cloneNode(true);
    const [said, listed, doors] = box.children;
    said.textContent = sentences.filter(Boolean).join(" ");
    listed.append(...lines.map((line) => make("li", { dir: "auto" }, line)));
    doors.append(...buttons.map(([words, act], place) => makeButton(words, act, place ? "quiet" : "")));
    if (!lines.length) listed.remove();
    if (!buttons.length) doors.remove();
    return box;
  };
  const textsOf = (values) => values.filter(([, value, kind]) => kind && value.trim()).map(([, value]) => value);
  const nameOf = ({ title, at }) => `${title} – ${times.format(at)}`;
  // The text itself, because its form may be gone; and the ways to open the form and to delete the text.
  const unfold = (draft) => {
    const button = makeButton(own.discard, async () => {
      await remove(draft.id);
      const box = line.closest(".notice");
      line.parentElement.remove();
      if (!box.querySelector("li")) box.remove();
      document.getElementById("main").focus();
    });
    const texts = textsOf(draft.values);
    const line = make(
      "details", {},
      make("summary", { textContent: nameOf(draft) }),
      ...texts.map((textContent) => make("blockquote", { className: "version", dir: "auto", textContent })),
      make("p", { className: "doors" }, makeLink(draft.page, own.open, "button"), button),
    );
    return line;
  };

  const states = new Map();
  const ask = (event) => event.preventDefault();
  // Only while there is something to ask, for a page with this listener is slow to come back to.
  const askIfUnsaved = () => {
    window.onbeforeunload = [...states.values()].some((state) => state.isUnsaved()) ? ask : null;
  };

  // An upgrade may have removed this very file: 404 is an answer too, unlike what a proxy says.
  const isReachable = () => navigator.onLine && Promise.race([
    fetch(src, { method: "HEAD", cache: "no-store" }).then(({ status }) => status < 500, () => false),
    new Promise((accept) => { setTimeout(accept, 8e3, false); }),
  ]);

  const begin = async (form) => {
    const path = new URL(form.getAttribute("action") || location, location).pathname;
    const isAnswer = "unsaved" in form.dataset;
    const title = document.querySelector("h1").textContent; // read now: the quick exit removes it
    const offers = [];
    const notices = [];
    let id = makeId();
    let isStored = !!secret;
    let isDirty, isGivenBack, isSending, passes;
    let base, label, sent, timer, work, told;

    const fields = () => [...form.elements].filter(({ name, type }) => name && !UNREAD.test(type));
    const read = (checked, selected, value) => fields().flatMap((field) => {
      if (/checkbox|radio/.test(field.type)) return field[checked] ? [[field.name, field.value]] : [];
      if (!field.options) return [[field.name, field[value], "text"]];
      const chosen = [...field.options].filter((option) => option[selected]);
      if (!chosen.length && !field.multiple) chosen.push(...[...field.options].slice(0, 1));
      return chosen.map((option) => [field.name, option.value]);
    });
    const readNow = () => read("checked", "selected", "value");
    let given = read("defaultChecked", "defaultSelected", "defaultValue");
    const version = () => form.elements.version?.value;

    const update = () => {
      isDirty = isGivenBack || !isSame(readNow(), given);
      askIfUnsaved();
    };
    const write = async () => {
      clearTimeout(timer);
      timer = 0;
      if (!isSending) update();
      if (!secret) return;
      if (!isDirty) return remove(id);
      const page = form.dataset.draft || path;
      await save(id, label, { values: readNow(), base, version: version(), sent, title, page, at: Date.now() });
    };
    const keep = () => (work = work.then(write).catch(() => {
      isStored = false;
      if (!notices.length) show(makeNotice([own.full], []));
    }));

    const show = (notice) => {
      notices.push(notice);
      form.before(notice);
    };
    const clear = () => notices.splice(0).forEach((notice) => notice.remove());
    const offer = () => {
      const draft = offers.shift();
      if (!draft) return;
      const isChanged = draft.base !== base && (draft.version === undefined || draft.version !== version());
      show(makeNotice(
        [own.offer.replace("{time}", times.format(draft.at)), draft.sent && own.sent, isChanged && own.changed],
        [[own.restore, () => restore(draft, isChanged)], [own.discard, () => {
          remove(draft.id);
          clear();
          form.tabIndex = -1;
          form.focus({ preventScroll: true });
          offer();
        }]],
      ));
    };
    const restore = async (draft, isChanged) => {
      await keep();
      if (isDirty) offers.push(...(await list()).filter((one) => one.id === id));
      const waiting = [...draft.values];
      const take = (name, value) => {
        const place = waiting.findIndex((pair) => pair[0] === name && (value === undefined || pair[1] === value));
        return place < 0 ? undefined : waiting.splice(place, 1)[0][1];
      };
      for (const field of fields()) {
        const before = field.value;
        if (/checkbox|radio/.test(field.type)) field.checked = take(field.name, field.value) !== undefined;
        else if (!field.options) field.value = take(field.name) ?? before;
        else for (const option of field.options) option.selected = take(field.name, option.value) !== undefined;
        if (field.checked || field.value !== before) field.closest("details")?.setAttribute("open", "");
      }
      // The server then shows both versions, instead of writing over what others saved.
      if (isChanged && form.elements.version) form.elements.version.value = draft.version;
      if (isChanged) base = draft.base;
      id = makeId();
      sent = undefined;
      const homeless = textsOf(waiting.filter(([name]) => !form.elements[name]));
      clear();
      show(makeNotice([own.restored, homeless.length && own.homeless], [], homeless));
      notices[0].focus();
      await keep();
      await remove(draft.id);
      offer();
    };

    // Says beside the button that was pressed what becomes of it.
    const tell = (submitter, sentences, buttons = []) => {
      told?.remove();
      told = makeNotice(sentences, buttons);
      (submitter?.closest("p") || form.lastElementChild).before(told);
    };
    const stop = () => {
      told?.remove();
      isSending = passes = false;
      sent = undefined;
    };
    const release = async (submitter) => {
      sent = Date.now();
      await keep();
      const target = new URL(form.getAttribute("action") || location, location);
      target.searchParams.set("draft", id);
      if (secret) form.setAttribute("action", target);
      isDirty = false;
      askIfUnsaved();
      passes = true;
      form.requestSubmit(submitter);
      if (passes) { // the browser asks for a field to be filled in
        stop();
        update();
      } else {
        given = readNow();
        isGivenBack = false;
        setTimeout(stop, SENDING_SECONDS * 1e3);
      }
    };
    const wait = (submitter) => {
      let isWaiting = true;
      let isTrying = false;
      const rest = () => {
        isWaiting = false;
        clearInterval(clock);
        removeEventListener("online", retry);
        document.removeEventListener("visibilitychange", retry);
        stop();
      };
      const retry = async () => {
        if (isTrying) return;
        isTrying = true;
        const isThere = await isReachable();
        isTrying = false;
        if (!isThere || !isWaiting) return;
        rest();
        isSending = true;
        release(submitter);
      };
      const clock = setInterval(retry, RETRY_SECONDS * 1e3);
      addEventListener("online", retry);
      document.addEventListener("visibilitychange", retry);
      tell(submitter, [own.offline, isStored && own.kept], [[own.again, retry], [own.cancel, () => {
        rest();
        submitter?.focus();
      }]]);
      told.focus();
    };
    const send = async (submitter) => {
      isSending = true;
      await keep();
      const late = setTimeout(tell, 1e3, submitter, [own.sending]);
      const isThere = await isReachable();
      clearTimeout(late);
      if (isThere) release(submitter);
      else wait(submitter);
    };

    const change = () => {
      isDirty = true;
      askIfUnsaved();
      timer ||= setTimeout(keep, 1e3);
    };
    const isPosted = isAnswer && path === location.pathname && readNow().some(([, value]) => value);
    const prepare = async () => {
      if (!secret) return;
      // Chromium writes what fields hold to its session files, as plain text.
      form.autocomplete = "off";
      await cleaned;
      label = await digest(plainPath(path));
      base = await digest(normalize(given));
      for (const draft of await list()) {
        if (draft.form !== label) continue;
        const values = readNow();
        const offered = offers.map((one) => one.values);
        const isHere = isSame(draft.values, values);
        const isSent = draft.id === form.dataset.unsaved;
        if (!isGivenBack && (isSent || (isHere && (isAnswer || !isSame(given, values))))) {
          ({ id, base } = draft);
          isGivenBack = isAnswer;
        } else if ([values, given, ...offered].some((known) => isSame(draft.values, known))) {
          await remove(draft.id);
        } else {
          offers.push(draft);
        }
      }
    };

    states.set(form, {
      keep,
      stop,
      isUnsaved: () => isDirty,
      flush: () => timer && keep(),
      leave: () => {
        isSending = true;
        isDirty = false;
        askIfUnsaved();
      },
    });
    form.addEventListener("input", change);
    form.addEventListener("change", change);
    // Without requestSubmit the button that was pressed could not be named again.
    if (form.requestSubmit) {
      form.addEventListener("submit", (event) => {
        if (passes) return void (passes = false);
        event.preventDefault();
        if (!isSending) send(event.submitter);
      });
    }

    await (work = prepare()).catch(() => {});
    isGivenBack ||= isPosted;
    update();
    // Something may have been written before there was anything to compare it with.
    if (isDirty) keep();
    offer();
  };

  const beginAll = async () => {
    for (const form of document.querySelectorAll("form[data-draft]")) if (!states.has(form)) begin(form);
    const index = document.querySelector("[data-unsaved-texts]");
    await cleaned;
    const drafts = index ? await list() : [];
    if (drafts.length) index.replaceChildren(makeNotice([own.unsaved], [], drafts.map(unfold)));
  };

  const flush = () => states.forEach((state) => state.flush());
  document.addEventListener("visibilitychange", flush);
  addEventListener("pagehide", flush);
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) states.forEach((state) => state.stop());
  });
  document.addEventListener("htmx:after:swap", beginAll);

  document.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-discard]");
    const state = states.get(link?.closest("form"));
    if (!state?.isUnsaved() || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (!confirm(own.abandon)) return;
    state.leave();
    await state.keep();
    location.assign(link);
  });

  // Signing out deletes all drafts (Clear-Site-Data), so it is asked first.
  document.querySelector("[data-signs-out]")?.addEventListener("submit", async (event) => {
    const form = event.target;
    event.preventDefault();
    await Promise.all([...states.values()].map((state) => state.keep()));
    const drafts = await list().catch(() => []);
    if (!drafts.length) return form.submit();
    const leave = () => {
      states.forEach((state) => state.leave());
      form.submit();
    };
    document.getElementById("signing-out")?.remove();
    const box = makeNotice([own.leaving], [[own.leave, leave], [own.stay, () => {
      box.remove();
      form.querySelector("button").focus();
    }]], drafts.map((draft) => makeLink(draft.page, nameOf(draft))));
    box.id = "signing-out";
    form.parentElement.after(box);
    box.focus();
  });

  beginAll();
})();
