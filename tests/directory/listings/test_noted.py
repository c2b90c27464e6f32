"""What is noted of all entries is read once for each state, and takes the room of one."""

import pytest

from directory.catalog.directories import DIRECTORIES
from directory.listings.noted import since_when
from directory.listings.unchanged import while_unchanged
from directory.models import Change, Program, Resource, Stamp, stamp_name
from home.formats.sitemaps import sitemaps

pytestmark = pytest.mark.django_db


def test_of_moments_the_newest_state_alone_is_kept_while_others_change():
    for name in ("one", "two", "three"):
        resource = Resource.objects.published().first()
        resource.name = name
        resource.save_revision().publish()
        stamps = Stamp.read()
        assert since_when("resources", stamps)[resource.pk]
        assert len(since_when("programs", stamps)) == Program.objects.published().count()
        noted = stamps.get(stamp_name(Change))
        assert len(while_unchanged("since", "programs", stamps=stamps, also=noted)) == 1


def test_of_sitemaps_the_newest_state_alone_is_kept():
    for number in range(3):
        stamps = {**Stamp.read(), "directory.change": number}
        assert sitemaps(stamps)["programs"].items()
    assert len(while_unchanged("sitemap", *DIRECTORIES, stamps=stamps, also=number)) == 1
