"""SourceLine: in one line where a fact was read, of which day that is, and when somebody looked."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from directory.models import SourcedRow, Trusted

# Where people keep files of their own: what stands there vouches for nothing.
CODE_HOSTS = frozenset(
    {"bitbucket.org", "gist.github.com", "github.com", "gitlab.com", "raw.githubusercontent.com"}
)


@dataclass(frozen=True, slots=True)
class SourceLine:
    """The source by name, its address ("" where there is no page that a reader can judge), the day
    that it gives itself, and the day on which somebody looked, both in words."""

    text: str
    url: str
    own_day: str = ""
    looked_at: str = ""
    is_citable: bool = True

    @property
    def days(self) -> str:
        return "; ".join(filter(None, [self.own_day, self.looked_at]))

    @property
    def words(self) -> str:
        """All of it as text: "olc.org, no date of its own; gathered 23 November 2026"."""
        return ", ".join(filter(None, [self.text, self.days]))

    @property
    def named(self) -> str:
        """The same without the day on which somebody looked, for where that stands already."""
        return ", ".join(filter(None, [self.text, self.own_day]))

    def is_same(self, other: "SourceLine") -> bool:
        """Return whether both name one page as it was on one day, whatever they call it."""
        return bool(self.url) and (self.url, self.days) == (other.url, other.days)


def source_line(record: Trusted | SourcedRow) -> SourceLine:
    """Return where an entry, or a row of one, was read and when; says so where no page can be
    cited."""
    reason = _why_not_citable(record)
    if record.source_date:
        own_day = _("of %(day)s") % {"day": partial_date(record.source_date)}
    else:
        own_day = "" if reason else _("no date of its own")
    looked_at = _looked_at(record)
    if reason:
        return SourceLine(reason, "", own_day, looked_at, is_citable=False)
    text = record.source_title or host_of(record.source_url)
    return SourceLine(text, record.source_url, own_day, looked_at)


def can_be_judged(url: str) -> bool:
    """Return whether an address is a page that a reader can open and judge."""
    return bool(url) and host_of(url) not in CODE_HOSTS


def _why_not_citable(record: Trusted | SourcedRow) -> str:
    """Return what is said in place of a source that no reader can open and judge; "" of others."""
    host = host_of(record.source_url)
    if host in CODE_HOSTS:
        return _("not from a page that can be cited (a file that somebody keeps at %(host)s)") % {
            "host": host
        }
    if record.source_url or record.source_title:
        return ""
    if record.source_note:
        return _("not from a page that can be cited (%(note)s)") % {"note": record.source_note}
    return _("not from a page that can be cited")


def _looked_at(record: Trusted | SourcedRow) -> str:
    """Return when an editor verified the entry, or else when it was gathered, if that is known."""
    if verified_on := getattr(record, "verified_on", None):
        return _("verified %(day)s") % {"day": date_format(verified_on, "j F Y")}
    if record.gathered_on:
        return _("gathered %(day)s") % {"day": date_format(record.gathered_on, "j F Y")}
    return ""


def host_of(url: str) -> str:
    """Return the host of an address without its "www.", as people say it."""
    return url.split("//", 1)[-1].split("/", 1)[0].removeprefix("www.")


def partial_date(text: str) -> str:
    """Return in words a year, a month or a day, as sources date themselves: "July 2024"."""
    parts = [int(part) for part in text.split("-")]
    form = {1: "Y", 2: "F Y", 3: "j F Y"}[len(parts)]
    return date_format(date(*parts, *([1] * (3 - len(parts)))), form)
