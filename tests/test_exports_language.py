"""The language of a file: one throughout, that which is asked for; column names, slugs and HSDS stay as they are."""

import io
import json

import openpyxl
import pytest
from django.http import QueryDict
from django.utils import timezone

from programs.exports.asked import asked
from programs.exports.formats import write
from programs.publishing import change, confirm
from tests.factories import make_clinic, make_program, make_source, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def written(name, query="", language="es"):
    _result, table = asked(QueryDict(f"{query}&file_language={language}"))
    file = io.BytesIO()
    write(file, name, table)
    return file.getvalue()


def make_told():
    """A program of which something is stated for each sentence of a file, with its clinic."""
    clinic = make_clinic(languages=["es"], accessibility=[("wheelchair", "", "no", "Six steps")])
    with change(clinic, by="tests", source=make_source()):
        clinic.licences.create(kind="accreditation", issuer="Board", number="A-1", state="expired")
    program = make_program(
        clinic,
        substances=["alcohol"],
        prescriber_on_site="no",
        take_home="never",
        dosing_fewest=6,
        states=["NV"],
        age_max=17,
        prices=[{"item": "consultation", "low": 20000, "includes": ["preparation"], "valid_until": TODAY}],
    )
    confirm(program, "offer", by=make_user(), method="web_page")
    return program


def resource(kind, language):
    entries = json.loads(written("fhir", language=language))["entry"]
    [found] = [each["resource"] for each in entries if each["resource"]["resourceType"] == kind]
    return found


FACTS = {
    "en": {
        "Alcohol",
        "Ketamine",
        "Dosing sessions, fewest: 6",
        "Prescriber on site: no",
        "Medicine to take at home: never",
        "States served by telehealth: Nevada",
    },
    "es": {
        "Alcohol",
        "Ketamina",
        "Sesiones de dosis, mínimo: 6",
        "Hay alguien que receta en el lugar: no",
        "Medicamento para tomar en casa: nunca",
        "Estados que atiende a distancia: Nevada",
    },
}


@pytest.mark.parametrize("language", FACTS)
def test_facts_that_fhir_has_no_element_for_are_said_in_the_language_of_the_file(language):
    make_told()
    service = resource("HealthcareService", language)
    assert {each["text"] for each in service["characteristic"]} == FACTS[language]
    assert service["eligibility"] == [
        {"comment": {"en": "Ages: up to 17", "es": "Edades: hasta 17"}[language]}
    ]


def test_prices_and_checks_in_fhir_are_in_spanish():
    check = make_told().checks.get()
    assert resource("HealthcareService", "es")["extraDetails"].splitlines() == [
        "Todo el tratamiento: al menos $200.",
        "Sin contar, porque no se dice un precio o un número: sesión de dosis.",
        f"Consulta: desde $200; incluye sesión de preparación; hasta el {TODAY}.",
        f"Qué ofrece: confirmado; fuente: Register of tests; comprobado el {check.checked_on} "
        f"en el sitio web de la clínica, vale hasta el {check.expires_on}.",
        *(
            f"{group}: figura en una lista; fuente: Register of tests."
            for group in ("Qué pasa", "Para quién es", "Medidas de seguridad", "Precios")
        ),
    ]


def test_a_place_in_fhir_is_in_spanish_and_says_which_access_there_is_not():
    make_told()
    location = resource("Location", "es")
    assert location["description"].splitlines()[0] == "Acreditación: Board, número A-1, vencida."
    [access] = [each["valueCodeableConcept"] for each in location["extension"]]
    assert access == {"text": "Se puede entrar y moverse en silla de ruedas: no (Six steps)"}


def test_the_filter_in_words_and_the_terms_of_use_are_in_spanish():
    make_told()
    said = json.loads(written("json", "substance=alcohol&changed_since=2020-01-01"))
    assert said["stamp"]["filter_in_words"] == "Alcohol · cambió desde el 2020-01-01"
    assert said["licence"].endswith(
        "Nombre, por favor, el directorio y las fuentes que nombra cada fila, con la fecha de este archivo."
    )
    assert json.loads(written("json"))["stamp"]["filter_in_words"] == (
        "todos los programas que figuran por defecto"
    )


def test_the_sheet_about_a_workbook_is_in_spanish():
    make_told()
    sheet = openpyxl.load_workbook(io.BytesIO(written("xlsx", "medicine=ketamine")))["About this file"]
    assert [cell for [cell] in sheet.iter_rows(min_row=3, values_only=True)] == [
        "Filtro: Ketamina",
        "Licencia: CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)",
        "Nombre, por favor, el directorio y las fuentes que nombra cada fila, con la fecha de este archivo.",
        "Demostración: hay clínicas inventadas. No las llame ni confíe en los datos.",
    ]


def test_the_codebook_and_hsds_are_in_english_whatever_the_language():
    make_told()
    columns = [json.loads(written("json", language=language))["columns"] for language in ("en", "es")]
    assert columns[0] == columns[1]
    services = [json.loads(written("hsds", language=language))["contents"] for language in ("es", "en")]
    assert services[0] == services[1]
    assert [cost["option"] for cost in services[0][0]["cost_options"]] == ["Consultation"]
