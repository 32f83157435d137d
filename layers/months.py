"""The words that dates are written with: months, days of the week, what stands around them.

English, French, Spanish, Portuguese, Dutch, German, Arabic (the names of Egypt and the Gulf, of the
Levant and Iraq, and of the Maghreb), Ukrainian, Russian, Burmese and Turkish.
"""

from typing import Final

from layers.headers import unaccented

_NAMES: Final = (
    (
        "jan january janvier janv enero ene janeiro januari januar يناير كانون_الثاني جانفي "
        "січень січня січ январь января янв ဇန်နဝါရီ ocak"
    ),
    (
        "feb february février fevrier fevr fév febrero fevereiro fev februari februar فبراير "
        "شباط فيفري лютий лютого лют февраль февраля фев февр ဖေဖော်ဝါရီ şubat"
    ),
    (
        "mar march mars marzo março maart mrt märz mrz مارس آذار березень березня бер март "
        "марта мар မတ် mart"
    ),
    (
        "apr april avril avr abril abr أبريل إبريل نيسان أفريل квітень квітня квіт кві апрель "
        "апреля апр ဧပြီ nisan"
    ),
    ("may mai mayo maio mei مايو أيار ماي травень травня трав май мая မေ mayıs"),
    (
        "jun june juin junio junho juni يونيو حزيران جوان червень червня черв июнь июня июн "
        "ဇွန် haziran"
    ),
    (
        "jul july juillet juil julio julho juli يوليو تموز جويلية липень липня лип июль июля "
        "июл ဇူလိုင် temmuz"
    ),
    (
        "aug august août aout agosto ago augustus أغسطس آب أوت серпень серпня серп август "
        "августа авг ဩဂုတ် ဥဂုတ် ağustos"
    ),
    (
        "sep sept september septembre septiembre setiembre setembro set سبتمبر أيلول سيبتمبر "
        "вересень вересня вер сентябрь сентября сен сент စက်တင်ဘာ eylül"
    ),
    (
        "oct october octobre octubre outubro out oktober okt أكتوبر تشرين_الأول жовтень жовтня "
        "жовт октябрь октября окт အောက်တိုဘာ ekim"
    ),
    (
        "nov november novembre noviembre novembro نوفمبر تشرين_الثاني листопад листопада лист "
        "ноябрь ноября ноя နိုဝင်ဘာ kasım"
    ),
    (
        "dec december décembre decembre diciembre dic dezembro dez dezember ديسمبر كانون_الأول "
        "грудень грудня груд декабрь декабря дек ဒီဇင်ဘာ aralık"
    ),
)
_WEEKDAYS: Final = (
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur "
    "thurs fri sat sun lundi mardi mercredi jeudi vendredi samedi dimanche maandag dinsdag "
    "woensdag donderdag vrijdag zaterdag zondag lunes martes miércoles jueves viernes "
    "sábado domingo segunda-feira terça-feira quarta-feira quinta-feira sexta-feira "
    "понеділок вівторок середа четвер п'ятниця субота неділя понедельник вторник среда "
    "четверг пятница суббота воскресенье الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت "
    "الأحد montag dienstag mittwoch donnerstag freitag samstag sonntag"
)

MONTHS: Final = {
    unaccented(name).replace("_", " "): number
    for number, names in enumerate(_NAMES, start=1)
    for name in names.split()
}
"""Name to number, without accents."""


def _any(words: str) -> str:
    """Return a pattern for any of several words, the longest first."""
    known = {unaccented(word).replace("_", " ") for word in words.split()}
    return "(?:" + "|".join(sorted(known, key=lambda word: (-len(word), word))) + ")"


MONTH: Final = _any(" ".join(_NAMES)) + r"\.?(?:လ)?"
WEEKDAY: Final = rf"(?:{_any(_WEEKDAYS)}[.,]?\s+)?"
OF: Final = r"(?:\s+(?:of|de|del|du|da|do|van|of\ the)\s+)"
TO: Final = _any(
    "to until till and au al a bis tot t/m hasta até et y e und en по до та и إلى حتى و"
)
BETWEEN: Final = _any(
    "from between du del de desde vom van tussen entre с со з із від між между من بين ما_بين"
)
PART: Final = (
    r"(?:(?:the\s+)?(?:early|mid|late|beginning\s+of|start\s+of|middle\s+of|end\s+of|during|in|"
    r"debut|mi|fin|courant|en|begin|half|eind|medio|inicio\s+de|fines\s+de|finales\s+de|"
    r"початок|середина|кінець|на\s+початку|начало|конец|в\s+начале|اوائل|اواخر|منتصف|خلال|في|شهر)"
    r"[\s-]+)"
)
"""What leaves a month or a year as wide as it is: its early part may reach to any day of it."""
OF_YEAR: Final = r"(?:р|г|року|рік|года|год|م|ad|ce)\.?"
"""What stands after a year: "2023 р.", "2023 г."."""
AROUND: Final = (
    rf"^(?:(?:on|dated|le|el|op|am|em|يوم|بتاريخ|تاريخ)\s+)?{WEEKDAY}",
    rf"(?<=\d)\s*{OF_YEAR}$",
)
"""What may stand before and after a date and says nothing more."""
QUARTERS: Final = {
    unaccented(word): number
    for number, words in enumerate(
        (
            "1 1st 1er 1re 1e i first premier 1-й الأول",
            "2 2nd 2e 2eme ii second deuxieme 2-й الثاني",
            "3 3rd 3e 3eme iii third troisieme 3-й الثالث",
            "4 4th 4e 4eme iv fourth quatrieme 4-й الرابع",
        ),
        start=1,
    )
    for word in words.split()
}
ORDINAL: Final = _any(" ".join(QUARTERS))
QUARTER: Final = r"(?:quarter|trimestre|kwartaal|quartal|квартал[ау]?|الربع|ربع)"
HALF: Final = r"(?:half|semestre|halfjaar|півріччя|полугодие|النصف)"
