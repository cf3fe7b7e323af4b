# shellcheck shell=sh
# Tests, benchmarks and fault runs.

# Becomes a program with the tests' class path. Properties say where things are, to start services as processes.
run_with_tests() {
    # Tests with containers: no helper images of Testcontainers, which would be fetched (to find this host, too); each
    # test ends what it starts.
    export TESTCONTAINERS_RYUK_DISABLED=true TESTCONTAINERS_CHECKS_DISABLE=true
    [ -n "${DOCKER_HOST:-}" ] || export TESTCONTAINERS_HOST_OVERRIDE="${TESTCONTAINERS_HOST_OVERRIDE:-localhost}"
    # Assertions in our code only: in the JDK's HTTP server they would change what a service does.
    # shellcheck disable=SC2086 # a list: what looks on
    exec "$JDK/bin/java" ${TEST_FLAGS:-} -ea:depot... "$UNSAFE" --add-opens "$OPENED=ALL-UNNAMED" --enable-native-access=ALL-UNNAMED \
        -cp build/jars/depot-test.jar -Ddepot.root="$ROOT" -Ddepot.jars="$ROOT/build/jars" -Ddepot.java="$JDK/bin/java" \
        -Ddepot.postgres="$ROOT/build/postgres" \
        -Ddepot.flags="$JVM_FLAGS" -Ddepot.not-linked="$NOT_LINKED" -Ddepot.unread="$UNREAD" -Ddepot.read="$READ" "$@"
}

# Only names of classes come here: the pattern becomes part of a regular expression.
check_pattern() {
    case $1 in
        *[!A-Za-z0-9_.]*) wrong_use "test: $1 is no part of a class name" ;;
    esac
}

# A test JVM lives for minutes: the second compiler and a concurrent collector would take a third more of the processors, and give nothing.
# Services that tests start as processes have their own flags.
SHORT_LIVED='-XX:TieredStopAtLevel=1 -XX:+UseSerialGC'

# test_jvm NAME CLASSES PATTERN [OPTION…]: runs the tests of the classes that the regular expression CLASSES fits, the slow ones (those
# with an @Order) first. The last line is the count. depot.support.TestReport, which JUnit finds by itself, prints all of it.
test_jvm() {
    name=$1 classes=$2 pattern=$3
    shift 3
    # shellcheck disable=SC2086 # a list
    run_with_tests $SHORT_LIVED "$@" \
        -Ddepot.test.pattern="$pattern" \
        -Dorg.slf4j.simpleLogger.defaultLogLevel=error -Dorg.slf4j.simpleLogger.log.org.java_websocket=off \
        -Dorg.slf4j.simpleLogger.log.io.zonky=off -Dorg.slf4j.simpleLogger.log.org.apache.sshd=off \
        "-Djunit.jupiter.testclass.order.default=org.junit.jupiter.api.ClassOrderer\$OrderAnnotation" \
        -Djunit.jupiter.extensions.autodetection.enabled=true \
        -Djunit.jupiter.execution.timeout.default=60s \
        -Djunit.jupiter.execution.timeout.thread.mode.default=SEPARATE_THREAD \
        org.junit.platform.console.ConsoleLauncher execute \
        --disable-banner --details=none --fail-if-no-tests --reports-dir="build/test/$name" \
        --scan-class-path=build/jars/depot-test.jar \
        --include-classname="$classes"
}

# test_share NAME CLASSES [OPTION…]: as test_jvm, but its count, its status and the lines of classes that failed go to build/test.
test_share() {
    share_of=$1 share_classes=$2
    shift 2
    {
        status=0
        (test_jvm "$share_of" "$share_classes" '' "$@") || status=$?
        echo "$status" >"build/test/$share_of.status"
    } | while IFS= read -r line; do # awk would keep lines back
        case $line in
            [0-9]*' passed, '[0-9]*' failed, '[0-9]*' skipped') echo "$line" >"build/test/$share_of.count" ;;
            'FAIL  '*) echo "$line" | tee -a "build/test/$share_of.failed" ;;
            *) echo "$line" ;;
        esac
    done
}

