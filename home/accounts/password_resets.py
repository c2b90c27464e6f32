"""Asking for a new password. What is done at once is the same for every address, known or not: the
worker finds out whose it is, and the letter goes by the outbox."""

from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django_tasks import task
from wagtail.admin.forms.auth import PasswordResetForm
from wagtail.admin.views.account import PasswordResetView

from directory.outbox import emails
from home.accounts.sign_ins import refused
from home.models import Attempt
from home.submissions.email_addresses import EmailAddress

RESET = Attempt.Kind.RESET
ASKED_BY_A_PEER = 10  # in an hour, for whichever addresses
LETTERS_TO_AN_ADDRESS = 3  # in an hour; nobody's mailbox is filled by strangers
LETTERS = "wagtailadmin/account/password_reset/email"


class AskedForm(PasswordResetForm):
    """Hands an address on to the worker, unless it was asked for too often."""

    email = EmailAddress(label=PasswordResetForm.base_fields["email"].label, max_length=254)

    def save(self, *, request: HttpRequest, **options: object) -> None:
        email = self.cleaned_data["email"]
        asked = Attempt.note(RESET, request, email)
        # Counted after it is written down, so that of many at once no more get through.
        before = Attempt.recent(RESET).on(email).filter(pk__lt=asked.pk).count()
        if before < LETTERS_TO_AN_ADDRESS:
            write_letters.enqueue(email, asked.pk)
        else:  # counts for the peer alone: who goes on asking keeps no letter from anybody
            Attempt.objects.filter(pk=asked.pk).update(name="")


class AskedView(PasswordResetView):
    """The page of the editor. Everybody may ask; one peer not without end."""

    def get_form_class(self) -> type[AskedForm]:
        return AskedForm

    def form_valid(self, form: AskedForm) -> HttpResponse:
        if Attempt.recent(RESET).by(self.request).count() >= ASKED_BY_A_PEER:
            return refused(self.request, Attempt.KEPT[RESET])
        return super().form_valid(form)


@task(backend="background")
def write_letters(email: str, asked: int) -> int:
    """Write to each account of this address how to set a new password; return how many.

    Each is written once for each time that it was `asked` for, which is the number of the attempt.
    """
    with transaction.atomic():
        users = list(PasswordResetForm().get_users(email))
        for user in users:
            emails.queue_email(
                about=f"{emails.PASSWORD_RESET}{user.pk}", event=str(asked), recipient=user.email,
                subject=" ".join(render_to_string(f"{LETTERS}_subject.txt").split()),
                text=_text(user),
            )  # fmt: skip
    return len(users)


def _text(user: User) -> str:
    context = {
        "user": user,
        "uid": urlsafe_base64_encode(force_bytes(user.pk)),
        "token": default_token_generator.make_token(user),
    }
    return render_to_string(f"{LETTERS}.txt", context)
