"""The settings of production, with the addresses of echo_urls.py, static files as they lie in the
checkout, and little patience."""

from cms import outages
from cms.settings.production import *  # noqa: F403
from cms.settings.production import STORAGES

ROOT_URLCONF = "tests.cms.served.echo_urls"
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
outages.PAUSE = 0.2
