#!/usr/bin/env bash
# Installs the programs that tests drive (Chromium, Chinese fonts, PostgreSQL) where it may: root and apt.
# Names what is still missing; the tests that need it are then shown as skipped. Always ends with 0.
set -uo pipefail

has_browser() { [ -n "${CHROMIUM:-}" ] || command -v chromium || command -v chromium-browser || command -v google-chrome; }
has_fonts() { [ -n "$(fc-list 2>/dev/null | grep -i 'noto.*cjk')" ]; }
has_postgres() { ls /usr/lib/postgresql/*/bin/initdb || command -v initdb; }

missing=()
has_browser >/dev/null 2>&1 || missing+=(chromium)
has_fonts || missing+=(fonts-noto-cjk fontconfig)
has_postgres >/dev/null 2>&1 || missing+=(postgresql)
[ ${#missing[@]} = 0 ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "安装 ${missing[*]} … installing" >&2
  export DEBIAN_FRONTEND=noninteractive
  timeout 120 apt-get update -qq >/dev/null || echo "apt-get update 失败 failed" >&2
  for program in "${missing[@]}"; do
    timeout 600 apt-get install -y -qq --no-install-recommends "$program" >/dev/null || true
  done
fi

has_browser >/dev/null 2>&1 || echo "未安装 Chromium：浏览器测试将显示为跳过。No Chromium: browser tests will be skipped." >&2
has_fonts || echo "未安装 Noto CJK 字体：截图中的汉字会缺失。No Noto CJK fonts: pictures will lack Chinese." >&2
has_postgres >/dev/null 2>&1 || echo "未安装 PostgreSQL：相关测试将显示为跳过。No PostgreSQL: its tests will be skipped." >&2
exit 0
