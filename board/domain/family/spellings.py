"""Spellings of one name in Latin letters, and its forms in languages met in England. A list to be added to."""

from __future__ import annotations

from typing import Final

LINES: Final = """
abdul abdel abdal
abdullah abdallah abdulla abdelah abdoullah
abdurrahman abdulrahman abderrahman abdirahman abdurahman abdelrahman
adam adem
agnieszka aga
ahmed ahmad ahmet achmed ahmud hamed
aisha ayesha aysha aishah
alexander aleksander aleksandar aleksandr oleksandr alexandru alejandro alessandro iskander
alexandra aleksandra oleksandra alejandra alessandra
ali aly
amina aminah ameena aamina amna
amir ameer aamir
andrew andrei andrey andriy andreas andrzej andre
anthony antonio anton antoni
asha aasha
barbara barbora varvara
begum begam
bilal belal bilaal
chaudhry chaudhary choudhury chowdhury choudhary chaudhuri chaudry choudry choudhry
choi choe
daria darya dariya daryna
dawud daud dawood daoud david
dmitry dmitri dmitriy dmitrii dmytro dima
ekaterina yekaterina kateryna katerina katarzyna katya katia kasia katherine catherine
elena olena yelena jelena helen helena eleni
elizabeth elzbieta elisabeta elizaveta yelizaveta
eugene yevgeny evgeny evgeniy yevhen ievgen evgenii
fatima fatema fathima fatoumata fatimata faatimah fatimah fatma
francis franciszek francisco francesco ferenc
george giorgos georgios yorgos jorge jerzy gheorghe heorhiy georgiy
ghulam gulam
gurpreet gurprit
habiba habibah
hamza hamzah hamsa
hanna hana ganna
harpreet harprit
hassan hasan hasen hassen
hodan hodon
hussain hussein husain hossein husein hussin hosein
ibrahim ebrahim
ihor igor
ismail ismael ismaeel esmail
jacob jakub yaakov jakob yakub yaqub
jan yan
john ioan juan joao johannes giovanni janos yannis ioannis giannis
joseph josef jozef jose iosif giuseppe
julia yulia yuliya yuliia iulia juliya
khadija khadijah khadeeja hadija kadija khadidja
khalid khaled
kim gim
krzysztof krzys christopher krzystof
laila layla leila leyla lejla
magdalena magda
malgorzata gosia
maria mariya mariia
mariam maryam meryem miriam mariama
mark marek marco marko
matthew mateusz matei mateo matteo matthias
michael mikhail mykhailo mihai mihail miguel michal mikael mikolas michalis
mohammadi mohamadi
mohammed mohammad muhammad mohamed mohamad muhammed mohd md mo moh mahomed mohamud maxamed muhamad muhammet mohammod mohamet
mustafa mustapha moustafa
natalia nataliya nataliia
nicholas nikolaos mikolaj mykola nikolai nikos nicolae
nur noor nour
oleg oleh
olga olha
omar umar omer
osman uthman usman othman ousmane
park bak pak
paul pavel pavlo pawel pablo paolo pavlos
peter petro pyotr piotr petros pedro petru
priya pria
rahman rehman
salim saleem selim
sergei sergey serhiy sergiy sergii sergio
sheikh shaikh shaykh sheik cheikh
singh sing sinh
sophia sofiya sofiia
stanislav stanislaw stanislas
stephen stefan stepan esteban istvan
suleiman suleyman sulaiman soliman sulayman
svetlana svitlana
tatiana tatyana tetiana tetyana
thomas tomasz tomas toma
vladimir volodymyr wladimir
wojciech wojtek
yahya yahia
yasin yaseen yassin
yusuf yousef yousuf youssef yousaf youssuf youcef yussuf joseph
zaid zayd
zara zahra zaara
zaynab zainab zeynep zeinab zaineb zeynab
"""

_LINES: Final = [line.split() for line in LINES.strip().splitlines()]
SPELT: Final[dict[str, frozenset[str]]] = {
    name: frozenset(line[0] for line in _LINES if name in line)
    for name in {name for line in _LINES for name in line}
}
"""Each name and the lines it stands in, for family names too: many of these are both."""


def spellings(name: str) -> frozenset[str]:
    """Each other way of writing this name that the lines have."""
    return frozenset(one for line in _LINES if name in line for one in line)
