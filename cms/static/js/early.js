document.documentElement.classList.add("js");
// Registered before htmx's own listener, so that Back can close an open drawer and go no further.
addEventListener("popstate", (event) => {
  const goesOn = document.dispatchEvent(new CustomEvent("center:back", { cancelable: true }));
  if (!goesOn) event.stopImmediatePropagation();
});
