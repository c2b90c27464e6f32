"""`manage.py check_links`: ask the addresses of published entries whether they still answer."""

import time

from django.core.management.base import BaseCommand, CommandError, OutputWrapper
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.catalog.directories import DIRECTORIES
from directory.links.checking import LinkOutcome, check, due
from directory.links.fetching import Fetcher
from directory.links.usage import laws, urls_in_use
from directory.models import Entry, Link

REDRAW_SECONDS = 0.1


class Command(BaseCommand):
    help = (
        "Checks the links of published entries, politely: one request a second for a host. "
        "Stop it whenever you like; the next run goes on where this one stood."
    )
    # For tests, which ask servers of their own; the command line cannot give it.
    stealth_options = ("fetcher",)

    def add_arguments(self, parser) -> None:
        parser.add_argument("--directory", metavar="NAME", help="only the links of one directory")
        which = parser.add_mutually_exclusive_group()
        which.add_argument(
            "--due", action="store_true", help="only the links that are due (the usual way)"
        )
        which.add_argument(
            "--all",
            action="store_true",
            help="all links, but for those that were checked in the last 12 hours",
        )
        parser.add_argument("--limit", type=int, metavar="N", help="at most so many links")

    def handle(
        self,
        *,
        directory: str | None = None,
        limit: int | None = None,
        verbosity: int = 1,
        fetcher: Fetcher | None = None,
        **options,
    ) -> None:
        if limit is not None and limit < 1:
            raise CommandError(_("--limit takes a number from 1."))
        uses = urls_in_use(_entry_model(directory))
        links = due(uses, timezone.now(), everything=options["all"])[:limit]
        progress = ProgressLine(self.stdout, len(links), verbosity)
        try:
            counts = check(links, fetcher or Fetcher(), law=laws(uses), on_outcome=progress)
        except KeyboardInterrupt:
            progress.stop()
            raise CommandError(_("Stopped. The next run goes on from here.")) from None
        progress.stop()
        if verbosity:
            self.stdout.write(summary(dict(counts), len(links), len(uses)))


def _entry_model(directory: str | None) -> type[Entry] | None:
    if directory is None:
        return None
    model = DIRECTORIES[directory].model if directory in DIRECTORIES else None
    if model is None or not issubclass(model, Entry):
        names = ", ".join(
            slug for slug, each in DIRECTORIES.items() if issubclass(each.model, Entry)
        )
        raise CommandError(_("There are these directories: %(names)s.") % {"names": names})
    return model


def summary(counts: dict[str, int], checked: int, in_use: int) -> str:
    """Return what a run found, the frequent first: a heading and a line for each result."""
    heading = ngettext(
        "%(checked)d link checked, of %(in_use)d in use.",
        "%(checked)d links checked, of %(in_use)d in use.",
        checked,
    ) % {"checked": checked, "in_use": in_use}
    labels = {**dict(Link.Result.choices), "put-off": _("Put off: the host asked for rest")}
    found = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return "\n".join([heading, *(f"{count:7}  {labels[name]}" for name, count in found)])


class ProgressLine:
    """On a terminal one line that counts; with verbosity 2 a line for each link."""

    def __init__(self, out: OutputWrapper, total: int, verbosity: int) -> None:
        self.out, self.total, self.verbosity = out, total, verbosity
        self.done, self.drawn, self.is_open = 0, 0.0, False

    def __call__(self, outcome: LinkOutcome) -> None:
        """Count one more link."""
        self.done += 1
        if self.verbosity > 1:
            label = outcome.verdict.result.label if outcome.verdict else _("Put off")
            self.out.write(f"{self.done:6}/{self.total}  {label}  {outcome.link.url}")
        elif self.verbosity and self.out.isatty():
            now = time.monotonic()
            if now - self.drawn > REDRAW_SECONDS or self.done == self.total:
                self.out.write(f"\r{self.done:6}/{self.total}", ending="")
                self.out.flush()
                self.drawn, self.is_open = now, True

    def stop(self) -> None:
        """End the line, so that what follows stands on one of its own."""
        if self.is_open:
            self.out.write("")
            self.is_open = False
