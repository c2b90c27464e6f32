"""Finding entries in the lists of the editor: by trust, by their links, and by how they stand."""

from collections import OrderedDict

import django_filters
from django import forms
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.models import Revision, WorkflowState

from directory.admin.orders import put_names_in_order
from directory.links.status import LinkStatus
from directory.models import NOT_RECORDED, Language, TrustState


class Publication(models.TextChoices):
    """How an entry stands before readers."""

    PUBLISHED = "published", _("Published")
    CHANGED = "changed", _("Published, with a draft")
    DRAFT = "draft", _("Draft")
    WAITING = "waiting", _("Waiting for approval")
    SCHEDULED = "scheduled", _("Scheduled")
    EXPIRED = "expired", _("Expired")
    MERGED = "merged", _("Merged into another entry")
    HELD_BACK = "held-back", _("Held back: what it belongs to is not published")


def with_publication(queryset: models.QuerySet) -> models.QuerySet:
    """Return the entries, each with its Publication as `publication`, told by the database."""
    key = Cast(OuterRef("pk"), models.CharField())
    kind = queryset.model().get_base_content_type()
    waiting = WorkflowState.objects.filter(
        base_content_type=kind, object_id=key, status=WorkflowState.STATUS_IN_PROGRESS
    )
    scheduled = Revision.objects.filter(
        base_content_type=kind, object_id=key, approved_go_live_at__isnull=False
    )
    gone = Q(expired=True, live=False) | Q(expire_at__lte=timezone.now())
    # What belongs to nothing is held back by nothing.
    is_held = Q(live=True) & ~queryset.model.public_at(timezone.now())
    state = {each: models.Value(each) for each in Publication}
    return queryset.annotate(
        publication=models.Case(
            models.When(merged_into__isnull=False, then=state["merged"]),
            models.When(gone, then=state["expired"]),
            *([models.When(is_held, then=state["held-back"])] if queryset.model.needs else []),
            models.When(live=True, has_unpublished_changes=False, then=state["published"]),
            models.When(Exists(waiting), then=state["waiting"]),
            models.When(Exists(scheduled), then=state["scheduled"]),
            models.When(live=True, then=state["changed"]),
            default=state["draft"],
            output_field=models.CharField(),
        )
    )


class StateFilter(django_filters.MultipleChoiceFilter):
    """One of the states that the database works out for each entry: asked once, however many are
    chosen, and without the DISTINCT that would have it work out every other state as well."""

    def filter(self, queryset: models.QuerySet, value: list[str]) -> models.QuerySet:
        return queryset.filter(**{f"{self.field_name}__in": value}) if value else queryset


class PublicationFilter(StateFilter):
    """Merged entries are listed only when somebody asks for them."""

    def filter(self, queryset: models.QuerySet, value: list[str]) -> models.QuerySet:
        if not value:
            return queryset.filter(merged_into__isnull=True)
        return super().filter(queryset, value)


class LanguageFilter(StateFilter):
    """Where no language is recorded is a choice of its own."""

    def filter(self, queryset: models.QuerySet, value: list[str]) -> models.QuerySet:
        return super().filter(queryset, ["" if one == NOT_RECORDED else one for one in value])


class EntryFilterSet(WagtailFilterSet):
    """What all kinds of entries can be found by; each kind adds its own fields."""

    trust = StateFilter(
        field_name="trust_state",
        label=_("Trust"),
        choices=TrustState.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    links = StateFilter(
        field_name="link_standing",
        label=_("Links"),
        choices=LinkStatus.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    publication = PublicationFilter(
        field_name="publication",
        label=_("Before readers"),
        choices=Publication.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    def get_form_class(self) -> type[forms.Form]:
        """Return the form of the filters, in which names stand in order."""
        form_class = super().get_form_class()
        put_names_in_order(form_class.base_fields.values())
        return form_class

    language = LanguageFilter(
        field_name="language",
        label=_("Language"),
        choices=[*Language.choices, (NOT_RECORDED, _("Not recorded"))],
        widget=forms.CheckboxSelectMultiple,
    )

    @classmethod
    def get_filters(cls) -> OrderedDict:
        """Return the filters, those of all kinds first."""
        found = super().get_filters()
        for name in ("publication", "links", "trust"):
            if name in found:
                found.move_to_end(name, last=False)
        return found
