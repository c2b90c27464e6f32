"""`manage.py run_scheduled`: run the jobs that are due; cron or a timer calls it each minute."""

import multiprocessing
import time

from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db import connections
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.jobs import JOBS, due, run
from directory.management.progress import Bar
from directory.models import JobRun

SECONDS_BETWEEN_STARTS = 60


class Command(BaseCommand):
    help = (
        "Runs the scheduled jobs that are due, or those that are named. Call it each minute: one "
        "that still runs is left alone, so that it never runs twice at once."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("names", nargs="*", metavar="NAME", help="jobs to run now, due or not")
        parser.add_argument("--list", action="store_true", help="list the jobs and do nothing")
        parser.add_argument(
            "--each-minute",
            action="store_true",
            help="go on until stopped, each minute in a process of its own",
        )

    def handle(self, names: list[str], verbosity: int, **options) -> None:
        if unknown := [name for name in names if name not in JOBS]:
            raise CommandError(
                _("There is no job called %(unknown)s. There are: %(names)s.")
                % {"unknown": ", ".join(unknown), "names": ", ".join(JOBS)}
            )
        if options["list"]:
            for each in JOBS.values():
                self.stdout.write(f"{each.name}: {each.label}")
        elif options["each_minute"]:
            keep_running(names)
        else:
            self.run(names, verbosity)

    def run(self, names: list[str], verbosity: int) -> None:
        """Run what is named or due, a line for each; fails when one of them did."""
        jobs = [JOBS[name] for name in names] if names else due(timezone.now())
        failed, bar = [], Bar(self.stdout, "")
        done = set()
        for ended in run(jobs, bar if verbosity else lambda done, total: None):
            done.add(ended.name)
            if ended.state != JobRun.State.DONE:
                failed.append(ended.name)
            elif verbosity:
                self.stdout.write(f"{ended.name}: {ended.message}")
        for name in names if verbosity else []:
            if name not in done:
                self.stdout.write(_("%(name)s: is running already.") % {"name": name})
        if failed:
            raise CommandError(_("Not done: %(names)s.") % {"names": ", ".join(failed)})


def keep_running(names: list[str]) -> None:
    """Run what is due each minute, in a process of its own: a long job holds up no other."""
    forked = multiprocessing.get_context("fork")
    while True:
        connections.close_all()  # none may be shared with a fork
        forked.Process(target=_once, args=(names,)).start()
        time.sleep(SECONDS_BETWEEN_STARTS)
        multiprocessing.active_children()  # takes leave of those that ended


def _once(names: list[str]) -> None:
    try:
        call_command("run_scheduled", *names, verbosity=0)
    except CommandError:
        raise SystemExit(1) from None  # logged and on record by then
