"""Install the database servers that the tests start themselves, where that can be done.

`python -m tools.servers ensure`: on Debian-like systems what is missing is installed by apt; elsewhere
the tests that need a server skip and say so. The exit status is 0 either way: no server is needed to
use the product.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from etl.command_line import say
from tools.browser import apt_prefix, install

# The program a package brings, and where Debian keeps it off the search path.
SERVERS = {
    "mariadb-server": ("mariadbd", "sbin/mariadbd"),
    "postgresql": ("postgres", "lib/postgresql/*/bin/postgres"),
}


def missing() -> list[str]:
    """Packages whose server is not on this machine."""
    return [
        package
        for package, (program, place) in SERVERS.items()
        if not shutil.which(program) and not any(Path("/usr").glob(place))
    ]


def ensure() -> int:
    """Install what is missing and say what could not be."""
    wanted = missing()
    prefix = apt_prefix() if wanted else None
    if prefix is not None and install(prefix, wanted):
        wanted = missing()
    if wanted:
        say(
            f"没有 {'、'.join(wanted)}：用到它们的测试会跳过并说明（Debian 上：apt install {' '.join(wanted)}）"
        )
    return 0


if __name__ == "__main__":
    if sys.argv[1:] != ["ensure"]:
        say("命令用法不对：请写成 python -m tools.servers ensure")
        sys.exit(2)
    sys.exit(ensure())
