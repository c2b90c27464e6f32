"""Which addresses readers are sent to, and where: by entries, by their rows with sources of their
own, and by what other packages tell of."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.apps import apps
from django.db import models

from directory.models import CertificationRequirement, Entry, Link, SourcedRow

# An archived copy is what readers get when a link is down: it is not asked for every fortnight.
NOT_CHECKED = frozenset({"archive_url"})
AT_ONCE = 500  # addresses in one question


@dataclass(frozen=True, slots=True)
class LinkUse:
    """One field of one entry or page that holds an address; of the rows of an entry, as a path:
    "figures__source_url"."""

    model: type[models.Model]
    pk: int
    field: str

    @property
    def is_law(self) -> bool:
        """Whether it cites a law, a statute, or the source of a rule."""
        if self.field == "statute_url":
            return True
        return self.field == "source_url" and issubclass(self.model, CertificationRequirement)


# What shows readers addresses that are not those of entries, each address with its use.
Source = Callable[[], Iterator[tuple[str, LinkUse]]]
_further: list[Source] = []


def told_by(source: Source) -> None:
    """Let `source` tell further addresses: those in pages, of which this package knows nothing."""
    if source not in _further:
        _further.append(source)


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


def sourced_rows(model: type[models.Model]) -> Mapping[str, models.Field]:
    """Return what an entry of `model` calls its rows that have sources of their own, each with the
    field by which these point to it."""
    return {
        relation.get_accessor_name(): relation.field
        for relation in model._meta.related_objects
        if issubclass(relation.related_model, SourcedRow)
    }


def source_paths(model: type[models.Model]) -> Mapping[str, models.QuerySet]:
    """Return the paths from an entry of `model` to the sources of its rows, each with the rows that
    readers see of published entries."""
    published = model.objects.published().order_by().values("pk")
    found = {}
    for name, field in sourced_rows(model).items():
        rows = field.model.objects.filter(**{f"{field.name}__in": published})
        hidden = models.Q(*field.model.HIDDEN.items(), _connector=models.Q.OR)
        found[f"{name}__source_url"] = rows.exclude(hidden) if hidden else rows
    return found


def urls_of(entry: models.Model) -> list[tuple[str, str, str]]:
    """Return the addresses that an entry shows its readers: the field or the path, what that is
    called, and the address."""
    found = [
        (name, str(entry._meta.get_field(name).verbose_name), getattr(entry, name))
        for name in url_fields(type(entry))
    ]
    for name, field in sourced_rows(type(entry)).items():
        called = field.model._meta.get_field("source_url").verbose_name
        for row in getattr(entry, name).all():
            if row.is_public:
                found.append((f"{name}__source_url", f"{called}: {row}", row.source_url))
    return [each for each in found if each[2]]


def urls_in_use(only: type[Entry] | None = None) -> Mapping[str, list[LinkUse]]:
    """Return each address that readers are sent to, with its uses; one query for each model.

    `only` asks one kind of entry alone.
    """
    uses: dict[str, list[LinkUse]] = defaultdict(list)
    for model in [only] if only else entry_models():
        fields = url_fields(model)
        for pk, *urls in model.objects.published().order_by("pk").values_list("pk", *fields):
            for field, url in zip(fields, urls, strict=True):
                if url:
                    uses[url].append(LinkUse(model, pk, field))
        for path, rows in source_paths(model).items():
            entry = sourced_rows(model)[path.partition("__")[0]].attname
            found = rows.exclude(source_url="").order_by(entry, "source_url")
            for pk, url in found.values_list(entry, "source_url").distinct():
                uses[url].append(LinkUse(model, pk, path))
    for source in [] if only else _further:
        for url, use in source():
            uses[url].append(use)
    return dict(uses)


def laws(uses: Mapping[str, list[LinkUse]]) -> set[str]:
    """Return the addresses among `uses` that are cited as a law, a statute or the source of a
    rule."""
    return {url for url, its_uses in uses.items() if any(use.is_law for use in its_uses)}


def links_in_use() -> Mapping[Link.State, int]:
    """Return how many of the addresses that readers are sent to are in each state: two queries for
    entries, and two for each AT_ONCE of the other addresses."""
    arms = [(rows.exclude(**{field: ""}).order_by(), field) for rows, field in _holding()]
    in_use = _union(arms)
    known = Link.objects.filter(url__in=in_use).order_by().values_list("state")
    counts = dict.fromkeys(Link.State, 0)
    counts |= {Link.State(state): n for state, n in known.annotate(models.Count("pk"))}
    # An address that no run has met yet has no row.
    counts[Link.State.UNCHECKED] += in_use.count() - sum(counts.values())
    further = sorted({url for source in _further for url, _use in source()})
    for start in range(0, len(further), AT_ONCE):
        urls = further[start : start + AT_ONCE]
        counted = _union([(rows.filter(**{f"{field}__in": urls}), field) for rows, field in arms])
        new = set(urls).difference(counted)
        states = dict(Link.objects.filter(url__in=new).values_list("url", "state"))
        for url in new:
            counts[Link.State(states.get(url, Link.State.UNCHECKED))] += 1
    return counts


def _holding() -> Iterator[tuple[models.QuerySet, str]]:
    """Yield what is published and holds addresses, once for each field that does."""
    for model in entry_models():
        yield from ((model.objects.published(), field) for field in url_fields(model))
        yield from ((rows, "source_url") for rows in source_paths(model).values())


def _union(arms: list[tuple[models.QuerySet, str]]) -> models.QuerySet:
    first, *others = (rows.values_list(field, flat=True) for rows, field in arms)
    return first.union(*others)
