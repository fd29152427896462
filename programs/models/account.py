"""What belongs to the people who sign in: their guesses, their second step, and the record of what was done."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

DIGEST = 64  # characters of a SHA-256


class SignInTry(models.Model):
    """One try to sign in: whose name and from which address, both as digests that cannot be read back."""

    account = models.CharField(max_length=DIGEST)
    address = models.CharField(max_length=DIGEST)
    succeeded = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["account", "at"], name="try_account"),
            models.Index(fields=["address", "at"], name="try_address"),
        ]

    def __str__(self):
        return f"{self.account[:8]} {self.at:%Y-%m-%d %H:%M}"


class Authenticator(models.Model):
    """An app that shows a code every 30 seconds. `secret` is kept encrypted; a step of 30 seconds counts once."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="authenticator")
    secret = models.CharField(max_length=200)
    last_step = models.PositiveBigIntegerField(default=0)
    added_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return str(self.user)


class Passkey(models.Model):
    """A key of a phone, a computer or a stick; `credential` is its public half as WebAuthn gives it, in base64."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="passkeys")
    name = models.CharField(_("Name"), max_length=60)
    credential = models.TextField(unique=True)
    added_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return self.name


class RecoveryCode(models.Model):
    """A code on paper for the day the phone is lost, as a digest. It is deleted when it is used."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=DIGEST, unique=True)

    def __str__(self):
        return self.digest[:8]


class AppendOnlyQuerySet(models.QuerySet):
    """Rows that are added and read, and nothing else."""

    def refuse(self, *_args, **_kwargs):
        raise TypeError("The audit record is only added to.")

    update = delete = bulk_update = refuse


class Audit(models.Model):
    """What somebody did, or tried. Rows are only added: neither this class nor the database takes a change."""

    class Kind(models.TextChoices):
        SIGNED_IN = "signed_in", _("Signed in")
        FAILED = "failed", _("Sign-in failed")
        LOCKED = "locked", _("Sign-in refused: too many tries")
        DENIED = "denied", _("Denied")
        SIGNED_OUT = "signed_out", _("Signed out")
        SECOND_STEP = "second_step", _("Second step changed")
        ROLES = "roles", _("Roles or account changed")
        EXPORT = "export", _("Export")
        IMPORT = "import", _("Import")
        PUBLICATION = "publication", _("Publication")

    at = models.DateTimeField(default=timezone.now, db_index=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    who = models.CharField(max_length=150, help_text="The name of a user, or of what ran.")
    what = models.CharField(max_length=400, blank=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("audit record")
        default_permissions = ["view"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "signed_in",
                        "failed",
                        "locked",
                        "denied",
                        "signed_out",
                        "second_step",
                        "roles",
                        "export",
                        "import",
                        "publication",
                    ]
                ),
                name="audit_kind_word",
                violation_error_message="Kind of record: use one of those of Audit.Kind.",
            )
        ]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.who} {self.kind}"

    def save(self, *args, **kwargs):
        """Add the record; raises TypeError for one that is there already."""
        if self.pk is not None:
            raise TypeError("The audit record is only added to.")
        super().save(*args, **kwargs)

    def delete(self, *_args, **_kwargs):
        raise TypeError("The audit record is only added to.")
