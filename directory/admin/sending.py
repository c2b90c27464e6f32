"""What the logs of letters and of messages to webhooks share: sending one of them again."""

from django.db.models import Model
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column


class AgainColumn(Column):
    """A button that has what stands in the row sent again, for those who may."""

    cell_template_name = "directory/admin/send_again.html"
    url_name: str
    permission: str

    def __init__(self) -> None:
        super().__init__("again", label=gettext_lazy("Action"), accessor="pk")

    def may_be_sent(self, instance: Model) -> bool:
        """Return whether it can be sent again as it stands."""
        raise NotImplementedError

    def words_for(self, instance: Model) -> str:
        """Return what tells its button from that of the next row, for those who hear it alone."""
        raise NotImplementedError

    def get_cell_context_data(self, instance: Model, parent_context) -> dict[str, object]:
        request = parent_context["request"]
        return super().get_cell_context_data(instance, parent_context) | {
            "may_send": self.may_be_sent(instance) and request.user.has_perm(self.permission),
            "url": reverse(self.url_name, args=[instance.pk]),
            "words": self.words_for(instance),
            "csrf_token": get_token(request),
        }
