"""Pairs of contacts as clerks type them, judged by a person: one family, or two. Written before the rule, and not by it.

Each case: what it is about, one contact's people, the other's. A person in a line: part; given; family; born or expected; address.
"""

from __future__ import annotations

from datetime import date

from board.domain.matching import Somebody

Case = tuple[str, str, str]

ONE_FAMILY: tuple[Case, ...] = (
    ("police and school, typed alike", "child;Nia;Marlow;2017-03-02", "child;Nia;Marlow;2017-03-02"),
    ("capitals and a blank", "child;NIA ;MARLOW;2017-03-02", "child;nia;marlow;2017-03-02"),
    ("a short form", "child;Katie;Hollis;2012-06-14", "child;Katherine;Hollis;2012-06-14"),
    ("another spelling of a long form", "child;Kate;Hollis;2012-06-14", "child;Catherine;Hollis;2012-06-14"),
    ("Bob and Robert", "adult;Bob;Tanner;1979-01-30", "adult;Robert;Tanner;1979-01-30"),
    ("Muhammad spelt two ways", "child;Mohammed;Iqbal;2014-09-09", "child;Muhammad;Iqbal;2014-09-09"),
    ("Md for Mohammed", "child;Md Rahim;Uddin;2013-02-11", "child;Mohammed Rahim;Uddin;2013-02-11"),
    ("accents left out", "child;Zoë;Benoît;2015-05-05", "child;Zoe;Benoit;2015-05-05"),
    ("Polish letters left out", "child;Łukasz;Wójcik;2011-08-21", "child;Lukasz;Wojcik;2011-08-21"),
    ("an apostrophe", "child;Aoife;O'Brien;2016-11-03", "child;Aoife;OBrien;2016-11-03"),
    ("an apostrophe and a blank", "child;Aoife;O’ Brien;2016-11-03", "child;Aoife;O'Brien;2016-11-03"),
    ("a hyphen or none", "child;Leo;Smith-Jones;2018-04-17", "child;Leo;Smith Jones;2018-04-17"),
    ("one half of a double name", "child;Leo;Smith-Jones;2018-04-17", "child;Leo;Jones;2018-04-17"),
    ("halves the other way round", "child;Leo;Jones-Smith;2018-04-17", "child;Leo;Smith-Jones;2018-04-17"),
    ("given and family name swapped", "child;Reed;Elsie;2017-01-20", "child;Elsie;Reed;2017-01-20"),
    ("South Asian names put the other way round", "child;Khan;Ayesha;2010-12-01", "child;Aisha;Khan;2010-12-01"),
    ("day and month swapped", "child;Elsie;Reed;2017-03-02", "child;Elsie;Reed;2017-02-03"),
    ("day and month swapped, and a short form", "child;Ellie;Reed;2017-03-02", "child;Eleanor;Reed;2017-02-03"),
    ("one figure of the year", "child;Otis;Reed;2013-07-19", "child;Otis;Reed;2012-07-19"),
    ("two figures of the day swapped", "child;Otis;Reed;2013-07-12", "child;Otis;Reed;2013-07-21"),
    ("a letter too few", "child;Charlote;Pembery;2009-10-10", "child;Charlotte;Pembery;2009-10-10"),
    ("two letters swapped", "child;Brain;Attwood;2012-04-04", "child;Brian;Attwood;2012-04-04"),
    ("Reed as Reid", "child;Elsie;Reed;2017-01-20", "child;Elsie;Reid;2017-01-20"),
    ("Thompson as Thomson", "child;Callum;Thompson;2010-02-28", "child;Callum;Thomson;2010-02-28"),
    ("Clarke as Clark", "adult;Kelly;Clarke;1991-06-06", "adult;Kelly;Clark;1991-06-06"),
    ("Sean as Shaun", "child;Sean;Doyle;2011-03-17", "child;Shaun;Doyle;2011-03-17"),
    ("Kayleigh as Kaylee", "child;Kayleigh;Stott;2014-01-09", "child;Kaylee;Stott;2014-01-09"),
    ("mother's name here, father's name there", "child;Tyler;Bright;2016-08-08", "child;Tyler;Okoro;2016-08-08"),
    ("a mother who married", "adult;Gemma;Marsh;1988-12-24", "adult;Gemma;Cole;1988-12-24"),
    ("a middle name on one side", "child;Grace Emily;Nash;2013-05-30", "child;Grace;Nash;2013-05-30"),
    ("known by the middle name", "child;Emily Grace;Nash;2013-05-30", "child;Grace;Nash;2013-05-30"),
    ("an initial", "child;J;Vale;2019-09-01", "child;Jude;Vale;2019-09-01"),
    ("no birth date on one side", "child;Luca;Vale;", "child;Luca;Vale;2021-02-02"),
    ("no birth date on either side", "child;Priya;Chandran;", "child;Priya;Chandran;"),
    ("the school knows only the given name", "child;Otis;;2020-02-20", "child;Otis;Reed;2020-02-20"),
    ("police wrote baby for a given name", "child;Baby;Vale;2021-02-02", "child;Luca;Vale;2021-02-02"),
    ("two parents by name alone", "adult;Jade;Vale;|adult;Shane;Orme;", "adult;Shane;Orme;|adult;Jade;Vale;"),
    ("parents' names slightly off, no dates", "adult;Jade;Vale;|adult;Shane;Orme;", "adult;Jayde;Vale;|adult;Shane;Orm;"),
    ("the mother's birth date settles it", "unborn;;Kerr;|adult;Amy;Kerr;1999-03-03", "adult;Amy;Kerr;1999-03-03"),
    ("unborn in both, the mother by nickname", "unborn;;Kerr;2027-02-10|adult;Becky;Kerr;1999-03-03",
     "unborn;;Kerr;2027-02-10|adult;Rebecca;Kerr;1999-03-03"),
    ("unborn, dates a fortnight apart", "unborn;;Adeyemi;2027-02-10", "unborn;;Adeyemi;2027-02-24"),
    ("unborn then born early", "unborn;;Kowalczyk;2027-01-20", "child;Ola;Kowalczyk;2026-11-18"),
    ("the same flat", "child;Ivy;Stone;2019-01-01;Flat 3, 12 Mill Lane, NB1 4QT", "adult;Dean;Crow;1980-02-02;Flat 3 12 Mill Ln NB1 4QT"),
    ("the same house, one without a postcode", "child;Ivy;Stone;2019-01-01;12 Mill Lane, Northborough",
     "adult;Dean;Crow;;12 Mill Lane Northborough NB1 4QT"),
    ("the same house, road shortened", "adult;Sue;Park;;7 Station Rd, Northborough NB2 1AA", "child;Bea;Field;;7 Station Road NB2 1AA"),
    ("one sibling here, two there", "child;Rosa;Marsh;2018-03-03", "child;Jonah;Marsh;2021-05-05|child;Rosa;Marsh;2018-03-03"),
    ("a teenage mother is a child in one and an adult in the other", "child;Chloe;Finch;2009-07-07", "adult;Chloe;Finch;2009-07-07"),
    ("a father with another name, met by birth date", "adult;Craig;Harrow;1991-09-19", "adult;Craig;Harrow;1991-09-19"),
    ("Vietnamese name in the other order", "child;Nguyen;Minh;2015-12-12", "child;Minh;Nguyen;2015-12-12"),
    ("Yusuf as Yousuf", "child;Yusuf;Demir;2012-10-15", "child;Yousuf;Demir;2012-10-15"),
    ("double given name in one word", "child;Anna-Maria;Popescu;2014-04-30", "child;Annamaria;Popescu;2014-04-30"),
    ("a title typed along", "adult;Mrs Hilary;Boon;1970-01-31", "adult;Hilary;Boon;1970-01-31"),
    ("everything a little wrong", "child;Kathrine;Holis;2012-06-14", "child;Katie;Hollis;2012-06-14"),
    ("de Souza and Desouza", "child;Rui;de Souza;2016-06-26", "child;Rui;Desouza;2016-06-26"),
    ("twins are of one family", "child;Ava;Reed;2017-03-02", "child;Mia;Reed;2017-03-02"),
    ("twins with names that rhyme", "child;Hayden;Cole;2015-06-01", "child;Jayden;Cole;2015-06-01"),
    ("half of a name misspelt", "child;Ines;Garcia Lopez;2017-09-09", "child;Ines;Garsia;2017-09-09"),
)  # fmt: skip

