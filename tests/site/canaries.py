"""What must not be seen: drafts, entries to come or gone by, pages for some, newer versions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from wagtail.models import PageViewRestriction

from directory.models import (
    Association,
    CertificationRequirement,
    Institution,
    Place,
    Program,
    Resource,
)
from home.models import (
    AnnouncementIndexPage,
    AnnouncementPage,
    QuestionIndexPage,
    QuestionPage,
    SectionPage,
    WelcomePage,
)

PUBLIC_PAGE = "overview/"


@dataclass(frozen=True)
class Canary:
    """Something that must not be seen: its name, and a word that nobody can ask for."""

    name: str
    secret: str
    path: str
    pk: int


def words(kind: str, state: str) -> tuple[str, str]:
    plain = re.sub(r"[^a-z]", "", f"{kind}{state}".lower())
    return f"quagga{plain}", f"thylacine{plain}"


STATES = {
    "draft": {"live": False},
    "scheduled": {"live": False, "go_live_at": timezone.now() + timedelta(days=3)},
    "expired": {"live": True, "expire_at": timezone.now() - timedelta(minutes=1)},
    "expired draft": {
        "live": False,
        "expire_at": timezone.now() - timedelta(days=1),
        "expired": True,
    },
}


def own_fields(model) -> dict[str, object]:
    ohio = Place.objects.get(slug="ohio")
    return {
        Program: lambda: {"institution": Institution.objects.filter(place=ohio)[0],
                          "credential": "certificate"},
        CertificationRequirement: lambda: {"jurisdiction": ohio, "requirement": "mandatory"},
        Institution: lambda: {"place": ohio},
        Association: lambda: {"scope": "state", "focus": "general"},
        Resource: lambda: {"section": "other", "format": "article"},
    }[model]()  # fmt: skip


def plant_entries() -> Iterator[Canary]:
    for model in (Program, CertificationRequirement, Institution, Association, Resource):
        for state, changes in STATES.items():
            name, secret = words(model.__name__, state)
            more = {"applies_to": secret} if model is CertificationRequirement else {}
            fields = {**own_fields(model), **changes, **more}
            made = model(name=name, slug=name, summary=f"A {secret}.", **fields)
            made.save()
            if hasattr(made, "places"):
                made.places.set(Place.objects.filter(slug="ohio"))
                made.save()
            yield Canary(name, secret, made.get_absolute_url().lstrip("/"), made.pk)
        live = model.objects.published().first()
        name, secret = words(model.__name__, "revision")
        live.name, live.summary = name, secret
        live.save_revision()
        yield Canary(name, secret, live.get_absolute_url().lstrip("/"), 0)
    yield from plant_related()
    name, secret = words("place", "draft")
    hidden = Place(
        name=name, slug=name, name_es=secret, name_fr=secret, code="US-QQ", country="US",
        kind="territory", region="Territories", live=False,
    )  # fmt: skip
    hidden.save()
    yield Canary(name, secret, f"places/{name}/", hidden.pk)


def plant_related() -> Iterator[Canary]:
    """What only another entry leads to: a larger body that is a draft."""
    name, secret = words("parent", "draft")
    whole = Association(name=name, slug=name, summary=secret, scope="state", focus="general",
                        live=False)  # fmt: skip
    whole.save()
    part = Association.objects.published().filter(parent=None).first()
    part.parent = whole
    part.save()
    yield Canary(name, secret, whole.get_absolute_url().lstrip("/"), whole.pk)


def plant_pages() -> Iterator[Canary]:
    index, welcome = AnnouncementIndexPage.objects.get(), WelcomePage.objects.get()
    questions = QuestionIndexPage.objects.get()
    yield from plant_editors_notes(questions)
    restricted = {state: {"live": False} for state in ("password", "login", "groups")}
    for state, changes in {**STATES, **restricted}.items():
        name, secret = words("announcement", state)
        announced = AnnouncementPage(
            title=name, slug=name, kind="news", summary=secret, date=date.today(),
            body=[("text", f"<p>{secret}</p>")], **changes,
        )  # fmt: skip
        index.add_child(instance=announced)
        announced.places.set(Place.objects.filter(slug="ohio"))
        announced.save()
        asked, answer = words("question", state)
        question = QuestionPage(title=asked, slug=asked, short_answer=answer, **changes)
        questions.add_child(instance=question)
        named_by_a_public_one(question)
        title, hidden = words("section", state)
        section = SectionPage(
            title=title, slug=title, lede=hidden, search_description=hidden, show_in_menus=True,
            body=[("section", {"heading": hidden, "content": [("text", f"<p>{hidden}</p>")]})],
            **changes,
        )  # fmt: skip
        welcome.add_child(instance=section)
        if state in ("password", "login", "groups"):
            for page in (announced, question, section):
                PageViewRestriction.objects.create(
                    page=page, restriction_type=state, password="opensesame"
                )
                # It was never public, not even for the moment before.
                page.live = True
                page.save()
            below, known = words("below", state)
            child = SectionPage(title=below, slug=below, lede=known)
            section.add_child(instance=child)
            yield Canary(below, known, f"{title}/{below}/", child.pk)
        yield Canary(name, secret, f"announcements/{name}/", announced.pk)
        yield Canary(asked, answer, f"questions/{asked}/", question.pk)
        yield Canary(title, hidden, f"{title}/", section.pk)
    live = SectionPage.objects.get(slug="overview")
    live.title, live.lede = words("section", "revision")
    live.save_revision()
    yield Canary(*words("section", "revision"), PUBLIC_PAGE, 0)


def named_by_a_public_one(question: QuestionPage) -> None:
    """Have a public question name this one as related."""
    other = QuestionPage.objects.published().order_by("path").first()
    other.related.append(("question", question))
    other.save()


def plant_editors_notes(questions: QuestionIndexPage) -> Iterator[Canary]:
    """What a public question keeps from readers: its notes, its wordings and its weak sources."""
    name, secret = words("notes", "editors")
    source = {
        "title": secret, "publisher": name, "url": f"https://example.org/{secret}",
        "source_date": "", "read_on": date(2026, 11, 28), "is_copy": True, "confidence": "low",
    }  # fmt: skip
    public = QuestionPage(
        title="What is kept?", slug="what-is-kept", short_answer="Notes.", not_evidenced=secret,
        also_asked=f"{name} {secret}", sources=[("source", source)],
    )  # fmt: skip
    questions.add_child(instance=public)
    yield Canary(name, secret, "questions/what-is-kept/nothing/", 0)
