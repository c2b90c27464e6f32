// A page of the editor on which something is being done looks again by itself, and changes only
// where something is new: whoever reads it, or stands on a link in it, is not disturbed.
(() => {
  const find = (page) => page.querySelector("[data-look-after]");

  const look = async () => {
    const shown = find(document);
    try {
      const answer = await fetch(location.href);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const next = find(page);
      if (answer.ok && (answer.redirected || !next)) {
        location.replace(answer.url);
        return;
      }
      if (next && !shown.isEqualNode(next)) shown.replaceWith(next);
    } catch {
      // The server is away for a moment: it is asked again.
    }
    wait();
  };

  const wait = () => {
    const shown = find(document);
    if (shown) setTimeout(look, 1000 * Number(shown.dataset.lookAfter));
  };

  wait();
})();
