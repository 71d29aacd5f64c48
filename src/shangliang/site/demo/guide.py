"""What the demonstration prints when it starts: addresses and accounts."""

import sys

from django.conf import settings

LINES = (
    ("agent", "热线受理员"),
    ("dispatcher", "热线派单员"),
    ("liaison", "联络活动工作室"),
    ("leader", "领导"),
    ("park-clerk", "部门联络员"),
    ("park-head", "部门签发人"),
    ("supervisor", "督办专员"),
)


def print_guide(port: int | None, passwords: dict[str, str]) -> None:
    """Print where to look and who can be played."""
    home = f"http://{settings.HOST}:{port or settings.PORT}"
    print(f"\n  商量已启动　{home}\n  换个身份看看　{home}/demo　　收件箱（验证码）　{home}/inbox", file=sys.stderr)
    print(f"  工作人员登录　{home}/accounts/login/　第二重验证码见收件箱：", file=sys.stderr)
    for name, post in LINES:
        print(f"    {name:<12}{passwords[name]}　{post}", file=sys.stderr)
    print("  按 Ctrl-C 停止；再次运行沿用数据。\n", file=sys.stderr, flush=True)
