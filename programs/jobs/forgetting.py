"""What is kept for a time only, forgotten once a day."""

from programs.publishing.corrections import forget
from programs.publishing.jobs import forget_jobs


def forget_old(job, progress):
    """Forget senders and words of corrections, and jobs that are long over."""
    forget()
    forget_jobs()
