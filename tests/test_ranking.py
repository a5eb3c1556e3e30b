"""The score of a lesson: better is never worse, nothing is made up, the same lessons always stand in the same order."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessontool.errors import PresetError
from lessontool.messages import TABLE
from lessontool.model import Rights, Verdict
from lessontool.model.ranking import CRITERIA, GROUPS, PictureFault, SoundFault
from lessontool.planning import criteria
from lessontool.planning.candidates import Candidate
from lessontool.planning.criteria import Told
from lessontool.planning.panel import Panel
from lessontool.planning.ranking import Scored, marks_of, place_of, ranked, score_of, scored
from lessontool.presets import load_ranking
from tests.candidates import FIGURES, any_candidate, candidate, drawn, package
from tests.sources import PRESETS

RANKING = load_ranking("best-lessons")
DAY = "2021-10-01"
SHIPPED = (PRESETS / "rankings" / "best-lessons.yaml").read_text(encoding="utf-8")


def score(each: Candidate, panel: Panel | None = None) -> float:
    return scored(each, RANKING, DAY, panel).score


def panel(share: float, reviewers: int = 3) -> Panel:
    return Panel(reviewers=reviewers, questions=(), share=share, counts=reviewers >= RANKING.rubric.least_reviewers)


def share(name: str, each: Candidate) -> float | None:
    return next(mark.share for mark in marks_of(each, RANKING) if mark.criterion == name)


# ── the rules ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_shipped_weights_are_a_hundred_and_every_criterion_stands_in_one_group() -> None:
    assert sum(RANKING.weights.values()) == 100
    assert sorted(name for names in GROUPS.values() for name in names) == sorted(CRITERIA)
    assert max(RANKING.weights, key=lambda name: RANKING.weights[name]) == "panel"
    assert {grade for pace in RANKING.pace for grade in pace.grades} == set(range(1, 13))


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("  panel: 35", "  panel: 34", "weights: must be 100"),
        ("  qc: 10 ", "  qc: -10 ", "weights.qc: must not be below 0"),
        ("  none: 12 ", "  none: 35 ", "speech_to_noise_db.all: must differ"),
        ("    all_from: 2.0", "    all_from: 0.5", r"pace\[1\]: must rise"),
        ("grades: [3, 4, 5]", "grades: [2, 4, 5]", r"pace\[2\].grades: grades 1 to 12, each once"),
        ("destinations: [tv, online, radio]", "destinations: [tv, tv]", r"destinations\[2\]"),
        ("  error: 50 ", "  error: 5 ", "qc_points: an error costs no less"),
        ("  too-quiet: 50", "  too-quiet: 5", "sound_points.too-quiet"),
        ("    - name: hung-thu", "    - name: noi-dung", r"rubric.questions\[5\].name: is called as another"),
        ("    - name: hung-thu", "    - name: nhan-xet", r"rubric.questions\[5\].name: is called as another"),
        ("    - name: hung-thu", "    - name: Hứng thú", r"rubric.questions\[5\].name: small letters"),
        ("  most_points: 5", "  most_points: 1", "rubric.most_points"),
        ("  balanced: no", "  balanced: maybe", "rubric.balanced: not yes or no"),
        ("  worksheets: 3", "  worksheet: 3", "did you mean worksheets"),
    ],
)
def test_rules_that_contradict_themselves_are_refused_with_their_line(
    tmp_path: Path, old: str, new: str, line: str
) -> None:
    assert old in SHIPPED
    (tmp_path / "rankings").mkdir()
    (tmp_path / "rankings" / "best-lessons.yaml").write_text(SHIPPED.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PresetError) as caught:
        load_ranking("best-lessons", folder=tmp_path)
    assert re.search(rf"best-lessons\.yaml:\d+: .*{line}|{line}", caught.value.detail), caught.value.detail


# ── better is never worse ─────────────────────────────────────────────────────────────────────────────────────────

HIGHER = ("source_lines", "speech_to_noise_db")


def with_figure(each: Candidate, name: str, value: float) -> Candidate:
    packages = tuple(replace(one, figures={**one.figures, name: value}) for one in each.packages)
    return replace(each, packages=packages)


@settings(deadline=None, max_examples=50)
@given(any_candidate, st.sampled_from(HIGHER), st.floats(-10, 4000), st.floats(0, 2000))
def test_a_higher_figure_never_lowers_the_score(each: Candidate, name: str, value: float, more: float) -> None:
    assert score(with_figure(each, name, value)) <= score(with_figure(each, name, value + more))


@settings(deadline=None, max_examples=50)
@given(any_candidate, st.floats(0, 60), st.floats(0, 30))
def test_slower_captions_never_lower_the_score(each: Candidate, speed: float, faster: float) -> None:
    known = with_figure(each, "caption_cps_limit", 12)
    assert score(with_figure(known, "caption_cps_p95", speed + faster)) <= score(
        with_figure(known, "caption_cps_p95", speed)
    )


@settings(deadline=None, max_examples=50)
@given(any_candidate, st.floats(0, 12), st.floats(0, 1))
def test_a_pace_nearer_to_what_the_grade_wants_never_lowers_the_score(
    each: Candidate, pace: float, part: float
) -> None:
    wanted = criteria.pace_for(each.lesson.grade, RANKING)
    assert wanted is not None
    best = (wanted.all_from + wanted.all_to) / 2
    nearer = pace + (best - pace) * part
    before, after = (score(with_figure(each, "syllables_per_second", value)) for value in (pace, nearer))
    assert before <= after


@settings(deadline=None, max_examples=50)
@given(any_candidate, st.sampled_from([*get_args(SoundFault), *get_args(PictureFault)]))
def test_one_fault_less_never_lowers_the_score(each: Candidate, fault: str) -> None:
    worse = replace(each, packages=tuple(replace(one, found=one.found | {fault}) for one in each.packages))
    better = replace(each, packages=tuple(replace(one, found=one.found - {fault}) for one in each.packages))
    assert score(worse) <= score(better)


ORDER: tuple[Verdict, ...] = ("failed", "warning", "noted", "passed")


@settings(deadline=None, max_examples=50)
@given(any_candidate, st.sampled_from(ORDER), st.sampled_from(ORDER))
def test_a_milder_verdict_never_lowers_the_score(each: Candidate, one: Verdict, other: Verdict) -> None:
    worse, better = sorted((one, other), key=ORDER.index)
    scores = [
        score(replace(each, packages=tuple(replace(p, verdicts={**p.verdicts, "x: hum": said}) for p in each.packages)))
        for said in (worse, better)
    ]
    assert scores[0] <= scores[1]


@settings(deadline=None, max_examples=50)
@given(any_candidate, st.floats(0, 1), st.floats(0, 1))
def test_better_marks_of_the_panel_never_lower_the_score(each: Candidate, one: float, other: float) -> None:
    assert score(each, panel(min(one, other))) <= score(each, panel(max(one, other)))


@settings(deadline=None, max_examples=50)
@given(any_candidate)
def test_a_score_is_between_nothing_and_a_hundred_and_every_share_too(each: Candidate) -> None:
    row = scored(each, RANKING, DAY)
    assert 0 <= row.score <= 100
    assert 0 < row.measured_percent <= 100
    assert all(mark.share is None or 0 <= mark.share <= 1 for mark in row.marks)
    for mark in row.marks:
        for told in (mark.measured, mark.ideal):
            assert told.said("vi")
            assert told.said("en")


def test_a_lesson_that_has_everything_gets_all_points_and_one_without_gets_none() -> None:
    whole = candidate(
        "a",
        *(package(destination=each) for each in ("tv", "online", "radio")),
        description="Ba phép cộng.",
        attachments=("phieu.pdf",),
        rights=Rights(holder="Trường", licence="CC BY 4.0"),
        sign_language=load_sign(),
    )
    assert score(whole, panel(1.0)) == 100.0
    assert scored(whole, RANKING, DAY, panel(1.0)).measured_percent == 100.0
    nothing = package(
        verdicts={f"x: {n}": "failed" for n in ("hum", "black", "gamut")},
        figures={"source_lines": 100, "speech_to_noise_db": 0, "syllables_per_second": 9, "speech_share": 0.0,
                 "caption_cps_p95": 40, "caption_cps_limit": 10},
        found=frozenset({"too-quiet", "overdriven", "portrait", "black-picture"}),
        languages=(), chapters=0, proof="failed",
    )  # fmt: skip
    assert score(candidate("b", nothing, rights=Rights(holder="")), panel(0.0)) < 1


def load_sign() -> Any:
    from lessontool.model import SignLanguage

    return SignLanguage(file="ki-hieu.mp4")


# ── nothing is made up ────────────────────────────────────────────────────────────────────────────────────────────


@settings(deadline=None, max_examples=50)
@given(any_candidate, st.sampled_from(sorted(FIGURES)))
def test_what_was_not_measured_neither_helps_nor_hurts(each: Candidate, figure: str) -> None:
    packages = tuple(
        replace(one, figures={k: v for k, v in one.figures.items() if k != figure}) for one in each.packages
    )
    marks = marks_of(each, RANKING)
    without = marks_of(replace(each, packages=packages), RANKING)
    gone = {mark.criterion for mark in without if mark.share is None}
    assert score_of(without)[0] == score_of([mark for mark in marks if mark.criterion not in gone])[0]


def test_an_old_package_without_figures_is_said_to_be_unmeasured() -> None:
    row = scored(candidate("a", package(figures={})), RANKING, DAY)
    unmeasured = {mark.criterion for mark in row.marks if mark.share is None}
    assert unmeasured == {"source-lines", "speech-to-noise", "pace", "speech-share", "caption-speed", "panel"}
    assert next(mark for mark in row.marks if mark.criterion == "pace").measured.said("vi") == "chưa đo"
    assert row.provisional
    assert not scored(candidate(), RANKING, DAY).provisional


def test_one_reviewer_is_no_panel_and_two_are() -> None:
    alone = scored(candidate(), RANKING, DAY, panel(1.0, reviewers=1))
    mark = next(each for each in alone.marks if each.criterion == "panel")
    assert mark.share is None
    assert mark.measured.said("vi") == "mới có 1 người chấm, cần 2"
    assert scored(candidate(), RANKING, DAY, panel(1.0, reviewers=2)).measured_percent == 100.0


def test_a_fault_that_somebody_took_costs_less_than_one_that_nobody_took_and_more_than_none() -> None:
    def cost(verdict: str, importance: str = "error") -> float:
        one = package(verdicts={"a.mxf: hum": verdict}, importance={"hum": importance})
        return 1 - (share("qc", candidate("a", one)) or 0)

    assert 0 == cost("passed") < cost("waived", "note") < cost("noted")
    assert cost("noted") < cost("waived", "warning") < cost("warning") < cost("waived") < cost("failed")
    assert cost("waived", "off") == cost("waived", "warning")
    assert cost("not_measured") == 1  # alone it is no look at all: the share is None


def test_the_same_fault_in_every_file_of_a_ladder_counts_once() -> None:
    once = package(verdicts={"a.mp4: hum": "warning"})
    often = package(verdicts={f"{name}.mp4: hum": "warning" for name in "abcd"})
    assert share("qc", candidate("a", once)) == share("qc", candidate("a", often))


def test_captions_by_people_are_better_than_recognised_ones_and_those_better_than_none() -> None:
    shares = [
        share("caption-origin", candidate("a", package(caption_source=source)))
        for source in ("speech", "script", "subtitle")
    ]
    assert shares == [0.5, 1.0, 1.0]
    assert share("caption-origin", candidate("a", package(languages=()))) == 0
    assert share("caption-origin", candidate("a", package(caption_source=None))) is None
    assert share("caption-origin", candidate("a", package(destination="radio", languages=()))) is None


# ── order ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def told(places: Any) -> list[tuple[str, list[tuple[str, int | None]]]]:
    return [(each.place, [(row.candidate.id, row.rank) for row in each.rows]) for each in places]


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 2**32), st.integers(1, 6), st.randoms())
def test_the_order_is_total_and_does_not_depend_on_who_came_first(seed: int, count: int, chance: Any) -> None:
    candidates = [drawn(seed, str(number)) for number in range(count)]
    places = ranked(candidates, RANKING, {}, DAY)
    shuffled = list(candidates)
    chance.shuffle(shuffled)
    assert told(ranked(shuffled, RANKING, {}, DAY)) == told(places)
    assert sorted(row.candidate.id for each in places for row in each.rows) == sorted(each.id for each in candidates)
    for each in places:
        ranks = [row.rank for row in each.rows if row.rank]
        assert ranks == list(range(1, len(ranks) + 1))
        scores = [row.score for row in each.rows if row.rank]
        assert scores == sorted(scores, reverse=True)
        assert all(bool(row.bars) == (row.rank is None) for row in each.rows)
        assert [row.rank is None for row in each.rows] == sorted(row.rank is None for row in each.rows)


def rows(*candidates: Candidate, day: str = DAY) -> tuple[Scored, ...]:
    (place,) = ranked(candidates, RANKING, {}, day)
    return place.rows


def test_a_lesson_that_may_not_be_shown_stands_last_without_a_rank_and_with_the_reason() -> None:
    poor = candidate("poor", package(figures={}, found=frozenset({"overdriven"})))
    expired = candidate("expired", rights=Rights(holder="A", licence="B", expires="2021-09-30"))
    failed = candidate("failed", package(proof="failed", failed=("a.mxf: loudness",)))
    unproved = candidate("unproved", package(proof="unproved", verdicts={}))
    found = {row.candidate.id: row for row in rows(expired, failed, unproved, poor)}
    assert found["poor"].rank == 1
    assert {each.code for row in found.values() for each in row.bars} == {
        "rights-expired", "rank-qc-failed", "rank-unproved"
    }  # fmt: skip
    assert rows(expired, day="2021-09-30")[0].rank == 1


def test_a_lesson_may_be_shown_where_one_of_its_packages_may() -> None:
    online = package(destination="online", proof="failed", failed=("a.mp4: hum",))
    assert rows(candidate("a", online, package()))[0].rank == 1


def test_of_equals_the_better_known_comes_first_and_then_vietnamese_order() -> None:
    schools = ["Trường B", "Trường Ấ", "Trường Á", "Trường A"]
    found = rows(*(candidate(f"{number}", school=school) for number, school in enumerate(schools)))
    assert [row.candidate.lesson.school for row in found] == ["Trường A", "Trường Á", "Trường Ấ", "Trường B"]
    assert [row.rank for row in found] == [1, 2, 3, 4]


def test_lessons_that_were_measured_very_differently_are_compared_with_care() -> None:
    (place,) = ranked([candidate("a"), candidate("b", package(figures={}))], RANKING, {}, DAY)
    assert [finding.code for finding in place.findings] == ["rank-unlike"]


def test_different_textbooks_are_different_places_unless_the_rules_say_otherwise() -> None:
    one, other = candidate("a", series="CD"), candidate("b", series="KNTT")
    assert place_of(one.lesson, RANKING) == "TO-1-CD-T05-B12-P1"
    assert len(ranked([one, other], RANKING, {}, DAY)) == 2
    assert len(ranked([one, other], replace(RANKING, series_apart=False), {}, DAY)) == 1
    later = candidate("c", series="CD", week=6)
    assert len(ranked([one, later], RANKING, {}, DAY)) == 2
    assert len(ranked([one, later], replace(RANKING, weeks_apart=False), {}, DAY)) == 1
    review = candidate("d", series="CD", lesson_number=None, part=None, title="Ôn tập: số 1–10")
    assert place_of(review.lesson, RANKING) == "TO-1-CD-T05-on_tap_so_1_10"


def test_every_sentence_of_the_scores_is_in_the_table() -> None:
    source = Path(criteria.__file__).read_text(encoding="utf-8")
    codes = set(re.findall(r'"(rank-[a-z-]+)"', source))
    assert len(codes) >= 25
    assert codes <= TABLE.keys()
    for name in CRITERIA:
        assert f"rank-criterion-{name}" in TABLE
        assert f"rank-ideal-{name}" in TABLE
    for fault in (*get_args(SoundFault), *get_args(PictureFault)):
        assert f"rank-fault-{fault}" in TABLE
    assert Told("rank-decibels", {"db": 27.94}).said("vi") == "hơn 27,94 dB"
