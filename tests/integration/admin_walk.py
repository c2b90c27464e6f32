"""Every address below /admin/, found by asking the resolver, and what stands in for its parameters.

A pattern is written as in the table of permissions: `pages/<page_id>/edit/ @ section`. What follows
the @ says which page is asked for, since what a group may do depends on it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from unittest import mock

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, Group, User
from django.contrib.messages import ERROR, get_messages
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.http.cookie import SimpleCookie
from django.template.backends.django import Template
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.models import EditingSession
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Page, Site, Task, UploadedFile, Workflow
from wagtail.snippets.models import get_snippet_models

from directory.models import Import, Program
from directory.models.mail import OutgoingMail
from directory.models.submissions import Submission
from directory.models.webhooks import Webhook
from home.models import AnnouncementIndexPage, AnnouncementPage, ContactSettings, SectionPage

# The columns of the table: a stranger, an account in no group, and one in each group.
ROLES = ("anonymous", "nobody", "Editors", "Moderators", "HRDR", "Administrators")
METHODS = ("get", "post")
# Models that are treated alike, and so share the lines of the table.
FAMILIES = {
    "{entry}": ("certificationrequirement", "program", "institution", "association", "resource"),
    "{term}": ("audience", "topic"),
}
# Who sees every page as it is drawn: whoever may see the most.
DRAWN = ("Administrators", "get")
# What every form of the editor sends beside its fields; with nothing in them, forms are refused.
SENT = {
    f"{prefix}-{name}": "0"
    for prefix in ("form", "body", "levels", "comments", "page_permissions")
    for name in ("count", "TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")
} | {"new_parent_page": "1", "external-link-chooser-url": ""}
PAGE_PARAMETERS = {"page_id", "parent_page_id", "page_to_move_id", "page_pk"}
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Address:
    """One pattern of the resolver, with the page that it is asked for."""

    pattern: str
    namespace: str
    page: str = ""

    @property
    def key(self) -> str:
        """The pattern, as the table has it."""
        plain = PARAMETER.sub(r"<\1>", self.pattern) or "/"
        return f"{plain} @ {self.page}" if self.page else plain

    @property
    def family_key(self) -> str:
        """The key with the name of the family in place of a model that belongs to one."""
        return re.sub(
            r"directory/(\w+)/",
            lambda found: f"directory/{family_of(found[1])}/",
            self.key,
        )

    @property
    def parameters(self) -> list[str]:
        return PARAMETER.findall(self.pattern)


def family_of(model: str) -> str:
    return next((name for name, models in FAMILIES.items() if model in models), model)


def addresses() -> list[Address]:
    """All of them; those about pages once for a section and once for an announcement."""
    found = []
    for pattern, namespace in _patterns(get_resolver().url_patterns):
        if not pattern.startswith("admin/"):
            continue
        pattern = pattern.removeprefix("admin/")
        if pattern.startswith("bulk/"):
            found += _bulk_actions()
        elif _is_about_a_page(pattern, namespace):
            found += [Address(pattern, namespace, page) for page in ("section", "announcement")]
        else:
            found.append(Address(pattern, namespace))
    return found


def _patterns(patterns, prefix: str = "", namespace: str = "") -> Iterator[tuple[str, str]]:
    for each in patterns:
        text = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", str(each.pattern))
        whole = prefix + text.removeprefix("^").removesuffix("$").replace(r"\.", ".")
        if isinstance(each, URLResolver):
            yield from _patterns(each.url_patterns, whole, each.namespace or namespace)
        else:
            yield whole, namespace


def _is_about_a_page(pattern: str, namespace: str) -> bool:
    named = set(PARAMETER.findall(pattern))
    in_pages = pattern.startswith(("pages/", "api/main/pages/"))
    return bool(named & PAGE_PARAMETERS) or (in_pages and bool(named))


def _bulk_actions() -> list[Address]:
    """Each bulk action on each model; those of pages check the page, whatever its model."""
    bulk_action_registry.get_bulk_action_class("", "", "")  # reads the hooks
    found = []
    for app, of_models in bulk_action_registry.actions.items():
        for model, actions in of_models.items():
            is_page = issubclass(apps.get_model(app, model), Page)
            if is_page and (app, model) != ("wagtailcore", "page"):
                continue
            pages = ("section", "announcement") if is_page else ("",)
            found += [
                Address(f"bulk/{app}/{model}/{action}/", "bulk", page)
                for action in actions
                for page in pages
            ]
    return found


@dataclass
class World:
    """What the addresses are asked for."""

    values: dict[str, object] = field(default_factory=dict)
    # By namespace: what <pk> is there, and what else it names.
    objects: dict[str, Mapping[str, object]] = field(default_factory=dict)
    pages: dict[str, Mapping[str, object]] = field(default_factory=dict)
    moderated: dict[str, Mapping[str, object]] = field(default_factory=dict)

    # By key: where the object of the namespace will not do.
    by_key: dict[str, Mapping[str, object]] = field(default_factory=dict)
    instances: dict[type[models.Model], models.Model] = field(default_factory=dict)

    def path(self, address: Address) -> str:
        """The address with something that exists in place of each parameter."""
        known = {**self.values, **self.objects.get(address.namespace, {})}
        if address.page:
            known |= self.pages[address.page]
        if "workflow" in address.pattern:
            known |= self.moderated.get(address.page or address.namespace, {})
        known |= self.by_key.get(address.key, {})
        unknown = [name for name in address.parameters if name not in known]
        if unknown:
            raise LookupError(
                f"Say in tests/integration/admin_walk.py, make_world(), what stands for {unknown} "
                f"of {address.pattern} (namespace {address.namespace!r})."
            )
        path = PARAMETER.sub(lambda found: str(known[found[1]]), address.pattern)
        if address.namespace == "bulk":
            return f"/admin/{path}?id={self.bulk_pk(address)}"
        return "/admin/" + path.replace(".*", "nowhere")

    def bulk_pk(self, address: Address) -> object:
        if address.page:
            return self.pages[address.page]["page_id"]
        _bulk, app, model, _action, _end = address.pattern.split("/")
        return self._first(apps.get_model(app, model)).pk

    def _first(self, model: type[models.Model]) -> models.Model:
        return self.instances[model] if model in self.instances else model.objects.first()


def make_world() -> World:
    """Something for every address, written by an author who asks for none."""
    author = User.objects.create_user("author", password="x")
    image = get_image_model().objects.create(title="A picture", file=get_test_image_file())
    document = get_document_model().objects.create(
        title="A document", file=ContentFile(b"words", name="words.txt")
    )
    world = World()
    world.instances |= {get_image_model(): image, get_document_model(): document}
    group = Group.objects.create(name="A further group")
    person = User.objects.create_user("person", password="x")
    world.instances[User] = person
    workflow = Workflow.objects.first()
    world.values = {
        "app_label": "directory", "model_name": "program", "app_name": "taggit",
        "object_id": Program.objects.first().pk, "filter_spec": "original",
        "image_id": image.pk, "document_id": document.pk, "doc_id": document.pk,
        "uidb64": "MQ", "token": "set-password",
        "slug": "programs", "kind": "csv", "revision_id_a": "earliest", "revision_id_b": "latest",
    }  # fmt: skip
    world.objects = {
        "": {"model_name": "tag"},
        "imports": {"pk": _import(Import.State.SENT).pk},
        "submissions": {
            "pk": Submission.objects.create(
                kind="suggestion", directory="programs", name="A new one", ticket="t"
            ).pk
        },
        "letters": {
            "pk": OutgoingMail.objects.create(
                about="submission-1", event="done", state="given-up", due_at=timezone.now()
            ).pk
        },
        "webhooks": {"pk": Webhook.objects.create(name="One", url="https://one.example/").pk},
        "deliveries": {"pk": 0},  # none: 404 to those who may ask
        "links": {"slug": "programs", "pk": Program.objects.first().pk},
        "documents": {"pk": document.pk},
        "images": {"pk": image.pk},
        "wagtailadmin_collections": {
            "pk": (c := Collection.get_first_root_node().add_child(name="Reports")).pk,
            "collection_id": c.pk,
        },
        "wagtailadmin_workflows": {
            "pk": workflow.pk,
            "workflow_pk": workflow.pk,
            "task_id": Task.objects.first().pk,
            "app_label": "wagtailcore",
            "model_name": "groupapprovaltask",
        },
        "wagtaildocs_chooser": {"pk": document.pk},
        "wagtailimages_chooser": {"pk": image.pk},
        "wagtailredirects": {
            "redirect_id": Redirect.objects.create(old_path="/old", redirect_link="/").pk
        },
        "wagtailsettings": {
            "app_name": "home",
            "model_name": "contactsettings",
            "pk": ContactSettings.load().pk,
        },
        "wagtailsites": {"pk": Site.objects.first().pk},
        "wagtailusers_groups": {"pk": group.pk},
        "wagtailusers_users": {"pk": person.pk},
    }
    world.by_key = {
        f"imports/<pk>/{rest}": {"pk": _import(Import.State.APPLIED).pk} for rest in ("", "undo/")
    }
    world.by_key["second-step/forget/<pk>/"] = {"pk": person.pk}
    _add_snippets(world, author)
    _add_pages(world, author)
    return world


def _import(state: Import.State) -> Import:
    content = b"slug,name\r\n" if state == Import.State.SENT else None
    return Import.objects.create(
        directory="programs", file_name="f.csv", state=state, content=content
    )


def _add_snippets(world: World, author: User) -> None:
    for model in get_snippet_models():
        options = model._meta
        names = [
            f"wagtail{kind}_{options.app_label}_{options.model_name}"
            for kind in ("snippets", "snippetchoosers")
        ]
        first, *rest = model.objects.order_by("pk")[:2]
        world.instances[model] = first
        known: dict[str, object] = {"pk": first.pk}
        if hasattr(first, "save_revision"):
            known["revision_id"] = first.save_revision(user=author).pk
        for name in names:
            world.objects[name] = known
        if hasattr(first, "get_workflow") and rest:
            world.moderated[names[0]] = _submit(rest[0], author)


def _submit(instance: models.Model, author: User) -> Mapping[str, object]:
    """Hand it in for moderation, and say what its addresses name."""
    revision = instance.save_revision(user=author)
    known = {"pk": instance.pk, "action_name": "approve", "revision_id": revision.pk}
    workflow = instance.get_workflow()
    if workflow is None:
        return known | {"task_state_id": 1, "workflow_state_id": 1, "task_id": 1}
    state = workflow.start(instance, author)
    return known | {
        "task_state_id": state.current_task_state_id,
        "workflow_state_id": state.pk,
        "task_id": state.current_task_state.task_id,
    }


def _add_pages(world: World, author: User) -> None:
    index = AnnouncementIndexPage.objects.get()
    for name, parent, made in (
        ("section", index.get_parent(), SectionPage(title="A section", slug="a-section")),
        (
            "announcement",
            index,
            AnnouncementPage(title="A notice", slug="a-notice", kind="news", summary="x"),
        ),
    ):
        page, handed_in = (_page(parent, made, slug, author) for slug in ("first", "second"))
        world.pages[name] = {
            **dict.fromkeys(("page_id", "page_pk", "page_to_move_id", "pk"), page.pk),
            "parent_page_id": parent.pk,
            "destination_id": parent.pk,
            "action_name": "unpublish",
            "revision_id": page.latest_revision_id,
            "content_type_app_name": "home",
            "content_type_model_name": page._meta.model_name,
            "app_label": "home",
            "model_name": page._meta.model_name,
            "workflow_pk": Workflow.objects.first().pk,
        }
        world.objects["announcements"] = {"pk": page.pk}
        world.moderated[name] = {**_submit(handed_in, author), "page_id": handed_in.pk}


def _page(parent: Page, made: Page, slug: str, author: User) -> Page:
    page = type(made)(
        title=f"{made.title} {slug}",
        slug=f"{made.slug}-{slug}",
        **({"kind": made.kind, "summary": made.summary} if hasattr(made, "kind") else {}),
    )
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    page.save_revision(user=author).publish()
    return page


def user_of(role: str) -> AbstractBaseUser:
    """One who has the role and nothing else."""
    if role == "anonymous":
        return AnonymousUser()
    user = User.objects.create_user(f"one-of-{role}", f"{role}@example.org", "x")
    if role != "nobody":
        user.groups.add(Group.objects.get(name=role))
    return user


def _own_things(user: AbstractBaseUser) -> Mapping[str, object]:
    """What an address names that is the visitor's own."""
    owner = None if isinstance(user, AnonymousUser) else user
    upload = UploadedFile.objects.create(
        file=ContentFile(b"words", name="words.txt"), uploaded_by_user=owner
    )
    session = EditingSession.objects.create(
        user=owner or User.objects.get(username="author"),
        content_object=Program.objects.first(),
        last_seen_at=timezone.now(),
    )
    return {"uploaded_file_id": upload.pk, "session_id": session.pk}


