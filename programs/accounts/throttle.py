"""How often somebody may try to sign in. The tries are rows, so that every process counts the same ones."""

import datetime as dt
import ipaddress

from django.utils import timezone
from django.utils.crypto import salted_hmac

from programs.models import SignInTry

WINDOW = dt.timedelta(minutes=15)
KNOWN = dt.timedelta(days=30)
OF_BOTH = 5  # failures of one account from one address
OF_ACCOUNT = 15  # of one account from everywhere, unless it is known at the address
OF_ADDRESS = 20  # from one address, whatever the account
IPV6_NETWORK = 64  # bits: what one household or server is given


class TooMany(Exception):
    """Too many tries; `seconds` is how long to wait."""

    def __init__(self, seconds):
        self.seconds = seconds
        super().__init__(f"Wait {seconds} seconds.")


def begin(account, address):
    """Count a try for `account` (a text) from the internet address `address`, and return it.

    It counts as failed until succeeded() is told. Raises TooMany, with nothing counted, where there were too many
    failures within WINDOW: so the refusal ends by itself, however often somebody goes on.
    """
    now = timezone.now()
    forget(now)
    this = SignInTry.objects.create(
        account=digest("account", account.casefold()), address=place(address), at=now
    )
    failed = SignInTry.objects.filter(succeeded=False, at__gt=now - WINDOW).exclude(pk=this.pk)
    for tries, most in limits(this, failed):
        times = list(tries.order_by("-at").values_list("at", flat=True)[:most])
        if len(times) == most:
            this.delete()
            raise TooMany(max(1, int((times[-1] + WINDOW - now).total_seconds()) + 1))
    return this


def limits(this, failed):
    """(failures, how many are too many) of each rule that holds for a try."""
    yield failed.filter(account=this.account, address=this.address), OF_BOTH
    yield failed.filter(address=this.address), OF_ADDRESS
    if not SignInTry.objects.filter(account=this.account, address=this.address, succeeded=True).exists():
        yield failed.filter(account=this.account), OF_ACCOUNT


def succeeded(this):
    """The try was right: the account is known at this address, and what failed there before is forgiven."""
    here = SignInTry.objects.filter(account=this.account, address=this.address)
    here.exclude(pk=this.pk).delete()
    here.filter(pk=this.pk).update(succeeded=True)


def forget(now):
    """Drop failures that no longer count, and addresses that were not used for a month."""
    SignInTry.objects.filter(succeeded=False, at__lt=now - WINDOW).delete()
    SignInTry.objects.filter(at__lt=now - KNOWN).delete()


def place(address):
    """The digest of an address; of a network, for IPv6."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return digest("address", address)
    if known.version == 6:
        known = ipaddress.ip_network((known, IPV6_NETWORK), strict=False)
    return digest("address", str(known))


def digest(of, text):
    return salted_hmac(f"programs.try.{of}", text, algorithm="sha256").hexdigest()
