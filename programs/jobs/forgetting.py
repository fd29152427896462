"""What is kept for a time only, forgotten once a day."""

from programs.exports import background
from programs.imports import kept_files
from programs.publishing.batches import forget_earlier
from programs.publishing.corrections import forget
from programs.publishing.exports import forget_exports
from programs.publishing.invitations import forget_invitations
from programs.publishing.jobs import forget_jobs


def forget_old():
    """Forget senders and words of corrections, how to undo old imports, jobs that are over, past exports, old files."""
    forget()
    forget_earlier()
    forget_invitations()
    forget_jobs()
    forget_exports()
    kept_files.forget_files()
    background.forget_files()
