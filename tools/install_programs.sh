#!/usr/bin/env bash
# Installs the programs that tests drive (Chromium, Chinese fonts, PostgreSQL, NATS, poppler, faketime)
# and the peer of `bench stream` (nginx with nchan) where it may: root and apt.
# Names what is still missing; the tests that need it are then shown as skipped. Always ends with 0.
set -uo pipefail

has_browser() { [ -n "${CHROMIUM:-}" ] || command -v chromium || command -v chromium-browser || command -v google-chrome; }
has_fonts() { [ -n "$(fc-list 2>/dev/null | grep -i 'noto.*cjk')" ]; }
has_fandol() { [ -n "$(fc-list 2>/dev/null | grep -i 'fandolfang')" ]; }
has_poppler() { command -v pdftotext && command -v pdffonts; }
has_faketime() { command -v faketime; }
has_nats() { command -v nats-server; }
has_nchan() { [ -e /usr/lib/nginx/modules/ngx_nchan_module.so ] && command -v nginx; }
has_postgres() { ls /usr/lib/postgresql/*/bin/initdb || command -v initdb; }

missing=()
has_browser >/dev/null 2>&1 || missing+=(chromium)
has_fonts || missing+=(fonts-noto-cjk fontconfig)
has_postgres >/dev/null 2>&1 || missing+=(postgresql)
has_nats >/dev/null 2>&1 || missing+=(nats-server)
has_nchan >/dev/null 2>&1 || missing+=(nginx libnginx-mod-nchan)
has_faketime >/dev/null 2>&1 || missing+=(faketime)
has_poppler >/dev/null 2>&1 || missing+=(poppler-utils)
has_fandol || missing+=(fandol)
[ ${#missing[@]} = 0 ] && exit 0

# The free fonts of official papers come inside a TeX package; only the fonts are taken out of it.
install_fandol() {
  local work
  work=$(mktemp -d) && cd "$work" && apt-get download -qq texlive-lang-chinese >/dev/null 2>&1 &&
    dpkg-deb -x texlive-lang-chinese*.deb out && mkdir -p /usr/local/share/fonts/fandol &&
    find out -name 'Fandol*.otf' -exec cp {} /usr/local/share/fonts/fandol/ \; && fc-cache -f
  rm -rf "$work"
}

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "安装 ${missing[*]} … installing" >&2
  export DEBIAN_FRONTEND=noninteractive
  timeout 120 apt-get update -qq >/dev/null || echo "apt-get update 失败 failed" >&2
  for program in "${missing[@]}"; do
    if [ "$program" = fandol ]; then (install_fandol) || true; continue; fi
    timeout 600 apt-get install -y -qq --no-install-recommends "$program" >/dev/null || true
  done
fi

has_browser >/dev/null 2>&1 || echo "未安装 Chromium：浏览器测试将显示为跳过。No Chromium: browser tests will be skipped." >&2
has_fonts || echo "未安装 Noto CJK 字体：截图中的汉字会缺失。No Noto CJK fonts: pictures will lack Chinese." >&2
has_nats >/dev/null 2>&1 || echo "未安装 nats-server：几个现场进程的测试将显示为跳过。No nats-server: tests of several live processes will be skipped." >&2
has_postgres >/dev/null 2>&1 || echo "未安装 PostgreSQL：相关测试将显示为跳过。No PostgreSQL: its tests will be skipped." >&2
has_faketime >/dev/null 2>&1 || missing+=(faketime)
has_poppler >/dev/null 2>&1 || echo "未安装 poppler-utils：公文 PDF 的测试将显示为跳过。No poppler-utils: tests of PDF papers will be skipped." >&2
has_fandol || echo "未安装 Fandol 字体：公文 PDF 用别的字体排。No Fandol fonts: PDF papers are set in another font." >&2
exit 0
