"""schemathesis asks the API whatever its OpenAPI document allows, and some of what it forbids."""

import re

import jsonschema
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as bounds
from schemathesis.generation import GenerationMode

from directory.api.collections import COLLECTIONS
from directory.models import Audience, CertificationRequirement, Place, Topic
from tests.directory.api.conftest import ROOT

pytestmark = pytest.mark.django_db

EXAMPLES = 6
ONE_OF = re.compile(r"One of: ([^.]+)\.$")
# Of these nothing wrong can be asked that the document knows of.
WITHOUT_PARAMETERS = {ROOT, f"{ROOT}freshness"}


@pytest.fixture
def schema(db, settings):
    settings.API_REQUESTS_A_MINUTE = 0
    # The beginning and the end of a request close the connection, and with it the test's own.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi(f"{ROOT}openapi.json", get_wsgi_application())
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_every_operation_answers_as_it_is_described(schema):
    asked = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        modes = [GenerationMode.POSITIVE]
        if operation.path not in WITHOUT_PARAMETERS:
            modes.append(GenerationMode.NEGATIVE)
        for mode in modes:

            @seed(20261125)
            @bounds(
                max_examples=EXAMPLES,
                deadline=None,
                database=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(case=operation.as_strategy(generation_mode=mode))
            def conforms(case):
                nonlocal asked
                asked += 1
                if case.meta.generation.mode == GenerationMode.POSITIVE:
                    name_known_values(case)
                case.call_and_validate(headers={"Accept-Encoding": "identity"})

            conforms()
    assert asked > 2 * EXAMPLES * len(COLLECTIONS)


def name_known_values(case) -> None:
    """Any text is a topic to a client; that it is one of those there are is told in words."""
    for parameter in case.operation.query:
        if listed := ONE_OF.search(parameter.definition["description"]):
            allowed = listed[1].split(", ")
            for place, _typed in enumerate((case.query or {}).get(parameter.name, ())):
                case.query[parameter.name][place] = allowed[place % len(allowed)]


def test_the_document_says_whose_it_is_and_that_no_key_is_needed(client, settings):
    document = client.get(f"{ROOT}openapi.json").json()
    assert document["security"] == []
    assert document["info"]["license"] == settings.DATA_LICENSE
    assert document["info"]["contact"] == {
        "name": "Library Support Staff Resource Center", "url": "http://testserver/",
    }  # fmt: skip
    operations = [each for path in document["paths"].values() for each in path.values()]
    assert len(operations) == 3 * len(COLLECTIONS) + 2
    for operation in operations:
        assert operation["summary"]
        assert operation["description"] not in ("", operation["summary"])


def test_what_editors_name_is_any_text_and_is_told_in_words(client):
    paths = client.get(f"{ROOT}openapi.json").json()["paths"]
    found = {
        (name, each["name"]): each
        for name in COLLECTIONS
        for each in paths[f"{ROOT}{name}"]["get"]["parameters"]
    }
    for collection, facet, model in (
        ("resources", "topic", Topic),
        ("certification-requirements", "audience", Audience),
        ("announcements", "audience", Audience),
        ("programs", "place", Place),
    ):
        parameter = found[collection, facet]
        assert parameter["schema"]["items"] == {"type": "string"}
        slugs = set(model.objects.values_list("slug", flat=True))
        told = set(ONE_OF.search(parameter["description"])[1].split(", "))
        assert told - {"not-recorded"} == slugs
    fixed = found["certification-requirements", "requirement"]["schema"]["items"]
    assert fixed["enum"] == CertificationRequirement.Requirement.values
    Topic.objects.all().delete()
    paths = client.get(f"{ROOT}openapi.json").json()["paths"]
    assert "One of" not in next(
        each["description"]
        for each in paths[f"{ROOT}resources"]["get"]["parameters"]
        if each["name"] == "topic"
    )


def test_the_document_is_openapi_3_1_with_descriptions_and_examples(client):
    document = client.get(f"{ROOT}openapi.json").json()
    assert document["openapi"].startswith("3.1")
    for name in COLLECTIONS:
        operation = document["paths"][f"{ROOT}{name}"]["get"]
        for parameter in operation["parameters"]:
            assert parameter["description"]
            assert parameter["example"] not in (None, "", [])
        jsonschema.Draft202012Validator.check_schema(document["components"]["schemas"][name])


@pytest.mark.parametrize("name", COLLECTIONS)
def test_every_entry_of_a_collection_is_as_its_schema_says(client, name):
    document = client.get(f"{ROOT}openapi.json").json()
    schema = {**document["components"]["schemas"][name], "components": document["components"]}
    validator = jsonschema.Draft202012Validator(schema)
    data = client.get(f"{ROOT}{name}?per_page=500").json()["data"]
    assert data
    for item in data:
        validator.validate(item)
        assert set(item) == set(document["components"]["schemas"][name]["properties"])
    example = document["paths"][f"{ROOT}{name}/{{slug}}"]["get"]["responses"]["200"]["content"]
    assert example["application/json"]["example"]["data"]["slug"] in {i["slug"] for i in data}
