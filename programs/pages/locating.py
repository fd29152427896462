"""Pages on which the browser may be asked where it is: only after a click, and rounded before it leaves the phone."""

from functools import wraps

PERMISSIONS_POLICY = "geolocation=(self), camera=(), microphone=(), payment=(), usb=(), browsing-topics=()"


def may_locate(view):
    """Allow this page alone to ask for the browser's place."""

    @wraps(view)
    def allowed(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response["Permissions-Policy"] = PERMISSIONS_POLICY
        return response

    return allowed
