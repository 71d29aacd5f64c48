#!/usr/bin/env bash
# Makes .venv and installs the locked packages of requirements/NAME.txt (NAME: run or dev), each by its hash.
# A stamp named after the content of the list makes the next call return at once.
set -euo pipefail
cd "$(dirname "$0")/.."
name=${1:?run or dev}
venv=.venv

stamp() { echo "$venv/.installed-$1-$(cksum <"requirements/$1.txt" | cut -d' ' -f1)"; }
[ -e "$(stamp "$name")" ] && exit 0

find_python() {
  for candidate in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11; do
    [ -n "$candidate" ] && command -v "$candidate" >/dev/null || continue
    "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' && { echo "$candidate"; return; }
  done
  echo "需要 Python 3.11 或更新的版本。Python 3.11 or newer is needed." >&2
  exit 1
}

make_venv() {
  local python=$1
  "$python" -c 'import ensurepip' 2>/dev/null || {
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
      apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv
    else
      echo "缺少 venv：请安装 python3-venv。The venv module is missing: install python3-venv." >&2
      exit 1
    fi
  }
  "$python" -m venv "$venv"
}

[ -x "$venv/bin/pip" ] || make_venv "$(find_python)"
echo "安装 requirements/$name.txt … installing" >&2
"$venv/bin/pip" install --quiet --disable-pip-version-check --no-input --no-compile \
  --require-hashes -r "requirements/$name.txt"

# The product itself: a path file and a launcher, which need no build tools and so no network.
packages=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
printf '%s\n' "$PWD/src" >"$packages/shangliang.pth"
cat >"$venv/bin/shangliang" <<LAUNCHER
#!$PWD/$venv/bin/python
from shangliang.site.cli import main

# Processes that Dask starts read this file too, and must not begin again.
if __name__ == "__main__":
    raise SystemExit(main())
LAUNCHER
chmod +x "$venv/bin/shangliang"

rm -f "$venv/.installed-$name-"*
touch "$(stamp "$name")"
# The development list holds the run-time list, in the same versions.
if [ "$name" = dev ]; then touch "$(stamp run)"; fi
