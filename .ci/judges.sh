#!/usr/bin/env bash
# Install the programs that judge our files: they measure what lessontool made, and share no code with it.
# Debian and Ubuntu; needs root or sudo without a password. Does nothing where all of them are there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
PATH="$PATH:/usr/sbin:/sbin"

programs=(mediainfo mediaconch ebur128 xmllint espeak-ng tesseract zbarimg pdftotext node npm)
packages=(mediainfo mediaconch ebumeter libxml2-utils espeak-ng tesseract-ocr zbar-tools poppler-utils nodejs npm)
# browsers, as pupils have them, and the file system of sticks
programs+=(chromium firefox-esr mkfs.exfat mount.exfat-fuse)
packages+=(chromium firefox-esr exfatprogs exfat-fuse)
# programme guides
programs+=(tv_validate_file)
packages+=(xmltv-util)

missing=()
wanted=()
for number in "${!programs[@]}"; do
  command -v "${programs[$number]}" >/dev/null 2>&1 && continue
  missing+=("${programs[$number]}")
  wanted+=("${packages[$number]}")
done
# Debian's Firefox plays H.264 and AAC only with this library, whose name changes with each release
avcodec=''
if ! ldconfig -p 2>/dev/null | grep -q 'libavcodec\.so'; then
  missing+=("Firefox's H.264")
  avcodec='^libavcodec[0-9]+$'
fi
# tables as offices open them: soffice alone may be there without its spreadsheet
if ! compgen -G '/usr/lib/libreoffice/program/libsclo.so' >/dev/null; then
  missing+=("LibreOffice Calc")
  wanted+=(libreoffice-calc)
fi
# a server of its own for the library's catalogue; Debian keeps its programs off the path
if ! compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; then
  missing+=("PostgreSQL's server")
  wanted+=(postgresql)
fi
# tesseract is no judge of Vietnamese without its letters
if ! tesseract --list-langs 2>/dev/null | grep -qx vie; then
  missing+=("tesseract's Vietnamese")
  wanted+=(tesseract-ocr-vie)
fi

if [ "${#missing[@]}" -gt 0 ]; then
  as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || { echo "Judges missing: ${missing[*]}. Install as root: ${wanted[*]}" >&2; exit 1; }
    as_root=(sudo -n)
  fi
  echo "Judges: installing ${wanted[*]} (missing: ${missing[*]})"
  "${as_root[@]}" apt-get update -q </dev/null
  [ -z "$avcodec" ] || wanted+=("$(apt-cache search --names-only "$avcodec" | cut -d' ' -f1 | sort -V | tail -1)")
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${wanted[@]}" </dev/null
fi

# Judges of caption files, players and learning systems; node_modules is outside git. The copy of the lock says which versions are installed.
judges=tests/judges_node
if ! cmp -s "$judges/package-lock.json" "$judges/node_modules/.installed-lock.json"; then
  echo "Judges: installing what $judges/package.json names"
  (cd "$judges" && npm ci --loglevel=error </dev/null)
  cp "$judges/package-lock.json" "$judges/node_modules/.installed-lock.json"
fi
echo "Judges: all present (${programs[*]}, $judges)."
