"""The editor as tests go through it: who comes, what there is, its addresses and its forms."""

import pytest
from django.urls import reverse

from directory.models import (
    Association,
    Audience,
    CertificationRequirement,
    Institution,
    Place,
    Program,
    Resource,
    Synonyms,
    Topic,
)
from tests.factories import make_superuser, sign_in

ENTRIES = [CertificationRequirement, Program, Institution, Association, Resource]
RECORDS = [*ENTRIES, Place]
ALL = [*RECORDS, Audience, Topic, Synonyms]


@pytest.fixture
def boss(client):
    client.force_login(make_superuser())
    return client


@pytest.fixture
def editor(client):
    sign_in(client, "Editors")
    return client


@pytest.fixture
def moderator(client):
    sign_in(client, "Moderators")
    return client


def address(model, view: str, *arguments) -> str:
    return reverse(model.snippet_viewset.get_url_name(view), args=arguments)


def form_data(form) -> dict[str, object]:
    """What a browser would post of a form as it stands."""
    data = {}
    for name in form.fields:
        value = form[name].value()
        data[name] = "" if value is None else value
    for formset in form.formsets.values():
        data |= {
            f"{formset.prefix}-{key}": value
            for key, value in formset.management_form.initial.items()
            if value is not None
        }
        for child in formset.forms:
            for name in child.fields:
                value = child[name].value()
                data[child.add_prefix(name)] = "" if value is None else value
    return data
