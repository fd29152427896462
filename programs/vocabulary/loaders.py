"""Copies the data files into the database. A second run changes nothing; the files are the truth."""

import hashlib
from contextlib import suppress

from django.apps import apps as registry
from django.db import connection, transaction
from django.db.models import F, ProtectedError

from programs.vocabulary import VOCABULARIES
from programs.vocabulary.files import (
    ROOM,
    passages_files,
    program_types_file,
    read_passages,
    read_program_types,
    read_studies,
    read_terms,
    read_translation,
    studies_file,
    terms_file,
    translation_files,
)
from programs.vocabulary.places import COUNTRY, FIELDS, PLACES_FILE, place_rows

LANGUAGE = "en"


def load_vocabulary(apps=None) -> list[str]:
    """Make the loaded terms and program types equal to their files, and add the statements that are missing.

    Returns the names of what was loaded. A file whose digest is known and whose rows are there is skipped. Rows
    that curators added (local) stay as they are, also where a file has the same slug. A term that left its file
    goes, unless an entry says it.
    """
    apps = apps or registry
    with transaction.atomic():
        files = {slug: terms_file(slug) for slug, _one, _several in VOCABULARIES}
        others = {"types": program_types_file(), **passages_files(), "studies": studies_file()}
        changed = _changed(apps, files | others | translation_files(), _present(apps))
        if vocabularies := [slug for slug in changed if slug in files]:
            _load_terms(apps, vocabularies)
        if "types" in changed:
            _load_program_types(apps)
        if {"passages", "guides"}.intersection(changed):
            _load_passages(apps)
        if "studies" in changed:
            _load_studies(apps)
        for name in translation_files() if changed else ():
            _load_translation(apps, name)
        if changed:
            _tell_search(apps)
    return changed


def load_places(apps=None) -> list[str]:
    """Make the US places equal to their file; return the name of the file when it was loaded."""
    apps = apps or registry
    place = apps.get_model("programs", "Place")
    with transaction.atomic():
        ours = place.objects.filter(country=COUNTRY)
        changed = _changed(apps, {"places": PLACES_FILE}, {"places"} if ours.exists() else ())
        if changed:
            ours.delete()
            _insert(place, FIELDS, place_rows())
            _tell_search(apps)
    return changed


def _tell_search(apps):
    """Take the next number of the search under the lock of its row: every process then reads everything anew."""
    revision = apps.get_model("programs", "SearchRevision").objects
    if not revision.update(n=F("n") + 1):
        revision.create(pk=1, n=1)
    n = revision.values_list("n", flat=True).get()
    apps.get_model("programs", "SearchChange").objects.create(n=n, clinic_pk=None)


def _present(apps):
    """The vocabularies, and the other files by their keys, that have rows of ours."""
    own = apps.get_model("programs", "Term").objects.filter(local=False)
    others = {"types": "ProgramType", "passages": "Passage", "guides": "Passage", "studies": "Study"}
    held = {name for name in set(others.values()) if apps.get_model("programs", name).objects.exists()}
    there = {key for key, name in others.items() if name in held} | set(translation_files())
    return there | set(own.order_by().values_list("vocabulary", flat=True).distinct())


def _changed(apps, files, present):
    """The keys of `files` that are new, changed or not `present` in the database; their digests are noted."""
    loaded_file = apps.get_model("programs", "LoadedFile")
    names = {key: str(path.relative_to(ROOM)) for key, path in files.items()}
    known = dict(loaded_file.objects.filter(name__in=names.values()).values_list("name", "digest"))
    digests = {key: hashlib.sha256(path.read_bytes()).hexdigest() for key, path in files.items()}
    changed = [key for key in files if key not in present or known.get(names[key]) != digests[key]]
    _upsert(
        loaded_file,
        [loaded_file(name=names[key], digest=digests[key]) for key in changed],
        key=["name"],
        fields=["digest"],
    )
    return changed


def _load_terms(apps, vocabularies):
    term = apps.get_model("programs", "Term")
    entries = [entry for vocabulary in vocabularies for entry in read_terms(vocabulary)]
    own = term.objects.filter(vocabulary__in=vocabularies, local=False)
    for gone in own.exclude(public_id__in=[entry.public_id for entry in entries]):
        with suppress(ProtectedError):
            gone.delete()
    local = set(term.objects.filter(local=True).values_list("vocabulary", "slug"))
    entries = [entry for entry in entries if (entry.vocabulary, entry.slug) not in local]
    _upsert(term, [_term_row(term, entry) for entry in entries], key=["public_id"], fields=["slug", "order"])
    keys = dict(own.values_list("public_id", "pk"))
    _load_texts(apps, entries, keys)
    _load_codes(apps, entries, keys)


def _term_row(term, entry):
    return term(
        public_id=entry.public_id,
        vocabulary=entry.vocabulary,
        slug=entry.slug,
        order=entry.order,
        local=False,
    )


def _load_texts(apps, entries, keys):
    text = apps.get_model("programs", "TermText")
    rows = [
        text(
            term_id=keys[entry.public_id],
            language=LANGUAGE,
            label=entry.label,
            definition=entry.definition,
            synonyms="\n".join(entry.synonyms),
        )
        for entry in entries
    ]
    _upsert(text, rows, key=["term", "language"], fields=["label", "definition", "synonyms"])


