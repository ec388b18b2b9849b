"""The words that announce an identity number, and the words that announce another kind of number.

Patterns run over folded text: lower case, Latin letters without accents, Turkish ı and İ as i. A label names the rows
of ``_id_formats`` it speaks of: ``TR.tckn`` one kind, ``TR`` a whole country, ``*`` any country.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

_NUMBER = r"(?:[ .]{0,2}(?:no|nr|num|number|numarasi|numaras|numero|nummer|code|kod|kodu|#)\b)"
_NO = r"[ .]{0,2}(?:no\b|nr\b|num|n[o°º]|#|id\b|number|ref)"

# Anything else that is called a number: the nearest label decides, so these silence a check that passes by chance.
_OTHERS = (
    (
        rf"(?:order|invoice|receipt|ticket|tracking|shipment|waybill|booking|case|batch|lot|serial|part|item|product|policy|"
        rf"claim|contract|document|reference|transaction|payment|account|acct|customer|client|member(?:ship)?|subscriber|"
        rf"confirmation|reservation|purchase|quote|file|job|session|request|user|employee|staff|student|model|asset|vin|"
        rf"registration|licen[cs]e|passport|medicare|phone|mobile|meter|routing|sort|terminal|merchant|check|cheque){_NO}"
    ),
    (
        r"(?:siparis|fatura|musteri|takip|abone|tesisat|sozlesme|dosya|hesap|seri|urun|parti|police|islem|kargo|belge|evrak|"
        r"irsaliye|referans|sicil|pasaport|barkod|dekont|makbuz|mersis|ogrenci|"
        r"personel)(?:[ .]{0,2}(?:no|numara|kod|id\b))"
    ),
    r"(?:auftrag|rechnung|kunden|bestell|vertrag|konto|artikel|serien|sendung|vorgang|akten)s?[- ]?(?:nr|nummer)",
    r"(?:commande|facture|client|dossier|compte|contrat|reference|serie)[ ]?(?:n[o°º]|numero)",
    (
        r"(?:n[o°º]\.?|numero)(?: de| di| do| da)? (?:la )?(?:commande|facture|client|dossier|compte|contrat|serie|"
        r"pedido|factura|"
        r"cliente|cuenta|contrato|ordine|fattura|conto|nota|conta|telefono|telefone|telephone)"
    ),
    r"(?:tel|telefon|telefono|telefone|telephone|phone|mobile|mobil|cell|gsm|cep|fax|faks|whatsapp|handy)\b",
    (
        r"(?:iban|bic|swift|isbn|issn|ean|upc|gtin|sku|imei|imsi|iccid|vin|serial|s/n|uuid|guid|asin|isin|cusip|sedol|"
        r"vat|ust-?id\w*|kdv|vkn|vergi no|ein|duns|nif empresa|siret|siren|ogrn|kpp|огрн|кпп|бик|р/с|"
        r"счет|заказ|артикул)\b"
    ),
    r"(?:barcode|credit card|card n|kart no|kredi karti|timestamp|epoch|unix time|order|invoice|tracking|fatura)\b",
    r"(?:тел|телефон|факс|моб)\b",
)

# Label → the rows it speaks of.
_LABELS: tuple[tuple[str, str], ...] = (
    ((r"t\.?[ ]?c\.?[ ]?(?:kimlik|vatandas|no\b|nu(?:mara)?)|tckn|tc[ ]?kn|tckimlik|kimlik[ ]?n|"
     r"vatandaslik n|tc\b"), "TR.tckn"),
    (r"ssn\b|social[ -]?security|soc\.? ?sec", "US.ssn"),
    (r"itin\b|individual taxpayer", "US.itin"),
    (r"nino\b|national insurance|ni[ .]?(?:number|no)\b|n\.i\. ?n", "GB.nino"),
    (r"nhs\b", "GB.nhs"),
    (r"utr\b|unique taxpayer", "GB.utr"),
    (r"steuer-?id|steuerliche identifikation|steueridentifikation|idnr|identifikationsnummer|tin\b", "DE.idnr"),
    (r"steuer-?(?:nr|nummer)|st\.?-?nr", "DE.stnr"),
    (r"personalausweis|ausweis-?(?:nr|nummer)|ausweis\b", "DE.personalausweis"),
    (r"rentenversicherung|sozialversicherungsnummer|sv-?(?:nr|nummer)|rvnr|versicherungsnummer", "DE.rvnr AT.vnr"),
    (r"securite sociale|n[o°º]? ?secu\b|nir\b|insee\b|numero de secu", "FR.nir"),
    (r"numero fiscal|n[o°º] fiscal|spi\b|reference fiscale", "FR.nif"),
    (r"codice fiscale|cod\.? ?fisc|c\.?f\.? ?:|cf\b", "IT.codicefiscale"),
    (r"d\.?n\.?i\.?\b|documento nacional", "ES.dni AR.dni PE.cui"),
    (r"n\.?i\.?e\.?\b|identificacion de extranjero|identidad de extranjero", "ES.nie"),
    (r"n\.?i\.?f\.?\b|identificacion fiscal", "ES.dni ES.nie ES.nif PT.nif FR.nif"),
    (r"cartao de cidadao|bilhete de identidade", "PT.cc"),
    (r"contribuinte|n\.? fiscal", "PT.nif"),
    (r"bsn\b|burgerservice|sofi-?nummer", "NL.bsn"),
    (r"rijksregister|registre national|insz|niss\b|national register", "BE.nn"),
    (r"matricule", "LU.tin"),
    (r"ahv\b|avs\b|ahv-?nr|avs-?nr|sozialversicherung", "CH.ssn AT.vnr DE.rvnr"),
    (r"pesel\b", "PL.pesel"),
    (r"rodne cislo|r\.?c\.? ?:|rc\b", "CZ.rc SK.rc"),
    (r"adoazonosito|ado-?azonosito", "HU.tin"),
    (r"cnp\b|cod numeric", "RO.cnp"),
    (r"егн\b|egn\b", "BG.egn"),
    (r"oib\b", "HR.oib"),
    (r"emso\b|maticna stevilka", "SI.emso RS.jmbg"),
    (r"jmbg|јмбг|maticni broj", "RS.jmbg SI.emso"),
    (r"amka|αμκα", "GR.amka"),
    (r"isikukood", "EE.ik"),
    (r"asmens kod", "LT.asmens"),
    (r"personas kod", "LV.pk"),
    (r"henkilotunnus|hetu\b|personbeteckning", "FI.hetu"),
    (r"personnummer|person-?nr|samordningsnummer", "SE.personnummer NO.fodselsnummer FI.hetu DK.cpr"),
    (r"fodselsnummer|f[oø]dselsnummer|d-nummer", "NO.fodselsnummer"),
    (r"cpr\b|personnummer", "DK.cpr"),
    (r"kennitala|kt\.", "IS.kennitala"),
    (r"pps\b|ppsn|pps-?n", "IE.pps"),
    (r"инн\b|inn\b", "RU.inn"),
    (r"снилс|snils", "RU.snils"),
    ((r"рнокпп|rnokpp|ипн\b|іпн\b|идентификационный номер|iдентифiкацiйний|ідентифікаційний|"
     r"картки платника|облікової картки"),
     "UA.rntrc BY.unp"),
    (r"унп\b|unp\b", "BY.unp"),
    (r"idnp\b|cod personal", "MD.idnp"),
    (r"תעודת זהות|ת\.ז|teudat", "IL.idnr"),
    (r"کد ملی|شماره ملی|melli|کدملی", "IR.melli"),
    (r"الرقم القومي|رقم البطاقة", "EG.nid"),
    (r"sa id|rsa id|south african id|permanent resident|refugee id", "ZA.idnr"),
    (r"nin\b", "NG.nin"),
    (r"kra ?pin|kra\b", "KE.pin"),
    (r"aadh?aa?r|uidai|uid\b|आधार", "IN.aadhaar"),
    (r"pan\b|permanent account", "IN.pan"),
    (r"cnic\b|nadra", "PK.cnic"),
    (r"nic\b", "LK.nic MU.nid"),
    (r"身份证|公民身份|shenfenzheng", "CN.ric"),
    (r"hkid|身份證|香港|hong kong id", "HK.hkid TW.ic"),
    (r"統一編號|身分證", "TW.ic"),
    (r"rrn\b|frn\b|주민등록|외국인등록", "KR.rrn"),
    (r"マイナンバー|個人番号|my ?number", "JP.mynumber"),
    (r"(?:เลข)?(?:ประจำตัว)?บัตรประชาชน|(?:เลข)?ประจำตัวประชาชน|tnin\b|thai id", "TH.pin"),
    (r"mykad|kad pengenalan|nric\b|ic no|no\.? ?kp", "MY.nric SG.nric"),
    (r"nik\b|no\.? ?ktp|ktp\b", "ID.nik"),
    (r"npwp", "ID.npwp"),
    (r"fin\b", "SG.nric"),
    (r"ma so thue|mst\b", "VN.mst"),
    (r"tfn\b|tax file", "AU.tfn"),
    (r"ird\b", "NZ.ird"),
    (r"sin\b|social insurance|nas\b|assurance sociale", "CA.sin"),
    (r"curp\b", "MX.curp"),
    (r"rfc\b|registro federal", "MX.rfc"),
    (r"cpf\b|cadastro de pessoa", "BR.cpf"),
    (r"cui[lt]\b", "AR.cuit"),
    (r"r\.?u\.?[nt]\b\.?|rol unico", "CL.rut"),
    (r"cui\b", "PE.cui"),
    (r"cedula|c\.i\.|c\.c\.", "EC.ci DO.cedula CO.nit UY.ci CR.cpf VE.rif"),
    (r"nit\b", "GT.nit SV.nit CO.nit"),
    (r"rif\b", "VE.rif"),
    (r"carne de identidad", "CU.ni"),
    (rf"(?:national|citizen|personal|civil)[ -]?(?:id|identity|identification|tax|insurance){_NUMBER}?", "*"),
    ((r"identity[ -]?(?:card|number|no|code|document)|identification[ -]?(?:number|no|code)|personal (?:number|code)|"
     r"id[ -]?(?:number|card|code)|id[ .]no\b|id#|id ?:|nid\b|citizen (?:card|number)"), "*"),
    (r"tax(?:payer)?[ -]?(?:id|identification|number|no|payer)|fiscal (?:code|number)|\btin\b", "*"),
    ((r"kimlik|vergi kimlik|identite|identidad|identidade|identita|identiteits|identitets|tozsamosci|"
     r"удостоверени|личный номер|персональний"), "*"),
)  # fmt: skip

_PATTERNS = tuple((p, frozenset(keys.split())) for p, keys in (*((o, "") for o in _OTHERS), *_LABELS))


@cache
def _any() -> re.Pattern[str]:
    """All of them as one. It takes long to compile, and few texts need it."""
    groups = "|".join(f"(?P<n{i}>{p})" for i, (p, _) in enumerate(_PATTERNS))
    return re.compile(rf"(?<![^\W_])(?=[^\W\d_])(?:{groups})")


def _folding() -> Mapping[int, str]:
    table = {0x130: "i", 0x131: "i"}
    for code in range(0xC0, 0x250):
        plain = unicodedata.normalize("NFD", chr(code))[0]
        if plain.isascii():
            table[code] = plain.lower()
    return MappingProxyType(table)


_FOLDED = _folding()


def fold(text: str) -> str:
    """``text`` in lower case and without accents, of the same length."""
    folded = text.translate(_FOLDED).lower()
    return folded if len(folded) == len(text) else text.translate(_FOLDED)


@dataclass(frozen=True, slots=True)
class Label:
    """``folded[start:end]`` announces the rows named ``keys``; none of them means another kind of number."""

    start: int
    end: int
    keys: frozenset[str]


def labels_in(folded: str) -> list[Label]:
    """Every label of ``folded``, in order."""
    return [Label(m.start(), m.end(), _PATTERNS[int((m.lastgroup or "n0")[1:])][1]) for m in _any().finditer(folded)]
