"""JSON Schemas of what the interfaces answer, from the codebook and from the tables of HSDS."""

from programs.codebook import columns_of
from programs.columns import DATE, LIST, NUMBER, PUBLIC
from programs.exports.hsds_tabular_writer import NUMBERS, TABLES

# What is nested in an object of HSDS: {its table: {name: table}}; a name in the plural holds several.
ONE_OF = {
    "service": {"organization": "organization"},
    "service_at_location": {"location": "location"},
    "attribute": {"taxonomy_term": "taxonomy_term"},
    "taxonomy_term": {"taxonomy_detail": "taxonomy"},
}
SEVERAL_OF = {
    "organization": {
        "organization_identifiers": "organization_identifier",
        "locations": "location",
        "services": "service",
    },
    "service": {
        "service_areas": "service_area",
        "service_at_locations": "service_at_location",
        "cost_options": "cost_option",
        "attributes": "attribute",
    },
    "location": {
        "languages": "language",
        "addresses": "address",
        "accessibility": "accessibility",
        "phones": "phone",
        "schedules": "schedule",
        "attributes": "attribute",
    },
    "cost_option": {"attributes": "attribute"},
}
# What HSDS asks of an object beside its id.
REQUIRED = {
    "organization": ["name", "description"],
    "service": ["name", "status"],
    "location": ["location_type"],
    "phone": ["number"],
    "taxonomy": ["name", "description"],
    "taxonomy_term": ["name", "description"],
}
TEXT = {"type": "string"}
COUNT = {"type": "integer", "minimum": 0}
YES_NO = {"type": "boolean"}
STATED: dict[str, dict] = {
    NUMBER: {"type": ["number", "null"]},
    DATE: {"type": ["string", "null"], "format": "date"},
    LIST: {"type": "array", "items": TEXT},
}
ABOUT = {"demonstration": YES_NO, "licence": TEXT}
PAGE = {
    "total_items": COUNT,
    "total_pages": COUNT,
    "page_number": COUNT,
    "size": COUNT,
    "first_page": YES_NO,
    "last_page": YES_NO,
    "empty": YES_NO,
}
OPTION = {
    "value": TEXT,
    "label": TEXT,
    "count": {"type": ["integer", "null"]},
    "selected": YES_NO,
}


def schema(properties, required=None):
    """An object with `properties`, all of them there unless `required` names those that are."""
    return {"type": "object", "properties": properties, "required": required or list(properties)}


def listed(items):
    return {"type": "array", "items": items}


def ref(name):
    return {"$ref": f"#/components/schemas/{name}"}


def components():
    """{name: schema} of every object."""
    hsds = {name: hsds_object(name, fields.split()) for name, fields in TABLES.items()}
    minimal = schema({"id": hsds["service"]["properties"]["id"], "modified_date": time_of_change()})
    return hsds | clinic_schemas() | {"problem": problem_schema(), "service_minimal": minimal}


def hsds_object(name, fields):
    """An object of HSDS: the fields of its table and what is nested in it."""
    properties = {field: hsds_field(field) for field in fields}
    properties |= {key: ref(table) for key, table in ONE_OF.get(name, {}).items()}
    properties |= {key: listed(ref(table)) for key, table in SEVERAL_OF.get(name, {}).items()}
    if name == "service_at_location":
        properties["service"] = ref("service")
    return schema(properties, ["id", *REQUIRED.get(name, [])])


def hsds_field(name):
    if name == "last_modified":
        return time_of_change()
    if name == "id" or (name.endswith("_id") and name != "link_id"):
        return {"type": "string", "format": "uuid"}
    return {"type": "number"} if name in NUMBERS else TEXT


def time_of_change():
    return {"type": "string", "format": "date-time"}


def clinic_schemas():
    """A clinic of /api/clinics with its programs, by the columns of the codebook."""
    columns = columns_of(PUBLIC)
    parts = {
        owner: {
            column.name: STATED.get(column.kind, TEXT) | {"description": column.explained()}
            for column in columns
            if column.owner == owner
        }
        for owner in ("clinic", "program")
    }
    clinic = parts["clinic"] | {"programs": listed(ref("program")), "miles": {"type": "number", "minimum": 0}}
    facets = {"type": "object", "additionalProperties": listed(schema(OPTION))}
    answer = {
        **ABOUT,
        "total": COUNT,
        "page": COUNT,
        "pages": COUNT,
        "sort": TEXT,
        "notes": listed(TEXT),
        "facets": facets,
        "results": listed(ref("clinic")),
    }
    return {
        "clinic": schema(clinic, [name for name in clinic if name != "miles"]),
        "program": schema(parts["program"]),
        "clinics": schema(answer),
    }


def page_of(*names):
    """A page of objects of one of the schemas `names`."""
    kinds = [ref(name) for name in names]
    return schema(PAGE | {"contents": listed(kinds[0] if len(kinds) == 1 else {"anyOf": kinds})} | ABOUT)


def problem_schema():
    """RFC 9457, with what each kind of error adds."""
    named = {"type": "object", "additionalProperties": listed(TEXT)}
    return schema(
        {"type": TEXT, "title": TEXT, "status": {"type": "integer"}, "errors": named, "last_page": COUNT},
        ["type", "title", "status"],
    )
