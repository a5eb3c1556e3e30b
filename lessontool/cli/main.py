"""The commands that a teacher or a station types."""

from __future__ import annotations

import functools
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click

from lessontool import __version__
from lessontool.cli.access import access_wishes
from lessontool.cli.asking import Voice, ask_language, echo, lesson_folder, prepare_terminal, preset_folder
from lessontool.cli.handover import deliver_wishes, receipt_wishes
from lessontool.cli.help import Group, Option, both, common, misuse, own_presets
from lessontool.cli.library import library
from lessontool.cli.packs import pack_wishes
from lessontool.cli.presets import presets
from lessontool.cli.qc import qc_wishes, waive_wishes
from lessontool.cli.schedule import schedule
from lessontool.errors import EXIT_QC_FAILED, InputError, Interrupted, LessonToolError, ToolError

_FOLDER = click.Path(path_type=Path, readable=False)
_PLACE = click.argument("folder", metavar="DIR", type=_FOLDER)
_option = functools.partial(click.option, cls=Option)


def main() -> NoReturn:
    """Run lessontool and end with its exit code; a teacher never sees a traceback."""
    voice = Voice(language=ask_language(sys.argv), json="--json" in sys.argv)
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, voice.stop)
    prepare_terminal()
    sys.exit(_ran(voice))


def _ran(voice: Voice) -> int:
    try:
        return commands.main(prog_name="lessontool", standalone_mode=False, obj=voice) or 0
    except SystemExit:  # click ends so where nobody reads its help to the end
        return 0
    except click.exceptions.NoArgsIsHelpError as bare:
        echo(bare.ctx.get_help() if bare.ctx else "", err=True)
        return bare.exit_code
    except (KeyboardInterrupt, click.Abort):
        return voice.complain(Interrupted())
    except click.ClickException as wrong:
        return voice.complain(misuse(wrong))
    except LessonToolError as error:
        return voice.complain(error)
    except Exception as bug:
        return voice.confess(bug)


def _hearing(command: Callable[..., Any]) -> Callable[..., Any]:
    model = both(
        "Mô hình nhận dạng tiếng nói (xem “lessontool models list”).", "Speech model (see `lessontool models list`)."
    )
    backend = both("Chương trình nhận dạng tiếng nói.", "Program that recognises speech.")
    drift = both("Chỉnh lại tệp phụ đề bị lệch so với tiếng.", "Move a subtitle file that does not fit the sound.")
    for option in (
        _option("--fix-drift", is_flag=True, help=drift),
        _option(
            "--backend",
            type=click.Choice(["faster-whisper", "openai-whisper"]),
            default="faster-whisper",
            help=backend,
        ),
        _option("--model", metavar="NAME", default="", help=model),
    ):
        command = option(command)
    return command


def _wishes(command: Callable[..., Any]) -> Callable[..., Any]:
    silence = both("Vẫn làm dù không nghe thấy gì.", "Make a programme although nothing is heard.")
    captions = both("Không làm phụ đề.", "Make no captions.")
    branding = both(
        "Không thêm hình hiệu, tên giáo viên, biểu trưng.", "Add no opening, no closing, no names and no logo."
    )
    damage = both("Dùng phần còn tốt của bản ghi bị hỏng.", "Use a damaged recording as far as it is good.")
    folder = both("Thư mục chứa mẫu đầu ra riêng.", "Where your own presets are.")
    preset = both("Một mẫu đầu ra (dùng được nhiều lần).", "A delivery preset (repeatable).")
    destinations = both("Chỉ làm cho những nơi này.", "Only these destinations.")
    for option in (
        _option("--no-branding", is_flag=True, help=branding),
        _option("--no-captions", is_flag=True, help=captions),
        _option("--accept-silence", is_flag=True, help=silence),
        _option("--accept-damage", is_flag=True, help=damage),
        _option("--preset-folder", type=_FOLDER, metavar="DIR", help=folder),
        _option("--preset", "presets", multiple=True, metavar="NAME", help=preset),
        _option("--for", "destinations", metavar="tv,online", help=destinations),
    ):
        command = option(command)
    return _hearing(command)


@click.group(
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=both(
        "Từ bản ghi của giáo viên đến chương trình truyền hình và bài học trực tuyến.",
        "From a teacher's recording to programmes for TV and lessons online.",
    ),
)
@click.version_option(
    __version__, prog_name="lessontool", cls=Option, help=both("Hiện số phiên bản.", "Show the version.")
)
@common
def commands(**_: object) -> None:
    """Every command of lessontool."""


