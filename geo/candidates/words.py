"""The words that a text uses of places of care, of what befell them, and of who goes there.

Word lists only; `geo.candidates.mentions` reads texts with them. Texts in other languages than
these are read too, but then no role is told.
"""

from typing import Final

from geo.names import read_word


def _plain(words: str) -> frozenset[str]:
    """Return words as they stand in a text, in lower case."""
    return frozenset(words.split())


def _spelt(words: str) -> frozenset[str]:
    """Return words as `geo.names.read_word` folds them, in both ways of reading Cyrillic."""
    return frozenset(one.text for word in words.split() for one in read_word(word))


ALONE: Final = _spelt(
    """hospital hospitals hospitalier hôpital hopital hôpitaux krankenhaus ziekenhuis bolnica spital
    clinic clinics clinique cliniques clinica policlinic polyclinic polyclinique kliniek klinik
    dispensary dispensaire csps cscom csref csi phc phcc phcu maternity maternité
    مستشفى مستشفي المستشفى مشفى بیمارستان شفاخانه عيادة مستوصف
    лікарня лікарні лікарню лікарнею больница больницы больницу госпіталь госпиталь
    поліклініка поликлиника клініка клиника роддом"""
)
"""Each names a place of care by itself."""

CARE: Final = _spelt(
    """health healthcare medical médical médicale santé sante saúde salud
    طبي الطبي طبية الطبية صحي الصحي صحية الصحية
    медичний медична медицинский медицинская здоровья"""
)
PLACE: Final = _spelt(
    """centre center centers centres centro complex facility unit post poste point station
    مركز المركز مجمع المجمع نقطة النقطة وحدة
    центр пункт"""
)
"""One of these beside one of the former names a place of care."""

KIND_OF_PLACE: Final = {
    **dict.fromkeys(_spelt("post poste point station نقطة النقطة пункт"), "post"),
    **dict.fromkeys(
        _spelt("hospital hospitals hospitalier مجمع المجمع complex лікарню лікарнею больницу"),
        "hospital",
    ),
    **dict.fromkeys(_spelt("clinic clinics clinique polyclinic عيادة dispensary"), "clinic"),
    **dict.fromkeys(_spelt("centre center centres centers centro مركز центр"), "centre"),
}

CONNECTING: Final = frozenset(
    ("of", "de", "du", "des", "da", "do", "d", "la", "le", "les", "called")
)
PARTICLES: Final = _plain("al el as ash an ar at ad az la le")
"""Small words that belong to a name."""

ENDS: Final = _plain(
    """the a an in at to for and or with from by on near behind inside outside into under when after
    while before since both at some several many most all one two three four five six seven eight
    nine ten according monday tuesday wednesday thursday friday saturday sunday january february
    march april may june july august september october november december as is was were of this
    that its their his her our local director manager video photos images photo image twitter
    facebook news agency ingo lngo ngo un io idp times dans à au aux et par
    sur après avant pour une un en
    في من على إلى الى عن مع بعد قبل بسبب نتيجة у в на та і и з до від"""
)
"""A name does not reach back over these."""

QUALIFIERS: Final = _spelt(
    """general général générale central teaching referral reference référence regional régional
    district provincial county federal university military national state"""
)
"""With a town these name a place of care: "the General Hospital"."""

SOFT: Final = _spelt(
    """arab international national islamic christian specialised specialized specialist children
    women eye martyr friend field military police emergency charity association friendship trauma
    mental new old memorial doctor saint"""
)
"""Words of many names: they weigh less."""

MARKS: Final = _spelt("north south east west new old field")
"""Words that set neighbours apart: where one name has them, so must the other."""

ELSEWHERE: Final = _plain(
    """taken transferred transported arrived arrive arriving arrival brought rushed carried
    evacuated admitted treated treatment treating receiving received receive working worked works
    director manager surgeon nurse doctor radiographer morgue funeral funerals prayer prayers bodies
    body reached reaching died death moved sent delivered shared posted post published reported
    staff employee employees belonging spokesman video footage images hospitalised en route way
    referred referrals going headed visited buried tweeted recovering"""
)
"""Near a name: people came there, or come from there; what happened, happened elsewhere."""

HERE: Final = _plain(
    """hit hits struck strike strikes bombed bombing bombardment shelled shelling damaged destroyed
    looted raided stormed attacked attack burned burnt ransacked near behind adjacent next opposite
    vicinity outside inside front entrance gate courtyard surroundings close beside targeted
    occupied besieged vandalised robbed entered abducted evacuation approaching broke"""
)
"""Near a name: it is the place of what happened, or close by."""
