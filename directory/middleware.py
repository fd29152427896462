"""Headers that every answer carries, whoever makes it."""

PERMISSIONS_POLICY = "geolocation=(), camera=(), microphone=(), payment=(), usb=(), browsing-topics=()"


def headers(get_response):
    """Add the isolation and permission headers that Django has no setting for."""

    def middleware(request):
        response = get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        return response

    return middleware
