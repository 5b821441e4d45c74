#!/usr/bin/env bash
# Installs what Attune needs from Debian's or Ubuntu's packages, if anything is missing. Swift itself must be there.
set -euo pipefail

if ! command -v swift >/dev/null; then
  echo "Swift is not installed, or not on the PATH. Attune needs Swift 6.2 or later: https://www.swift.org/install/linux" >&2
  exit 1
fi

missing=()
for package in libopenblas-dev libyaml-dev pkg-config curl python3 python3-pip; do
  case $package in
    # These may also be there without a package, as in many container images.
    curl | python3) command -v "$package" >/dev/null && continue ;;
    python3-pip) python3 -m pip --version >/dev/null 2>&1 && continue ;;
  esac
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  echo "installing ${missing[*]}"
  as_root=()
  [ "$(id -u)" = 0 ] || as_root=(sudo)
  # A list of packages that is out of date, or none at all, as on a new machine, is fetched again.
  "${as_root[@]}" apt-get update -q
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -q -y --no-install-recommends "${missing[@]}"
fi
