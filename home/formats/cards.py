"""The picture of a page that is shown where somebody shares its address: title, section, place.

It is drawn once and kept as a file named by what it says, so a change makes a new picture and
nobody has to throw old ones away. Only what stands at a public address is ever drawn.
"""

import os
import tempfile
import unicodedata
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from functools import lru_cache
from hashlib import blake2b
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFont

from directory.catalog.checked import days_of
from directory.catalog.directories import DIRECTORIES, summary_of
from directory.catalog.values import in_lower_case
from directory.listings.tilemap import tile_map
from directory.models import Place
from home.formats.targets import PublicTarget
from home.models import AnnouncementPage, QuestionPage, WelcomePage

WIDTH, HEIGHT = 1200, 630
FONTS = Path(__file__).resolve().parents[1] / "fonts"
# The paper, ink, teal and brick of tokens.css, by day.
PAPER, INK, MUTED, LINE = "#faf8f3", "#1c2430", "#525b69", "#ddd6c7"
TEAL, BRICK = "#0b5357", "#9c3d1f"
DESIGN = 2  # counts the designs: a new one makes new pictures
LEFT, RIGHT = 120, WIDTH - 90
SIZES = (72, 64, 56, 50)  # of the title: the largest in which it takes three lines
MAX_LINES = 4
MAX_LETTERS = 300  # of a title; more than that is never seen


@dataclass(frozen=True, slots=True)
class Card:
    """What a picture says."""

    title: str
    section: str
    place: str = ""
    sentence: str = ""

    @property
    def digest(self) -> str:
        """The name of the picture: another one for other words or another design."""
        return blake2b(repr((DESIGN, astuple(self))).encode(), digest_size=10).hexdigest()

    @property
    def words(self) -> str:
        """What the picture says, for those who do not see it."""
        parts = (self.title, self.section, self.place, self.sentence)
        return ". ".join(part[:MAX_LETTERS] for part in parts if part)


def picture_path(target: PublicTarget, card: Card) -> str:
    """Return the path of a picture: that of its page, and a digest of what it says."""
    return f"/share{target.path.rstrip('/')}/{card.digest}.png"


def card_of(target: PublicTarget, stamps: Mapping[str, int] | None = None) -> Card:
    """Return what the picture of a public address says; `stamps` saves the query when known."""
    page, record = target.page, target.record
    if isinstance(record, Place):
        return _place_card(record, page.menu_label, stamps)
    if record is not None:
        places = ", ".join(place.local_name for place in record.located_in[:3])
        return Card(str(record), page.menu_label, places, summary_of(record))
    if isinstance(page, AnnouncementPage):
        section = f"{page.get_kind_display()}, {page.date_words}"
        return Card(page.title, section, ", ".join(place.code for place in page.places.all()[:3]))
    if isinstance(page, QuestionPage):
        return Card(page.title, _("Questions people ask"))
    if isinstance(page, WelcomePage):
        return Card(page.headline, _("Office for Human Resource Development & Recruitment, ALA"))
    return Card(page.title, _("For library support staff"))


def _place_card(place: Place, section: str, stamps: Mapping[str, int] | None) -> Card:
    """Return what a place asks of support staff: the answer, its rules and their days."""
    tiles = tile_map(stamps=stamps)
    answer = (
        next((tile.answer for tile in tiles.tiles if tile.place == place), None) if tiles else None
    )
    if answer is None:
        return Card(place.local_name, section, place.code)
    said = _("%(audience)s: %(answer)s") % {
        "audience": tiles.label, "answer": in_lower_case(answer.words),
    }  # fmt: skip
    if not answer.rules:
        sentence = _("No rule for them is recorded here, which never means that nothing is asked.")
        return Card(place.local_name, section, said, sentence)
    counted = DIRECTORIES["certification"].counted(len(answer.rules))
    of_whom = f"{counted}: {'; '.join(rule.applies_to for rule in answer.rules)}"
    return Card(place.local_name, section, said, ". ".join([of_whom, *days_of(answer.rules)]))


