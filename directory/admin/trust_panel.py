"""How far an entry can be trusted, beside its form: what readers are told, and what can be done."""

from collections.abc import Mapping

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.side_panels import BaseSidePanel

from directory.editing import verification
from directory.editing.merging import may_merge
from directory.editing.takeover import moves_of
from directory.links.status import links_of
from directory.models import Entry

SHOWN = 5  # verifications


class TrustSidePanel(BaseSidePanel):
    """The trust state of what readers see, who verified it when, its links, and the buttons."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = _("Toggle trust")
        icon_name = "circle-check"
        has_counter = False

    name = "trust"
    title = _("Trust")
    template_name = "directory/admin/trust_panel.html"
    order = 50

    def __init__(self, entry: Entry, request: HttpRequest, *, urls: Mapping[str, str]) -> None:
        """`urls` are the pages of the entry on which it is verified, taken over and merged."""
        super().__init__(entry, request)
        self.urls = urls

    def get_context_data(self, parent_context) -> dict[str, object]:
        entry, user = self.object, self.request.user
        may_verify = verification.may_verify(user, self.model)
        return {
            **super().get_context_data(parent_context),
            "entry": entry,
            "urls": self.urls,
            "obstacle": verification.obstacle(entry),
            "may_verify": may_verify,
            "withdrawal": verification.withdrawals([entry]).get(entry.pk),
            "verifications": verification.verifications(entry)[:SHOWN],
            "links": links_of(entry),
            "moves": moves_of([entry])[entry.pk],
            "may_merge": may_merge(user, self.model),
        }
