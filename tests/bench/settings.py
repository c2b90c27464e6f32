"""The development settings with a two-byte view and meters, for the benchmark only."""

from cms.settings.dev import *  # noqa: F403
from cms.settings.dev import MIDDLEWARE

API_REQUESTS_A_MINUTE = 0
ROOT_URLCONF = "tests.bench.urls"
MIDDLEWARE = ["tests.bench.urls.Meter", *MIDDLEWARE, "tests.bench.urls.Counter"]