def picture(card: Card) -> bytes:
    """Return the picture as PNG: from its file, or drawn now and put there."""
    path = settings.CARDS_ROOT / f"{card.digest}.png"
    try:
        return path.read_bytes()
    except OSError:
        drawn = draw(card)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as part:
            part.write(drawn)
        os.replace(part.name, path)
    except OSError:
        return drawn  # a full disk costs the next reader some milliseconds
    return drawn


def draw(card: Card) -> bytes:
    """Draw the picture and return it as PNG."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, 24, HEIGHT), fill=BRICK)
    section, place = shown(card.section), shown(card.place)
    pen.text((LEFT, 74), _fitted(section, "sans-500", 34), TEAL, _font("sans-500", 34))
    lines, size = title_lines(card.title)
    top = 140
    for line in lines:
        pen.text((LEFT, top), line, INK, _font("serif-600", size))
        top += round(size * 1.22)
    if place:
        top += 22
        pen.rectangle((LEFT, top + 4, LEFT + 6, top + 42), fill=BRICK)
        pen.text((LEFT + 24, top), _fitted(place, "sans-500", 36), BRICK, _font("sans-500", 36))
        top += 42
    top += 18
    for line in _below(shown(card.sentence), (HEIGHT - 124 - top) // 38):
        pen.text((LEFT, top), line, MUTED, _font("sans-500", 30))
        top += 38
    pen.rectangle((LEFT, HEIGHT - 112, RIGHT, HEIGHT - 110), fill=LINE)
    name = shown(settings.WAGTAIL_SITE_NAME)
    pen.text((LEFT, HEIGHT - 88), name, MUTED, _font("sans-500", 32))
    out = BytesIO()
    image.quantize(64, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def title_lines(title: str) -> tuple[list[str], int]:
    """Return the lines of a title and the size of its letters in pixels.

    Too long a title ends in three dots.
    """
    text = shown(title) or shown(settings.WAGTAIL_SITE_NAME)
    for size in SIZES:
        lines = _wrapped(text, "serif-600", size)
        if len(lines) <= 3:
            return lines, size
    if len(lines) > MAX_LINES:
        lines = [
            *lines[: MAX_LINES - 1],
            _fitted(" ".join(lines[MAX_LINES - 1 :]), "serif-600", size),
        ]
    return lines, size


def _below(sentence: str, room: int) -> list[str]:
    """Return the sentence in as many lines as there is room for; cut, it ends in three dots."""
    lines = _wrapped(sentence, "sans-500", 30) if sentence and room > 0 else []
    if len(lines) <= room:
        return lines
    rest = " ".join(lines[room - 1 :])
    return [*lines[: room - 1], _fitted(rest, "sans-500", 30)]


def shown(text: str) -> str:
    """Return what our letters can write of a text: accents that they lack, signs and emoji go."""
    known = _letters()
    kept = []
    for letter in unicodedata.normalize("NFC", " ".join(text.split()))[:MAX_LETTERS]:
        plain = unicodedata.normalize("NFKD", letter)
        kept.append(letter if letter in known else "".join(c for c in plain if c in known))
    return " ".join("".join(kept).split())


@lru_cache(maxsize=1)
def _letters() -> frozenset[str]:
    """What the fonts have beside the plain letters, which they all have."""
    more = "–—‘’“”•…‹›€™ıŒœ"
    return frozenset({chr(code) for code in (*range(32, 127), *range(0xA0, 0x100))} | set(more))


def _wrapped(text: str, name: str, size: int) -> list[str]:
    font, lines = _font(name, size), [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= RIGHT - LEFT:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        lines[-1] = _fitted(word, name, size)
    return lines


def _fitted(text: str, name: str, size: int) -> str:
    """A text that fits on one line, shortened when it does not."""
    font, width = _font(name, size), RIGHT - LEFT
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(f"{text}…") > width:
        text = text[:-1].rstrip()
    return f"{text}…"


@lru_cache(maxsize=16)
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    # The basic layout draws the same everywhere, whatever libraries a machine has.
    return ImageFont.truetype(FONTS / f"{name}.ttf", size, layout_engine=ImageFont.Layout.BASIC)
