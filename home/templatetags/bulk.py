"""The buttons of bulk actions below a list: those that the visitor may use."""

from collections.abc import Mapping

from django import template
from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.admin.widgets.button import Button, ButtonWithDropdown, ListingButton
from wagtail.permissions import policy_registry

register = template.Library()

AT_ONCE = 4  # buttons; the rest is below "More"
# What Wagtail's own actions need; those of ours say it themselves.
NEEDED = {"publish": "publish", "unpublish": "publish"}


@register.inclusion_tag("wagtailadmin/shared/buttons.html", takes_context=True)
def permitted_bulk_actions(context: Mapping, app_label: str, model_name: str) -> Mapping:
    """Draw Wagtail's `bulk_action_choices`, without what would only be refused."""
    user, model = context["request"].user, apps.get_model(app_label, model_name)
    found = bulk_action_registry.get_bulk_actions_for_model(app_label, model_name)
    actions = sorted(
        (action for action in found if _may(action, user, model)),
        key=lambda action: action.action_priority,
    )
    first, more = actions[:AT_ONCE], actions[AT_ONCE:]
    buttons: list[Button | ButtonWithDropdown] = [
        _button(ListingButton, action, app_label, model_name) for action in first
    ]
    if more:
        buttons.append(
            ButtonWithDropdown(
                label=_("More"),
                attrs={"title": _("More bulk actions")},
                classname="button button-secondary button-small",
                buttons=[_button(Button, action, app_label, model_name) for action in more],
            )
        )
    return {"buttons": buttons}


def _may(action: type[BulkAction], user: AbstractBaseUser, model: type[models.Model]) -> bool:
    needed = getattr(action, "permission", NEEDED.get(action.action_type))
    return needed is None or policy_registry.get_by_type(model).user_has_permission(user, needed)


def _button(
    kind: type[Button], action: type[BulkAction], app_label: str, model_name: str
) -> Button:
    classes = {"classname": " ".join(sorted(action.classes | {"bulk-action-btn"}))}
    return kind(
        action.display_name,
        url=reverse("wagtail_bulk_action", args=[app_label, model_name, action.action_type]),
        attrs={"aria-label": action.aria_label, "data-bulk-action-button": ""},
        priority=action.action_priority,
        **(classes if kind is ListingButton else {}),
    )
