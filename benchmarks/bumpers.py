"""What drawing an opening costs: ours, which draws what moves, against plain moviepy, which draws whole pictures.

`python -m benchmarks.bumpers [--height 1080] [--seconds 5]`. Both make the same card from the same parts and write it
without loss. Ours is drawn whole; of plain moviepy only some pictures, since it takes so long, evenly over the length.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, get_args

from benchmarks.cost import Cost, measured
from lessontool.branding import bumpers
from lessontool.branding.bumpers.stage import Part
from lessontool.branding.drawing import animation
from lessontool.door import plan_lesson
from lessontool.model import Colours, DrawGraphic, Look, Output, RenderChunk, Template
from lessontool.presets import brand_names
from lessontool.running import run
from lessontool.running.identity import outputs
from lessontool.tools.process import Cancel

PICTURES_PER_SECOND: Final = 50
SAMPLE: Final = Path(__file__).parents[1] / "samples" / "phep-cong-lop-1"
PLAIN_EVERY: Final = 5
"""Plain moviepy draws one picture in so many; what that costs is multiplied."""

LINES: Final = {
    "series_title": "Dạy học trên truyền hình",
    "organisation": "Sở Giáo dục và Đào tạo",
    "subject": "Toán",
    "grade": "Lớp 1",
    "title": "Phép cộng trong phạm vi 10",
    "lesson": "Tuần 10 · Bài 10 · Tiết 1/6",
    "series": "Kết nối tri thức với cuộc sống · Năm học 2021-2022",
    "teacher": "Giáo viên: Nguyễn Thị Hồng Nhung",
    "school": "Trường Tiểu học số 1 thị trấn Mường Tè",
}
COLOURS: Final = Colours(
    ground="#0A3E54",
    ground_end="#062636",
    accent="#F5B335",
    accent_second="#3FB8AF",
    text="#EBEBEB",
    text_on_accent="#10222B",
)


def opening(template: Template, height: int, seconds: int) -> DrawGraphic:
    """An opening as planning asks for it."""
    return DrawGraphic(
        name="draw opening",
        output=Output(name="graphic/opening", suffix=".mkv"),
        graphic="opening",
        width_px=height * 16 // 9,
        height_px=height,
        pictures=PICTURES_PER_SECOND * seconds,
        in_pictures=60,
        lines=LINES,
        look=Look(template=template, colours=COLOURS),
    )


def plain(step: DrawGraphic, target: Path) -> None:
    """The same card as anybody would write it: all parts in one composition as large as the picture."""
    import numpy
    from moviepy import CompositeVideoClip, ImageClip, vfx

    scene = bumpers.scene(step, {})
    length = step.pictures / PICTURES_PER_SECOND
    coming = step.in_pictures / PICTURES_PER_SECOND

    def layer(part: Part) -> Any:
        clip = ImageClip(numpy.asarray(part.picture)).with_duration(length - part.start * coming)
        clip = clip.with_start(part.start * coming).with_effects([vfx.CrossFadeIn((part.end - part.start) * coming)])
        return clip.with_position(lambda t: (part.x, part.y + round(20 * max(0.0, 1 - t / coming))))

    whole = CompositeVideoClip(
        [ImageClip(numpy.asarray(scene.ground)), *map(layer, scene.parts)], size=scene.ground.size
    )
    animation.write_opaque(
        (whole.get_frame(number / PICTURES_PER_SECOND) for number in range(0, step.pictures, PLAIN_EVERY)),
        target,
        width_px=step.width_px,
        height_px=step.height_px,
        count=len(range(0, step.pictures, PLAIN_EVERY)),
        cancel=Cancel(),
        progress=lambda _: None,
    )


def ours(step: DrawGraphic, target: Path) -> None:
    """As the pipeline draws it."""
    bumpers.draw(step, target, files={}, cancel=Cancel(), progress=lambda _: None)


def pipeline(brand: str) -> None:
    """Draw and encode an opening as `process` does for television, and say how long that takes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in ("recording.mp4", "script.txt", "lesson.yaml"):
            shutil.copy(SAMPLE / file, folder)
        with (folder / "lesson.yaml").open("a", encoding="utf-8") as lesson:
            lesson.write(f"\nbrand: {brand}\n")
        planned = plan_lesson(folder, day="2021-10-04", destinations=["tv"], captions=None)
        steps = tuple(s for s in planned.plan.steps if s.name.startswith(("draw opening", "render opening")))
        wanted = tuple(output.name for step in steps for output in outputs(step))
        plan = replace(planned.plan, steps=steps, wanted=wanted)
        recording, assets = folder / "recording.mp4", planned.surroundings.assets
        cost = measured(lambda: run(plan, folder, recording, created="2021-10-04T10:00:00Z", assets=assets))
        seconds = sum(step.span.frames for step in steps if isinstance(step, RenderChunk)) / 25
        print(f"{brand:12} {seconds:.1f} s: {cost.wall_s:.1f} s wall, {cost.user_s:.1f} CPU-s   aim: 2 x real time")


def main() -> None:
    """Print a table: CPU seconds, and what they are of real time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--height", type=int, default=1080)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--pipeline", action="store_true", help="draw and encode each shipped brand's TV opening")
    wishes = parser.parse_args()
    if wishes.pipeline:
        for brand in brand_names():
            pipeline(brand)
        return
    # what is loaded once is no part of the work
    import moviepy  # noqa: F401

    print(f"{wishes.seconds} s, {wishes.height} lines, {PICTURES_PER_SECOND} pictures a second")
    print(f"{'':10} {'CPU s':>8} {'wall s':>8} {'of real time':>13} {'MB':>6}")
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "opening.mkv"
        for template in get_args(Template):
            step = opening(template, wishes.height, wishes.seconds)
            own = measured(lambda step=step: ours(step, target))  # type: ignore[misc]
            row(template, own, wishes.seconds, f"{target.stat().st_size / 1e6:6.1f}")
            other = measured(lambda step=step: plain(step, target)) * PLAIN_EVERY  # type: ignore[misc]
            row("  plain", other, wishes.seconds, "")
            print(f"  {other.user_s / own.user_s:.1f} times less work")


def row(name: str, cost: Cost, seconds: int, size: str) -> None:
    """Print one line of the table."""
    print(f"{name:10} {cost.user_s:8.1f} {cost.wall_s:8.1f} {cost.user_s / seconds:12.2f}x {size:>6}")


if __name__ == "__main__":
    main()
