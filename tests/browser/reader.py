"""A reader in any browser, who looks at each list before going on."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.engines import Engine, until
from tests.browser.steps import ENTRY, PICTURE

LOST_PRESS = 5  # seconds after which a press has surely gone elsewhere
HERE = "location.pathname + location.search"
AT_REST = """document.readyState === 'complete' && !!document.querySelector('#results') &&
  !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling, .htmx-added')"""
# What the page shows otherwise than its address when loaded anew, and the form than the address.
DIFFERENCES = f"""(async () => {{
  const told = {PICTURE};
  const answer = await fetch(location.href, {{ cache: 'no-store' }});
  const parsed = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const pairs = all => [...all].filter(([name, value]) => value && name !== 'page').sort();
  const shown = told(document), served = told(parsed);
  shown.form = pairs(new FormData(document.querySelector('#f')));
  served.form = pairs(new URLSearchParams(location.search));
  const differ = key => JSON.stringify(shown[key]) !== JSON.stringify(served[key]);
  return Object.keys(shown).filter(differ).map(key => [key, shown[key], served[key]]);
}})()"""
# Notes whether a press of the mouse came to what it was meant for.
LISTENS = """(selector => {
  window.pressed = false;
  const came = event => { window.pressed ||= !!event.target.closest(selector); };
  document.addEventListener('click', came, { capture: true });
})"""
# Where a control is: nothing, as long as it is hidden or disabled, or something moves.
PLACE = """(control => {
  const { width, left, top } = control?.getBoundingClientRect() ?? {};
  const moves = document.getAnimations().some(({ playState }) => playState === 'running');
  return width && !control.disabled && !moves ? [left, top] : null;
})"""


class Reader:
    """Goes through the lists of a site; fails where one is not what its address says."""

    def __init__(self, engine: Engine, site: str) -> None:
        self._engine, self._site = engine, site

    def opens(self, path: str) -> None:
        """Come to a list by its address."""
        self._engine.open(self._site + path)
        self.sees(path)

    def sees(self, path: str) -> None:
        """Wait for a list, and compare all that is on the screen with what its server says."""
        self.has(HERE, path)
        self.has(AT_REST, True)
        self.has(DIFFERENCES, [], self._engine.wait_for)
        self.has(HERE, path)

    def has(self, expression: str, value: Any, ask: Callable[[str], Any] | None = None) -> None:
        """Wait until something of the page is so."""
        told: list[Any] = []

        def is_so() -> bool:
            told[:] = [(ask or self._engine.run)(expression)]
            return told == [value]

        if not until(is_so):
            said = self._engine.run("document.querySelector('#status')?.textContent")
            pytest.fail(f"{expression}: {told} is not {value!r}; the page says {said!r}")

    def clicks(self, selector: str) -> None:
        """Press the mouse on what can be seen, and moves no longer."""
        where = f"{PLACE}(document.querySelector({json.dumps(selector)}))"

        def stands_still() -> bool:
            before = self._engine.run(where)
            time.sleep(0.05)
            return before is not None and before == self._engine.run(where)

        def pressed() -> bool:
            assert until(stands_still), f"{selector} is not to be had."
            self._engine.run(f"{LISTENS}({json.dumps(selector)})")
            self._engine.click(selector)
            # A page that went away with it knows of nothing.
            return until(lambda: self._engine.run("window.pressed !== false"), LOST_PRESS)

        # As a person does: where a press goes beside what has just moved, once more.
        assert until(pressed), f"{selector} cannot be pressed."

    def chooses(self, pair: str) -> None:
        """Tick a box of the form, or take the tick away."""
        name, value = pair.split("=")
        self.clicks(f'#f [name="{name}"][value="{value}"]')

    def types(self, selector: str, words: str) -> None:
        """Type at the end of a box."""
        self.clicks(selector)
        box = f"document.querySelector({json.dumps(selector)})"
        self.has(f"({box}.setSelectionRange(999, 999), document.activeElement === {box})", True)
        self._engine.press(words)

    def follows(self, number: int) -> int:
        """Leave the list for its entry of this number; returns how far it was scrolled then."""
        link = f"document.querySelectorAll({json.dumps(ENTRY)})[{number - 1}]"
        self._engine.run(f"{link}.id = 'chosen'")
        self._engine.run(f"{link}.scrollIntoView({{ block: 'center', behavior: 'instant' }})")
        left_at = self._engine.run("scrollY")
        self.clicks("#chosen")
        # The page of a place has a region that choices swap, but no entries of a list.
        listed = "document.querySelectorAll('#results .entry').length"
        self.has(f"document.readyState + {listed}", "complete0")
        return left_at
