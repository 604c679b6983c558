"""What has happened at Northborough since the hub opened ninety minutes ago, and in the night before. Invented, line by line.

Contacts that came outside hours count from the opening; what came since counts from its receipt. With the default policy this leaves one
red six minutes late, one about to be, an unrated one just late and one about to be, and everything else in time.
"""

from __future__ import annotations

from typing import Final

from board.domain.contacts import SafeContact
from board.rehearsal.telling import (
    Story,
    Told,
    adult,
    allocated,
    claimed,
    closed,
    offered,
    rated,
    released,
    restricted,
    safe_now,
)

_PPN: Final = {"notice_type": "PPN", "grading_tool": "DASH"}
_TEXT: Final = SafeContact(
    channel="Text to 07700 900142",
    times="Between nine and half past two",
    never_use="The landline",
    code_word="The library book is in",
)

NORTHBOROUGH: Final = (
    # Waiting to be claimed.
    Story(
        46,
        44,
        Told(
            "police",
            "domestic_abuse",
            "Third attendance in three weeks. Victim says he has a key to the flat and will be back. The two older children were seen and "
            "said they hid in the bathroom.",
            "Reed",
            (
                ("Elsie", 9, "Larkmere Primary"),
                ("Noor", 6, "Larkmere Primary"),
                ("Otis", 3, "Little Otters nursery"),
            ),
            (
                adult("victim", "Natalie", "Reed", 31, safe=_TEXT),
                adult("alleged_perpetrator", "Craig", "Harrow", 34),
            ),
            _PPN | {"grading_score": 16, "grading": "High", "rag": "red", "confidential_enquiry": True},
        ),
        (rated(21, "t.nkemelu", "red", "He has a key and said he will be back today; a child under five."),),
    ),
    Story(
        31,
        28,
        Told(
            "hospital",
            "physical_abuse",
            "Brought in by an aunt with a fracture to the forearm; the account has changed. On the ward until seen by the "
            "paediatrician. Strategy discussion asked for.",
            "Vale",
            (("Luca", 1, None),),
            (adult("parent", "Jade", "Vale", 22), adult("household", "Shane", "Orme", 25)),
        ),
        (
            rated(9, "ana.ruiz", "red", "Injury unexplained in a child under two."),
            safe_now(
                8,
                "t.nkemelu",
                "On the children's ward",
                "The nurses; his aunt is there",
                "Ward sister Priya Nair",
            ),
        ),
    ),
    Story(
        24,
        22,
        Told(
            "school",
            "emotional_abuse",
            "Rosa told her teacher that there was shouting all night and she did not sleep. May be the incident police attended.",
            "Marsh",
            (("Rosa", 8, "Hollinbeck Primary"),),
            (adult("parent", "Gemma", "Marsh", 36),),
        ),
    ),
    Story(
        34,
        30,
        Told(
            "ambulance",
            "parental_mental_health",
            "Crew attended a parent who had taken tablets. Grandmother is with the children until this evening.",
            "Pell",
            (("Theo", 7, "Quarry Bank Infants"), ("Mila", 4, "Acorn Steps nursery")),
            (adult("parent", "Rachel", "Pell", 29), adult("carer", "Sandra", "Pell", 57)),
        ),
    ),
    Story(
        12,
        10,
        Told(
            "police",
            "domestic_abuse",
            "Argument reported by a passer-by. Toys seen in the hall. Officers did not ask who lives there; children's names not taken.",
            "Crane",
            (),
            (adult("victim", "Irina", "Novik", 27), adult("alleged_perpetrator", "Lee", "Crane", 30)),
            _PPN | {"grading_score": 7, "grading": "Standard"},
        ),
    ),
    Story(
        8,
        5,
        Told(
            "anonymous",
            "neglect",
            "Caller hears young children crying in the evenings and has not seen an adult come or go for two days. Asks that the "
            "family never learns who rang.",
            "Sorrel",
            ((None, None, None), (None, None, None)),
            (),
            {"anonymous_referrer": True},
        ),
    ),
    Story(
        410,
        86,
        Told(
            "police",
            "domestic_abuse",
            "Officers attended at night; pushing and shouting, both adults had been drinking. Children awake on the stairs.",
            "Marsh",
            (("Rosa", 8, "Hollinbeck Primary"), ("Jonah", 5, "Quarry Bank Infants")),
            (
                adult("victim", "Gemma", "Marsh", 36, safe=_TEXT),
                adult("alleged_perpetrator", "Martin", "Marsh", 38),
            ),
            _PPN | {"grading_score": 11, "grading": "Medium", "rag": "amber"},
        ),
        (
            rated(
                64, "t.nkemelu", "amber", "Children saw it; he is bailed away from the address until Friday."
            ),
            claimed(50, "jo.okafor"),
            released(14, "jo.okafor", "Called into a strategy meeting; nothing asked of anybody yet."),
        ),
    ),
    Story(
        52,
        50,
        Told(
            "school",
            "neglect",
            "Attendance is 71 per cent and Ames comes without a coat. The school's family worker was not let in.",
            "Ames",
            (("Silas", 10, "Larkmere Primary"),),
            (adult("parent", "Lorna", "Ames", 40),),
        ),
        (rated(40, "priya.sandhu", "amber", "Worry is growing and nobody has seen the home."),),
    ),
    Story(
        700,
        85,
        Told(
            "housing",
            "homelessness",
            "Family must leave temporary accommodation on Friday with a baby. Heating has been off since last week.",
            "Abara",
            (("Imani", 6, "Quarry Bank Infants"), ("Kofi", 0, None)),
            (adult("parent", "Faith", "Abara", 26),),
        ),
        (rated(55, "tomasz.zielony", "amber", "A baby without heating; housing has offered nothing yet."),),
    ),
    Story(
        66,
        60,
        Told(
            "health_visitor",
            "family_support",
            "Twins of eight months and a toddler. Parent asks for help at home; has agreed to early help.",
            "Featherstonehaugh-Oyelaran",
            (("Wren", 2, None), ("Ida", 0, None), ("Otto", 0, None)),
            (adult("parent", "Meera", "Featherstonehaugh-Oyelaran", 33),),
        ),
        (rated(45, "priya.sandhu", "green", "Help is wanted and agreed; no harm reported."),),
    ),
    Story(
        58,
        54,
        Told(
            "gp",
            "young_carer",
            "Amara does the shopping and the medicines for a parent with a long illness and would like some time with friends.",
            "Wickramasinghe-Abernethy",
            (("Amara", 13, "Fenwater High"),),
            (adult("parent", "Parveen", "Wickramasinghe-Abernethy", 45),),
        ),
        (rated(33, "t.nkemelu", "green", "Young carer; the family agrees to an assessment."),),
    ),
    Story(
        75,
        70,
        Told(
            "other_authority",
            "information_request",
            "Asks what is known here for a report due next week. No new worry.",
            "Dunmore",
            (("Esme", 11, None),),
        ),
        (rated(48, "priya.sandhu", "blue", "A request for information; nothing new about a child."),),
    ),
    # In hand.
    Story(
        520,
        87,
        Told(
            "police",
            "domestic_abuse",
            "Held against a wall in front of the children; neighbours rang. Arrested and in custody. Expecting a baby in the spring.",
            "Lockyer",
            (("Freya", 9, "St Elswith's Primary"), ("Leo", 6, "St Elswith's Primary"), (None, -1, None)),
            (
                adult("victim", "Stacey", "Lockyer", 30, safe=_TEXT),
                adult("alleged_perpetrator", "Wayne", "Flint", 33),
            ),
            _PPN | {"grading_score": 19, "grading": "High", "rag": "red", "confidential_enquiry": True},
        ),
        (
            rated(76, "ana.ruiz", "red", "Strangulation reported; he may be released at noon."),
            claimed(70, "jo.okafor"),
        ),
        more=(
            11,
            "He was released at half past eight with conditions not to go near the address. The victim has not been told yet.",
        ),
    ),
    Story(
        460,
        86,
        Told(
            "emergency_duty_team",
            "neglect",
            "Seen in the night: no food, no bedding, one child with a high temperature. A neighbour has the two youngest.",
            "Whitlock",
            (
                ("Dara", 12, "Fenwater High"),
                ("Finn", 10, "Ferrymans Juniors"),
                ("Nell", 8, "Ferrymans Juniors"),
                ("Musa", 5, "Quarry Bank Infants"),
                ("Bea", 3, None),
                ("Arlo", 1, None),
            ),
            (adult("parent", "Cheryl", "Whitlock", 38), adult("parent", "Neil", "Whitlock", 41)),
        ),
        (
            rated(80, "t.nkemelu", "red", "Six children, one unwell; the home cannot be used tonight."),
            claimed(78, "priya.sandhu"),
        ),
    ),
    Story(
        300,
        84,
        Told(
            "police",
            "missing",
            "Returned at five. Second episode this month; found with two older people not known to the family. Has a second phone.",
            "Hassani",
            (("Zain", 15, "Northborough Academy"),),
            (adult("parent", "Leila", "Hassani", 44),),
            {"notice_type": "PPN"},
        ),
        (
            rated(68, "ana.ruiz", "red", "Signs of child criminal exploitation; he was frightened."),
            claimed(60, "tomasz.zielony"),
        ),
    ),
    Story(
        640,
        83,
        Told(
            "midwife",
            "unborn_baby",
            "Booked at thirty weeks. An older child lives with relatives. Asks for a pre-birth assessment.",
            "Tindall",
            ((None, -1, None),),
            (adult("parent", "Tanya", "Tindall", 24),),
        ),
        (
            rated(62, "tomasz.zielony", "amber", "Baby due in ten weeks and no plan yet."),
            claimed(58, "tomasz.zielony"),
        ),
    ),
    Story(
        70,
        68,
        Told(
            "camhs",
            "child_mental_health",
            "Told her worker about wanting to disappear. Safe today; parents came in at once and stay with her.",
            "Delacroix",
            (("Iris", 14, "Fenwater High"),),
            (adult("parent", "Carla", "Delacroix", 43),),
        ),
        (rated(60, "priya.sandhu", "amber", "Safe today; the plan ends tonight."), claimed(44, "jo.okafor")),
    ),
    Story(
        540,
        85,
        Told(
            "police",
            "parental_substance_misuse",
            "Parent found asleep in a park with the pushchair beside her. Child well and taken to an aunt.",
            "Mossop",
            (("Ivy", 1, None),),
            (adult("parent", "Kelly", "Mossop", 23), adult("carer", "Debra", "Mossop", 39)),
            {"notice_type": "PPN"},
        ),
        (
            rated(72, "t.nkemelu", "amber", "With an aunt who can stay until Sunday."),
            claimed(66, "bryn.adair"),
            released(
                40, "bryn.adair", "Night shift ends. Aunt's number is in the summary; she expects a call."
            ),
            claimed(36, "priya.sandhu"),
            offered(
                9, "priya.sandhu", "callum.reyes", "The aunt expects a call by noon; nobody has rung her yet."
            ),
        ),
    ),
    Story(
        62,
        59,
        Told(
            "college",
            "honour_based_abuse",
            "Says a wedding abroad is being planned for the holidays and asks that nobody speaks to the parents.",
            "Chaudry",
            (("Yara", 16, "Ashgrove College School"),),
            (adult("parent", "Hassan", "Chaudry", 48),),
            {"confidential_enquiry": True},
        ),
        (rated(50, "ana.ruiz", "red", "One chance to act; travel is booked."), claimed(46, "ana.ruiz")),
    ),
    Story(
        55,
        53,
        Told(
            "nursery",
            "physical_abuse",
            "Bruise behind the ear seen at arrival. Parent says a fall. Nursery has kept a note of two others.",
            "Kellaway",
            (("Cora", 3, "Paddling Pool pre-school"), ("Ezra", 0, None)),
            (adult("parent", "Erin", "Kellaway", 28), adult("household", "Marek", "Wolnik", 31)),
        ),
        (
            rated(39, "t.nkemelu", "amber", "Injury unexplained; nursery keeps her until half past three."),
            allocated(30, "ana.ruiz", "callum.reyes"),
        ),
    ),
    Story(
        80,
        76,
        Told(
            "early_help",
            "family_support",
            "Step-up asked for: the plan has run for six months and the youngest has stopped coming to school.",
            "Jessop",
            (("Hugo", 9, "Hollinbeck Primary"), ("Maisie", 7, "Hollinbeck Primary")),
            (adult("parent", "Darren", "Jessop", 37),),
        ),
        (
            rated(54, "tomasz.zielony", "green", "Early help wants advice; the family is willing."),
            claimed(27, "callum.reyes"),
        ),
    ),
    Story(
        90,
        82,
        Told(
            "probation",
            "domestic_abuse",
            "Comes out on licence on Thursday and has given this address. A child lives there.",
            "Garrity",
            (("Sami", 4, "Acorn Steps nursery"),),
            (adult("victim", "Erin", "Garrity", 29), adult("alleged_perpetrator", "Paul", "Underhill", 32)),
        ),
        (
            rated(65, "ana.ruiz", "amber", "Two days to make a plan before he is out."),
            claimed(52, "t.nkemelu"),
        ),
    ),
    Story(
        68,
        64,
        Told(
            "cafcass",
            "information_request",
            "Safeguarding check for a hearing in three weeks.",
            "Penhallow",
            (("Gwen", 5, None), ("Rhea", 2, None)),
        ),
        (
            rated(42, "priya.sandhu", "blue", "A routine check; family not known."),
            claimed(25, "callum.reyes"),
        ),
    ),
    Story(
        73,
        72,
        Told(
            "school",
            "physical_abuse",
            "Came to school with a mark on the cheek; a parent works in children's social care here.",
            "Saltmarsh",
            (("Tess", 10, "Ferrymans Juniors"),),
            (adult("parent", "Adrian", "Saltmarsh", 42),),
        ),
        (
            restricted(71, "ana.ruiz", "t.nkemelu", "A colleague's family."),
            rated(63, "t.nkemelu", "amber", "Safe at school until three."),
            claimed(61, "t.nkemelu"),
        ),
    ),
    # Off the board since this morning.
    Story(
        600,
        86,
        Told(
            "police",
            "domestic_abuse",
            "Argument at a child's birthday party; no offences. The family has a worker already.",
            "Swale",
            (("Lila", 7, "Larkmere Primary"),),
            (adult("victim", "Rachel", "Swale", 34),),
            _PPN | {"grading_score": 5, "grading": "Standard"},
        ),
        (
            rated(74, "t.nkemelu", "green", "Open to a worker who saw them on Friday."),
            closed(57, "ana.ruiz", "PASSED_TO_ALLOCATED_WORKER", "The worker has it and has said so."),
        ),
    ),
    Story(
        580,
        85,
        Told(
            "police",
            "domestic_abuse",
            "The same incident as reported by the ambulance crew, sent twice.",
            "Stroud",
            (("Rafi", 3, None),),
            (),
            _PPN,
        ),
        (
            rated(72, "t.nkemelu", "blue", "Sent twice."),
            closed(69, "t.nkemelu", "DUPLICATE", "The first notice has it all."),
        ),
    ),
    Story(
        78,
        75,
        Told(
            "school",
            "family_support",
            "Asks how to help a family whose benefits have stopped.",
            "Birkfold",
            (("Ada", 6, "Quarry Bank Infants"),),
        ),
        (
            rated(67, "priya.sandhu", "blue", "Advice is enough."),
            claimed(66, "priya.sandhu"),
            released(64, "priya.sandhu", "Advice given; ready for a manager."),
            closed(43, "ana.ruiz", "ADVICE_INFO", "School knows whom to ring and has offered early help."),
        ),
    ),
    Story(
        88,
        81,
        Told(
            "hospital_ward",
            "disability",
            "Going home on Monday with a feeding tube; the ward asks about support.",
            "Fairholt",
            (("Ayla", 2, None),),
        ),
        (
            rated(70, "tomasz.zielony", "green", "Support for a disabled child; parents agree."),
            claimed(56, "tomasz.zielony"),
            closed(
                32, "t.nkemelu", "ADVICE_INFO", "The disabled children's service rings the parents today."
            ),
        ),
    ),
    Story(
        510,
        84,
        Told(
            "police",
            "harm_outside_the_home",
            "Group of young people at the bus station late at night; names taken.",
            "Yarrow",
            (("Eli", 14, "Fenwater High"),),
            (),
            {"notice_type": "PPN"},
        ),
        (
            rated(77, "ana.ruiz", "green", "Lives in the next area."),
            closed(37, "ana.ruiz", "NOT_OUR_AREA", "Told the next area by telephone and in writing."),
        ),
    ),
)

EASTMARSH: Final = (
    Story(
        64,
        62,
        Told(
            "police",
            "domestic_abuse",
            "Shouting reported by a neighbour; children asleep.",
            "Calder-Finch",
            (("Anya", 5, "Saltings Primary"),),
            (),
            _PPN,
        ),
        (),
        by="kit.barlow",
    ),
    Story(
        40,
        38,
        Told(
            "school",
            "neglect",
            "Comes without lunch most days this half term.",
            "Ormskeld",
            (("Caleb", 9, "Saltings Primary"),),
        ),
        (rated(20, "lewis.amadi", "amber", "Getting worse over weeks."), claimed(18, "lewis.amadi")),
        by="kit.barlow",
    ),
    Story(
        15,
        12,
        Told(
            "gp",
            "parental_mental_health",
            "Parent asks for help; a friend is staying.",
            "Tollund",
            (("Jaya", 2, None),),
        ),
        (rated(6, "nadia.frost", "green", "A safe adult is at home."),),
        by="kit.barlow",
    ),
)
