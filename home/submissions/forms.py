"""The forms by which the public suggests an entry or reports a problem with one."""

import re

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from directory.catalog.directories import suggestible
from directory.editing.form_fields import ReadableField, TypedText, WebAddress
from directory.models import Place, Record, Submission
from directory.submissions import likeness
from directory.submissions.likeness import Like
from home.submissions.email_addresses import EmailAddress

MAX_TEXT = 4000
MAX_LINKS = 2
_LINK = re.compile(r"(?:https?://|www\.)", re.IGNORECASE)


class PageAddress(WebAddress):
    """An address of a page; one typed without https:// gets it."""

    default_validators = [URLValidator(schemes=["http", "https"])]

    def __init__(self, **kwargs) -> None:
        super().__init__(assume_scheme="https", max_length=500, **kwargs)


class PlaceField(ReadableField, forms.ModelChoiceField):
    """One of the states and provinces, in the reader's language."""

    def __init__(self, **kwargs) -> None:
        super().__init__(Place.objects.none(), to_field_name="slug", **kwargs)

    def label_from_instance(self, place: Place) -> str:
        return place.local_name


class PublicForm(forms.Form):
    """What all forms of the public have: words of our own for what is missing, and a trap for
    robots."""

    # Our own words say what is missing, at the top and at the field; see also novalidate.
    use_required_attribute = False

    # Nobody sees it, and whatever fills in everything fills it in.
    fax = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, auto_id="%s", **kwargs)
        for field in self.fields.values():
            if not isinstance(field.widget, forms.RadioSelect):
                field.widget.attrs["class"] = "field"

    @property
    def shown(self) -> list[forms.BoundField]:
        """The fields that people fill in."""
        return [field for field in self if field.name != "fax"]

    @property
    def faults(self) -> list[tuple[str, str]]:
        """What is wrong, in order: the anchor of the field ("" for the whole form), and words."""
        found = [("", str(error)) for error in self.non_field_errors()]
        for field in self:
            anchor = f"{field.name}_0" if field.use_fieldset else field.name
            found += [(anchor, str(error)) for error in field.errors]
        return found

    def clean_fax(self) -> str:
        if self.cleaned_data["fax"]:
            raise forms.ValidationError(
                _("A field that nobody should see was filled in, perhaps by your browser. Empty "
                   "it and send the form again.")
            )  # fmt: skip
        return ""

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if len(_LINK.findall(text)) > MAX_LINKS:
            raise forms.ValidationError(
                ngettext(
                    "Your words may hold %(number)d link at most.",
                    "Your words may hold %(number)d links at most.",
                    MAX_LINKS,
                )
                % {"number": MAX_LINKS}
            )
        return text


class SubmissionForm(PublicForm):
    """What both forms about entries have: the sender's words, and an address to answer to."""

    email = EmailAddress(
        label=_("Your e-mail address, if you want to hear from us"),
        required=False,
        max_length=254,
        help_text=_("We write when we look at it and when it is done, and for nothing else. The "
                    "address is erased 90 days after that."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip

    field_order = ["kind", "problem", "name", "url", "place", "text", "email"]

    def submission(self) -> Submission:
        """Return what was typed, as a submission that is not saved yet."""
        cleaned = self.cleaned_data
        return Submission(
            name=cleaned.get("name", ""),
            url=cleaned.get("url", ""),
            place=cleaned.get("place"),
            problem=cleaned.get("problem", ""),
            text=cleaned["text"],
            email=cleaned["email"],
        )

    def alike(self, submission: Submission) -> list[Like]:
        """Return what is there already and may be the same."""
        raise NotImplementedError


class SuggestionForm(SubmissionForm):
    """Something that belongs into the center."""

    kind = forms.ChoiceField(
        label=_("What do you suggest?"),
        choices=lambda: [(each.slug, each.suggestion) for each in suggestible()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is that you suggest.")},
    )
    name = TypedText(
        label=_("Its name"),
        max_length=200,
        error_messages={"required": _("Give its name. For a rule, say what it is about.")},
    )
    url = PageAddress(
        label=_("Its web address"),
        required=False,
        help_text=_("Where readers find it, for example https://example.org/course. Needed for a "
                    "resource."),
        error_messages={"invalid": _("This is not the address of a web page, as "
                                     "https://example.org/course is.")},
    )  # fmt: skip
    place = PlaceField(
        label=_("State or province"),
        required=False,
        empty_label=_("None in particular, or I do not know"),
        help_text=_("Needed for a rule."),
        error_messages={"invalid_choice": _("Choose a place from the list.")},
    )
    text = TypedText(
        label=_("What should we know about it?"),
        required=False,
        max_length=MAX_TEXT,
        help_text=_("What it is, whom it helps, where you read about it. Two links at most."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = Place.objects.published()

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        kind = cleaned.get("kind")
        if kind == "resources" and not cleaned.get("url") and "url" not in self.errors:
            self.add_error("url", _t("Give the web address of the resource."))
        if kind == "certification" and not cleaned.get("place") and "place" not in self.errors:
            self.add_error("place", _t("Choose the state or province that has the rule."))
        return cleaned

    def submission(self) -> Submission:
        made = super().submission()
        made.kind, made.directory = Submission.Kind.SUGGESTION, self.cleaned_data["kind"]
        return made

    def alike(self, submission: Submission) -> list[Like]:
        return likeness.like(name=submission.name, url=submission.url)


class ReportForm(SubmissionForm):
    """Something that is wrong with an entry."""

    problem = forms.ChoiceField(
        label=_("What is the problem?"),
        choices=Submission.Problem.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the problem is.")},
    )
    text = TypedText(
        label=_("What is wrong, and how do you know?"),
        max_length=MAX_TEXT,
        help_text=_("If there is a page that says so, give its address. Two links at most."),
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Say in a few words what is wrong.")},
    )

    def __init__(self, *args, record: Record, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.record = record

    def submission(self) -> Submission:
        made = super().submission()
        made.kind, made.directory = Submission.Kind.REPORT, self.record.directory_slug
        made.name, made.entry = str(self.record)[:200], self.record
        return made

    def alike(self, submission: Submission) -> list[Like]:
        before = likeness.reported_before(submission)
        return [Like(waiting=before)] if before else []


class AnsweredForm(PublicForm):
    """Whether an answer answered the question, and if not, what is missing."""

    answered = forms.ChoiceField(
        label=_("Did the page answer your question?"),
        choices=[("yes", _("Yes")), ("no", _("No, or not all of it"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )
    text = TypedText(
        label=_("What is missing or wrong?"),
        required=False,
        max_length=1000,
        help_text=_("Write nothing that says who you are: no name, no address. Nobody answers here "
                    "in person."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip

    field_order = ["answered", "text"]
