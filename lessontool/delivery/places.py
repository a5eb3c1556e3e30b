"""Where a package is brought: a folder or mounted share, an SFTP server, an S3-like store; all through fsspec.

Only the four kinds of address that are listed here are opened: none of fsspec's others (http, github, chained ones) is
reachable from what somebody types. Passwords never stand in an address: they come from ssh keys and the ssh agent,
from the environment, or from fsspec's own configuration. A server whose key is not in `known_hosts` is refused.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from lessontool.errors import EngineError, InputError, LessonToolError, ToolError

BLOCK_BYTES: Final = 4 << 20
PASSWORD_VARIABLE: Final = "LESSONTOOL_SFTP_PASSWORD"  # noqa: S105  # the variable's name
SCHEMES: Final = ("file", "sftp", "s3", "memory")
"""The kinds of address that are opened; `memory` is a store inside this process, for tests."""

_LINE_TIMEOUT_S: Final = 60
_CONNECT_TIMEOUT_S: Final = 20
_FULL: Final = {errno.ENOSPC, errno.EDQUOT}
_FORBIDDEN: Final = {errno.EROFS, errno.EACCES, errno.EPERM}
_MISSING: Final = {errno.ENOENT, errno.ENOTDIR}


class Writer(Protocol):
    """Takes a file block by block."""

    def write(self, block: bytes, /) -> object:
        """Take a block."""


class Place:
    """A folder somewhere, in which files are written, read back and renamed. Names are relative, with slashes."""

    resumes: bool = True
    """Whether half a file can be gone on with."""
    renames: bool = True
    """Whether a file can get its final name in one step; where not, it only appears when it is whole."""
    troubles: tuple[type[Exception], ...] = (OSError,)
    """What a line that breaks, or a place that refuses, raises."""

    def __init__(self, address: str, root: str, connect: Callable[[], Any]) -> None:
        self.address = address
        """For people and logs: without password."""
        self.root = root
        self._base = root
        self._connect = connect
        self._connected: Any = None

    @property
    def fs(self) -> Any:
        """The file system behind it, connected when it is first needed."""
        if self._connected is None:
            self._connected = self._connect()
        return self._connected

    def disconnect(self) -> None:
        """Let go of a line, so that the next use makes a new one."""
        self._connected = None

    def below(self, folder: str) -> None:
        """Go on in a folder below this one; it is made when the first file comes."""
        if folder:
            self.root = f"{self.root.rstrip('/')}/{folder}"
            self.address = f"{self.address.rstrip('/')}/{folder}"

    def path(self, name: str) -> str:
        """Say where a file lies, as the file system knows it."""
        return f"{self.root.rstrip('/')}/{name}" if name else self.root

    def require(self) -> None:
        """Refuse a place that is not there: a share that is not mounted is not made up. Raises EngineError."""
        if not self.fs.isdir(self._base):
            raise EngineError("deliver-place-missing", place=self.address)

    def size(self, name: str) -> int | None:
        """Say how many bytes a file has; None: there is none. Something else of that name is -1 bytes long."""
        try:
            known = self.fs.info(self.path(name))
        except FileNotFoundError:
            return None
        return int(known["size"]) if known["type"] == "file" and not known.get("islink") else -1

    def blocks(self, name: str) -> Iterator[bytes]:
        """Read a file back, block by block."""
        at, path, size = 0, self.path(name), self.size(name) or 0
        while at < size:
            block: bytes = self.fs.cat_file(path, start=at, end=min(size, at + BLOCK_BYTES))
            if not block:
                return
            at += len(block)
            yield block

    @contextlib.contextmanager
    def writing(self, name: str, offset: int) -> Iterator[Writer]:
        """Write a file from its beginning, or go on at its end; what is written stays when the work breaks off."""
        self.fs.makedirs(self.fs._parent(self.path(name)), exist_ok=True)
        with self.fs.open(self.path(name), "ab" if offset else "wb") as file:
            yield file

    def mark(self, name: str) -> None:
        """Make an empty file."""
        self.fs.makedirs(self.fs._parent(self.path(name)), exist_ok=True)
        self.fs.pipe_file(self.path(name), b"")

    def rename(self, old: str, new: str) -> None:
        """Give a file its final name; the caller has looked that it is free."""
        self.fs.mv(self.path(old), self.path(new))

    def remove(self, name: str) -> None:
        """Delete a file of ours."""
        self.fs.rm_file(self.path(name))

    def free_bytes(self) -> int | None:
        """Say how much room there is; None: it cannot be known."""
        return None

    def refusal(self, error: Exception) -> LessonToolError | None:
        """Say in words what will not get better by trying again; None: the line broke, try again."""
        number = getattr(error, "errno", None)
        if isinstance(error, PermissionError) or number in _FORBIDDEN:
            return EngineError("deliver-forbidden", place=self.address, detail=_told(error))
        if number in _FULL:
            return EngineError("deliver-full", place=self.address, detail=_told(error))
        if number == errno.EFBIG:
            return EngineError("deliver-file-too-big", place=self.address, detail=_told(error))
        if isinstance(error, FileNotFoundError | NotADirectoryError) or number in _MISSING:
            return EngineError("deliver-place-missing", place=self.address, detail=_told(error))
        return None


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]


def place_of(to: str) -> Place:
    """Understand an address: a folder, or `file:`, `sftp:`, `s3:`; nothing is opened yet.

    Raises InputError for another kind of address, one with a password in it, and one that lacks host or bucket;
    ToolError where a package is missing that this kind needs.
    """
    if "://" not in to:
        return _Local(str(Path(to).resolve()))
    said = urlsplit(to)
    known = said.scheme in SCHEMES and not any(sign in to for sign in ("::", "\\", "\0", "\n", "\r"))
    if not known or said.query or said.fragment:
        raise InputError(
            "deliver-address-unknown", address=_bare(said), kinds=", ".join(f"{s}://" for s in SCHEMES[:3])
        )
    if said.password is not None:
        raise InputError("deliver-password-in-address", address=_bare(said), variable=PASSWORD_VARIABLE)
    if any(part == ".." for part in unquote(said.path).split("/")):
        raise InputError("deliver-address-incomplete", address=_bare(said))
    return _KINDS[said.scheme](said)


def _bare(said: SplitResult) -> str:
    """An address without a password, for people and logs."""
    user = f"{said.username}@" if said.username else ""
    try:
        port = f":{said.port}" if said.port else ""
    except ValueError:
        port = ""
    return f"{said.scheme[:20]}://{user}{said.hostname or ''}{port}{said.path}"[:300]


# ── a folder or mounted share ─────────────────────────────────────────────────────────────────────────────────────


class _Local(Place):
    """Read back from the disk or share itself, as far as the system lets us, and not from what it remembers."""

    def __init__(self, folder: str) -> None:
        super().__init__(folder, folder, lambda: _filesystem("file"))

    @contextlib.contextmanager
    def writing(self, name: str, offset: int) -> Iterator[Writer]:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | (os.O_APPEND if offset else os.O_TRUNC)
        with os.fdopen(os.open(path, flags, 0o644), "wb", buffering=0) as file:
            yield _Whole(file)
            os.fsync(file.fileno())
            with contextlib.suppress(OSError):
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)

    def blocks(self, name: str) -> Iterator[bytes]:
        with Path(self.path(name)).open("rb") as file:
            while block := file.read(BLOCK_BYTES):
                yield block

    def mark(self, name: str) -> None:
        path = Path(self.path(name))
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644))
        with contextlib.suppress(OSError):
            folder = os.open(path.parent, os.O_RDONLY)
            os.fsync(folder)
            os.close(folder)

    def rename(self, old: str, new: str) -> None:
        Path(self.path(old)).rename(self.path(new))

    def free_bytes(self) -> int | None:
        return shutil.disk_usage(self._base).free


class _Whole:
    """Writes a block to its end, however little the system takes at once."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def write(self, block: bytes) -> None:
        left = memoryview(block)
        while left:
            left = left[self._file.write(left) :]


