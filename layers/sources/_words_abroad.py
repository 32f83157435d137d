"""What happened, and kinds of facility, in the languages of field teams: patterns of whole words.

Joined to the English lines of `layers.sources._words`. A Burmese word ends here at its last
consonant, since the pattern's word boundary does not see the vowel signs after it.
"""

from typing import Final

EVENTS: Final = {
    "drone_strike": (
        r"طائر(?:ة|ات) مسي[ّ]?ر(?:ة|ات)|بدون طيار|درون|дрон\w*|бпла|безпілотник\w*|беспилотник\w*|"
        r"шахед\w*|dron|drones"
    ),
    "air_strike": (
        r"غار(?:ة|ات)(?: جوية)?|قصف جوي|طيران حربي|براميل متفجرة|frappes? aériennes?|"
        r"raids? aériens?|bombardements? aériens?|авіаудар\w*|авіаційн\w*|авианал[её]т\w*|"
        r"авиаудар\w*|авиационн\w*|каб|luchtaanval\w*|ataques? aéreos?|bombardeos? aéreos?"
    ),
    "missile_or_rocket": (
        r"صاروخ\w*|صواريخ|roquettes?|ракет\w*|raket\w*|misil\w*|cohetes?|mísse?i[ls]|foguetes?"
    ),
    "shelling": (
        r"قصف مدفعي|مدفعي(?:ة)?|هاون|قذائف|قذيفة|artillerie|obus|mortiers?|"
        r"обстріл\w*(?!.*стріле)|обстрел\w*(?!.*стрелк)|артил\w*|міномет\w*|миномет\w*|"
        r"artillería|morteros?|artilharia|morteiros?"
    ),
    "mine_or_ied": (
        r"ألغام|لغم|عبو(?:ة|ات) ناسفة|سيارة مفخخة|міни|міна|мины|мина|сву|підрив\w*|подрыв\w*|"
        r"mijnen?|landmijn\w*|bermbom\w*|minas?|engins? explosifs?|eei"
    ),
    "explosive_unspecified": (
        r"قصف|انفجار\w*|تفجير\w*|قنبلة|قنابل|вибух\w*|взрыв\w*|бомб\w*|удар\w*|bombardements?|"
        r"bombes?|frappes?|explosie\w*|bom|bommen|explosión|bombardeos?|bombardeamentos?|granadas?"
    ),
    "shooting": (
        r"[إا]طلاق (?:ال)?نار|قنص|رصاص|tirs?|fusillades?|coups? de feu|стрільб\w*|стрельб\w*|"
        r"стрілец\w*|стрелков\w*|schietpartij\w*|tiroteos?|disparos?|tiroteios?"
    ),
    "armed_clash": (
        r"اشتباك\w*|affrontements?|зіткнен\w*|столкновен\w*|бої|бои|gevecht\w*|enfrentamientos?|"
        r"confrontos?"
    ),
    "arson": r"[إا]حراق|підпал\w*|поджог\w*|brandstichting\w*|incendie volontaire",
    "abduction": (
        r"اختطاف|خطف|enlèvements?|викраден\w*|похищен\w*|ontvoering\w*|secuestros?|sequestros?"
    ),
    "arrest": (
        r"اعتقال\w*|احتجاز|arrestations?|затриман\w*|задержан\w*|арешт\w*|арест\w*|arrestatie\w*|"
        r"detención|detenciones|detenç\w+"
    ),
    "looting": (
        r"نهب|سرقة|pillages?|мародер\w*|пограбуван\w*|грабеж\w*|plundering\w*|saqueos?|saques?"
    ),
    "assault": r"اعتداء\w*|هجوم|agressions?|attaques?|напад\w*|aanval\w*|agresi\w+|ataques?",
}  # fmt: skip

KINDS: Final = {
    "field_hospital": r"مستشفى ميداني|hôpital de campagne|польов\w+ шпитал\w+|полев\w+ госпитал\w+",
    "maternity": r"مستشفى (?:ال)?ولادة|пологов\w+|родильн\w+|роддом\w*|kraamkliniek",
    "pharmacy": r"صيدليات|аптек\w+|apotheek|farmacia|farmácia|pharmacie|ဆေးဆ",
    "health_centre": (
        r"مركز صحي|المركز الصحي|مركز رعاية (?:صحية )?أولية|وحدة صحية|gezondheidscentrum|"
        r"centro de saúde|unidade de saúde|posta médica"
    ),
    "hospital": r"مستشفيات|المستشفى|шпитал\w+|госпитал\w+|ziekenhuis\w*|ဆေးရ",
    "clinic": (
        r"عيادة|مستوصف|поліклінік\w+|поликлиник\w+|амбулатор\w+|клінік\w+|клиник\w+|kliniek|"
        r"clínica|ဆေးခန"
    ),
}  # fmt: skip
