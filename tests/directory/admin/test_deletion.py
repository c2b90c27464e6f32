"""Before something is deleted, the page says where it is used; what others need is not deleted."""

import pytest
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import ModelLogEntry

from directory.editing.uses import uses_of
from directory.models import (
    Association,
    Audience,
    CertificationRequirement,
    Institution,
    Place,
    Program,
    Resource,
    Submission,
    Topic,
)
from home.models import SectionPage, WelcomePage
from tests.directory.admin.test_bulk_actions import told, url_of
from tests.factories import make_announcement, make_document, make_image, sign_in
from tests.home.editor.conftest import address

pytestmark = pytest.mark.django_db


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


def bonds(used) -> set[tuple[str, str]]:
    """Each use as the name of what uses it and the beginning of how."""
    return {(str(use.user), str(use.bond.words).split(",")[0]) for use in uses_of([used])[used.pk]}


@pytest.fixture
def institution() -> Institution:
    return Institution.objects.filter(programs__isnull=False).first()


def protected():
    """One thing of each kind that others need, with one of those."""
    institution = Institution.objects.filter(programs__isnull=False).first()
    yield institution, institution.programs.first()
    parent = Association.objects.filter(sections__isnull=False).first()
    yield parent, parent.sections.first()
    place = Place.objects.filter(institutions__isnull=False).first()
    yield place, place.institutions.first()
    for model in (Program, Resource, CertificationRequirement):
        kept, other = model.objects.all()[:2]
        model.objects.filter(pk=other.pk).update(merged_into=kept, live=False)
        yield kept, other


def test_what_others_need_is_refused_with_what_stands_in_the_way_and_the_way_out(client):
    sign_in(client, "Administrators")
    for needed, by in protected():
        url = address(type(needed), "delete", needed.pk)
        for answer, status in ((client.get(url), 200), (client.post(url), 409)):
            assert answer.status_code == status, needed
            page = words(answer)
            assert "It cannot be deleted: other things need it." in page
            assert address(type(by), "edit", by.pk) in page or "more</a>" in page
            assert address(type(needed), "unpublish", needed.pk) in page
            merges = "Merge it with a duplicate" in page
            assert merges == (not isinstance(needed, Place)), needed
            assert "Yes, delete" not in page
        assert type(needed).objects.filter(pk=needed.pk).exists()


def test_many_are_deleted_but_for_those_that_others_need(client, institution):
    sign_in(client, "Administrators")
    for needed, _by in list(protected()):
        free = type(needed).objects.get(pk=needed.pk)
        free.pk = free.id = None
        free.slug, free.name = f"{needed.slug}-copy", f"{needed.name}, a copy"
        if isinstance(free, Place):
            free.code = "US-QQ"
        if isinstance(free, CertificationRequirement):
            free.applies_to = "Somebody else"
        free.save()
        url = url_of("delete", type(needed), needed, free)
        page = words(client.get(url))
        assert "Other things need it." in page
        answer = client.post(url)
        assert answer.status_code == 302
        assert "1 deleted." in told(answer)
        assert f"1 left out. Other things need it. “{needed}”" in told(answer)
        left = type(needed).objects.filter(pk__in=[needed.pk, free.pk])
        assert [each.pk for each in left] == [needed.pk]
        logged = ModelLogEntry.objects.get(object_id=str(free.pk), action="wagtail.delete")
        assert (logged.label, logged.deleted) == (str(free), True)


def test_only_what_is_protected_is_selected_and_nothing_happens(client, institution):
    sign_in(client, "Moderators")
    url = url_of("delete", Institution, institution)
    assert "There is nothing among the selected entries" in words(client.get(url))
    answer = client.post(url)
    assert "deleted" not in told(answer)
    assert Institution.objects.filter(pk=institution.pk).exists()


def test_a_draft_that_points_to_it_keeps_it(client, institution):
    sign_in(client, "Moderators")
    alone = Institution(name="Alone College", place=institution.place)
    alone.full_clean()
    alone.save()
    program = institution.programs.first()
    name, program.institution = str(program), alone
    program.save_revision()
    assert bonds(alone) == {(name, "belongs to it in its draft")}
    assert client.post(address(Institution, "delete", alone.pk)).status_code == 409
    url = url_of("delete", Institution, alone)
    client.post(url)
    assert Institution.objects.filter(pk=alone.pk).exists()


def test_an_old_version_that_points_to_what_is_gone_can_be_read_compared_and_taken_back(client):
    sign_in(client, "Moderators")
    program = Program.objects.first()
    gone = Institution(name="Gone College", place=program.institution.place)
    gone.full_clean()
    gone.save()
    kept, program.institution = program.institution, gone
    old = program.save_revision()
    program.institution = kept
    program.save_revision()
    assert client.post(address(Institution, "delete", gone.pk)).status_code == 302
    assert not Institution.objects.filter(pk=gone.pk).exists()
    for view, arguments in (
        ("revisions_view", [program.pk, old.pk]),
        ("revisions_revert", [program.pk, old.pk]),
        ("revisions_compare", [program.pk, old.pk, "latest"]),
    ):
        assert client.get(address(Program, view, *arguments)).status_code == 200, view
    assert old.as_object().institution == kept


