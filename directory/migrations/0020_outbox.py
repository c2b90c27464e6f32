"""One outbox for letters and messages of webhooks; keys of webhooks as Standard Webhooks has them."""

import base64

from django.db import migrations, models

import directory.models.webhooks

STATES = [
    ("waiting", "Waiting"),
    ("sending", "Being sent"),
    ("sent", "Sent"),
    ("uncertain", "Perhaps sent: the connection broke"),
    ("given-up", "Given up"),
]


def write_keys_anew(apps, schema_editor):
    """The bytes of each key stay: its receiver has them already."""
    for webhook in apps.get_model("directory", "Webhook").objects.all():
        webhook.secret = f"whsec_{base64.b64encode(webhook.secret.encode()).decode()}"
        webhook.save(update_fields=["secret"])


def write_keys_as_before(apps, schema_editor):
    """A key that was made since is not ASCII: its receiver has to be given it in its older form."""
    for webhook in apps.get_model("directory", "Webhook").objects.all():
        key = base64.b64decode(webhook.secret.removeprefix("whsec_"))
        older = key if key.isascii() else base64.urlsafe_b64encode(key).rstrip(b"=")
        webhook.secret = older.decode()
        webhook.save(update_fields=["secret"])


def free_what_is_claimed(apps, schema_editor):
    sending = apps.get_model("directory", "Delivery").objects.filter(state="sending")
    sending.update(state="waiting")


def columns(model: str) -> list:
    """What both outboxes have alike."""
    return [
        migrations.AlterField(
            model, "state",
            models.CharField(choices=STATES, default="waiting", max_length=9, verbose_name="state"),
        ),
        migrations.AlterField(
            model, "answer",
            models.CharField(blank=True, max_length=500, verbose_name="last answer"),
        ),
    ]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("directory", "0019_former_addresses")]

    operations = [
        migrations.RenameField("outgoingmail", "error", "answer"),
        migrations.RenameField("outgoingmail", "claim", "claimed_by"),
        migrations.AddField(
            "outgoingmail", "tried_at",
            models.DateTimeField(blank=True, null=True, verbose_name="last try"),
        ),
        migrations.AddField(
            "delivery", "claimed_by", models.CharField(blank=True, default="", max_length=32),
            preserve_default=False,
        ),
        migrations.AddField(
            "delivery", "claimed_until", models.DateTimeField(blank=True, null=True)
        ),
        *columns("outgoingmail"),
        *columns("delivery"),
        migrations.AddIndex(
            "outgoingmail", models.Index(fields=["state", "due_at"], name="outgoingmail_due")
        ),
        migrations.RenameIndex("delivery", new_name="delivery_due", old_name="deliveries_due"),
        migrations.AlterField(
            "webhook", "secret",
            models.CharField(
                default=directory.models.webhooks.new_secret, editable=False,
                help_text="With it the receiver checks that a message is from this site.",
                max_length=100, verbose_name="key",
            ),
        ),
        migrations.AddField(
            "webhook", "former_secrets", models.JSONField(default=dict, editable=False)
        ),
        migrations.RunPython(write_keys_anew, write_keys_as_before),
        migrations.RunPython(migrations.RunPython.noop, free_what_is_claimed),
    ]  # fmt: skip
