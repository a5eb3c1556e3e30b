"""The list of schools as an office keeps it: CSV or XLSX, in whichever letters, with Vietnamese or English heads.

Only numbers of pupils are taken. A list that looks as if it named people is refused as a whole, and no name out of it
is ever repeated: not in a message, not in a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from lessontool.curriculum import fold
from lessontool.errors import InputError
from lessontool.model import Access, Finding
from lessontool.planning.access import LAST_GRADE, contradiction, grades_of
from lessontool.subtitles.reading.encodings import file_bytes, read_text
from lessontool.subtitles.reading.tables import MOST_LINES_ABOVE, BrokenTableError, Row, is_workbook, split_table
from lessontool.subtitles.reading.workbooks import workbook_rows

MOST_SCHOOLS: Final = 5000
"""More than any province has."""

_MOST_BYTES: Final = 8 << 20
_LONGEST_NAME: Final = 200

Column = Literal["school", "district", "grade", "pupils", "tv", "internet", "phone", "nothing"]
COUNTS: Final[tuple[Column, ...]] = ("pupils", "tv", "internet", "phone", "nothing")
_NEEDED: Final[tuple[Column, ...]] = ("school", *COUNTS)

HEADS: Final[dict[Column, str]] = {
    "school": "Trường",
    "district": "Huyện/xã",
    "grade": "Lớp",
    "pupils": "Học sinh",
    "tv": "Tivi",
    "internet": "Internet",
    "phone": "Điện thoại",
    "nothing": "Không có gì",
}
"""How a column is called in what we write; what we write can be read again."""

_CALLED: Final[dict[Column, str]] = {
    "school": "truong|ten truong|truong hoc|diem truong|ten don vi|don vi|co so|school|school name|name of school",
    "district": "huyen|quan|huyen xa|xa huyen|quan huyen|huyen thi xa|thi xa|xa|xa phuong|phuong xa|phuong|phong gd"
    "|phong gddt|phong gd dt|dia ban|district|commune|ward",
    "grade": "lop|khoi|khoi lop|lop khoi|grade|grades|class",
    "pupils": "hoc sinh|so hoc sinh|so hs|hs|tong hoc sinh|tong so hoc sinh|tong so hs|si so|tong so|tong|pupils"
    "|students|pupils total|total|total pupils|number of pupils|number of students",
    "tv": "tv|tivi|ti vi|truyen hinh|television|tv set",
    "internet": "internet|mang|mang internet|may tinh internet|may tinh|wifi|internet at home|computer",
    "phone": "dien thoai|dt|dien thoai thong minh|smartphone|phone|phones|mobile|mobile phone",
    "nothing": "khong|khong co|khong co gi|khong co thiet bi|khong thiet bi|khong co phuong tien|chua co gi|chua co"
    "|chua co thiet bi|nothing|none|no device|no devices",
}
_NAMES: Final = {name: column for column, names in _CALLED.items() for name in names.split("|")}

_FILLING: Final = re.compile(r"\b(?:so|hoc sinh|hs|em|co|tai nha|o nha|nha|with|have|has|pupils|students|at home)\b")
"""Words that heads have around the one that tells: "Số HS có tivi ở nhà"."""

_PERSONAL: Final = re.compile(
    r"\b(?:ho ten|ho va ten|ho dem|ten hoc sinh|ten hs|ten em|hoc sinh ten|phu huynh|cha me|bo me|ngay sinh|cccd|cmnd"
    r"|ma dinh danh|pupils? names?|students? names?|first name|last name|surname|full name|names of|parents?"
    r"|date of birth|birthday|birth)\b|^(?:ten|ho|names?)$"
)
"""Heads of columns that tell about single people."""

_FAMILY_NAMES: Final = frozenset(
    {
        *("nguyen", "tran", "le", "pham", "hoang", "huynh", "phan", "vu", "vo", "dang", "bui", "do", "ho", "ngo"),
        *("duong", "dinh", "ha", "cao", "luong", "truong", "mai", "trinh", "dao", "doan", "lam", "to", "ta", "chu"),
        *("thai", "kieu", "luu", "ly", "lo", "giang", "vang", "sung", "thao", "mua", "hang", "lu", "quang", "ca"),
        *("tong", "cheo", "tan", "lau", "ma", "trang", "cu"),
    }
)
"""Of the Kinh and of the peoples of the north-west."""

_PERSON_WORDS: Final = range(2, 6)

_TOTAL: Final = re.compile(
    r"(?:tong|tong cong|tong so|cong|toan (?:huyen|tinh|xa|nganh)|(?:grand )?total|sum)"
    r"(?: (?:huyen|xa|tinh|phong)\b.*)?[:.]?"
)
"""A school may well be called Cộng Hoà, and a commune Tổng Cọt."""

_THOUSANDS: Final = re.compile(r"\d{1,3}(?:[., ]\d{3})+", re.ASCII)
_WHOLE: Final = re.compile(r"(\d{1,9})(?:[.,]0{1,2})?", re.ASCII)
_GRADES: Final = re.compile(r"(?:lop|khoi|grade)?\s*(\d{1,2})(?:\s*[-–—]\s*(\d{1,2}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolList:
    """The schools of a list, and what is to be said about it."""

    schools: tuple[Access, ...]
    findings: tuple[Finding, ...]
    delimiter: str
    """What stands between columns: whoever wrote it so reads it so."""


def read_schools(path: Path, *, encoding: str | None = None) -> SchoolList:
    """Read a list of schools with their numbers of pupils.

    A district or school that is empty is the one of the line above, as merged cells come out of Excel; lines of sums
    and empty lines are left out; a count that is empty is 0. Raises InputError with line and column for whatever is
    wrong: access-…, table-… and text-….
    """
    data = file_bytes(path, most_bytes=_MOST_BYTES)
    if is_workbook(data):
        delimiter, rows = ";", workbook_rows(data, path.name, lambda row: len(_known(row)))
    else:
        delimiter, rows = _table(read_text(data, name=path.name, encoding=encoding).text, path.name)
    start, columns = _columns(rows, path.name)
    _refuse_people(rows[start:], columns, rows[start - 1][1])
    found = _ignored(rows[start - 1][1], columns)
    schools = tuple(_schools(rows[start - 1 :], columns, found))
    if not schools:
        raise InputError("access-empty", file=path.name)
    return SchoolList(schools=schools, findings=tuple(found), delimiter=delimiter)


# ── the table ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _table(text: str, name: str) -> tuple[str, list[Row]]:
    """Split a text into cells with the delimiter under which most heads are known."""
    try:
        return split_table(text, lambda row: len(_known(row)))
    except BrokenTableError as error:
        raise InputError("access-row-broken", line=error.line, detail=f"{name}: {error.detail}") from error


def _column(head: str) -> Column | None:
    """Say what a column counts, whatever stands around the word that tells."""
    bare = " ".join(re.sub(r"[^\w\s]|_", " ", fold(head)).split())
    return _NAMES.get(bare) or _NAMES.get(" ".join(_FILLING.sub(" ", bare).split()))


def _known(heads: Sequence[str]) -> dict[Column, int]:
    return {column: place for place, head in enumerate(heads) if (column := _column(head))}


def _columns(rows: Sequence[Row], name: str) -> tuple[int, dict[Column, int]]:
    """Find the line of heads; gives the number of the row after it, and where each column is."""
    best: dict[Column, int] = {}
    for number, (_, heads) in enumerate(rows[:MOST_LINES_ABOVE], start=1):
        known = _known(heads)
        if set(_NEEDED) <= known.keys():
            told = [_column(head) for head in heads]
            for column in known:
                if told.count(column) > 1:
                    raise InputError("access-column-twice", column=HEADS[column])
            return number, known
        best = max(best, known, key=len)
        _refuse_personal(heads)
    missing = ", ".join(f"“{HEADS[column]}”" for column in _NEEDED if column not in best)
    raise InputError("access-columns-missing", columns=missing, file=name)


# ── no person ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _personal(head: str) -> bool:
    return _column(head) is None and bool(_PERSONAL.search(fold(head)))


def _refuse_personal(heads: Sequence[str]) -> None:
    for head in heads:
        if _personal(head):
            raise InputError("access-names", column=head[:60])


def _refuse_people(rows: Sequence[Row], columns: dict[Column, int], heads: Sequence[str]) -> None:
    """Refuse a list with a column about single people, by its head or by what stands in it; says only which column."""
    schools = {columns[each] for each in ("school", "district", "grade") if each in columns}
    for place, head in enumerate(heads):
        if place in schools:
            continue
        cells = [row[place] for _, row in rows if place < len(row) and row[place]]
        people = sum(_is_person(cell) for cell in cells)
        if people and people * 2 >= len(cells):
            raise InputError("access-names", column=head[:60] or f"{place + 1}")


def _is_person(text: str) -> bool:
    words = text.split()
    if len(words) not in _PERSON_WORDS or not all(word.isalpha() and word[:1].isupper() for word in words):
        return False
    return fold(words[0]) in _FAMILY_NAMES


def _ignored(heads: Sequence[str], columns: dict[Column, int]) -> list[Finding]:
    _refuse_personal(heads)
    others = [head for place, head in enumerate(heads) if head and place not in columns.values()]
    if not others:
        return []
    return [Finding(code="access-columns-ignored", severity="note", values={"columns": ", ".join(others)[:300]})]


# ── lines ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _schools(rows: Sequence[Row], columns: dict[Column, int], found: list[Finding]) -> Iterator[Access]:
    before: Access | None = None
    seen: dict[tuple[str, str], list[tuple[int, Access]]] = {}
    count = 0
    heads = len(rows[0][1])
    sums: list[str] = []
    for line, row in rows[1:]:
        cells = {column: row[place] if place < len(row) else "" for column, place in columns.items()}
        said = [cell for cell in row if cell]
        if said and _TOTAL.fullmatch(fold(said[0])):
            sums.append(str(line))
            continue
        # a number such as 1,234 that stands in a table with commas makes one cell too many
        if len(row) < len(_NEEDED) or any(row[heads:]) or not any(cells.values()):
            raise InputError("access-row-broken", line=line, detail=f"{len(row)} cells")
        count += 1
        if count > MOST_SCHOOLS:
            raise InputError("access-too-many", most=MOST_SCHOOLS)
        before = _school(line, cells, before)
        _refuse_twice(line, before, seen)
        yield before
    if sums:
        values = {"lines": ", ".join(sums)[:300]}
        found.append(Finding(code="access-sums-left-out", severity="note", values=values))


def _school(line: int, cells: dict[Column, str], before: Access | None) -> Access:
    district = cells.get("district", "") or (before.district if before else "")
    name = cells["school"] or (before.school if before and cells.get("grade") else "")
    if not name or len(name) > _LONGEST_NAME or len(district) > _LONGEST_NAME:
        raise InputError("access-no-school", line=line)
    counts = {column: _count(line, column, cells[column]) for column in COUNTS}
    school = Access(school=name, district=district, grade=_grade(line, cells.get("grade", "")), **counts)
    wrong = contradiction(school)
    if wrong:
        field, most = wrong
        value = getattr(school, field)
        code = "access-more-than-pupils" if value > school.pupils else "access-nothing-too-many"
        column = HEADS[field]  # type: ignore[index]
        raise InputError(code, line=line, school=name, column=column, value=value, pupils=school.pupils, most=most)
    return school


def _count(line: int, column: Column, text: str) -> int:
    if text in ("", "-", "–", "—") and column != "pupils":
        return 0
    if _THOUSANDS.fullmatch(text):
        return int(re.sub(r"\D", "", text))
    whole = _WHOLE.fullmatch(text)
    if whole:
        return int(whole[1])
    minus = text[:1] in "-−" and (_WHOLE.fullmatch(text[1:]) or _THOUSANDS.fullmatch(text[1:]))
    if text and minus:
        raise InputError("access-negative", line=line, column=HEADS[column], value=text[:20])
    raise InputError("access-not-a-number", line=line, column=HEADS[column], value=text[:20] if text else "–")


def _grade(line: int, text: str) -> str:
    if not text:
        return ""
    found = _GRADES.fullmatch(fold(text))
    if found:
        first, last = int(found[1]), int(found[2] or found[1])
        if 1 <= first <= last <= LAST_GRADE:
            return f"{first}-{last}" if last > first else str(first)
    raise InputError("access-grade-wrong", line=line, value=text[:20])


def _refuse_twice(line: int, school: Access, seen: dict[tuple[str, str], list[tuple[int, Access]]]) -> None:
    """Refuse a school that stands there twice for the same grade: its pupils would be counted twice."""
    key = school.district.casefold(), school.school.casefold()
    for first, other in seen.setdefault(key, []):
        if set(grades_of(school)) & set(grades_of(other)):
            raise InputError("access-twice", line=line, first=first, school=school.school)
    seen[key].append((line, school))
