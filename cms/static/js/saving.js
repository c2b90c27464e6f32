// What an editor types is not lost when the session ends: a form is sent only while somebody is
// signed in, and a bar says what to do else. After signing in anew, in another tab, the forms of
// this page get the new token, and go as they are.
//
// And it is saved once: Wagtail saves a form by itself soon after each change, and a new form learns
// from the answer which entry it has become. Sent before that, it would become a second one.
(() => {
  const words = document.currentScript.dataset;
  const HEADER = "X-CSRFToken";
  const SAVES_ITSELF = "form[data-controller~=w-autosave]";
  const plainFetch = window.fetch;
  const PATIENCE = 30_000; // ms; as long as Wagtail's buttons say "Saving…"
  const passing = new WeakSet();
  let going = null; // the form that somebody sends
  let released = null; // until then no autosave is sent
  let release = () => {};
  let autosaved = null; // until then an autosave is under way
  let token = "";
  let bar = null;
  let timer = 0;

  // The pages for signing in have this script too, and no menu.
  const isEditor = () => document.querySelector("[data-wagtail-sidebar]") !== null;

  // What the site says of the session; nothing when it cannot be reached.
  const asked = async () => {
    try {
      const answer = await plainFetch(words.session, { cache: "no-store" });
      return answer.ok ? await answer.json() : null;
    } catch {
      return null;
    }
  };

  const look = async () => {
    const known = await asked();
    if (known && !known.signed_in) showSignedOut();
    if (known?.signed_in) {
      token = known.token;
      for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) input.value = token;
      if (bar?.dataset.state === "out") showSignedIn(known.name);
    }
    return known;
  };

  const show = (state, ...content) => {
    if (!bar) {
      bar = document.createElement("div");
      bar.className = "signed-out";
      bar.setAttribute("role", "alert");
      document.body.prepend(bar);
    }
    bar.dataset.state = state;
    bar.replaceChildren(...content);
  };

  const showSignedOut = () => {
    if (bar?.dataset.state === "out") return;
    const link = document.createElement("a");
    Object.assign(link, { href: words.login, target: "_blank", rel: "noreferrer", textContent: words.link });
    show("out", words.out, " ", link);
    clearInterval(timer);
    timer = setInterval(look, 10_000);
  };

  const showSignedIn = (name) => {
    clearInterval(timer);
    show("in", words.again.replace("{name}", () => name));
  };

  // Wagtail's button says "Saving…" from the click on, and cannot be pressed.
  const free = (button) => {
    if (button?.matches("[data-controller~=w-progress]")) {
      setTimeout(() => button.setAttribute("data-w-progress-loading-value", "false"));
    }
  };

  const isAutosave = (what, body) =>
    body instanceof FormData && what === document.querySelector(SAVES_ITSELF)?.action;

  const late = () => new Promise((end) => setTimeout(end, PATIENCE));

  const endOfAutosave = () =>
    new Promise((end) => {
      for (const name of ["success", "error"]) addEventListener(`w-autosave:${name}`, end, { once: true });
    });

  const depart = (form) => {
    going = form;
    released = Promise.race([late(), new Promise((end) => (release = end))]).then(() => {
      if (going === form) going = null;
    });
  };

  addEventListener(
    "submit",
    async (event) => {
      const form = event.target;
      const isSent = form.getAttribute("method")?.toLowerCase() === "post";
      if (!isSent || !isEditor() || passing.delete(form)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (form === going) return;
      depart(form);
      const button = event.submitter;
      if (autosaved) await Promise.race([autosaved, late()]);
      const known = await look();
      if (known && !known.signed_in) {
        release();
        free(button);
        bar.scrollIntoView({ block: "nearest" });
        return;
      }
      passing.add(form);
      // A button that cannot be pressed would not be sent along.
      const rests = button?.disabled;
      if (rests) button.disabled = false;
      form.requestSubmit(button);
      if (rests) button.disabled = true;
      passing.delete(form);
      if (!form.matches(SAVES_ITSELF)) release();
    },
    true,
  );
  addEventListener("submit", (event) => event.defaultPrevented && release());
  addEventListener("pageshow", () => release());

  // Wagtail's scripts keep the token that the page came with.
  const submit = HTMLFormElement.prototype.submit;
  HTMLFormElement.prototype.submit = function () {
    const input = this.elements.namedItem("csrfmiddlewaretoken");
    if (token && input) input.value = token;
    submit.call(this);
  };

  // Pings, autosaves and choosers: refused, or sent to the page for signing in.
  const isRefused = (status, url) =>
    status === 401 || status === 403 || new URL(url || "/", location.href).pathname === words.login;

  window.fetch = async (what, options) => {
    if (isAutosave(what, options?.body)) {
      await released;
      autosaved = endOfAutosave();
    }
    const headers = new Headers(options?.headers);
    if (token && headers.has(HEADER)) {
      headers.set(HEADER, token);
      options = { ...options, headers };
    }
    const answer = await plainFetch(what, options);
    if (isRefused(answer.status, answer.url) && isEditor()) look();
    return answer;
  };

  // Wagtail's button of a chooser rests until its window closes, also when that never opened.
  const wake = () => {
    const resting = "[data-chooser-action-choose][disabled]:not([data-force-disabled])";
    for (const button of document.querySelectorAll(resting)) button.disabled = false;
  };

  const send = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = function (...body) {
    this.addEventListener("loadend", () => {
      if (!isRefused(this.status, this.responseURL) || !isEditor()) return;
      wake();
      look();
    });
    send.apply(this, body);
  };

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && isEditor()) look();
  });
})();
