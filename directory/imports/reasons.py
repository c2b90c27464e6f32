"""Why a value cannot be taken, in the same words below a field of a form and in a review."""

from django.utils.translation import gettext_lazy as _

NO_DAY = _("This is no day. Write it as 2026-12-25.")
NO_NUMBER = _("This is no number. Write it in digits, as 9800 or 9800.50.")
NO_WHOLE_NUMBER = _("This is no whole number. Write it in digits, as 9800.")
NO_WEB_ADDRESS = _("This is no web address. Write it as https://www.example.org/page.")
