"""Words that tell settings, headers and placeholders from logins and secrets."""

from handler.detecting.word_lists import words

# What stands before a colon as the name of a value, and so is no login.
LABELS = words(
    """
    password passwd pass pwd passwort parola sifre şifre kennwort senha clave contraseña wachtwoord haslo hasło user
    username usr login log email e-mail mail url uri link host hostname server site website domain name nom isim ad
    adı soyad vorname nachname surname firstname lastname date datum tarih time zeit saat tel telefon telephone
    phone fax mobile mobil cep gsm port ip mac id uid gid pid tid version ver build release rev revision commit
    branch tag ref key value val type kind class status state code error err warning warn info debug trace fatal
    notice critical note todo fixme size length width height color colour background margin padding border display
    position top left right bottom font font-size line-height z-index opacity float content cursor overflow
    transform transition animation flex grid gap min max sum avg count total amount price subject re fw fwd aw from
    to cc bcc reply-to x-mailer message-id return-path received authorization bearer basic cookie set-cookie accept
    accept-language accept-encoding user-agent referer origin connection cache-control pragma expires etag
    content-type content-length content-encoding location vary token secret api api_key apikey access_key session
    sessionid hash md5 sha1 sha224 sha256 sha384 sha512 ntlm crc crc32 fingerprint serial uuid guid urn doi isbn
    issn http https ftp ssh file data mailto javascript localhost image img src alt title href rel lang charset
    encoding format mode level module function method line column row page chapter section figure table order
    invoice rechnung fatura iban bic swift account konto hesap card karte kart plate plaka city country state zip
    address adres adresse street vat tax q a question answer example e.g i.e env path home shell command cmd args
    stdin stdout stderr input output result results success failed ok yes no true false null none node python docker
    nginx redis postgres mysql alpine ubuntu debian latest ratio scale step epoch loss score lat lon lng x y z w h
    cpu ram disk memory gpu os arch platform device model
    package task job item library module part section driver service network interface
    """
)
# What exports of password managers print where nothing was saved, and other placeholders.
NO_SECRETS = words(
    """
    n/a na none null nil undefined unknown empty missing [not_saved] not_saved {mail} {email} {login} *none* <empty>
    (empty) (null) username email user:pass email:pass http https
    """
)
# Logins that are labels elsewhere.
LOGINS = words("admin root user test login guest info support")
