"""Merging two entries in the editor: choose the duplicate, see both side by side, keep one."""

from django import forms
from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from directory.admin.entry_actions import EntryActionView
from directory.editing.comparisons import in_words
from directory.editing.merging import (
    MergeRefused,
    may_merge,
    merge,
    pointers,
    pointing,
    unmerge,
    why_not,
)
from directory.models import Entry


class MergingView(EntryActionView):
    """A step of merging, for those who may publish and delete."""

    header_icon = "resubmit"

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not may_merge(request.user, self.model):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class MergeView(MergingView):
    """Without `other` in the address: which one is the duplicate? With it: which one is kept?"""

    page_title = gettext_lazy("Merge")
    template_name = "directory/admin/merge.html"

    @cached_property
    def other(self) -> Entry | None:
        asked = self.request.GET.get("other", "")
        form = self.form_of_choice({"other": asked}) if asked else None
        return form.cleaned_data["other"] if form is not None and form.is_valid() else None

    def form_of_choice(self, data: dict[str, str] | None = None) -> forms.Form:
        """Return the form that asks for the duplicate, among all entries of the kind."""
        candidates = self.model.objects.filter(merged_into__isnull=True).exclude(pk=self.object.pk)
        widget = self.model.snippet_viewset.chooser_viewset.widget_class()
        words = {"required": _("Choose the duplicate first.")}
        field = forms.ModelChoiceField(
            candidates, label=_("The duplicate"), widget=widget, error_messages=words
        )
        return type("ChoiceForm", (forms.Form,), {"other": field})(data)

    def get_form(self, form_class: type[forms.Form] | None = None) -> forms.Form:
        if self.other is None:
            return self.form_of_choice({"other": ""} if "other" in self.request.GET else None)
        choices = [(entry.pk, str(entry)) for entry in (self.object, self.other)]
        field = forms.TypedChoiceField(
            label=_("Keep"), coerce=int, choices=choices, widget=forms.RadioSelect,
            initial=self.object.pk,
        )  # fmt: skip
        return type("KeepForm", (forms.Form,), {"keep": field})(self.request.POST or None)

    def get_context_data(self, **kwargs) -> dict[str, object]:
        context = super().get_context_data(other=self.other, **kwargs)
        if self.other is None:
            return context
        pair = (self.object, self.other)
        led = [
            (entry, pointing(kind, field, entry).count(), kind._meta.verbose_name_plural)
            for entry in pair
            for kind, field in pointers(self.model)
        ]
        return {
            **context,
            "values": in_words(*pair),
            "led": [each for each in led if each[1]],
            "reason": why_not(*pair, self.request.user) and why_not(*pair[::-1], self.request.user),
        }

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if self.other is None:
            return redirect(request.path)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        kept, other = self.object, self.other
        if form.cleaned_data["keep"] == other.pk:
            kept, other = other, kept
        try:
            merge(kept, other, self.request.user)
        except MergeRefused as refused:
            messages.error(self.request, str(refused))
            return redirect(self.request.get_full_path())
        words = {"other": other, "kept": kept}
        messages.success(self.request, _("“%(other)s” is merged into “%(kept)s”.") % words)
        return redirect(reverse(self.edit_url_name, args=[quote(kept.pk)]))


class UnmergeView(MergingView):
    """Asks whether the merge is to be undone."""

    page_title = gettext_lazy("Undo the merge")
    template_name = "directory/admin/unmerge.html"

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            unmerge(self.object, self.request.user)
        except MergeRefused as refused:
            messages.error(self.request, str(refused))
        else:
            messages.success(self.request, _("“%s” is an entry of its own again.") % self.object)
        return redirect(self.get_success_url())
