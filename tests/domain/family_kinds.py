"""Pairs of people by the way in which their names differ, judged by a person and not by the rule. All of them are invented.

Each pair: PERSON (may be one person), FAMILY (of one family, and two people), or NONE. A line is as in tests/domain/families.py:
part; given; family; born or expected; address. Pairs marked with an asterisk are meant to mislead.
"""

from __future__ import annotations

from typing import Final

PERSON, FAMILY, NONE = "one person", "one family", "no family"
Pair = tuple[str, str, str]

KINDS: Final[dict[str, tuple[Pair, ...]]] = {
    "twins": (
        (FAMILY, "child;Ava;Reed;2017-03-02", "child;Mia;Reed;2017-03-02"),
        (FAMILY, "child;Ava;Reed-Marsh;2017-03-02", "child;Mia;Reed;2017-03-02"),
        (FAMILY, "child;Reed;Ava;2017-03-02", "child;Mia;Reed;2017-03-02"),
        (FAMILY, "child;Ava;Reed;2017-03-02", "child;Mia;Reid;2017-03-02"),
        (FAMILY, "child;Hassan;Abdi Farah;2014-05-06", "child;Hussein;Abdi Farah;2014-05-06"),  # *
        (FAMILY, "child;Amir;Daud;2014-05-06", "child;Amira;Daud;2014-05-06"),  # *
        (FAMILY, "child;Daniel;Orme;2012-01-09", "child;Danielle;Orme;2012-01-09"),  # *
        (FAMILY, "child;Mohammed Ali;Iqbaly;2015-10-10", "child;Mohammed Hassan;Iqbaly;2015-10-10"),  # *
        (FAMILY, "child;Anna;Popa;2013-03-03", "child;Hannah;Popa;2013-03-03"),  # *
        (FAMILY, "child;Ella;Nash;2013-03-03", "child;Ellie;Nash;2013-03-03"),  # *
        (FAMILY, "child;Twin 1;Swale;2026-11-02", "child;Twin 2;Swale;2026-11-02"),  # *
        (FAMILY, "child;Baby boy;Swale;2026-11-02", "child;Baby girl;Swale;2026-11-02"),  # *
        (FAMILY, "child;Mark;Pell;2011-04-04", "child;Mary;Pell;2011-04-04"),  # *
        (FAMILY, "child;Jack;Pell;2011-04-04", "child;Jake;Pell;2011-04-04"),
        (FAMILY, "child;Nagyová;Anna;2011-04-04", "child;Nagyová;Peter;2011-04-04"),  # *
        (FAMILY, "child;حسن;علي;2014-05-06", "child;Hussein;Ali;2014-05-06"),  # *
        (FAMILY, "child;Anna Maria;Popa;2013-03-03", "child;Anna Louise;Popa;2013-03-03"),
        (FAMILY, "child;Jan;Kowalski;2012-12-12", "child;Ola;Kowalska;2012-12-12"),  # *
        (NONE, "child;Ava;Reed;2017-03-02", "child;Mia;Orme;2017-03-02"),
        (NONE, "child;Ava;Reed;2017-03-02", "child;Mia;Reed;2017-03-12"),
        (NONE, "child;Ava;Reed;2017-03-02", "child;Mia;Reed;2016-03-02"),
        (NONE, "child;Ava;Ali;2017-03-02", "child;Mia;Alder;2017-03-02"),
    ),
    "a single name": (
        (PERSON, "child;Suryani;;2016-05-04", "child;;Suryani;2016-05-04"),
        (PERSON, "child;Suryani;;2016-05-04", "child;Suryani;Suryani;2016-05-04"),
        (PERSON, "child;Suryani;;2016-05-04", "child;Suriani;;2016-05-04"),
        (PERSON, "child;Suryani;LNU;2016-05-04", "child;FNU;Suryani;2016-05-04"),  # *
        (PERSON, "child;;Suryani Putri;2016-05-04", "child;Suryani;Putri;2016-05-04"),
        (PERSON, "child;Nia Marlow;;2017-03-02", "child;Nia;Marlow;2017-03-02"),
        (PERSON, "child;Marlow, Nia;;2017-03-02", "child;;Nia Marlow;2017-03-02"),  # *
        (PERSON, "child;Suryani;.;2016-05-04", "child;-;SURYANI;2016-05-04"),
        (PERSON, "adult;;Thiri;1990-02-02", "adult;Thiri;;1990-02-02"),
        (PERSON, "child;Suryani;;2016-05-04", "child;;Suryani;2016-04-05"),
        (PERSON, "child;;مريم;2016-05-04", "child;Maryam;;2016-05-04"),  # *
        (PERSON, "child;Suryani;;2016-05-04", "child;Dewi;Suryani;2016-05-04"),
        (NONE, "child;Suryani;;2016-05-04", "child;;Wulandari;2016-05-04"),
        (NONE, "child;Suryani;;", "child;;Suryani;"),
        (NONE, "child;Suryani;;2016-05-04", "child;;Suryani;2013-09-21"),
        (NONE, "child;.;-;2016-05-04", "child;-;.;2016-05-04"),
    ),
    "one mother": (
        (FAMILY, "child;Rosa;Marsh;2018-03-03|adult;Gemma;Marsh;", "child;Jonah;Marsh;2021-05-05|adult;Gemma;Marsh;"),
        (FAMILY, "child;Rosa;Cole;2018-03-03|adult;Gemma;Marsh;", "child;Jonah;Cole;2021-05-05|adult;Gemma;Marsh;1990-01-01"),
        (FAMILY, "child;Rosa;Cole;2018-03-03|adult;Gemma;Marsh;1990-01-01", "child;Jonah;Orme;2021-05-05|adult;Gemma;Marsh;1990-01-01"),
        (FAMILY, "child;Rosa;Cole;2018-03-03|adult;Becky;Marsh;", "child;Jonah;Cole;2021-05-05|adult;Rebecca;Marsh;"),
        (FAMILY, "child;Rosa;Cole;2018-03-03|adult;Marsh;Gemma;", "child;Jonah;Cole;2021-05-05|adult;Gemma;Marsh;"),
        (FAMILY, "child;Rosa;Cole;2018-03-03|adult;Gemma;Marsh;1990-01-01", "child;Jonah;Orme;2021-05-05|adult;Gemma;Orme;1990-01-01"),  # *
        (FAMILY, "unborn;;Cole;2027-02-02|adult;Gemma;Cole;", "child;Jonah;Cole;2021-05-05|adult;Gemma;Cole;"),
        (FAMILY, "child;Ali;Daud;2018-03-03|adult;فاطمة;Noor;1990-01-01", "child;Sara;Omar;2021-05-05|adult;Fatima;Noor;1990-01-01"),  # *
        (FAMILY, "child;Jan;Kowalski;2018-03-03|adult;Ewa;Kowalska;", "child;Ola;Kowalska;2021-05-05|adult;Ewa;Kowalska;"),  # *
        (FAMILY, "child;Rosa;;2018-03-03|adult;Thiri;;1990-02-02", "child;Jonah;;2021-05-05|adult;;Thiri;1990-02-02"),  # *
        (NONE, "child;Zak;Bell;2015-01-01|adult;Emma;Bell;", "child;Tia;Wood;2012-02-20|adult;Emma;Bell;"),
        (NONE, "child;Rosa;Cole;2018-03-03|adult;Gemma;Marsh;1990-01-01", "child;Jonah;Cole;2021-05-05|adult;Gemma;Marsh;1984-07-09"),  # *
        (NONE, "child;Rosa;Cole;2018-03-03|adult;Gemma;Marsh;", "child;Jonah;Cole;2021-05-05|adult;Tara;Marsh;"),  # *
        (NONE, "child;Rosa;Marsh;2018-03-03", "child;Jonah;Marsh;2021-05-05"),
    ),
    "name order": (
        (PERSON, "child;Reed;Elsie;2017-01-20", "child;Elsie;Reed;2017-01-20"),
        (PERSON, "child;Péter;Varga;2010-08-08", "child;Varga;Peter;2010-08-08"),
        (PERSON, "child;Xiaoming;Wang;2014-02-11", "child;Wang;Xiao Ming;2014-02-11"),
        (PERSON, "child;Wang Xiaoming;;2014-02-11", "child;Xiao-Ming;WANG;2014-02-11"),
        (PERSON, "child;Abdi;Hassan Farah;2014-05-06", "child;Abdi Hassan;Farah;2014-05-06"),
        (PERSON, "child;Farah;Abdi Hassan;2014-05-06", "child;Abdi;Hassan Farah;2014-05-06"),
        (PERSON, "child;Abdi;Hassan;2014-05-06", "child;Abdi Hassan;Farah;2014-05-06"),
        (PERSON, "child;Thi Mai;Nguyen;2014-05-06", "child;Nguyen Thi;Mai;2014-05-06"),
        (PERSON, "child;Kat;Stone;2012-06-14", "child;Stone;Katherine;2012-06-14"),  # *
        (PERSON, "child;Varga;Péter;2010-08-03", "child;Peter;Varga;2010-03-08"),  # *
        (PERSON, "child;Min-jun;Kim;2014-02-11", "child;Kim;Minjun;2014-02-11"),
        (PERSON, "child;Abdi Hasan;Farah;2014-05-06", "child;Farah;Abdi Hassan;2014-05-06"),  # *
        (FAMILY, "child;Nimco;Hassan Farah;2014-05-06", "child;Abdi Hassan;Farah;2014-05-06"),  # *
        (NONE, "child;James;Thomas;2011-11-11", "child;Thomas;James;2014-05-23"),
        (NONE, "child;Xiaoming;Wang;2014-02-11", "child;Xiaoli;Zhang;2014-02-11"),
        (NONE, "child;Abdi;Hassan Farah;2014-05-06", "child;Abdi;Hassan Farah;2009-08-17"),
    ),
    "other scripts": (
        (PERSON, "child;Дмитрий;Шевченко;2012-02-03", "child;Dmitry;Shevchenko;2012-02-03"),
        (PERSON, "child;Юлія;Коваленко;2012-02-03", "child;Yuliia;Kovalenko;2012-02-03"),
        (PERSON, "child;Юлия;Петрова;2012-02-03", "child;Julia;Petrova;2012-02-03"),
        (PERSON, "child;محمد;حسن;2012-02-03", "child;Mohammed;Hassan;2012-02-03"),
        (PERSON, "child;فاطمة;الحسن;2012-02-03", "child;Fatima;Al-Hassan;2012-02-03"),
        (PERSON, "child;عائشة;خان;2012-02-03", "child;Ayesha;Khan;2012-02-03"),
        (PERSON, "child;ਗੁਰਪ੍ਰੀਤ;ਸਿੰਘ;2012-02-03", "child;Gurpreet;Singh;2012-02-03"),
        (PERSON, "child;ਹਰਪ੍ਰੀਤ;ਕੌਰ;2012-02-03", "child;Harpreet;Kaur;2012-02-03"),
        (PERSON, "child;Γιώργος;Παπαδόπουλος;2012-02-03", "child;Giorgos;Papadopoulos;2012-02-03"),
        (PERSON, "child;রহিম;উদ্দিন;2012-02-03", "child;Rahim;Uddin;2012-02-03"),
        (PERSON, "child;小明;王;2012-02-03", "child;Xiaoming;Wang;2012-02-03"),
        (PERSON, "child;王小明;;2012-02-03", "child;Xiao Ming;Wang;2012-02-03"),  # *
        (PERSON, "child;حسن;محمد;2012-02-03", "child;Mohamed;Hasan;2012-02-03"),  # *
        (PERSON, "child;Дмитро;Шевченко;2012-03-02", "child;Dmytro;Shevchenko;2012-02-03"),  # *
        (PERSON, "child;გიორგი;ბერიძე;2012-02-03", "child;Giorgi;Beridze;2012-02-03"),
        (PERSON, "child;יעקב;כהן;2012-02-03", "child;Yaakov;Cohen;2012-02-03"),
        (PERSON, "child;मोहन;शर्मा;2012-02-03", "child;Mohan;Sharma;2012-02-03"),
        (PERSON, "child;ﻣﺤﻤﺪ;حسن;2012-02-03", "child;مُحَمَّد;حسن;2012-02-03"),  # *
        (PERSON, "child;ሰላም;ተስፋዬ;2012-02-03", "child;Selam;Tesfaye;2012-02-03"),
        (FAMILY, "child;حسن;محمد;2012-02-03", "child;Hussein;Mohammed;2012-02-03"),  # *
        (FAMILY, "child;محمود;علي;2012-02-03", "child;Mohammed;Ali;2012-02-03"),  # *
        (NONE, "child;Дмитрий;Шевченко;2012-02-03", "child;Oleg;Bondarenko;2012-02-03"),
        (NONE, "child;محمد;حسن;2012-02-03", "child;Mohammed;Hassan;2015-11-28"),
        (NONE, "child;王小明;;2012-02-03", "child;李娜;;2012-02-03"),
    ),
    "short forms": (
        (PERSON, "child;Kate;Hollis;2012-06-14", "child;Katherine;Hollis;2012-06-14"),
        (PERSON, "child;Mo;Iqbaly;2012-06-14", "child;Mohammed;Iqbaly;2012-06-14"),
        (PERSON, "adult;Bill;Tanner;1979-01-30", "adult;William;Tanner;1979-01-30"),
        (PERSON, "adult;Peggy;Tanner;1949-01-30", "adult;Margaret;Tanner;1949-01-30"),
        (PERSON, "child;Xander;Orme;2012-06-14", "child;Alexander;Orme;2012-06-14"),
        (PERSON, "child;Lizzie;Orme;2012-06-14", "child;Betsy;Orme;2012-06-14"),
        (PERSON, "child;Gosia;Wrona;2012-06-14", "child;Małgorzata;Wrona;2012-06-14"),
        (PERSON, "child;Theo;Orme;", "child;Theodore;Orme;2012-06-14"),
        (PERSON, "child;Orme;Ted;2012-06-14", "child;Edward;Orme;2012-06-14"),  # *
        (PERSON, "child;Мо;Iqbaly;2012-06-14", "child;Mohamed;Iqbaly;2012-06-14"),  # * the first is written with Cyrillic letters
        (PERSON, "child;Beth-Ann;Orme;2012-06-14", "child;Elizabeth Ann;Orme;2012-06-14"),  # *
        (FAMILY, "child;Christopher;Orme;2012-06-14", "child;Christine;Orme;2012-06-14"),  # *
        (FAMILY, "child;Sam;Orme;2012-06-14", "child;Susan;Orme;2012-06-14"),
        (NONE, "child;Kate;Hollis;2012-06-14", "child;Kathleen;Orme;2012-06-14"),
        (NONE, "child;Bill;Tanner;2012-06-14", "child;William;Tanner;2009-01-30"),
        (NONE, "child;Mo;Iqbaly;2012-06-14", "child;Maurice;Pell;2012-06-14"),
    ),
    "hyphens and spaces": (
        (PERSON, "child;Leo;Smith-Jones;2018-04-17", "child;Leo;Smith Jones;2018-04-17"),
        (PERSON, "child;Leo;Smith Jones;2018-04-17", "child;Leo;Smithjones;2018-04-17"),
        (PERSON, "child;Leo;Smith–Jones;2018-04-17", "child;Leo;SMITH - JONES;2018-04-17"),
        (PERSON, "child;Aoife;O'Brien;2016-11-03", "child;Aoife;O Brien;2016-11-03"),
        (PERSON, "child;Aoife;O`Brien;2016-11-03", "child;Aoife;OBrien;2016-11-03"),
        (PERSON, "child;Omar;Al-Hassan;2016-11-03", "child;Omar;Alhassan;2016-11-03"),
        (PERSON, "child;Omar;Al Hassan;2016-11-03", "child;Omar;Hassan;2016-11-03"),
        (PERSON, "child;Mary Ann;Cole;2016-11-03", "child;Maryann;Cole;2016-11-03"),
        (PERSON, "child;Finn;Mac Donald;2016-11-03", "child;Finn;McDonald;2016-11-03"),
        (PERSON, "child;Finn;van der Berg;2016-11-03", "child;Finn;Vanderberg;2016-11-03"),
        (PERSON, "child;Abdul Rahman;Omar;2016-11-03", "child;Abdulrahman;Omar;2016-11-03"),
        (PERSON, "child;Abd al-Rahman;Omar;2016-11-03", "child;Abdurrahman;Omar;2016-11-03"),  # *
        (PERSON, "child;Smithjones;Leo;2018-04-17", "child;Leo;Smith-Jones;2018-04-17"),  # *
        (PERSON, "child;Aoife;Ó Briain;2016-11-03", "child;Aoife;O’Brien;2016-11-03"),  # *
        (PERSON, "child;Leo;Smith\u200bJones;2018-04-17", "child;Leo;Smith-Jones;2018-04-17"),  # * a space of no width
        (NONE, "child;Omar;Al-Hassan;2016-11-03", "child;Zaid;Al-Jabir;2016-11-03"),  # *
        (NONE, "child;Finn;van der Berg;2016-11-03", "child;Lars;van der Meer;2016-11-03"),  # *
        (NONE, "child;Aoife;O'Brien;2016-11-03", "child;Niamh;O'Connor;2016-11-03"),
    ),
    "accents": (
        (PERSON, "child;Zoë;Benoît;2015-05-05", "child;Zoe;Benoit;2015-05-05"),
        (PERSON, "child;Łukasz;Wójcik;2015-05-05", "child;Lukasz;Wojcik;2015-05-05"),
        (PERSON, "child;Jürgen;Müller;2015-05-05", "child;Juergen;Mueller;2015-05-05"),
        (PERSON, "child;Søren;Ægirsson;2015-05-05", "child;Soren;Aegirsson;2015-05-05"),
        (PERSON, "child;Thị Mai;Nguyễn;2015-05-05", "child;Thi Mai;Nguyen;2015-05-05"),
        (PERSON, "child;Zoe\u0308;Benoi\u0302t;2015-05-05", "child;Zoë;Benoît;2015-05-05"),  # *
        (PERSON, "child;Þór;Guðjónsson;2015-05-05", "child;Thor;Gudjonsson;2015-05-05"),  # *
        (PERSON, "child;Əli;Məmmədov;2015-05-05", "child;Ali;Mammadov;2015-05-05"),  # *
        (PERSON, "child;Ștefan;Țurcanu;2015-05-05", "child;Stefan;Turcanu;2015-05-05"),
        (PERSON, "child;Işıl;Yıldız;2015-05-05", "child;Isil;Yildiz;2015-05-05"),
        (NONE, "child;Zoë;Benoît;2015-05-05", "child;Zara;Bennett;2015-05-05"),
        (NONE, "child;Łukasz;Wójcik;2015-05-05", "child;Lucas;Wojnar;2015-05-05"),
        (NONE, "child;Jürgen;Müller;2015-05-05", "child;Jürgen;Müller;2011-09-23"),
    ),
    "spellings": (
        (PERSON, "child;Mohammed;Iqbaly;2014-09-09", "child;Muhammad;Iqbaly;2014-09-09"),
        (PERSON, "child;Mohamed;Iqbaly;2014-09-09", "child;Maxamed;Iqbaly;2014-09-09"),
        (PERSON, "child;Sean;Doyle;2011-03-17", "child;Shawn;Doyle;2011-03-17"),
        (PERSON, "child;Jeffrey;Phillips;2011-03-17", "child;Geoffrey;Philips;2011-03-17"),
        (PERSON, "child;Stephen;Stephens;2011-03-17", "child;Steven;Stevens;2011-03-17"),
        (PERSON, "child;Fatimah;Chaudhry;2011-03-17", "child;Fatema;Choudhury;2011-03-17"),
        (PERSON, "child;Caitlin;Leigh;2011-03-17", "child;Kaitlyn;Lee;2011-03-17"),
        (PERSON, "child;Katya;Kowalska;2011-03-17", "child;Ekaterina;Kowalski;2011-03-17"),  # *
        (PERSON, "child;Hussain;Ahmad;2011-03-17", "child;Husein;Ahmed;2011-03-17"),
        (PERSON, "child;Zaynab;Wright;2011-03-17", "child;Zeinab;Right;2011-03-17"),  # *
        (PERSON, "child;Yousef;Mac Donald;2011-03-17", "child;Yusuf;Macdonnald;2011-03-17"),
        (FAMILY, "child;Hassan;Daud;2011-03-17", "child;Hussein;Daud;2011-03-17"),  # *
        (FAMILY, "child;Mahmoud;Daud;2011-03-17", "child;Mohammed;Daud;2011-03-17"),  # *
        (FAMILY, "child;Lucy;Orme;2011-03-17", "child;Luca;Orme;2011-03-17"),  # *
        (NONE, "child;Mohammed;Iqbaly;2014-09-09", "child;Muhammad;Iqbaly;2011-01-23"),
        (NONE, "child;Sean;Doyle;2011-03-17", "child;Shona;Dale;2011-03-17"),
        (NONE, "child;Fatimah;Chaudhry;2011-03-17", "child;Farida;Chaudhry;2008-07-29"),
    ),
}  # fmt: skip
