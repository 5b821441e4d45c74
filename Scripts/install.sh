#!/usr/bin/env bash
# Installs the packages of Debian or Ubuntu that Attune needs and that are missing. Swift must already be installed.
set -euo pipefail

if ! command -v swift >/dev/null; then
  echo "Swift is not on the PATH. Attune needs Swift 6.2 or later: https://www.swift.org/install/linux" >&2
  exit 1
fi

missing=()
for package in libopenblas-dev libyaml-dev pkg-config curl python3 python3-pip; do
  case $package in
    # Many container images have these without a package.
    curl | python3) command -v "$package" >/dev/null && continue ;;
    python3-pip) python3 -m pip --version >/dev/null 2>&1 && continue ;;
  esac
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  echo "installing ${missing[*]}"
  as_root=()
  [ "$(id -u)" = 0 ] || as_root=(sudo)
  # The list of packages may be out of date, or missing on a new machine.
  "${as_root[@]}" apt-get update -q
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -q -y --no-install-recommends "${missing[@]}"
fi
