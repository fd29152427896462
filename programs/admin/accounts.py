"""The people's accounts, and the record of what they did."""

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.accounts.audit import Kind, note
from programs.accounts.people import save_account
from programs.accounts.second import has_second_step, reset
from programs.admin.roles import AT_THE_DESK
from programs.models import Audit

admin.site.unregister([User, Group])


def roles_field():
    return forms.ModelMultipleChoiceField(
        Group.objects.order_by("name"),
        label=gettext_lazy("Roles"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class AccountForm(forms.ModelForm):
    groups = roles_field()

    class Meta:
        model = User
        fields = ["username", "first_name", "last_name", "email", "groups", "is_active"]


class NewAccountForm(AdminUserCreationForm):
    groups = roles_field()


@admin.register(User)
class AccountAdmin(UserAdmin):
    """Accounts. Nobody makes a superuser here, and only a superuser touches one; accounts are disabled, not deleted."""

    form = AccountForm
    add_form = NewAccountForm
    list_display = ["username", "first_name", "last_name", "roles", "is_active", "second_step", "last_login"]
    list_filter = ["groups", "is_active"]
    filter_horizontal: list = []
    fieldsets = [
        (None, {"fields": ["username", "first_name", "last_name", "email"]}),
        (gettext_lazy("Access"), {"fields": ["groups", "is_active"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "usable_password", "password1", "password2"]}),
        (gettext_lazy("Access"), {"fields": ["groups"]}),
    ]

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .prefetch_related("groups", "passkeys")
            .select_related("authenticator")
        )

    def get_urls(self):
        view = self.admin_site.admin_view(self.reset_second_step)
        own = [path("<int:pk>/reset-second-step/", view, name="auth_user_reset_second_step")]
        return [*own, *super().get_urls()]

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or not obj.is_superuser or request.user.is_superuser)

    def has_delete_permission(self, request, obj=None):
        return False

    def get_actions(self, request):
        return {}

    @admin.display(description=gettext_lazy("Roles"))
    def roles(self, user):
        return ", ".join(sorted(group.name for group in user.groups.all()))

    @admin.display(description=gettext_lazy("Second step"), boolean=True)
    def second_step(self, user):
        return hasattr(user, "authenticator") or bool(user.passkeys.all())

    def save_model(self, request, obj, form, change):
        save_account(obj, list(form.cleaned_data["groups"]), by=request.user, at_the_desk=AT_THE_DESK)

    def save_related(self, request, form, formsets, change):
        """The roles are saved with the account."""

    def user_change_password(self, request, id, form_url=""):
        response = super().user_change_password(request, id, form_url)
        if request.method == "POST" and isinstance(response, HttpResponseRedirect):
            note(Kind.ROLES, request.user, f"password of account {self.get_object(request, id)} set")
        return response

    def change_view(self, request, object_id, form_url="", extra_context=None):
        user = self.get_object(request, object_id)
        extra = {"has_second_step": user is not None and has_second_step(user)}
        return super().change_view(request, object_id, form_url, {**extra, **(extra_context or {})})

    def reset_second_step(self, request, pk):
        """Let somebody who lost the phone set the second step up anew."""
        user = self.get_object(request, str(pk))
        if user is None or not self.has_change_permission(request, user):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        reset(user, request.user)
        messages.success(request, _("%(name)s sets up a second step when signing in next.") % {"name": user})
        return HttpResponseRedirect(reverse("admin:auth_user_change", args=[pk]))


@admin.register(Audit)
class AuditAdmin(admin.ModelAdmin):
    """The record of what people did: to be read, and nothing else."""

    list_display = ["at", "kind", "who", "what"]
    list_filter = ["kind"]
    search_fields = ["who", "what"]
    date_hierarchy = "at"
    list_per_page = 50
    show_full_result_count = False
    list_display_links = None
    actions = None

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
