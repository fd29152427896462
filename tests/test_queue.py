"""The work queue: what each rule finds, what comes first, who has taken what on, and what it costs."""

import datetime as dt

import pytest
from django.utils import timezone

from programs.models import Assignment, Check, Clinic, DuplicateSuspect, Licence, Program, SourceRecord
from programs.publishing import change, confirm, set_rows, withdraw
from programs.publishing.calls import could_not_reach, still_correct
from programs.publishing.change import log_search
from programs.publishing.corrections import suggest
from programs.publishing.merge import merge, undo_merge
from programs.queue import RULES, Work
from programs.queue import found as found_module
from programs.queue.found import NAMES, kept_things, read_kept
from tests.factories import make_clinic, make_conflict, make_program, make_source, make_user
from tests.page_forms import fields_of, page_of, texts_of

pytestmark = pytest.mark.django_db
QUEUE = "/admin/queue/"
TODAY = dt.date(2026, 3, 1)
# Session, user and its permissions 4 · the last change 1 · one a rule that is not kept 6 · clinics, programs, who took
# it 3
QUEUE_QUERIES = 14


def told(**fields):
    """A published program that says what patients decide on, checked today: no rule finds it."""
    program = make_program(medical_screening="yes", **fields)
    for group in ("offer", "safeguards"):
        confirm(program, group, method="call", by=make_user("cora"))
    return program


def found(rule, today=None):
    """The (clinic, program) of each thing that a rule finds, by name."""
    work = Work(today=today, rule=rule)
    counts = work.counts()
    items = work.page(0, 100)
    assert counts == ({rule: len(items)} if items else {})
    return [
        (
            Clinic.objects.get(pk=item.clinic).name,
            Program.objects.get(pk=item.program).name if item.program else "",
        )
        for item in items
    ]


def price(item, low):
    return {"item": item, "low": low, "high": low, "source": make_source()}


def named(program):
    return [(program.clinic.name, program.name)]


def test_an_entry_that_is_told_and_checked_waits_for_nobody():
    told()
    assert Work().counts() == {}
    assert Work().page(0, 10) == []


def test_checks_that_end_or_have_ended_or_were_never_made():
    checked, never = told(), make_program(medical_screening="yes")
    day = Check.objects.filter(group="safeguards").get().expires_on
    assert found("never-checked") == named(never)
    assert (found("check-ending"), found("check-ended")) == ([], [])
    offer_and_safeguards = 2 * named(checked)
    assert found("check-ending", day - dt.timedelta(days=15)) == []
    assert found("check-ending", day - dt.timedelta(days=14)) == offer_and_safeguards
    assert found("check-ended", day) == []
    assert found("check-ended", day + dt.timedelta(days=1)) == offer_and_safeguards
    with change(checked, by="tests"):
        checked.medical_screening = "no"
        checked.save()
    assert found("check-ended") == named(checked)
    withdraw(checked, by=make_user(), why="No longer offered.")
    assert found("check-ended") == []


def test_a_license_that_ends():
    clinic = told().clinic
    kept = Licence(issuer="State", number="1", valid_until=dt.date(2026, 3, 16))
    with change(clinic, by="tests"):
        set_rows(clinic, "licences", [kept, Licence(issuer="State", number="2")])
    assert found("licence-ending", TODAY) == []
    assert found("licence-ending", TODAY + dt.timedelta(days=1)) == [(clinic.name, "")]


def test_what_cannot_be_true_together():
    told(routes=["iv-infusion"], take_home="never", minutes_observed=60)
    posted = told(routes=["iv-infusion"], take_home="posted")
    told(routes=["iv-infusion", "lozenge"], take_home="posted")
    told(routes=["lozenge"], minutes_observed=0)
    unwatched = told(routes=["im-injection"], minutes_observed=0)
    cheap = told(prices=[price("whole_course", 40_000), price("dosing_session", 50_000)])
    told(prices=[price("whole_course", 90_000), price("dosing_session", 50_000)])
    assert found("posted-infusion") == named(posted)
    assert found("unwatched") == named(unwatched)
    assert found("course-below-session") == named(cheap)


def test_taking_people_while_closed():
    told(accepting="yes")
    shut = told(accepting="yes")
    with change(shut.clinic, by="tests"):
        shut.clinic.operating_status = Clinic.Operating.PAUSED
        shut.clinic.save()
    assert found("accepting-while-closed") == named(shut)


@pytest.mark.parametrize(
    ("summary", "is_found"),
    [
        ("We cure addiction.", True),
        ("Guaranteed to work", True),
        ("It is 100 % effective.", True),
        ("Ketamine is non-addictive", True),
        ("A secure place with a curette.", False),
        ("Nobody can say for sure.", False),
    ],
)
def test_words_that_promise(summary, is_found):
    program = told()
    Program.objects.filter(pk=program.pk).update(summary=summary)
    assert found("promise") == (named(program) if is_found else [])