@commands.command(
    help=both(
        "Viết phiếu lesson.yaml cho bài học, hỏi những gì còn thiếu.",
        "Write lesson.yaml into DIR, asking for what is missing when somebody is there.",
    )
)
@_PLACE
@_option("--recording", metavar="NAME", help=both("Tên tệp ghi hình trong DIR.", "Name of the recording in DIR."))
@_option(
    "--set",
    "given",
    multiple=True,
    metavar="FIELD=TEXT",
    help=both("Trả lời trước một câu hỏi (dùng được nhiều lần).", "Answer a question beforehand (repeatable)."),
)
@common
@click.pass_obj
def new(voice: Voice, /, folder: Path, recording: str | None, given: tuple[str, ...], **_: object) -> None:
    """Describe a lesson."""
    from lessontool.cli.form import fill_in

    fill_in(voice, lesson_folder(folder), recording, given)


@commands.command(
    help=both(
        "Xem bản ghi có ổn không, cần sửa hay quay lại chỗ nào. Không thay đổi gì.",
        "Tell what is right and wrong with a recording, and what to do. Changes nothing.",
    )
)
@click.argument("place", metavar="DIR|FILE", type=_FOLDER)
@common
@click.pass_obj
def check(voice: Voice, /, place: Path, **_: object) -> None:
    """Check a recording."""
    from lessontool.cli.checking import check_place, show

    checked = check_place(voice, place)
    show(voice, checked)
    if any(finding.severity == "error" for finding in checked.findings):
        raise click.exceptions.Exit(InputError.exit_code)


@commands.command(
    help=both(
        "Làm tất cả: các gói cho truyền hình và mạng, trong DIR/packages. Chạy lại thì làm tiếp từ chỗ dừng.",
        "Do the whole job: packages for TV and online in DIR/packages. Running again goes on where it stopped.",
    )
)
@_PLACE
@_wishes
@_option(
    "--jobs",
    type=click.IntRange(1, 256),
    metavar="N",
    help=both("Số việc làm cùng lúc; mặc định: số bộ xử lí.", "Steps side by side; default: processors."),
)
@common
@click.pass_obj
def process(voice: Voice, /, folder: Path, jobs: int | None, **wishes: Any) -> None:
    """Make the packages."""
    from lessontool.cli.working import process_folder

    if not process_folder(voice, lesson_folder(folder), jobs, wishes):
        raise click.exceptions.Exit(EXIT_QC_FAILED)


@commands.command(
    help=both(
        "Cho xem các bước, lí do và dòng lệnh của từng bước mà không làm.",
        "Show the steps, their reasons and their command lines, without doing them.",
    )
)
@_PLACE
@_wishes
@common
@click.pass_obj
def plan(voice: Voice, /, folder: Path, **wishes: Any) -> None:
    """Show the plan."""
    from lessontool.cli.working import show_plan

    show_plan(voice, lesson_folder(folder), wishes)


@commands.command(
    help=both(
        "Kiểm tra một tệp hoặc một gói, xem nơi nhận có nhận không và phải sửa chỗ nào. Không thay đổi gì.",
        "Judge a file or a package: would it be taken, and what must be mended where? Changes nothing.",
    )
)
@qc_wishes
@common
@click.pass_obj
def qc(voice: Voice, /, place: Path | None, **wishes: Any) -> None:
    """Judge a file or a package."""
    from lessontool.cli.qc import judge

    if not judge(voice, place, wishes):
        raise click.exceptions.Exit(EXIT_QC_FAILED)


@commands.command(
    help=both(
        "Chấp nhận một lỗi trong gói, ghi rõ ai và vì sao; báo cáo được ghi lại.",
        "Take a fault of a package as it is, saying who and why; the report is written again.",
    )
)
@waive_wishes
@common
@click.pass_obj
def waive(voice: Voice, /, package: Path, item: str | None, **wishes: Any) -> None:
    """Take a fault as it is."""
    from lessontool.cli.qc import waive as waive_fault

    waive_fault(voice, package, item, wishes)


@commands.command(
    help=both(
        "Giao một gói cho đài: thư mục, ổ mạng, sftp:// hoặc s3://. Chạy lại thì gửi tiếp từ chỗ dừng.",
        "Deliver a package: folder, share, sftp:// or s3://. Running again goes on where it stopped.",
    )
)
@click.argument("package", type=_FOLDER)
@click.argument("to")
@deliver_wishes
@common
@click.pass_obj
def deliver(voice: Voice, /, package: Path, to: str, **wishes: Any) -> None:
    """Hand a package over."""
    from lessontool.cli.handover import deliver_package

    deliver_package(voice, package, to, wishes)


@commands.command(help=both("Lưu trả lời của đài cho một gói.", "File a station's answer to a package."))
@click.argument("package", type=_FOLDER)
@receipt_wishes
@common
@click.pass_obj
def receipt(voice: Voice, /, package: Path, **wishes: Any) -> None:
    """File what a station says."""
    from lessontool.cli.handover import station_answer

    station_answer(voice, package, wishes)


