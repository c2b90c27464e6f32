"""Choices: what a reader of the page of a place said of himself, as parameters of its address."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape

from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.catalog.directories import DIRECTORIES
from directory.catalog.values import StrOrPromise, Values, in_lower_case
from directory.listings.controls import drawn
from directory.listings.refusals import refuse_faults, refuse_unknown
from directory.models import NOT_RECORDED, Program
from directory.search.queries import QueryFault, query_string, shown
from directory.search.snapshots import snapshot_cache
from directory.web.problems import Problem

ONLINE, NEAR = "online", "near"
HOW: Mapping[str, StrOrPromise] = {
    ONLINE: gettext_lazy("Online"),
    NEAR: gettext_lazy("In or near my place"),
}


@dataclass(frozen=True, slots=True)
class PlaceOption:
    """One value of a choice, where it leads, and whether it is the one in force."""

    value: str
    label: str
    query: str
    is_chosen: bool

    def html(self, name: str, path: str) -> str:
        """Return the option of the choice called `name` as an item of a list that leads to the page
        of the place at `path`."""
        url = escape(path + self.query)
        current = ' aria-current="true"' if self.is_chosen else ""
        return (
            f'<li><a id="{name}-{escape(self.value) or "open"}" href="{url}" data-hx-get="{url}"'
            f"{current}>{escape(self.label)}</a></li>"
        )


@dataclass(frozen=True, slots=True)
class PlaceChoice:
    """One of the choices: its name in addresses, its question, its options, the open one first."""

    name: str
    label: str
    options: tuple[PlaceOption, ...]

    @property
    def chosen(self) -> str:
        """The option in force, in the middle of a sentence."""
        return in_lower_case(next(each.label for each in self.options if each.is_chosen))

    def links(self, path: str) -> SafeString:
        """Return the options as items of a list: a page has twenty, drawn one by one by the
        template engine they took a sixth of its time."""
        return drawn(option.html(self.name, path) for option in self.options)


@dataclass(frozen=True)
class Choices:
    """What was chosen, of what may be; an empty value is everything. `faults` are what is not
    understood."""

    values: Mapping[str, str]
    labels: Mapping[str, Values]
    faults: tuple[QueryFault, ...] = ()

    @classmethod
    def read(cls, params: QueryDict, stamps: Mapping[str, int] | None = None) -> "Choices":
        """Read what is chosen from an address; never raises. `stamps` saves a query."""
        values, faults, labels = {}, [], known(stamps)
        for name, meant in labels.items():
            typed = params.get(name, "")
            if not typed:
                continue
            if (value := meant.meant([typed]).get(typed)) is not None:
                values[name] = value
            else:
                faults.append(_fault(name, typed, meant))
        return cls(values, labels, tuple(faults))

    @property
    def audience(self) -> str:
        return self.values.get("audience", "")

    @property
    def credential(self) -> str:
        return self.values.get("credential", "")

    @property
    def how(self) -> str:
        return self.values.get("how", "")

    @property
    def query(self) -> str:
        """The canonical query string; "" where nothing is chosen."""
        return query_string(sorted(self.values.items()))

    @property
    def words(self) -> str:
        """What is chosen, in words: "School library staff, Online"; "" where nothing is."""
        return ", ".join(str(self.labels[name][value]) for name, value in self.values.items())

    @property
    def notes(self) -> list[str]:
        """What a page says of the values that it left out."""
        return [fault.note for fault in self.faults]

    @property
    def canonical(self) -> str:
        """The query string to send a reader to; keeps what the notes are about."""
        kept = [pair for fault in self.faults for pair in fault.kept]
        return query_string([*sorted(self.values.items()), *kept])

    def is_canonical(self, params: QueryDict) -> bool:
        """Say whether an address has these choices in the usual order and no others."""
        typed = [(name, value) for name, all_ in params.lists() if name in NAMES for value in all_]
        return query_string(typed) == self.canonical

    def with_value(self, name: str, value: str) -> "Choices":
        """Return these choices with another value for one of them; "" takes it away."""
        values = {**self.values, name: value}
        return replace(self, values={key: each for key, each in values.items() if each}, faults=())

    def offered(self, place: str = "") -> Iterator[PlaceChoice]:
        """Yield each choice with its options, as the page of the place with this name offers them,
        or a form that asks for the place."""
        for name, labels in self.labels.items():
            values = {"": OPEN[name], **labels}
            if place and NEAR in values:
                values[NEAR] = _("In or near %(place)s") % {"place": place}
            others = [pair for pair in self.values.items() if pair[0] != name]
            chosen = self.values.get(name, "")
            options = (
                PlaceOption(
                    value,
                    str(label),
                    query_string(sorted([*others, (name, value)]) if value else sorted(others)),
                    value == chosen,
                )
                for value, label in values.items()
            )
            yield PlaceChoice(name, str(QUESTIONS[name]), tuple(options))


NAMES = ("audience", "credential", "how")
QUESTIONS: Mapping[str, StrOrPromise] = {
    "audience": gettext_lazy("Who I am"),
    "credential": gettext_lazy("What I would study"),
    "how": gettext_lazy("How"),
}
OPEN: Mapping[str, StrOrPromise] = {
    "audience": gettext_lazy("Everyone"),
    "credential": gettext_lazy("Any study"),
    "how": gettext_lazy("Any way"),
}


def known(stamps: Mapping[str, int] | None = None) -> Mapping[str, Values]:
    """Return the values of each choice with their labels."""
    rules = snapshot_cache.snapshot(DIRECTORIES["certification"], stamps)
    return {
        "audience": rules.labels["audience"].without(NOT_RECORDED),
        "credential": Values(dict(Program.Credential.choices)),
        "how": Values(HOW),
    }


def _fault(name: str, typed: str, labels: Values) -> QueryFault:
    values = {"value": shown(typed), "choice": QUESTIONS[name], "open": OPEN[name]}
    note = _("“%(value)s” is no answer to “%(choice)s”, which stays open.") % values
    detail = f"“{shown(typed)}” is not a value of it."
    return QueryFault(name, note, detail, list(labels), ((name, typed),))


def choices_for_program(
    params: QueryDict, stamps: Mapping[str, int] | None = None, *, also: Sequence[str] = ()
) -> Choices:
    """Return what is chosen; raise Problem for whatever of `params` a page would leave out, but for
    those that `also` mean something."""
    refuse_unknown(params, (*NAMES, *also))
    for name in NAMES:
        if len(params.getlist(name)) > 1:
            raise Problem(400, "It is given more than once.", parameter=name)
    found = Choices.read(params, stamps)
    refuse_faults(found)
    return found
