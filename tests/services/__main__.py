"""`make test-services`: the tests once more, on a PostgreSQL, a Redis and a bucket of our own.

Everything by default; `--part` runs what the database has most say in, within ten minutes. What
else is given goes on to pytest in the place of the usual folders.
"""

import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.services.bucket import Bucket
from tests.services.postgres import Postgres
from tests.services.redis import Redis

ROOT = Path(__file__).resolve().parents[2]
ALONE = "-n0"  # who takes a service away needs the machine
WHOLE = (
    ("tests/cms", "tests/directory", "tests/home", "tests/site"),
    ("tests/browser/test_editors_at_work.py", "tests/browser/test_submissions.py"),
    ("tests/services", ALONE),
)
PART = (
    (
        "tests/cms/test_backups.py",
        "tests/cms/content_api/test_uploads.py",
        "tests/cms/served/test_redis.py",
        "tests/directory/changes",
        "tests/directory/editing",
        "tests/directory/feeds",
        "tests/directory/models",
        "tests/directory/outbox",
        "tests/directory/test_jobs.py",
        "tests/home/accounts/test_second_step.py",
        "tests/home/announcements",
    ),
    ("tests/browser/test_submissions.py::test_a_suggestion_is_sent_by_keyboard_alone",),
    (
        "tests/services/test_database_faults.py",
        "tests/services/test_processes.py",
        "tests/services/test_storage_faults.py",
        ALONE,
    ),
)


def main(arguments: list[str]) -> int:
    """Start the services, run the tests on them, stop them; return how the tests ended."""
    chosen = [each for each in arguments if each != "--part"]
    groups = PART if "--part" in arguments else WHOLE
    with ExitStack() as ending:
        folder = Path(ending.enter_context(tempfile.TemporaryDirectory(prefix="center-services-")))
        environment = {**os.environ, **started(folder, ending)}
        ended = [
            subprocess.run(
                [sys.executable, "-m", "pytest", "-n", "2", *group], cwd=ROOT, env=environment
            ).returncode
            for group in ([chosen] if chosen else groups)
        ]
    return max(ended)


def started(folder: Path, ending: ExitStack) -> dict[str, str]:
    """Start the services; return what the environment of the tests says of them."""
    postgres, redis, bucket = Postgres(), Redis(folder), Bucket(folder)
    ending.callback(postgres.remove)
    postgres.start()
    redis.start()
    ending.callback(redis.stop)
    bucket.start()
    ending.callback(bucket.stop)
    return {"DATABASE_URL": postgres.url(), "REDIS_URL": redis.url, **bucket.environment}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
