"""Columns and the roles that see them, in sentences written by hand from the field's roles. No code but the lens sentinel reads them."""

from __future__ import annotations

WHO = {
    "work": "screening_officer social_worker practice_manager manager service_manager lead_child_protection_practitioner "
    "head_of_service edt",
    "hold": "screening_officer social_worker practice_manager manager service_manager lead_child_protection_practitioner edt",
    "managers": "practice_manager manager service_manager",
    "admin": "admin",
    "audit": "lado qa",
    "partners": "police health education idva early_help partner",
    "figures": "data_officer",
    "outside": "executive feed",
}
"""Everybody, by what they do: works the case (and may hold it), is MASH admin, reads along, comes from another agency, counts."""

SHOWN = {
    "The report and its source are for those who work the case, MASH admin, the LADO and audit": (
        "work admin audit",
        "contacts.summary contacts.incident_on contacts.source contacts.source_reference contacts.notice_type contacts.concern",
    ),
    "The outcome of a closed contact is for those who may read what was reported": (
        "work admin audit",
        "contacts.outcome",
    ),
    "A warning about the family is for those who might speak to them, and for audit": (
        "work admin audit",
        "contacts.confidential_enquiry contacts.anonymous_referrer contacts.restricted",
    ),
    "Children's names and ages are for those who work the case or chase it, and for audit": (
        "work admin audit",
        "children.given_name children.family_name children.unborn children.expected_on",
    ),
    "Why it was let go and what is left to do is for those who may take it up, MASH admin and audit": (
        "work admin audit",
        "claims.release_reason hand_overs.note hand_overs.ended_reason",
    ),
    "Why it was closed, held, compared, given beside a family or decided by another is for those who work or chase it, and for audit": (
        "work admin audit",
        "owners.reason matches.verdict_reason matches.anyway_reason legal_holds.reason contacts.outcome_reason "
        "identity_joins.reason identity_joins.part_reason",
    ),
    "Why a strategy discussion is needed is for those who work or chase the case, and for audit": (
        "work admin audit",
        "strategy_requests.reason",
    ),
    "Consent, with its words and limits, is for those who work the case, the LADO and audit; not for MASH admin": (
        "work audit",
        "consent_facts.spoken_with consent_facts.words consent_facts.limits consent_facts.reason",
    ),
    "Facts of people, with who said so, are for those who work the case, the LADO and audit; not for MASH admin": (
        "work audit",
        "person_facts.words person_facts.said_by",
    ),
    "The question to an agency, and the reason for it, are for those who work or chase the case, and for audit": (
        "work admin audit",
        "requests.necessary requests.question requests.due_because requests.confirmed_because requests.withdrawn_because",
    ),
    "Names, addresses and the GP by which an agency finds a person are for those who work the case, the LADO and audit": (
        "work audit",
        "request_people.former_names request_people.gp request_people.earlier_addresses",
    ),
    "The question to somebody outside is for those who work or chase the case, and for audit": (
        "work admin audit",
        "links.question",
    ),
    "Name and role that somebody outside stated are for those who work or chase the case, and for audit": (
        "work admin audit",
        "link_statements.said_name link_statements.said_role",
    ),
    "The work address of a guest is for those who may ask them": (
        "hold admin",
        "guests.email",
    ),
    "Notes, with the person spoken to, are for those who work the case, the LADO and audit; not for MASH admin": (
        "work audit",
        "notes.note notes.spoken_to",
    ),
    "The referrer is for those who work the case, the LADO and audit; not for MASH admin": (
        "work audit",
        "contacts.referrer referrer_changes.reason",
    ),
    "Gradings, the sender's and later ones, are for those who work the case, the LADO and audit": (
        "work audit",
        "contacts.sender_rag contacts.grading contacts.grading_tool contacts.grading_score "
        "gradings.graded_by gradings.words gradings.version gradings.reason",
    ),
    "Late information is for those who work the case, the LADO and audit": (
        "work audit",
        "late_information.body late_information.answer_reason",
    ),
    "A child's birth date, school, address and rating are for those who work the case, the LADO and audit": (
        "work audit",
        "children.born_on children.sex children.ethnicity children.school children.address ratings.reason",
    ),
    "The place where a child is now, and with whom, is for those who work the case, the LADO and audit": (
        "work audit",
        "safe_now.whereabouts safe_now.with_whom safe_now.said_by",
    ),
    "Adults are for those who work the case, the LADO and audit; not for MASH admin": (
        "work audit",
        "adults.given_name adults.family_name adults.role adults.born_on adults.address",
    ),
    "Protection and its reviews are for those who work the case, the LADO and audit": (
        "work audit",
        "measures.kind measures.began_at measures.ends_at measures.note measures.end_reason reviews.finding",
    ),
    "Colleagues are known by name to all who work together, partners included; figures need no names": (
        "work admin audit partners",
        "people.name",
    ),
    "A colleague's telephone is shown to those who are told to ring it, and to MASH admin who keep it": (
        "hold admin",
        "directory_entries.telephone directory_entries.mobile",
    ),
    "An agency's numbers and mailboxes are for those who ring there and confirm them: those who work the queue and MASH admin": (
        "hold admin",
        "agency_entries.address agency_entries.name agency_entries.deputies",
    ),
    "The interests of colleagues in families are for managers, who decide them": (
        "managers",
        "interests.names interests.address interests.reference interests.reason interests.end_reason",
    ),
    "A colleague's addresses are for MASH admin and managers, who keep them": (
        "admin managers",
        "people.email directory_entries.email",
    ),
    "People who are asked to take a seat are known to MASH admin and managers, who give seats": (
        "admin managers",
        "seat_grants.name seat_grants.address",
    ),
}
"""Each sentence: who sees its columns on pages, in frames, answers and files. Nobody else does."""

