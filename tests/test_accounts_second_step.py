"""The second step: nobody skips it, and what was used once is used up."""

import time

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from programs.accounts import codes, second
from programs.accounts.sealed import seal, unseal
from programs.models import Audit, Authenticator, RecoveryCode
from tests.factories import make_program, make_user

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough one"
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238, appendix B: "12345678901234567890"
LOGIN, SECOND, SET_UP, OWN = (f"/accounts/{page}/" for page in ("login", "second-step", "set-up", "own"))


@pytest.fixture(autouse=True)
def strict(settings):
    settings.SECOND_STEP = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def clock(monkeypatch):
    """A clock of codes that stands; call it to move it on by seconds."""
    now = [1_800_000_000.0]
    monkeypatch.setattr(second, "time", lambda: now[0])
    return lambda seconds=0: now.__setitem__(0, now[0] + seconds) or now[0]


@pytest.fixture
def cora(db):
    user = make_user("cora", is_staff=True)
    user.set_password(PASSWORD)
    user.save()
    user.groups.add(Group.objects.get(name="publisher"))
    return user


@pytest.fixture
def with_app(cora):
    Authenticator.objects.create(user=cora, secret=seal(SECRET))
    return cora


def half(client, to=""):
    return client.post(LOGIN, {"username": "cora", "password": PASSWORD, "next": to})


