"""The C programs of the bench, compiled when they are needed."""

import asyncio
import shutil
from importlib import resources
from pathlib import Path
from typing import Literal

from footlight.errors import ToolMissingError

Program = Literal["viewers", "sendloop"]


async def compile_program(program: Program, folder: Path, *, tls: bool = False) -> Path:
    """Compile one of the programs in ``native/`` into ``folder`` and return the executable.

    Raises:
        ToolMissingError: no C compiler, or for TLS no OpenSSL headers.
    """
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        raise ToolMissingError("the load generator is compiled on the spot and there is no cc: install the package gcc")
    executable = folder / f"{program}{'-tls' if tls else ''}"
    with resources.as_file(resources.files("footlight.bench") / "native") as sources:
        arguments = ["-O2", "-std=gnu11", "-o", str(executable), str(sources / f"{program}.c")]
        if tls:
            arguments += ["-DWITH_TLS", "-lssl", "-lcrypto"]
        process = await asyncio.create_subprocess_exec(compiler, *arguments, stderr=asyncio.subprocess.PIPE)
        _, complaints = await process.communicate()
    if process.returncode != 0:
        raise ToolMissingError(_explain(program, complaints.decode(errors="replace")))
    return executable


def _explain(program: str, complaints: str) -> str:
    if "openssl" in complaints or "-lssl" in complaints:
        return "the TLS load generator needs OpenSSL's headers: install the package libssl-dev"
    if "stdio.h" in complaints or "sys/" in complaints:
        return "the load generator needs the C library's headers: install the package libc6-dev"
    first = next((line for line in complaints.splitlines() if "error" in line), complaints)
    return f"{program}.c does not compile here: {first.strip()}"