@commands.command(
    help=both(
        "Đóng gói bài học đã làm xong: USB, Kolibri, SCORM, bộ đăng bài (xem “lessontool presets list”).",
        "Pack finished lessons: stick, Kolibri, SCORM, publishing kit (see `lessontool presets list`).",
    )
)
@pack_wishes
@common
@click.pass_obj
def pack(voice: Voice, /, name: str, lessons: tuple[Path, ...], **wishes: Any) -> None:
    """Make packs of finished lessons."""
    from lessontool.cli.packs import pack as pack_them

    pack_them(voice, name, lessons, wishes)


@commands.command(
    help=both(
        "Mỗi trường cần gói nào, bao nhiêu USB, bao nhiêu GB, theo bảng số học sinh (không ghi tên em nào).",
        "Which school needs which package, how many sticks and GB, from a table of numbers of pupils (no names).",
    )
)
@access_wishes
@common
@click.pass_obj
def access(voice: Voice, /, schools: Path, **wishes: Any) -> None:
    """Tell who needs what."""
    from lessontool.cli.access import tell_access

    tell_access(voice, schools, wishes)


@commands.command(
    help=both(
        "Xoá tệp trung gian của bài học; bản ghi và các gói vẫn còn.",
        "Delete the work files of a lesson. Packages and the recording stay.",
    )
)
@_PLACE
@common
@click.pass_obj
def clean(voice: Voice, /, folder: Path, **_: object) -> None:
    """Free the disk."""
    from lessontool.running.workshop import Workshop

    workshop = Workshop(lesson_folder(folder))
    with workshop.locked():
        freed = workshop.clean()
    voice.answer({"freed_bytes": freed}, "cleaned", megabytes=freed // 1_000_000)


commands.add_command(library)
commands.add_command(schedule)
commands.add_command(presets)


@commands.command(
    help=both("Xem máy này có đủ mọi thứ cần thiết không.", "Look whether this machine has everything that is needed.")
)
@common
@click.pass_obj
def doctor(voice: Voice, /, **_: object) -> None:
    """Examine the machine."""
    from lessontool.cli.doctor import examine_machine

    if not examine_machine(voice):
        raise click.exceptions.Exit(ToolError.exit_code)


# ── brands ────────────────────────────────────────────────────────────────────────────────────────────────────────


@commands.group(
    cls=Group,
    help=both("Bộ nhận diện: mở đầu, kết thúc, logo, màu, nhạc.", "Brands: openings, closings, logo, colours, sound."),
)
def brand() -> None:
    """Brands."""


@brand.command("list", help=both("Kể các bộ nhận diện.", "List the brands with what they are for."))
@own_presets
@common
@click.pass_obj
def brand_list(voice: Voice, /, own: Path | None, **_: object) -> None:
    """List the brands."""
    from lessontool.cli.brand import list_brands

    list_brands(voice, preset_folder(own))


@brand.command(
    "preview",
    help=both(
        "Vẽ thử một bộ nhận diện: một ảnh và một phim ngắn. Có LESSON thì dùng chữ của bài học đó.",
        "Draw a brand to look at: a picture and a short film. With LESSON, in the words of that lesson.",
    ),
)
@click.argument("name", metavar="BRAND")
@click.argument("lesson", metavar="[LESSON]", type=_FOLDER, required=False)
@_option("--to", "target", type=_FOLDER, default=".", metavar="DIR", help=both("Thư mục ghi.", "Where to write."))
@_option("--force", is_flag=True, help=both("Ghi đè tệp đã có.", "Overwrite files that are there."))
@own_presets
@common
@click.pass_obj
def brand_preview(voice: Voice, /, name: str, lesson: Path | None, target: Path, **wishes: Any) -> None:
    """Draw a brand to look at."""
    from lessontool.cli.brand import preview

    preview(voice, name, lesson, target, preset_folder(wishes["own"]), force=wishes["force"])


# ── captions ──────────────────────────────────────────────────────────────────────────────────────────────────────


@commands.group(
    cls=Group, help=both("Phụ đề: nghe, khớp lời giảng, xem lại, sửa, đổi dạng.", "Captions and their parts.")
)
def captions() -> None:
    """Captions, step by step."""


def _captions_wishes(command: Callable[..., Any]) -> Callable[..., Any]:
    folder = both("Thư mục chứa mẫu đầu ra riêng.", "Where your own presets are.")
    jobs = both("Số việc làm cùng lúc; mặc định: số bộ xử lí.", "Steps side by side; default: processors.")
    for option in (
        _option("--preset-folder", type=_FOLDER, metavar="DIR", help=folder),
        _option("--jobs", type=click.IntRange(1, 256), metavar="N", help=jobs),
    ):
        command = option(command)
    return _hearing(command)


@captions.command(
    "transcribe", help=both("Nghe xem bài giảng nói gì và ghi thành chữ.", "Recognise what is said in a lesson.")
)
@_PLACE
@_captions_wishes
@common
@click.pass_obj
def captions_transcribe(voice: Voice, /, folder: Path, **wishes: Any) -> None:
    """Recognise what is said."""
    from lessontool.cli.captions import transcribe

    transcribe(voice, folder, wishes)


@captions.command(
    "align",
    help=both("Tìm xem mỗi câu của lời giảng được nói lúc nào.", "Find out when each sentence of the script is said."),
)
@_PLACE
@_captions_wishes
@common
@click.pass_obj
def captions_align(voice: Voice, /, folder: Path, **wishes: Any) -> None:
    """Lay the script over the sound."""
    from lessontool.cli.captions import align

    align(voice, folder, wishes)


@captions.command(
    "check", help=both("Xem phụ đề có chỗ nào cần sửa.", "Tell what is right and wrong with a lesson's captions.")
)
@_PLACE
@_captions_wishes
@common
@click.pass_obj
def captions_check(voice: Voice, /, folder: Path, **wishes: Any) -> None:
    """Check the captions."""
    from lessontool.cli.captions import check as check_captions

    if not check_captions(voice, folder, wishes):
        raise click.exceptions.Exit(InputError.exit_code)


@captions.command(
    "edit",
    help=both(
        "Ghi phụ đề ra một tệp để sửa; sửa xong chạy lại lệnh này.",
        "Write the captions into a file to be corrected; run again when you have corrected it.",
    ),
)
@_PLACE
@_captions_wishes
@common
@click.pass_obj
def captions_edit(voice: Voice, /, folder: Path, **wishes: Any) -> None:
    """Correct the captions."""
    from lessontool.cli.captions import edit

    edit(voice, lesson_folder(folder), wishes)


@captions.command(
    "convert",
    help=both(
        "Đổi phụ đề của bài học, hoặc một tệp phụ đề, sang dạng khác.",
        "Write a lesson's captions, or a subtitle file, as another kind of file.",
    ),
)
@click.argument("place", metavar="DIR|FILE", type=_FOLDER)
@_option(
    "--to",
    "target",
    type=_FOLDER,
    required=True,
    metavar="FILE",
    help=both("Tệp mới: .srt, .vtt, .ttml, .xml hoặc .txt.", "The new file: .srt, .vtt, .ttml, .xml or .txt."),
)
@_option("--encoding", metavar="NAME", help=both("Bảng mã của tệp cũ.", "Encoding of the old file."))
@_option("--style", metavar="NAME", help=both("Kiểu phụ đề, ví dụ grade-1-2.", "Caption style, such as grade-1-2."))
@_captions_wishes
@common
@click.pass_obj
def captions_convert(voice: Voice, /, place: Path, target: Path, **wishes: Any) -> None:
    """Convert captions."""
    from lessontool.cli.captions import convert

    convert(voice, place, target, wishes)


# ── speech models ─────────────────────────────────────────────────────────────────────────────────────────────────


@commands.group(
    cls=Group, help=both("Các mô hình nhận dạng tiếng nói trên máy này.", "Speech models on this computer.")
)
def models() -> None:
    """Speech models."""


@models.command("list", help=both("Kể các mô hình có trên máy.", "List the models of this computer."))
@_option(
    "--verify",
    is_flag=True,
    help=both("Đọc lại toàn bộ để chắc chắn không hỏng.", "Read them whole, to be sure."),
)
@common
@click.pass_obj
def models_list(voice: Voice, /, verify: bool, **_: object) -> None:
    """List the speech models."""
    from lessontool.cli.models import list_models

    if not list_models(voice, verify=verify):
        raise click.exceptions.Exit(ToolError.exit_code)


@models.command(
    "add",
    help=both("Thêm một mô hình từ thư mục (dạng CTranslate2).", "Add a model (CTranslate2) from a folder."),
)
@click.argument("path", metavar="PATH", type=_FOLDER)
@_option("--name", metavar="NAME", help=both("Tên để gọi; mặc định: tên thư mục.", "Its name; default: the folder's."))
@common
@click.pass_obj
def models_add(voice: Voice, /, path: Path, name: str | None, **_: object) -> None:
    """Add a speech model."""
    from lessontool.cli.models import add

    add(voice, path, name)


@models.command(
    "fetch",
    help=both("Tải một mô hình từ mạng, ví dụ small hoặc medium.", "Fetch a model, such as small."),
)
@click.argument("name")
@common
@click.pass_obj
def models_fetch(voice: Voice, /, name: str, **_: object) -> None:
    """Fetch a speech model."""
    from lessontool.cli.models import fetch

    fetch(voice, name)