def code(clock, ahead=0):
    return codes.code_at(SECRET, int(clock()) // 30 + ahead)


@pytest.mark.parametrize(
    ("at", "expected"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_codes_are_those_of_the_standard(at, expected):
    assert codes.code_at(SECRET, at // 30) == expected


def test_a_phones_clock_may_be_half_a_minute_off():
    step = 50_000_000
    found = [codes.step_of(SECRET, codes.code_at(SECRET, step + off), step * 30) for off in range(-2, 3)]
    assert found == [None, step - 1, step, step + 1, None]


def test_with_the_password_alone_no_page_opens(client, with_app):
    program = make_program()
    assert half(client)["Location"] == SECOND
    pages = ["/admin/", "/admin/programs/clinic/", "/admin/queue/", "/exports/", "/exports/listings.csv", OWN]
    pages += [reverse("admin:programs_program_change", args=[program.pk]), "/admin/auth/user/"]
    got = {page: client.get(page, follow=True).redirect_chain[-1][0].split("?")[0] for page in pages}
    assert got == dict.fromkeys(pages, LOGIN)
    answer = client.post(reverse("admin:programs_program_copy", args=[program.pk]))
    assert (answer.status_code, type(program).objects.count()) == (302, 1)


def test_a_session_that_skipped_it_is_ended(client, with_app):
    client.force_login(with_app)
    assert client.get("/admin/").status_code == 302
    assert client.get("/exports/").status_code == 302


def test_a_code_signs_in_and_is_used_up(client, with_app, clock):
    half(client, "/admin/queue/")
    answer = client.post(SECOND, {"code": code(clock)})
    assert (answer.status_code, answer["Location"]) == (302, "/admin/queue/")
    assert client.get("/admin/").status_code == 200
    client.post("/accounts/logout/")
    half(client)
    assert client.post(SECOND, {"code": code(clock)}).status_code == 200
    assert client.get("/admin/").status_code == 302
    clock(30)
    assert client.post(SECOND, {"code": f" {code(clock)[:3]} {code(clock)[3:]}"}).status_code == 302


def test_an_earlier_code_does_not_count_after_a_later_one(client, with_app, clock):
    assert second.accept_code(with_app, code(clock, 1))
    assert not second.accept_code(with_app, code(clock, 0))
    assert not second.accept_code(with_app, code(clock, 1))


def test_a_code_on_paper_counts_once_and_is_kept_as_a_digest(client, with_app):
    paper = second.new_paper_codes(with_app)
    assert (len(paper), len(set(paper))) == (10, 10)
    kept = set(RecoveryCode.objects.values_list("digest", flat=True))
    assert not kept & {*paper, *(word.replace("-", "") for word in paper)}
    half(client)
    assert client.post(SECOND, {"code": paper[0].lower().replace("-", " ")}).status_code == 302
    client.post("/accounts/logout/")
    half(client)
    assert client.post(SECOND, {"code": paper[0]}).status_code == 200
    assert RecoveryCode.objects.count() == 9
    second.new_paper_codes(with_app)
    assert not second.accept_code(with_app, paper[1])


def test_somebody_elses_code_does_not_count(with_app):
    paper = second.new_paper_codes(with_app)
    assert not second.accept_code(make_user("ida"), paper[0])


def test_guessing_codes_is_refused(client, with_app, clock):
    half(client)
    got = [client.post(SECOND, {"code": "000000"}).status_code for _n in range(7)]
    assert got == [200] * 5 + [429] * 2
    assert client.post(SECOND, {"code": code(clock)}).status_code == 429


def test_the_first_time_one_is_set_up_before_anything_opens(client, cora, clock):
    assert half(client, "/admin/queue/")["Location"] == SECOND
    assert client.get(SECOND)["Location"] == SET_UP
    page = client.get(SET_UP)
    secret = page.context["secret"].replace(" ", "")
    assert client.get("/admin/").status_code == 302
    assert client.post(SET_UP, {"code": "000000"}).context["secret"].replace(" ", "") == secret
    done = client.post(SET_UP, {"code": codes.code_at(secret, int(clock()) // 30)})
    assert (done.status_code, len(done.context["codes"]), done.context["to"]) == (200, 10, "/admin/queue/")
    assert client.get("/admin/").status_code == 200
    kept = Authenticator.objects.get(user=cora)
    assert (secret in kept.secret, unseal(kept.secret)) == (False, secret)


def test_whoever_has_a_second_step_cannot_set_up_another_with_the_password_alone(client, with_app):
    half(client)
    assert client.get(SET_UP)["Location"] == SECOND
    assert client.post(SET_UP, {"code": "000000"})["Location"] == SECOND


def test_the_half_way_ends_after_ten_minutes_and_with_the_account(client, with_app, clock):
    half(client)
    session = client.session
    session["half"] = session["half"] | {"at": time.time() - 601}
    session.save()
    assert client.post(SECOND, {"code": code(clock)})["Location"] == LOGIN
    half(client)
    with_app.is_active = False
    with_app.save()
    assert client.post(SECOND, {"code": code(clock)})["Location"] == LOGIN


def signed_in(client, clock):
    half(client)
    client.post(SECOND, {"code": code(clock)})


def test_a_change_of_ones_own_needs_the_password(client, with_app, clock):
    signed_in(client, clock)
    assert client.post(OWN, {"act": "codes", "password": "wrong"}).status_code == 200
    assert client.post(SET_UP, {"code": "000000", "password": "wrong"}).status_code == 200
    assert (RecoveryCode.objects.count(), Authenticator.objects.get().secret != "") == (0, True)
    assert len(client.post(OWN, {"act": "codes", "password": PASSWORD}).context["codes"]) == 10
    assert client.post(OWN, {"act": "remove:app", "password": PASSWORD}).status_code == 302
    assert not Authenticator.objects.exists()


def test_another_persons_passkey_cannot_be_removed(client, with_app, clock):
    theirs = make_user("ida").passkeys.create(name="hers", credential="AAAA")
    signed_in(client, clock)
    assert client.post(OWN, {"act": f"remove:{theirs.pk}", "password": PASSWORD}).status_code == 404
    assert make_user("ida").passkeys.count() == 1


@pytest.mark.parametrize(
    "answer", ["{}", "[]", "nonsense", '{"id": "AA", "rawId": "AA", "response": {}}', '{"id":1}']
)
def test_a_passkeys_answer_that_is_none_is_refused(client, with_app, answer):
    with_app.authenticator.delete()
    half(client)
    client.get(SET_UP)
    assert client.post(SET_UP, {"answer": answer}).status_code == 200
    assert with_app.passkeys.count() == 0
    assert client.get("/admin/").status_code == 302


def test_an_administrator_lets_somebody_set_it_up_anew(client, with_app, settings):
    second.new_paper_codes(with_app)
    settings.SECOND_STEP = False
    admin = make_user("ada", is_staff=True)
    admin.groups.add(Group.objects.get(name="administrator"))
    client.force_login(admin)
    client.post(reverse("admin:auth_user_reset_second_step", args=[with_app.pk]))
    assert (second.has_second_step(with_app), with_app.recovery_codes.count()) == (False, 0)
    assert ("ada", "second step of cora taken away") in Audit.objects.values_list("who", "what")


def test_in_the_demonstration_a_password_is_enough(client, cora, settings):
    settings.SECOND_STEP = False
    assert half(client)["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_what_another_key_sealed_is_no_secret(settings):
    sealed = seal("secret")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "x" * 50
    assert unseal(sealed) == "secret"
    settings.SECRET_KEY_FALLBACKS = []
    assert unseal(sealed) == ""
