"""How pages, pictures, documents and redirects are written: addresses are those of this request."""

from rest_framework.fields import CharField, Field
from wagtail.api.v2.serializers import BaseSerializer, PageSerializer, get_serializer_class

from home.models.api_fields import renditions


class DetailUrl(Field):
    """Where the API has the whole of an object."""

    def get_attribute(self, instance):
        return instance

    def to_representation(self, instance) -> str | None:
        path = self.context["router"].get_object_detail_urlpath(type(instance), instance.pk)
        return self.context["request"].build_absolute_uri(path) if path else None


class HtmlUrl(Field):
    """Where readers find a page."""

    def get_attribute(self, instance):
        return instance

    def to_representation(self, page) -> str | None:
        request = self.context["request"]
        url = page.get_url(request)
        return request.build_absolute_uri(url) if url else None


class Parent(Field):
    """The page above, while the public may see it."""

    def get_attribute(self, instance):
        above = instance.get_parent()
        return self.context["view"].get_base_queryset().filter(pk=above.pk).first()

    def to_representation(self, page) -> dict[str, object]:
        kind = get_serializer_class(
            type(page), ["id", "type", "detail_url", "html_url", "title"],
            meta_fields=["type", "detail_url", "html_url"], base=Pages,
        )  # fmt: skip
        return kind(context=self.context).to_representation(page)


class Objects(BaseSerializer):
    detail_url = DetailUrl(read_only=True)


class Pages(PageSerializer):
    detail_url = DetailUrl(read_only=True)
    html_url = HtmlUrl(read_only=True)
    parent = Parent(read_only=True)


class Download(Field):
    """Where the file itself is."""

    def get_attribute(self, instance):
        return instance

    def to_representation(self, uploaded) -> str:
        return self.context["request"].build_absolute_uri(uploaded.url)


class RenditionsOf(Field):
    """A picture in every declared size."""

    def get_attribute(self, instance):
        return instance

    def to_representation(self, image) -> dict[str, dict[str, object]]:
        return renditions(image, self.context["request"].build_absolute_uri)


class Images(Objects):
    renditions = RenditionsOf(read_only=True)


class Documents(Objects):
    download_url = Download(read_only=True)


class Redirects(Objects):
    location = CharField(source="link")