class Visitor:
    """Asks for addresses in one role; what an answer changed is taken back at once."""

    def __init__(self, role: str, world: World) -> None:
        user = user_of(role)
        self.role = role
        self.world = replace(world, values={**world.values, **_own_things(user)})
        self.client = Client(raise_request_exception=False)
        if role != "anonymous":
            self.client.force_login(user)
        self.cookies = self.client.cookies.output(header="", sep=";")

    def ask(self, method: str, address: Address) -> str:
        """What came of it: "in" (asked to sign in), "no" (refused), else the status.

        Drawing a page is most of the work and changes nothing of this, so that it is done once.
        """
        self.client.cookies = SimpleCookie(self.cookies)
        if (self.role, method) != DRAWN:
            with mock.patch.object(Template, "render", return_value="drawn"):
                return self._ask(method, address)
        return self._ask(method, address)

    def _ask(self, method: str, address: Address) -> str:
        acted_on: list[int] = []

        def note(request, action, objects, instance):
            acted_on.append(len(objects))

        with transaction.atomic(), hooks.register_temporarily("before_bulk_action", note):
            data = SENT if method == "post" else {}
            response = getattr(self.client, method)(self.world.path(address), data)
            outcome = self._outcome(response, acted_on)
            transaction.set_rollback(True)
        return outcome

    @staticmethod
    def _outcome(response, acted_on: list[int]) -> str:
        if response.status_code == 403 or acted_on == [0]:
            return "no"
        if response.status_code == 302:
            if response.url.startswith("/admin/login/"):
                return "in"
            # Wagtail sends whom it refuses to the first page, with an error to read there.
            is_error = any(each.level == ERROR for each in get_messages(response.wsgi_request))
            return "no" if is_error and response.url == "/admin/" else "302"
        if (getattr(response, "context_data", None) or {}).get("items_with_no_access"):
            return "no"
        return str(response.status_code)
