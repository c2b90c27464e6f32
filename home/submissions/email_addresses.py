"""The e-mail address that somebody types into a form of the public."""

from django.core.validators import EmailValidator

from directory.editing.form_fields import MailAddress


class PublicEmailValidator(EmailValidator):
    """An address that leads out of this machine: neither a@[127.0.0.1] nor a@localhost, to which a
    mail server may deliver on its own network."""

    def __init__(self) -> None:
        super().__init__(allowlist=())

    def validate_domain_part(self, domain_part: str) -> bool:
        """Say whether this is the name of a domain."""
        return not domain_part.startswith("[") and super().validate_domain_part(domain_part)


class EmailAddress(MailAddress):
    """An e-mail address of anybody on the Internet. Every form of the public uses this field."""

    default_validators = [PublicEmailValidator()]
