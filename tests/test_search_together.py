"""Several processes and transactions at once: every search sees what was committed before it, and all of it."""

import random
import threading

import pytest
from django.db import connection, transaction

from programs.publishing import change
from programs.search import find
from programs.search.fresh import forget
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


def names():
    return {hit.clinic.name for hit in find({}).hits}


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one writer in at a time")
def test_what_commits_in_the_opposite_order_is_not_missed():
    first, second = (make_program(make_clinic(name=name)).clinic for name in ("First", "Second"))
    assert names() == {"First", "Second"}
    began, go_on = threading.Event(), threading.Event()

    def slow():
        with change(first, by="slow"):
            first.name = "First again"
            first.save()
            began.set()
            go_on.wait(20)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert began.wait(20)
    with change(second, by="quick"):
        second.name = "Second again"
    assert names() == {"First", "Second again"}
    go_on.set()
    thread.join(20)
    assert names() == {"First again", "Second again"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one writer in at a time")
def test_a_number_that_was_taken_holds_up_the_next():
    first, second = (make_program(make_clinic(name=name)).clinic for name in ("First", "Second"))
    names()
    done = threading.Event()

    def next_one():
        with change(second, by="next"):
            second.name = "Second again"
        done.set()
        connection.close()

    thread = threading.Thread(target=next_one)
    with transaction.atomic():
        with change(first, by="first"):
            first.name = "First again"
        thread.start()
        assert not done.wait(1)
        seen = []
        looker = threading.Thread(target=lambda: (seen.append(names()), connection.close()))
        looker.start()
        looker.join(20)
        assert seen == [{"First", "Second"}]
    thread.join(20)
    assert names() == {"First again", "Second again"}
    kept = names()
    forget()
    assert names() == kept