TOLD = {
    "A child's age can identify a family": ("work admin audit", "an age"),
    "An alarm says that it is not known where a child is": (
        "work admin audit",
        "an alarm about where a child is",
    ),
    "A likeness says which contacts look like one family": (
        "work admin audit",
        "another contact of the same family",
    ),
    "A count of late items says that more was sent": ("work audit", "that more was sent"),
}
"""The same for what stands in no labelled column and still tells of a family."""

NAMED = {
    "Everybody who is named on a restricted contact is told that it is restricted": "contacts.restricted"
}
"""The columns that follow from being named on a contact, whatever the lens."""

ASKED_FOR = {
    "A safe contact is shown to social workers and managers who ask, and every showing is logged": (
        "safe_contact",
        "social_worker practice_manager manager service_manager lead_child_protection_practitioner edt",
        "safe_contacts.channel safe_contacts.times safe_contacts.never_use safe_contacts.code_word safe_contacts.address "
        "safe_contacts.message_ok adults.given_name adults.family_name",
    ),
    "The harm in detail is shown to those who work the case, the LADO and audit who ask, and every showing is logged": (
        "harm_detail",
        "screening_officer social_worker practice_manager manager service_manager lead_child_protection_practitioner edt lado qa",
        "contacts.harm_detail",
    ),
    "Every text of a contact is shown to those who may redact it and ask, and every showing is logged": (
        "referrer_texts",
        "screening_officer social_worker practice_manager manager service_manager lead_child_protection_practitioner edt",
        "contacts.summary contacts.harm_detail contacts.grading safe_now.whereabouts safe_now.with_whom safe_now.said_by ratings.reason "
        "claims.release_reason hand_overs.note hand_overs.ended_reason owners.reason matches.verdict_reason matches.anyway_reason "
        "identity_joins.reason identity_joins.part_reason "
        "measures.note notes.note notes.spoken_to gradings.graded_by gradings.words gradings.version gradings.reason "
        "consent_facts.spoken_with consent_facts.words consent_facts.limits consent_facts.reason "
        "requests.necessary requests.question requests.due_because requests.confirmed_because requests.withdrawn_because "
        "request_people.former_names request_people.gp request_people.earlier_addresses request_parts.words request_parts.systems "
        "request_parts.found_under request_parts.found_as request_parts.said_by "
        "person_facts.words person_facts.said_by links.question strategy_requests.reason referrer_changes.reason contacts.source "
        "contacts.source_reference contacts.notice_type contacts.grading_tool children.school children.address adults.given_name "
        "adults.family_name adults.address",
    ),
}
"""Doors at which somebody must ask: who is shown what. Nobody else is, and nothing of it stands anywhere else."""

NOBODY = {
    "Passwords, and what proves who somebody is": "people.password_hash people.totp_secret people.totp_last_step",
    "The national code of a source, which returns alone need": "contacts.dfe_code",
    "The address a link went to, which is shown as it stands in guests": "links.sent_to",
    "Texts before a redaction, sealed under a legal hold": "sealed_texts.words",
    "A filter that somebody else saved": "saved_filters.name",
}
"""Columns that no reader sees anywhere."""

NOT_MARKED = {
    "link_codes.address": "a copy of agency_entries.address, for constraints; no query of a page reads it",
    "link_codes.link_sent_to": "a copy of links.sent_to, for constraints; no query of a page reads it",
    "reasons.words": "the texts of other columns once more, each shown to the readers of its own column",
    "children.look_up_keys": "hashes of the other columns of this person, without a marker; no query of a page reads them",
    "adults.look_up_keys": "hashes of the other columns of this person, without a marker; no query of a page reads them",
    "gradings.grading": "a code; the texts beside it are marked, and shown to the same readers",
    "gradings.score": "a number; the texts beside it are marked, and shown to the same readers",
    "person_facts.state": "a code; the texts beside it are marked, and shown to the same readers",
    "person_facts.codes": "codes; the texts beside them are marked, and shown to the same readers",
    "consent_facts.code": "a code; the texts beside it are marked, and shown to the same readers",
    "contacts.reference_key": "made of source_reference, without the case and dashes of a marker; no query of a page reads it",
    "interests.reference_key": "made of reference, without the case and dashes of a marker; no query of a page reads it",
    "interests.look_up_keys": "hashes of the other columns of this interest, without a marker; no query of a page reads them",
    "request_forms.content": "the bytes of a PDF, in which no marker could be found; it is drawn for one agency",
    "request_people.nhs_number": "ten digits; the texts beside it are marked, and shown to the same readers",
    "interests.person_id": "the number of a person, which is marked by name; tests/house/test_interest_doors.py",
    "interest_contacts.person_id": "the number of a person, which is marked by name; tests/house/test_interest_doors.py",
    "kept_out.person_id": "the number of a person, which is marked by name; the tests of restricted contacts hold who may know of it",
}
"""Labelled columns without a marker, each with its reason. Bytes need none: they are looked for as they could be written."""


def shown_to() -> dict[str, set[str]]:
    """The columns that each role sees, by the sentences."""
    found: dict[str, set[str]] = {role: set() for roles in WHO.values() for role in roles.split()}
    for whom, what in SHOWN.values():
        for role in " ".join(WHO[who] for who in whom.split()).split():
            found[role] |= set(what.split())
    for whom, what in TOLD.values():
        for role in " ".join(WHO[who] for who in whom.split()).split():
            found[role].add(what)
    return found
