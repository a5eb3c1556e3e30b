"""Where a Vietnamese sentence may be broken: words have several syllables, and little words say how they hang together.

Lists of little words and some 2,600 everyday words (`compounds.txt`) do what a tagger of a hundred megabytes does,
and never more than a break that reads a little worse follows from their errors.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

from lessontool.subtitles.cutting.breaking import (
    CLOSE,
    COMMA,
    CONJUNCTION,
    LONELY,
    NOUN_PHRASE,
    PLAIN,
    PREDICATE,
    PREPOSITION,
    TIED,
    bare,
    capital,
    ends_sentence,
    words_of,
)

_CONJUNCTIONS: Final = words_of("và hoặc hay nhưng vì bởi nên thì mà để nếu khi rồi tuy dù song còn nhờ hễ trước sau")
_PREPOSITIONS: Final = words_of(
    "ở trong trên dưới của cho với từ tại theo bằng như đến tới vào về giữa ngoài qua do rằng"
)
_AUXILIARIES: Final = words_of(
    "là được bị đã đang sẽ sắp vừa không chưa chẳng đừng hãy phải cần nên có cũng vẫn còn đều chỉ cứ càng muốn rất"
)
_DETERMINERS: Final = words_of("các những mọi mỗi từng mấy vài cả một")
_NUMERALS: Final = words_of(
    "không một hai ba bốn tư năm lăm sáu bảy tám chín mười mươi mốt trăm nghìn ngàn vạn triệu tỉ chục rưỡi lẻ linh"
)
_OPERATORS: Final = words_of("cộng trừ nhân chia bằng")
_CLASSIFIERS: Final = words_of(
    "con cái chiếc quả trái bông cây cuốn quyển tờ bức ngôi căn hạt đôi cặp đàn bầy viên hòn cục miếng chùm bó nải "
    "cơn trận giọt ngọn tấm que khối hình bài câu chú bộ khu tòa đoạn bát cốc chén đĩa lọ hộp túi rổ giỏ ô củ nụ ngón "
    "cánh cành lá lớp phép dấu số phần nửa kilôgam lít mét phút giờ ngày tháng tuần"
)
"""Count words: what they count follows at once."""
_TITLES: Final = words_of(
    "ông bà cô chú bác dì thầy bạn em anh chị cậu bé sông núi hồ suối bản làng xã huyện tỉnh phố đường quận phường "
    "thôn trường nước đảo biển vịnh đèo đồi chợ hoàng vua"
)
"""A name follows them."""
_LABELS: Final = words_of(
    "bài trang lớp câu hình bước phần tiết tuần ngày tháng năm số chương mục điểm tổ đội nhóm thứ ý"
)
"""A number follows them."""
_NO_END: Final = (
    words_of(
        "và hoặc hay nhưng vì bởi thì mà để nếu khi rằng của ở tại từ với theo như là do các những mọi mỗi từng mấy "
        "vài rất hơi đã đang sẽ sắp vừa không chưa chẳng đừng hãy phải cần cũng vẫn đều chỉ cứ càng bị muốn thật tuy "
        "dù cùng cho vào đến tới trong trên dưới giữa ngoài qua về được có nên còn mới bằng trước sau lúc hồi cách "
        "việc sự nỗi niềm cuộc xin mời giúp làm bớt thêm"
    )
    | _CLASSIFIERS
    | frozenset({"sau khi", "trước khi", "trong khi", "đến khi", "trong lúc", "bởi vì", "tại vì", "đối với", "có thể"})
    | frozenset({"không thể", "gọi là", "được gọi là", "nghĩa là", "tức là", "một số", "một vài", "cùng với"})
)
"""Something is missing where a line ends with them."""
_STRICT_NO_END: Final = words_of("và hoặc của các những mọi mỗi từng rất là vì để nếu rằng với mà nhưng")
"""Not even before a conjunction."""
_NO_START: Final = words_of(
    "này kia ấy đó đấy nọ nào thế vậy nhé nha ạ à nhỉ hả nữa hơn nhất lắm quá luôn mãi xong thôi gì đâu sao ai với "
    "chứ nhau mình lên xuống ra đi lại sang"
)
"""They belong to the word before them."""
_QUALITIES: Final = words_of(
    "đỏ xanh vàng tím trắng đen nâu hồng cam xám to nhỏ lớn bé dài ngắn cao thấp rộng hẹp dày mỏng nặng nhẹ nhanh "
    "chậm đẹp xấu ngoan giỏi hay tốt mới cũ chín non già trẻ nóng lạnh ấm mát sâu xa gần đầy vơi tròn vuông cong "
    "thẳng sạch bẩn thơm ngon ngọt chua cay đắng mặn nhạt kĩ kỹ đúng sai đều khác giống riêng chung đầu cuối trái "
    "phải con mẹ"
)
_MOTIONS: Final = words_of(
    "chạy bay đi bước nhảy bò bơi trôi rơi lăn ném đưa mang cầm lấy kéo đẩy nhìn ngồi đứng quay trở trèo leo tách gộp "
    "thêm bớt viết nói kể đọc tìm nhận hiện mở đóng vượt tràn chảy lao xông kêu gọi mọc nở sinh lớn vươn rụng đổ dẫn "
    "vẫy gửi chuyển đổi cất để đặt xếp treo dán gắn trả hái nhặt"
)
_DIRECTIONS: Final = words_of("ra vào lên xuống đi đến tới về lại qua sang theo dậy")
_VERBS: Final = _MOTIONS | words_of(
    "rửa đánh ăn uống học vẽ tô nghe xem thấy biết hái bắt mua bán trồng tưới cắt dán gấp đếm tính nối điền chọn "
    "khoanh gạch giơ yêu thương nhớ quên hỏi dùng mặc đội đeo quét lau nấu chăn nuôi cày gặt hát múa chơi đá gồm chứa "
    "giữ bảo ghi giải chép soạn quan so gặp thăm chào mời khen tặng chia nhân cộng trừ bớt hót gáy sủa ngủ thức cười "
    "khóc sống làm tập chỉ giúp đo cân thổi dệt đan thêu giặt tắm gội chải hẹn"
)
_UNITS: Final = words_of(
    "kg g tạ tấn yến km hm dam m dm cm mm l ml lít mét gam m² cm² dm² m³ cm³ dm³ ha giây phút giờ ngày tuần tháng năm "
    "đồng độ °c % lần tuổi học điểm trang bạn em người"
)
_LEARNED: Final = words_of(
    "đa đặc ái đại đàm ân đẳng đạo bách bạch bảo bất bi biện biệt bối bội cận chế chiến chiếu chính chuẩn chức chủng "
    "chứng chương cơ cố công cư cứ cử cực cương cường dân danh diễn diện diệu dinh dụ dự dục dũng dược dưỡng duyên "
    "giả giác giám giao giáo hàm hạn hậu hiểm hiến hiện hiệp hiếu hiệu hỗ hoàn hoạt hợp huấn hùng hưng hữu huy huyết "
    "địa điệu định kế khai khẩn khảo khẩu khí khích khiêm khoáng khởi khuyến kỉ kích kịch kiểm kiến kiện kinh kỳ kỷ "
    "lạc lâm lãm lãnh lập lịch liên liệt luân luận lực lược lương lượng mãn mẫn mạo mĩ miễn minh môn mục mỹ năng nghệ "
    "nghi nghĩa nghiêm nghiệm nghiên nghiệp ngoại ngôn ngữ nguyên nguyện nhập nhật nhiệm nhiên niệm niên nông đoàn "
    "đoán độc động phàm phẩm phân phản pháp phát phi phổ phối phúc phục phức phương quan quán quân quần quang quảng "
    "quốc quy quyền quyết sắc sát sĩ sinh sở sư sử suất sung tác tài tâm tàn tán tân tần tạp tất tế thái tham thám "
    "thẩm thân thần thất thế thí thị thích thiên thiện thiết thính thời thông thống thụ thủ thuần thuật thức thực "
    "thương thượng thuyết tích tiên tiến tiếp tiêu tiểu tín tinh toàn tộc tồn tổn tổng trạng tri trì trí triển triết "
    "triều trợ trọng trung trừu truyền tục tương tướng tường tượng tuyên tuyến tuyển tuyệt ứng ưu ủy vận vật vệ vi vĩ "
    "viện vinh vô xác xâm xuất xúc xung yếu"
)
"""Syllables from Chinese that are seldom a word alone: two of them that stand together are probably one."""
_SIGNS: Final = frozenset(".,;:!?…”)")

_ONSET: Final = re.compile(r"ngh|ch|gh|gi|kh|ng|nh|ph|qu|th|tr|[bcdđghklmnpqrstvx]")
_MOST_SYLLABLES: Final = 5
"""Of an entry of `compounds.txt`."""

_STEPS: Final = {
    word: price
    for price, words in (
        (NOUN_PHRASE, _DETERMINERS | _NUMERALS | _CLASSIFIERS),
        (PREDICATE, _AUXILIARIES | _VERBS),
        (PREPOSITION, _PREPOSITIONS),
        (CONJUNCTION, _CONJUNCTIONS),
    )
    for word in words
}
"""What it costs to break before a word that is known; the later lists win."""


@cache
def compounds() -> frozenset[str]:
    """Everyday words of several syllables, each in the one spelling in which it is looked up."""
    text = Path(__file__).with_name("compounds.txt").read_text(encoding="utf-8")
    lines = (line.partition("#")[0] for line in text.splitlines())
    return frozenset(_spelling(entry) for line in lines for part in line.split(",") if (entry := part.strip()))


@cache
def _beginnings() -> frozenset[str]:
    """First two syllables of everything in the list: most pairs of syllables are none."""
    return frozenset(" ".join(entry.split()[:2]) for entry in compounds())


@cache
def _spelling(syllables: str) -> str:
    """Bring both ways of setting a tone (`hoà`, `hòa`) to one."""
    return " ".join(_toned_late(syllable) for syllable in unicodedata.normalize("NFC", syllables.lower()).split())


_TONES: Final = "\u0300\u0301\u0303\u0309\u0323"
_EARLY: Final = re.compile(rf"(?<!q)(o)([{_TONES}])([ae])$|(?<!q)(u)([{_TONES}])(y)$")


def _toned_late(syllable: str) -> str:
    apart = unicodedata.normalize("NFD", syllable)
    late = _EARLY.sub(lambda m: (m[1] + m[3] + m[2]) if m[1] else (m[4] + m[6] + m[5]), apart)
    return unicodedata.normalize("NFC", late)


def prices(words: Sequence[str]) -> list[int]:
    """Say what it costs to break before each word, punctuation left aside."""
    bares = [bare(word) for word in words]
    spans = _compounds_in(words, bares)
    # what ends before a place and what begins there: a syllable, or the whole word that it belongs to
    ending, beginning = list(bares), list(bares)
    for begin, end in spans:
        ending[end - 1] = beginning[begin] = " ".join(bares[begin:end])
    found = [PLAIN]
    found += [_price(words, bares, at, ending[at - 1], beginning[at]) for at in range(1, len(words))]
    for begin, end in spans:
        found[begin + 1 : end] = [TIED] * (end - begin - 1)
    return found


def _compounds_in(words: Sequence[str], bares: Sequence[str]) -> list[tuple[int, int]]:
    """Where words of several syllables stand: the longest first, from left to right."""
    known, beginnings = compounds(), _beginnings()
    spelt = [_spelling(word) for word in bares]
    found = []
    at = 0
    while at < len(words) - 1:
        length = 1
        if f"{spelt[at]} {spelt[at + 1]}" in beginnings:
            longest = min(_MOST_SYLLABLES, len(words) - at)
            # a word does not reach over a comma
            inside = next((n for n in range(1, longest) if words[at + n - 1][-1] in _SIGNS), longest)
            length = next((n for n in range(inside, 1, -1) if " ".join(spelt[at : at + n]) in known), 1)
        if length == 1 and spelt[at] in _LEARNED and spelt[at + 1] in _LEARNED and words[at][-1] not in _SIGNS:
            length = 2
        if length > 1:
            found.append((at, at + length))
        at += length
    return found


def _price(words: Sequence[str], bares: Sequence[str], at: int, ending: str, beginning: str) -> int:
    tie = _tie(words, bares, at)
    if tie is not None:
        return tie
    if ending in _NO_END and (beginning not in _CONJUNCTIONS or ending in _STRICT_NO_END):
        return CLOSE
    if beginning in _DIRECTIONS and ending in _MOTIONS:
        return CLOSE
    if beginning in _NO_START and not (beginning == "với" and ending not in _VERBS):
        return CLOSE
    if beginning in _QUALITIES and beginning not in _CONJUNCTIONS and ending not in _STEPS:
        return CLOSE
    price = _STEPS.get(beginning.partition(" ")[0], PLAIN)
    if ending in _VERBS and price in (PLAIN, NOUN_PHRASE):
        price += COMMA  # a verb and what it is done to
    if _lonely(words, at):
        price += LONELY
    return min(price, CLOSE)


def _tie(words: Sequence[str], bares: Sequence[str], at: int) -> int | None:
    """The price inside one thing: a name, a number with its unit or its count word, something said twice."""
    before, after = bares[at - 1], bares[at]
    if capital(words[at]):
        first = at == 1 or ends_sentence(words[at - 2])
        if before in _TITLES or (capital(words[at - 1]) and not (first and before in _STEPS)):
            return TIED
    counted, counts = _counts(before), _counts(after)
    if counted and (after in _UNITS or after in _CLASSIFIERS):
        return TIED if before[:1].isdigit() or after in _UNITS else CLOSE + COMMA
    if before in _LABELS and (counts or len(after) == 1):
        return TIED
    if counted and counts and at + 1 < len(words) and before not in _LABELS:
        return TIED
    if after in _OPERATORS and counted and at + 1 < len(words) and _counts(bares[at + 1]):
        # "ba cộng hai bằng năm": best in one piece, else the sum apart from what it makes
        return PLAIN if after == "bằng" else CLOSE
    if before in _OPERATORS and counts and at > 1 and _counts(bares[at - 2]):
        return TIED
    if counted and before != "không" and after not in _STEPS:
        return CLOSE
    return TIED if _twin(before, after) else None


def _counts(syllable: str) -> bool:
    return syllable in _NUMERALS or syllable[:1].isdigit()


def _twin(before: str, after: str) -> bool:
    """Whether two syllables are said for their sound: `xinh xinh`, `lấp lánh`, `rì rào`."""
    if before in _STEPS or after in _STEPS or not before or not after:
        return False
    if _toneless(before) == _toneless(after):
        return True
    one, other = _ONSET.match(before), _ONSET.match(after)
    return bool(one and other and one[0] == other[0] and before not in _QUALITIES and after not in _QUALITIES)


@cache
def _toneless(syllable: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", syllable) if sign not in _TONES)


def _lonely(words: Sequence[str], at: int) -> bool:
    """Whether a break would leave one syllable alone between it and a sign of punctuation."""
    ends = words[at][-1] in _SIGNS
    begins = at == 1 or words[at - 2][-1] in _SIGNS
    return ends or begins