@pytest.mark.parametrize(
    ("summary", "is_found"),
    [
        ("For addicts and their families.", True),
        ("Ayuda para drogadictos", True),
        ("Groups of Alcoholics Anonymous meet here.", False),
        ("For people with an addiction.", False),
    ],
)
def test_words_that_hurt(summary, is_found):
    program = told()
    Program.objects.filter(pk=program.pk).update(summary=summary)
    assert found("hurtful") == (named(program) if is_found else [])


def test_entries_without_what_patients_decide_on():
    thin = make_program()
    told()
    make_program(types=("other-care",), medicine=None)
    assert found("thin-entry") == named(thin)


def test_what_imports_leave_to_decide():
    one, other = told().clinic, told().clinic
    make_conflict(one, "name", "Another name")
    make_conflict(other, "name", "Theirs").delete()
    DuplicateSuspect.objects.create(one=one, other=other, reason="alike")
    SourceRecord.objects.create(
        source=make_source(), clinic=other, part="clinic", key="k", edition="2024", missing_from="2025"
    )
    assert found("import-conflict") == [(one.name, "")]
    assert found("likely-duplicate") == [(one.name, "")]
    assert found("no-longer-listed") == [(other.name, "")]


def waiting_since(program, days):
    moment = timezone.now() - dt.timedelta(days=days)
    Program.objects.filter(pk=program.pk).update(created_at=moment, updated_at=moment)


def test_what_hurts_most_comes_first():
    """The same order from all rules together, page by page, as from the weights written out."""
    fresh, old, older, other = (make_program(medical_screening="yes") for _n in range(4))
    hidden = make_program(routes=["iv-infusion"], take_home="posted", published=False)
    other.types.set([])
    for program, days in ((fresh, 0), (old, 65), (older, 4000), (other, 65), (hidden, 65)):
        waiting_since(program, days)
    expected = [
        (older, "never-checked", 3 * 3 * 12),
        (old, "never-checked", 3 * 3 * 3),
        (other, "never-checked", 2 * 3 * 3),
        (hidden, "posted-infusion", 1 * 5 * 3),
        (fresh, "never-checked", 3 * 3 * 1),
    ]
    work = Work()
    items = work.page(0, 10)
    assert [(item.program, item.rule.name, item.weight) for item in items] == [
        (program.pk, rule, weight) for program, rule, weight in expected
    ]
    assert [work.page(n, n + 1)[0] for n in range(5)] == items
    assert work.page(5, 6) == []


def reasons(page):
    """(clinic, [(rule, program) of each thing]) of each row of the queue."""
    return [
        (row.clinic, [(rule.name, thing.item.program) for rule, things in row.reasons for thing in things])
        for row in page.context["rows"]
    ]


def test_a_clinic_is_one_row_with_all_its_reasons_where_its_worst_stands(desk):
    """Counts stay those of things, by rule."""
    many = make_clinic(name="Mesa House")
    first, second = make_program(many), make_program(many)
    worse = make_program(make_clinic(name="Far House"), medical_screening="yes")
    waiting_since(worse, 100)
    make_conflict(many, "website", "https://example.org/")
    page = desk.get(QUEUE)
    assert reasons(page) == [
        (worse.clinic, [("never-checked", worse.pk)]),
        (
            many,
            [
                ("import-conflict", None),
                ("never-checked", first.pk),
                ("never-checked", second.pk),
                ("thin-entry", first.pk),
                ("thin-entry", second.pk),
            ],
        ),
    ]
    assert [(rule.name, number) for rule, number in page.context["counts"]] == [
        ("import-conflict", 1),
        ("never-checked", 3),
        ("thin-entry", 2),
    ]
    assert texts_of(page, ".//p[@class='state']") == [
        "2 clinics want a person, what hurts patients most first. 6 things to look at."
    ]
    assert texts_of(page, ".//form[@id='queue-form']//tr[2]/td[1]/p")[:2] == [
        "A source says something else Website: Mesa House, A source says something else",
        f"Never checked {first.name}: What it offers: Mesa House, Never checked "
        f"{second.name}: What it offers: Mesa House, Never checked",
    ]


def test_a_clinic_stands_on_one_page_only(desk):
    programs = [make_program() for _number in range(30)]
    pages = [desk.get(QUEUE, {"page": number}) for number in (1, 2)]
    assert [len(page.context["rows"]) for page in pages] == [25, 5]
    shown = [clinic for page in pages for clinic, _reasons in reasons(page)]
    assert shown == [program.clinic for program in programs]


