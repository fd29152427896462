"""Several processes and transactions at once: every search sees what was committed before it, and all of it."""

import random
import threading

import pytest
from django.db import connection, transaction

from programs.publishing import change, set_terms
from programs.search import find
from tests.factories import make_clinic, make_program
from tests.streams import Process
from tests.worlds import make_world


@pytest.fixture
def shared(transactional_db, tmp_path):
    """The address of a database that other processes can open, holding a random world."""
    make_world(random.Random(5), 8)
    if connection.vendor == "sqlite":
        path = tmp_path / "shared.sqlite3"
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(path)])
        return f"sqlite:///{path}"
    at = connection.settings_dict
    return f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"


@pytest.fixture
def processes(shared, tmp_path):
    """One process that edits and two that search."""
    three = [Process(shared, tmp_path / name) for name in ("editor", "reader", "other")]
    yield three
    for process in three:
        process.end()


@pytest.mark.long
def test_each_edit_of_another_process_shows_in_the_next_search(processes):
    editor, *readers = processes
    for _step in range(25):
        done = editor.ask("edit 1")
        for reader in readers:
            assert (done, reader.ask("compare")) == (done, [])


@pytest.mark.long
def test_a_stream_of_edits_is_never_seen_by_halves(processes):
    editor, *readers = processes
    for _round in range(4):
        editor.tell("edit 25")
        for _look in range(6):
            assert [reader.ask("compare") for reader in readers] == [[], []]
        assert len(editor.answer()) == 25
        assert [reader.ask("compare") for reader in readers] == [[], []]


def with_va():
    """The programs that the index knows to take VA funds."""
    return [
        pk
        for _clinic, programs in find({"payment": "va", "sort": "name"}, with_page=False).ids
        for pk in programs
    ]


def take_va(program):
    with change(program, by="tests"):
        set_terms(program, "payment", ["va"])


def two_programs():
    programs = [make_program(make_clinic(name=name)) for name in ("First", "Second")]
    assert with_va() == []
    return programs


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one writer in at a time")
def test_what_commits_in_the_opposite_order_is_not_missed():
    first, second = two_programs()
    began, go_on = threading.Event(), threading.Event()

    def slow():
        with change(first, by="slow"):
            set_terms(first, "payment", ["va"])
            began.set()
            go_on.wait(20)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert began.wait(20)
    take_va(second)
    assert with_va() == [second.pk]
    go_on.set()
    thread.join(20)
    assert with_va() == [first.pk, second.pk]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one writer in at a time")
def test_a_number_that_was_taken_holds_up_the_next():
    first, second = two_programs()
    done, seen = threading.Event(), []

    def next_one():
        take_va(second)
        done.set()
        connection.close()

    def look():
        seen.append(with_va())
        connection.close()

    writer, looker = threading.Thread(target=next_one), threading.Thread(target=look)
    with transaction.atomic():
        take_va(first)
        writer.start()
        assert not done.wait(1)
        looker.start()
        looker.join(20)
    assert seen == [[]]
    writer.join(20)
    assert with_va() == [first.pk, second.pk]
