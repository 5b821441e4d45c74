#!/bin/sh
# Writes Embedded/<Name>.swift from the files samples/<name>/*.tsv, one Swift file a sample. Run it after changing a
# sample; a test compares the program's texts with the files.
set -eu
cd "$(dirname "$0")"
mkdir -p Embedded
for folder in samples/*/; do
  name=$(basename "$folder")
  type=$(printf '%s' "$name" | cut -c 1 | tr '[:lower:]' '[:upper:]')$(printf '%s' "$name" | cut -c 2-)
  splits=$(cd "$folder" && ls -- *.tsv | sed 's/\.tsv$//')
  for split in $splits; do
    if grep -q -e "$(printf '\r')" -e '"""##' "$folder$split.tsv"; then
      echo "$folder$split.tsv holds a carriage return or \"\"\"##, which would end the string literal" >&2
      exit 1
    fi
  done
  {
    cat <<HEAD
// swift-format-ignore-file
// Written by datasets/embed-samples.sh from samples/$name/*.tsv: change those files, then run the script.

/// The splits of samples/$name as string literals, so that Attune finds them without a file.
///
/// SwiftPM's \`.embedInCode\` makes an array literal of bytes: 100 KB take 22 s of a debug build and 12 s of a release
/// build. A bundle of copied files must lie beside the program. A string literal costs nothing at build time or start.
enum Embedded$type {
HEAD
    printf '  static let texts = [\n'
    for split in $splits; do printf '    "%s": %s,\n' "$split" "$split"; done
    printf '  ]\n'
    for split in $splits; do
      printf '  private static let %s = ##"""\n' "$split"
      cat "$folder$split.tsv"
      # The line end before the closing mark is not part of a literal; this empty line keeps the last one of the file.
      printf '\n"""##\n'
    done
    echo '}'
  } >"Embedded/$type.swift"
done