def test_the_queue_by_state_by_rule_and_by_who_took_it(desk, curator):
    here, there = make_program(), make_program(make_clinic(region="NV", city="Reno", postal_code="89501"))
    page = desk.get(QUEUE, {"rule": "never-checked", "state": "NV"})
    assert reasons(page) == [(there.clinic, [("never-checked", there.pk)])]
    typed = {"act": f"take:{there.clinic_id}"}
    assert desk.post(f"{QUEUE}?rule=never-checked", typed).status_code == 302
    assert list(Assignment.objects.values_list("rule", "program", "by__username")) == [
        ("never-checked", there.pk, curator.username)
    ]
    assert reasons(desk.get(QUEUE, {"mine": "on"})) == [(there.clinic, [("never-checked", there.pk)])]
    both = [("never-checked", here.pk), ("thin-entry", here.pk)]
    assert reasons(desk.get(QUEUE)) == [
        (here.clinic, both),
        (there.clinic, [(name, there.pk) for name, _pk in both]),
    ]
    left = {"act": typed["act"].replace("take", "leave")}
    desk.post(QUEUE, left)
    assert Assignment.objects.count() == 0


def test_what_another_has_taken_on_stays_theirs(desk):
    make_program(medical_screening="yes")
    [row] = desk.get(QUEUE).context["rows"]
    item = row.first.item
    Assignment.objects.create(
        rule=item.rule.name,
        clinic_id=item.clinic,
        program_id=item.program,
        group=item.group,
        by=make_user("ada"),
    )
    page = desk.post(QUEUE, {"act": f"take:{row.clinic.pk}"}, follow=True)
    assert texts_of(page, ".//ul[@class='messagelist']/li") == ["Ada has taken this on already."]
    assert Assignment.objects.get().by.username == "ada"
    desk.post(QUEUE, {"act": f"leave:{row.clinic.pk}"})
    assert Assignment.objects.count() == 1
    assert "act" not in fields_of(desk.get(QUEUE), "queue-form")


def test_each_thing_leads_to_where_it_is_put_right(desk):
    clinic = told().clinic
    program = make_program(medical_screening="yes")
    thin = make_program()
    confirm(thin, "offer", method="call", by=make_user("cora"))
    conflict = make_conflict(clinic, "name", "Another name")
    links = [a.get("href") for a in page_of(desk.get(QUEUE)).iterfind(".//form[@id='queue-form']//td//a")]
    assert sorted(links) == [
        f"/admin/check/program/{program.pk}/offer/",
        f"/admin/conflicts/{conflict.pk}/",
        f"/admin/programs/program/{thin.pk}/change/?at=offer#offer",
    ]
    for link in links:
        assert desk.get(link).status_code == 200


@pytest.mark.parametrize("query", [{"rule": "no-rule"}, {"state": "XX"}, {"rule": "\x00"}])
def test_a_wrong_filter_shows_nothing_and_says_so(desk, query):
    make_program()
    page = desk.get(QUEUE, query)
    assert page.status_code == 200
    assert page.context["rows"] == []
    assert len(texts_of(page, ".//span[@class='error']")) == 1


@pytest.mark.parametrize("act", ["", "take", "take:x", "take:-1", "drop:1", "take:99999999999999999999"])
def test_a_button_that_is_none_is_not_found(desk, act):
    assert desk.post(QUEUE, {"act": act}).status_code == 404


def test_who_may_only_look_takes_nothing_on(client):
    viewer = make_user("vera", is_staff=True)
    client.force_login(viewer)
    assert client.get(QUEUE).status_code == 403
    assert client.post(QUEUE, {"act": "take:1"}).status_code == 403


def test_the_queue_costs_the_same_for_one_thing_and_for_a_page(desk, django_assert_num_queries):
    """What is kept is read before: that costs a query more for each rule that is, whatever the number."""
    for number, shown in ((1, 1), (30, 25)):
        for _number in range(number):
            make_program()
        Work().counts()
        with django_assert_num_queries(QUEUE_QUERIES):
            assert len(desk.get(QUEUE).context["rows"]) == shown


def test_the_first_screen_begins_the_queue(desk):
    for _number in range(12):
        make_program()
    page = desk.get("/admin/")
    assert len(page.context["rows"]) == 10
    assert texts_of(page, ".//section[@class='decisions']/p/a") == ["The whole queue: 12 clinics"]


def test_every_rule_says_what_it_is():
    for name, rule in RULES.items():
        assert name == rule.name
        assert str(rule.label)
        assert str(rule.explanation).endswith(".")
        assert 1 <= rule.severity <= 5


