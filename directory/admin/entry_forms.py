"""The forms of records, entries and terms: what a draft may lack, and what an address may be."""

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from directory.admin.orders import put_names_in_order
from directory.models import HELD_BACK
from directory.models.slugs import promised, why_promised


class RecordForm(WagtailAdminModelForm):
    """Says of the address of a public record what becomes of it, and refuses one that another
    record will have."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        put_names_in_order(self.fields.values())
        if "slug" in self.fields and self.instance.pk and self.instance.live:
            self.fields["slug"].help_text = _(
                "Readers know it by this address. If you change it, the old one leads here once "
                "that is published, until another entry takes it."
            )

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        name = promised(self._meta.model, slug, but=self.instance.pk).get(slug) if slug else None
        if name is not None:
            raise ValidationError(why_promised(name))
        return slug


class EntryForm(RecordForm):
    """A draft may lack what only a published entry needs; and what goes to a moderator, or comes
    back from one, may belong to another draft, which is approved before it."""

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.is_deferred_validation:
            try:
                self.instance.check_publishable()
            except ValidationError as error:
                approves = self.data.get("workflow-action-name") == "approve"
                publishes = approves or "action-publish" in self.data
                if publishes or getattr(error, "code", None) != HELD_BACK:
                    self.add_error(None, error)


class TermForm(WagtailAdminModelForm):
    """What a topic or an audience is called in addresses and files is made from its name, unless
    somebody says otherwise."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False
        self.fields["slug"].help_text = _(
            "Leave it empty to have it made from the name. It stays when the name changes."
        )

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        if cleaned.get("name") and not cleaned.get("slug") and "slug" not in self.errors:
            cleaned["slug"] = slugify(cleaned["name"])[:60].strip("-")
            if not cleaned["slug"]:
                self.add_error("slug", _("Give one: the name has no letters for it."))
        return cleaned
