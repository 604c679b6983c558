"""Words that invented families are made of. No real person, place or school; the words of the field as its glossary has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_GIVEN = (
    "Ada Alfie Amara Anya Arlo Ayla Bea Caleb Cora Dara Edie Eli Elsie Esme Ezra Farid Finn Freya Gwen "
    "Hana Hugo Ibrahim Ida Imani Iris Isaac Ivy Jaya Jonah Kai Kofi Lena Leo Lila Luca Maisie Malik Mila "
    "Mina Musa Nell Nia Noor Otis Otto Priti Rafi Rhea Romy Rosa Saf Sami Seren Silas Sofia Tariq Tess "
    "Theo Uma Wren Yara Yusuf Zain Zofia"
)
GIVEN: Final = tuple(_GIVEN.split())
_GROWN = (
    "Abigail Adrian Aisha Alan Bogdan Carla Cheryl Craig Daniela Darren Debra Emeka Erin Faith Gareth "
    "Gemma Hassan Irina Jade Jermaine Kelly Lee Leila Lorna Marek Martin Meera Natalie Neil Olga Parveen "
    "Paul Rachel Ravi Rhys Sandra Shane Stacey Tanya Viktor Wayne"
)
GROWN: Final = tuple(_GROWN.split())
_FAMILY = (
    "Abara Aldous Amblerose Arkwell Ashdale Banerjea Bellweather Birkfold Bramley Brook Calloway "
    "Castellane Chaudry Coldwell Crane Danquah Darrowby Delacroix Dunmore Eastlake Elderwood Fairholt "
    "Fenwick Flint Gallowhill Garrity Glass Greaves Hadley Harrow Hassani Hollis Iqbaly Ironside Jessop "
    "Kaczmar Kellaway Kettle Larkin Linwood Lockyer Mahmoodi Marlow Mistry Mossop Nash Novik Oakshott "
    "Okonjo Olufemi Orme Pargeter Pell Penhallow Quill Radley Ransome Rowntree Sadler Saltmarsh Sharman "
    "Sorrel Stroud Swale Tamblyn Thackery Tindall Underhill Varga Vellacott Wakeling Waseem Whitlock "
    "Wolnik Yarrow Zielin"
)
FAMILY: Final = tuple(_FAMILY.split())
LONG_FAMILY: Final = (
    "Featherstonehaugh-Oyelaran",
    "Wickramasinghe-Abernethy",
    "Vandenbroucke-Thistlethwaite",
    "Montgomery-Chakrabortty",
)
STREETS: Final = (
    "Alder Close",
    "Bobbin Lane",
    "Cooper's Yard",
    "Drovers Walk",
    "Fuller Street",
    "Glebe Rise",
    "Heron Court",
    "Kiln Terrace",
    "Lantern Row",
    "Millrace Road",
    "Osier Way",
    "Tannery Row",
)
SCHOOLS: Final = (
    "Larkmere Primary",
    "Hollinbeck Primary",
    "St Elswith's Primary",
    "Quarry Bank Infants",
    "Ferrymans Juniors",
)
SECONDARIES: Final = ("Fenwater High", "Northborough Academy", "Ashgrove College School")
NURSERIES: Final = ("Little Otters nursery", "Acorn Steps nursery", "Paddling Pool pre-school")
ETHNICITIES: Final = (
    "WBRI",
    "WBRI",
    "WBRI",
    "WBRI",
    "WOTH",
    "MWBC",
    "MWAS",
    "AIND",
    "APKN",
    "ABAN",
    "BCRB",
    "BAFR",
    "OOTH",
    None,
)


@dataclass(frozen=True, slots=True)
class Situation:
    """What a sender is worried about. ages: of the eldest child, from and to; -1: there is an unborn baby. texts: {child} is the eldest's
    given name and appears only where one is born.
    """

    sources: tuple[str, ...]
    weight: int
    concern: str
    ages: tuple[int, int]
    texts: tuple[str, ...]


SITUATIONS: Final = (
    Situation(
        ("police",),
        30,
        "domestic_abuse",
        (1, 15),
        (
            "Officers attended after a neighbour heard shouting. The alleged perpetrator had left. Children were upstairs and awake.",
            "Victim reports being pushed during an argument about money; no injury seen. Children present, not spoken to by officers.",
            "Third attendance in four weeks. Victim does not support a prosecution. {child} told officers it happens when Dad drinks.",
            "Alleged perpetrator in breach of a non-molestation order at the home address. Arrested. Children asleep throughout.",
            "Verbal argument over child contact at handover in a car park. No offences. Children in the car.",
        ),
    ),
    Situation(
        ("police",),
        8,
        "missing",
        (12, 16),
        (
            "{child} was reported missing overnight and returned at six. Will not say where or with whom.",
            "Second missing episode this month. {child} was found with two older people not known to the family.",
        ),
    ),
    Situation(
        ("police",),
        5,
        "child_criminal_exploitation",
        (13, 17),
        (
            "{child} was stopped at the station with cash and a second phone. Frightened of somebody they would not name.",
        ),
    ),
    Situation(
        ("school", "school", "nursery"),
        12,
        "neglect",
        (3, 11),
        (
            "{child} comes hungry and in yesterday's clothes most days. Attendance is 71 per cent this term.",
            "{child} was not collected until six. Parent seemed unwell and could not say who would be at home.",
            "Home visit by the family worker: very little food, no beds made up for the younger children.",
        ),
    ),
    Situation(
        ("school",),
        9,
        "physical_abuse",
        (5, 14),
        (
            "{child} has a bruise to the upper arm and says an adult at home grabbed it. Injury unexplained by the parent.",
            "{child} told a teaching assistant about being hit with a slipper. Not yet spoken to at home.",
        ),
    ),
    Situation(
        ("school", "camhs", "school_nurse"),
        8,
        "child_mental_health",
        (10, 17),
        (
            "{child} told staff about wanting to disappear. A safety plan is in place for today; parents came in at once.",
            "{child} has hurt themselves twice this month. On the waiting list; asks for help for the whole family.",
        ),
    ),
    Situation(
        ("health_visitor",),
        7,
        "family_support",
        (0, 3),
        (
            "Two-year check missed three times. Parent says the flat is cold and there is nobody to help with the younger ones.",
            "Parent is tearful and exhausted with twins at home. Asks about help; consent given for early help.",
        ),
    ),
    Situation(
        ("hospital",),
        6,
        "physical_abuse",
        (0, 4),
        (
            "{child} was brought in with a fracture. The account has changed twice. Kept on the ward until seen by the paediatrician.",
        ),
    ),
    Situation(
        ("midwife",),
        6,
        "unborn_baby",
        (-1, -1),
        (
            "Booked late. An older child is looked after by relatives. Pre-birth assessment asked for.",
            "Expectant mother is in temporary accommodation and has missed four appointments.",
        ),
    ),
    Situation(
        ("ambulance", "adult_mental_health"),
        4,
        "parental_mental_health",
        (2, 14),
        (
            "Crew attended a parent who had taken tablets. Grandparent is with the children tonight and can stay until the weekend.",
        ),
    ),
    Situation(
        ("substance_misuse", "probation"),
        4,
        "parental_substance_misuse",
        (1, 12),
        ("Parent has stopped attending and is thought to be using again. Children live in the household.",),
    ),
    Situation(
        ("gp",),
        4,
        "young_carer",
        (9, 16),
        (
            "{child} does the shopping and the medicines for a parent with a long illness. Wants some time with friends.",
        ),
    ),
    Situation(
        ("housing",),
        4,
        "homelessness",
        (0, 12),
        (
            "Family must leave on Friday and has nowhere to go. Baby in the household; heating has been off since last week.",
        ),
    ),
    Situation(
        ("neighbour", "member_of_public", "anonymous"),
        8,
        "neglect",
        (2, 9),
        (
            "Caller says young children are alone in the evenings and cry for a long time. Does not know their names.",
            "Caller has seen the children on the balcony without an adult. Asks that the family never learns who rang.",
        ),
    ),
    Situation(
        ("family_member",),
        4,
        "emotional_abuse",
        (4, 13),
        (
            "Grandmother says the children are shouted at all day and are not allowed to telephone her any more.",
        ),
    ),
    Situation(
        ("other_authority", "cafcass"),
        6,
        "information_request",
        (1, 15),
        ("Asks what is known about the family for a report due next week. No new worry.",),
    ),
    Situation(
        ("school", "college"),
        3,
        "honour_based_abuse",
        (14, 17),
        ("{child} says a wedding abroad is being planned and asks that nobody speaks to the parents.",),
    ),
)

MORE: Final = (
    "The crime number has come, and a relative's telephone number for today.",
    "The school has since said that both children are in class and well.",
    "A second call was made to the address this morning; nobody answered.",
    "The attending officer adds that the younger child was spoken to alone and said he felt safe.",
)
RATING_REASONS: Final = (
    (
        "Immediate risk: the alleged perpetrator has a key and was seen this morning.",
        "A baby with an injury unexplained.",
        "Children may be alone with the person causing harm tonight.",
    ),
    (
        "Third notification in a month; children are seeing and hearing it.",
        "Worrying account, with a safe adult at home today.",
        "Checks are needed before it is clear how much harm there is.",
    ),
    (
        "Family wants help and has agreed to early help.",
        "One worry, well described; school is close to it.",
        "No harm reported; the household is under strain.",
    ),
    (
        "Universal services are in place and enough.",
        "A request for information; nothing new about a child.",
        "Known already and no change.",
    ),
)
AGAIN_REASONS: Final = (
    "Police told us more: it has happened before.",
    "School has seen the children; they are safe until tonight.",
    "The address turned out to be shared with the alleged perpetrator.",
)
RELEASE_REASONS: Final = (
    "Going into a strategy meeting until one; nothing asked of anybody yet.",
    "I know the family. Please take it, somebody else.",
    "School rang back; next is a call to the health visitor.",
    "Shift ends; two calls made, no answer from the mother's number.",
    "Needs somebody who speaks Polish.",
)
RESTRICT_REASONS: Final = ("A colleague's family.", "A parent works in this building.")
CLOSE_REASONS: Final = (
    ("PASSED_TO_ALLOCATED_WORKER", "The family has a worker, who has it now and has said so."),
    ("ADVICE_INFO", "Advice given to the school, which will offer early help with the parents' agreement."),
    ("ADVICE_INFO", "Parent was spoken to, knows whom to ring and has the food bank's address."),
    ("DUPLICATE", "The same incident came from the school; both are read together there."),
    ("NOT_OUR_AREA", "The family lives in the next area; told by telephone and in writing."),
)


def address(number: int) -> str:
    """A made-up address."""
    # Spread so that numbers next to each other live apart: two made-up families share a home only where that is meant.
    spread = number * 2_654_435_761 % 2**32
    letters = "ABDEFGHJLNPQRSTU"
    postcode = f"NB{1 + spread % 90} {1 + spread // 90 % 9}{letters[spread // 810 % 16]}{letters[spread // 12_960 % 16]}"
    return f"{1 + spread // 207_360 % 118} {STREETS[number % len(STREETS)]}, Northborough {postcode}"


HARM: Final = {
    "domestic_abuse": (
        "She had a swollen left cheek and a cut over the eye. The officer saw finger marks on both upper arms.",
        "A plate was thrown and broke beside the cot. There was blood on the kitchen floor from a cut foot.",
    ),
    "physical_abuse": (
        "Three round bruises on the inside of the left thigh and a linear mark across the back, seen by the school nurse.",
        "A burn the size of a coin on the right forearm, some days old, not treated.",
    ),
    "neglect": ("The nappy had not been changed for a day and the skin beneath it was broken.",),
}