def test_all_that_uses_an_entry_is_told(client):
    sign_in(client, "Administrators")
    resource = Resource.objects.published().first()
    path = resource.get_absolute_url()
    section = SectionPage(title="A page that links", slug="a-page-that-links")
    text = f'<p><a href="{path}">See</a></p>'
    section.body = [("section", {"heading": "One", "content": [("text", text)]})]
    WelcomePage.objects.get().add_child(instance=section)
    make_announcement(
        title="A notice", slug="a-notice", url=f"https://center.example.org{path}?from=mail"
    )
    Redirect.objects.create(old_path="/old-one", redirect_link=path)
    report = Submission.objects.create(
        kind="report", directory="resources", name=resource.name, ticket="t", entry=resource
    )
    assert bonds(resource) == {
        ("A page that links", "links to it"),
        ("A notice", "links to it"),
        ("/old-one", "leads to its address"),
        (str(report), "is about it"),
    }
    page = words(client.get(address(Resource, "delete", resource.pk)))
    usage = words(client.get(address(Resource, "usage", resource.pk)))
    for url in (
        reverse("wagtailadmin_pages:edit", args=[section.pk]),
        reverse("submissions:show", args=[report.pk]),
        reverse("wagtailredirects:edit", args=[Redirect.objects.get(old_path="/old-one").pk]),
    ):
        assert url in page
        assert url in usage
    assert "Used 4 times" in words(client.get(address(Resource, "edit", resource.pk)))
    assert client.post(address(Resource, "delete", resource.pk)).status_code == 302
    assert client.get(reverse("submissions:show", args=[report.pk])).status_code == 200


def test_a_list_on_a_page_keeps_what_it_asks_for(client):
    sign_in(client, "Moderators")
    topic = Topic.objects.create(name="Zebras", slug="zebras")
    section = SectionPage(title="With a list", slug="with-a-list")
    entries = {"directory": "resources", "filters": "topic=zebras", "limit": 3}
    section.body = [("section", {"heading": "One", "content": [("entries", entries)]})]
    WelcomePage.objects.get().add_child(instance=section)
    assert bonds(topic) == {("With a list", "has a list that asks for it")}
    answer = client.post(address(Topic, "delete", topic.pk))
    assert answer.status_code == 409
    assert reverse("wagtailadmin_pages:edit", args=[section.pk]) in words(answer)
    section.delete()
    assert client.post(address(Topic, "delete", topic.pk)).status_code == 302


def not_asked_for(terms):
    """The first of these terms for which no page asks."""
    uses = uses_of(list(terms.distinct()))
    return next(term for term in terms if not any(use.bond.protects for use in uses[term.pk]))


def test_a_term_says_who_loses_it(client):
    sign_in(client, "Moderators")
    for term, users in (
        (topic := not_asked_for(Topic.objects.filter(resources__isnull=False)), topic.resources),
        (
            audience := not_asked_for(
                Audience.objects.filter(certification_requirements__isnull=False)
            ),
            audience.certification_requirements,
        ),
    ):
        assert len(uses_of([term])[term.pk]) >= users.count() > 0
        page = words(client.get(address(type(term), "delete", term.pk)))
        assert "names it, and would no longer" in page


@pytest.mark.parametrize("number", [1, 30])
def test_many_cost_as_many_queries_as_one(django_assert_max_num_queries, number):
    for model in (Institution, Resource, Place, Topic):
        used = list(model.objects.all()[:number])
        str(used[0].get_absolute_url())
        with django_assert_max_num_queries(28):
            uses_of(used)


def test_pictures_and_documents_say_where_they_are_used(client):
    sign_in(client, "Administrators")
    image, document = make_image(), make_document()
    note = make_announcement(
        image=image, image_alt="A zebra", body=[("document", {"document": document, "text": ""})]
    )
    note.save_revision().publish()
    for delete, usage, pk in (
        ("wagtailimages:delete", "wagtailimages:image_usage", image.pk),
        ("wagtaildocs:delete", "wagtaildocs:document_usage", document.pk),
    ):
        assert reverse(usage, args=[pk]) in words(client.get(reverse(delete, args=[pk])))
        assert "Zebra week" in words(client.get(reverse(usage, args=[pk])))
        assert client.post(reverse(delete, args=[pk])).status_code == 302
    assert client.get(note.get_absolute_url()).status_code == 200


def test_who_may_not_delete_is_refused(client, institution):
    for model, used in ((Institution, institution), (Topic, Topic.objects.first())):
        assert client.get(address(model, "delete", used.pk)).status_code == 302
        assert client.post(address(model, "delete", used.pk)).status_code == 302
    sign_in(client, "Editors")
    for model, used in ((Institution, institution), (Topic, Topic.objects.first())):
        answer = client.post(address(model, "delete", used.pk))
        assert (answer.status_code, answer.url) == (302, reverse("wagtailadmin_home"))
