from email.utils import parseaddr

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from directory.editing.comparisons import FieldPanel
from directory.models.stamps import Stamped


@register_setting(icon="mail")
class ContactSettings(Stamped, BaseGenericSetting):
    """Whom readers write to, and what stands at the foot of every page."""

    contact_name = models.CharField(_("contact"), max_length=80, default="Beatrice Calvin")
    contact_office = models.CharField(
        _("office"),
        max_length=120,
        default="ALA Office for Human Resource Development & Recruitment (HRDR)",
    )
    contact_email = models.EmailField(
        _("e-mail"), blank=True, help_text=_("Shown wherever readers are asked to write to us.")
    )
    footer_text = models.TextField(
        _("text at the foot of every page"),
        blank=True,
        default=(
            "A center for library support staff, paraprofessionals and everyone who wants library "
            "work, directed by ALA's Office for Human Resource Development & Recruitment (HRDR)."
        ),
    )

    stamp_name = "pages"

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("contact_name"),
                FieldPanel("contact_office"),
                FieldPanel("contact_email"),
            ],
            heading=_("Contact"),
        ),
        FieldPanel("footer_text"),
    ]

    class Meta:
        verbose_name = _("contact and footer")

    @classmethod
    def shown(cls) -> "ContactSettings":
        """Return what editors set, or the defaults of a site where nobody did."""
        return cls.objects.first() or cls()

    @property
    def letters_to(self) -> str:
        """The e-mail that reaches us: the contact's, else the one that our letters come from."""
        return self.contact_email or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