def _local(said: SplitResult) -> Place:
    if said.hostname not in (None, "", "localhost"):
        raise InputError("deliver-address-incomplete", address=_bare(said))
    return _Local(str(Path(unquote(said.path)).resolve()))


def _memory(said: SplitResult) -> Place:
    root = f"/{said.hostname or ''}{said.path}"
    return Place(_bare(said), root, lambda: _filesystem("memory"))


def _filesystem(kind: str, **settings: Any) -> Any:
    import fsspec

    return fsspec.filesystem(kind, skip_instance_cache=True, use_listings_cache=False, **settings)


# ── SFTP ──────────────────────────────────────────────────────────────────────────────────────────────────────────


class _Sftp(Place):
    @property
    def troubles(self) -> tuple[type[Exception], ...]:  # type: ignore[override]
        from paramiko.ssh_exception import SSHException

        return (OSError, EOFError, SSHException)

    def disconnect(self) -> None:
        if self._connected is not None:
            with contextlib.suppress(Exception):
                self._connected.client.close()
        self._connected = None

    @contextlib.contextmanager
    def writing(self, name: str, offset: int) -> Iterator[Writer]:
        with super().writing(name, offset) as file:
            pipe = _Pipe(file)
            yield pipe
            pipe.finish()

    def blocks(self, name: str) -> Iterator[bytes]:
        with self.fs.open(self.path(name), "rb") as file:
            at, size = 0, self.size(name) or 0
            while at < size:
                # a block's requests go out together; asking for the whole file at once would gather it in memory
                block = b"".join(file.readv([(at, min(BLOCK_BYTES, size - at))]))
                if not block:
                    return
                at += len(block)
                yield block

    def mark(self, name: str) -> None:
        self.fs.ftp.open(self.path(name), "x").close()

    def rename(self, old: str, new: str) -> None:
        self.fs.ftp.rename(self.path(old), self.path(new))  # of SFTP 3: refuses a name that is taken

    def refusal(self, error: Exception) -> LessonToolError | None:
        from paramiko.ssh_exception import AuthenticationException, BadHostKeyException, SSHException

        if isinstance(error, BadHostKeyException):
            return EngineError("deliver-host-changed", place=self.address, detail=_told(error))
        if isinstance(error, _UnknownHostError):
            return EngineError("deliver-host-unknown", place=self.address, host=error.host, detail=str(error))
        if isinstance(error, AuthenticationException):
            return EngineError("deliver-login", place=self.address, variable=PASSWORD_VARIABLE, detail=_told(error))
        if isinstance(error, SSHException) and "No authentication methods" in str(error):
            return EngineError("deliver-login", place=self.address, variable=PASSWORD_VARIABLE, detail=_told(error))
        if type(error) is OSError and error.errno is None and str(error) == "Failure":
            # the protocol's only word for a full disk, a quota and everything else that it has no number for
            return EngineError("deliver-full", place=self.address, detail=_told(error))
        return super().refusal(error)


