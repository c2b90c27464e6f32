"""What search engines may find: every public page, place and entry."""

from collections.abc import Iterable

from django.contrib.sitemaps import Sitemap
from django.db import models
from django.urls import reverse

from directory.directories import DIRECTORIES, Directory
from directory.models import Entry, Place
from home.models import published_pages


class PageSitemap(Sitemap):
    """The pages of the site, announcements included."""

    def items(self) -> models.QuerySet:
        return published_pages().order_by("path")

    def location(self, page) -> str:
        return page.url or "/"

    def lastmod(self, page):
        return page.last_published_at


class FormSitemap(Sitemap):
    """The form that readers may look for."""

    def items(self) -> list[str]:
        return ["suggest"]

    def location(self, name: str) -> str:
        return reverse(name)


class DirectorySitemap(Sitemap):
    """The public entries of one directory."""

    def __init__(self, directory: Directory) -> None:
        self.directory = directory

    def items(self) -> models.QuerySet:
        return self.directory.records().order_by("pk")

    def lastmod(self, record):
        return record.last_published_at


def sitemaps() -> dict[str, Sitemap]:
    """A sitemap for the pages, one for forms and one for each directory, by name."""
    listed: Iterable[Directory] = (
        directory
        for directory in DIRECTORIES.values()
        if issubclass(directory.model, (Entry, Place))
    )
    forms = {"pages": PageSitemap(), "forms": FormSitemap()}
    return {**forms, **{each.slug: DirectorySitemap(each) for each in listed}}
