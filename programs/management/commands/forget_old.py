"""Forget what is kept for a time only. `run_jobs` does the same once a day."""

from django.core.management.base import BaseCommand

from programs.jobs.forgetting import forget_old


class Command(BaseCommand):
    help = (
        "Forget who sent corrections, after a day; the words of corrections, 90 days after they were decided; what it "
        "takes to undo an import, after IMPORT_UNDO_DAYS; old jobs, exports and files. run_jobs does so once a day."
    )

    def handle(self, **options):
        forget_old()
