"""The bucket or Redis goes away: a real site on all three services, as in production."""

import pytest

from tests.services.bucket import Bucket
from tests.services.redis import Redis

PREPARE = """
from django.core.files.base import ContentFile
from tests.factories import make_announcement, make_document
kept = make_document(file=ContentFile(b"numbat" * 500, name="report.pdf"))
link = f'<p><a linktype="document" id="{kept.pk}">report</a></p>'
make_announcement(body=[("text", link)], slug="zebra-of-the-bucket")
print(kept.url)
"""


@pytest.fixture(scope="module")
def bucket(tmp_path_factory):
    running = Bucket(tmp_path_factory.mktemp("bucket"))
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def redis(tmp_path_factory):
    running = Redis(tmp_path_factory.mktemp("redis"))
    running.start()
    yield running
    running.kill()


def test_pages_do_without_the_bucket_and_without_redis(postgres, redis, bucket, site_on):
    address = postgres.url("center")
    told = {"DATABASE_URL": address, "REDIS_URL": redis.url, **bucket.environment}
    with site_on(workers=2, **told) as site:
        document = site.shell(PREPARE)
        assert site.ask(document).body == "numbat" * 500
        keys = {each["Key"] for each in bucket.client.list_objects_v2(Bucket="center")["Contents"]}
        assert any(each.startswith("documents/report") for each in keys)
        for take_away, bring_back in ((redis.kill, redis.start), (bucket.stop, bucket.start)):
            take_away()
            for path in ("/", "/programs/", "/announcements/zebra-of-the-bucket/"):
                assert site.ask(path).status == 200, path
            assert site.ask("/healthz/ready").status == 200
            if take_away == bucket.stop:
                away = site.ask(document)
                assert away.status == 503
                assert away.headers["Retry-After"] == "60"
                assert "Our files are away" in away.body
            bring_back()
            assert site.ask("/programs/").status == 200
        assert "Traceback" not in site.log()
