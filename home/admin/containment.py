"""The search of the editor: what contains each word. Named in `WAGTAILSEARCH_BACKENDS`."""

from modelsearch.backends.database import fallback


class Compiler(fallback.DatabaseSearchQueryCompiler):
    """Asks the database, which takes all filters and orders of a list. Those that other engines
    could not take are refused by default, though the lists of the editor offer them."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        # Nothing is ranked: without an order of its own, what is newest comes first.
        self.order_by_relevance = False

    def check(self) -> None:
        """Refuse nothing."""


class SearchBackend(fallback.DatabaseSearchBackend):
    query_compiler_class = autocomplete_query_compiler_class = Compiler
