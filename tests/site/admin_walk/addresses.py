"""Every address below /admin/, found by asking the resolver.

A pattern is written as in the table of permissions: `pages/<page_id>/edit/ @ section`. What follows
the @ says which page is asked for, since what a group may do depends on it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.urls import URLResolver, get_resolver
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.models import Page

# Models that are treated alike, and so share the lines of the table.
FAMILIES = {
    "{entry}": (
        "certificationrequirement",
        "program",
        "institution",
        "association",
        "resource",
        "occupation",
    ),
    "{term}": ("audience", "topic"),
}
PAGE_PARAMETERS = {"page_id", "parent_page_id", "page_to_move_id", "page_pk"}
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Address:
    """One pattern of the resolver, with the page that it is asked for."""

    pattern: str
    namespace: str
    page: str = ""

    @property
    def key(self) -> str:
        """The pattern, as the table has it."""
        plain = PARAMETER.sub(r"<\1>", self.pattern) or "/"
        return f"{plain} @ {self.page}" if self.page else plain

    @property
    def family_key(self) -> str:
        """The key with the name of the family in place of a model that belongs to one."""
        return re.sub(
            r"directory/(\w+)/",
            lambda found: f"directory/{family_of(found[1])}/",
            self.key,
        )

    @property
    def parameters(self) -> list[str]:
        return PARAMETER.findall(self.pattern)


def family_of(model: str) -> str:
    return next((name for name, models in FAMILIES.items() if model in models), model)


def addresses() -> list[Address]:
    """All of them; those about pages once for a section and once for an announcement."""
    found = []
    for pattern, namespace in _patterns(get_resolver().url_patterns):
        if not pattern.startswith("admin/"):
            continue
        pattern = pattern.removeprefix("admin/")
        if pattern.startswith("bulk/"):
            found += _bulk_actions()
        elif _is_about_a_page(pattern, namespace):
            found += [Address(pattern, namespace, page) for page in ("section", "announcement")]
        else:
            found.append(Address(pattern, namespace))
    return found


def _patterns(patterns, prefix: str = "", namespace: str = "") -> Iterator[tuple[str, str]]:
    for each in patterns:
        text = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", str(each.pattern))
        whole = prefix + text.removeprefix("^").removesuffix("$").replace(r"\.", ".")
        if isinstance(each, URLResolver):
            yield from _patterns(each.url_patterns, whole, each.namespace or namespace)
        else:
            yield whole, namespace


def _is_about_a_page(pattern: str, namespace: str) -> bool:
    named = set(PARAMETER.findall(pattern))
    in_pages = pattern.startswith(("pages/", "api/main/pages/"))
    return bool(named & PAGE_PARAMETERS) or (in_pages and bool(named))


def _bulk_actions() -> list[Address]:
    """Each bulk action on each model; those of pages check the page, whatever its model."""
    bulk_action_registry.get_bulk_action_class("", "", "")  # reads the hooks
    found = []
    for app, of_models in bulk_action_registry.actions.items():
        for model, actions in of_models.items():
            is_page = issubclass(apps.get_model(app, model), Page)
            if is_page and (app, model) != ("wagtailcore", "page"):
                continue
            pages = ("section", "announcement") if is_page else ("",)
            found += [
                Address(f"bulk/{app}/{model}/{action}/", "bulk", page)
                for action in actions
                for page in pages
            ]
    return found
