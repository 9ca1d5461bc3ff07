# For scripts that run several checks and close with one line that sums them. Sourced, not run.
#
# The contract of every test script under Tools/: its last line is `N passed, N failed`, and its exit status
# is not 0 if anything failed. A part that breaks that, for instance because it could not run at all, counts
# as one failure: nothing is passed over in silence.
# shellcheck shell=bash

passed=0
failed=0
broken=()

heading() { printf '\n== %s\n' "$1"; }

# add NAME STATUS LINE: takes one part's closing line into the sum.
add() {
  local name=$1 status=$2 line=$3
  if [[ $line =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
    local good=${BASH_REMATCH[1]} bad=${BASH_REMATCH[2]}
    # Ending badly without counting a failure, or without a single check, is a failure too.
    if ((bad == 0 && (status != 0 || good == 0))); then bad=1; fi
    passed=$((passed + good))
    failed=$((failed + bad))
    if ((bad)); then broken+=("$name: $bad failed"); fi
  else
    failed=$((failed + 1))
    broken+=("$name: did not run to its end (exit status $status)")
  fi
}

# part NAME COMMAND…: runs a test script that keeps the contract.
part() {
  local name=$1 log status
  shift
  heading "$name"
  log=$(mktemp)
  set +e
  "$@" </dev/null 2>&1 | tee "$log"
  status=${PIPESTATUS[0]}
  set -e
  add "$name" "$status" "$(tail -n 1 "$log")"
  rm -f "$log"
}

# check NAME COMMAND…: runs a command that is one check by itself: its exit status says all.
check() {
  local name=$1 status=0
  shift
  heading "$name"
  "$@" </dev/null 2>&1 || status=$?
  add "$name" "$status" "$((status == 0)) passed, $((status != 0)) failed"
}

# Prints what failed and the sum; ends the script.
finish() {
  printf '\n'
  local line
  for line in "${broken[@]}"; do printf 'FAILED  %s\n' "$line"; done
  printf '%d passed, %d failed\n' "$passed" "$failed"
  exit $((failed != 0))
}
