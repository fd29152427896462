"""The second step: asking for it when somebody signs in, and setting it up."""

import json

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from programs.accounts import passkeys, second
from programs.accounts.address import sender
from programs.accounts.audit import Kind, note
from programs.accounts.codes import address_for_apps, new_secret
from programs.accounts.throttle import TooMany, begin, succeeded
from programs.pages.accounts import TOO_MANY, finish, half_of, note_locked, wait_words
from programs.pages.sheet_page import code_of

CHALLENGE, SECRET = "passkey", "secret"
LONGEST_ANSWER = 20_000  # characters


class AnswerField(forms.CharField):
    """What a browser says of a passkey: JSON, filled in by the page's script."""

    widget = forms.HiddenInput

    def __init__(self):
        super().__init__(required=False, max_length=LONGEST_ANSWER)

    def clean(self, value):
        text = super().clean(value)
        try:
            answer = json.loads(text) if text else None
        except ValueError as error:
            raise forms.ValidationError(_("The passkey’s answer cannot be read.")) from error
        if answer is not None and not isinstance(answer, dict):
            raise forms.ValidationError(_("The passkey’s answer cannot be read."))
        return answer


class CodeForm(forms.Form):
    """A code of an app or from paper, or a passkey's answer."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}),
    )
    answer = AnswerField()


class SetUpForm(CodeForm):
    """The first code of an app, or the answer of a new passkey, with its name."""

    name = forms.CharField(label=gettext_lazy("Name of the passkey"), max_length=60, required=False)


class PasswordForm(forms.Form):
    """Asked for before the second step of somebody who is signed in changes."""

    password = forms.CharField(
        label=gettext_lazy("Your password"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


def page(view):
    """A page of the second step: never kept, its forms with a token."""
    return never_cache(csrf_protect(require_http_methods(["GET", "HEAD", "POST"])(view)))


def host_of(request):
    """The name that passkeys are made for: the site's, without port."""
    return request.get_host().rsplit(":", 1)[0]


@page
def second_step(request):
    """Ask for the second step after the password; somebody without one sets it up first."""
    half = half_of(request)
    if half is None:
        return redirect("accounts:login")
    if not second.has_second_step(half.user):
        return redirect("accounts:set-up")
    if request.method != "POST":
        return ask(request, half, CodeForm())
    form = CodeForm(request.POST)
    try:
        this_try = begin(f"second step of {half.user.pk}", sender(request))
    except TooMany as many:
        note_locked(half.user.get_username())
        form.add_error(None, wait_words(many.seconds))
        return ask(request, half, form, TOO_MANY)
    if not form.is_valid() or not is_right(request, half.user, form.cleaned_data):
        note(Kind.FAILED, half.user, "second step")
        form.add_error(None, _("That was not right. A code is good once, and for half a minute."))
        return ask(request, half, form)
    succeeded(this_try)
    return HttpResponseRedirect(finish(request, half))


def is_right(request, user, said):
    """Whether what was said is the second step of `user`; it is then used up."""
    if said["answer"]:
        challenge = request.session.pop(CHALLENGE, None)
        return bool(challenge) and passkeys.accept(user, host_of(request), challenge, said["answer"])
    return bool(said["code"]) and second.accept_code(user, said["code"])


def ask(request, half, form, status=200):
    """The page that asks; for somebody with a passkey it holds what the browser is to be asked."""
    asked = None
    if half.user.passkeys.exists():
        asked, request.session[CHALLENGE] = passkeys.ask_for(half.user, host_of(request))
    has_app = hasattr(half.user, "authenticator")
    context = {"form": form, "asked": asked, "has_app": has_app, "name": half.user.get_username()}
    return render(request, "accounts/second_step.html", context, status=status)


@page
def set_up(request):
    """Set up an app or a passkey: on the way in for somebody who has none, else after asking for the password."""
    half = half_of(request)
    if half is not None and second.has_second_step(half.user):
        return redirect("accounts:second-step")
    user = half.user if half else request.user
    if not user.is_authenticated:
        return redirect("accounts:login")
    if request.method != "POST":
        return offer(request, user, half, SetUpForm())
    form, password = SetUpForm(request.POST), None if half else PasswordForm(request.POST)
    if form.is_valid() and (half or is_own(request, password)):
        if is_set(request, user, form.cleaned_data):
            return done(request, user, half)
        form.add_error(None, _("That was not right. Is the phone’s clock right? Try the next code."))
    return offer(request, user, half, form, password)


def offer(request, user, half, form, password=None):
    """The page with the code to scan and the button for a passkey. The same secret stays until it is set."""
    secret = request.session.setdefault(SECRET, new_secret())
    asked, request.session[CHALLENGE] = passkeys.ask_to_make(user, host_of(request))
    context = {
        "form": form,
        "password": password or (None if half else PasswordForm()),
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "code": code_of(address_for_apps(secret, user.get_username(), settings.SITE_NAME)),
        "asked": asked,
        "half": half,
    }
    return render(request, "accounts/set_up.html", context)


def is_set(request, user, said):
    """Whether what was said set up an app or a passkey."""
    if said["answer"]:
        challenge = request.session.pop(CHALLENGE, None)
        try:
            passkeys.add(user, host_of(request), challenge, said["answer"], said["name"] or _("Passkey"))
        except ValueError:
            return False
        return True
    step = (
        second.matches(request.session.get(SECRET, ""), said["code"]) if SECRET in request.session else None
    )
    if step is None:
        return False
    second.set_authenticator(user, request.session.pop(SECRET), step)
    return True


def done(request, user, half):
    """Sign in whoever came by a password; show codes for paper to whoever has none yet."""
    to = finish(request, half) if half else None
    if user.recovery_codes.exists():
        return redirect("accounts:own")
    return show_codes(request, user, to)


def show_codes(request, user, to=None):
    context = {"codes": second.new_paper_codes(user), "to": to or "/accounts/own/"}
    return render(request, "accounts/paper_codes.html", context)


def is_own(request, password):
    """Whether the person knows the password of the account; tries are counted as for signing in."""
    if not password.is_valid():
        return False
    try:
        this_try = begin(request.user.get_username(), sender(request))
    except TooMany as many:
        password.add_error(None, wait_words(many.seconds))
        return False
    if not request.user.check_password(password.cleaned_data["password"]):
        note(Kind.FAILED, request.user, "password for a change of the second step")
        password.add_error("password", _("That is not your password."))
        return False
    succeeded(this_try)
    return True


@page
@login_required
def own(request):
    """One's own second step: what is set up, more passkeys, fresh codes for paper."""
    password = PasswordForm(request.POST or None)
    if request.method == "POST" and is_own(request, password):
        verb, _colon, pk = request.POST.get("act", "").partition(":")
        if verb == "codes":
            return show_codes(request, request.user)
        if verb != "remove":
            raise Http404
        remove(request.user, pk)
        return redirect("accounts:own")
    user = request.user
    context = {
        "password": password,
        "app": getattr(user, "authenticator", None),
        "passkeys": user.passkeys.all(),
        "codes_left": user.recovery_codes.count(),
    }
    return render(request, "accounts/own.html", context)


def remove(user, pk):
    """Take a passkey, or the app (pk "app"), away; the next sign-in asks to set one up where none is left."""
    if pk == "app":
        second.remove_authenticator(user)
    else:
        passkeys.remove(get_object_or_404(user.passkeys, pk=pk if pk.isdecimal() and len(pk) < 19 else 0))
