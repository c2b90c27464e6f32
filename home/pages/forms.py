"""The form of a page: its address is made from the title, and said to be taken in plain words."""

from itertools import count

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page

LONGEST = 200


class PageForm(WagtailAdminPageForm):
    """A page whose address nobody gave has one all the same, in whatever tab its field stands."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if slug := self.fields.get("slug"):
            slug.required = False
            slug.label = _("Address")
            slug.help_text = _(
                "The last part of its address on the site. Left empty, it is made from the title, "
                "and stays when the title changes."
            )

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"] or self.instance.slug or self._from_title()
        if not self._is_free(slug):
            raise ValidationError(_("Another page beside this one has the address “%s”.") % slug)
        return slug

    def _from_title(self) -> str:
        words = slugify(self.cleaned_data.get("title", ""))[: LONGEST - 10].strip("-")
        if not words:
            if "title" in self.errors:
                return "page"  # never saved: the title comes first
            raise ValidationError(_("Give one: the title has no letters for it."))
        numbered = (f"{words}-{number}" for number in count(2))
        return words if self._is_free(words) else next(filter(self._is_free, numbered))

    def _is_free(self, slug: str) -> bool:
        return Page._slug_is_available(slug, self.parent_page, self.instance)
