#!/bin/sh
# Writes SampleReviews.swift from samples/reviews/*.tsv. Run it after changing them; a test compares the two.
set -eu
cd "$(dirname "$0")"
for split in train dev test; do
  if grep -q -e "$(printf '\r')" -e '"""##' "samples/reviews/$split.tsv"; then
    echo "samples/reviews/$split.tsv holds a carriage return or the literal's end mark \"\"\"##" >&2
    exit 1
  fi
done
{
  cat <<'HEAD'
// swift-format-ignore-file
// Written by embed-samples.sh from samples/reviews/*.tsv: change those, then run the script.

/// The bundled reviews as string literals, so that the program finds them from any folder and needs no file beside it.
///
/// SwiftPM's own way, `.embedInCode`, makes an array literal of bytes: 100 KB cost 22 s of a debug build and 12 s of a
/// release build. A `.copy` bundle must travel beside the program. A literal costs nothing at build time or start.
enum SampleReviews {
HEAD
  for split in train dev test; do
    printf '  static let %s = ##"""\n' "$split"
    cat "samples/reviews/$split.tsv"
    # The line end before the closing mark is not part of a literal; this empty line keeps the file's last one.
    printf '\n"""##\n'
  done
  echo '}'
} >SampleReviews.swift
