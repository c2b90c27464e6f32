"""When each scheduled job ran, and what came of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class JobRun(models.Model):
    """One run of a job. The database allows one running row for each name, which is the lock."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        # Its process was stopped, or is silent for so long that it must have been.
        LOST = "lost", _("Stopped before its end")

    name = models.CharField(_("job"), max_length=60)
    state = models.CharField(_("state"), max_length=7, choices=State.choices, default=State.RUNNING)
    started = models.DateTimeField(_("started"))
    finished = models.DateTimeField(_("finished"), null=True, blank=True)
    # Until then nobody else begins; a run that makes progress moves it on.
    held_until = models.DateTimeField(_("held until"))
    message = models.TextField(_("what it did"), blank=True)

    class Meta:
        verbose_name = _("run of a scheduled job")
        verbose_name_plural = _("runs of scheduled jobs")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["name", "state"], name="runs_of_a_job")]
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=Q(state="running"), name="a_job_runs_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.started:%Y-%m-%d %H:%M}"
