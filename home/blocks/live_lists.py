"""Blocks that ask a directory: a live list, a sentence that counts; and their answers, together."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks import Block, StreamValue, StructValue

from directory.catalog.directories import DIRECTORIES
from directory.listings.listing import Listing
from directory.models import NOT_RECORDED
from directory.models.addresses import directory_path
from directory.search.queries import PER_PAGE, read
from directory.search.snapshots import snapshot_cache
from home.blocks.comparisons import ChoiceBlock
from home.blocks.typed import CharBlock, TextBlock

# What a sentence that counts has in place of its numbers.
MARK = re.compile(r"\{(some|all|others)\}")


def directory_choices() -> list[tuple[str, str]]:
    """Return the directories whose entries a page can list, each by slug and title."""
    return [(slug, directory.title) for slug, directory in DIRECTORIES.items() if directory.columns]


class QuestionBlock(blocks.StructBlock):
    """What an editor asks of a directory, in the words of an address."""

    directory = ChoiceBlock(label=_("Directory"), choices=directory_choices)
    filters = CharBlock(
        label=_("Filters"),
        required=False,
        max_length=500,
        help_text=_(
            "Filter the directory on the site as you like, then copy the part of its address after "
            "the question mark: section=financial-assistance&cost=free"
        ),
    )

    def get_searchable_content(self, value):
        return []  # what it asks is nothing that readers see

    def clean(self, value):
        cleaned = super().clean(value)
        directory = DIRECTORIES[cleaned["directory"]]
        params = QueryDict(cleaned["filters"].lstrip("?"))
        reading = read(directory, params, snapshot_cache.snapshot(directory).labels)
        notes = reading.notes + [
            _t("There is no filter called “%(name)s”.") % {"name": name}
            for name in params
            if name not in directory.bound and name not in ("q", "sort", "page")
        ]
        if notes:
            raise blocks.StructBlockValidationError(
                block_errors={"filters": ValidationError(notes)}
            )
        # Whoever looks for the uses of a place or a topic finds it by its value.
        cleaned["filters"] = reading.query.string.lstrip("?")
        return cleaned


def listing_of(value: blocks.StructValue, stamps: Mapping[str, int] | None = None) -> Listing:
    """Return what the directory answers to the question of a block; `stamps` saves a query."""
    return Listing(
        DIRECTORIES[value["directory"]],
        QueryDict(value["filters"].lstrip("?")),
        path=directory_path(value["directory"]),
        per_page=value.get("limit") or PER_PAGE,
        stamps=stamps,
    )


def answer(value: blocks.StructValue, context: Mapping | None) -> Listing:
    """Return the answer that the page has asked for together with others, or one for itself."""
    asked = (context or {}).get("listings") or {}
    return asked.get(id(value)) or listing_of(value)


class EntriesBlock(QuestionBlock):
    """A live list of the entries that a filtered directory holds now."""

    limit = blocks.IntegerBlock(
        label=_("How many to show"), default=8, min_value=1, max_value=50,
        help_text=_("A link leads to all of them."),
    )  # fmt: skip

    class Meta:
        icon = "list-ul"
        label = _("Entries of a directory")
        template = "blocks/entries.html"

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        context["listing"] = answer(value, parent_context)
        return context


class CoverageBlock(QuestionBlock):
    """A sentence that counts for how many places a filtered directory has something now."""

    text = TextBlock(
        label=_("Sentence"), rows=3, max_length=500,
        help_text=_(
            "Write {some} for the number of places that have such an entry, {all} for the number "
            "of all places, and {others} for the number of those that have none."
        ),
    )  # fmt: skip

    class Meta:
        icon = "order"
        label = _("For how many places")
        template = "blocks/coverage.html"

    def clean(self, value):
        cleaned = super().clean(value)
        faults = {}
        if "place" not in DIRECTORIES[cleaned["directory"]].bound:
            faults["directory"] = ValidationError(_t("Its entries belong to no place."))
        rest = MARK.sub("", cleaned["text"])
        if "{" in rest or "}" in rest or not MARK.search(cleaned["text"]):
            faults["text"] = ValidationError(_t("Use {some}, {all} and {others}, as they stand."))
        if faults:
            raise blocks.StructBlockValidationError(block_errors=faults)
        return cleaned

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        listing = answer(value, parent_context)
        stamps = getattr((parent_context or {}).get("request"), "stamps", None)
        every = len(snapshot_cache.snapshot(DIRECTORIES["places"], stamps).index)
        counts = listing.answer.counts["place"]
        some = sum(bool(number) for value, number in counts.items() if value != NOT_RECORDED)
        numbers = {"some": some, "all": every, "others": every - some}
        context["words"] = MARK.sub(lambda mark: str(numbers[mark[1]]), value["text"])
        context["listing"] = listing
        return context


def questions(value: object) -> Iterator[StructValue]:
    """Yield the questions in a value of blocks, however deep. Blocks that hold none are not read,
    since what they have chosen would be fetched."""
    if isinstance(value, StreamValue):
        kinds = value.stream_block.child_blocks
        asking = {name for name, block in kinds.items() if _holds_questions(block)}
        for number, raw in enumerate(value.raw_data):
            if raw["type"] in asking:
                yield from questions(value[number].value)
    elif isinstance(value, StructValue):
        if isinstance(value.block, QuestionBlock):
            yield value
        else:
            for child in value.values():
                yield from questions(child)


def _holds_questions(block: Block) -> bool:
    children = getattr(block, "child_blocks", {}).values()
    return isinstance(block, QuestionBlock) or any(map(_holds_questions, children))


def listings_of(body: StreamValue, stamps: Mapping[str, int] | None = None) -> dict[int, Listing]:
    """Return the answer to each question of a page, by the identity of its block's value.

    However many lists a page has, the entries of one directory are fetched together; those that
    stand in a list before stand last in another one.
    """
    asked = [(value, listing_of(value, stamps)) for value in questions(body)]
    by_directory = defaultdict(list)
    for value, listing in asked:
        if isinstance(value.block, EntriesBlock):
            by_directory[listing.directory.slug].append(listing)
    for listings in by_directory.values():
        pks = {pk for listing in listings for pk in listing.answer.pks}
        found = {record.pk: record for record in listings[0].fetch(sorted(pks))}
        above: set[int] = set()
        for listing in listings:
            pks = sorted(listing.answer.pks, key=above.__contains__)
            listing.records = [found[pk] for pk in pks if pk in found]
            above.update(pks)
    return {id(value): listing for value, listing in asked}
