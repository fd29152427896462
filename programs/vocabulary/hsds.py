"""What HSDS 3.0 (Open Referral, docs.openreferral.org) calls things, for those who write and who read it."""

from uuid import UUID, uuid5

from programs.vocabulary import VOCABULARIES

TAXONOMIES = UUID("6f1a3c52-6a0e-4d5e-9a7e-5c0b8f6f2d11")
TITLES = {slug: str(several) for slug, _one, several in VOCABULARIES}
PHONE_TYPES = {"fax": "fax", "tty": "textphone"}  # all others are voice
INTAKE = "For new patients"
WAIT = "{} days"


def id_of(owner, kind):
    """The id of something that is not stored, such as the address of a location."""
    return str(uuid5(UUID(owner), kind))


def taxonomy_of(vocabulary):
    """One taxonomy a vocabulary; its id is the same in every database."""
    title = TITLES[vocabulary]
    return {"id": str(uuid5(TAXONOMIES, vocabulary)), "name": title, "description": title}


VOCABULARY_OF = {taxonomy_of(slug)["id"]: slug for slug in TITLES}
