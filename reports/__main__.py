"""The monthly report comes in a later version; until then the command says so."""

import sys

if __name__ == "__main__":
    print("本版本还没有月报命令：请先在看板上查看，表格都可下载", file=sys.stderr)
    sys.exit(2)
