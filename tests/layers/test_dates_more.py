"""Dates in the languages of field teams, parts of years, and what a spreadsheet did to them."""

import calendar
import datetime as dt

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from layers.dates import parse_dates
from layers.headers import unaccented
from layers.months import _NAMES, MONTHS


def one(cell, **options):
    read = parse_dates(pd.Series([cell], dtype=object), **options).iloc[0]
    return str(read["start"])[:10], str(read["end"])[:10], read["status"]


def test_no_name_of_a_month_means_two():
    said = [unaccented(name) for names in _NAMES for name in set(names.split())]
    assert sorted(set(said)) == sorted({unaccented(n) for ns in _NAMES for n in ns.split()})
    by_number = [{unaccented(n) for n in names.split()} for names in _NAMES]
    for number, names in enumerate(by_number):
        for other in by_number[number + 1 :]:
            assert not names & other
    assert set(MONTHS.values()) == set(range(1, 13))


@pytest.mark.parametrize(
    "cell",
    [
        "7 أكتوبر 2023",
        "٧ أكتوبر ٢٠٢٣",
        "7 تشرين الأول 2023",
        "السبت 7 أكتوبر 2023م",
        "السبت، ٧ اكتوبر ٢٠٢٣",
        "٧-١٠-٢٠٢٣ \u200f",
        "2023؍10؍07",
        "۷ أكتوبر ۲۰۲۳",
        "7 жовтня 2023 р.",
        "субота, 7 жовтня 2023 року",
        "7 жовт. 2023",
        "7 октября 2023 г.",
        "суббота, 7 октября 2023 года, 14:30",
        "7 octobre 2023",
        "samedi 7 octobre 2023",
        "le 7 octobre 2023 à 14h30",
        "zaterdag 7 oktober 2023",
        "7 okt. 2023",
        "7 de octubre de 2023",
        "sábado, 7 de octubre de 2023",
        "7 de outubro de 2023",
        "7 out 2023",
        "7. Oktober 2023",
        "2023 ခုနှစ်၊ အောက်တိုဘာလ ၇ ရက်",
        "၇ အောက်တိုဘာ ၂၀၂၃",
        "7 Ekim 2023",
        "7\u00a0Oct\u00a02023",
        "7 Oct '23",
        "07.10.2023 р.",
    ],
)
def test_one_day_in_the_languages_of_field_teams(cell):
    assert one(cell, day_first=True) == ("2023-10-07", "2023-10-07", "ok")


@pytest.mark.parametrize(
    ("cell", "start", "end"),
    [
        ("mars 2022", "2022-03-01", "2022-03-31"),
        ("آذار 2022", "2022-03-01", "2022-03-31"),
        ("مارس ٢٠٢٢", "2022-03-01", "2022-03-31"),
        ("березень 2022", "2022-03-01", "2022-03-31"),
        ("март 2022 г.", "2022-03-01", "2022-03-31"),
        ("maart 2022", "2022-03-01", "2022-03-31"),
        ("marzo de 2022", "2022-03-01", "2022-03-31"),
        ("မတ်လ ၂၀၂၂", "2022-03-01", "2022-03-31"),
        ("early March 2022", "2022-03-01", "2022-03-31"),
        ("mid-March 2022", "2022-03-01", "2022-03-31"),
        ("fin mars 2022", "2022-03-01", "2022-03-31"),
        ("late 2022", "2022-01-01", "2022-12-31"),
        ("٢٠٢٢", "2022-01-01", "2022-12-31"),
        ("Q1 2022", "2022-01-01", "2022-03-31"),
        ("2022-Q3", "2022-07-01", "2022-09-30"),
        ("T2 2022", "2022-04-01", "2022-06-30"),
        ("1er trimestre 2022", "2022-01-01", "2022-03-31"),
        ("fourth quarter of 2022", "2022-10-01", "2022-12-31"),
        ("IV квартал 2022", "2022-10-01", "2022-12-31"),
        ("الربع الأول 2022", "2022-01-01", "2022-03-31"),
        ("H2 2022", "2022-07-01", "2022-12-31"),
        ("first half of 2022", "2022-01-01", "2022-06-30"),
        ("1-5 March 2022", "2022-03-01", "2022-03-05"),
        ("March 1-5, 2022", "2022-03-01", "2022-03-05"),
        ("1 au 5 mars 2022", "2022-03-01", "2022-03-05"),
        ("du 1 mars 2022 au 5 avril 2022", "2022-03-01", "2022-04-05"),
        ("from 28 February to 2 March 2022", "2022-02-28", "2022-03-02"),
        ("March - April 2022", "2022-03-01", "2022-04-30"),
        ("Mar-Apr 2022", "2022-03-01", "2022-04-30"),
        ("с 1 марта по 5 марта 2022", "2022-03-01", "2022-03-05"),
        ("من 1 مارس 2022 إلى 5 مارس 2022", "2022-03-01", "2022-03-05"),
        ("01-05.03.2022", "2022-03-01", "2022-03-05"),
    ],
)
def test_what_is_inexact_is_the_whole_interval_it_may_be(cell, start, end):
    assert one(cell) == (start, end, "ok")


@pytest.mark.parametrize(
    "cell",
    [
        "about 7 October 2023",  # the day is not known, and how far it may be off neither
        "Mar-22",  # March 2022 or the 22nd of a March
        "7 October",
        "22/03/1445",  # of another calendar
        "1402/07/15",
        "31 жовтня 1023",
        "31 червня 2023",
        "5-1 March 2022",
        "Q5 2022",
        "soon",
    ],
)
def test_what_would_be_a_guess_is_unreadable(cell):
    assert one(cell) == ("NaT", "NaT", "unreadable")


