"""Signing in and out."""

from django.contrib.auth.views import LoginView
from django.shortcuts import resolve_url


class SignIn(LoginView):
    """Sign in; without an address to go back to, to the admin or, for those without it, to the exports."""

    template_name = "accounts/login.html"

    def get_default_redirect_url(self):
        return resolve_url("admin:index" if self.request.user.is_staff else "exports:export")
