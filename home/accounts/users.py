"""People in the editor: their list says who may do what, and their form what each role may."""

from collections.abc import Mapping

from django import forms
from django.contrib.auth.models import AbstractUser, Group
from django.db.models import QuerySet
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import IndexView, UserViewSet

MAY: Mapping[str, Promise] = {
    "Editors": _("write pages and entries as drafts, and submit them"),
    "Moderators": _("also publish, delete, import, and approve what is submitted"),
    "HRDR": _("write and publish announcements; read the rest"),
    "Administrators": _("everything, people and places included"),
}


class RolesField(forms.ModelMultipleChoiceField):
    """Boxes for roles, each with what it allows."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self) -> None:
        groups = Group.objects.order_by("name", "pk")
        help_text = _("Without a role nobody can enter the editor. Taking one away holds at once.")
        super().__init__(groups, label=_("Roles"), required=False, help_text=help_text)

    def label_from_instance(self, group: Group) -> str:
        may = MAY.get(group.name)
        return f"{group.name}: {may}" if may else group.name


def _everything() -> forms.BooleanField:
    # Wagtail calls it "Administrator", as one of our roles is called.
    return forms.BooleanField(
        label=_("Everything, whatever the roles below say"),
        required=False,
        help_text=_("For whoever runs the server. Administrators have a role of their own below."),
    )


class NewPersonForm(UserCreationForm):
    is_superuser = _everything()
    groups = RolesField()


class PersonForm(UserEditForm):
    is_superuser = _everything()
    groups = RolesField()


def roles(user: AbstractUser) -> str:
    """Return what somebody may do in the editor, in a word or two."""
    names = [group.name for group in user.groups.all()]
    if user.is_superuser:
        names.insert(0, _t("Everything"))
    return ", ".join(names) or _t("None: cannot enter the editor")


class PeopleView(IndexView):
    """Everybody with their roles, in a number of queries that does not grow."""

    @cached_property
    def columns(self) -> list[Column]:
        words = {
            "is_superuser": Column("roles", label=_("Roles"), accessor=roles),
            "is_active": Column("may_sign_in", label=_("May sign in"), accessor=_may_sign_in),
        }
        return [words.get(column.name, column) for column in super().columns]

    def get_base_queryset(self) -> QuerySet:
        return super().get_base_queryset().prefetch_related("groups")


def _may_sign_in(user: AbstractUser) -> str:
    return _t("Yes") if user.is_active else _t("No")


class PeopleViewSet(UserViewSet):
    index_view_class = PeopleView

    def get_form_class(self, for_update: bool = False) -> type[forms.Form]:
        return PersonForm if for_update else NewPersonForm