def test_two_digit_years_turn_at_seventy():
    assert one("25/12/69", day_first=True)[0] == "2069-12-25"
    assert one("25/12/70", day_first=True)[0] == "1970-12-25"


@pytest.mark.parametrize("cell", [44621, 44621.0, 44621.75, "44621", "44621.5"])
def test_serial_days_of_a_spreadsheet(cell):
    assert one(cell)[0] == "2022-03-01"


def swapped(days, texts):
    """Return what Excel, set to month first, makes of days typed day first."""
    cells = [dt.datetime(d.year, d.day, d.month) for d in days]  # noqa: DTZ001 - as Excel has it
    return pd.Series([*cells, *texts], dtype=object)


def test_dates_that_a_spreadsheet_swapped_keep_both_readings():
    days = [dt.date(2024, m, d) for m, d in ((4, 3), (5, 6), (1, 12), (7, 2), (9, 11), (8, 8))]
    cells = swapped(days, ["25/04/2024", "13/05/2024", "30/06/2024"])
    read = parse_dates(cells)
    assert read["status"].tolist() == ["ambiguous"] * 5 + ["ok"] * 4
    true = pd.Series(pd.to_datetime(days))
    assert ((read["start"][:6] <= true) & (true <= read["end"][:6])).all()
    said = parse_dates(cells, day_first=True)
    assert said["status"].eq("ok").all()


def test_true_dates_above_twelve_show_that_nothing_was_swapped():
    days = [dt.datetime(2024, 4, d) for d in (3, 6, 12, 2, 11, 25)]  # noqa: DTZ001
    read = parse_dates(pd.Series([*days, "25/04/2024", "13/05/2024", "30/06/2024"], dtype=object))
    assert read["status"].eq("ok").all()


NAMES = {
    "ar": [
        "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر",
        "أكتوبر", "نوفمبر", "ديسمبر",
    ],
    "levant": [
        "كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول",
        "تشرين الأول", "تشرين الثاني", "كانون الأول",
    ],
    "uk": [
        "січня", "лютого", "березня", "квітня", "травня", "червня", "липня", "серпня",
        "вересня", "жовтня", "листопада", "грудня",
    ],
    "ru": [
        "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа",
        "сентября", "октября", "ноября", "декабря",
    ],
    "fr": [
        "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août",
        "septembre", "octobre", "novembre", "décembre",
    ],
    "nl": [
        "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus",
        "september", "oktober", "november", "december",
    ],
}  # fmt: skip
INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
DAY = st.dates(dt.date(1950, 1, 1), dt.date(2050, 12, 31))


@settings(max_examples=150, deadline=None)
@given(DAY, st.sampled_from(list(NAMES)), st.booleans(), st.booleans())
def test_every_day_comes_back_from_every_language(day, lang, indic, upper):
    text = f"{day.day} {NAMES[lang][day.month - 1]} {day.year}"
    text = text.upper() if upper else text
    assert one(text.translate(INDIC) if indic else text) == (str(day), str(day), "ok")


@settings(max_examples=80, deadline=None)
@given(DAY, st.sampled_from(list(NAMES)), st.sampled_from(["month", "quarter", "half", "year"]))
def test_a_part_of_a_year_holds_its_days_and_no_others(day, lang, part):
    width = {"month": 1, "quarter": 3, "half": 6, "year": 12}[part]
    number = (day.month - 1) // width
    text = {
        "month": f"{NAMES[lang][day.month - 1]} {day.year}",
        "quarter": f"Q{number + 1} {day.year}",
        "half": f"H{number + 1} {day.year}",
        "year": str(day.year),
    }[part]
    last = (number + 1) * width
    end = dt.date(day.year, last, calendar.monthrange(day.year, last)[1])
    assert one(text) == (str(dt.date(day.year, number * width + 1, 1)), str(end), "ok")


@settings(max_examples=60, deadline=None)
@given(st.lists(DAY, min_size=2, max_size=2), st.sampled_from(list(NAMES)))
def test_a_range_runs_from_its_first_day_to_its_last(days, lang):
    first, last = sorted(days)
    words = [f"{d.day} {NAMES[lang][d.month - 1]} {d.year}" for d in (first, last)]
    assert one(" – ".join(words)) == (str(first), str(last), "ok")


@example([dt.date(2000, 1, 1)] * 4 + [dt.date(2000, 1, 2)] + [dt.date(2000, 1, 13)] * 3)
@settings(max_examples=60, deadline=None)
@given(st.lists(DAY, min_size=6, max_size=12))
def test_a_swapped_column_never_loses_the_true_day(days):
    low = [day for day in days if day.day <= 12]
    high = [day.strftime("%d/%m/%Y") for day in days if day.day > 12]
    read = parse_dates(swapped(low, high))
    true = pd.Series(pd.to_datetime(low), dtype="datetime64[us]")
    doubted = read["status"].iloc[: len(low)].eq("ambiguous")
    inside = (read["start"].iloc[: len(low)] <= true) & (true <= read["end"].iloc[: len(low)])
    assert inside[doubted].all()
    if len(low) >= 5 and len(set(high)) >= 3:  # distinct texts are what shows the convention
        assert inside.all()
