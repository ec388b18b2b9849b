"""The written forms of password hashes: crypt(5) strings, RFC 2307 schemes and those of common crackers."""

import re
from collections.abc import Iterator

_B64 = r"[./A-Za-z0-9]"  # the alphabet of crypt(3)
_STD = r"[A-Za-z0-9+/._-]"  # base 64 of every flavour
_END = r"(?![./A-Za-z0-9+=$])"

# The name of each format is that of its algorithms, joined by a bar.
_DOLLAR = {
    "bcrypt": rf"\$2[abxy]?\$\d\d\${_B64}{{53}}",
    "md5crypt": rf"\$1\${_B64}{{0,8}}\${_B64}{{22}}",
    "md5apr1": rf"\$apr1\${_B64}{{0,8}}\${_B64}{{22}}",
    "sha256crypt": rf"\$5\$(?:rounds=\d{{1,9}}\$)?[^$:\s]{{0,16}}\${_B64}{{43}}",
    "sha512crypt": rf"\$6\$(?:rounds=\d{{1,9}}\$)?[^$:\s]{{0,16}}\${_B64}{{86}}",
    "yescrypt": rf"\$y\${_B64}{{1,16}}\${_B64}{{0,86}}\${_B64}{{43}}",
    "gost-yescrypt": rf"\$gy\${_B64}{{1,16}}\${_B64}{{0,86}}\${_B64}{{43}}",
    "scrypt": rf"\$7\${_B64}{{11,100}}\${_B64}{{43}}"
    rf"|\$scrypt\$[\w=,]{{1,40}}\${_STD}{{1,100}}={{0,2}}\${_STD}{{20,120}}={{0,2}}",
    "argon2": rf"\$argon2(?:id|i|d)\$(?:v=\d{{1,3}}\$)?[mtp]=[\w=,+/]{{3,80}}\$"
    rf"{_STD}{{4,200}}={{0,2}}\${_STD}{{10,700}}={{0,2}}",
    "phpass": rf"\$[PH]\${_B64}{{31}}",
    "drupal7": rf"\$S\${_B64}{{52}}",
    "sha1crypt": rf"\$sha1\$\d{{1,9}}\${_B64}{{1,64}}\${_B64}{{28}}",
    "sunmd5": rf"\$md5[$,](?:rounds=\d{{1,9}}\$)?{_B64}{{1,16}}\${{1,2}}{_B64}{{22}}",
    "cisco8": rf"\$8\${_B64}{{14}}\${_B64}{{43}}",
    "cisco9": rf"\$9\${_B64}{{14}}\${_B64}{{43}}",
    "bcrypt-sha256": rf"\$bcrypt-sha256\$[\w=,]{{3,30}}\${_B64}{{22}}\${_B64}{{31}}",
    "pbkdf2": rf"\$pbkdf2(?:-[a-z0-9-]{{2,12}})?\$\d{{1,9}}\${_STD}{{1,120}}={{0,2}}\${_STD}{{10,120}}={{0,2}}",
    # The crackers' own: a name between dollar signs, then fields.
    "named": r"\$(?P<known>krb5tgs|krb5pa|krb5asrep|DCC2|NT|LM|ml|oldoffice|office|pdf|zip2?|pkzip2?|rar5?|RAR3|7z|"
    r"keepass|bitcoin|ethereum|veracrypt|truecrypt|mysql|mysqlna|postgres|telegram|BLAKE2|episerver|racf|sip|luks|odf|"
    r"itunes_backup|ansible|solarwinds|fvde|sspr|sntp-ms|bitlocker|cram_md5|multibit|electrum|metamask|jksprivk\w?|"
    r"axcrypt|axcrypt_sha1|iwork|ASN|WPAPSK|stellar|ab|vnc|dahua|sshng|gpg|blockchain|dynamic_\d{1,4}|HEX|SHA|xmpp-scram|"
    r"teamspeak|openssl|encdatavault|mongodb-scram|chacha20|tacacs-plus|dpapimk|diskcryptor|md5|monero|apfs|fde|"
    r"knx-ip-secure-device-authentication-code)[$*]{1,2}[\w.:/+=*@,$-]{20,8000}",
}
_DJANGO = {
    "pbkdf2": rf"pbkdf2_sha(?:1|256|512)\$\d{{1,9}}\${_STD}{{1,64}}\${_STD}{{20,100}}={{0,2}}",
    "bcrypt": rf"bcrypt(?:_sha256)?\$\$2[abxy]\$\d\d\${_B64}{{53}}",
    "argon2": rf"argon2\$argon2(?:id|i|d)\$(?:v=\d{{1,3}}\$)?[mtp]=[\w=,]{{3,60}}\${_STD}{{4,200}}\${_STD}{{10,300}}",
    "werkzeug": rf"(?:pbkdf2:sha\d{{1,3}}(?::\d{{1,9}})?|scrypt(?::\d{{1,9}}){{3}})"
    rf"\${_STD}{{1,64}}\$[0-9a-f]{{40,128}}",
    "salted": rf"(?:sha1|md5)\${_B64}{{1,32}}\$(?:[0-9a-f]{{40}}|[0-9a-f]{{32}})(?![0-9a-zA-Z])",
}
_SCHEMES = {
    "rfc2307": r"\{(?P<scheme>S?SHA|S?SHA-?(?:1|224|256|384|512)|S?MD5|SMD5|ssha(?:1|256|512)|smd5|x-issha, 1024|"
    r"PBKDF2(?:-SHA\d{1,3})?|PKCS5S2|CRYPT|ARGON2|BLF-CRYPT|SCRAM-SHA-\d{1,3}|CRAM-MD5|DCC|NT|LANMAN)\}"
    r"[A-Za-z0-9+/.$,*=_-]{16,400}",
}
_STAR = {"mysql41|sha1(sha1)": r"(?<![\w*])\*(?:[0-9A-F]{40}|[0-9a-f]{40})(?![0-9A-Za-z*])"}
_COLON = {
    "netntlmv2": r"(?<![^\s])[^\s:]{1,64}::[^\s:]{0,64}:[0-9a-fA-F]{16}:[0-9a-fA-F]{32}:[0-9a-fA-F]{16,4000}",
    "netntlmv1": r"(?<![^\s])[^\s:]{1,64}::[^\s:]{0,64}:[0-9a-fA-F]{48}:[0-9a-fA-F]{48}:[0-9a-fA-F]{16}",
}
_ROUNDS = {
    "pbkdf2": rf"(?<![\w:])(?:sha(?:1|256|512)|md5):\d{{1,9}}:{_STD}{{4,100}}={{0,2}}:{_STD}{{16,100}}={{0,2}}",
}
_MSSQL = {
    "mssql2000": r"(?<!\w)0x0100[0-9A-Fa-f]{88}(?!\w)",
    "mssql2005": r"(?<!\w)0x0100[0-9A-Fa-f]{48}(?!\w)",
    "mssql2012": r"(?<!\w)0x0200[0-9A-Fa-f]{136}(?!\w)",
}


def _compiled(group: dict[str, str], prefix: str = "") -> tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]:
    return tuple((tuple(name.split("|")), re.compile(prefix + pattern)) for name, pattern in group.items())


# Each family with the character or word without which none of it can stand in a text.
_FAMILIES = (
    ("$", _compiled(_DOLLAR, r"(?<![A-Za-z0-9_$])")),
    ("$", _compiled(_DJANGO, r"(?<![A-Za-z0-9_$])")),
    ("}", _compiled(_SCHEMES)),
    ("*", _compiled(_STAR)),
    ("::", _compiled(_COLON)),
    (":", _compiled(_ROUNDS)),
    ("0x0", _compiled(_MSSQL)),
)


def search(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """``(start, end, algorithms)`` of every string in ``text`` that has the form of a password hash."""
    for mark, formats in _FAMILIES:
        if mark not in text:
            continue
        for names, pattern in formats:
            for match in pattern.finditer(text):
                groups = match.groupdict()
                name = groups.get("known") or groups.get("scheme")
                yield match.start(), match.end(), (name.lower(),) if name else names
