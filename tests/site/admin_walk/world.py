"""What stands in for the parameters of an address: one of everything that the editor has."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.apps import apps
from django.contrib.auth.models import Group, User
from django.db import models
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Page, Site, Task, TaskState, Workflow
from wagtail.snippets.models import get_snippet_models

from directory.editing.uses import uses_of
from directory.models import Import, Program
from directory.models.mail import OutgoingMail
from directory.models.submissions import Submission
from directory.models.terms import Term
from directory.models.webhooks import Webhook
from home.models import AnnouncementIndexPage, AnnouncementPage, ContactSettings, SectionPage
from tests.factories import make_document, make_image, make_user
from tests.site.admin_walk.addresses import PARAMETER, Address


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
                f"Say in tests/site/admin_walk/world.py what stands for {unknown} "
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
    author = make_user(username="author")
    image = make_image()
    document = make_document()
    world = World()
    world.instances |= {get_image_model(): image, get_document_model(): document}
    group = Group.objects.create(name="A further group")
    person = make_user(username="person")
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
    # Where nothing is moderated, an address can only name the task of something else.
    other = TaskState.objects.order_by("pk").first()
    for name, known in world.moderated.items():
        world.moderated[name] = {
            "task_state_id": other.pk, "workflow_state_id": other.workflow_state_id,
            "task_id": other.task_id, **known,
        }  # fmt: skip
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
        if issubclass(model, Term):
            # One for which no page asks, since that would keep it.
            uses = uses_of(model.objects.order_by("pk"))
            free = [pk for pk, by in uses.items() if not any(use.bond.protects for use in by)]
            first = model.objects.get(pk=free[0])
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
        return known
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
