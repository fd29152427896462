"""How long somebody stays signed in."""

import time

from django.conf import settings
from django.contrib.auth import login, logout

from programs.accounts.audit import Kind, note

FOR_PEOPLE = ("/admin/", "/exports/", "/accounts/")
NOTED_EVERY = 60  # seconds: how often a session that is used is written again
BEGAN, SEEN, SECOND = "began", "seen", "second"


def sign_in(request, user, second=False):
    """Begin a session of `user` from nothing; `second` says that two steps were done."""
    request.session.flush()
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    request.session[BEGAN] = request.session[SEEN] = int(time.time())
    request.session[SECOND] = second
    note(Kind.SIGNED_IN, user, "two steps" if second else "password")


def sign_out(request):
    """End the session; its cookie is worth nothing from then on."""
    if request.user.is_authenticated:
        note(Kind.SIGNED_OUT, request.user)
    logout(request)


def sessions_end(get_response):
    """Middleware: end sessions that lasted long enough, and those that skipped the second step.

    Django drops those that were not used for SESSION_COOKIE_AGE; here a used one is written again once a minute.
    Public pages never look at the session.
    """

    def middleware(request):
        if request.path.startswith(FOR_PEOPLE) and request.user.is_authenticated:
            if is_over(request.session):
                logout(request)
            elif int(time.time()) - request.session.get(SEEN, time.time()) >= NOTED_EVERY:
                request.session[SEEN] = int(time.time())
        return get_response(request)

    return middleware


def is_over(session):
    """Whether a session has to end now. One that did not begin in sign_in() lasts SESSION_COOKIE_AGE, used or not."""
    too_old = time.time() - session.get(BEGAN, time.time()) > settings.SESSION_LONGEST
    return too_old or (settings.SECOND_STEP and not session.get(SECOND))
