"""Makes old-database.sql.xz: the center as a machine that was set up at an old commit has it today.

    .venv/bin/python tests/data/make_old_database.py [commit]

The tables and the starting content are those of that commit, and editors have been at work since:
what `touch()` does. The packages of that commit must be the ones that are installed.
"""

import lzma
import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

HERE = Path(__file__).resolve()
DUMP = HERE.with_name("old-database.sql.xz")
COMMIT = "15d5fd8"


def touch() -> None:
    """Do what editors do, through the models of the commit in the working directory."""
    import django

    django.setup()
    from django.contrib.auth.models import Group, User

    from directory.editing import merging, verification
    from directory.models import Association, CertificationRequirement, Program, Resource
    from home.models import AnnouncementPage

    editor = User.objects.create_user("editor")
    editor.groups.add(Group.objects.get(name="Editors"))
    moderator = User.objects.create_user("moderator")
    moderator.groups.add(Group.objects.get(name="Moderators"))

    edited = CertificationRequirement.objects.get(slug="montana-public-library-staff")
    edited.summary = "Words of an editor about Montana."
    edited.save_revision(user=editor).publish(user=moderator)

    draft = CertificationRequirement.objects.get(slug="texas-public-library-directors")
    draft.summary = "A draft about Texas that nobody has approved."
    draft.save_revision(user=editor)

    verified = CertificationRequirement.objects.get(
        slug="ohio-public-library-staff-without-an-mlis"
    )
    verification.verify(CertificationRequirement, [verified.pk], editor)

    program = "mohawk-college--library-and-information-technician-diploma"
    Program.objects.get(slug=program).unpublish(user=moderator)
    Resource.objects.get(slug="able").delete()
    kept, other = (Association.objects.get(slug=slug) for slug in ("us-md-ssd", "us-or-ssd"))
    merging.merge(kept, other, moderator)

    announcement = AnnouncementPage.objects.get(slug="first-new-york-library-assistants-day")
    announcement.title = "The first day of library assistants, as HRDR tells it"
    announcement.save_revision(user=editor).publish(user=moderator)


def make(commit: str) -> None:
    """Write the dump of a database that the commit made."""
    with tempfile.TemporaryDirectory() as folder:
        house, made = Path(folder, "house"), Path(folder, "center.sqlite3")
        git = ["git", "-C", str(HERE.parent), "worktree"]
        subprocess.run([*git, "add", "-q", "--detach", str(house), commit], check=True)
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "cms.settings.test",
            "DATABASE_URL": f"sqlite:///{made}",
            "PYTHONPATH": str(house),
        }
        try:
            for command in (
                ["manage.py", "migrate", "-v0"],
                ["manage.py", "seed_site", "-v0"],
                [str(HERE), "touch"],
            ):
                subprocess.run([sys.executable, *command], cwd=house, env=environment, check=True)
        finally:
            subprocess.run([*git, "remove", "--force", str(house)], check=True)
        with closing(sqlite3.connect(made)) as database:
            dump = "\n".join(database.iterdump())
    DUMP.write_bytes(lzma.compress(dump.encode(), preset=9 | lzma.PRESET_EXTREME))


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if arguments == ["touch"]:
        touch()
    else:
        make(*arguments or [COMMIT])
