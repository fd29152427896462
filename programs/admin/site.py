"""The curators' desk: Django's admin with a first screen that says what is next."""

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from programs.accounts.sessions import sign_out
from programs.admin.absences import absence_list
from programs.admin.checking import check_page
from programs.admin.conflicts import conflict_list, conflict_page
from programs.admin.corrections import correction_page
from programs.admin.imports import import_file, import_list, import_page
from programs.admin.jobs import job_list
from programs.admin.merging import merge_page
from programs.admin.next import what_next
from programs.admin.queue import head, queue_page
from programs.admin.suspects import suspect_list

ROOMS = ["Clinic", "Program", "Organization", "Term", "ProgramType", "Source", "Passage"]


class Desk(AdminSite):
    site_header = f"{settings.SITE_NAME}: the curators' desk"
    site_title = settings.SITE_NAME
    index_title = _("What next?")
    index_template = "admin/desk.html"
    enable_nav_sidebar = False

    def login(self, request, extra_context=None):
        """Signing in has one door: it asks for the second step and counts tries."""
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))

    @method_decorator(require_POST)
    def logout(self, request, extra_context=None):
        sign_out(request)
        return redirect("accounts:logout")

    def get_urls(self):
        own = [
            path("conflicts/", self.admin_view(conflict_list), name="conflicts"),
            path("conflicts/<int:pk>/", self.admin_view(conflict_page), name="conflict"),
            path("absences/", self.admin_view(absence_list), name="absences"),
            path("check/<str:kind>/<int:pk>/<slug:group>/", self.admin_view(check_page), name="check"),
            path("corrections/<int:pk>/", self.admin_view(correction_page), name="correction"),
            path("imports/", self.admin_view(import_list), name="imports"),
            path("imports/<int:pk>/", self.admin_view(import_page), name="import"),
            path("imports/<int:pk>/<str:name>", self.admin_view(import_file), name="import-file"),
            path("jobs/", self.admin_view(job_list), name="jobs"),
            path("queue/", self.admin_view(queue_page), name="queue"),
            path("duplicates/<int:pk>/", self.admin_view(merge_page), name="merge"),
            path("duplicates/", self.admin_view(suspect_list), name="suspects"),
        ]
        return [*own, *super().get_urls()]

    def get_app_list(self, request, app_label=None):
        """The rooms in the order in which a curator needs them."""
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(
                key=lambda model: ROOMS.index(model["object_name"]) if model["object_name"] in ROOMS else 99
            )
        return sorted(apps, key=lambda app: app["app_label"] != "programs")

    def index(self, request, extra_context=None):
        may = {"curate": request.user.has_perm("programs.change_clinic")}
        may["export"] = request.user.has_perm("programs.export_clinic")
        own = {"may": may}
        if request.user.has_perm("programs.view_clinic"):
            rows, number, counts = head()
            own |= {"waiting": what_next(counts), "rows": rows, "clinics": number, "may_write": may["curate"]}
        return super().index(request, own | (extra_context or {}))
