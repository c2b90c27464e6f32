"""Unit and integration tests: fast hashing, files in a folder that goes away."""

import atexit
import os
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from .base import *  # noqa: F403
from .base import CACHES, DATABASES, STORAGES, TASKS, redis_url

SECRET_KEY = "only-for-tests-and-never-for-a-server-000000000000000"  # noqa: S105
# Where it is never the day that it is in Greenwich, at whatever hour the tests run: who takes that
# day for today's is found out. The servers that the tests start are there too.
TIME_ZONE = os.environ.setdefault(
    "TIME_ZONE",
    "Pacific/Kiritimati" if datetime.now(UTC).hour >= 10 else "Pacific/Pago_Pago",
)
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Of this process alone: what another run leaves behind is on no page of this one.
FOLDER = Path(tempfile.mkdtemp(prefix="center-test-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
DATA_ROOT = FOLDER / "data"
MEDIA_ROOT = FOLDER / "media"
CARDS_ROOT = MEDIA_ROOT / "cards"
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DATABASES["default"]["CONN_MAX_AGE"] = 0
TASKS = {**TASKS, "background": TASKS["default"]}
CHECK_LINKS_DAILY = False
REQUESTS_AT_ONCE = 0  # one thread, with the connections in which the test writes
if redis_url:
    # Each process of the tests has a Redis to itself, which it may empty.
    _number = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    for _cache in CACHES.values():
        if _cache.get("LOCATION") == redis_url:
            _cache["LOCATION"] = f"{redis_url.rpartition('/')[0]}/{_number}"
else:
    CACHES = {
        name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name}
        for name in ("default", "progress")
    }
