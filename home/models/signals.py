"""Pages change in many ways, some of them inside Wagtail; each moves the stamp of the pages."""

from django.db.models.signals import post_delete, post_save
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction, Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from directory.models import Occupation, Stamp, touch, touched
from home.models import (
    AnnouncementIndexPage,
    AnnouncementPage,
    QuestionIndexPage,
    QuestionPage,
)
from home.pages.base import CenterPage

# Whatever pages and the content API show, or that decides who may see it.
SHOWN = (
    Page, PageViewRestriction, Site, AbstractImage, AbstractDocument, Collection,
    CollectionViewRestriction, Redirect,
)  # fmt: skip
# Pages that are entries of a directory, by the page above them.
ENTRIES = {AnnouncementIndexPage: AnnouncementPage, QuestionIndexPage: QuestionPage}


def move_stamp(sender, **kwargs) -> None:
    """Count a change to the pages of the site."""
    if kwargs.get("raw"):
        return
    if issubclass(sender, SHOWN):
        Stamp.move(CenterPage.stamp_name)
    if sender in ENTRIES.values():
        touch(sender, [kwargs["instance"].pk])
        return
    for index, model in ENTRIES.items():
        # What is above the entries decides whether the public sees them.
        if issubclass(sender, PageViewRestriction) or sender is index:
            touch(model, model.objects.values_list("pk", flat=True))


def follow_figures(sender, **kwargs) -> None:
    """Bring the short answers up to date that say what an occupation records."""
    for page in QuestionPage.objects.filter(short_answer__contains="{"):
        if (answer := page.answer_today()) != page.shown_answer:
            QuestionPage.objects.filter(pk=page.pk).update(shown_answer=answer)
            move_stamp(QuestionPage, instance=page)


def connect() -> None:
    """Listen to everything that changes what pages show or where they are."""
    for signal in (post_save, post_delete):
        signal.connect(move_stamp, dispatch_uid=f"pages-{id(signal)}")
    touched.connect(follow_figures, sender=Occupation, dispatch_uid="figures of questions")
    for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
        signal.connect(move_stamp, dispatch_uid=f"pages-{id(signal)}")
