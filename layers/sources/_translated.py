"""What field teams call the columns of their tables in languages other than English.

Arabic, French, Ukrainian, Russian, Burmese, Dutch, Spanish and Portuguese, some Turkish. Names
are compared by `layers.headers.match_key`, so accents, case and the spellings of the Arabic alif
need no entry of their own.
"""

from collections.abc import Mapping
from typing import Final

_PLACE: Final = {
    "latitude": (
        "خط العرض|دائرة العرض|العرض|خط عرض|إحداثيات العرض|latitude décimale|latitude gps",
        "широта|широта пн|географічна широта|географическая широта|လတ္တီတွဒ်|လတ္တီကျု",
        "လတ္တီတွတ်|လတ်တီကျု|breedtegraad|breedte|noorderbreedte|latitud|latitud decimal",
        "latitude decimal|enlem",
    ),
    "longitude": (
        "خط الطول|الطول|خط طول|إحداثيات الطول|longitude décimale|longitude gps|довгота",
        "географічна довгота|долгота|географическая долгота|လောင်ဂျီတွဒ်|လောင်ဂျီကျု",
        "လောင်ဂျီတွတ်|lengtegraad|lengte|oosterlengte|longitud|longitud decimal",
        "longitude decimal|boylam",
    ),
    "coordinates": (
        "إحداثيات|الإحداثيات|احداثيات الموقع|إحداثيات الموقع|الموقع الجغرافي|إحداثيات gps",
        "coordonnées|coordonnées gps|coordonnées géographiques|position gps|point gps",
        "координати|координаты|координати gps|gps координати|gps координаты|координаты gps",
        "географічні координати|географические координаты|геолокація|геолокация|ကိုဩဒိနိတ်",
        "တည်နေရာကိုဩဒိနိတ်|gps တည်နေရာ|coördinaten|gps coördinaten|gps coordinaten",
        "coordenadas|coordenadas gps|koordinatlar",
    ),
    "error_m": (
        "الدقة بالمتر|précision m|précision gps|précision en mètres|точність м|точность м",
        "nauwkeurigheid m|precisión m|precisão m",
    ),
    "country": ("البلد|الدولة|البلاد|pays|країна|страна|နိုင်ငံ|land|país|ülke",),
    "admin1": (
        "المحافظة|الولاية|المنطقة|الإقليم|محافظة|ولاية|région|province|gouvernorat",
        "département|область|регіон|регион|край|республика|ပြည်နယ်|တိုင်းဒေသကြီး|တိုင်း",
        "ပြည်နယ် တိုင်း|provincie|gewest|provincia|departamento|província|estado|región",
        "região|il",
    ),
    "admin2": (
        "المديرية|القضاء|المحلية|المركز|الناحية|مديرية|محلية|cercle|commune|préfecture",
        "arrondissement|territoire|район|ခရိုင်|ilçe|gemeente|municipio|município|distrito",
        "district sanitaire",
    ),
}  # fmt: skip


