"""Who may change or delete a picture or document. What a published page shows was approved with it:
to swap, rename, move, tag or delete it is an act of whoever has the right to change all of a
collection, as moderators have. All others change what they sent themselves, while nobody sees it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument
from wagtail.images import get_image_model
from wagtail.models import ReferenceIndex, Revision
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
from wagtail.permissions import register_permission_policy

from home.admin.page_uses import linked_documents


class UploadPolicy(CollectionOwnershipPermissionPolicy):
    """Wagtail's policy, in which having sent a file gives no right over it once it is shown."""

    def user_has_any_permission_for_instance(self, user, actions, instance) -> bool:
        if not super().user_has_any_permission_for_instance(user, actions, instance):
            return False
        rights = {"change" if action == "delete" else action for action in actions}
        if self._check_perm(user, rights, collection=instance.collection):
            return True
        return instance.pk not in self._shown_to(user)

    def _shown_to(self, user: AbstractBaseUser) -> frozenset[int]:
        """Ask once for each request, however many files it is about."""
        kept = f"_shown_{self.model._meta.model_name}"
        if not hasattr(user, kept):
            setattr(user, kept, shown(self.model))
        return getattr(user, kept)


def shown(model: type[models.Model]) -> frozenset[int]:
    """Return the numbers of the pictures or documents that something published shows or links to,
    or a version that will be published at its hour."""
    found = set(_referred_to(model)) | set(_promised(model))
    if issubclass(model, AbstractDocument):
        found.update(linked_documents())
    return frozenset(found)


def _referred_to(model: type[models.Model]) -> Iterable[int]:
    kind = ContentType.objects.get_for_model(model)
    references: Mapping[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for base, user, used in ReferenceIndex.objects.filter(to_content_type=kind).values_list(
        "base_content_type", "object_id", "to_object_id"
    ):
        references[base][user].add(int(used))
    for base, users in references.items():
        published = set(users)
        if hasattr(user_model := ContentType.objects.get_for_id(base).model_class(), "live"):
            live = user_model._default_manager.filter(pk__in=users, live=True)
            published = {str(pk) for pk in live.values_list("pk", flat=True)}
        for user in published:
            yield from users[user]


def _promised(model: type[models.Model]) -> Iterable[int]:
    kind = ContentType.objects.get_for_model(model).pk
    for revision in Revision.objects.filter(approved_go_live_at__isnull=False):
        references = ReferenceIndex._extract_references_from_object(revision.as_object())
        yield from (int(used) for used_kind, used, *_path in references if used_kind == kind)


def connect() -> None:
    """Put the policy before Wagtail's own, which comes after us and stands for subclasses too."""
    for model in (get_image_model(), get_document_model()):
        policy = UploadPolicy(model, owner_field_name="uploaded_by_user")
        register_permission_policy(model, policy, exact_class=True)
