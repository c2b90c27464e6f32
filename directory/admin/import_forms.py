"""What an editor fills in on the way of a file: the file, its columns, and what to do."""

from collections.abc import Mapping, Sequence

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext_lazy as _

from directory.catalog.columns import file_columns
from directory.catalog.directory import Directory
from directory.editions.files import exchangeable
from directory.imports import ImportRefused, has_faults
from directory.imports.limits import MAX_BYTES
from directory.imports.tables import KEY
from directory.models import Import


def may_import(user: AbstractBaseUser, directory: Directory) -> bool:
    """Return whether the user may bring files for the directory."""
    options = directory.model._meta
    return user.has_perm("directory.add_import") and all(
        user.has_perm(f"{options.app_label}.{action}_{options.model_name}")
        for action in ("add", "change")
    )


def may_publish(user: AbstractBaseUser, directory: Directory) -> bool:
    """Return whether the user may publish what a file brings."""
    options = directory.model._meta
    return user.has_perm(f"{options.app_label}.publish_{options.model_name}")


class FileForm(forms.Form):
    """A file, and the directory that it is for."""

    directory = forms.ChoiceField(label=_("Directory"))
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or Excel (.xlsx), up to 10 MB and 50,000 rows, with a column “slug”."),
    )

    def __init__(self, *args, user: AbstractBaseUser, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["directory"].choices = [
            (slug, directory.title)
            for slug, directory in exchangeable().items()
            if may_import(user, directory)
        ]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 10 MB. Send it in parts."))
        return file


class MappingForm(forms.Form):
    """For each heading of the file the column that it means, or none."""

    def __init__(
        self,
        *args,
        headings: Sequence[str],
        directory: Directory,
        remembered: Mapping[str, str],
        **kwargs,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.headings = headings
        columns = file_columns(directory)
        choices = [("", _("Leave out")), *((column, column) for column in columns)]
        for number, heading in enumerate(headings):
            likely = heading.strip().lower().replace(" ", "_")
            is_blank = heading == f"({number + 1})"
            self.fields[f"column-{number}"] = forms.ChoiceField(
                label=_("Without a heading %s") % heading if is_blank else heading,
                choices=choices,
                required=False,
                initial=remembered.get(heading, likely if likely in columns else ""),
            )

    @property
    def mapping(self) -> dict[str, str]:
        """Heading -> column."""
        return {
            heading: self.cleaned_data[f"column-{number}"]
            for number, heading in enumerate(self.headings)
        }

    def clean(self) -> dict[str, str]:
        cleaned = super().clean()
        chosen = [column for column in cleaned.values() if column]
        if KEY not in chosen:
            raise forms.ValidationError(_("One column must be the key, “slug”."))
        for column in sorted({each for each in chosen if chosen.count(each) > 1}):
            self.add_error(None, _("Two headings cannot both be “%s”.") % column)
        return cleaned


class ApplyForm(forms.Form):
    """What to do with a file that was reviewed."""

    fingerprint = forms.CharField(widget=forms.HiddenInput)
    publish = forms.ChoiceField(label=_("Import as"), widget=forms.RadioSelect)
    skip_faulty = forms.BooleanField(
        label=_("Skip the faulty rows"),
        required=False,
        help_text=_("Else nothing is imported as long as a row is faulty."),
    )

    def __init__(self, *args, user: AbstractBaseUser, directory: Directory, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        choices = [("draft", _("Drafts, for somebody to publish"))]
        if may_publish(user, directory):
            choices.append(("publish", _("Published entries")))
        self.fields["publish"].choices = choices
        self.fields["publish"].initial = "draft"

    def compare(self, log: Import) -> None:
        """Raise ImportRefused unless what was chosen fits the review as it is now."""
        if self.cleaned_data["fingerprint"] != log.review.get("fingerprint"):
            raise ImportRefused(
                _("The entries have changed since this file was reviewed. Review it again.")
            )
        faults = log.review.get("faults", 0)
        if faults and not self.cleaned_data["skip_faulty"]:
            raise ImportRefused(has_faults(faults))
