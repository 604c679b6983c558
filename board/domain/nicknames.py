"""Short forms and other spellings of given names met in England. A list to be added to; a name may stand in several lines."""

from __future__ import annotations

from typing import Final

from board.domain.family.spellings import LINES

_LINES: Final = """
abigail abbie abby abi gail
aiden aidan ayden adan
alan allan allen al
alexander alex alec alexei sandy xander sasha
alexandra alex alexa lexi lexie sandra sasha
alfred alfie alf fred freddie freddy
amelia millie milly amy
amy aimee
andrew andy drew andrzej
angela angie ange
angus gus
ann anne anna annie anya
anthony tony antony ant
archibald archie archy
arthur art artie
barbara barb babs
beatrice bea bee trixie
benjamin ben benny benji
bernadette bernie
brian bryan
bradley brad
callum calum cal
cameron cam
caroline carol carrie caz
catherine katherine kathryn cathryn katharine kate katie katy kathy cathy kath kat cath caitlin kaitlyn
charles charlie charley chas chuck
charlotte charlie lottie charl
christian chris
christina christine chris chrissie tina kristina
christopher chris kris topher kit
chloe khloe cloe
claire clare clair
connor conor conner
craig kraig
daniel dan danny daniyal
danielle dani danni
david dave davey davie dafydd
deborah debra debbie debs deb
dennis denis
dominic dom dominik
donald don donnie
dorothy dot dottie
edward ed eddie eddy ted teddy ned
eleanor ellie elle nell nora elinor
elizabeth liz lizzie beth betty eliza libby elisabeth elspeth bess
ellen ellie nell
emily em emmy emilia
emma em emmie
ethan eitan
evelyn evie eve
eva eve evie ewa
florence flo flossie florrie
frances fran francesca frankie
francis frank frankie
frederick fred freddie freddy
gabriel gabe
gabrielle gabi gabby gabriella
gareth gary gaz garry
geoffrey geoff jeff jeffrey
george georgie
georgia georgie georgina
gerald gerry jerry
gillian gill jill
grace gracie
graham graeme
gregory greg gregor
gwendolyn gwen
hannah hanna
harold harry hal
harrison harry
harriet hattie harri
helen helena nell
henry harry hal
hugh hughie huw
isaac izaak zac isaak
isabel isabelle isabella izzy bella belle isobel
isla ila
jack jacky jackson
jacob jake
jacqueline jackie jacqui
james jim jimmy jamie jay
jamie jaime
jane janie
janet jan
jasmine jas jaz yasmin jazmin
jason jay jase
jayden jaden jaiden jaydon
jennifer jen jenny jenni
jeremy jez jerry
jessica jess jessie
joan joanie
joanne joanna jo
john johnny jack jon
jonathan jon jonny johnathan nathan johnathon
joseph joe joey jozef
josephine jo josie
joshua josh
julia julie jules
julian jules
justin jus
kayleigh kayley kaylee kayla
kenneth ken kenny
kevin kev
kimberley kim kimberly
kristian christian kris
lawrence laurence larry lawrie
laura laurie lauren
leonard len lenny leo
leo leon leonardo
lewis louis lou
liam william
lillian lily lilly lilian lil
linda lynda lyn
louis lou louie lewis
louise lou lulu
lucy luce lucie lucia
luke lucas lukas luca
lydia lyd
madeleine maddie maddy madison madeline
malcolm mal
margaret maggie meg peggy marge margie greta
mark marc marcus
martin marty martyn
mary maria marie molly maryam
mathilda tilly matilda
matthew matt matty mathew
maxwell max maximilian
megan meg meghan
melanie mel
melissa mel lissa
michael mike mick mickey micky mikey michal
michelle shell chelle
nancy nan
natalie nat natalia natasha tasha
nathan nate nathaniel
nicholas nick nicky nicolas niko nico
nicola nicky nikki nic
nigel nige
noah noa
oliver ollie olly
olivia liv livvy ollie olive
oscar oskar
owen owain
pamela pam
patricia pat trish tricia patsy
patrick pat paddy padraig
pauline paula
peter pete piotr
philip phil phillip pip
rachel rach rachael
raymond ray
rebecca becky becca bex beckie rebekah
reginald reg reggie
rhys reece reese rhis
riley reilly rylee
richard rich rick dick ricky richie
robert rob bob bobby robbie bert
roberta bobbie robbie
roderick rod roddy rory
ronald ron ronnie
rosemary rose rosie
rose rosie
roxanne roxy
russell russ
ryan rian
samantha sam sammy sammie
samuel sam sammy
sandra sandy
sarah sara sally
sean shaun shawn shane
shannon shan
sharon shaz shazza
simon si
sophia sophie sofia zofia
stacey stacy
stephanie steph stef stefanie
stephen steven steve ste stevie stefan
stuart stewart stu
susan sue susie suzanne suzie
sydney sid sidney
sylvia silvia
terence terry terrence tel
theodore theo ted teddy
theresa teresa terri tess tessa
thomas tom tommy tomas
timothy tim timmy
tobias toby
tracey tracy trace
tyler ty
valerie val
vanessa ness nessa
veronica ronnie vera
victor vic
victoria vicky vicki tori vic
vincent vince vinny
vivian viv vivienne
walter wally walt
william will bill billy willie liam wil
winifred winnie
yasmin yasmeen yasmine
zachary zac zack zach zak
zoe zoey
"""

_ALL: Final = [line.split() for line in (*_LINES.strip().splitlines(), *LINES.strip().splitlines())]
GROUPS: Final[dict[str, frozenset[str]]] = {
    name: frozenset(f"~{line[0]}" for line in _ALL if name in line)
    for name in {name for line in _ALL for name in line}
}
"""Each name and the lines it stands in."""
