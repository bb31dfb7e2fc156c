"""What machine the figures come from, and the few things that measuring asks of Linux."""

import os
import platform
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from footlight.errors import ToolMissingError

_GIVING_WAY: Final = 10
"""A niceness, of which the highest is 19."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What a reader must know of the machine to compare figures."""

    processor: str
    cores: int
    memory_gb: float
    system: str
    python: str
    load: float
    """Processes that wanted a core in the last minute, as the measuring began: near 0 on a quiet machine."""


def describe() -> Machine:
    """This machine, now.

    Raises:
        ToolMissingError: the system is not Linux.
    """
    if sys.platform != "linux":
        raise _not_linux()
    pages, page = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return Machine(
        processor=_processor(),
        cores=os.cpu_count() or 1,
        memory_gb=round(pages * page / 2**30, 1),
        system=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
        load=round(os.getloadavg()[0], 2),
    )


def require_linux() -> None:
    """Refuse other systems: the measuring reads /proc, and the crowd of viewers uses epoll.

    Raises:
        ToolMissingError: the system is not Linux.
    """
    if sys.platform != "linux":
        raise _not_linux()


def pin(pid: int, core: int) -> None:
    """Keep a process and what it starts from now on to one core; nothing where there is only one."""
    if sys.platform == "linux" and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(pid, {core})


def give_way(pid: int) -> None:
    """Let other processes on the same core come first, where both want it."""
    if sys.platform != "win32":
        os.setpriority(os.PRIO_PROCESS, pid, _GIVING_WAY)


def raise_open_files() -> int:
    """Allow this process and its children all the open files that the system grants; returns how many."""
    if sys.platform == "win32":
        return 0
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def cpu_seconds(pid: int) -> float:
    """CPU time that a process has used, user and system, all threads (proc(5), /proc/pid/stat).

    Raises:
        ToolMissingError: the system is not Linux.
    """
    if sys.platform != "linux":
        raise _not_linux()
    # The second field is the program's name in brackets and may hold spaces.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_kb(pid: int) -> int:
    """Memory of a process that is in RAM, in KB (proc(5), /proc/pid/status, VmRSS)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0


def _not_linux() -> ToolMissingError:
    return ToolMissingError(f"measuring needs Linux (/proc and epoll), and this is {platform.system()}")


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