class _Pipe:
    """Sends a file's pieces without waiting for each answer, and hears all answers before it is done.

    paramiko forgets answers that are still out when a file is closed; a piece that waits for its own hears them all.
    """

    _PIECE_BYTES: Final = 32_768

    def __init__(self, file: Any) -> None:
        self._file = file
        self._held = b""
        file.set_pipelined(True)

    def write(self, block: bytes) -> None:
        for at in range(0, len(block), self._PIECE_BYTES):
            if self._held:
                self._file.write(self._held)
            self._held = block[at : at + self._PIECE_BYTES]

    def finish(self) -> None:
        self._file.set_pipelined(False)
        if self._held:
            self._file.write(self._held)


class _UnknownHostError(OSError):
    def __init__(self, host: str, key: str) -> None:
        self.host = host
        super().__init__(f"{host} shows the key {key}, which is in no known_hosts file")


def _sftp(said: SplitResult) -> Place:
    if not said.hostname:
        raise InputError("deliver-address-incomplete", address=_bare(said))
    root = unquote(said.path) or "/"
    return _Sftp(_bare(said), root, lambda: _sftp_system(said))


def _sftp_system(said: SplitResult) -> Any:
    try:
        import paramiko
        from fsspec.implementations.sftp import SFTPFileSystem
    except ImportError as error:
        raise ToolError("deliver-part-missing", part="sftp", detail=str(error)) from error
    logging.getLogger("paramiko").addHandler(logging.NullHandler())

    class Refuse(paramiko.MissingHostKeyPolicy):  # type: ignore[misc]
        def missing_host_key(self, _client: Any, hostname: str, key: Any) -> None:
            raise _UnknownHostError(hostname, f"{key.get_name()} SHA256:{key.fingerprint.removeprefix('SHA256:')}")

    class Known(SFTPFileSystem):  # type: ignore[misc]
        """fsspec's own trusts every server that it meets, and reads no known_hosts."""

        def _connect(self) -> None:
            self.client = paramiko.SSHClient()
            self.client.load_system_host_keys()
            everybody = Path("/etc/ssh/ssh_known_hosts")
            if everybody.is_file():
                self.client.load_system_host_keys(str(everybody))
            self.client.set_missing_host_key_policy(Refuse())
            self.client.connect(self.host, **self.ssh_kwargs)
            self.ftp = self.client.open_sftp()
            self.ftp.get_channel().settimeout(_LINE_TIMEOUT_S)

    return Known(said.hostname, skip_instance_cache=True, **_ssh_settings(said))


