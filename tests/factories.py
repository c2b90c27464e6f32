"""What tests are about, each made whole: a test says what matters to it, and nothing else."""

from collections.abc import Iterable
from io import BytesIO

from django.contrib.auth.models import Group, Permission, User
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage

from directory.models import Institution, Program
from home.models import AnnouncementIndexPage, AnnouncementPage, QuestionIndexPage, QuestionPage

PASSWORD = "correct horse battery"


def make_user(group: str = "", *, permissions: Iterable[str] = (), **changes) -> User:
    """Make an account in `group`, or in none, with `permissions` of its own by codename."""
    name = changes.pop("username", group or "somebody")
    fields = {"email": f"{name}@example.org", "password": PASSWORD, **changes}
    user = User.objects.create_user(name, **fields)
    if group:
        user.groups.add(Group.objects.get(name=group))
    user.user_permissions.add(*Permission.objects.filter(codename__in=permissions))
    return user


def make_superuser(**changes) -> User:
    """Make an account that may do everything."""
    return make_user(**{"username": "boss", "is_staff": True, "is_superuser": True, **changes})


def sign_in(client: Client, group: str = "", **changes) -> User:
    """Make an account as make_user() does, and sign it in."""
    user = make_user(group, **changes)
    client.force_login(user)
    return user


def make_program(**changes) -> Program:
    """Save a program, public unless `changes` say otherwise, of a public institution of Ohio."""
    fields = {"name": "A course of zebras", "slug": "zebras", "credential": "certificate"}
    if "institution" not in changes:
        ohio = Institution.objects.published().filter(place__slug="ohio")
        fields["institution"] = ohio.first()
    program = Program(**{**fields, **changes})
    program.save()
    return program


def make_announcement(**changes) -> AnnouncementPage:
    """Save an announcement of today below their page, public unless `changes` say otherwise."""
    fields = {"title": "Zebra week", "slug": "zebra", "kind": "news", "summary": "s"}
    page = AnnouncementPage(**{**fields, **changes})
    return AnnouncementIndexPage.objects.get().add_child(instance=page)


def make_question(**changes) -> QuestionPage:
    """Save a question below their page, public unless `changes` say otherwise."""
    fields = {"title": "Do zebras read?", "slug": "zebras", "short_answer": "Some do."}
    return QuestionIndexPage.objects.get().add_child(instance=QuestionPage(**{**fields, **changes}))


def make_image(**changes) -> AbstractImage:
    """Upload a picture of 1200 by 600 pixels."""
    file = BytesIO()
    Image.new("RGB", (1200, 600), "teal").save(file, "JPEG")
    fields = {"title": "Reading room", "file": ContentFile(file.getvalue(), name="room.jpg")}
    return get_image_model().objects.create(**{**fields, **changes})


def make_document(content: bytes = b"report", **changes) -> AbstractDocument:
    """Upload a document with this content."""
    fields = {"title": "Report", "file": ContentFile(content, name="report.txt")}
    return get_document_model().objects.create(**{**fields, **changes})
