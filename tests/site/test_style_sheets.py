"""What style sheets ask of a browser: all that docs/architecture.md promises can read them."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "cms/static/css"
# Editors have the browsers that Wagtail asks for.
FOR_READERS = sorted(path for path in CSS.glob("*.css") if not path.name.startswith("admin"))
COLOR = re.compile(r"(--color-[\w-]+):\s*([^;]+);")


def blocks(css: str, head: str) -> list[str]:
    """What stands in the braces after each `head`, which may have braces in it."""
    found = []
    for match in re.finditer(re.escape(head) + r"[^{}]*\{", css):
        depth, end = 1, match.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        found.append(css[match.end() : end - 1])
    return found


def test_every_color_is_there_without_light_dark_too():
    """Or the sheet of filters is see-through on an old telephone."""
    css = (CSS / "tokens.css").read_text()
    (newer,) = blocks(css, "@supports (color: light-dark(")
    plain = dict(COLOR.findall(blocks(css, ":root")[0]))
    pairs = dict(COLOR.findall(newer))
    assert len(plain) >= 20
    assert pairs.keys() == plain.keys()
    for name, color in plain.items():
        assert re.fullmatch(r"#[0-9a-f]{6}", color), name
        assert re.fullmatch(rf"light-dark\({color}, #[0-9a-f]{{6}}\)", pairs[name]), name
    assert "color-scheme: light;" in blocks(css, ":root")[0]
    assert "color-scheme: light dark;" in newer
    # Readers who ask for more contrast get it in either case.
    assert css.index("@supports") < css.index("prefers-contrast")


@pytest.mark.parametrize("path", FOR_READERS, ids=lambda path: path.name)
def test_what_old_browsers_drop_leaves_something_behind(path):
    """What a variable holds is not dropped when it is not understood: its color is gone."""
    css = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    for newer in blocks(css, "@supports"):
        css = css.replace(newer, "")
    css = re.sub(r"@supports[^{]*", "", css)
    for word in ("light-dark(", "color-mix(", "oklch(", "@container", "@scope"):
        assert word not in css, word
    assert not re.search(r"@media[^{]*[<>]", css), "Ranges are of 2023: min-width, max-width."
    assert not re.search(r"^\s*&", css, re.MULTILINE), "Nested rules are of 2023."


@pytest.mark.parametrize("path", FOR_READERS, ids=lambda path: path.name)
def test_every_color_that_is_used_is_declared(path):
    declared = {name for name, _ in COLOR.findall((CSS / "tokens.css").read_text())}
    used = set(re.findall(r"var\((--color-[\w-]+)\)", path.read_text()))
    assert used <= declared
