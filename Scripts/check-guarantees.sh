#!/usr/bin/env bash
# Breaks one guarantee at a time in a copy of the project and reports whether the tests notice. A guarantee whose tests
# still pass when it is broken is not tested. It takes a quarter of an hour or more, so the test suite does not run it.
#
#   Scripts/check-guarantees.sh                   all of them
#   Scripts/check-guarantees.sh threads save-lock those whose name contains "threads" or "save-lock"
set -euo pipefail
cd "$(dirname "$0")/.."

wanted=("$@")
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git ls-files -z | xargs -0 cp --parents -t "$copy"
cd "$copy"
log=$copy/log
missed=0
tried=0

build() { swift build --build-tests >"$log" 2>&1 || { tail -30 "$log"; echo "the build failed"; exit 1; }; }
tests() { swift test --skip-build --filter "$1" >"$log" 2>&1; }

is_wanted() {
  local word
  [ ${#wanted[@]} -gt 0 ] || return 0
  for word in "${wanted[@]}"; do case $1 in *"$word"*) return 0 ;; esac; done
  return 1
}

# name, what is broken, file, what sed does to it, the tests that must fail
mutate() {
  local name=$1 what=$2 file=$3 change=$4 filter=$5
  is_wanted "$name" || return 0
  tried=$((tried + 1))
  cp "$file" "$copy/original"
  sed -i "$change" "$file"
  if cmp -s "$file" "$copy/original"; then
    echo "$name: the edit does not change $file: correct this script"
    exit 1
  fi
  build
  if tests "$filter"; then
    missed=$((missed + 1))
    echo "MISSED  $name ($what): $filter passed"
  else
    if ! grep -q 'recorded an issue' "$log"; then
      tail -30 "$log"
      echo "$name: the tests ended without a recorded issue"
      exit 1
    fi
    failed=$(grep -o 'Test .* recorded an issue' "$log" | sed 's/ recorded.*//' | sort -u | paste -sd,)
    echo "noticed $name ($what): ${failed:0:300}"
  fi
  cp "$copy/original" "$file"
}

build
if tests 'KillTests|DamageTests|ResumeTests|DeterminismTests|TunedRunTests|anyNumberOfThreads'; then
  echo "unbroken: all pass"
else
  tail -30 "$log"
  echo "the tests fail although nothing is broken"
  exit 1
fi

mutate resume-moments "a resumed run forgets the mean of squared gradients" Sources/Training/Loop/AdamW.swift \
  '/variance = tensor("variance")/d' KillTests
mutate resume-average "a resumed run starts the mean of the weights again" Sources/Training/Loop/WeightAverage.swift \
  '/slot.mean = file.tensor/d' TunedRunTests
mutate resume-data "a resumed run starts the data again" Sources/Runs/Books/TrainingRun.swift \
  's/if passed <= done {/if passed <= 0 {/' KillTests
mutate resume-epoch "a resumed run starts its epoch again" Sources/Runs/Books/TrainingRun.swift \
  's/if passed <= done {/if passed <= done - done % epoch.steps.steps.count {/' KillTests
mutate resume-other-data "a run is resumed with other data" Sources/Runs/State/RunOrigin.swift \
  's/if !problems.isEmpty/if problems.count > 1000/' ResumeTests
mutate threads-sum "a sum has as many parts as there are threads" Sources/Tensor/Elementwise.swift \
  's/let size = 1 << 16/let size = max(1, (count + Threads.count - 1) \/ Threads.count)/' \
  'DeterminismTests|anyNumberOfThreads'
mutate threads-norm "the parts of a norm's gradient grow with the threads" Sources/Tensor/Dropout.swift \
  's/^let rowsPerTask = 32/var rowsPerTask: Int { 32 * Threads.count }/' 'DeterminismTests|anyNumberOfThreads'
mutate save-in-place "a checkpoint is written over the old one" Sources/Base/DurableFolder.swift \
  '0,/let temporary = place.temporary/s//let temporary = place.path/; /try putInPlace(temporary, place/d' KillTests
mutate save-unchecked "a saved state is accepted without a check of its sums" Sources/Runs/State/TrainingState.swift \
  's/if expected?.string == found { return }/if expected != nil { return }/' DamageTests
mutate save-lock "two processes may use one run folder" Sources/Base/FolderLock.swift \
  's/LOCK_EX | LOCK_NB/LOCK_SH | LOCK_NB/' DamageTests

[ "$tried" -gt 0 ] || { echo "no guarantee has a name that contains \"${wanted[*]}\""; exit 2; }
[ "$missed" = 0 ] || { echo "$missed missed"; exit 1; }
