"""The way to the public: draft, in review, published, withdrawn; with four eyes where they are asked for."""

import pytest

from programs.models import Change, Clinic, Program
from programs.publishing import Refused, Stale, change, publish, publish_clinic, send_back, submit, withdraw
from tests.factories import make_clinic, make_program, make_user

pytestmark = pytest.mark.django_db


def status(entry):
    return type(entry).objects.get(pk=entry.pk).status


def steps(entry):
    """Each change of its state: (before, after, who, why)."""
    rows = Change.objects.filter(resource_id=entry.public_id, field_name="status").order_by("pk")
    return list(rows.values_list("previous_value", "replacement_value", "updated_by", "why"))


def test_each_step_says_who_and_why():
    program = make_program(published=False)
    cora, ida = make_user("cora"), make_user("ida")
    submit(program, by=cora, why="ready")
    send_back(program, by=ida, why="Two prices.")
    submit(program, by=cora, why="mended")
    publish(program, by=ida, why="seen")
    withdraw(program, by=ida, why="It stopped.")
    with pytest.raises(Refused):
        submit(program, by=cora)
    assert steps(program) == [
        ("draft", "in_review", "cora", "ready"),
        ("in_review", "draft", "ida", "Two prices."),
        ("draft", "in_review", "cora", "mended"),
        ("in_review", "published", "ida", "seen"),
        ("published", "withdrawn", "ida", "It stopped."),
    ]
    assert Program.objects.get(pk=program.pk).withdrawn_reason == "It stopped."


def test_a_clinic_takes_its_drafts_along():
    clinic = make_clinic()
    drafts = [make_program(clinic, published=False) for _number in range(2)]
    submit(clinic, by=make_user())
    assert [status(entry) for entry in (clinic, *drafts)] == ["in_review"] * 3


def test_what_was_public_stays_withdrawn_until_it_is_published_again():
    clinic = make_clinic()
    draft, gone = make_program(clinic, published=False), make_program(clinic)
    withdraw(gone, by=make_user(), why="It stopped.")
    submit(clinic, by=make_user())
    assert (status(clinic), status(draft), status(gone)) == ("withdrawn", "in_review", "withdrawn")
    publish(draft, by=make_user())
    assert (status(clinic), status(draft), status(gone)) == ("published", "published", "withdrawn")


def test_a_published_clinic_takes_its_drafts_along_and_stays_public():
    clinic = make_program().clinic
    draft = make_program(clinic, published=False)
    submit(clinic, by=make_user())
    assert (status(clinic), status(draft)) == ("published", "in_review")


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (lambda program: submit(program, by=None), "is published: nothing to do."),
        (lambda program: send_back(program, by=None, why="x"), "is published: nothing to do."),
        (
            lambda program: send_back(program, by=None, why=" "),
            "Say why: whoever wrote it reads this reason.",
        ),
        (
            lambda program: submit(make_clinic(), by=None),
            "A clinic is published only with a program: add one first.",
        ),
    ],
)
def test_a_step_that_cannot_be_gone_changes_nothing(act, reason):
    program = make_program()
    with pytest.raises(Refused) as refused:
        act(program)
    assert refused.value.reasons[0].endswith(reason)
    assert status(program) == "published"


def test_a_step_over_a_newer_version_is_refused():
    program = make_program(published=False)
    seen = Program.objects.get(pk=program.pk).version
    with change(program, by="ida"):
        program.summary = "Another."
    with pytest.raises(Stale):
        submit(program, by=None, version=seen)


@pytest.fixture
def draft(settings):
    """A draft that cora changed last, at a clinic that an import made, where four eyes are asked for."""
    settings.FOUR_EYES = True
    program = make_program(published=False)
    with change(program, by=make_user("cora")):
        program.summary = "Hers."
    return program


def test_whoever_changed_it_last_does_not_publish_it(draft):
    submit(draft, by=make_user("cora"))
    with pytest.raises(Refused) as refused:
        publish(draft, by=make_user("cora"))
    assert refused.value.reasons == [
        f"{draft}: you changed it last. Somebody else has to look at it and publish it."
    ]
    assert (status(draft), status(draft.clinic)) == ("in_review", "draft")
    publish(draft, by=make_user("ida"))
    assert status(draft) == "published"


def test_the_clinic_counts_as_well(draft):
    with change(draft.clinic, by=make_user("ida")):
        draft.clinic.unit = "Suite 2"
    for who in ("cora", "ida"):
        with pytest.raises(Refused):
            publish_clinic(draft.clinic, by=make_user(who))
    publish_clinic(draft.clinic, by=make_user("eve"))
    assert status(draft.clinic) == "published"


def test_bringing_it_to_review_is_no_change_of_its_facts(draft):
    submit(draft, by=make_user("ida"))
    publish(draft, by=make_user("ida"))
    assert status(draft) == "published"


def test_without_the_setting_one_person_is_enough(draft, settings):
    settings.FOUR_EYES = False
    publish(draft, by=make_user("cora"))
    assert status(draft) == "published"


def test_the_desk_says_what_is_refused(draft, client):
    from django.contrib.auth.models import Group
    from django.urls import reverse

    cora = make_user("cora")
    cora.is_staff = True
    cora.save()
    cora.groups.add(Group.objects.get(name="publisher"))
    client.force_login(cora)
    body = {"action": "publish_selected", "_selected_action": str(draft.pk), "one": "1"}
    page = client.post(reverse("admin:programs_program_changelist"), body, follow=True)
    assert "you changed it last" in page.content.decode()
    assert Clinic.objects.get(pk=draft.clinic_id).status == "draft"
