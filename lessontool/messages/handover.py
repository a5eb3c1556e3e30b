"""What is said when a package is handed over, and when the station answers."""

from __future__ import annotations

from typing import Final

from lessontool.messages._message import Message

_AGAIN_VI: Final = "Hãy chạy lại đúng lệnh này: việc gửi tiếp tục từ chỗ dừng."
_AGAIN_EN: Final = "Run the same command again: it goes on where it stopped."

HANDOVER: Final[dict[str, Message]] = {
    # ── the package ──
    "deliver-package-damaged": Message(
        "Gói trong thư mục {folder} không còn nguyên vẹn nên không được gửi: {files}",
        "The package in {folder} is damaged and was not delivered: {files}",
        "Hãy chạy lại “lessontool process” để làm lại gói, hoặc chép lại gói từ bản gốc.",
        "Run `lessontool process` again to make the package anew, or copy it again from the original.",
    ),
    "deliver-package-changed": Message(
        "Tệp {file} của gói bị thay đổi trong lúc gửi.",
        "The package's file {file} was changed while it was being delivered.",
        "Hãy đợi các lệnh khác xong việc với gói này rồi gửi lại.",
        "Wait until nothing else works on the package, then deliver it again.",
    ),
    "deliver-failed-package": Message(
        "Gói này không đạt kiểm tra kĩ thuật nên không được gửi: {items}",
        "This package failed its quality control and was not delivered: {items}",
        "Hãy sửa lỗi rồi làm lại gói, xin đài chấp nhận lỗi (lessontool waive), hoặc thêm --accept-failed kèm lí do.",
        "Mend it and make the package again, have the station waive the fault (lessontool waive), or add "
        "--accept-failed with a reason.",
    ),
    "deliver-format-not-taken": Message(
        "Nơi nhận “{station}” không nhận gói dạng {preset}; nơi này nhận: {taken}.",
        "The station “{station}” takes no {preset}; it takes: {taken}.",
        "Hãy làm gói dạng khác (lessontool process --preset …), ghi thêm dạng này vào hồ sơ của đài, hoặc thêm "
        "--accept-failed kèm lí do.",
        "Make another kind of package (lessontool process --preset …), add it to the station's profile, or add "
        "--accept-failed with a reason.",
    ),
    "deliver-already-running": Message(
        "Gói trong {folder} đang được một lệnh khác gửi đi.",
        "Another command is delivering the package in {folder} just now.",
        "Hãy đợi lệnh đó xong.",
        "Wait until it has finished.",
    ),
    "deliver-log-unreadable": Message(
        "Không đọc được sổ giao hàng {path}.",
        "The delivery log {path} cannot be read.",
        "Hãy đổi tên tệp đó để giữ lại rồi chạy lại; sổ mới sẽ được lập.",
        "Rename that file to keep it, and run again; a new log is begun.",
    ),
    "deliver-log-unwritable": Message(
        "Không ghi được sổ giao hàng {path}.",
        "The delivery log {path} cannot be written.",
        "Hãy kiểm tra quyền ghi và chỗ trống trên ổ đĩa có gói, rồi chạy lại.",
        "See that the package's disk can be written to and has room, then run again.",
    ),
    "deliver-folder-template": Message(
        "Không dùng được thư mục giao hàng hoặc đuôi báo xong “{template}” trong hồ sơ của đài.",
        "The station profile's delivery folder or marker “{template}” cannot be used.",
        "Trong thư mục chỉ dùng chữ không dấu, số, dấu gạch và các mục: {fields}.",
        "A folder may have plain letters, digits, dashes and these fields: {fields}.",
    ),
    # ── the address ──
    "deliver-address-unknown": Message(
        "Không gửi được tới địa chỉ {address}.",
        "Nothing can be delivered to the address {address}.",
        "Hãy ghi một thư mục, hoặc địa chỉ bắt đầu bằng: {kinds}.",
        "Give a folder, or an address that begins with: {kinds}.",
    ),
    "deliver-address-incomplete": Message(
        "Địa chỉ {address} chưa đầy đủ hoặc viết sai.",
        "The address {address} is incomplete or wrongly written.",
        "Ví dụ đúng: sftp://ten@may-chu.vn/thu-muc, s3://kho/thu-muc, file:///mnt/dai.",
        "Right would be: sftp://name@server.vn/folder, s3://bucket/folder, file:///mnt/station.",
    ),
    "deliver-password-in-address": Message(
        "Không viết mật khẩu vào địa chỉ: {address}",
        "A password must not stand in the address: {address}",
        "Hãy dùng khoá ssh, hoặc đặt mật khẩu vào biến môi trường {variable}.",
        "Use an ssh key, or put the password into the environment variable {variable}.",
    ),
    "deliver-part-missing": Message(
        "Máy này chưa cài phần để gửi tới địa chỉ {part}://.",
        "The part that delivers to {part}:// addresses is not installed on this computer.",
        "Hãy chạy: pip install 'lessontool[{part}]'",
        "Run: pip install 'lessontool[{part}]'",
    ),
    # ── the other side ──
    "deliver-place-missing": Message(
        "Không có nơi nhận {place}.",
        "There is no {place}.",
        "Hãy kiểm tra xem ổ mạng đã được nối chưa và tên thư mục có đúng không; thư mục này phải có sẵn.",
        "See whether the share is mounted and the folder's name is right; this folder must be there already.",
    ),
    "deliver-host-unknown": Message(
        "Chưa biết máy chủ {host}, nên không gửi gì tới {place}.",
        "The server {host} is not known, so nothing was sent to {place}.",
        "Hãy hỏi đài về mã nhận dạng của máy chủ, so lại khi chạy “ssh {host}” một lần và trả lời “yes”, rồi gửi lại.",
        "Ask the station for its server's fingerprint, compare it when you run `ssh {host}` once and answer `yes`, "
        "then deliver again.",
    ),
    "deliver-host-changed": Message(
        "Máy chủ của {place} không còn là máy chủ đã biết: khoá của nó đã đổi. Không gửi gì cả.",
        "The server of {place} is not the one that is known: its key has changed. Nothing was sent.",
        "Hãy gọi hỏi đài xem có thay máy chủ không. Chỉ xoá khoá cũ trong known_hosts khi đài xác nhận.",
        "Call the station and ask whether the server was replaced. Remove the old key from known_hosts only then.",
    ),
    "deliver-login": Message(
        "Máy chủ của {place} không cho đăng nhập.",
        "The server of {place} does not let us in.",
        "Hãy kiểm tra tên người dùng, khoá ssh, hoặc mật khẩu trong biến môi trường {variable}.",
        "See whether user name and key are right, or the password in the environment variable {variable}.",
    ),
    "deliver-forbidden": Message(
        "Không có quyền ghi vào {place}.",
        "{place} may not be written to.",
        "Hãy xin đài (hoặc người quản lí ổ mạng) cấp quyền ghi vào thư mục này.",
        "Ask the station (or whoever looks after the share) for the right to write there.",
    ),
    "deliver-full": Message(
        "Nơi nhận {place} đã hết chỗ hoặc không nhận thêm.",
        "{place} is full, or takes no more.",
        "Hãy báo đài dọn chỗ. Sau đó chạy lại đúng lệnh này: việc gửi tiếp tục từ chỗ dừng.",
        "Ask the station to make room. Then run the same command again: it goes on where it stopped.",
    ),
    "deliver-no-room": Message(
        "Nơi nhận {place} chỉ còn {free_mb} MB, mà cần {needed_mb} MB. Chưa gửi gì.",
        "{place} has only {free_mb} MB left, and {needed_mb} MB are needed. Nothing was sent.",
        "Hãy dọn chỗ ở nơi nhận, hoặc chọn nơi khác.",
        "Make room there, or choose another place.",
    ),
    "deliver-file-too-big": Message(
        "Ổ của {place} không chứa được tệp lớn như vậy.",
        "The disk of {place} cannot hold a file of that size.",
        "Ổ USB định dạng FAT32 chỉ nhận tệp dưới 4 GB: hãy định dạng lại thành exFAT hoặc NTFS.",
        "A FAT32 stick takes files below 4 GB only: format it as exFAT or NTFS.",
    ),
    "deliver-unreachable": Message(
        "Không liên lạc được với {place}.",
        "{place} cannot be reached.",
        "Hãy kiểm tra mạng, tên máy chủ và cổng; nếu đúng cả, hãy hỏi đài xem máy chủ có đang chạy không.",
        "See whether the network works and the server's name and port are right; then ask the station whether it runs.",
    ),
    "deliver-line-broken": Message(
        "Đường truyền tới {place} bị đứt và chưa nối lại được.",
        "The line to {place} broke and did not come back.",
        _AGAIN_VI,
        _AGAIN_EN,
    ),
    "deliver-differs": Message(
        "Tệp {file} đến {place} không giống bản gửi đi, đã thử hai lần.",
        "The file {file} arrived at {place} other than it was sent, twice.",
        "Ổ đĩa hoặc bộ nhớ ở một phía có thể bị hỏng: hãy báo kĩ thuật viên. Chưa có tệp báo xong nên đài chưa nhận.",
        "A disk or memory on one side may be failing: tell an engineer. There is no marker, so the station takes "
        "nothing.",
    ),
    "deliver-foreign-files": Message(
        "Ở {place} đã có tệp trùng tên mà không phải do gói này gửi tới: {files}. Chưa có gì bị ghi đè.",
        "At {place} there are other files with the same names, which this package did not bring: {files}. Nothing "
        "was overwritten.",
        "Hãy hỏi đài về các tệp đó; dời chúng đi hoặc chọn thư mục khác.",
        "Ask the station about them; move them away or choose another folder.",
    ),
    "deliver-older-version": Message(
        "Ở {place} còn bản cũ của gói này: {files}. Chưa có gì bị ghi đè.",
        "At {place} lies an older version of this package: {files}. Nothing was overwritten.",
        "Muốn thay bằng bản mới, hãy thêm --again.",
        "Add --again to replace it with the new one.",
    ),
    "deliver-already": Message(
        "Gói này đã được gửi tới {place} (có tệp {marker}), nhưng các tệp ở đó nay không còn như cũ: có lẽ đài đã lấy.",
        "This package was delivered to {place} already ({marker} is there), but its files are no longer as they were: "
        "the station has probably taken them.",
        "Muốn gửi lại từ đầu, hãy thêm --again.",
        "Add --again to deliver it once more.",
    ),
    # ── what came of it ──
    "deliver-done": Message(
        "Đã giao xong: {count} tệp, {size}, tại {place}. Mọi tệp đã được đọc lại và so khớp. Tệp báo xong: {marker}",
        "Delivered: {count} files, {size}, at {place}. Every file was read back and compared. Marker: {marker}",
    ),
    "deliver-nothing-to-do": Message(
        "Gói này đã ở {place} từ trước, nguyên vẹn, có cả tệp {marker}. Không cần gửi gì.",
        "This package lies at {place} already, whole and with its marker {marker}. Nothing had to be sent.",
    ),
    "deliver-would": Message(
        "Sẽ gửi {count} tệp ({size}) tới {place}, cuối cùng là tệp {marker}. Đã có sẵn ở đó: {there}. Chưa gửi gì.",
        "Would send {count} files ({size}) to {place}, and {marker} last. There already: {there}. Nothing was sent.",
    ),
    "deliver-accepted-failed": Message(
        "Gói được giao dù không đạt kiểm tra ({items}). Lí do ghi trong sổ: {reason}",
        "Handed over although it failed its quality control ({items}). The log says why: {reason}",
    ),
    # ── the station's answer ──
    "receipt-by-whom": Message(
        "Chưa biết ai ở đài trả lời.",
        "It is not said who at the station answered.",
        "Hãy thêm --by kèm họ tên.",
        "Add --by with a name.",
    ),
    "receipt-which": Message(
        "Chưa rõ đài nhận hay trả lại gói.",
        "It is not said whether the station took the package or sent it back.",
        "Hãy thêm một trong hai: --accepted hoặc --rejected; hoặc --list để xem các trả lời đã lưu.",
        "Add either --accepted or --rejected; or --list to see the answers so far.",
    ),
    "receipt-folder-taken": Message(
        "Không lưu được vào {path}: đó là một liên kết hoặc một tệp, hoặc đã quá đầy.",
        "Nothing can be filed in {path}: it is a link or a file, or too full.",
        "Hãy đổi tên nó rồi chạy lại.",
        "Rename it and run again.",
    ),
    "receipt-document-unusable": Message(
        "Không đọc được tệp trả lời {file} của đài, hoặc tệp quá lớn.",
        "The station's document {file} cannot be read, or is too large.",
        "Hãy kiểm tra tên tệp sau --file.",
        "See whether the name after --file is right.",
    ),
    "receipt-unreadable": Message(
        "Không đọc được trả lời đã lưu {path}.",
        "The filed answer {path} cannot be read.",
        "Hãy khôi phục tệp đó từ bản sao lưu, hoặc dời nó đi.",
        "Restore it from a backup, or move it away.",
    ),
    "receipt-filed-accepted": Message(
        "Đã lưu: {station} nhận gói ({by}). {path}",
        "Filed: {station} took the package ({by}). {path}",
    ),
    "receipt-filed-rejected": Message(
        "Đã lưu: {station} trả lại gói ({by}). {path}",
        "Filed: {station} sent the package back ({by}). {path}",
        "Việc cần làm: sửa các lỗi đài nêu, chạy “lessontool process”, rồi “lessontool deliver … --again”.",
        "What to do: mend what the station found, run `lessontool process`, then `lessontool deliver … --again`.",
    ),
    "receipt-none": Message(
        "Chưa có trả lời nào của đài cho gói này.",
        "The station has not answered about this package yet.",
    ),
}
