r"""Scripts: their characters, for use inside a character class of a regular expression.

``re`` does not support ``\p{Han}``. Ranges follow the blocks and the Script property of Unicode 15.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

HAN: Final = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Chinese characters, with iteration and substitute marks: 々, 〆, 〇."""
HAN_RADICALS: Final = "\u2e80-\u2fdf"
RADICALS: Final = MappingProxyType(
    {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
    | dict(zip(map(ord, "⺎⺏⺒⺓⺟⺠⻄⻅⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻢⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻲⻳"),
               "兀尣巳幺母民西见贝车長长门青韦页风飞马鱼鸟卤麦黄黾斉齐歯齿竜龙亀龟", strict=True))
)  # fmt: skip
"""Radicals and the characters with the same form, for which programs write them in PDF files."""
HIRAGANA: Final = "\u3041-\u3096\u309d-\u309f"
"""Hiragana, with the iteration marks ゝ and ゞ."""
KATAKANA: Final = "\u30a1-\u30fa\u30fd-\u30ff\u31f0-\u31ff\uff66-\uff9d"
"""Katakana, with the iteration marks ヽ and ヾ."""
KANA_MARKS: Final = "\u3097-\u309c"
"""Voiced sound marks."""
KANA_SIGNS: Final = "\u30fb\u30fc"
"""The middle dot and the long vowel mark, which Chinese uses for other purposes too."""
HANGUL: Final = "\uac00-\ud7a3"
CJK: Final = HAN + HIRAGANA + KATAKANA + KANA_SIGNS + HANGUL
"""Characters of the scripts that are written without spaces, and hangul."""
UNSPACED: Final = (
    "\u0e01-\u0e30\u0e32\u0e33\u0e3f-\u0e46\u0e81-\u0eb0\u0eb2\u0eb3\u0ebd-\u0ec6\u0edc-\u0edf"
    "\u1000-\u102a\u103f\u1050-\u1055\u1780-\u17b3\u17d7\u17dc\u1950-\u1974\u1980-\u19c9"
    "\u1a20-\u1a54\ua9e0-\ua9e4\ua9e6-\ua9ef\uaa60-\uaa7a\uaa80-\uaaaf\uaab5\uaab6\uaab9-\uaabd"
)
"""Letters of Thai, Lao, Burmese, Khmer, Tai and related scripts, written without spaces.

They form the Unicode line-breaking class SA (UAX 14), without combining marks.
"""
POINTS: Final = (
    "\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f"
    "\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0711\u0730-\u074a\u08ca-\u08e1\u08e3-\u08ff"
)
"""Accents, the points of Hebrew, Arabic and Syriac, and the Arabic tatweel.

A word is the same with and without them. Indic marks are vowels and therefore not included.
"""
CJK_PUNCTUATION: Final = "\u3001-\u3004\u3008-\u301f"
_CJK_SET: Final = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
"""The same with radicals, punctuation and full-width forms."""
_IS_CJK = re.compile(f"[{_CJK_SET}]")

CYRILLIC: Final = "\u0400-\u04ff"
CYRILLIC_EXTENSIONS: Final = "\u0500-\u052f\u1c80-\u1c8f\u2de0-\u2dff\ua640-\ua69f"
MONGOLIAN: Final = "\u1800-\u18af"

CAPITALS: Final = "".join(filter(str.isupper, map(chr, [*range(0x250), *range(0x400, 0x530)])))
"""Capital letters of the Latin and Cyrillic alphabets."""

ROMANISED_CYRILLIC: Final[Mapping[int, str]] = MappingProxyType(
    str.maketrans(dict(zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ",
        "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch _ y _ e iu ia i i ie g"
        .replace("_", "").split(" "),
        strict=True,
    )))
)  # fmt: skip
"""Library of Congress romanisation of small Cyrillic letters, without diacritics."""
SUPERSCRIPTS: Final = MappingProxyType(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789"))
HAN_DIGITS: Final = "〇一二三四五六七八九"
_TENS = {"十": 10, "百": 100}


@cache
def is_cjk(character: str) -> bool:
    """Return True for Han characters, kana, hangul, their punctuation and full-width forms."""
    return _IS_CJK.match(character) is not None


def read_han_number(text: str) -> int:
    """Return a number below a thousand in Chinese characters: 二十三, or digit by digit 二三."""
    total, current = 0, 0
    for character in text:
        if character in _TENS:
            total, current = total + (current or 1) * _TENS[character], 0
        else:
            current = int(f"{current}{HAN_DIGITS.index(character)}")
    return total + current
