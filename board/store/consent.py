"""The one rule of who must not be contacted, because they are not aware. Statements take these pieces of SQL and spell nothing of it.

A person recorded as not aware must not be contacted. In a confidential enquiry neither must an adult of whom nobody has recorded what
they know (unless they have no parental responsibility), nor a young person who can decide. contact is the alias of a row of contacts.
"""

from __future__ import annotations

from board.store.facts import no_responsibility

_FACT = (
    "(select f.code from consent_facts f where f.hub_id = x.hub_id and f.contact_id = x.contact_id and f.{who}_id = x.{who}_id "
    "and f.topic = '{topic}' and f.replaced_at is null)"
)
_OPEN = (
    "from consent_facts f where f.hub_id = {0}.hub_id and f.contact_id = {0}.contact_id "
    "and f.topic = 'awareness' and f.replaced_at is null"
)


def confidential(contact: str = "c") -> str:
    """Whether a sender said that parents are not aware: at first, or in late information that stands."""
    late = (
        f"from late_information l where l.hub_id = {contact}.hub_id and l.contact_id = {contact}.contact_id "
        "and l.withdrawn_at is null and l.body ->> 'confidential_enquiry' = 'true'"
    )
    return f"({contact}.confidential_enquiry or exists (select {late}))"


def adults_not_told(contact: str = "c") -> str:
    """Numbers of the adults who must not be contacted, as an array."""
    return _not_told("adult", contact, f"not {no_responsibility()}")


def children_not_told(contact: str = "c") -> str:
    """Numbers of the children who must not be contacted, as an array."""
    return _not_told("child", contact, _FACT.format(who="child", topic="decides") + " = 'yes'")


def unaware(contact: str = "c") -> str:
    """Whether somebody of this contact must not be contacted. A confidential enquiry about people nobody named stays one."""
    rows = _OPEN.format(contact)
    somebody = f"cardinality({adults_not_told(contact)}) + cardinality({children_not_told(contact)}) > 0"
    nobody_told = f"not exists (select {rows} and f.code <> 'not_aware')"
    return (
        f"(case when {confidential(contact)} then {somebody} or {nobody_told} "
        f"else exists (select {rows} and f.code = 'not_aware') end)"
    )


def standing(contact: str = "c") -> str:
    """Columns of the consent position: the answers that stand, whether one has limits, and whether the hub goes on without consent."""
    rows = (
        f"from consent_facts f where f.hub_id = {contact}.hub_id and f.contact_id = {contact}.contact_id "
        "and f.replaced_at is null and f.topic ="
    )
    return (
        f"array(select f.code {rows} 'consent') as answers, exists (select {rows} 'consent' and f.limits is not null) as limits, "
        f"exists (select {rows} 'dispensed') as dispensed"
    )


def _not_told(who: str, contact: str, counts: str) -> str:
    knows = _FACT.format(who=who, topic="awareness")
    table = {"adult": "adults", "child": "children"}[who]
    return (
        f"(array(select x.{who}_id from {table} x where x.hub_id = {contact}.hub_id and x.contact_id = {contact}.contact_id "  # noqa: S608
        f"and coalesce({knows} = 'not_aware', {confidential(contact)} and {counts}, false) order by x.place))"
    )
