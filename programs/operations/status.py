"""How the site stands: what `manage.py status` prints."""

import shutil

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Count

from programs.models import Clinic, Job
from programs.operations import maintenance
from programs.operations.backup import copies, made_at
from programs.operations.readiness import problems, written_places
from programs.search.fresh import number


def status():
    """{name: value} of how the site stands, ready for JSON. Without a database only what is known without it."""
    found = {
        "problems": [{"name": name, "words": words} for name, words in problems()],
        "production": settings.PRODUCTION,
        "maintenance": maintenance.is_on(),
        "database": connection.vendor,
        "newest_copy": newest_copy(),
        "free_mb": {str(path): shutil.disk_usage(path).free // 2**20 for path in written_places()},
    }
    try:
        return found | counts()
    except DatabaseError:
        return found


def newest_copy():
    """When the newest copy of the database was made, as text; None without one."""
    newest = copies(settings.BACKUP_DIR)[-1:]
    return made_at(newest[0]).isoformat(timespec="seconds") if newest else None


def counts():
    """What the database says: public clinics, the number of the last change, jobs by state."""
    jobs = Job.objects.order_by().values("state").annotate(jobs=Count("pk"))
    return {
        "public_clinics": Clinic.objects.published().count(),
        "last_change": number(),
        "jobs": {row["state"]: row["jobs"] for row in jobs},
    }
