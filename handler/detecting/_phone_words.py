"""Words that say whether the figures beside them are a telephone number."""

import re

# Labels of telephone numbers in Turkish, English, German, French, Spanish, Italian, Dutch, Polish, Portuguese, Russian and
# Ukrainian, and what people write before a number in a message.
_PHONE = (
    r"(?:tele|smart|i)?phones?|phone ?n(?:o|r|umber)|tel|tels|tlf|telf|teln?r|telefon\w*|téléphone|telephone|teléfono|"
    r"telefoon\w*|telefone|telepono|mobile?|mobil\w*|móvil|movil|mob|cell\w*|celular|cellulare|portable|cep|gsm|gms|handy\w*|"
    r"fax\w*|faks\w*|belgeç|telefax|whats ?app|wp|viber|signal|telegram|sms|hotline|helpline|landline|ev tel|iş tel|"
    r"komórk\w*|kom|tel ?kom|fixe|fisso|fijo|vast|festnetz|durchwahl|rufnummer|rückruf|kontakt\w*|contact\w*|iletişim|"
    r"тел\w*|моб\w*|факс|сот|номер телефона|звони\w*|дзвон\w*|call(?: me| us)?|callback|dial|ring|text me|"
    r"ara(?:yın|yin|yınız|yabilirsiniz)?|arayin|numaram\w*|anrufen|appele[rz]|llam[ae]\w*|chiama\w*|bel|ligue|zadzwoń|"
    r"dahili|acil|msisdn|msisdn|電話|电话|手机|传真|電話番号|전화|핸드폰"
)
# What else figures may be; a word nearer to the figures than any of the above.
_OTHER = (
    r"order|orders|sipari[sş]\w*|bestell\w*|commande|pedido|ordine|zam[oó]wieni\w*|invoice|inv|fatura\w*|rechnung\w*|facture|factura|"
    r"fattura|faktur\w*|account|acct|konto\w*|kontonummer|hesap\w*|cuenta|conto|conta|compte|счет\w*|iban|swift|bic|"
    r"ssn|social security|nin|nino|t\.?c\.?|kimlik\w*|tckn|vkn|vergi\w*|tax|vat|ust\w*|steuer\w*|siret|siren|nif|nie|dni|"
    r"cpf|cnpj|pesel|nip|regon|bsn|inn|инн|снилс|огрн|aadhaar|pan|passport|pasaport|passeport|passnummer|licen[cs]e|ehliyet|"
    r"isbn|issn|ean|upc|gtin|barcode|barkod|imei|imsi|iccid|meid|serial\w*|seri\w*|s/?n|sku|part|model|art(?:icle|ikel)?\w*|"
    r"tracking|kargo|takip|parcel|ref|reference|referans|referenz|ticket|case|customer|kunden\w*|müşteri\w*|client|cliente|"
    r"id|ids|uid|pid|uuid|guid|hash|token|pin|code|kod|kodu|batch|lot|policy|poliçe\w*|police|sicil\w*|mersis|"
    r"transaction|txn|trx|payment|timestamp|time|date|tarih\w*|datum|fecha|data|version|ver|build|card|kart\w*|karte\w*|"
    r"amount|total|sum|tutar|toplam|betrag|summe|montant|importe|price|fiyat\w*|balance|bakiye|lat|lon|lng|latitude|longitude|"
    r"enlem|boylam|gps|coordinates?|doi|rfc|ip|port|size|bytes|zip|plz|posta kodu|postcode|número de cliente|meter|sayaç"
)
_PHONE_WORD = re.compile(rf"(?<![^\W\d_])(?:{_PHONE})(?![^\W\d_])|[☎✆📞📱☏🕿]|电话|電話|手机", re.IGNORECASE)
_OTHER_WORD = re.compile(rf"(?<![^\W\d_])(?:{_OTHER})(?![^\W\d_])", re.IGNORECASE)
# One letter before a colon, as on business cards, and only there.
_INITIAL = re.compile(r"(?<!\w)[TPMFCGH][:.)]\s{0,3}\+?$")
_FIGURES = re.compile(r"\d{4}")


def side(words: str) -> int:
    """1 where the last telling word of ``words`` speaks for a telephone, -1 for another number, 0 where none does.

    Only what stands after the last longer run of figures counts, unless nothing else does: a label belongs to the
    figures next to it.
    """
    if _INITIAL.search(words):
        return 1
    last, told = -1, 0
    for pattern, value in ((_OTHER_WORD, -1), (_PHONE_WORD, 1)):
        for m in pattern.finditer(words):
            if m.end() >= last:
                last, told = m.end(), value
    if told and _FIGURES.search(words, last):
        # A list of numbers under one label: "Tel: 0212 345 67 60, 0212 345 67 61".
        return told if told > 0 else 0
    return told


def says_phone(text: str) -> bool:
    """Whether any word of ``text`` speaks of telephones."""
    return _PHONE_WORD.search(text) is not None
