"""The sections of pages, as the site search finds them: each by itself, with its anchor."""

from collections.abc import Iterator
from typing import ClassVar

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from directory.models import Stamp
from home.pages.base import CenterPage
from home.pages.published import published_pages


class PageSectionQuerySet(models.QuerySet):
    def published(self) -> "PageSectionQuerySet":
        """Return those of pages that the public may see now."""
        return self.filter(page__in=published_pages().values("pk"))


class PageSection(models.Model):
    """A section of a page: its heading, its anchor and its words, which follow the page."""

    stamp_name: ClassVar[str] = CenterPage.stamp_name

    page = models.ForeignKey(
        Page, verbose_name=_("page"), on_delete=models.CASCADE, related_name="found_sections"
    )
    number = models.PositiveSmallIntegerField(_("number"))
    heading = models.CharField(_("heading"), max_length=120)
    anchor = models.CharField(_("anchor"), max_length=120)
    text = models.TextField(_("words"), blank=True)

    objects = PageSectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("section of a page")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="section_of_page_once")
        ]

    def __str__(self) -> str:
        return self.heading

    def get_absolute_url(self) -> str:
        return f"{self.page.url}#{self.anchor}"

    @classmethod
    def with_needs(cls) -> Iterator[str]:
        """Yield the prefix of what has dates that decide whether a section is public."""
        yield "page__"

    @classmethod
    def follow(cls, page: Page) -> None:
        """Hold the sections that the body of `page` has now, written only where they differ."""
        found = [
            (number, block.value["heading"], block.value.anchor, _words(block.value["content"]))
            for number, block in enumerate(page.body)
        ]
        held = cls.objects.filter(page=page).order_by("number")
        if list(held.values_list("number", "heading", "anchor", "text")) == found:
            return
        with transaction.atomic():
            held.delete()
            cls.objects.bulk_create(
                cls(page_id=page.pk, number=number, heading=heading, anchor=anchor, text=text)
                for number, heading, anchor, text in found
            )
            Stamp.move(cls.stamp_name)


def _words(content) -> str:
    return " ".join(" ".join(content.stream_block.get_searchable_content(content)).split())
