"""Which addresses the published entries link to, and where."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.apps import apps
from django.db import models

from directory.models import CertificationRequirement, Entry, Link

# An archived copy is what readers get when a link is down: it is not asked for every fortnight.
NOT_CHECKED = frozenset({"archive_url"})


@dataclass(frozen=True, slots=True)
class LinkUse:
    """One field of one entry that holds an address."""

    model: type[Entry]
    pk: int
    field: str

    @property
    def is_law(self) -> bool:
        """Whether it cites a law, a statute, or the source of a rule."""
        if self.field == "statute_url":
            return True
        return self.field == "source_url" and issubclass(self.model, CertificationRequirement)


def entry_models() -> Iterator[type[Entry]]:
    """Return every kind of entry there is."""
    return (model for model in apps.get_models() if issubclass(model, Entry))


def url_fields(model: type[Entry]) -> list[str]:
    """Return the fields of `model` whose addresses are checked."""
    return [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, models.URLField) and field.name not in NOT_CHECKED
    ]


def urls_in_use(only: type[Entry] | None = None) -> Mapping[str, list[LinkUse]]:
    """Return each address that a published entry links to, with its uses; one query for each model.

    `only` asks one kind of entry alone.
    """
    uses: dict[str, list[LinkUse]] = defaultdict(list)
    for model in [only] if only else entry_models():
        fields = url_fields(model)
        for pk, *urls in model.objects.published().order_by("pk").values_list("pk", *fields):
            for field, url in zip(fields, urls, strict=True):
                if url:
                    uses[url].append(LinkUse(model, pk, field))
    return dict(uses)


def laws(uses: Mapping[str, list[LinkUse]]) -> set[str]:
    """Return the addresses among `uses` that are cited as a law, a statute or the source of a
    rule."""
    return {url for url, its_uses in uses.items() if any(use.is_law for use in its_uses)}


def links_in_use() -> Mapping[Link.State, int]:
    """Return how many of the addresses that published entries link to are in each state: two
    queries."""
    arms = [
        model.objects.published().exclude(**{field: ""}).order_by().values_list(field, flat=True)
        for model in entry_models()
        for field in url_fields(model)
    ]
    in_use = arms[0].union(*arms[1:])
    known = Link.objects.filter(url__in=in_use).order_by().values_list("state")
    counts = dict.fromkeys(Link.State, 0)
    counts |= {Link.State(state): n for state, n in known.annotate(models.Count("pk"))}
    # An address that no run has met yet has no row.
    counts[Link.State.UNCHECKED] += in_use.count() - sum(counts.values())
    return counts
