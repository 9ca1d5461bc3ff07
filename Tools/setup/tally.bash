# For scripts that run several checks and close with one line that sums them. Sourced, not run.
#
# The contract of every test script under Tools/: its last line is `N passed, N failed`, and its exit status
# is not 0 if anything failed. A part that breaks that, for instance because it could not run at all, counts
# as one failure: nothing is passed over in silence.
# shellcheck shell=bash

passed=0
failed=0
broken=()
times=()
# Kind, name and log of each part and check that runs beside others.
beside=()

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

# took NAME SINCE: keeps how long something took.
took() { times+=("$(printf '%5d s  %s' "$((SECONDS - $2))" "$1")"); }

# part NAME COMMAND…: runs a test script that keeps the contract.
part() {
  local name=$1 log status since=$SECONDS
  shift
  heading "$name"
  log=$(mktemp)
  set +e
  "$@" </dev/null 2>&1 | tee "$log"
  status=${PIPESTATUS[0]}
  set -e
  add "$name" "$status" "$(tail -n 1 "$log")"
  took "$name" "$since"
  rm -f "$log"
}

# check NAME COMMAND…: runs a command that is one check by itself: its exit status says all.
check() {
  local name=$1 status=0 since=$SECONDS
  shift
  heading "$name"
  "$@" </dev/null 2>&1 || status=$?
  add "$name" "$status" "$((status == 0)) passed, $((status != 0)) failed"
  took "$name" "$since"
}

# begin part|check NAME COMMAND…: begins one beside what follows, as soon as a processor is free; `join` waits for it. For
# what keeps one processor busy, and whose result does not hang on the time that it takes.
begin() {
  local kind=$1 name=$2 log
  shift 2
  while (($(jobs -rp | wc -l) >= $(nproc))); do wait -n || true; done
  log=$(mktemp)
  {
    since=$SECONDS status=0
    "$@" </dev/null >"$log" 2>&1 || status=$?
    printf '%d %d\n' "$status" "$((SECONDS - since))" >"$log.end"
  } &
  beside+=("$kind" "$name" "$log")
}

# Waits for all that was begun, and shows and counts each, in the order in which they began.
join() {
  local kind name log status lasted line
  wait
  while ((${#beside[@]})); do
    kind=${beside[0]} name=${beside[1]} log=${beside[2]} status=1 lasted=0
    beside=("${beside[@]:3}")
    heading "$name"
    cat "$log"
    read -r status lasted <"$log.end" || true
    line=$(tail -n 1 "$log")
    if [[ $kind == check ]]; then line="$((status == 0)) passed, $((status != 0)) failed"; fi
    add "$name" "$status" "$line"
    took "$name" "$((SECONDS - lasted))"
    rm -f "$log" "$log.end"
  done
}

# Prints how long each part took, what failed, and the sum; ends the script.
finish() {
  join
  printf '\n'
  local line
  for line in "${times[@]}"; do printf '%s\n' "$line"; done
  for line in "${broken[@]}"; do printf 'FAILED  %s\n' "$line"; done
  printf '%d passed, %d failed\n' "$passed" "$failed"
  exit $((failed != 0))
}
