"""Signing in and out."""

from django.conf import settings
from django.contrib.auth.views import LoginView, LogoutView
from django.shortcuts import resolve_url


class SignIn(LoginView):
    """Sign in; without an address to go back to, to the admin or, for those without it, to the exports."""

    template_name = "accounts/login.html"
    extra_context = {"site_name": settings.SITE_NAME}

    def get_default_redirect_url(self):
        return resolve_url("admin:index" if self.request.user.is_staff else "exports:export")


class SignOut(LogoutView):
    """Sign out, by a form."""

    template_name = "accounts/logout.html"
    extra_context = {"site_name": settings.SITE_NAME}
