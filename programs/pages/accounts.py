"""Signing in and out: the password, then the second step."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.views import LoginView
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from programs.accounts.address import sender
from programs.accounts.audit import Kind, note
from programs.accounts.second import is_asked_for
from programs.accounts.sessions import sign_in, sign_out
from programs.accounts.throttle import WINDOW, TooMany, begin, succeeded
from programs.models import Audit

HALF = "half"
HALF_LASTS = 10 * 60  # seconds between the password and the second step
TOO_MANY = 429


class SignIn(LoginView):
    """Sign in; without an address to go back to, to the admin or, for those without it, to the exports."""

    template_name = "accounts/login.html"
    extra_context = {"site_name": settings.SITE_NAME}

    def post(self, request, *args, **kwargs):
        try:
            self.this_try = begin(request.POST.get("username", "")[:150], sender(request))
        except TooMany as many:
            return self.refuse(many.seconds)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        succeeded(self.this_try)
        user = form.get_user()
        to = self.get_redirect_url() or landing(user)
        if is_asked_for(user):
            remember_half(self.request, user, to)
            return redirect("accounts:second-step")
        sign_in(self.request, user)
        return HttpResponseRedirect(to)

    def form_invalid(self, form):
        note(Kind.FAILED, known_name(form.data.get("username", "")), "password")
        return super().form_invalid(form)

    def refuse(self, seconds):
        """Say when to try again: the same words whether there is such an account or not."""
        note_locked(known_name(self.request.POST.get("username", "")))
        form = self.get_form_class()(self.request)
        context = self.get_context_data(form=form, refused=wait_words(seconds))
        response = self.render_to_response(context, status=TOO_MANY)
        response["Retry-After"] = str(seconds)
        return response


@never_cache
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out_page(request):
    """Sign out, by a form."""
    if request.method == "POST":
        sign_out(request)
    return render(request, "accounts/logout.html")


def landing(user):
    """Where somebody goes who asked for no page."""
    return resolve_url("admin:index" if user.is_staff else "exports:export")


def known_name(typed):
    """The name typed where it is an account's: other words may be a password in the wrong field."""
    known = get_user_model().objects.filter(username=typed[:150]).exists()
    return typed if known else "(no such account)"


def note_locked(name):
    """Record once in a while that somebody tries and tries."""
    lately = Audit.objects.filter(kind=Kind.LOCKED, who=name, at__gt=timezone.now() - WINDOW)
    if not lately.exists():
        note(Kind.LOCKED, name)


def wait_words(seconds):
    minutes = -(-seconds // 60)
    words = ngettext(
        "Too many tries. Try again in %(n)d minute.", "Too many tries. Try again in %(n)d minutes.", minutes
    )
    return words % {"n": minutes}


@dataclass(frozen=True)
class Half:
    """Somebody whose password was right, and whose second step is still to come; `to` is where they want to go."""

    user: object
    to: str


def remember_half(request, user, to):
    """Keep for a while that the password of `user` was right, under a new session."""
    request.session.flush()
    said = {"user": user.pk, "at": timezone.now().timestamp(), "hash": user.get_session_auth_hash(), "to": to}
    request.session[HALF] = said


def half_of(request):
    """The Half of the session; None without one, after HALF_LASTS, or when the account has changed since."""
    said = request.session.get(HALF)
    if not said or timezone.now().timestamp() - said["at"] > HALF_LASTS:
        return None
    user = get_user_model().objects.filter(pk=said["user"], is_active=True).first()
    if user is None or user.get_session_auth_hash() != said["hash"]:
        return None
    return Half(user, said["to"])


def finish(request, half):
    """The second step was right: sign in. Returns where to go."""
    sign_in(request, half.user, second=True)
    return half.to
