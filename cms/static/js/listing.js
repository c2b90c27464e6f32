// What htmx and HTML leave open on a filtered list: counts beside options, the drawer on small
// screens, focus after a swap, words for screen readers, and what to say when a request fails.
(() => {
  const find = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const results = () => find("#results");
  const status = () => find("#status");
  let used = null; // what the reader used: {kind, index}

  // --- Counts ------------------------------------------------------------------------------------

  function showCounts() {
    const told = find("#counts")?.dataset.counts;
    if (!told) return;
    const { counts, counted } = JSON.parse(told);
    for (const box of all("#f input[type=checkbox]")) {
      const count = counts[box.name]?.[box.value] ?? 0;
      const option = box.closest(".option");
      find(".n", option).textContent = count;
      option.toggleAttribute("data-zero", count === 0);
      box.disabled = count === 0 && !box.checked && box !== document.activeElement;
    }
    for (const place of all("[data-counted]")) place.textContent = counted;
    for (const list of all(".options[data-folded]")) fold(list, true);
  }

  // --- The form follows chips ---------------------------------------------------------------------

  function takeAway({ name, value }) {
    for (const box of all("#f input[type=checkbox]:checked"))
      if (name === "*" || (box.name === name && box.value === value)) box.checked = false;
    if (name === "*" || name === "q") find("#q").value = "";
  }

  // What a reader comes back to is what the address says, as the list does. Safari sets the form of a
  // page that it kept to what its HTML says, after this event: so that is told as well.
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted || !find("#f")) return;
    const asked = new URLSearchParams(location.search);
    for (const box of all("#f input[type=checkbox], [name=compare]"))
      box.checked = box.defaultChecked = asked.getAll(box.name).includes(box.value);
    find("#q").value = find("#q").defaultValue = asked.get("q") ?? "";
  });

  function focusAfter({ kind, index }) {
    if (kind === "page") {
      find("#results-title").focus({ preventScroll: true });
      find("#results-title").scrollIntoView();
    } else if (kind === "chip") {
      const chips = all(".chips [data-chip]");
      (chips[Math.min(index, chips.length - 1)] ?? find("#results-title")).focus();
    }
  }

  document.addEventListener("htmx:beforeRequest", ({ detail: { elt } }) => {
    used = null;
    if (elt.matches("[data-chip]")) {
      used = { kind: "chip", index: all(".chips [data-chip]").indexOf(elt) };
      takeAway(elt.dataset);
    } else if (elt.closest("[data-choose]")) {
      const { choose } = elt.closest("[data-choose]").dataset;
      for (const box of all(`#f [name="${choose}"]`)) box.checked = elt.id === `map-${box.value}`;
    } else if (elt.matches("[data-page]")) {
      used = { kind: "page" };
    }
  });

  document.addEventListener("htmx:beforeSend", () => {
    status().textContent = ""; // so that the same words are spoken again
    find(".drawer-problem")?.replaceChildren();
    results().setAttribute("aria-busy", "true");
  });
  document.addEventListener("htmx:afterRequest", () => results()?.removeAttribute("aria-busy"));

  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    if (detail.target?.id !== "results" && detail.elt?.id !== "results") return;
    showCounts();
    showTiles();
    if (used) focusAfter(used);
    used = null;
  });

  // --- What is ticked for a comparison ------------------------------------------------------------
  // It stands in the address, takes no step of history, and goes with every step to another list.

  const ticked = () => new Set(all("[name=compare]:checked").map((box) => box.value));

  function withTicked(address) {
    const url = new URL(address, location.href);
    url.searchParams.delete("compare");
    for (const slug of ticked()) url.searchParams.append("compare", slug);
    return url.pathname + url.search;
  }

  document.addEventListener("change", ({ target }) => {
    if (target.name !== "compare") return;
    for (const box of all("[name=compare]")) if (box.value === target.value) box.checked = target.checked;
    history.replaceState(history.state, "", withTicked(location.href));
  });

  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (!find("[name=compare]")) return;
    detail.path = withTicked(detail.path);
    delete detail.parameters.compare;
  });

  // The button below the list leaves the page; htmx would fetch its answer into the list.
  document.addEventListener(
    "submit",
    (event) => event.submitter?.hasAttribute("formaction") && event.stopPropagation(),
    true,
  );

  // --- The map ------------------------------------------------------------------------------------
  // Its tiles stay when the list is swapped, and are told what they say now. What is unfolded stays so.

  function showTiles() {
    const told = find("[data-tiles]")?.dataset.tiles;
    if (!told) return;
    const states = Object.entries(JSON.parse(told));
    for (const tile of all(".tile")) {
      const slug = tile.pathname.split("/").at(-2);
      const now = states.find(([, { places }]) => places.includes(slug));
      tile.closest("li").hidden = !now;
      if (!now) continue;
      [tile.dataset.is, find(".word", tile).textContent] = [now[0], now[1].word];
    }
  }

  const unfolded = new Set();
  const FOLDS = ".unfolds, .as-table";
  document.addEventListener(
    "toggle",
    ({ target }) => target.matches(FOLDS) && unfolded[target.open ? "add" : "delete"](target.className),
    true,
  );
  document.addEventListener("htmx:afterSwap", () => {
    for (const fold of all(FOLDS)) fold.open = unfolded.has(fold.className);
  });

  // --- When a request fails -----------------------------------------------------------------------

  function sayProblem({ detail }) {
    const { problem, again, stale } = status().dataset;
    const words = document.createElement("span");
    words.className = "problem";
    const link = document.createElement("a");
    link.href = detail.pathInfo?.finalRequestPath ?? detail.path;
    link.textContent = again;
    words.append(problem, " ", link);
    status().replaceChildren(words);
    // The open drawer hides the page behind it, from screen readers too.
    find(".drawer[open] .drawer-problem")?.replaceChildren(words.cloneNode(true));
    results().dataset.stale = stale;
  }
  // A portal or a proxy may answer in the site's place, with a page or with nothing, and call it good.
  const isGoodWithout = (selector, { status, response }) =>
    status < 400 && !find(selector, new DOMParser().parseFromString(response, "text/html"));

  document.addEventListener("htmx:beforeOnLoad", (event) => {
    if (!isGoodWithout("body > #results", event.detail.xhr)) return;
    event.preventDefault();
    sayProblem(event);
  });
  for (const kind of ["responseError", "sendError", "timeout", "swapError", "historyCacheMissLoadError"])
    document.addEventListener(`htmx:${kind}`, sayProblem);

  // --- History ------------------------------------------------------------------------------------
  // htmx asks anew for the list of each step. Of several steps only the last may be answered, and
  // what was asked before a step must not be answered after it.

  let returning = null; // the request for the list that the reader went back to

  // Without a state htmx hears nothing when a reader jumps here over a link within the page.
  if (!history.state) history.replaceState({ htmx: true }, "");

  document.addEventListener("htmx:historyCacheMiss", ({ detail }) => {
    for (const asking of all("#f, #results")) htmx.trigger(asking, "htmx:abort");
    returning?.abort();
    returning = detail.xhr;
    returning.timeout = htmx.config.timeout;
    for (const kind of ["error", "timeout"])
      returning.addEventListener(kind, () => sayProblem({ detail }));
    const restore = returning.onload;
    returning.onload = function () {
      if (isGoodWithout("main #results", this)) sayProblem({ detail });
      else restore.call(this);
    };
  });
  document.addEventListener("htmx:beforeSend", () => returning?.abort());

  document.addEventListener("htmx:historyRestore", ({ detail }) => {
    const restored = new DOMParser().parseFromString(detail.serverResponse, "text/html");
    for (const link of all("link[rel=alternate][id]", restored)) find(`#${link.id}`).replaceWith(link);
    const count = find("#results-title")?.textContent;
    if (count && status()) setTimeout(() => (status().textContent = `${count}.`), 60);
  });

  // --- Long lists of options ----------------------------------------------------------------------

  // The others of a long facet are lines; an empty one stands for an option that the page has.
  function drawRest(list) {
    const [lines, [...items]] = [list.dataset.rest.split("\n"), list.children];
    let at = items.length - lines.filter((line) => !line).length;
    for (const line of lines)
      line ? list.insertBefore(drawn(line.split("\t"), items[0]), items[at] ?? null) : at++;
    delete list.dataset.rest;
  }

  function drawn([label, count, also, value], like) {
    const item = like.cloneNode(true);
    const [option, box] = [find(".option", item), find("input", item)];
    box.value = value ?? label.toLowerCase().replaceAll(" ", "-");
    box.checked = box.defaultChecked = false;
    box.disabled = option.toggleAttribute("data-zero", count === "0");
    also ? (option.dataset.also = also) : delete option.dataset.also;
    [find(".label", item).textContent, find(".n", item).textContent] = [label, count];
    return item;
  }

  const drawOptions = () => all("[data-rest]").forEach(drawRest);
  drawOptions();
  document.addEventListener("htmx:historyRestore", drawOptions);

  function fold(list, folded) {
    list.toggleAttribute("data-folded", folded);
    const more = find(`[aria-controls="${list.id}"]`);
    const hidden = all("li:nth-child(n + 9) input:not(:checked)", list).length;
    find("[data-hidden]", more).textContent = hidden;
    more.hidden = !folded || !hidden;
  }

  const plain = (text) =>
    text.normalize("NFD").replace(/\p{M}|[.'’]/gu, "").replace(/[^\p{L}\p{N}]+/gu, " ").trim().toLowerCase();

  const otherNames = (item) => find(".option", item).dataset.also?.split("|") ?? [];

  // By its name, by a code or another name of it; two letters are a code rather than a part of one.
  function isCalled(item, typed) {
    if (plain(find(".label", item).textContent).includes(typed)) return true;
    return otherNames(item).some((other) => other === typed || (typed.length > 2 && other.includes(typed)));
  }

  // How many letters are left out, too many, wrong or changed about in what is typed, against the
  // beginning of a name that it comes closest to.
  function slips(typed, name) {
    let before, last, row = [...Array(name.length + 1).keys()];
    for (let i = 1; i <= typed.length; i++) {
      [before, last, row] = [last, row, [i]];
      for (let j = 1; j <= name.length; j++) {
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (typed[i - 1] !== name[j - 1]));
        if (i > 1 && j > 1 && typed[i - 1] === name[j - 2] && typed[i - 2] === name[j - 1])
          row[j] = Math.min(row[j], before[j - 2] + 1);
      }
    }
    return Math.min(...row.slice(Math.max(0, typed.length - 1)));
  }

  function isNear(item, typed) {
    const may = typed.length < 4 ? 0 : typed.length < 8 ? 1 : 2;
    const name = plain(find(".label", item).textContent);
    return may > 0 && [name, ...name.split(" "), ...otherNames(item)].some((word) => slips(typed, word) <= may);
  }

  document.addEventListener("input", ({ target }) => {
    if (!target.matches(".facet-narrow")) return;
    target.defaultValue = target.value; // which is what Safari goes back to, see above
    const list = document.getElementById(target.dataset.narrows);
    const typed = plain(target.value);
    const items = [...list.children];
    const called = items.filter((item) => isCalled(item, typed));
    const fits = called.length ? called : items.filter((item) => isNear(item, typed));
    fold(list, !typed);
    for (const item of items) item.hidden = !fits.includes(item) && !find(":checked", item);
    const said = find(`[data-for="${list.id}"]`);
    said.textContent = called.length ? "" : fits.length ? said.dataset.near : said.dataset.none;
  });

  // --- Input methods ------------------------------------------------------------------------------
  // Half a word asks for nothing; the whole one comes as if it had been typed just then.

  let composing = null; // the box in which a word is being made

  document.addEventListener("compositionstart", ({ target }) => (composing = target));
  document.addEventListener("compositionend", ({ target }) => {
    composing = null;
    target.dispatchEvent(new InputEvent("input", { bubbles: true }));
  });
  document.addEventListener(
    "input",
    (event) => event.target === composing && event.stopPropagation(),
    true,
  );
  document.addEventListener("htmx:confirm", (event) => {
    // What was typed or ticked just before is asked with the word.
    if (event.detail.elt.matches("#f") && composing === find("#q")) event.preventDefault();
  });

  // Leaving a text box is no choice: only boxes that are ticked ask anew.
  document.addEventListener(
    "change",
    (event) => event.target.matches("#q, .facet-narrow") && event.stopPropagation(),
    true,
  );

  document.addEventListener("click", (event) => {
    const more = event.target.closest(".more[aria-controls]");
    if (more) {
      const list = document.getElementById(more.getAttribute("aria-controls"));
      const next = all("li input", list).find((box) => !box.offsetParent && !box.disabled);
      fold(list, false);
      next?.focus();
    }
    if (event.target.closest(".to-filters") && !wide.matches) {
      event.preventDefault(); // on a small screen the form is out of sight
      find(".drawer-open").focus();
    }
    if (event.target.closest(".drawer-open")) openDrawer();
    if (event.target.closest(".drawer-close, .drawer-done")) closeDrawer();
  });

  // --- The drawer ---------------------------------------------------------------------------------
  // While it is open it has one step of history, whatever is chosen in it, so that Back closes it
  // and the page behind stays as it is.

  const drawer = () => find("dialog.drawer");
  const wide = matchMedia("(min-width: 60rem)");
  let openedAt = "";
  let shown = "";
  let byBack = false;
  let undoing = false;

  function openDrawer() {
    if (wide.matches || drawer().open) return;
    openedAt = shown = location.href;
    history.pushState({ htmx: true }, "", shown);
    drawer().showModal();
  }

  function closeDrawer() {
    if (drawer()?.open) drawer().close();
  }

  document.addEventListener("htmx:beforeHistoryUpdate", ({ detail }) => {
    if (drawer()?.open) detail.history.type = "replace";
  });
  for (const change of ["pushedIntoHistory", "replacedInHistory"])
    document.addEventListener(`htmx:${change}`, () => (shown = location.href));

  document.addEventListener("center:back", (event) => {
    if (undoing) event.preventDefault();
    undoing = false;
    if (!drawer()?.open || wide.matches) return;
    event.preventDefault();
    if (location.href !== shown) history.pushState({ htmx: true }, "", shown);
    byBack = true;
    closeDrawer();
  });

  document.addEventListener(
    "close",
    ({ target }) => {
      if (!target.matches("dialog.drawer")) return;
      if (!byBack && shown === openedAt) {
        undoing = true;
        history.back();
      }
      byBack = false;
      find(".drawer-open")?.focus();
    },
    true,
  );

  wide.addEventListener("change", () => wide.matches && closeDrawer());
})();
