from directory.models.associations import PUBLIC_PARENT_NAME, Association
from directory.models.certification import CertificationLevel, CertificationRequirement
from directory.models.changes import Change, PublicState, facets_text, having, values_in
from directory.models.clocks import has_come, within
from directory.models.education import Institution, Program, ProgramFact
from directory.models.entries import NOT_RECORDED, Answer, Entry, Language
from directory.models.former import FormerAddress
from directory.models.imports import ColumnMapping, Import, ImportedEntry, ReviewedRow, RowKind
from directory.models.jobs import JobRun
from directory.models.links import Link
from directory.models.mail import OutgoingMail
from directory.models.occupations import Occupation, OccupationFigure
from directory.models.outbox import OutboxItem
from directory.models.places import Place
from directory.models.records import HELD_BACK, Record, RecordQuerySet, in_its_time
from directory.models.resources import Resource
from directory.models.seeds import SeededRow
from directory.models.sourced import SourcedRow
from directory.models.stamps import Stamp, Stamped, StampedQuerySet, stamp_name, stamps_on
from directory.models.submissions import Submission, SubmissionStep
from directory.models.terms import Audience, Synonyms, Topic
from directory.models.touches import gathering, touch, touched
from directory.models.trust import Trust, Trusted
from directory.models.trust_states import TrustState
from directory.models.webhooks import Delivery, Webhook

__all__ = [
    "HELD_BACK",
    "NOT_RECORDED",
    "PUBLIC_PARENT_NAME",
    "Answer",
    "Association",
    "Audience",
    "CertificationLevel",
    "CertificationRequirement",
    "Change",
    "ColumnMapping",
    "Delivery",
    "Entry",
    "FormerAddress",
    "Import",
    "ImportedEntry",
    "Institution",
    "JobRun",
    "Language",
    "Link",
    "Occupation",
    "OccupationFigure",
    "OutboxItem",
    "OutgoingMail",
    "Place",
    "Program",
    "ProgramFact",
    "PublicState",
    "Record",
    "RecordQuerySet",
    "Resource",
    "ReviewedRow",
    "RowKind",
    "SeededRow",
    "SourcedRow",
    "Stamp",
    "Stamped",
    "StampedQuerySet",
    "Submission",
    "SubmissionStep",
    "Synonyms",
    "Topic",
    "Trust",
    "TrustState",
    "Trusted",
    "Webhook",
    "facets_text",
    "gathering",
    "has_come",
    "having",
    "in_its_time",
    "stamp_name",
    "stamps_on",
    "touch",
    "touched",
    "values_in",
    "within",
]
