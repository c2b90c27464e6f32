"""The settings of production, with the addresses of echo_urls.py."""

from cms.settings.production import *  # noqa: F403

ROOT_URLCONF = "tests.integration.served.echo_urls"
