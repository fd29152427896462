"""What an import promises whatever the order of rows, of files and of imports.

1. The rows of a file, and the files of one command, in any order: the same clinics in every fact, their addresses
   (slugs), programs and terms, and the same suspects of being one clinic twice.
2. The files of one edition of one source, imported one after another in any order: the same places found, with the
   same facts, if no two rows have one key: of a row that differs only in how it writes the same words the last one
   counts. Slugs may differ, as a clinic gets its own when it is first published, and phones stand as they came.
3. Files of several sources, one after another in any order: the same places found. Their facts may differ: a source
   never overwrites what another source stated first.
4. Importing any of these files again changes nothing.

What 2 and 3 cannot promise: where a later row is surely two clinics that are public already, it joins one of them, and
the two become suspects; the same rows in one command are one clinic. Clinics that are public are merged by a person.
"""

import itertools
from dataclasses import replace
from uuid import NAMESPACE_URL, uuid5

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from programs.codebook import VERSION
from programs.imports.match import group, never_one
from programs.imports.names import join_names, name_words
from programs.imports.phones import parse_phone
from programs.imports.streets import is_withheld, parse_street
from programs.models import Change, Clinic, DuplicateSuspect, SourceRecord
from programs.models.facts import texts
from tests.import_files import KETAMINE, OTHER_CARE, directory_row, import_file, outcomes, write_rows
from tests.test_imports_hard_pairs import spot_of

pytestmark = pytest.mark.django_db
# Rows of which some are one place, some likely one, some neither, and some one by way of a third.
NAMES = [
    ("Blue Mesa Counseling", ""),
    ("Blue Mesa Csl Inc", ""),
    ("Blue Mesa Counseling", "Adult Clinic"),
    ("Ocotillo Health", "Saguaro House"),
    ("Saguaro House", ""),
    ("Recovery Center", ""),
    ("Ocotillo Health", "Inpatient Behavioral Health Unit"),
    ("Palo Verde", "Inpatient Behavioral Health Unit"),
    ("Palo Verde", ""),
]
STREETS = [
    "100 North Invented Street",
    "100 N. Invented St",
    "100 North Invented Avenue",
    "102 North Invented Street",
    "100-102 North Invented Street",
    "---",
]
UNITS = ["", "", "Suite 5", "Ste 7", "2nd Floor"]
PHONES = ["", "520-555-0100", "520-555-0101", "520-555-0100 x7"]
CODES = [KETAMINE, OTHER_CARE, "SA * OP * CBT * MD"]
ROWS = st.builds(
    lambda kind, name, street, unit, code, phone, care: directory_row(
        directory_type=kind,
        name1=name[0],
        name2=name[1],
        street1=street,
        street2=unit,
        zip=code,
        phone=phone,
        service_code_info=care,
    ),
    st.sampled_from(["mental", "substance"]),
    *map(st.sampled_from, (NAMES, STREETS, UNITS, ["85701", "85702"], PHONES, CODES)),
)
# Places, each as several lists may write it: whatever two of its ways, they are surely one, and no two places are.
PLACES = [
    [
        {"name1": name, "street1": street, "phone": phone}
        for name in ("Blue Mesa Counseling", "Blue Mesa Csl Inc", "The Blue Mesa Counseling Ctr")
        for street in ("100 North Invented Street", "100 N. Invented St.")
        for phone in ("520-555-0100", "", "520-555-0101")
    ],
    [
        {"name1": name, "street1": "102 North Invented Street", "phone": "520-555-0100"}
        for name in ("Blue Mesa Counseling", "Blue Mesa Behav Hlth")
    ],
    [
        {"name1": name, "name2": part, "street1": "100 North Invented Street", "street2": unit, "phone": ""}
        for name, part in (("Saguaro House", ""), ("Ocotillo Health", "Saguaro House"))
        for unit in ("Suite 5", "#5")
    ],
    [
        {"name1": "Mesa Shelter", "street1": street, "phone": phone}
        for street in ("---", "- - -")
        for phone in ("520-555-0103", "(520) 555-0103 x9")
    ],
]


def examples(count):
    """Settings for `count` trials of several imports each; a failing one is small enough to be read as it is."""
    phases = [Phase.explicit, Phase.reuse, Phase.generate]
    return settings(max_examples=count, deadline=None, phases=phases, suppress_health_check=list(HealthCheck))


class Undo(Exception):
    """Ends a trial: nothing of it stays."""


@pytest.fixture
def trial(tmp_path):
    """Run imports that leave nothing behind: `trial(imports, look)` gives what `look()` sees after them.

    An import is (source, edition, rows of each of its files).
    """

    def run(imports, look):
        found = []
        try:
            with transaction.atomic():
                for each in imports:
                    bring(tmp_path, *each)
                found.append(look())
                raise Undo
        except Undo:
            return found[0]

    run.path = tmp_path
    return run


