// Brings htmx once the page is painted, unless the line is slow or metered, and says when it fails.
(() => {
  const own = document.currentScript.dataset;
  const line = navigator.connection || {};
  const trouble = document.getElementById("trouble");
  const find = (id) => document.getElementById(id);

  if (!line.saveData && !/2g/.test(line.effectiveType)) {
    addEventListener("load", () => {
      const [config, script] = ["meta", "script"].map((name) => document.createElement(name));
      config.name = "htmx-config";
      config.content = '{"history":"reload","includeIndicatorCSS":false,"defaultTimeout":20000,"noSwap":[204,304,"40x","41x","429","43x","45x","5xx"]}';
      script.src = own.htmx;
      document.head.append(config, script);
    });
  }

  // Boxes and menus agree with the results: an answer confirms them, a failure puts them back.
  const settle = ({ sourceElement: form }, isAnswered) => {
    for (const one of form.querySelectorAll("[type=checkbox], option")) {
      const [now, shown] = one.type ? ["checked", "defaultChecked"] : ["selected", "defaultSelected"];
      if (isAnswered) one[shown] = one[now];
      else one[now] = one[shown];
    }
  };

  const fail = ({ detail: { ctx } }) => {
    // Suggestions that do not come are no trouble: the words can be searched all the same.
    if (!trouble || !ctx || ctx.response?.status === 422 || ctx.sourceElement?.id === "q") return;
    const { method, action } = ctx.request;
    trouble.querySelector("a").href = method === "GET" && ctx.sourceElement.matches("form, a") ? action : location.href;
    trouble.hidden = false;
    settle(ctx);
  };
  document.addEventListener("htmx:error", fail);
  document.addEventListener("htmx:response:error", fail);

  // A refusal leaves the page, so it leaves the address too.
  document.addEventListener("htmx:before:history:update", (event) => {
    if (event.detail.response?.status >= 400) event.preventDefault();
  });

  // A box that was ticked keeps the focus when its facets are replaced.
  let ticked;
  document.addEventListener("htmx:before:swap", () => {
    const { name, type, value } = document.activeElement;
    ticked = type === "checkbox" && `[name="${name}"][value="${CSS.escape(value)}"]`;
  });

  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    if (!trouble || ctx.response?.status >= 400 || ctx.sourceElement.id === "q") return;
    trouble.hidden = true;
    settle(ctx, true);
    const count = find("count");
    if (!count || ctx.target?.id !== "results") return;
    find("status").textContent = count.textContent;
    if (document.activeElement === document.body) {
      ((ticked && document.querySelector(ticked)) || count).focus({ preventScroll: true });
    }
  });
})();
