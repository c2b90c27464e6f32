"""The site with one more app."""

from cms.settings.test import *  # noqa: F403
from cms.settings.test import INSTALLED_APPS

# Not the last, so that nothing hangs on the place of an app behind `directory`.
_place = INSTALLED_APPS.index("directory") + 1
INSTALLED_APPS = [*INSTALLED_APPS[:_place], "tests.site.jobs", *INSTALLED_APPS[_place:]]