def bring(tmp_path, source, edition, *files):
    paths = [write_rows(tmp_path / f"{number}.csv", rows) for number, rows in enumerate(files) if rows]
    first, *more = paths
    report = import_file(first, more=more, source=source, edition=edition)
    assert report["rejects"] == []
    return report


def facts(by_arrival=True):
    """All that the directory says of all its clinics and programs, and which clinics are suspects.

    Without `by_arrival` the slugs are left out, and the phones of a clinic are in no order.
    """

    def said(entry):
        found = {name: text for name, text in texts(entry).items() if name not in ("clinic", "merged_into")}
        if not by_arrival:
            found |= {"slug": "", "phones": "; ".join(sorted(found.get("phones", "").split("; ")))}
        return tuple(sorted(found.items()))

    clinics = {
        clinic.pk: (said(clinic), tuple(sorted(said(program) for program in clinic.programs.for_reading())))
        for clinic in Clinic.objects.for_reading()
    }
    suspects = DuplicateSuspect.objects.values_list("one", "other")
    return sorted(clinics.values()), sorted(sorted(clinics[pk] for pk in pair) for pair in suspects)


def pairs(groups):
    return {pair for group in groups for pair in itertools.combinations(sorted(group), 2)}


def keys_of_clinics():
    """The keys of each clinic's records."""
    keys = {}
    for clinic, key in SourceRecord.objects.values_list("clinic_id", "key"):
        keys.setdefault(clinic, set()).add(key)
    return keys


def one_or_suspects():
    """Pairs of keys of which the directory says that they are one place, or that they may be."""
    keys = keys_of_clinics()
    near = {clinic: {clinic} for clinic in keys}
    for one, other in DuplicateSuspect.objects.values_list("one", "other"):
        together = near[one] | near[other]
        for clinic in together:
            near[clinic] = together
    return pairs(set().union(*(keys[clinic] for clinic in each)) for each in near.values())


def listing_rows(rows):
    """Rows of directories as a listing of a partner of ours has them: with ids, and a stamp as the last line."""
    made = []
    for row in rows:
        name, operator = join_names(row["name1"], row["name2"])
        phone = parse_phone(row["phone"])
        withheld = is_withheld(row["street1"])
        made.append(
            {
                "clinic_id": str(uuid5(NAMESPACE_URL, repr(sorted(row.items())))),
                "clinic_name": name,
                "organization": operator,
                "street": "" if withheld else row["street1"],
                "unit": row["street2"],
                "city": row["city"],
                "state": row["state"],
                "postal_code": row["zip"],
                "address_withheld": "yes" if withheld else "",
                "phones": f"main | {phone[0]}" if phone else "",
                "program_id": "",
            }
        )
    stamp = f"# exported 2026-11-23T14:05Z, filter none, {len(rows)} rows, codebook {VERSION}"
    return [*made, dict.fromkeys(made[0], "") | {"clinic_id": stamp}]


def locator_rows(rows):
    """The same as the substance-use locator has them: without phone, with coordinates."""
    columns = ("name1", "name2", "street1", "street2", "city", "state", "zip")
    return [
        {name: row[name] for name in columns} | {"latitude": "32.2217", "longitude": "-110.9698"}
        for row in rows
    ]


def spots_of(rows):
    """The Spots of rows in the order given, each with its number as ref and its text as order."""
    spots = []
    for number, row in enumerate(rows):
        spot = spot_of(row, number)
        spots.append(replace(spot, order=(1, repr(sorted(row.items())), number)))
    return spots


@settings(max_examples=300, deadline=None)
@given(st.lists(ROWS, min_size=2, max_size=9), st.randoms(use_true_random=False))
def test_rows_are_told_apart_alike_in_any_order(rows, dice):
    spots = spots_of(rows)
    mixed = list(spots)
    dice.shuffle(mixed)
    (groups, likely), (again, likely_again) = group(spots), group(mixed)

    def numbers(found):
        return sorted(sorted(spot.ref for spot in each) for each in found)

    assert numbers(again) == numbers(groups)
    assert numbers(likely_again) == numbers(likely)
    for each in groups:
        assert not any(never_one([one], [other]) for one, other in itertools.combinations(each, 2))


def check_rows_and_files(trial, count):
    @examples(count)
    @given(st.lists(ROWS, min_size=2, max_size=6), st.randoms(use_true_random=False))
    def holds(rows, dice):
        other = list(rows)
        dice.shuffle(other)
        cut, register = dice.randrange(len(rows)), ("Register", "2024")
        found = trial([(*register, rows)], facts)
        assert trial([(*register, other[cut:], other[:cut])], facts) == found

    holds()