def test_a_reader_who_waits_for_an_answer_comes_first():
    old = make_program(medical_screening="yes")
    waiting_since(old, 4000)
    correction = suggest(told().clinic, "contact", "Closed.", address="203.0.113.1")
    items = Work().page(0, 9)
    assert [(item.rule.name, item.weight) for item in items] == [
        ("correction", 3 * 5 * 12),
        ("never-checked", 108),
    ]
    assert items[0].key == correction.pk


def test_what_is_kept_is_what_would_be_read_anew(curator):
    """After each act that changes what a rule finds; only the clinic that changed is read again."""
    program, other = make_program(medical_screening="yes"), make_program(medical_screening="yes")
    acts = [
        lambda: confirm(program, "offer", method="call", by=curator),
        lambda: rename(program, "We cure addiction"),
        lambda: [could_not_reach(other, "offer", by=curator) for _number in range(3)],
        lambda: withdraw(program, by=curator, why="No longer offered."),
        lambda: still_correct(other, "offer", by=curator, method="call", version=other.version),
    ]
    seen, today = [], timezone.localdate()
    for act in [lambda: None, *acts]:
        act()
        kept = kept_things(today)
        assert sorted(kept.tolist()) == sorted(read_kept(today).tolist())
        seen.append(sorted(NAMES[rule] for rule in kept["rule"]))
    assert seen == [
        ["never-checked", "never-checked"],
        ["never-checked"],
        ["check-ended", "never-checked", "promise"],
        ["check-ended", "promise"],
        [],
        [],
    ]
    with change(other, by="tests"):
        other.summary = "Changed."
    assert Work().counts() == {"check-ended": 1}
    assert Work(today=today + dt.timedelta(days=400)).counts() == {"check-ended": 1}


@pytest.mark.parametrize("step", [1, 13, 40])
def test_what_days_alone_change_is_what_would_be_read_anew(monkeypatch, step):
    """Checks, a license, a price that begins and ends: found or not as the days go by, and never all read again."""
    start = timezone.localdate()
    until = {"valid_from": start + dt.timedelta(days=5), "valid_until": start + dt.timedelta(days=25)}
    program = told(prices=[price("dosing_session", 50_000), price("whole_course", 40_000) | until])
    for group, days in (("offer", 3), ("safeguards", 20), ("prices", 50)):
        check = confirm(program, group, method="call", by=make_user("cora"))
        Check.objects.filter(pk=check.pk).update(expires_on=start + dt.timedelta(days=days))
    with change(program.clinic, by="tests"):
        licence = Licence(issuer="State", valid_until=start + dt.timedelta(days=30))
        set_rows(program.clinic, "licences", [licence])
    never = make_program(medical_screening="yes")
    kept_things(start)
    everything, found_by = found_module.read_kept, []
    monkeypatch.setattr(found_module, "read_kept", None)
    for day in (start + dt.timedelta(days=days) for days in range(0, 81, step)):
        kept = kept_things(day)
        assert sorted(kept.tolist()) == sorted(everything(day).tolist()), day
        found_by += [NAMES[rule] for rule in kept["rule"]]
    assert never.pk in kept["program"]
    assert set(found_by) == {"never-checked", "check-ending", "check-ended", "licence-ending"} | (
        {"course-below-session"} if step < 20 else set()
    )


def test_a_day_that_is_over_already_is_read_anew():
    """A clock that was set back: what was kept of a later day says nothing."""
    told()
    later = timezone.localdate() + dt.timedelta(days=500)
    assert Work(today=later).counts() == {"check-ended": 2}
    assert Work().counts() == {}


def test_what_a_merge_moves_counts_at_the_clinic_that_is_kept(curator):
    """Three calls in vain go along, and put its checks on hold, until the two are apart again."""
    kept, gone = make_program(medical_screening="yes").clinic, make_clinic()
    for _number in range(3):
        could_not_reach(gone, "contact", by=curator)
    assert Work().counts() == {"never-checked": 1}
    made = merge(gone, kept, by=curator)
    assert Work().counts() == {"unreached": 1}
    undo_merge(made, by=curator)
    assert Work().counts() == {"never-checked": 1}


def rename(program, name):
    with change(program, by="tests"):
        program.name = name


def test_a_term_that_changes_is_no_reason_to_miss_a_new_entry():
    """What touches everything is read anew, as is what many changes touch."""
    assert Work().counts() == {}
    program = make_program(medical_screening="yes")
    log_search([None])
    assert Work().counts() == {"never-checked": 1}
    Program.objects.filter(pk=program.pk).update(summary="A sure cure.")
    assert Work().counts() == {"never-checked": 1}
    log_search([None])
    assert Work().counts() == {"never-checked": 1, "promise": 1}
