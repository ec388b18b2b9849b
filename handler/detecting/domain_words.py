"""Endings and labels that tell hosts from file names, attributes and package names."""

from handler.detecting.word_lists import words

# Endings that hardly ever stand for anything but a host.
STRONG = words(
    """
    com net org edu gov mil int io de uk fr ru nl eu br it es tr cn jp kr au ca ch se dk fi cz hu ro gr pt ua be ir
    biz info app dev xyz online shop cloud tech store site ai tv us onion arpa asia tel
    """
)
# Endings that files have too: those of scripts and texts nearly always, those of the second group sometimes.
MOSTLY_FILES = words(
    """
    py md rs sh ps so zip mov pub am tf ml mm pm la mo ac ad properties docs
    """
)
ALSO_FILES = words(
    """
    pl cc st cat do bz vi dot art prof ink pro sc
    """
)
# Endings that are attributes, methods and everyday words: they need other support to be hosts.
WORDS = words(
    """
    name info today show style save target open map group new next call fit date page container push now use zone
    run play video audio id is to in at it me so no be by my us do as am an re id host media email link security cat
    select search download security data box win work works world live life love best free fun game games global how
    click watch review reviews report reports direct global one pub red blue green black pink rest ping photo photos
    pics pictures plus post press productions properties rent repair sale school science services singles social
    solutions support systems team tips tools top tours town toys trade training vision vote voting wiki moe boo foo
    here mobi family house home city center company computer contact help day dot esq get goo hiphop kim limited ltd
    make man market men menu mini mom money moto observer ong organic parts party place plumbing poker prime pro
    read rich room safe sexy shell ski skin soccer song space spot studio study supply support surf talk tax tube
    type uno wed weather yes you zero able bar bid bio build buy cab cafe cam camp car cards care case cash chat
    cheap church claims coach codes coffee cool country coupon credit dad dance deal deals delivery design digital
    discount doctor dog domains download earth eat education energy estate events exchange expert express fail faith
    fan farm fashion fast film finance fish flights food foundation fund gift gold golf guide guru hair health horse
    hot hospital how ice immo ing ink insure jobs kids kitchen land law lease legal lighting loan mba network news
    online phd phone sky stream swiss taxi theater tickets tires vet villas
    """
)
# Names that program code starts a dotted expression with.
CODE_HEADS = words(
    """
    self this cls super os sys re np pd plt tf torch df console window document math json time date datetime system
    object array string request response req res event el node app config settings logger log e err error obj item
    user session model module exports process promise java javax kotlin android std fs path util utils props state
    ctx context db cursor conn client server data args kwargs params f i j k x y z t s m
    """
)
# First labels of package names, which turn a host around: ``com.example.app``.
REVERSED = words(
    """
    com org net io edu gov de uk fr nl ru me dev app ch co cn jp it tr br
    """
)
# What files are called that have an ending of their own.
FILE_STEMS = words(
    """
    readme main index setup test tests init app run script install build config conftest manage utils util lib mod
    makefile license changelog contributing todo notes deploy start stop server client models views urls admin
    """
)
