import pytest

from handler.detecting import date
from handler.detecting.finding import FindingType
from handler.detecting.source import Source
from handler.reading.page import Box, Line, Page, Word


def found(text):
    return [(f.value, f.normalized) for f in date.find(Source(text))]


def page(*lines):
    return Page(
        1,
        1000,
        1000,
        tuple(
            Line(tuple(Word(w, Box(10 + 100 * j, 30 * i, 90, 20), 0.9) for j, w in enumerate(line.split())))
            for i, line in enumerate(lines)
        ),
    )


def read(*lines):
    seen = page(*lines)
    return [(f.value, f.normalized, f.details.get("mended", False)) for f in date.find(Source(seen.text, page=seen))]


@pytest.mark.parametrize(
    ("text", "value", "iso"),
    [
        ("Invoice of 2023-11-04, due soon", "2023-11-04", "2023-11-04"),
        ("at 2023-11-04T08:15:00Z it failed", "2023-11-04", "2023-11-04"),
        ("2023-11-04 08:15:00 ERROR", "2023-11-04", "2023-11-04"),
        ("log_2023-11-04.txt", "2023-11-04", "2023-11-04"),
        ("snapshot 20231104T081500Z", "20231104", "2023-11-04"),
        ("Date: 20231104", "20231104", "2023-11-04"),
        ("born 4/11/1987", "4/11/1987", "1987-11-04"),
        ("due 25/11/1987", "25/11/1987", "1987-11-25"),
        ("due 11/25/1987", "11/25/1987", "1987-11-25"),
        ("03.15.2014", "03.15.2014", "2014-03-15"),
        ("vom 04.11.2023 an", "04.11.2023", "2023-11-04"),
        ("1.2.2020", "1.2.2020", "2020-02-01"),
        ("04-11-2023", "04-11-2023", "2023-11-04"),
        ("04.11.23", "04.11.23", "2023-11-04"),
        ("04/11/67", "04/11/67", "1967-11-04"),
        ("19 . 12 . 1978", "19 . 12 . 1978", "1978-12-19"),
        ("Birth date: 19 12 1978", "19 12 1978", "1978-12-19"),
        ("19 Aralık 1978 tarihinde", "19 Aralık 1978", "1978-12-19"),
        ("19 ARALIK 1978", "19 ARALIK 1978", "1978-12-19"),
        ("3 Eylül 2015 Perşembe", "3 Eylül 2015", "2015-09-03"),
        ("October 20, 2016", "October 20, 2016", "2016-10-20"),
        ("Sept. 3rd, 2015", "Sept. 3rd, 2015", "2015-09-03"),
        ("the 4th of July 1995", "4th of July 1995", "1995-07-04"),
        ("25-Aug-2008", "25-Aug-2008", "2008-08-25"),
        ("25-Aug-08", "25-Aug-08", "2008-08-25"),
        ("den 3. März 2015", "3. März 2015", "2015-03-03"),
        ("le 1er août 2014", "1er août 2014", "2014-08-01"),
        ("31 de diciembre de 2014", "31 de diciembre de 2014", "2014-12-31"),
        ("19 luglio 2013", "19 luglio 2013", "2013-07-19"),
        ("22 juni 1941", "22 juni 1941", "1941-06-22"),
        ("1 września 1939", "1 września 1939", "1939-09-01"),
        ("2 de outubro de 1992", "2 de outubro de 1992", "1992-10-02"),
        ("19 марта 2001 г.", "19 марта 2001", "2001-03-19"),
        ("5 серпня 2014", "5 серпня 2014", "2014-08-05"),
        ("2019-sep-01", "2019-sep-01", "2019-09-01"),
        ("01 JAN /JAN 85", "01 JAN /JAN 85", "1985-01-01"),
        ("03 СЕР/AUG 09", "03 СЕР/AUG 09", "2009-08-03"),
        ("Mar 16 21:20:02 2026", "Mar 16 21:20:02 2026", "2026-03-16"),
        ("[10/Oct/2000:13:55:36 +0000]", "10/Oct/2000", "2000-10-10"),
        ("2015年4月8日", "2015年4月8日", "2015-04-08"),
        ("12March2024", "12March2024", "2024-03-12"),
        ("REV 03/12/2017", "03/12/2017", "2017-12-03"),
        ("build 2024-03-12", "2024-03-12", "2024-03-12"),
    ],
)
def test_dates(text, value, iso):
    assert found(text) == [(value, iso)]


