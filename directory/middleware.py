"""Headers that every answer carries, whoever makes it."""

PERMISSIONS_POLICY = "geolocation=(), camera=(), microphone=(), payment=(), usb=(), browsing-topics=()"
# Pages with forms for people who sign in: under "no-referrer" a browser sends the origin "null" with a form,
# and the check of its token refuses it. To other sites both policies send nothing.
FORMS_OF_PEOPLE = ("/admin/", "/exports/", "/accounts/")


def headers(get_response):
    """Add the isolation and permission headers that Django has no setting for."""

    def middleware(request):
        response = get_response(request)
        if request.path.startswith(FORMS_OF_PEOPLE):
            response.setdefault("Referrer-Policy", "same-origin")
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        return response

    return middleware
