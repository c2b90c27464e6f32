"""What is done to one entry beside editing it, each on a page that says so before it happens."""

from django import forms
from django.contrib.admin.utils import quote
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic.base import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from directory.editing import verification
from directory.editing.takeover import moves_of, take_over


class EntryActionView(PermissionCheckedMixin, WagtailAdminTemplateMixin, BaseObjectMixin, FormView):
    """A page that asks, and does what it asked for when it is answered."""

    edit_url_name = None
    index_url_name = None
    restore_url_name = None
    form_class = forms.Form

    def get_success_url(self) -> str:
        edit = reverse(self.edit_url_name, args=[quote(self.object.pk)])
        return get_valid_next_url_from_request(self.request) or edit

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, object]]:
        edit = reverse(self.edit_url_name, args=[quote(self.object.pk)])
        index = str(self.model._meta.verbose_name_plural).capitalize()
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": index},
            {"url": edit, "label": str(self.object)},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs) -> dict[str, object]:
        return super().get_context_data(
            entry=self.object,
            next=get_valid_next_url_from_request(self.request),
            back=self.get_success_url(),
            **kwargs,
        )


class VerificationForm(forms.Form):
    """The editor says what was done: that is what the log keeps."""

    checked = forms.BooleanField(
        label=gettext_lazy("I have read the source, and the entry says what it says"),
    )


class VerifyView(EntryActionView):
    """Asks whether the source was read, and records who verified the entry."""

    permission_required = "verify"
    page_title = gettext_lazy("Mark as verified")
    header_icon = "circle-check"
    template_name = "directory/admin/verify.html"
    form_class = VerificationForm

    def get_context_data(self, **kwargs) -> dict[str, object]:
        return super().get_context_data(obstacle=verification.obstacle(self.object), **kwargs)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        if verification.verify(self.model, [self.object.pk], self.request.user):
            messages.success(self.request, _("“%s” is verified.") % self.object)
        else:
            self.object.refresh_from_db()
            messages.error(self.request, verification.obstacle(self.object))
        return redirect(self.get_success_url())


class WithdrawalForm(forms.Form):
    """Why a verification does not stand."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=200,
        help_text=gettext_lazy("Editors read it in the history. Readers see “Not yet verified”."),
    )


class WithdrawView(EntryActionView):
    """Asks why the verification does not stand, and takes it back."""

    permission_required = "verify"
    page_title = gettext_lazy("Withdraw the verification")
    header_icon = "rotate"
    template_name = "directory/admin/withdraw.html"
    form_class = WithdrawalForm

    def form_valid(self, form: forms.Form) -> HttpResponse:
        reason = form.cleaned_data["reason"]
        if verification.withdraw(self.model, [self.object.pk], self.request.user, reason):
            undo = messages.button(
                reverse(self.restore_url_name, args=[quote(self.object.pk)]), _("Undo")
            )
            words = _("“%s” counts as verified by nobody.") % self.object
            messages.success(self.request, words, buttons=[undo])
        else:
            messages.error(self.request, _("Nobody has verified it."))
        return redirect(self.get_success_url())


class RestoreView(EntryActionView):
    """Asks whether a withdrawn verification stands after all."""

    permission_required = "verify"
    page_title = gettext_lazy("Undo the withdrawal")
    header_icon = "rotate"
    template_name = "directory/admin/restore.html"

    def get_context_data(self, **kwargs) -> dict[str, object]:
        line = verification.withdrawals([self.object]).get(self.object.pk)
        return super().get_context_data(withdrawal=line, **kwargs)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        if verification.restore(self.model, [self.object.pk], self.request.user):
            messages.success(self.request, _("“%s” is verified as before.") % self.object)
        else:
            messages.error(self.request, _("There is no withdrawal to undo."))
        return redirect(self.get_success_url())


class TakeOverView(EntryActionView):
    """Shows where the links of an entry lead now, and takes those addresses over."""

    permission_required = "change"
    page_title = gettext_lazy("Take over the new address")
    header_icon = "link"
    template_name = "directory/admin/take_over.html"

    def get_context_data(self, **kwargs) -> dict[str, object]:
        return super().get_context_data(moves=moves_of([self.object])[self.object.pk], **kwargs)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        amended = take_over(self.model, [self.object.pk], self.request.user)
        if amended.published:
            messages.success(self.request, _("The new address is taken over and published."))
        elif amended.drafts:
            messages.success(
                self.request,
                _("The new address is in the draft. It counts once that is published."),
            )
        for _entry, reason in amended.skipped:
            messages.error(self.request, reason)
        return redirect(self.get_success_url())