@pytest.mark.parametrize(
    "text",
    [
        "31.02.2020",
        "31/04/2021",
        "2021-13-01",
        "2015-1-32",
        "29 February 2023",
        "30 feb 2019",
        "version 1.2.2020",
        "rev. 10.12.2014",
        "build 1/2/2020",
        "v1.2.2020",
        "Python 3.11.13",
        "release 10.12.14",
        "192.168.12.20",
        "10.12.20.24",
        "Chapter 1.2.12",
        "1/2/3",
        "6 1/4%",
        "12/2025",
        "03/27",
        "valid thru 12/27",
        "June 2018",
        "12 March",
        "08:15:30",
        "5 May 20:30",
        "12 May 30%",
        "20231104",
        "+86 138-2010-2015",
        "133-03-03-2020",
        "123-12-1234",
        "sort code 20-10-05",
        "1.234.567,89",
        "12.50 EUR",
        "$12/11/2020",
        "ISBN 978-3-16-148410-0",
        "GE 12-34-56-78",
        "ABC-12345-A1B2C3",
        "03/04/2024/17",
        "32 March 2020",
        "7 maybe 2020",
        "Section 4 marches 2000 times",
        "19 12 1978 44",
        "0212 12 03 2024",
        "41.0082, 28.9784",
    ],
)
def test_other_figures(text):
    assert found(text) == []


def test_several_on_a_line():
    assert [iso for _, iso in found("01.03.2024-15.03.2024, 31/08/2012 - 30/08/2013 and 2024-03-15/2024-03-20")] == [
        "2024-03-01",
        "2024-03-15",
        "2012-08-31",
        "2013-08-30",
        "2024-03-15",
        "2024-03-20",
    ]


@pytest.mark.parametrize(
    ("text", "first", "order"),
    [
        ("04/11/2023", "2023-11-04", "dmy"),
        ("04/11/2023 and 03/18/1978", "2023-04-11", "mdy"),
        ("04/11/2023 and 18/03/1978", "2023-11-04", "dmy"),
        ("04/11/2023 Springfield, IL 62701", "2023-04-11", "mdy"),
        ("04/11/2023 (MM/DD/YYYY)", "2023-04-11", "mdy"),
        ("04/11/2023 (GG/AA/YYYY), USA", "2023-11-04", "dmy"),
        ("04.11.2023 and 03/18/1978", "2023-11-04", "dmy"),
    ],
)
def test_order_of_day_and_month(text, first, order):
    finding = next(date.find(Source(text)))
    assert (finding.normalized, finding.details["order"]) == (first, order)
    assert finding.details["ambiguous"] is True


def test_what_a_finding_says():
    (finding,) = date.find(Source("on 2023-11-04"))
    assert finding.type is FindingType.DATE
    assert (finding.start, finding.end, finding.checks) == (3, 13, ("calendar",))
    assert finding.confidence > 0.95
    assert "ambiguous" not in finding.details


@pytest.mark.parametrize(
    ("line", "value", "iso", "mended"),
    [
        ("Date O4.11.2023", "04.11.2023", "2023-11-04", True),
        ("l2/03/2O24", "12/03/2024", "2024-03-12", True),
        ("14 0ct 2023", "14 Oct 2023", "2023-10-14", True),
        ("l4 March 2023", "14 March 2023", "2023-03-14", True),
        ("DATE 1102/2019", "11/02/2019", "2019-02-11", True),
        ("REVO03/12/2017", "03/12/2017", "2017-12-03", False),
        ("04.11.2023tarihli", "04.11.2023", "2023-11-04", False),
    ],
)
def test_reading_errors_are_mended_on_pages_only(line, value, iso, mended):
    assert read(line) == [(value, iso, mended)]
    assert not mended or found(line) == []


@pytest.mark.parametrize("line", ["Oslo.Is.Good", "SO/lO/BOOl", "No 1102/2019", "O4.13.2O23.5", "IO.5O.2OO"])
def test_words_are_not_mended_into_dates(line):
    assert read(line) == []


def test_a_date_broken_at_the_end_of_a_line():
    assert found("signed on October 20,\n2016 in Ankara") == [("October 20,\n2016", "2016-10-20")]


@pytest.mark.parametrize("unit", ["1.1.", "12/", "12 May ", "may ", "1 ", "12-12-12-", "2024-03-1", "\n1"])
def test_long_hostile_text_is_searched_to_its_end(unit):
    text = unit * (100_000 // len(unit))
    # A search that goes back for each place would not come to its end.
    assert all(0 <= f.start < f.end <= len(text) for f in date.find(Source(text)))
