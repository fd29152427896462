"""A clinic's page as it will be, for those who look after it: drafts included. Nobody keeps a copy of it."""

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from programs.models import Clinic, Program, Status
from programs.pages.clinic_page import clinic_page, load
from programs.publishing.derived import clinic_stem, free_clinic_slug


@require_safe
@cache_control(private=True, no_store=True)
def preview(request, public_id):
    """The page of a clinic with all programs that are not withdrawn, under the address it would get."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not (request.user.is_staff and request.user.has_perm("programs.view_clinic")):
        raise PermissionDenied
    found = get_object_or_404(Clinic, public_id=public_id)
    clinic = load(found.pk, Program.objects.exclude(status=Status.WITHDRAWN))
    clinic.slug = clinic.slug or free_clinic_slug(clinic_stem(clinic), clinic)
    return render(request, "programs/preview.html", clinic_page(clinic, timezone.localdate()))
