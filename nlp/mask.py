"""Personal data in free text and in name fields, hidden before anything is shown or exported."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from nlp.normalise import fold_width, to_simplified

Found = re.Match[str]


@dataclass(frozen=True)
class _Kind:
    """One kind of personal data: where it may stand and what is shown in its place.

    `hide` gets the match and the text before it; None leaves the text as it is. Without a `sign`
    in the text the pattern, which may be slow, is not tried.
    """

    pattern: re.Pattern[str]
    hide: Callable[[Found, str], str | None]
    sign: re.Pattern[str]


MASK_VERSION = "3"
"""Raise by one when the masking hides more: labels of comments are then made anew with it."""

_BIRTH = r"(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_SHORT_BIRTH = r"\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_AREA = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])\d{4}"
_CUE = "我叫|姓名|联系|本人|签名|署名|落款|实名"
_AFTER_NAME = r"$|[\s,。;:、!?(/]|\d|电话|手机|身份证|联系|性别|是|住|系|的"
_NUMBER_CUE = re.compile(r"(?:编号|单号|件号|案号|流水号|受理号|文号|信用代码)[:为是 ]*$")
_CARD_CUE = re.compile(r"(?:卡号|账号|帐号|账户|帐户|银行卡|存折|社保卡)[^\d,。;]{0,8}$")
_PHONE_CUE = r"(?:电话|座机|联系方式|热线|致电|拨打|传真)[^\d,。;]{0,4}"
_CREDIT_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")
_CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"

_NAME_CUE = re.compile(r"(?:是|叫|找|谢|表扬|投诉|举报|点赞|窗口|柜台|窗口的|柜台的)$")
_NO_NAME = frozenset(
    "区县市局科处室口窗台人们位的不没有是就都很何来去到在办事里上下这那两三带请末经项目值导服谢贺某务"
)
"""Letters that stand in no given name beside a title, but in many words that look like one."""
_COMPANY = re.compile(
    r"(?:公司|集团|厂|店|银行|医院|中心|学校|大学|中学|小学|幼儿园|超市|商会|协会|馆|站|局|政府)$"
)
_TITLE = (
    "(?:局长|科长|处长|主任|所长|站长|厅长|部长|书记|镇长|乡长|村长|经理|医生|护士|警官|法官|律师|老师"
    "|师傅|同志|先生|女士|小姐|阿姨|大姐|大哥)"
)
_ADDRESS = (
    r"(?P<hide>[\u4e00-\u9fff]{1,6}(?:路|街|巷|弄|大道|小区|花园|公寓|家园|苑|村)[\u4e00-\u9fff]{0,4}?"
    r"(?:\d{1,5}(?:号(?!窗|线|楼办|厅)|弄|栋|幢|组)|[一二三四五六七八九十百零]{2,6}号(?!窗|线|楼|厅))"
    r"(?:[\da-zA-Z一二三四五六七八九十]{1,5}(?:号楼|栋|幢|单元|座|室|楼|层|户|号)?){0,5})"
)
"""Road or estate with a house number; without a number nobody is found by it."""
_OFFICE = re.compile(
    r"^(?:副|正|代)?(?:局长|科长|处长|主任|队长|所长|站长|院长|厅长|部长|组长|股长|负责人|经办人|批准人|首席代表)$"
    r"|(?:局|科|处|室|中心|领导|委员会|办公室|窗口|机关|大队|支队|政府)$"
)
_SOLE_TRADER = re.compile(r"([\u4e00-\u9fff]{2,4}?)\(?个体")
_POLITE = ("先生", "女士", "小姐", "同志", "师傅")


def mask_text(text: str) -> str:
    """`text` with IDs, mobiles, landlines, bank cards, e-mail, plates and told names hidden.

    Full-width digits count too. Public codes (统一社会信用代码), case numbers, dates and amounts
    stay. A person's name is hidden after a cue such as 我叫 or 联系人, and before a title: 王小明主任, but
    not 王主任. Of an address the house number goes.
    """
    folded = fold_width(text)
    simplified = to_simplified(folded)
    if len(simplified) == len(folded):
        folded = simplified  # 我叫陳大文 is a name too
    parts: list[str] = []
    done = 0
    for start, end, shown in _spans(folded):
        parts += [text[done:start], shown]
        done = end
    return "".join([*parts, text[done:]])


def mask_name(name: str) -> str:
    """张三 → 张*, 张小三 → 张*三, 欧阳修 → 欧阳*; a company's name is returned as it is."""
    cleaned = name.strip()
    trader = _SOLE_TRADER.match(fold_width(cleaned))
    if trader:
        return mask_name(trader[1]) + cleaned[len(trader[1]) :]
    if not cleaned or _COMPANY.search(cleaned):
        return name
    # Names of four characters and less are people's unless they end like a house's name.
    if not re.fullmatch(r"[\u4e00-\u9fff]{1,4}", cleaned):
        return _mask_foreign(cleaned, name)
    if len(cleaned) > 2 and cleaned[:2] in _surnames()[1]:
        return cleaned[:2] + "*"
    if len(cleaned) <= 2:
        return cleaned[0] + "*" if len(cleaned) == 2 else "*"
    return f"{cleaned[0]}*{cleaned[-1]}"


