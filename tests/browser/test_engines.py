"""A reader's way through the lists in Firefox and in WebKit: rules 17 to 19, 21 and 37 of
docs/live-filtering.md, in which engines differ. Chromium has tests of its own for each rule."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.browser.engines import ESCAPE, Engine, Firefox, WebKit
from tests.browser.reader import Reader

ENGINES = {"Firefox": (Firefox, "firefox-esr"), "WebKit": (WebKit, "WebKitWebDriver", "Xvfb")}
Q, PLACE = "#q", "#facet-place .facet-narrow"
OFFERED = """[...document.querySelectorAll('#options-place li')]
  .filter(item => item.getClientRects().length)
  .map(item => item.querySelector('.label').textContent)"""


@pytest.fixture(params=ENGINES)
def engine(request, tmp_path) -> Iterator[Engine]:
    """A browser in which nobody was yet."""
    make, *commands = ENGINES[request.param]
    if missing := [name for name in commands if not shutil.which(name)]:
        give_up = pytest.fail if os.environ.get("CI") else pytest.skip
        give_up(f"{request.param} needs {' and '.join(missing)}: see .ci/engines")
    with ExitStack() as closing:
        yield make(tmp_path, closing)


def test_a_reader_goes_through_the_lists(engine, server):
    """Rules 17 to 19, 21 and 37: after each step the page is what its address says."""
    reader = Reader(engine, server.url)
    engine.resize(1280, 900)

    # Filters, and the way through them: rules 17 and 21.
    reader.opens("/programs/")
    reader.chooses("delivery=online")
    reader.sees("/programs/?delivery=online")
    reader.chooses("credential=master")
    reader.sees("/programs/?credential=master&delivery=online")
    engine.go(-1)
    reader.sees("/programs/?delivery=online")
    engine.go(-1)
    reader.sees("/programs/")
    engine.go(+1)
    reader.sees("/programs/?delivery=online")
    reader.chooses("credential=master")
    reader.sees("/programs/?credential=master&delivery=online")
    reader.types(Q, "library")
    reader.sees("/programs/?credential=master&delivery=online&q=library")

    # A narrowed list of options, an entry and back: rules 19 and 21.
    reader.types(PLACE, "calif")
    reader.has(OFFERED, ["California"])
    reader.follows(1)
    engine.go(-1)
    reader.sees("/programs/?credential=master&delivery=online&q=library")
    reader.has(f"document.querySelector('{PLACE}').value", "calif")
    reader.has(OFFERED, ["California"])
    reader.chooses("place=california")
    reader.sees("/programs/?credential=master&delivery=online&place=california&q=library")
    reader.clicks(".chips [data-name=q]")
    reader.sees("/programs/?credential=master&delivery=online&place=california")
    reader.clicks(".chips [data-name=place]")
    reader.sees("/programs/?credential=master&delivery=online")
    reader.clicks(".chips [data-name=credential]")
    reader.sees("/programs/?delivery=online")

    # Page 2, an entry far down in it and back, and the page loaded anew: rules 18 and 19.
    reader.clicks(".pager .next a")
    reader.sees("/programs/?delivery=online&page=2")
    left_at = reader.follows(15)
    engine.go(-1)
    reader.sees("/programs/?delivery=online&page=2")
    assert left_at > 500
    reader.has(f"Math.abs(scrollY - {left_at}) <= 50", True)
    engine.reload()
    reader.sees("/programs/?delivery=online&page=2")
    reader.chooses("credential=certificate")
    reader.sees("/programs/?credential=certificate&delivery=online")

    # Nothing found, and all taken back.
    reader.types(Q, "qqqq")
    reader.sees("/programs/?credential=certificate&delivery=online&q=qqqq")
    reader.has("document.querySelectorAll('#results .empty').length", 1)
    reader.clicks(".chips .clear")
    reader.sees("/programs/")

    # The drawer: rules 37 and 21.
    engine.resize(500, 800)
    reader.opens("/programs/")
    reader.clicks(".drawer-open")
    reader.has("document.querySelector('dialog.drawer').open", True)
    reader.chooses("delivery=online")
    reader.sees("/programs/?delivery=online")
    engine.press(ESCAPE)
    reader.has("document.querySelector('dialog.drawer').open", False)
    reader.has("document.activeElement.matches('.drawer-open')", True)
    reader.sees("/programs/?delivery=online")
    reader.follows(1)
    engine.go(-1)
    reader.sees("/programs/?delivery=online")
    reader.clicks(".drawer-open")
    reader.chooses("credential=master")
    reader.sees("/programs/?credential=master&delivery=online")
    reader.clicks(".drawer-done")
    reader.has("document.querySelector('dialog.drawer').open", False)
    engine.go(-1)
    reader.sees("/programs/?delivery=online")

    # The search of everything: rules 19 and 21.
    reader.opens("/search/")
    reader.types(Q, "ohio")
    reader.sees("/search/?q=ohio")
    reader.follows(1)
    engine.go(-1)
    reader.sees("/search/?q=ohio")
    reader.types(Q, " library")
    reader.sees("/search/?q=ohio+library")
