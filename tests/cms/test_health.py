"""What a load balancer, an operator and Prometheus are told, and nobody else."""

import platform
import shutil
from collections import namedtuple
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cms import schedule
from cms.health import readiness
from cms.outages import OUTAGES, Outage
from directory.jobs import JOBS
from directory.models import JobRun

pytestmark = pytest.mark.django_db

# As a load balancer asks: by a number, without TLS.
BESIDE = {"HTTP_HOST": "10.0.0.7:8000"}
TOKEN = "0123456789abcdef"


@pytest.fixture
def all_is_well(settings):
    """Every job ran just now, the worker answered, and no migration is missing."""
    settings.MIGRATION_MODULES = {}  # the tests do without
    now = timezone.now()
    JobRun.objects.bulk_create(
        JobRun(name=name, state=JobRun.State.DONE, started=now, finished=now, held_until=now)
        for name in JOBS
    )
    answered(now)


def answered(moment) -> None:
    DBTaskResult.objects.create(
        status="SUCCESSFUL", task_path=schedule.answer_knock.module_path, finished_at=moment,
        args_kwargs={"args": [], "kwargs": {}}, backend_name="background",
        run_after=moment, exception_class_path="", traceback="",
    )  # fmt: skip


def ready(client) -> tuple[int, str, dict[str, str]]:
    answer = client.get("/healthz/ready", **BESIDE)
    assert answer["Content-Type"] == "application/health+json"
    assert answer["Cache-Control"] == "no-store"
    said = answer.json()
    statuses = {name: found[0]["status"] for name, found in said["checks"].items()}
    return answer.status_code, said["status"], statuses


def test_a_process_that_lives_says_so_without_asking_anybody(client, settings):
    settings.SECURE_SSL_REDIRECT = True

    def refuse(*args):
        raise AssertionError("asked")

    with connection.execute_wrapper(refuse):
        answer = client.get("/healthz/live", **BESIDE)
    assert answer.status_code == 200
    assert answer.json() == {"status": "pass"}


def test_a_site_on_which_all_is_well_is_ready(client, all_is_well, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert ready(client) == (
        200, "pass", dict.fromkeys(
            ("database", "cache", "disk", "migrations", "worker", "jobs"), "pass"
        ),
    )  # fmt: skip


def test_a_site_without_its_database_is_not_ready(client):
    def refuse(*args):
        raise OperationalError("away, at the address 10.0.0.1")

    with connection.execute_wrapper(refuse):
        status, worst, checks = ready(client)
        assert b"10.0.0.1" not in client.get("/healthz/ready", **BESIDE).content
    assert (status, worst, checks["database"]) == (503, "fail", "fail")
    assert "worker" not in checks


def test_a_site_whose_database_is_older_than_its_code_is_not_ready(client, all_is_well):
    MigrationRecorder(connection).record_unapplied("directory", "0025_sorted_to_the_last")
    status, _worst, checks = ready(client)
    assert (status, checks["migrations"]) == (503, "fail")


def test_what_readers_do_not_miss_is_a_warning(client, all_is_well, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage(10, 9, readiness.LOW - 1))
    away = Outage()
    away.is_on = True
    monkeypatch.setitem(OUTAGES, "redis://nowhere", away)
    JobRun.objects.filter(name="send-mail").update(started=timezone.now() - timedelta(days=1))
    DBTaskResult.objects.update(finished_at=timezone.now() - timedelta(hours=1))
    status, worst, checks = ready(client)
    assert (status, worst) == (200, "warn")
    warned = {name for name, each in checks.items() if each == "warn"}
    assert warned == {"disk", "cache", "jobs", "worker"}
    said = client.get("/healthz/ready", **BESIDE).json()["checks"]
    assert said["jobs"][0]["output"] == "late: send-mail"
    assert said["worker"][0]["output"] == "silent for 60 minutes"


def test_a_worker_that_never_answered_is_not_called_well(client, all_is_well):
    DBTaskResult.objects.all().delete()
    assert ready(client)[2]["worker"] == "warn"


def test_how_ready_a_site_is_takes_few_questions(
    client, all_is_well, django_assert_max_num_queries
):
    with django_assert_max_num_queries(6):
        ready(client)


@pytest.mark.parametrize("path", ["/healthz/live", "/healthz/ready", "/metrics"])
def test_nothing_is_written_there(client, path):
    assert client.post(path).status_code == 405


def test_the_metrics_are_for_the_operator_alone(client, settings):
    assert client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = TOKEN
    for given in ("", "Bearer", "Bearer wrong", TOKEN, f"Basic {TOKEN}", "Bearer é"):
        assert client.get("/metrics", headers={"Authorization": given}).status_code == 404
    client.get("/programs/")
    client.get("/nowhere/")
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}, **BESIDE)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain; version=")
    text = answer.content.decode()
    for line in (
        'center_request_seconds_count{method="GET",route="wagtail_serve",status="200"}',
        'center_request_seconds_count{method="GET",route="wagtail_serve",status="404"}',
        "center_tasks_waiting 0.0", "center_letters_waiting 0.0", "center_messages_waiting 0.0",
        'center_job_late{job="send-mail"} ', "center_cache_away 0.0",
        'center_index_seconds_count{directory="programs"}',
    ):  # fmt: skip
        assert line in text, line
    assert platform.python_version() not in text


def test_without_its_database_the_metrics_say_so(client, settings):
    settings.METRICS_TOKEN = TOKEN

    def refuse(*args):
        raise OperationalError("away")

    def measured() -> str:
        return client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).content.decode()

    assert "center_database_away 0.0" in measured()
    with connection.execute_wrapper(refuse):
        assert "center_database_away 1.0" in measured()


def test_the_worker_is_asked_again_only_when_it_answered(settings):
    settings.TASKS = {
        **settings.TASKS,
        "background": {"BACKEND": "django_tasks_db.DatabaseBackend"},
    }
    knocks = DBTaskResult.objects
    schedule.knock_at_worker(lambda done, total: None)
    schedule.knock_at_worker(lambda done, total: None)
    assert knocks.count() == 1
    assert schedule.last_answer() is None
    knocks.update(status="SUCCESSFUL", finished_at=timezone.now())
    for _time in range(3):
        schedule.knock_at_worker(lambda done, total: None)
        assert knocks.count() == 2
        knocks.update(status="SUCCESSFUL", finished_at=timezone.now())
    assert schedule.last_answer()
