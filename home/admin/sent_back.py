"""What a moderator says of a draft that is sent back stands where its author goes on with it."""

from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name
from wagtail.models import WorkflowMixin, WorkflowState


def words(state: WorkflowState) -> str:
    """Return who asks for which changes."""
    decided = state.current_task_state
    asked = {
        "name": get_user_display_name(decided.finished_by) or _("A moderator"),
        "words": Truncator(decided.comment.strip()).chars(500),
    }
    if asked["words"]:
        return _("%(name)s asks for changes: “%(words)s”") % asked
    return _("%(name)s asks for changes, and left no words") % asked


def tell(request: HttpRequest, edited: object) -> None:
    """Say it above the form of a page or an entry."""
    state = edited.current_workflow_state if isinstance(edited, WorkflowMixin) else None
    if request.method == "GET" and state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        messages.warning(request, words(state))
