"""What `manage.py check` says of a directory that is not declared whole."""

from collections.abc import Iterator

from django.apps import apps
from django.core import checks
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from wagtail import hooks
from wagtail.snippets.models import get_snippet_models

from directory.catalog.directories import entry_directories
from directory.catalog.directory import Directory
from directory.models import Entry


def check_directories(app_configs: object, **kwargs: object) -> list[checks.CheckMessage]:
    """Return an error for each thing that a directory of entries lacks, and for each kind of entry
    that no directory lists."""
    hooks.search_for_hooks()  # where view sets are registered
    faults = [fault for directory in entry_directories() for fault in _faults(directory)]
    return [*faults, *_unlisted()]


def _unlisted() -> Iterator[checks.CheckMessage]:
    listed = {directory.model for directory in entry_directories()}
    for model in apps.get_models():
        if issubclass(model, Entry) and model not in listed:
            yield checks.Error(
                f"No directory lists the entries of {model._meta.label}.",
                hint="Declare one in the module `catalog` of its app.",
                obj=model,
                id="directory.E006",
            )


def _faults(directory: Directory) -> Iterator[checks.CheckMessage]:
    def fault(number: int, what: str, hint: str) -> checks.CheckMessage:
        message = f"The directory {directory.slug!r} has no {what}."
        return checks.Error(message, hint=hint, obj=directory.model, id=f"directory.E{number:03}")

    if directory.facts is None:
        yield fault(1, "facts", "Say `facts=`: what its page lists of an entry.")
    if directory.sentence is None:
        yield fault(7, "sentence", "Say `sentence=`: what describes an entry without a summary.")
    row = f"directory/rows/{directory.slug}.html"
    try:
        get_template(row)
    except TemplateDoesNotExist:
        yield fault(2, f"row template {row}", "It draws an entry in a list.")
    if not directory.api_name:
        yield fault(3, "name in the API", "Say `api_name=`.")
    if directory.model not in get_snippet_models():
        yield fault(
            5, "view set", "Register one in wagtail_hooks.py, so that editors can reach it."
        )
    if directory.model.directory_slug != directory.slug:
        yield fault(4, "model that names it", f"Say directory_slug = {directory.slug!r} there.")