def _load_codes(apps, entries, keys):
    term_code = apps.get_model("programs", "TermCode")
    wanted = {
        (keys[entry.public_id], code.list, code.edition, code.code, code.answer)
        for entry in entries
        for code in entry.codes
    }
    columns = ("term_id", "list", "edition", "code", "answer")
    ours = term_code.objects.filter(term__in=keys.values())
    stored = {tuple(row): key for key, *row in ours.values_list("pk", *columns)}
    term_code.objects.filter(pk__in=[key for values, key in stored.items() if values not in wanted]).delete()
    missing = sorted(wanted - stored.keys())
    term_code.objects.bulk_create(term_code(**dict(zip(columns, row, strict=True))) for row in missing)


def _load_program_types(apps):
    program_type = apps.get_model("programs", "ProgramType")
    text = apps.get_model("programs", "ProgramTypeText")
    entries = read_program_types()
    rows = [program_type(slug=e.slug, order=e.order, listed_by_default=e.listed_by_default) for e in entries]
    _upsert(program_type, rows, key=["slug"], fields=["order", "listed_by_default"])
    keys = dict(program_type.objects.values_list("slug", "pk"))
    texts = [
        text(
            program_type_id=keys[entry.slug],
            language=LANGUAGE,
            label=entry.label,
            summary=entry.summary,
            definition=entry.definition,
            citation=entry.citation,
        )
        for entry in entries
    ]
    fields = ["label", "summary", "definition", "citation"]
    _upsert(text, texts, key=["program_type", "language"], fields=fields)
    _load_requirements(apps, entries, keys)


def _load_passages(apps):
    """Add the statements that are missing; those that stand are the curators'."""
    passage = apps.get_model("programs", "Passage")
    rows = [passage(language=LANGUAGE, **vars(entry)) for entry in read_passages()]
    passage.objects.bulk_create(rows, ignore_conflicts=True)


def _load_studies(apps):
    """Add the studies that are missing; those that stand are the curators'."""
    study, text = apps.get_model("programs", "Study"), apps.get_model("programs", "StudyText")
    terms = dict(
        apps.get_model("programs", "Term").objects.filter(vocabulary="substance").values_list("slug", "pk")
    )
    there = set(study.objects.values_list("slug", flat=True))
    for entry in read_studies():
        if entry.slug not in there:
            made = study.objects.create(
                slug=entry.slug,
                name=entry.name,
                year=entry.year,
                design=entry.design,
                people=entry.people,
                substance_id=terms.get(entry.substance),
                reference=entry.reference,
                scale=entry.scale,
                effect=entry.numbers["effect"],
                effect_low=entry.numbers["low"],
                effect_high=entry.numbers["high"],
            )
            text.objects.create(study=made, language=LANGUAGE, **entry.words)


def _load_translation(apps, name):
    """Add the texts of another language that are missing; those that stand are the curators'."""
    language, kind = name.split("/")
    told = read_translation(name)
    rows = TRANSLATED[kind](apps, told)
    for row in rows:
        row.language = language
    if rows:
        type(rows[0]).objects.bulk_create(rows, ignore_conflicts=True)


def _term_texts(apps, told):
    text = apps.get_model("programs", "TermText")
    terms = apps.get_model("programs", "Term").objects.filter(local=False)
    return [
        text(term_id=pk, **{**said, "synonyms": "\n".join(said.get("synonyms", ()))})
        for pk, vocabulary, slug in terms.values_list("pk", "vocabulary", "slug")
        if (said := told.get(vocabulary, {}).get(slug))
    ]


def _type_texts(apps, told):
    text = apps.get_model("programs", "ProgramTypeText")
    kinds = apps.get_model("programs", "ProgramType").objects.filter(slug__in=told)
    texts = {kind.slug: kind.texts.get(language=LANGUAGE) for kind in kinds}
    return [
        text(program_type_id=en.program_type_id, **{"citation": en.citation, **told[slug]})
        for slug, en in texts.items()
    ]


def _passages(apps, told):
    passage = apps.get_model("programs", "Passage")
    english = {entry.key: entry for entry in read_passages()}
    return [
        passage(key=key, show_until=english[key].show_until, **{"citation": english[key].citation, **said})
        for key, said in told.items()
    ]


def _study_texts(apps, told):
    text = apps.get_model("programs", "StudyText")
    keys = dict(apps.get_model("programs", "Study").objects.values_list("slug", "pk"))
    return [text(study_id=keys[slug], **said) for slug, said in told.items() if slug in keys]


TRANSLATED = {"terms": _term_texts, "types": _type_texts, "passages": _passages, "studies": _study_texts}


def _load_requirements(apps, entries, keys):
    requirement = apps.get_model("programs", "ProgramTypeRequirement")
    term = apps.get_model("programs", "Term")
    terms = {(of, slug): key for key, of, slug in term.objects.values_list("pk", "vocabulary", "slug")}
    requirement.objects.filter(program_type__in=[keys[entry.slug] for entry in entries]).delete()
    requirement.objects.bulk_create(
        requirement(
            program_type_id=keys[entry.slug],
            vocabulary=vocabulary,
            term_id=terms[vocabulary, slug] if slug else None,
        )
        for entry in entries
        for vocabulary, slug in entry.requirements
    )


def _upsert(model, rows, *, key, fields):
    model.objects.bulk_create(rows, update_conflicts=True, unique_fields=key, update_fields=fields)


def _insert(model, fields, rows):
    """Insert many plain rows: bulk_create takes several times as long for 70,000."""
    quoted = connection.ops.quote_name
    columns = ", ".join(quoted(model._meta.get_field(field).column) for field in fields)
    into = f"{quoted(model._meta.db_table)} ({columns})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {into} VALUES ({marks})", rows)  # noqa: S608 - our own names
