"""Links to pages in the words of editors, which follow a page that moves."""

from django.utils.html import format_html
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.rich_text.pages import PageLinkHandler

from home.pages.routes import held_routes


class PageLinks(PageLinkHandler):
    """Wagtail's, which asks the database for every text: where public pages are is in memory."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        paths = {str(page.pk): path for path, page in held_routes().pages.items()}
        links = {
            number: format_html('<a href="{}">', path)
            for attrs in attrs_list
            if (path := paths.get(number := str(attrs.get("id"))))
        }
        others = [attrs for attrs in attrs_list if str(attrs.get("id")) not in links]
        asked = iter(super().expand_db_attributes_many(others) if others else ())
        return [links.get(str(attrs.get("id"))) or next(asked) for attrs in attrs_list]


def register(features: FeatureRegistry) -> None:
    """Have links to pages drawn by PageLinks."""
    features.register_link_type(PageLinks)