def _ssh_settings(said: SplitResult) -> dict[str, Any]:
    """How to log in: what the address says, else ~/.ssh/config; keys, agent, or the password in the environment."""
    import fsspec
    import paramiko

    file = Path("~/.ssh/config").expanduser()
    config = paramiko.SSHConfig.from_path(str(file)) if file.is_file() else paramiko.SSHConfig()
    host = config.lookup(said.hostname or "")
    configured = dict(fsspec.config.conf.get("sftp", {}))
    password = os.environ.get(PASSWORD_VARIABLE) or configured.get("password")
    return {
        "port": said.port or int(host.get("port", 22)),
        "username": unquote(said.username) if said.username else host.get("user") or configured.get("username"),
        "password": password or None,
        "key_filename": host.get("identityfile"),
        "timeout": _CONNECT_TIMEOUT_S,
        "banner_timeout": _CONNECT_TIMEOUT_S,
        "auth_timeout": _CONNECT_TIMEOUT_S,
    }


# ── S3-like stores ────────────────────────────────────────────────────────────────────────────────────────────────


class _Objects(Place):
    """A store of whole objects: one appears only when all of it is there; nothing is renamed, no half is gone on with.

    Reading back for the comparison costs the store's price for fetching every byte once.
    """

    resumes = False
    renames = False

    @property
    def troubles(self) -> tuple[type[Exception], ...]:  # type: ignore[override]
        from botocore.exceptions import BotoCoreError, ClientError

        return (OSError, BotoCoreError, ClientError, TimeoutError)

    def require(self) -> None:
        bucket = self._base.strip("/").split("/")[0]
        if not self.fs.exists(bucket):
            raise EngineError("deliver-place-missing", place=self.address)

    @contextlib.contextmanager
    def writing(self, name: str, offset: int) -> Iterator[Writer]:  # noqa: ARG002  # nothing is gone on with
        file = self.fs.open(self.path(name), "wb", autocommit=False)
        try:
            yield file
            file.close()
        except BaseException:
            # closing would make an object of the half that was sent
            with contextlib.suppress(Exception):
                file.discard()
            file.closed = True
            raise
        file.commit()

    def mark(self, name: str) -> None:
        self.fs.pipe_file(self.path(name), b"")

    def rename(self, old: str, new: str) -> None:
        raise NotImplementedError

    def refusal(self, error: Exception) -> LessonToolError | None:
        from botocore.exceptions import NoCredentialsError, ParamValidationError, PartialCredentialsError

        if isinstance(error, NoCredentialsError | PartialCredentialsError):
            return EngineError("deliver-login", place=self.address, variable="AWS_ACCESS_KEY_ID", detail=_told(error))
        if isinstance(error, ParamValidationError):
            return EngineError("deliver-place-missing", place=self.address, detail=_told(error))
        return super().refusal(error)


def _objects(said: SplitResult) -> Place:
    if not said.hostname or said.username:
        raise InputError("deliver-address-incomplete", address=_bare(said))
    return _Objects(_bare(said), f"{said.netloc}{unquote(said.path)}".rstrip("/"), _object_system)


def _object_system() -> Any:
    settings = {"connect_timeout": _CONNECT_TIMEOUT_S, "read_timeout": _LINE_TIMEOUT_S}
    try:
        return _filesystem("s3", config_kwargs=settings)
    except ImportError as error:
        raise ToolError("deliver-part-missing", part="s3", detail=str(error)) from error


_KINDS: Final[dict[str, Callable[[SplitResult], Place]]] = {
    "file": _local,
    "memory": _memory,
    "sftp": _sftp,
    "s3": _objects,
}
