"""What is asked before many entries are changed: when they are reviewed, which topic they get."""

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput

from directory.admin.orders import NamesInOrder
from directory.editing.form_fields import TypedDay, TypedInteger
from directory.models import Entry, Resource, Topic
from directory.models.trust import LONGEST_REVIEW
from directory.models.trust_states import months_after


class ReviewForm(forms.Form):
    """Either how often, or the day by which; neither means as often as usual in the directory."""

    months = TypedInteger(
        label=gettext_lazy("Months between reviews"),
        required=False,
        min_value=1,
        max_value=LONGEST_REVIEW,
        help_text=gettext_lazy("Leave both empty for the usual interval of this directory."),
    )
    by = TypedDay(
        label=gettext_lazy("Or: next review by"),
        required=False,
        widget=AdminDateInput,
        help_text=gettext_lazy(
            "The interval becomes as many whole months as lie between the last verification and "
            "this day."
        ),
    )

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        if cleaned.get("months") and cleaned.get("by"):
            raise forms.ValidationError(_("Give the months or the day, not both."))
        if cleaned.get("by") and cleaned["by"] <= timezone.localdate():
            self.add_error("by", _("Give a day to come."))
        return cleaned

    def why_not(self, entry: Entry) -> str:
        """Return why the interval of the entry stays, or ""."""
        day = self.cleaned_data["by"]
        if day is None:
            return ""
        if entry.verified_on is None:
            return _("Nobody has verified it yet, so no day for its review can be set.")
        months = whole_months(entry.verified_on, day)
        if months < 1:
            return _("It was verified less than a month before that day.")
        return _("That is too far ahead.") if months > LONGEST_REVIEW else ""

    def set_on(self, entry: Entry) -> None:
        """Give the entry the chosen interval."""
        day = self.cleaned_data["by"]
        entry.review_months = (
            whole_months(entry.verified_on, day) if day else self.cleaned_data["months"]
        )


def whole_months(start: date, end: date) -> int:
    """Return the most months after `start` that are not after `end`."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if months_after(start, months) <= end else months - 1


class TopicForm(forms.Form):
    topic = forms.ModelChoiceField(Topic.objects.all(), label=gettext_lazy("Topic"))
    topic.iterator = NamesInOrder

    def why_not(self, resource: Resource) -> str:
        """Return why the resource does not need the topic, or ""."""
        has_it = self.cleaned_data["topic"] in resource.topics.all()
        return _("It has this topic already.") if has_it else ""

    def set_on(self, resource: Resource) -> None:
        """Add the topic to those of the resource."""
        resource.topics.add(self.cleaned_data["topic"])