_INCIDENT: Final = {
    "native_id": (
        "رقم الحادث|رقم الحادثة|معرف الحادث|رقم|الرقم|م|الرقم التسلسلي|رقم تسلسلي|identifiant",
        "id incident|numéro de l incident|n° incident|code incident|numéro|num|n°|номер події",
        "номер інциденту|код події|ід|номер|з п|номер события|номер инцидента|п п|id события",
        "ид|အမှတ်စဉ်|စဉ်|ဖြစ်စဉ်အမှတ်|incidentnummer|nummer|volgnummer|número|nro",
        "id incidente|código|id do incidente|sıra no",
    ),
    "date": (
        "التاريخ|تاريخ الحادث|تاريخ الحادثة|تاريخ الهجوم|تاريخ القصف|تاريخ الغارة|تاريخ",
        "اليوم والتاريخ|date de l incident|date incident|date de l attaque|date des faits",
        "date de l événement|date de la frappe|дата|дата події|дата інциденту|дата удару",
        "дата атаки|дата обстрілу|дата события|дата инцидента|дата удара|дата обстрела",
        "дата происшествия|дата и время|ရက်စွဲ|နေ့စွဲ|ဖြစ်ပွားသည့်ရက်|ဖြစ်ပွားသည့်ရက်စွဲ",
        "ဖြစ်စဉ်ရက်စွဲ|နေ့ရက်|datum|datum incident|datum van incident|datum aanval|fecha",
        "fecha del incidente|fecha del ataque|fecha del evento|data|data do incidente",
        "data do ataque|tarih",
    ),
    "date_start": (
        "من تاريخ|تاريخ البداية|تاريخ البدء|date de début|début|du|дата початку|дата начала",
        "begindatum|startdatum|fecha de inicio|fecha inicio|data de início|data início",
    ),
    "date_end": (
        "إلى تاريخ|تاريخ النهاية|تاريخ الانتهاء|date de fin|fin|дата закінчення",
        "дата окончания|einddatum|fecha de fin|fecha fin|data de fim|data fim",
    ),
    "year": ("السنة|العام|année|рік|год|ခုနှစ်|jaar|año|ano|yıl",),
    "month": ("الشهر|mois|місяць|месяц|လ|maand|mes|mês|ay",),
    "day": ("اليوم|jour|день|число|ရက်|dag|día|dia|gün",),
    "place_name": (
        "المكان|الموقع|مكان الحادث|موقع الحادث|المدينة|القرية|البلدة|الحي|العنوان|اسم المكان",
        "lieu|lieu de l incident|localité|ville|village|site|quartier|adresse|emplacement",
        "місце|місце події|населений пункт|місто|село|адреса|громада|назва населеного пункту",
        "место|место события|место происшествия|населенный пункт|населённый пункт|город|адрес",
        "နေရာ|တည်နေရာ|ဖြစ်ပွားရာနေရာ|မြို့နယ်|မြို့|ကျေးရွာ|ရွာ|plaats|plaatsnaam|locatie",
        "stad|dorp|adres|lugar|lugar del incidente|localidad|ciudad|pueblo|local|localidade",
        "cidade|aldeia|local do incidente|yer|konum",
    ),
    "event_type": (
        "نوع الحادث|نوع الحادثة|نوع الهجوم|نوع القصف|نوع الاعتداء|النوع|نوع الحدث",
        "نوع الانتهاك|type d incident|type d attaque|type d événement|type de frappe",
        "catégorie|nature|тип події|тип інциденту|тип атаки|тип удару|вид атаки|тип|вид",
        "категорія|характер події|тип события|тип инцидента|тип удара|вид нападения|категория",
        "вид события|အမျိုးအစား|ဖြစ်စဉ်အမျိုးအစား|တိုက်ခိုက်မှုအမျိုးအစား|ဖြစ်ရပ်အမျိုးအစား",
        "type incident|soort incident|soort aanval|type aanval|soort|categorie",
        "tipo de incidente|tipo de ataque|tipo|tipo de evento|categoría|categoria|olay türü",
        "tür",
    ),
    "weapon": (
        "السلاح|نوع السلاح|السلاح المستخدم|arme|arme utilisée|type d arme|зброя|вид зброї",
        "тип зброї|засіб ураження|озброєння|оружие|вид оружия|тип оружия|လက်နက်",
        "လက်နက်အမျိုးအစား|wapen|soort wapen|gebruikt wapen|arma|arma utilizada|tipo de arma",
        "silah",
    ),
    "killed": (
        "القتلى|عدد القتلى|قتلى|الشهداء|عدد الشهداء|شهداء|الوفيات|عدد الوفيات",
        "tués|morts|nombre de tués|nombre de morts|décès|personnes tuées|nb tués|nb morts",
        "загиблі|загинуло|кількість загиблих|вбито|загиблих|погибшие|погибло|убито|убитые",
        "количество погибших|သေဆုံး|သေဆုံးသူ|သေဆုံးသူဦးရေ|သေဆုံးသူအရေအတွက်|doden|aantal doden",
        "gedood|muertos|fallecidos|número de muertos|mortos|número de mortos|ölü|ölü sayısı",
    ),
    "injured": (
        "الجرحى|عدد الجرحى|جرحى|المصابين|المصابون|الإصابات|عدد الإصابات|عدد المصابين|blessés",
        "nombre de blessés|nb blessés|поранені|поранено|кількість поранених|поранених|раненые",
        "ранено|количество раненых|ဒဏ်ရာရ|ဒဏ်ရာရသူ|ဒဏ်ရာရသူဦးရေ|gewonden|aantal gewonden",
        "heridos|número de heridos|feridos|número de feridos|yaralı",
    ),
    "health_workers_killed": (
        "القتلى من الكوادر الطبية|personnel de santé tué|soignants tués|загиблі медики",
        "погибшие медики|gedode zorgverleners|personal sanitario muerto",
        "profissionais de saúde mortos",
    ),
    "health_workers_injured": (
        "الجرحى من الكوادر الطبية|personnel de santé blessé|soignants blessés|поранені медики",
        "раненые медики|gewonde zorgverleners|personal sanitario herido",
    ),
    "description": (
        "الوصف|وصف الحادث|وصف|التفاصيل|تفاصيل|تفاصيل الحادث|ملاحظات|الملاحظات|شرح",
        "description de l incident|détails|résumé|remarques|observations|commentaires|récit",
        "опис|опис події|примітки|примітка|коментар|деталі|описание|описание события",
        "примечание|примечания|комментарий|подробности|အကြောင်းအရာ|ဖော်ပြချက်|အသေးစိတ်",
        "မှတ်ချက်|အကျဉ်းချုပ်|beschrijving|omschrijving|toelichting|opmerkingen|descripción",
        "detalles|observaciones|resumen|descrição|detalhes|observações|açıklama",
    ),
    "citation": (
        "المصدر|المصادر|مصدر المعلومة|الرابط|source d information|джерело|джерела|посилання",
        "источник|источники|ссылка|သတင်းရင်းမြစ်|ရင်းမြစ်|bron|bronnen|fuente|fuentes|fonte",
        "fontes|kaynak",
    ),
    "facility_named": (
        "المنشأة|اسم المنشأة|المنشأة الصحية|اسم المنشأة الصحية|المرفق الصحي|اسم المرفق",
        "المستشفى|اسم المستشفى|établissement|établissement de santé|nom de l établissement",
        "structure sanitaire|formation sanitaire|hôpital|structure|заклад|назва закладу",
        "медичний заклад|лікарня|об єкт|назва об єкта|учреждение|название учреждения",
        "медучреждение|больница|объект|ဆေးရုံ|ဆေးရုံအမည်|ဆေးခန်း|ကျန်းမာရေးဌာန|zorginstelling",
        "ziekenhuis|naam instelling|instelling|establecimiento|centro de salud",
        "hospital afectado|nombre del establecimiento|estabelecimento|unidade de saúde",
        "nome da unidade|tesis|hastane",
    ),
    "perpetrator": (
        "الجهة المنفذة|الفاعل|الجهة المسؤولة|الجهة الفاعلة|auteur|auteur présumé",
        "auteurs présumés|виконавець|сторона|винуватець|исполнитель|сторона конфликта",
        "ကျူးလွန်သူ|dader|vermoedelijke dader|autor|presunto autor|autor presumido",
        "perpetrador",
    ),
}  # fmt: skip