# Runs the few classes that failed once more, alone: three JVMs and what they start want more than two processors now and then. What passes
# only then is named: it is a test to be mended. Sets verdict to 0 where all did.
again_alone() {
    failed=$(cat build/test/*.failed 2>/dev/null | awk '{ print $2 }')
    # shellcheck disable=SC2086 # a list
    set -- $failed
    if [ "$#" = 0 ] || [ "$#" -gt "$FEW" ] || ! echo "$verdict" | grep -qx '[01] [01] [01] '; then
        return
    fi
    echo "once more, alone: $*"
    test_share again "^depot[.]($(echo "$*" | sed 's/[.]/[.]/g; s/ /|/g'))\$"
    cat build/test/one.failed build/test/two.failed build/test/three.failed 2>/dev/null |
        sed 's/^FAIL *[^ ]* *//' >build/test/first
    verdict="$(cat build/test/again.status) "
    [ "$verdict" != '0 ' ] || echo "passed only alone: $*"
}

# All tests run in three JVMs, as most of their time is waiting; each takes the next class that none has. With a pattern, in one.
FEW=5 # classes that may have failed by the machine's fault
run_tests() {
    rm -rf build/test
    mkdir -p build/test/claims
    if [ -n "$1" ]; then
        test_jvm some "^(?=.*\\Q$1\\E).*Test\$" "$1"
    fi
    for share in one two; do test_share "$share" '.*Test$' -Ddepot.test.claims=build/test/claims & done
    test_share three '.*Test$' -Ddepot.test.claims=build/test/claims
    wait
    rm -rf build/test/claims
    verdict="$(cat build/test/*.status | tr '\n' ' ')"
    again_alone
    # what was counted of classes that ran again is taken off
    { cat build/test/*.count; [ ! -f build/test/first ] || sed 's/^/- /' build/test/first; } | awk '
        $1 == "-" { passed -= $2; failed -= $4; skipped -= $6; next }
        { passed += $1; failed += $3; skipped += $5 }
        END { print passed + 0 " passed, " failed + 0 " failed, " skipped + 0 " skipped" }'
    case $verdict in
        '0 0 0 ' | '0 ') ;;
        *) exit 1 ;;
    esac
}

command_test() {
    [ "$#" -le 1 ] || wrong_use 'test takes one PATTERN, or nothing'
    check_pattern "${1:-}"
    build test
    exists test || fail 'there are no tests yet'
    [ -n "${1:-}" ] || command_lint
    run_tests "${1:-}"
}

# Servers of others, to be compared with: their jars, and ws where there is Node, are fetched for this alone.
build_peers() {
    mkdir -p build/peers/classes build/peers/ws
    if [ ! -d build/peers/lib ] || [ -n "$(find test/bench/peers/pom.xml -newer build/peers/lib)" ]; then
        command -v mvn >/dev/null || fail 'Maven fetches the peers: install maven (its command mvn)'
        say 'fetching the peers'
        rm -rf build/peers/lib
        mvn -ntp -B -q -Dstyle.color=never -f test/bench/peers/pom.xml "$MAVEN_COPY-dependencies" -DincludeScope=runtime \
            -DoutputDirectory="$ROOT/build/peers/lib" </dev/null || fail 'Maven could not fetch the peers; above is what it said'
    fi
    "$JDK/bin/javac" -J-XX:TieredStopAtLevel=1 --release 25 -proc:none -d build/peers/classes -cp 'build/peers/lib/*' \
        test/bench/peers/java/*.java ||
        fail 'the peers do not compile'
    if command -v node >/dev/null && command -v npm >/dev/null; then
        cp test/bench/peers/ws/server.js test/bench/peers/ws/package.json build/peers/ws/
        (cd build/peers/ws && npm install --silent --no-audit --no-fund) || say 'npm could not fetch ws: it is left out'
    fi
}

# Arrow's own reader of rows. Without it the benchmark has a line less.
build_arrow() {
    at=build/peers/arrow
    mkdir -p "$at/classes"
    if [ ! -d "$at/lib" ] || [ -n "$(find test/bench/peers/arrow/pom.xml -newer "$at/lib")" ]; then
        say 'fetching Arrow'
        rm -rf "${at:?}/lib"
        if ! mvn -ntp -B -q -Dstyle.color=never -f test/bench/peers/arrow/pom.xml "$MAVEN_COPY-dependencies" -DincludeScope=runtime \
            -DoutputDirectory="$ROOT/$at/lib" </dev/null; then
            say 'Maven could not fetch Arrow: it is left out'
            return
        fi
    fi
    "$JDK/bin/javac" -J-XX:TieredStopAtLevel=1 --release 25 -proc:none -d "$at/classes" -cp "build/classes/archive:$at/lib/*" \
        test/bench/peers/arrow/*.java ||
        fail 'what reads by Arrow does not compile'
}

command_bench() {
    build test
    [ -f test/bench/Bench.java ] || fail 'there are no benchmarks yet'
    mkdir -p build/bench
    ! has peers "$*" || build_peers
    ! has recording "$*" || build_arrow
    run_with_tests depot.bench.Bench "$@"
}

command_faults() {
    build test
    run_with_tests -Dorg.slf4j.simpleLogger.defaultLogLevel=error -Dorg.slf4j.simpleLogger.log.org.java_websocket=off \
        -Dorg.slf4j.simpleLogger.log.io.zonky=off depot.dispatch.faults.Faults "$@"
}
