"""The launcher behind `make run`: demonstration data on the first start, then the pages.

Streamlit runs inside this process, because one of its flags must be set before it starts.
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, NoReturn

from etl.command_line import say
from etl.settings import ROOT, Settings

ADDRESS = "127.0.0.1"
PORT = 8501
HELP = f"""启动看板：python -m tools.serve [--data 目录] [--port 端口]

  --data 目录   数据目录，默认 data；还没有发布数据时先生成演示城市
  --port 端口   默认 {PORT}；只在本机 {ADDRESS} 上提供
"""


def has_build(data: Path) -> bool:
    """Whether `data/CURRENT` names a build that is there."""
    return Settings(data).published() is not None


def make_demo(data: Path) -> int:
    """Make the demonstration city in a process of its own; its exit status.

    Its standard error is ours, so that its progress bar is seen.
    """
    say("还没有发布过数据：先生成演示城市，约需一两分钟")
    call = [sys.executable, "-m", "etl", "demo", "--data", str(data)]
    return subprocess.run(call, cwd=ROOT, check=False, stdin=subprocess.DEVNULL).returncode


def is_port_free(port: int) -> bool:
    """Whether nothing listens on the port of this machine."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
        if os.name != "nt":
            # a port that was closed a moment ago counts as free; on Windows this option would
            # let two programs share one port
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((ADDRESS, port))
        except OSError:
            return False
    return True


def options(port: int) -> dict[str, Any]:
    """Streamlit's settings that the launcher fixes; all others are the project's own."""
    return {
        "server_address": ADDRESS,
        "server_port": port,
        # no e-mail prompt, no browser opened, no advertisement on a first start
        "server_headless": True,
        "server_showEmailPrompt": False,
        "logger_hideWelcomeMessage": True,
        "logger_level": "warning",
        # personal data stay here: nothing about the use of this server leaves the machine
        "browser_gatherUsageStats": False,
    }


def start(app: Path, data: Path, port: int) -> None:
    """Serve `app` until the process is stopped; the app finds its data by ZW_DATA."""
    os.environ["ZW_DATA"] = str(data)
    # imported here: it takes a second, which a wrong call should not wait for
    from streamlit import cli_util, config  # noqa: PLC0415
    from streamlit.runtime.pages_manager import PagesManager  # noqa: PLC0415
    from streamlit.web import bootstrap  # noqa: PLC0415

    # Beside a folder `pages` Streamlit takes the old way of finding pages until `st.navigation`
    # has run once, and answers the first deep link with an English “Page not found”.
    PagesManager.uses_pages_directory = False
    # its remarks on the terminal are English and advise developers
    cli_util.print_to_cli = lambda *_, **__: None
    config._main_script_path = str(app)
    flags = options(port)
    bootstrap.load_config_options(flag_options=flags)
    threading.Thread(target=announce, args=(port,), daemon=True).start()
    bootstrap.run(str(app), False, [], flags)


def announce(port: int, seconds: float = 60) -> None:
    """Print the address as soon as it answers."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
            if trial.connect_ex((ADDRESS, port)) == 0:
                print(f"看板已启动：http://{ADDRESS}:{port}（按 Ctrl+C 停止）", flush=True)
                return
        time.sleep(0.1)


class ChineseParser(argparse.ArgumentParser):
    """Help in Chinese; a wrong call answers with one Chinese line and exit status 2."""

    def error(self, message: str) -> NoReturn:  # noqa: ARG002
        """The library's words are English, so ours stand in for them."""
        say("命令用法不对：请写成 python -m tools.serve [--data 目录] [--port 1–65535 的端口]")
        sys.exit(2)

    def format_help(self) -> str:
        """Both options."""
        return HELP


def _port(text: str) -> int:
    port = int(text)
    if not 1 <= port <= 65535:
        raise ValueError(text)
    return port


def main() -> int:
    """Prepare and serve; the exit status."""
    parser = ChineseParser(prog="python -m tools.serve")
    parser.add_argument("--data", type=Path, default=None)
    parser.add_argument("--port", type=_port, default=PORT)
    args = parser.parse_args()
    data = args.data.resolve() if args.data else Settings.from_environment().data
    app = ROOT / "app.py"
    if not app.is_file():
        say(f"没有找到“{app}”：请在完整的项目里运行")
        return 2
    # asked before minutes are spent on the demonstration
    if not is_port_free(args.port):
        say(f"端口 {args.port} 已被占用或不可用：请关闭占用它的程序，或用 --port 换一个端口")
        return 2
    try:
        if not has_build(data):
            status = make_demo(data)
            if status != 0:
                return status
        start(app, data, args.port)
    except KeyboardInterrupt:
        say("已停止")
    return 0


if __name__ == "__main__":
    sys.exit(main())