def mask_people(text: str) -> str:
    """People named in a field, however many and with whatever beside them: 张*、李*（副局长）.

    Titles and offices stay; what is neither a title nor a name of two to four letters is hidden.
    """
    shown = []
    for part in re.findall(r"[\u4e00-\u9fff·•]+", fold_width(text)):
        if _OFFICE.search(part):
            shown.append(part if len(part) > 1 else "*")
        else:
            shown.append(mask_name(part) if 2 <= len(part) <= 4 else "*")
    return "、".join(shown) or "*"


def _mask_foreign(cleaned: str, name: str) -> str:
    """Names with a middle dot or in Latin letters keep their first character."""
    if re.fullmatch(r"[\u4e00-\u9fff]+(?:[·•.][\u4e00-\u9fff]+)+|[A-Za-z][A-Za-z .'-]+", cleaned):
        return cleaned[0] + "**"
    return name


def _spans(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, what to show) in order, without overlaps; earlier kinds win."""
    if not _any_sign().search(text):
        return  # most comments name nobody
    taken: list[tuple[int, int, str]] = []
    signs: dict[re.Pattern[str], bool] = {}
    for kind in _kinds():
        if kind.sign not in signs:
            signs[kind.sign] = kind.sign.search(text) is not None
        if not signs[kind.sign]:
            continue
        for found in kind.pattern.finditer(text):
            start, end = found.span("hide")
            if any(start < other_end and other_start < end for other_start, other_end, _ in taken):
                continue
            shown = kind.hide(found, text[max(0, found.start() - 16) : found.start()])
            if shown is not None:
                taken.append((start, end, shown))
    yield from sorted(taken)


@cache
def _any_sign() -> re.Pattern[str]:
    return re.compile("|".join({kind.sign.pattern: None for kind in _kinds()}))


@cache
def _kinds() -> tuple[_Kind, ...]:
    surname = "|".join(sorted(_surnames()[1] | _surnames()[0], key=len, reverse=True))
    name = rf"(?P<hide>(?:{surname})[\u4e00-\u9fff]{{1,2}}"
    sources: tuple[tuple[str, str, Callable[[Found, str], str | None]], ...] = (
        ("@", r"(?P<hide>[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+)", _hide_mail),
        (r"\d", rf"(?<!\d)(?P<hide>{_AREA} ?{_BIRTH} ?\d{{3}}[\dXx])(?!\d)", _hide_id),
        (r"\d", rf"(?<![A-Za-z0-9])(?P<hide>{_AREA}{_SHORT_BIRTH}\d{{3}})(?!\w)", _hide_id),
        (
            r"\d",
            r"(?<![A-Za-z0-9])(?P<hide>\d{12,19}|\d{4}(?:[- ]\d{4}){3}(?:[- ]?\d{1,3})?)(?!\w)",
            _hide_card,
        ),
        (r"\d", r"(?<!\d)(?:86[- ]?)?(?P<hide>1[3-9]\d[- ]?\d{4}[- ]?\d{4})(?!\d)", _hide_mobile),
        (
            r"\d",
            r"(?<![A-Za-z0-9])(?P<hide>\(?0[1-9]\d{1,2}\)?[-—– ]?\d{7,8})(?!\w)",
            _hide_landline,
        ),
        (r"\d", rf"{_PHONE_CUE}(?P<hide>[2-8]\d{{6,7}})(?!\d)", _hide_landline),
        (
            r"\d",
            rf"(?P<hide>[{_PROVINCES}][A-HJ-NP-Za-hj-np-z][·•. -]?(?=[A-Za-z]{{0,5}}\d)"
            r"[A-HJ-NP-Za-hj-np-z0-9]{4,5}[A-HJ-NP-Za-hj-np-z0-9挂学警港澳])(?![A-Za-z0-9])",
            lambda found, _: f"{found['hide'][:2].upper()}·***{found['hide'][-2:]}",
        ),
        (
            _CUE,
            rf"(?:我叫|姓名|联系人|本人|签名|署名|落款|实名)(?:是|叫|为)?[: ]*{name}?)(?={_AFTER_NAME})",
            _hide_name,
        ),
        (
            _TITLE,
            rf"(?P<hide>(?:(?!(?<=谢)谢)(?:{surname}))[\u4e00-\u9fff]{{1,2}}?)(?={_TITLE})",
            _hide_titled,
        ),
        ("[号栋幢弄组]", _ADDRESS, _hide_address),
        # Without a clear end of the name, hide one character too many rather than one too few.
        (
            _CUE,
            rf"(?:我叫|(?:姓名|联系人|签名|署名|落款|实名)[是叫为: ]+){name})(?!\*)",
            _hide_name,
        ),
        # A name between 联系 and a telephone: 联系邵晓英，139…
        (
            _CUE,
            rf"联系(?!方式|方法|电话|号码)[: ]?{name})(?=[,，: ]{{0,2}}(?:电话|手机)?[:：]?1[3-9*])",
            _hide_name,
        ),
    )
    signs = {sign: re.compile(sign) for sign, _, _ in sources}
    return tuple(
        _Kind(re.compile(source, re.A), hide, signs[sign]) for sign, source, hide in sources
    )


def _digits(found: Found) -> str:
    return re.sub(r"\D", "", found["hide"])


def _hide_mobile(found: Found, _: str) -> str:
    number = _digits(found)
    return f"{number[:3]}****{number[-4:]}"


def _hide_landline(found: Found, _: str) -> str:
    return found["hide"][:-4] + "****"


def _hide_mail(found: Found, _: str) -> str:
    name, _at, domain = found["hide"].partition("@")
    return f"{name[0]}***@{domain}"


def _hide_id(found: Found, before: str) -> str | None:
    number = found["hide"].replace(" ", "").upper()
    if len(number) == 15 and _NUMBER_CUE.search(before):
        return None
    if len(number) == 18 and _is_credit_code(number) and not _is_person_id(number):
        return None
    return f"{number[:3]}***********{number[-2:]}"


def _hide_card(found: Found, before: str) -> str | None:
    """Bank cards have 16 to 19 digits, begin with 3-6 or 9 and end in a check digit.

    A number that the text calls an account is hidden from 12 digits on, right or mistyped.
    """
    number = _digits(found)
    if _NUMBER_CUE.search(before) or _is_credit_code(number):
        return None
    looks_like_card = len(number) >= 16 and number[0] in "34569"
    if _CARD_CUE.search(before) or (
        looks_like_card and (number.startswith("62") or _passes_luhn(number))
    ):
        return f"{'*' * 12}{number[-4:]}"
    return None


def _hide_name(found: Found, _: str) -> str | None:
    name = found["hide"]
    return None if name.endswith(_POLITE) else mask_name(name)


def _hide_titled(found: Found, before: str) -> str | None:
    """王小明主任 → 王*明主任; 小王主任, 王主任 and 户政科长 name nobody who could be found."""
    name, thanked = found["hide"], _NAME_CUE.search(before)
    if thanked and name[0] == "谢" and before.endswith("谢"):
        return None  # 谢谢李芳女士: the second 谢 is no surname
    if not _NO_NAME.isdisjoint(name[1:]) or (len(name) < 3 and not thanked):
        return None
    return mask_name(name)


def _hide_address(found: Found, _: str) -> str:
    """Only the part that finds the house goes: 青石路12号3栋 → 青石路***."""
    return re.sub(
        r"(?:\d+(?:号|弄|栋|幢|组)|[一二三四五六七八九十百零]+号).*", "***", found["hide"]
    )


def _is_person_id(number: str) -> bool:
    """Check character of an 18-digit identity number (GB 11643)."""
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(number[:17]))
    return "10X98765432"[total % 11] == number[17]


def _is_credit_code(code: str) -> bool:
    """Check character of a 统一社会信用代码 (GB 32100)."""
    if not _CREDIT_CODE.fullmatch(code):
        return False
    total = sum(
        _CREDIT_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(code[:17])
    )
    return _CREDIT_SIGNS[(31 - total % 31) % 31] == code[17]


def _passes_luhn(number: str) -> bool:
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(number[::-1])]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


@cache
def _surnames() -> tuple[frozenset[str], frozenset[str]]:
    """Single and compound surnames of the lexicon."""
    source = resources.files("nlp").joinpath("lexicon/surnames.txt").read_text(encoding="utf-8")
    names = frozenset(source.split())
    return frozenset(n for n in names if len(n) == 1), frozenset(n for n in names if len(n) == 2)
