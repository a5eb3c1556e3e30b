#!/usr/bin/env bash
# Install Kolibri, the learning platform for schools without internet, as a judge of our channels: in an environment of
# its own (.judges/kolibri, outside git), because it brings its own versions of everything. Does nothing where it is
# there already. Some 400 MB, half a minute.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

version=0.19.5
place=.judges/kolibri

# the stamp is written last: an installation that was cut short is made again
if [ "$(cat "$place/.installed" 2>/dev/null)" = "$version" ] && [ -x "$place/bin/kolibri" ]; then
  echo "Judges: Kolibri $version is present ($place)."
  exit 0
fi
echo "Judges: installing Kolibri $version into $place"
rm -rf "$place"
mkdir -p "$(dirname "$place")"
"${PYTHON:-python3}" -m venv "$place"
"$place/bin/python" -m pip --disable-pip-version-check --no-input -q install "kolibri==$version" </dev/null
echo "$version" >"$place/.installed"
echo "Judges: Kolibri $version is installed."
