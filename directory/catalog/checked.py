"""Checked: what is said once of all entries shown together, in place of a sign on each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.models import Trusted, TrustState

# What the line speaks of; whatever else is known of an entry stands beside that entry.
ORDINARY = (TrustState.UNVERIFIED, TrustState.VERIFIED)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the line needs to know of an entry: which one it is, its trust state, and the days on
    which it was verified and gathered."""

    key: tuple[type, int]
    state: TrustState
    verified_on: date | None
    gathered_on: date | None


def standing_of(entry: Trusted | Standing) -> Standing:
    """Return how an entry stands."""
    if isinstance(entry, Standing):
        return entry
    key, state = (type(entry), entry.pk), entry.trust.state
    return Standing(key, state, entry.verified_on, entry.gathered_on)


@dataclass(frozen=True, slots=True)
class Checked:
    """How well most of some entries are checked: in which state they are, and that in words."""

    state: TrustState
    words: str

    def differs(self, entry: Trusted | Standing) -> bool:
        """Say whether the line is not true of this entry, which then has a sign of its own."""
        return standing_of(entry).state != self.state


def checked(records: Iterable[object]) -> Checked | None:
    """Return what is true of most of `records`, each counted once; None where there are none.

    What is no entry, as an announcement, is not counted.
    """
    trusted = (standing_of(each) for each in records if isinstance(each, Trusted | Standing))
    entries = [*{each.key: each for each in trusted}.values()]
    if not entries:
        return None
    found = {state: [each for each in entries if each.state == state] for state in ORDINARY}
    state = max(ORDINARY, key=lambda state: len(found[state]))
    return Checked(state, " ".join(_words(state, found[state], len(entries))))


def days_of(records: Iterable[Trusted]) -> Iterator[str]:
    """Yield when entries were verified, and when those were gathered that nobody has verified."""
    records = list(records)
    if verified := [each.verified_on for each in records if each.verified_on]:
        yield _("Verified by an editor: %(days)s") % {"days": _period(verified)}
    unseen = [each for each in records if not each.verified_on]
    if gathered := [each.gathered_on for each in unseen if each.gathered_on]:
        yield _("Not verified by an editor; gathered: %(days)s") % {"days": _period(gathered)}
    elif unseen:
        yield _("Not verified by an editor")


def _words(state: TrustState, alike: list[Standing], total: int) -> Iterable[str]:
    number = len(alike)
    values = {"number": number, "total": total}
    if not alike:
        yield ngettext(
            "The entry shown here says how it stands.",
            "Each of the %(total)d entries shown here says how it stands.", total,
        ) % values  # fmt: skip
        return
    is_all = number == total
    if state == TrustState.VERIFIED:
        values["days"] = _period([each.verified_on for each in alike])
        if is_all:
            yield ngettext(
                "The entry shown here, on %(days)s.",
                "All %(total)d entries shown here: %(days)s.", total,
            ) % values  # fmt: skip
        else:
            yield _("%(number)d of the %(total)d entries shown here: %(days)s.") % values
    elif is_all:
        yield ngettext("The entry shown here.", "All %(total)d entries shown here.", total) % values
    else:
        yield _("%(number)d of the %(total)d entries shown here.") % values
    unseen = (each for each in alike if not each.verified_on)
    if gathered := [each.gathered_on for each in unseen if each.gathered_on]:
        yield _("Gathered: %(months)s.") % {"months": _period(gathered, "F Y")}
    if not is_all:
        yield ngettext(
            "The other one says how it stands.", "The others say how they stand.", total - number
        )


def _period(days: list[date], form: str = "j F Y") -> str:
    """Return the only day or month, or the first and the last one."""
    first, last = (date_format(day, form) for day in (min(days), max(days)))
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}