_FACILITY: Final = {
    "native_id": (
        "رقم المنشأة|رمز المنشأة|كود المنشأة|رقم|الرقم|م|الرقم التسلسلي|code établissement",
        "code structure|identifiant|numéro|num|n°|code fosa|код закладу|номер|з п|ід",
        "код єдрпоу|код учреждения|п п|ид|အမှတ်စဉ်|စဉ်|instellingscode|nummer|volgnummer",
        "código|número|nro|cnes",
    ),
    "name": (
        "الاسم|اسم المنشأة|اسم المنشأة الصحية|اسم المرفق|اسم المرفق الصحي|المرفق الصحي",
        "المنشأة|اسم المستشفى|المستشفى|المنشأة الصحية|اسم المركز|اسم الموقع|nom",
        "nom de l établissement|nom de la structure|établissement|structure sanitaire",
        "formation sanitaire|nom fosa|hôpital|structure|назва|назва закладу|заклад",
        "медичний заклад|найменування|найменування закладу|лікарня|название",
        "название учреждения|наименование|наименование учреждения|учреждение|больница|အမည်",
        "ဆေးရုံအမည်|ဆေးရုံ|ဆေးခန်း|ကျန်းမာရေးဌာန|naam|naam instelling|instelling",
        "zorginstelling|ziekenhuis|nombre|nombre del establecimiento|establecimiento|nome",
        "nome da unidade|nome do estabelecimento|unidade de saúde|adı|hastane",
    ),
    "kind_text": (
        "النوع|نوع المنشأة|نوع المنشأة الصحية|نوع المرفق|نوع المرفق الصحي|الفئة|التصنيف",
        "type d établissement|type de structure|catégorie|тип|тип закладу|вид закладу",
        "категорія|тип учреждения|вид учреждения|категория|အမျိုးအစား|ဆေးရုံအမျိုးအစား|soort",
        "soort instelling|type instelling|tipo|tipo de establecimiento|tipo de unidade",
        "tipo de estabelecimento|tür",
    ),
    "operator": (
        "الجهة المشغلة|المشغل|المالك|الجهة المالكة|المنظمة|الجهة الداعمة|opérateur",
        "gestionnaire|organisation|propriétaire|оператор|власник|форма власності",
        "підпорядкування|организация|владелец|форма собственности|အဖွဲ့အစည်း|beheerder",
        "organisatie|eigenaar|operador|organización|propietario|organização|proprietário",
    ),
    "status": (
        "الحالة|حالة المنشأة|état|statut|fonctionnalité|статус|стан|состояние|အခြေအနေ",
        "estado actual|situação|durum",
    ),
    "exists_from": (
        "تاريخ الافتتاح|date d ouverture|дата відкриття|дата открытия|openingsdatum",
        "fecha de apertura|data de abertura",
    ),
    "exists_until": (
        "تاريخ الإغلاق|date de fermeture|дата закриття|дата закрытия|sluitingsdatum",
        "fecha de cierre|data de fechamento",
    ),
    "list_as_of": (
        "تاريخ التحديث|آخر تحديث|mise à jour|date de mise à jour|дата оновлення",
        "дата обновления|bijgewerkt op|fecha de actualización",
    ),
    "registered_on": (
        "تاريخ التسجيل|date d enregistrement|дата реєстрації|дата регистрации",
        "registratiedatum|fecha de registro|data de registo|data de registro",
    ),
    "notified_on": (
        "تاريخ الإخطار|تاريخ التبليغ|date de notification|дата повідомлення|дата уведомления",
        "fecha de notificación|data de notificação",
    ),
    "notified_to": (
        "الجهة المبلغة|notifié à|destinataire|кому повідомлено|кому сообщено|notificado a",
    ),
    "reference_no": (
        "الرقم المرجعي|رقم المرجع|numéro de référence|référence|referentienummer",
        "número de referencia|número de referência",
    ),
    "citation": ("المصدر|джерело|источник|bron|fuente|fonte|ရင်းမြစ်",),
}  # fmt: skip


def _split(table: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {field: tuple("|".join(lines).split("|")) for field, lines in table.items()}


PLACE: Final = _split(_PLACE)
INCIDENT: Final = _split(_INCIDENT) | PLACE
FACILITY: Final = _split(_FACILITY) | PLACE
WEAK_IDS: Final = frozenset({
    "رقم", "الرقم", "م", "الرقم التسلسلي", "رقم تسلسلي", "numéro", "num", "n°", "номер", "з п",
    "п п", "အမှတ်စဉ်", "စဉ်", "nummer", "volgnummer", "número", "nro", "código", "sıra no",
})  # fmt: skip
"""Names of an id that often only number the lines of a sheet, or a kind of thing."""
