"""Lists as forces, hospitals, MARACs and schools lay them out, alone or with the meanings a hub gave their columns."""

from __future__ import annotations

from board.intake.headers import LEAVE_OUT, MEANINGS
from board.intake.lists.layout import Layout
from tests.intake.lists.making import book_of, csv_of, taken
from tests.intake.making import read_here

FORCE = (
    ("Occurrence Number", "PPN Created Date/Time", "Occurrence Type", "Risk", "Subject Role", "Subject Surname", "Subject Forename 1",
     "Subject DOB", "Subject Age", "Subject Gender", "Subject Self Defined Ethnicity", "Subject Address", "School/Nursery",
     "Officer's Narrative", "OIC Collar Number"),
    ("441", "23/11/2026 02:15", "Domestic incident", "HIGH", "Child", "WREN", "Ivo", "05/06/2012", "14", "Male", "W1", "2 INVENTED ROW",
     "HILL SCHOOL", "Called by a neighbour.", "PC 9"),
    ("441", "23/11/2026 02:15", "Domestic incident", "HIGH", "Aggrieved", "WREN", "Lark", "07/08/1991", "35", "Female", "W1",
     "2 INVENTED ROW", "", "Called by a neighbour.", "PC 9"),
)  # fmt: skip
MERLIN = (
    ("MERLIN Reference", "Date/Time Report Created", "Reason for report", "Nominal Name", "Nominal DOB", "Nominal Sex", "Home Address",
     "School", "BRAG rating", "Grounds for concern"),
    ("26PAC9", "23/11/2026 02:15", "Coming to notice", "WREN Ivo", "05/06/2012", "M", "2 Invented Row", "Hill School", "RED",
     "Seen alone."),
)  # fmt: skip
MARAC = (
    ("Date of referral", "Referring agency", "Name of person notifying", "Victim surname", "Victim forename(s)", "Victim alias",
     "Victim date of birth", "Victim address", "Safe telephone contact", "Ethnic origin", "Alleged perpetrator surname",
     "Alleged perpetrator forename(s)", "Alleged perpetrator date of birth", "Children name", "Children DOB", "Children school", "Score",
     "Reason for referral"),
    ("23/11/2026", "IDVA service", "A. Finch", "Wren", "Lark", "", "07/08/1991", "2 Invented Row", "Through her aunt", "White British",
     "Rook", "Sam", "09/10/1985", "Ivo Wren", "05/06/2012", "Hill School", "15", "Threats at night."),
)  # fmt: skip
HOSPITAL = (
    ("Attendance No", "Arrival Date", "Arrival Time", "NHS Number", "Patient Name", "Date of Birth", "Postcode", "GP Practice Code",
     "Presenting Complaint", "Safeguarding Concern"),
    ("B7", "23/11/2026", "23:10", "", "WREN, Ivo", "05/06/2012", "ZZ99 3VZ", "A00000", "Cut to the hand", "Neglect"),
)  # fmt: skip
SCHOOLS = (
    ("Incident Ref", "Incident Date", "Incident Time", "Child's Name", "Child's D.O.B.", "School", "Yr Group", "Brief Details of Incident",
     "Police Risk Level"),
    ("PS-9", "23/11/2026", "02:15", "Ivo Wren", "05/06/2012", "Hill School", "9", "Argument, child present.", "Standard"),
)  # fmt: skip


def test_every_meaning_names_a_column_of_the_board() -> None:
    assert {
        "contact.summary",
        "child.born_on",
        "victim.safe_contact.channel",
        "person.role",
    } <= MEANINGS.keys()


def test_list_of_a_force_with_one_person_a_line_comes_in_as_it_is() -> None:
    [one] = taken(csv_of(*FORCE))
    assert (one["concern"], one["grading"], one["referrer"]) == ("domestic_abuse", "HIGH", "PC 9")
    assert one["children"][0]["school"] == "HILL SCHOOL" and one["adults"][0]["role"] == "victim"


def test_list_of_a_force_with_nominals_needs_its_concern_said_alone() -> None:
    [one] = taken(
        csv_of(*MERLIN), Layout(concern="neglect", columns={"Reason for report": "contact.notice_type"})
    )
    assert (one["rag"], one["summary"], one["notice_type"]) == ("red", "Seen alone.", "Coming to notice")
    assert one["children"] == [
        {
            "given_name": "Ivo",
            "family_name": "WREN",
            "born_on": "2012-06-05",
            "sex": "M",
            "address": "2 Invented Row",
            "school": "Hill School",
        }
    ]


def test_list_of_a_marac_comes_in_with_its_safe_contact() -> None:
    layout = Layout(concern="domestic_abuse", columns={"Victim alias": LEAVE_OUT})
    [one] = taken(csv_of(*MARAC), layout)
    victim, suspect = one["adults"]
    assert victim["safe_contact"] == {"channel": "Through her aunt"} and suspect["family_name"] == "Rook"
    assert one["children"][0]["school"] == "Hill School" and one["grading_score"] == 15
    unused = dict(read_here(csv_of(*MARAC), layout).unused)
    assert "a person chose" in unused["Victim alias"] and "whose it is" in unused["Ethnic origin"]


def test_list_of_a_hospital_comes_in_with_its_arrival_as_the_time() -> None:
    layout = Layout(columns={"Arrival Date": "contact.received_on", "arrival  time": "contact.received_time"})
    [one] = taken(book_of({"Export": HOSPITAL}), layout)
    assert one["received_at"] == "2026-11-23T23:10:00+00:00" and one["concern"] == "neglect"
    assert one["children"] == [{"given_name": "Ivo", "family_name": "WREN", "born_on": "2012-06-05"}]


def test_list_for_schools_comes_in_with_its_incident_as_the_time() -> None:
    layout = Layout(
        concern="domestic_abuse",
        columns={"Incident Date": "contact.received_on", "Incident Time": "contact.received_time"},
    )
    [one] = taken(csv_of(*SCHOOLS), layout)
    assert one["received_at"] == "2026-11-23T02:15:00+00:00" and one["grading"] == "Standard"
    assert one["children"][0]["school"] == "Hill School"


def test_column_by_a_word_nobody_has_seen_is_read_as_the_hub_says() -> None:
    layout = Layout(
        columns={"Zettel": "contact.source_reference", "Wann": "contact.received_on", "Worum": "contact.concern",
                 "Was": "contact.summary", "Kind 1": "child.name", "Kind 2": "child.name"}
    )  # fmt: skip
    rows = [
        ("Zettel", "Wann", "Worum", "Was", "Kind 1", "Kind 2"),
        ("Z1", "23/11/2026 02:15", "Neglect", "Seen.", "Ivo Wren", "Ada Wren"),
    ]
    for content in (csv_of(*rows), book_of({"L": rows})):
        assert [child["given_name"] for child in taken(content, layout)[0]["children"]] == ["Ivo", "Ada"]
    assert all(not sheet.known for sheet in read_here(csv_of(*rows)).sheets)
