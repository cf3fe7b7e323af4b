# shellcheck shell=sh disable=SC2153,SC2154 # parts.sh and test.sh say what there is
# What the tests run of our code, and whether they notice when it is broken. Neither is part of a test run.

FLOORS=src/build/coverage.floors
MUTATED='rules gnss broadcast'
# Each mutant would have them go on for seconds; what they find is found by the others, or by chance.
SLOW_TESTS='*StressTest,*FuzzTest'

# tool_jars PART [WORD]: the jars of a part of ON_DEMAND, those with the word in their names, each with its whole path.
tool_jars() {
    lock_lines run "$1" | awk -v folder="$ROOT/build/deps/" -v word="${2:-}" 'index($3, word) { print folder $3 }'
}

# The parts with Java of their own, the tests aside.
measured() {
    for part in $PARTS; do
        [ "$part" = test ] || has "$part" "$FILES_ONLY" || ! exists "$part" || echo "$part"
    done
}

# Sources as the tools look for them: by their package.
link_sources() {
    mkdir -p "$1"
    ln -sfn "$ROOT/src" "$1/depot"
}

# The report, from what the tests left in build/coverage/run.exec: by class, with the lines.
# shellcheck disable=SC2046 # a list
report_coverage() {
    link_sources build/coverage/sources
    "$JDK/bin/java" -jar "$(tool_jars coverage cli)" report build/coverage/run.exec \
        $(for part in $(measured); do echo "--classfiles build/classes/$part"; done) --sourcefiles build/coverage/sources \
        --name Depot --html build/coverage/html --csv build/coverage/classes.csv >build/coverage/log 2>&1 ||
        fail "no report: $(cat build/coverage/log)"
}

# Prints each part's share of lines and branches, and fails where one is below its floor.
check_floors() {
    awk '
        FNR == 1 { file++ }
        file == 1 { if ($1 !~ /^#/ && NF == 3) { lines_at_least[$1] = $2; branches_at_least[$1] = $3 } next }
        FNR > 1 {
            split($0, field, ",")
            split(field[2], name, ".")
            part = name[2]
            if (!(part in all)) order[++count] = part
            all[part] += field[8] + field[9]
            run[part] += field[9]
            ways[part] += field[6] + field[7]
            taken[part] += field[7]
        }
        END {
            printf "%-12s %14s %16s\n", "part", "lines", "branches"
            for (i = 1; i <= count; i++) {
                part = order[i]
                lines = 100 * run[part] / all[part]
                branches = ways[part] ? 100 * taken[part] / ways[part] : 100
                below = lines < lines_at_least[part] || branches < branches_at_least[part]
                printf "%-12s %6.1f %% (%s %%) %7.1f %% (%s %%)%s\n", part, lines, lines_at_least[part] + 0, branches,
                    branches_at_least[part] + 0, below ? "  BELOW ITS FLOOR" : ""
                failed += below
            }
            exit failed > 0
        }' "$FLOORS" build/coverage/classes.csv
}

# With a pattern, what its tests run is added to what is there, and no floor counts.
command_coverage() {
    [ "$#" -le 1 ] || wrong_use 'coverage takes one PATTERN, or nothing'
    check_pattern "${1:-}"
    build test
    locked fetch_jars coverage
    [ -n "${1:-}" ] || rm -rf build/coverage
    mkdir -p build/coverage
    # (services that tests start as processes run without it: most of them are killed, and some are timed)
    # shellcheck disable=SC2034 # test.sh uses it
    TEST_FLAGS="-javaagent:$(tool_jars coverage agent)=destfile=$ROOT/build/coverage/run.exec,includes=depot.*,excludes=*Test:*Test\$*"
    status=0
    (run_tests "${1:-}") || status=$?
    report_coverage
    below=0
    check_floors || below=$?
    say 'the report is build/coverage/html/index.html'
    [ "$status" = 0 ] || fail 'tests have failed'
    [ -n "${1:-}" ] || [ "$below" = 0 ] || fail "a part is below its floor ($FLOORS)"
}

# package_of GROUP: what is broken on purpose, and watched by tests of the same packages, which want no database and no port.
package_of() {
    case $1 in
        rules) echo depot.dispatch.rules ;;
        gnss) echo depot.gnss ;;
        broadcast) echo depot.common.broadcast ;;
    esac
}

# mutate GROUP: breaks its classes in one small way after the other, and counts which of them a test notices.
# shellcheck disable=SC2046 # lists
mutate() {
    say "mutants of $1: this takes minutes"
    rm -rf "build/mutate/$1"
    mkdir -p "build/mutate/$1"
    link_sources build/mutate/sources
    seen=$(for part in test $(sees test); do echo "$ROOT/build/classes/$part"; done; jars_to_run test | sed 's|^|build/deps/|')
    package=$(package_of "$1")
    part=${package#depot.}
    if ! "$JDK/bin/java" -cp "$(echo "$(tool_jars mutate; echo "$seen")" | tr '\n' ':')" \
        org.pitest.mutationtest.commandline.MutationCoverageReport --reportDir "build/mutate/$1" --timestampedReports=false \
        --targetClasses "$package.*" --mutableCodePaths "$ROOT/build/classes/${part%%.*}" \
        --targetTests "$package.*" --excludedTestClasses "$SLOW_TESTS" \
        --sourceDirs build/mutate/sources --outputFormats CSV,HTML --threads "${MUTATE_THREADS:-2}" --failWhenNoMutations=true \
        --jvmArgs "-Ddepot.root=$ROOT,-Djunit.platform.execution.listeners.deactivate=depot.support.*" >"build/mutate/$1/log" 2>&1; then
        tail -n 20 "build/mutate/$1/log" >&2
        fail "the mutants of $1 could not be tried; above is the end of build/mutate/$1/log"
    fi
    awk -F , -v group="$1" '
        { count[$6]++; all++ }
        END {
            noticed = all - count["SURVIVED"] - count["NO_COVERAGE"]
            printf "%-10s %d of %d mutants noticed, %.0f %%; of those that a test runs, %.0f %%\n", group, noticed, all,
                100 * noticed / all, 100 * noticed / (all - count["NO_COVERAGE"])
        }' "build/mutate/$1/mutations.csv"
}

command_mutate() {
    for group in "$@"; do
        has "$group" "$MUTATED" || wrong_use "mutate: nothing is called $group; there are: $MUTATED"
    done
    build test
    locked fetch_jars mutate
    # shellcheck disable=SC2086 # a list
    [ "$#" -gt 0 ] || set -- $MUTATED
    for group in "$@"; do mutate "$group"; done
}