def test_rows_and_files_of_one_command_in_any_order(trial):
    check_rows_and_files(trial, 3)


@pytest.mark.long
def test_rows_and_files_of_one_command_in_any_order_many(trial):
    check_rows_and_files(trial, 25)


@pytest.mark.long
def test_what_one_command_joins_several_commands_join_or_suspect(trial):
    @examples(25)
    @given(st.lists(ROWS, min_size=2, max_size=5), st.randoms(use_true_random=False))
    def holds(rows, dice):
        other = list(rows)
        dice.shuffle(other)
        together = trial([("Register", "2024", rows)], lambda: pairs(keys_of_clinics().values()))
        apart = trial([("Register", "2024", [row]) for row in other], one_or_suspects)
        assert together <= apart

    holds()


WAYS = st.lists(
    st.sampled_from([(place, number) for place, ways in enumerate(PLACES) for number in range(len(ways))]),
    min_size=2,
    max_size=5,
    unique=True,
)


def rows_of(ways):
    """(rows of directories that write places in these ways, how many places they are)."""
    rows = [directory_row(**PLACES[place][number]) for place, number in ways]
    return rows, len({place for place, _number in ways})


def words_of(row):
    """What the key of a row is made of: rows that write the same words have one key."""
    street = "" if is_withheld(row["street1"]) else row["street1"]
    phone = parse_phone(row["phone"]) or [""]
    names = name_words(f"{row['name1']} {row['name2']}")
    return names, parse_street(street, row["street2"]), phone[0]


def count_clinics():
    return Clinic.objects.count()


def check_files_one_after_another(trial, count):
    @examples(count)
    @given(WAYS, st.randoms(use_true_random=False))
    def holds(ways, dice):
        rows, number = rows_of(ways)
        rows = list({words_of(row): row for row in rows}.values())
        dice.shuffle(rows)
        one_by_one = [("Register", "2024", [row]) for row in rows]
        found = trial([("Register", "2024", rows)], lambda: facts(by_arrival=False))
        assert len(found[0]) == number
        assert trial(one_by_one, lambda: facts(by_arrival=False)) == found

    holds()


def test_files_of_one_edition_one_after_another(trial):
    check_files_one_after_another(trial, 2)


@pytest.mark.long
def test_files_of_one_edition_one_after_another_many(trial):
    check_files_one_after_another(trial, 25)


def check_several_sources(trial, count):
    @examples(count)
    @given(WAYS, st.randoms(use_true_random=False))
    def holds(ways, dice):
        rows, number = rows_of(ways)
        located = [row for row in rows if not is_withheld(row["street1"])]
        imports = [("Register", "2024", rows), ("Partner", "2026", listing_rows(rows))]
        imports += [("Locator", "2021", locator_rows(located))] if located else []
        dice.shuffle(imports)
        assert trial(imports, count_clinics) == number

        def again():
            before = facts(), Change.objects.count()
            for each in imports:
                assert set(outcomes(bring(trial.path, *each))) <= {"unchanged", "skipped"}
            return before == (facts(), Change.objects.count())

        assert trial(imports, again)

    holds()


def test_files_of_several_sources_and_each_of_them_again(trial):
    check_several_sources(trial, 1)


@pytest.mark.long
def test_files_of_several_sources_and_each_of_them_again_many(trial):
    check_several_sources(trial, 25)


def test_a_row_finds_a_clinic_by_what_another_row_said_of_it(trial):
    street = {"street1": "7 Invented Way", "phone": ""}
    parts = [
        directory_row(name1="Ocotillo Health", name2=part, **street) for part in ("Saguaro House", "Youth")
    ]
    alone = directory_row(name1="Saguaro House", **street)
    imports = [("Register", "2024", parts), ("Partner", "2026", listing_rows([alone]))]
    assert trial(imports, count_clinics) == 1


def test_a_row_that_is_two_public_clinics_makes_them_suspects(trial):
    first = directory_row(name1="Ocotillo Health", phone="520-555-0100")
    second = directory_row(name1="Saguaro House", phone="520-555-0101")
    both = directory_row(name1="Ocotillo Health Inc", phone="520-555-0100", intake1="520-555-0101")
    register = ("Register", "2024")
    assert trial([(*register, [first, second, both])], count_clinics) == 1
    for rows in itertools.permutations([first, second]):
        imports = [(*register, [row]) for row in (*rows, both)]
        assert trial(imports, lambda: (Clinic.objects.count(), DuplicateSuspect.objects.count())) == (2, 1)