TWO_FAMILIES: tuple[Case, ...] = (
    ("nothing in common", "child;Nia;Marlow;2017-03-02", "child;Ben;Attwood;2011-10-30"),
    ("one birth date, other names", "child;Nia;Marlow;2017-03-02", "child;Ben;Attwood;2017-03-02"),
    ("a common family name", "child;Jack;Smith;2014-02-02", "child;Olivia;Smith;2010-11-19"),
    ("cousins of one name, other birth dates", "child;Mohammed;Khan;2012-03-21", "child;Mohammed;Khan;2015-08-04"),
    ("namesakes a year and a day apart", "child;Jack;Smith;2013-02-02", "child;Jack;Smith;2014-03-03"),
    ("father and son of one name", "adult;John;Barrow;1984-05-05", "child;John;Barrow;2013-09-30"),
    ("father without a date, son with one", "adult;John;Barrow;", "child;John;Barrow;2013-09-30"),
    ("father and son, neither with a date", "adult;David;Price;", "child;David;Price;"),
    ("grandfather, father", "adult;Peter;Lowe;1950-01-01", "adult;Peter;Lowe;1979-06-17"),
    ("two adults of a common name, no dates", "adult;Sarah;Jones;", "adult;Sarah;Jones;"),
    ("two adults of a common name, one date", "adult;Paul;Taylor;1985-05-05", "adult;Paul;Taylor;"),
    ("two adults, one name, two dates", "adult;Sarah;Jones;1990-01-05", "adult;Sarah;Jones;1983-10-11"),
    ("a given name alone", "child;Noah;;", "child;Noah;;"),
    ("names not known", "child;Unknown;Unknown;", "child;unknown;not known;"),
    ("nothing known but a date", "child;;;2017-03-02", "child;;;2017-03-02"),
    ("a family name alone", "child;;Smith;", "child;;Smith;"),
    ("N/K on both sides", "child;N/K;N/K;2016-01-01", "child;n/k;n/k;2016-01-01"),
    ("unborn babies of a common name", "unborn;;Khan;2027-02-10", "unborn;;Khan;2027-06-30"),
    ("unborn babies, no dates, a common name", "unborn;;Ali;", "unborn;;Ali;"),
    ("unborn babies of a common name, the mothers known", "unborn;;Khan;2027-02-10|adult;Sara;Khan;1990-01-05",
     "unborn;;Khan;2027-02-12|adult;Hina;Khan;1994-08-30"),
    ("unborn, and a baby of another mother", "unborn;;Khan;2026-11-10|adult;Sara;Khan;1990-01-05",
     "child;Zain;Khan;2026-11-02|adult;Hina;Khan;1994-08-30"),
    ("unborn, and a sibling-aged child of the name", "unborn;;Khan;2027-02-10", "child;Zain;Khan;2019-02-10"),
    ("unborn and an adult of the name", "unborn;;Khan;2027-02-10", "adult;Zara;Khan;"),
    ("one refuge", "adult;Irina;Novik;1990-03-03;Harbour Refuge, 4 Quay St",
     "adult;Petra;Lund;1985-07-07;Harbour Refuge, 4 Quay Street"),
    ("one hostel", "child;Ali;Daud;2012-02-02;Room 4, Kings Hostel, 8 High Street",
     "child;Eve;Snow;2013-03-03;Room 4, Kings Hostel, 8 High Street"),
    ("two flats of one house", "child;Ivy;Stone;2019-01-01;Flat 3, 12 Mill Lane, NB1 4QT",
     "child;Max;Cross;2018-01-01;Flat 5, 12 Mill Lane, NB1 4QT"),
    ("neighbours", "child;Ivy;Stone;2019-01-01;12 Mill Lane, NB1 4QT", "child;Max;Cross;2018-01-01;14 Mill Lane, NB1 4QT"),
    ("one number, two streets", "child;Ivy;Stone;2019-01-01;12 Mill Lane", "child;Max;Cross;2018-01-01;12 Mill Street"),
    ("one street name in two towns", "child;Ivy;Stone;;12 Mill Lane, Eastmarsh", "child;Max;Cross;;12 Mill Lane, Northborough"),
    ("no fixed abode", "adult;Lee;Crane;;No fixed abode", "adult;Tom;Bird;;No fixed abode"),
    ("address not known", "adult;Lee;Crane;;not known", "adult;Tom;Bird;;not known"),
    ("short names a letter apart", "child;Mia;Cole;2016-05-05", "child;Max;Cole;2011-05-05"),
    ("Ann and Ian", "child;Ann;Hart;2012-12-12", "child;Ian;Hart;2009-09-21"),
    ("sisters with one mother not named", "child;Ruby;Lane;2012-12-12", "child;Pearl;Lane;2014-01-20"),
    ("given names alike, family names not", "child;Ella;Stone;2013-01-01", "child;Ellie;Crow;2016-02-09"),
    ("Anna Maria and Anna Louise, no dates", "child;Anna Maria;Popa;", "child;Anna Louise;Ionescu;"),
    ("brothers with like names", "child;Daniel;Okoro;2010-03-03", "child;David;Okoro;2012-08-19"),
    ("same given name and day, other year and family", "child;Lily;Frost;2012-04-04", "child;Lily;Hale;2016-04-04"),
    ("one mother's namesake, another child", "child;Zak;Bell;2015-01-01|adult;Emma;Bell;", "child;Tia;Wood;2012-02-20|adult;Emma;Bell;"),
    ("a child and the worker's placeholder", "child;Child;Harris;", "child;Kian;Harris;2014-10-10"),
    ("swapped parts of different names", "child;James;Thomas;2011-11-11", "child;Thomas;James;2014-05-23"),
    ("no dates, near names only", "child;Liam;Reed;", "child;Leah;Reed;"),
    ("family of four and a namesake uncle", "child;Isa;Malik;2014-01-01|adult;Imran;Malik;1985-01-01", "adult;Imran;Malik;1991-07-12"),
    ("birth dates one figure apart, other given names", "child;Ruby;Lane;2012-12-12", "child;Amber;Lane;2012-12-13"),
    ("contacts without anybody", "", "child;Nia;Marlow;2017-03-02"),
    ("two empty contacts", "", ""),
)  # fmt: skip


def people(lines: str) -> list[Somebody]:
    """The people of a contact."""
    found = []
    for line in filter(None, lines.split("|")):
        part, given, family, when, address = [*line.split(";"), ""][:5]
        day = date.fromisoformat(when) if when else None
        unborn = part == "unborn"
        found.append(
            Somebody(
                "unborn" if unborn else "adult" if part == "adult" else "child",
                given or None,
                family or None,
                None if unborn else day,
                day if unborn else None,
                address or None,
            )
        )
    return found
