"""Words that say whether the figures beside them are a telephone number.

Labels of forms, letterheads and messages in Turkish, English, German, French, Spanish, Italian, Dutch, Polish,
Portuguese, Russian, Ukrainian and, for telephones, Chinese, Japanese and Korean. A word counts from its first
letters where its language inflects it.
"""

import re
from functools import lru_cache

_PHONE_LIST = """
phone phones tel tels tlf telf teln telnr telno tél téléphone telephone telephones teléfono telefone telepono mobile
mob móvil movil cell cellphone cellular portable cep gsm handy fax telefax belgeç whatsapp wp viber sms hotline
helpline landline fixe fisso fijo vast festnetz durchwahl rufnummer rückruf contact iletişim факс сот call callback
dial ring arayın arayin arayınız arayabilirsiniz anrufen anruf appeler appelez bel ligue zadzwoń dahili msisdn kom
"""
_PHONE_STEMS_LIST = """
telefon teléfon telefoon телефон тел моб mobil cellular celular handynummer komórk faks faxn whatsapp numaram
kontakt звон дзвон llam llám chiama
"""
_OTHER_LIST = """
order orders commande pedido ordine invoice inv facture factura fattura account acct cuenta conto conta compte iban
swift bic ssn social security nin nino tc tckn vkn tax vat siret siren nif nie dni cpf cnpj pesel nip regon bsn inn
инн снилс огрн aadhaar pan passport pasaport passeport passnummer licence license ehliyet isbn issn ean upc gtin
barcode barkod imei imsi iccid meid sn sku part model art article artikel tracking kargo takip parcel ref reference
referans referenz ticket case customer client cliente id ids uid pid uuid guid hash token pin code kod kodu batch
lot policy police mersis transaction txn trx payment timestamp time date datum fecha data version ver build card
amount total sum tutar toplam betrag summe montant importe price balance bakiye lat lon lng latitude longitude enlem
boylam gps coordinate coordinates doi rfc ip port size bytes zip plz postcode meter sayaç
"""
_OTHER_STEMS_LIST = """
sipari bestell zamówieni zamowieni fatura rechnung faktur konto hesap счет счёт рахун kimlik vergi steuer seri
kunden müşteri poliçe sicil tarih kart fiyat заказ паспорт
"""
_PHONE = frozenset(_PHONE_LIST.split())
_OTHER = frozenset(_OTHER_LIST.split())
_PHONE_STEMS = tuple(_PHONE_STEMS_LIST.split())
_OTHER_STEMS = tuple(_OTHER_STEMS_LIST.split())
_IDEOGRAPHIC = re.compile("电话|電話|手机|传真|拨打|전화|휴대폰")
_SIGNS = frozenset("☎✆📞📱☏🕿")
_WORD = re.compile(r"[^\W\d_]+|[☎✆📞📱☏🕿]")
# One letter before a colon, as on business cards, and only there.
_INITIAL = re.compile(r"(?<!\w)[TPMFCGH]:\s{0,3}\+?$")
# A label of one letter with its number, anywhere.
_LETTERED = re.compile(r"(?<!\w)[TPMFCGH]:\s{0,3}[+(\d]")
_FIGURES = re.compile(r"\d{4}")


@lru_cache(maxsize=8192)
def _told(word: str) -> int:
    word = word.casefold().replace("i̇", "i")
    if word in _PHONE or word in _SIGNS or word.startswith(_PHONE_STEMS) or _IDEOGRAPHIC.search(word):
        return 1
    return -1 if word in _OTHER or word.startswith(_OTHER_STEMS) else 0


def side(words: str) -> int:
    """1 where the last telling word of ``words`` speaks for a telephone, -1 for another number, 0 where none does.

    A word against telephones holds for the figures next to it only; one for them holds for a whole list:
    "Tel: 0212 345 67 60, 0212 345 67 61".
    """
    if _INITIAL.search(words):
        return 1
    for m in reversed(list(_WORD.finditer(words))):
        if told := _told(m[0]):
            return told if told > 0 or not _FIGURES.search(words, m.end()) else 0
    return 0


def says_phone(text: str) -> bool:
    """Whether any word of ``text`` speaks of telephones, or stands where labels of one letter do."""
    return any(_told(m[0]) > 0 for m in _WORD.finditer(text)) or _LETTERED.search(text) is not None
