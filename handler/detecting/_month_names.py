"""Month names, full and abbreviated, of the languages whose dates are recognised.

The names follow the Unicode CLDR calendars (format and stand-alone forms, so that inflected languages bring their
genitives) for Turkish, English, German, French, Spanish, Italian, Dutch, Polish, Portuguese, Russian and Ukrainian, and
for the further European languages whose months are mostly the same words. Words are compared without case and
without diacritics, because readers of pixels lose both.
"""

import unicodedata

# One string a month, January first.
_NAMES = (
    (
        "january يناير tammi januwari jan januar janner jaenner janvier janv jänner januari enero ene gennaio "
        "gen januar stycznia styczeń sty janeiro ocak oca января январь янв січня січень січ ledna leden "
        "ianuarie ian januára január tammikuu tammikuuta ιανουαρίου ιαν студзеня януари"
    ),
    (
        "february فبراير helmi pebruari feb febr februar februari feber février févr fevr fév febrero "
        "febbraio lutego luty lut fevereiro fev şubat şub februari февраля февраль фев февр лютого лютий лют "
        "února únor februarie február februára helmikuu helmikuuta φεβρουαρίου φεβ лютага февруари"
    ),
    (
        "march مارس maalis maret mar märz maerz mär mrz mars marzo marca marzec março mart maart mrt марта "
        "март мар березня березень бер března březen martie március márc marec maaliskuu maaliskuuta marts "
        "μαρτίου μαρ сакавіка"
    ),
    (
        "april أبريل ابريل huhti apr avril avr abril abr aprile kwietnia kwiecień kwi nisan nis апреля апрель "
        "апр квітня квітень квіт кві dubna duben aprilie április ápr apríla huhtikuu huhtikuuta απριλίου απρ "
        "красавіка април"
    ),
    (
        "may مايو touko mai mayo maggio mag mei maja maj maio mayıs мая май травня травень трав тра května "
        "květen május mája toukokuu toukokuuta μαΐου μαϊ"
    ),
    (
        "june يونيو kesä jun juni juin junio giugno giu czerwca czerwiec cze junho haziran haz июня июнь июн "
        "червня червень черв чер června červen iunie iun június jún júna kesäkuu kesäkuuta ιουνίου ιουν "
        "чэрвеня юни"
    ),
    (
        "july يوليو heinä jul juli juillet juil julio luglio lug lipca lipiec lip julho temmuz tem июля июль "
        "июл липня липень лип července červenec iulie iul július júl júla heinäkuu heinäkuuta ιουλίου ιουλ "
        "ліпеня юли"
    ),
    (
        "august أغسطس اغسطس elo agustus aug août aout agosto ago augustus sierpnia sierpień sie ağustos ağu "
        "августа август авг серпня серпень серп сер srpna srpen augusti augusztus augusta elokuu elokuuta "
        "αυγούστου αυγ жніўня"
    ),
    (
        "september سبتمبر syys sep sept septembre septiembre setiembre settembre set września wrzesień wrz "
        "setembro eylül eyl сентября сентябрь сен сент вересня вересень вер верес září septembrie szeptember "
        "szept septembra syyskuu syyskuuta σεπτεμβρίου σεπ верасня септември"
    ),
    (
        "october أكتوبر اكتوبر loka oct oktober okt octobre octubre ottobre ott października październik paź "
        "outubro out ekim eki октября октябрь окт жовтня жовтень жовт жов října říjen octombrie október "
        "októbra lokakuu lokakuuta οκτωβρίου οκτ кастрычніка октомври"
    ),
    (
        "november نوفمبر marras nov novembre noviembre listopada listopad lis novembro kasım kas ноября "
        "ноябрь ноя нояб листопада листопад лист лис listopadu noiembrie noi novembra marraskuu marraskuuta "
        "νοεμβρίου νοε лістапада ноември"
    ),
    (
        "december ديسمبر joulu dec dezember dez décembre déc diciembre dic dicembre grudnia grudzień gru "
        "dezembro aralık ara декабря декабрь дек грудня грудень груд гру prosince prosinec decembrie decembra "
        "joulukuu joulukuuta desember δεκεμβρίου δεκ снежня декември"
    ),
)
# Letters that Unicode does not take apart into a base and a mark.
_BASES = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ß": "ss"})
# Digits that stand where a letter was printed.
_LETTERS = str.maketrans("01|5", "olls")


def _fold(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold().translate(_BASES))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


_SPELT: dict[str, str] = {}
for _name in " ".join(_NAMES).split():
    # Words that differ only in their marks are names of the same month in several languages: no telling which is meant.
    _SPELT[_fold(_name)] = _name if _SPELT.get(_fold(_name), _name) == _name else ""
_MONTHS = {_fold(name): number for number, names in enumerate(_NAMES, 1) for name in names.split()}
_LONGEST = max(map(len, _MONTHS))


def month_of(word: str) -> int | None:
    """The number, 1 to 12, of the month that ``word`` names in any of the languages, or None."""
    return _MONTHS.get(_fold(word)) if len(word) <= _LONGEST else None


def spelt_month(word: str) -> str:
    """``word`` with the marks on its letters that a reader lost (``Kasim`` → ``Kasım``), where it names a month."""
    spelt = _SPELT.get(_fold(word), "")
    if not spelt or len(spelt) != len(word) or word.casefold() == spelt:
        return word
    return "".join(_in_case(mark, letter) for mark, letter in zip(spelt, word, strict=True))


def _in_case(mark: str, letter: str) -> str:
    """``mark`` as a capital where ``letter`` is one."""
    return {"i": "İ" if letter == "İ" else "I"}.get(mark, mark.upper()) if letter.isupper() else mark


def mended_month(word: str) -> str | None:
    """``word`` with digits read as the letters they resemble (``0ct`` → ``Oct``) where that names a month."""
    letters = word.translate(_LETTERS)
    if letters == word or month_of(letters) is None:
        return None
    return letters.capitalize() if letters[:1] != word[:1] or word[:1].isupper() else letters
