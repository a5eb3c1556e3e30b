#!/usr/bin/env bash
# Install the programs that judge our files: they measure what lessontool made, and share no code with it.
# Debian and Ubuntu; needs root or sudo without a password. Does nothing where all of them are there.
set -euo pipefail

programs=(mediainfo mediaconch ebur128 xmllint espeak-ng)
packages=(mediainfo mediaconch ebumeter libxml2-utils espeak-ng)

missing=()
for program in "${programs[@]}"; do
  command -v "$program" >/dev/null 2>&1 || missing+=("$program")
done
if [ "${#missing[@]}" -eq 0 ]; then
  echo "Judges: all present (${programs[*]})."
  exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null 2>&1 || { echo "Judges missing: ${missing[*]}. Install as root: ${packages[*]}" >&2; exit 1; }
  as_root=(sudo -n)
fi

echo "Judges: installing ${packages[*]} (missing: ${missing[*]})"
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -q </dev/null
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${packages[@]}" </dev/null
