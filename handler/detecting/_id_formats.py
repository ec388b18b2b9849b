"""Identity, tax and social-security numbers of persons: how each country prints them and what proves one.

The rows name the ``python-stdnum`` module whose rules apply (its docstring names the standard), or a function of
``_id_checks`` where that library has none. ``odds`` is the measured share of random strings of the shape that pass.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from handler.detecting._stretches import spelled_out


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of number.

    ``layouts`` are printed so distinctively that a passing number needs no other support; ``loose`` shapes need a
    label, low ``odds`` or to be the whole text; ``labelled`` shapes count only right after a label of this very kind.
    """

    country: str
    kind: str
    rule: str
    odds: float
    layouts: str = ""
    loose: str = ""
    labelled: str = ""

    @property
    def key(self) -> str:
        """The name that labels use."""
        return f"{self.country}.{self.kind}"


FORMATS: tuple[Format, ...] = (
    Format("TR", "tckn", "tr.tckimlik", 0.009, "", "99999999999,999 999 999 99,999 99 999 999,9 999 999 99 99"),
    Format("US", "ssn", "us.ssn", 0.88, "999-99-9999", "999 99 9999,999.99.9999", "999999999"),
    Format("US", "ssn", "placeholder", 1.0, labelled="999-99-9999"),
    Format("US", "itin", "us.itin", 0.03, "999-99-9999", "999 99 9999,999999999"),
    Format("GB", "nino", "nino", 0.1, "AA 99 99 99 A,AA-99-99-99-A", "AA999999A,AA 999999 A,AA 999999A"),
    Format("GB", "nhs", "gb.nhs", 0.09, "", "999 999 9999,999-999-9999,9999999999"),
    Format("GB", "utr", "gb.utr", 0.09, labelled="9999999999,99999 99999"),
    Format("DE", "idnr", "de.idnr", 0.004, "99 999 999 999", "99999999999"),
    Format("DE", "stnr", "de.stnr", 1.0, labelled="99/999/99999,999/999/99999,999/9999/9999,99999/99999,9999999999999"),
    Format("DE", "personalausweis", "de_card", 0.1, "", "A99999999,A########,A########9"),
    Format("DE", "rvnr", "de_rvnr", 0.04, "99 999999 A 999", "99999999A999"),
    Format("FR", "nir", "fr.nir", 0.009,
           "9 99 99 ## 999 999 99,9 99 99 ## 999 999 (99", "999999999999999,99999A999999999"),
    Format("FR", "nir", "nir_without_key", 0.24, "9 99 99 ## 999 999", labelled="9999999999999"),
    Format("FR", "nif", "fr.nif", 0.0002, "99 99 999 999 999", labelled="9999999999999"),
    Format("IT", "codicefiscale", "it.codicefiscale", 0.016, "AAAAAA##A##A###A,AAA AAA ##A## A###A"),
    Format("ES", "dni", "es.dni", 0.044, "99999999-A,99.999.999-A,99.999.999 A", "99999999A,99999999 A"),
    Format("ES", "nie", "es.nie", 0.006, "A-9999999-A,A9999999-A,A9999999A", "A 9999999 A"),
    Format("ES", "nif", "es.nif", 0.03, "", "A9999999A,A-9999999-A"),
    Format("PT", "cc", "pt.cc", 0.1, "99999999 9 AA9,99999999 9 AA 9,99999999 9 A99", "999999999AA9,99999999 9AA9"),
    Format("PT", "nif", "pt.nif", 0.09, labelled="999999999,999 999 999"),
    Format("NL", "bsn", "nl.bsn", 0.09, "", "999999999,9999.99.999,999 999 999,9999 99 999"),
    Format("BE", "nn", "be.nn", 0.001, "99.99.99-999.99,99.99.99-999-99,99/9999-99999", "99999999999,99 99 99 999 99"),
    Format("LU", "tin", "lu_tin", 0.001, "", "9999999999999"),
    Format("AT", "vnr", "at_vnr", 0.003, "9999 999999,9999-999999", "9999999999"),
    Format("AT", "tin", "at.tin", 0.04, "99-999/9999", "999999999,99 999/9999,99 9999999"),
    Format("CH", "ssn", "ch.ssn", 0.0001, "999.9999.9999.99", "9999999999999"),
    Format("LI", "peid", "li.peid", 0.9, labelled="999999,9999999,99999999"),
    Format("PL", "pesel", "pl.pesel", 0.018, "", "99999999999"),
    Format("CZ", "rc", "cz.rc", 0.019, "999999/9999", "9999999999"),
    Format("CZ", "rc", "rc_before_1954", 0.055, "999999/999", "999999999"),
    Format("SK", "rc", "sk.rc", 0.019, "999999/9999", "9999999999"),
    Format("HU", "tin", "hu_tin", 0.009, "", "9999999999"),
    Format("RO", "cnp", "ro.cnp", 0.002, "", "9999999999999"),
    Format("BG", "egn", "bg.egn", 0.01, "", "9999999999"),
    Format("HR", "oib", "hr.oib", 0.1, "", "99999999999,AA 99999999999"),
    Format("SI", "emso", "si.emso", 0.005, "", "9999999999999"),
    Format("RS", "jmbg", "jmbg", 0.005, "", "9999999999999"),
    Format("GR", "amka", "gr.amka", 0.003, "", "99999999999"),
    Format("CY", "tin", "cy_tin", 0.007, labelled="99999999A"),
    Format("EE", "ik", "ee.ik", 0.002, "", "99999999999"),
    Format("LT", "asmens", "lt.asmens", 0.0127, "", "99999999999"),
    Format("LV", "pk", "latvian", 0.003, "999999-99999", "99999999999"),
    Format("FI", "hetu", "hetu", 0.001, "999999-999#,999999A999#,999999+999#"),
    Format("SE", "personnummer", "se.personnummer", 0.004,
           "999999-9999,999999+9999,99999999-9999,99999999+9999", "9999999999,999999999999"),
    Format("NO", "fodselsnummer", "no.fodselsnummer", 0.0004,
           "999999 99999,99-99-99-99999", "99999999999,999999999-99"),
    Format("DK", "cpr", "dk.cpr", 0.03, "999999-9999", "9999999999,999999 9999"),
    Format("IS", "kennitala", "is_.kennitala", 0.003, "999999-9999", "9999999999"),
    Format("IE", "pps", "ie.pps", 0.04, "", "9999999A,9999999AA"),
    Format("RU", "inn", "person_inn", 0.01, "", "999999999999"),
    Format("RU", "snils", "snils", 0.013, "999-999-999 99,999-999-999-99", labelled="99999999999"),
    Format("UA", "rntrc", "ua.rntrc", 0.1, "", "9999999999"),
    Format("BY", "unp", "by.unp", 0.1, labelled="999999999,AA9999999"),
    Format("MD", "idnp", "idnp", 0.01, "", "9999999999999"),
    Format("IL", "idnr", "il.idnr", 0.1, "", "999999999,9-9999999-9"),
    Format("IR", "melli", "melli", 0.09, "999-999999-9", "9999999999"),
    Format("EG", "nid", "egypt", 0.001, "", "99999999999999"),
    Format("LY", "nid", "libya", 0.003, "", "999999999999"),
    Format("ZA", "idnr", "za_idnr", 0.002, "999999 9999 999,999999 9999 99 9", "9999999999999"),
    Format("NG", "nin", "ng_nin", 0.1, "", "99999999999"),
    Format("KE", "pin", "ke.pin", 0.08, "", "A999999999A"),
    Format("MU", "nid", "mu.nid", 0.002, "", "A999999999999#"),
    Format("IN", "aadhaar", "in_.aadhaar", 0.08, "9999 9999 9999,9999-9999-9999", "999999999999,9999:9999:9999"),
    Format("IN", "pan", "in_pan", 0.46, "", "AAAAA9999A"),
    Format("PK", "cnic", "pk.cnic", 0.6, "99999-9999999-9", "9999999999999"),
    Format("LK", "nic", "lk_nic", 0.06, "", "999999999A,999999999999"),
    Format("CN", "ric", "cn_ric", 0.0002, "", "999999999999999999,99999999999999999A"),
    Format("HK", "hkid", "hkid", 0.09, "A999999(9,AA999999(9,A999999(A,AA999999(A", "A999999#,AA999999#"),
    Format("TW", "ic", "tw_ic", 0.04, "", "A999999999"),
    Format("KR", "rrn", "kr_rrn", 0.034, "999999-9999999", "9999999999999"),
    Format("JP", "mynumber", "jp.in_", 0.09, "", "999999999999,9999 9999 9999,9999-9999-9999"),
    Format("TH", "pin", "thai", 0.08, "9-9999-99999-99-9,9 9999 99999 99 9", "9999999999999,9 9999 99 999 9 99"),
    Format("MY", "nric", "my.nric", 0.03, "999999-99-9999", "999999999999"),
    Format("ID", "nik", "id.nik", 0.03, "", "9999999999999999"),
    Format("ID", "npwp", "id.npwp", 0.1, "99.999.999.9-999.999", labelled="999999999999999"),
    Format("SG", "nric", "sg_nric", 0.008, "A9999999A"),
    Format("PH", "tin", "ph_tin", 0.9, labelled="999-999-999,999-999-999-999,999-999-999-99999"),
    Format("VN", "mst", "vn.mst", 0.1, labelled="9999999999,9999999999-999"),
    Format("AU", "tfn", "au.tfn", 0.09, "", "999999999,999 999 999,99999999"),
    Format("NZ", "ird", "nz.ird", 0.09, labelled="99-999-999,999-999-999,99999999,999999999"),
    Format("CA", "sin", "ca.sin", 0.08, "", "999-999-999,999 999 999,999999999"),
    Format("MX", "curp", "mx.curp", 0.0001, "AAAA999999AAAAAA#9"),
    Format("MX", "rfc", "mx.rfc", 0.036, "AAAA999999###,AAAA-999999-###,AAAA 999999 ###"),
    Format("BR", "cpf", "br.cpf", 0.01, "999.999.999-99,999999999-99", "99999999999,999 999 999 99,999.999.99999"),
    Format("AR", "cuit", "person_cuit", 0.004, "99-99999999-9,99.99999999.9", "99999999999"),
    Format("AR", "dni", "ar.dni", 1.0, "", "99.999.999", "99999999"),
    Format("CL", "rut", "cl.rut", 0.09, "99.999.999-#,9.999.999-#", "99999999-#,9999999-#,99999999#"),
    Format("PE", "cui", "pe.cui", 0.1, "", "99999999-#,99999999A"),
    Format("CO", "nit", "co.nit", 0.09, labelled="999.999.999-9,99.999.999-9,99999999-9,999999999-9,9999999999"),
    Format("EC", "ci", "ec.ci", 0.015, "", "999999999-9,9999999999"),
    Format("UY", "ci", "uy_ci", 0.1, "9.999.999-9", labelled="9999999-9,99999999"),
    Format("DO", "cedula", "do.cedula", 0.09, "999-9999999-9", "99999999999"),
    Format("CR", "cpf", "cr.cpf", 0.9, "", "9-9999-9999,99-9999-9999", "9999999999"),
    Format("CU", "ni", "cu.ni", 0.03, "", "99999999999"),
    Format("GT", "nit", "gt.nit", 0.09, "", "99999-#,999999-#,9999999-#,99999999-#"),
    Format("SV", "nit", "sv.nit", 0.05, "9999-999999-999-9", labelled="99999999999999"),
    Format("VE", "rif", "person_rif", 0.01, "A-99999999-9", "A999999999"),
)  # fmt: skip


def _by_shape() -> Mapping[str, tuple[tuple[Format, str], ...]]:
    table: defaultdict[str, list[tuple[Format, str]]] = defaultdict(list)
    for row in FORMATS:
        for support, shapes in (("layout", row.layouts), ("loose", row.loose), ("labelled", row.labelled)):
            for written in filter(None, shapes.split(",")):
                for shape in spelled_out(written):
                    if all(shape_row is not row for shape_row, _ in table[shape]):
                        table[shape].append((row, support))
    return MappingProxyType({shape: tuple(rows) for shape, rows in table.items()})


# Shape → the rows that print so, each with the support that this shape needs: layout, loose or labelled.
BY_SHAPE = _by_shape()
