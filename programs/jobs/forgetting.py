"""What is kept for a time only, forgotten once a day."""

from programs.imports.kept_files import forget_files
from programs.publishing.corrections import forget
from programs.publishing.jobs import forget_jobs


def forget_old(job, progress):
    """Forget senders and words of corrections, jobs that are long over, and old files of imports."""
    forget()
    forget_jobs()
    forget_files()
