"""The model of the directory. Entries are written through programs.publishing only."""

from programs.models.account import Audit, Authenticator, Passkey, RecoveryCode, SignInTry
from programs.models.assignment import Assignment
from programs.models.batch import Batch, Columns, Earlier, Merge
from programs.models.call import Call
from programs.models.change import Change, SearchChange, SearchRevision
from programs.models.clinic import Clinic, ClinicSlug, Organization, Precision, Status
from programs.models.contact import Hours, Phone
from programs.models.correction import Correction
from programs.models.document import SearchDocument
from programs.models.export import Export
from programs.models.invitation import Invitation
from programs.models.job import Job
from programs.models.licence import Licence
from programs.models.link_visit import LinkVisit
from programs.models.note import Note
from programs.models.passage import Passage
from programs.models.place import LoadedFile, Place
from programs.models.price import Item, Price
from programs.models.program import Program, ServedState
from programs.models.source import Check, Conflict, DuplicateSuspect, Source, SourceRecord, Statement
from programs.models.study import Study, StudyText
from programs.models.term import (
    ClinicTerm,
    ProgramTerm,
    ProgramType,
    ProgramTypeRequirement,
    ProgramTypeText,
    Term,
    TermCode,
    TermText,
)

__all__ = [
    "Assignment",
    "Audit",
    "Authenticator",
    "Batch",
    "Call",
    "Change",
    "Check",
    "Clinic",
    "ClinicSlug",
    "ClinicTerm",
    "Columns",
    "Conflict",
    "Correction",
    "DuplicateSuspect",
    "Earlier",
    "Export",
    "Hours",
    "Invitation",
    "Item",
    "Job",
    "Licence",
    "LinkVisit",
    "LoadedFile",
    "Merge",
    "Note",
    "Organization",
    "Passage",
    "Passkey",
    "Phone",
    "Place",
    "Precision",
    "Price",
    "Program",
    "ProgramTerm",
    "ProgramType",
    "ProgramTypeRequirement",
    "ProgramTypeText",
    "RecoveryCode",
    "SearchChange",
    "SearchDocument",
    "SearchRevision",
    "ServedState",
    "SignInTry",
    "Source",
    "SourceRecord",
    "Statement",
    "Status",
    "Study",
    "StudyText",
    "Term",
    "TermCode",
    "TermText",
]
