"""What things are called: entries, places, values of facets, and what editors say is the same."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from directory.catalog.directory import Directory
from directory.catalog.text import fold, plurals
from directory.models import Place, Synonyms
from directory.search.meanings import Meanings, Places, values_meant

ITSELF = "itself"  # the facet by which words mean places in the directory of places
_BRACKETS = re.compile(r"\(([^()]+)\)")


def names(texts: Iterable[str | None]) -> Iterator[str]:
    """Yield what an entry is called: its names, and what stands in brackets in them, an acronym or
    the words for it, by itself."""
    for text in filter(None, texts):
        yield text
        if inside := _BRACKETS.findall(text):
            yield _BRACKETS.sub(" ", text)
            yield from inside


def synonyms() -> list[list[str]]:
    """Return the groups of words that mean the same."""
    return [group.words() for group in Synonyms.objects.all()]


def places() -> Places:
    """Return what places are called, with the names that synonyms give them."""
    known = Place.objects.published().values_list("slug", "name", "name_es", "name_fr", "code")
    return Places.of(((slug, names, code) for slug, *names, code in known), synonyms())


def meanings(directory: Directory, named: Places) -> Meanings:
    """Return what words mean of `directory`: places, and values of the facets that say so."""
    spoken = [facet for facet in directory.bound.values() if facet.facet.spoken]
    labels = (
        (facet.name, value, text)
        for facet in spoken
        for value, label in facet.labels().items()
        if facet.facet.is_spoken(value)
        for text in names([str(label)])
    )
    place_facet = ITSELF if directory.is_of_places else "place" * ("place" in directory.bound)
    subjects = {facet.name for facet in spoken if facet.facet.is_subject}
    values = values_meant(labels, named.other_synonyms, subjects=subjects)
    kinds = kinds_of_places() if place_facet else {}
    # Where each entry has a place, as a program that of its school, none holds everywhere.
    is_of_some = bool(place_facet and directory.elsewhere) and (
        directory.bound[place_facet].facet.blank is not None
    )
    elsewhere = next(iter(directory.elsewhere.items())) if is_of_some else ("", "")
    countries = Place.objects.published().values_list("slug", "country") if elsewhere[0] else ()
    return Meanings(named, place_facet, values, subjects, kinds, elsewhere, dict(countries))


def kinds_of_places() -> Mapping[str, frozenset[str]]:
    """Return the places of each kind by the plurals of what that is called; to whoever asks for
    states a district is one."""
    found = defaultdict(set)
    for slug, kind in Place.objects.published().values_list("slug", "kind"):
        asked = Place.Kind.STATE if kind == Place.Kind.DISTRICT else Place.Kind(kind)
        for word in plurals(fold(str(asked.label))):
            found[word].add(slug)
    return {word: frozenset(slugs) for word, slugs in found.items()}
