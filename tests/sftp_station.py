"""A station's SFTP server for tests: asyncssh's, which is none of what we send with, in a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncssh


@dataclass
class Station:
    """The server, and how badly it behaves."""

    root: Path
    port: int = 0
    host_key: str = ""
    """As a line of known_hosts says it, without the host."""
    break_after: list[int] = field(default_factory=list)
    """The line breaks after so many bytes written; once for each number, then it holds."""
    full_after: int | None = None
    written: int = 0
    served: list[Any] = field(default_factory=list)

    @property
    def known_host(self) -> str:
        """A line for known_hosts."""
        return f"[127.0.0.1]:{self.port} {self.host_key}\n"


class _Server(asyncssh.SSHServer):
    def __init__(self, station: Station, password: str) -> None:
        self.station = station
        self.password = password

    def connection_made(self, conn: Any) -> None:
        self.station.served.append(conn)

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == ("lan", self.password)


@contextmanager
def serving(root: Path, *, password: str = "mật khẩu") -> Iterator[Station]:  # noqa: S107  # of a test
    """Serve a folder on a free port of this machine."""
    station = Station(root=root)
    key = asyncssh.generate_private_key("ssh-ed25519")
    station.host_key = key.export_public_key().decode().strip()

    class Files(asyncssh.SFTPServer):
        def __init__(self, channel: Any) -> None:
            super().__init__(channel, chroot=str(root).encode())
            self.channel_to = channel
            self.gone = False

        def write(self, file_obj: Any, offset: int, data: bytes) -> Any:
            if self.gone:
                raise asyncssh.SFTPConnectionLost("gone")
            if station.full_after is not None and station.written + len(data) > station.full_after:
                raise asyncssh.SFTPFailure("Failure")
            station.written += len(data)
            if station.break_after and station.written >= station.break_after[0]:
                station.break_after.pop(0)
                self.gone = True
                self.channel_to.get_connection().abort()
                raise asyncssh.SFTPConnectionLost("gone")
            return super().write(file_obj, offset, data)

    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    async def begin() -> Any:
        return await asyncssh.create_server(
            lambda: _Server(station, password), "127.0.0.1", 0, server_host_keys=[key], sftp_factory=Files
        )

    async def end() -> None:
        server.close()
        for line in station.served:
            line.abort()
        await asyncio.gather(*(line.wait_closed() for line in station.served), return_exceptions=True)
        await server.wait_closed()
        rest = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
        await asyncio.sleep(0.05)  # transports close in the loop's next round

    try:
        server = asyncio.run_coroutine_threadsafe(begin(), loop).result(20)
        station.port = server.sockets[0].getsockname()[1]
        yield station
        asyncio.run_coroutine_threadsafe(end(), loop).result(20)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(20)
        loop.close()
