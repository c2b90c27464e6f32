"""Columns of the lists of entries: words that readers see too, for what matters to an editor."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, StatusTagColumn

from directory.admin.entry_filters import Publication
from directory.links.status import LinkStatus


class TrustColumn(Column):
    """The trust state, worded and marked as on the public site."""

    cell_template_name = "directory/admin/trust_cell.html"

    def __init__(self) -> None:
        super().__init__("trust", label=_("Trust"), sort_key="trust_state")


class LinksColumn(Column):
    """The worst that is known of the addresses of an entry."""

    cell_template_name = "directory/admin/links_cell.html"

    def __init__(self) -> None:
        super().__init__("link_standing", label=_("Links"), sort_key="link_standing")

    def get_cell_context_data(self, instance, parent_context) -> dict[str, object]:
        context = super().get_cell_context_data(instance, parent_context)
        found = context["raw_value"]
        standing = None if found is None else LinkStatus(found)
        context["standing"] = standing.name.lower() if standing is not None else ""
        context["value"] = standing.label if standing is not None else ""
        return context


class PublicationColumn(StatusTagColumn):
    """How the entry stands before readers."""

    def __init__(self) -> None:
        super().__init__(
            "publication",
            label=_("Before readers"),
            accessor=lambda entry: Publication(entry.publication).label,
            sort_key="publication",
            primary=lambda entry: entry.publication in ("published", "changed"),
        )
