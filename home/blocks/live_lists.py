"""The questions that the blocks of a page ask of directories, answered together."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from wagtail.blocks import Block, StreamValue, StructValue

from directory.listings.listing import Listing
from home.blocks.blocks import EntriesBlock, QuestionBlock, listing_of


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

    However many lists a page has, the entries of one directory are fetched together.
    """
    asked = [(value, listing_of(value, stamps)) for value in questions(body)]
    by_directory = defaultdict(list)
    for value, listing in asked:
        if isinstance(value.block, EntriesBlock):
            by_directory[listing.directory.slug].append(listing)
    for listings in by_directory.values():
        pks = {pk for listing in listings for pk in listing.answer.pks}
        found = {record.pk: record for record in listings[0].fetch(sorted(pks))}
        for listing in listings:
            listing.records = [found[pk] for pk in listing.answer.pks if pk in found]
    return {id(value): listing for value, listing in asked}
