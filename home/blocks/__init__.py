"""What pages are made of, and how two versions of them are compared.

Page models import it; migrations name its functions.
"""

from home.blocks.answers import (
    AnswerBlock,
    LiveListsBlock,
    RelatedQuestionsBlock,
    SourcesBlock,
    chosen_in,
    chosen_of,
)
from home.blocks.blocks import (
    CaptionedTableBlock,
    ContentBlock,
    SectionsBlock,
    UnderTitleBlock,
)
from home.blocks.figures import FiguresBlock, live_figures, told_figures, with_figures
from home.blocks.live_lists import EntriesBlock, directory_choices, listings_of, questions

__all__ = [
    "AnswerBlock",
    "CaptionedTableBlock",
    "ContentBlock",
    "EntriesBlock",
    "FiguresBlock",
    "LiveListsBlock",
    "RelatedQuestionsBlock",
    "SectionsBlock",
    "SourcesBlock",
    "UnderTitleBlock",
    "chosen_in",
    "chosen_of",
    "directory_choices",
    "listings_of",
    "live_figures",
    "questions",
    "told_figures",
    "with_figures",
]
