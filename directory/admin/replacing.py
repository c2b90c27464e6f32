"""One dead address that stands in many entries is replaced in all of them on one page."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from directory.admin.reports import may_change
from directory.catalog.directories import entry_directories
from directory.editing.amendments import Amended, names
from directory.editing.form_fields import WebAddress
from directory.editing.replacement import holders, replace
from directory.models import Entry

Holding = Sequence[tuple[type[Entry], Sequence[Entry]]]


class ReplaceForm(forms.Form):
    new = WebAddress(
        label=gettext_lazy("New address"),
        max_length=500,
        assume_scheme="https",
        help_text=gettext_lazy("Open it first: it must say what the entries say."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def replacing(request: HttpRequest) -> HttpResponse:
    """Show which entries hold an address, and put another one in its place in all of them."""
    allowed = [each.model for each in entry_directories() if may_change(request.user, each.model)]
    if not allowed:
        raise PermissionDenied
    old = request.GET.get("url", "").replace("\0", "")[:500]
    back = reverse("failing-links:index")
    held = [(model, list(holders(model, old))) for model in allowed if old]
    held = [(model, entries) for model, entries in held if entries]
    begun = {"new": request.GET.get("new", "")}
    form = ReplaceForm(request.POST or None, initial=begun)
    if request.method == "POST" and form.is_valid() and held:
        _tell(request, held, old, form.cleaned_data["new"])
        return redirect(back)
    context = {
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": back, "label": _("Broken and suspect links")},
            {"url": "", "label": _("Replace an address")},
        ],
        "header_title": _("Replace an address"),
        "header_icon": "link",
        "old": old,
        "held": [(model._meta.verbose_name_plural, entries) for model, entries in held],
        "number": sum(len(entries) for _model, entries in held),
        "form": form,
        "back": back,
    }
    return render(request, "directory/admin/replace.html", context)


def _tell(request: HttpRequest, held: Holding, old: str, new: str) -> None:
    """Do it, and say what came of it; the way back where nothing else holds the new address."""
    is_new = not any(holders(model, new).exists() for model, _entries in held)
    done = [
        replace(model, [entry.pk for entry in entries], old, new, request.user)
        for model, entries in held
    ]
    if any(each.published or each.drafts for each in done):
        undo = messages.button(
            f"{reverse('links:replace')}?{urlencode({'url': new, 'new': old})}", _("Take it back")
        )
        messages.success(request, _counted(done), buttons=[undo] if is_new else [])
    left: dict[str, list[Entry]] = defaultdict(list)
    for entry, reason in (pair for each in done for pair in each.skipped):
        left[reason].append(entry)
    for reason, entries in left.items():
        words = {"number": len(entries), "reason": reason, "names": names(entries)}
        messages.warning(request, _("%(number)d left out. %(reason)s %(names)s") % words)


def _counted(done: Sequence[Amended]) -> str:
    counts: Mapping[str, int] = {
        "published": sum(len(each.published) for each in done),
        "drafts": sum(len(each.drafts) for each in done),
    }
    said = []
    if counts["published"]:
        said.append(
            ngettext(
                "The address is replaced in %(number)d entry, and readers see it.",
                "The address is replaced in %(number)d entries, and readers see it.",
                counts["published"],
            )
            % {"number": counts["published"]}
        )
    if counts["drafts"]:
        said.append(
            ngettext(
                "It is replaced in the draft of %(number)d entry, which is still to be published.",
                "It is replaced in the drafts of %(number)d entries, still to be published.",
                counts["drafts"],
            )
            % {"number": counts["drafts"]}
        )
    return " ".join(said)
