"""The development settings with a two-byte view and a meter, for the benchmark only."""

from cms.settings.dev import *  # noqa: F403
from cms.settings.dev import MIDDLEWARE

ROOT_URLCONF = "tests.bench.urls"
MIDDLEWARE = ["tests.bench.urls.Meter", *MIDDLEWARE]
