#!/bin/sh
# Builds, tests and runs Depot. `./build.sh help` says how.
#
# Reads top to bottom: settings and the table of parts, the JDK, the jars of others (deps), compiling,
# running, tests and benchmarks, and last the commands. All that is made goes to build/:
#   deps/     the jars of others, checked      jars/    our parts, one jar each
#   classes/  a part's classes and resources   stamps/  what a part was last built from
#   data/     the services' data               test/, bench/   reports
#   demo-data/  that of the demo
# POSIX sh only: it runs under dash and busybox ash.
set -eu

VERSION=$(cat "$(dirname -- "$0")/VERSION")

# (lint is one without files: the jars of what looks at the others)
PARTS='common gnss recordings console discovery archive dispatch gps sim local test lint'
# A part without Java: its files are resources of the parts that see it.
FILES_ONLY='console'
SERVICES='discovery archive dispatch gps'

# The parts a part sees, itself aside: nothing else is on its class path when it is compiled.
# (Which of the jars of others it sees, src/jars.lock says.)
sees() {
    case $1 in
        discovery) echo common recordings console ;;
        archive) echo common recordings ;;
        recordings) echo common ;;
        dispatch) echo common ;;
        gps | sim) echo common gnss ;;
        local) echo common dispatch ;;
        test) echo common gnss recordings console discovery archive dispatch gps sim local ;;
    esac
}

# What unpacks recordings, and JMH, use what a JDK 25 warns of.
UNSAFE='--sun-misc-unsafe-memory-access=allow'

# For the services, on machines that may be small. What the user sets in JAVA_OPTS comes after, and wins.
JVM_FLAGS="-XX:+UseSerialGC -XX:+UseCompactObjectHeaders -XX:+ExitOnOutOfMemoryError -XX:TrimNativeHeapInterval=30000 $UNSAFE"

# In an image besides: the heap by the container's limit, and nothing written beside the data: a crash is told where the log goes.
IMAGE_FLAGS='-XX:MaxRAMPercentage=50 -XX:-UsePerfData -XX:+ErrorFileToStderr -XX:-CreateCoredumpOnCrash -Xlog:aot*=off -Xlog:disable -Xlog:all=error:stderr'

# The class that takes a connection over for WebSocket reaches into the JDK's HTTP server.
OPENED=jdk.httpserver/sun.net.httpserver

# gps opens serial lines by the C library: the JDK's own way could make one the process's terminal.
NATIVE=gps

# The JDK's tools are short-lived: no time for the second compiler.
TOOL_FLAGS='-J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC'
# (-path: a jar of others may name in its manifest what it does not need here)
JAVAC_FLAGS='--release 25 -Xlint:all,-path -Werror -implicit:none'
# (what runs the methods that JMH measures is made when they are compiled)
JMH_FLAGS='-processor org.openjdk.jmh.generators.BenchmarkProcessor -Xlint:-processing'
MAVEN_COPY=org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy
LOCK_FILE=src/jars.lock
STOP_SECONDS=12 # a service has 10 to end

# ---------------------------------------------------------------- small things

say() {
    echo "build.sh: $*" >&2
}

fail() {
    say "$*"
    exit 1
}

wrong_use() {
    say "$*"
    exit 2
}

# has WORD LIST: is the word in the list?
has() {
    [ -n "$1" ] || return 1
    case " $2 " in *" $1 "*) ;; *) return 1 ;; esac
}

folder_of() {
    if [ "$1" = test ]; then echo test; else echo "src/$1"; fi
}

# ---------------------------------------------------------------- the JDK

# jdk_at HOME: prints "version home" if a JDK is there. Its release file says the version, so no JVM
# has to start; a runtime alone (no javac or jar) is not enough.
jdk_at() {
    if [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -x "$1/bin/jar" ] && [ -f "$1/release" ]; then
        sed -n 's|^JAVA_VERSION="\([0-9][0-9.]*\).*|\1|p' "$1/release" | while read -r version; do
            [ "${version%%.*}" -lt 25 ] || echo "$version $1"
        done
    fi
}

jdk_on_path() {
    if javac=$(command -v javac); then
        javac=$(readlink -f "$javac")
        jdk_at "${javac%/bin/javac}"
    fi
}

newest_installed_jdk() {
    for home in /usr/lib/jvm/*; do
        jdk_at "$home"
    done | sort -t . -k 1,1n -k 2,2n -k 3,3n | tail -n 1
}

# Sets JDK to the first that is new enough.
find_jdk() {
    found=$(jdk_at "${JAVA_HOME:-/nonexistent}")
    [ -n "$found" ] || found=$(jdk_on_path)
    [ -n "$found" ] || found=$(newest_installed_jdk)
    [ -n "$found" ] || fail 'no JDK 25 or newer found: install one (openjdk-25-jdk or temurin-25-jdk), or set JAVA_HOME to one'
    JDK=${found#* }
}

# ---------------------------------------------------------------- the jars of others

# Sets LOCK: the lock file's lines as "group:artifact:version sha256 jar scope ,part,part,". One that
# cannot be read stops the build.
read_lock() {
    LOCK=$(awk -v parts=" $PARTS " '
        /^[ \t]*(#|$)/ { next }
        {
            names = split($1, name, ":")
            wrong = NF != 4 || names < 3 || names > 4 || $2 !~ /^(compile|run)$/
            count = split($3, needs, ",")
            for (i = 1; i <= count; i++) if (!index(parts, " " needs[i] " ")) wrong = 1
            if (wrong) {
                print FILENAME ":" FNR ": expected group:artifact:version, compile or run, parts, SHA-256" > "/dev/stderr"
                exit 1
            }
            print $1, $4, name[2] "-" name[3] (names == 4 ? "-" name[4] : "") ".jar", $2, "," $3 ","
        }' "$LOCK_FILE")
}

# lock_lines SCOPES PART...: of LOCK, the lines with one of the scopes that one of the parts needs.
lock_lines() {
    scopes=$1
    shift
    echo "$LOCK" | awk -v scopes=" $scopes " -v parts="$*" '
        BEGIN { count = split(parts, part, " ") }
        index(scopes, " " $4 " ") {
            for (i = 1; i <= count; i++) if (index($5, "," part[i] ",")) { print; next }
        }'
}

# with_seen PART...: the parts and all they see.
with_seen() {
    for wanted in $PARTS; do
        for part in "$@"; do
            if has "$wanted" "$part $(sees "$part")"; then
                echo "$wanted"
                break
            fi
        done
    done
}

# build/deps/verified lists what was checked, as "sha256  jar": once there, a jar is not read again.
is_verified() {
    case $verified in *"$1  $2"*) [ -f "build/deps/$2" ] ;; *) return 1 ;; esac
}

# Of lock lines on standard input, those whose jar is not in build/deps, or not checked.
unverified() {
    verified=
    [ ! -f build/deps/verified ] || verified=$(cat build/deps/verified)
    while read -r coordinates sum jar _; do
        is_verified "$sum" "$jar" || echo "$coordinates $sum $jar"
    done
}

sum_of() {
    sum_line=$(sha256sum "$1")
    echo "${sum_line%% *}"
}

# A jar that is in build/deps without having been checked is taken if it is right, else removed.
take_present() {
    while read -r coordinates sum jar _; do
        if [ -f "build/deps/$jar" ]; then
            if [ "$(sum_of "build/deps/$jar")" = "$sum" ]; then
                echo "$sum  $jar" >>build/deps/verified
                continue
            fi
            rm -f "build/deps/$jar"
        fi
        echo "$coordinates $sum $jar"
    done
}

# Maven fetches from wherever its own settings say; it is asked for exactly these files, nothing they need.
write_pom() {
    echo '<project><modelVersion>4.0.0</modelVersion><groupId>depot</groupId><artifactId>jars</artifactId><version>0</version>'
    echo '<packaging>pom</packaging><build><plugins><plugin><groupId>org.apache.maven.plugins</groupId>'
    echo '<artifactId>maven-dependency-plugin</artifactId><configuration><outputDirectory>incoming</outputDirectory><artifactItems>'
    while read -r coordinates _; do
        group=${coordinates%%:*}
        artifact=${coordinates#*:}
        version=${artifact#*:}
        artifact=${artifact%%:*}
        classifier=
        case $version in *:*) classifier="<classifier>${version#*:}</classifier>" ;; esac
        echo "<artifactItem><groupId>$group</groupId><artifactId>$artifact</artifactId><version>${version%%:*}</version>$classifier</artifactItem>"
    done
    echo '</artifactItems></configuration></plugin></plugins></build></project>'
}

# Fetches the jars of the lock lines in $1 to build/maven/incoming.
ask_maven() {
    command -v mvn >/dev/null || fail 'jars are missing and Maven fetches them: install maven (its command mvn)'
    rm -rf build/maven
    mkdir -p build/maven
    echo "$1" | write_pom >build/maven/pom.xml
    say "fetching $(echo "$1" | wc -l | tr -d ' ') jars"
    # Maven runs on the java it finds by itself; where there is none, on ours.
    if ! { [ -n "${JAVA_HOME:-}" ] || command -v java >/dev/null; }; then
        JAVA_HOME=$JDK
        export JAVA_HOME
    fi
    if ! mvn -ntp -B -q -Dstyle.color=never -f build/maven/pom.xml "$MAVEN_COPY" >build/maven/log 2>&1 </dev/null; then
        cat build/maven/log >&2
        fail 'Maven could not fetch the jars; above is what it said'
    fi
}

# Moves the fetched jars of the lock lines in $1 to build/deps, if every one is what the lock file says.
accept_fetched() {
    echo "$1" | while read -r coordinates sum jar _; do
        found=$(sum_of "build/maven/incoming/$jar")
        if [ "$found" != "$sum" ]; then
            rm -f "build/maven/incoming/$jar"
            fail "$jar has a wrong checksum: $LOCK_FILE expects $sum, found $found ($coordinates)"
        fi
    done
    echo "$1" | while read -r coordinates sum jar _; do
        mv "build/maven/incoming/$jar" "build/deps/$jar"
        echo "$sum  $jar" >>build/deps/verified
    done
    rm -rf build/maven
}

# fetch_jars PART...: sees to it that all jars of the parts are in build/deps. Without anything to fetch,
# Maven is not even started.
fetch_jars() {
    needed=$(lock_lines 'compile run' "$@")
    [ -n "$needed" ] || return 0
    missing=$(echo "$needed" | unverified)
    [ -n "$missing" ] || return 0
    mkdir -p build/deps
    missing=$(echo "$missing" | take_present)
    [ -n "$missing" ] || return 0
    ask_maven "$missing"
    accept_fetched "$missing"
}

# For maintainers: writes the lock file's SHA-256 column anew, from what Maven fetches.
# shellcheck disable=SC2086 # PARTS is a list
update_lock() {
    needed=$(lock_lines 'compile run' $PARTS)
    ask_maven "$needed"
    echo "$needed" | while read -r coordinates _ jar _; do
        echo "$coordinates $(sum_of "build/maven/incoming/$jar")"
    done >build/maven/sums
    awk '
        NR == FNR { sum[$1] = $2; next }
        $1 in sum { $0 = sprintf("%-60s %-8s %-22s %s", $1, $2, $3, sum[$1]) }
        { print }' build/maven/sums "$LOCK_FILE" >build/maven/lock
    cat build/maven/lock >"$LOCK_FILE"
    mkdir -p build/deps
    rm -f build/deps/*.jar build/deps/verified
    read_lock
    accept_fetched "$(lock_lines 'compile run' $PARTS)"
    say "$LOCK_FILE: sums of $(echo "$needed" | wc -l | tr -d ' ') jars written"
}

# ---------------------------------------------------------------- what has changed

# Sets SOURCES: every file of every part with its SHA-256 (READMEs and their pictures are no part's); SCRIPT: the
# same of this file; EXISTING: the parts that have a Java file, or a file where they need none. Contents are compared, not times: a checkout or a copy changes those.
read_sources() {
    SOURCES=$(
        for part in $PARTS; do
            folder=$(folder_of "$part")
            [ ! -d "$folder" ] || find "$folder" -type f ! -name '.*' ! -name '*~' ! -name '*.md' ! -path '*/pictures/*' -exec sha256sum {} +
        done | LC_ALL=C sort -k 2
    )
    SCRIPT=$(sum_of build.sh)
    EXISTING=$(echo "$SOURCES" | awk -F / -v files_only=" $FILES_ONLY " '
        { part = $1 ~ /test$/ ? "test" : $2 }
        /\.java$/ || index(files_only, " " part " ") { if (!seen[part]++) printf "%s ", part }')
}

# sources_of PART: its lines of SOURCES.
sources_of() {
    echo "$SOURCES" | awk -v folder="$(folder_of "$1")/" 'index($2, folder) == 1'
}

# exists PART: a part without a Java file is none (yet).
exists() {
    has "$1" "$EXISTING"
}

# fingerprint PART: changes when anything does that the part is built from: its files, those of the parts
# it sees, their lines of the lock file, this script. Empty when there is no such part.
# shellcheck disable=SC2046 # lists
fingerprint() {
    if exists "$1"; then
        {
            echo "$SCRIPT"
            for seen in $(sees "$1") "$1"; do
                sources_of "$seen"
            done
            lock_lines 'compile run' $(with_seen "$1")
        } | sha256sum
    fi
}

built_from() {
    if [ -f "build/stamps/$1" ]; then cat "build/stamps/$1"; fi
}

# In an image's build there is no git, but (in build/git) what says which commit is checked out. It cannot tell whether files differ from it.
revision_of_copy() {
    head=$(cat build/git/HEAD 2>/dev/null) || head=
    case $head in
        'ref: '*)
            head=${head#ref: }
            head=$(cat "build/git/$head" 2>/dev/null || sed -n "s|^\([0-9a-f]*\) $head\$|\1|p" build/git/packed-refs 2>/dev/null) || head=
            ;;
    esac
    if [ -n "$head" ]; then echo "$head" | cut -c 1-7; else echo unknown; fi
}

# What depot/version.properties in depot-common.jar says.
version_text() {
    revision=${REVISION:-unknown}
    [ "$revision" != unknown ] || revision=$(revision_of_copy)
    if [ -e .git ] && commit=$(git rev-parse --verify --quiet --short HEAD 2>/dev/null); then
        revision=$commit
        # No lock: the user's own git commands are not to be disturbed.
        [ -z "$(GIT_OPTIONAL_LOCKS=0 git status --porcelain 2>/dev/null)" ] || revision=$commit-dirty
    fi
    printf 'version=%s\nrevision=%s\n' "$VERSION" "$revision"
}

# outdated PART...: those of them that are to be built again. "version" stands for depot-common.jar,
# which has only to be packed again when the revision changed.
outdated() {
    for part in "$@"; do
        if [ "$(fingerprint "$part")" != "$(built_from "$part")" ]; then
            echo "$part"
        elif [ "$part" = common ] && exists common && [ "$(version_text)" != "$(built_from version)" ]; then
            echo version
        fi
    done
}

# ---------------------------------------------------------------- compiling

# jars_to_compile PART: the jars of others on its class path when it is compiled.
# shellcheck disable=SC2046 # lists
jars_to_compile() {
    if [ "$1" = test ]; then
        jars_to_run test
    else
        lock_lines compile "$1" | while read -r _ _ jar _; do echo "$jar"; done
    fi
}

# jars_to_run PART: the jars of others it has when it runs: its own and those of the parts it sees.
# shellcheck disable=SC2046 # lists
jars_to_run() {
    lock_lines 'compile run' $(with_seen "$1") | while read -r _ _ jar _; do echo "$jar"; done
}

# A part is compiled against classes, not jars: a jar's Class-Path would show it more than it may see.
class_path() {
    for seen in $(sees "$1"); do
        ! exists "$seen" || printf 'build/classes/%s:' "$seen"
    done
    for jar in $(jars_to_compile "$1"); do
        printf 'build/deps/%s:' "$jar"
    done
}

# src/dispatch/sql/x.sql is depot/dispatch/sql/x.sql for the program; a META-INF folder is the jar's.
copy_resources() {
    sources_of "$1" | sed 's/^[^ ]*  //' | grep -v '\.java$' | while read -r file; do
        case $file in
            */META-INF/*) to=META-INF/${file##*/META-INF/} ;;
            *) to=depot/${file#*/} ;;
        esac
        mkdir -p "build/classes/$1/${to%/*}"
        cp "$file" "build/classes/$1/$to"
    done
}

# A manifest line is short: each entry of the class path goes on a line of its own, after two blanks.
write_manifest() {
    if [ -f "$(folder_of "$1")/Main.java" ]; then
        echo "Main-Class: depot.$1.Main"
        echo "Add-Opens: $OPENED"
        ! has "$1" "$NATIVE" || echo 'Enable-Native-Access: ALL-UNNAMED'
    fi
    entries=$(
        for seen in $(sees "$1"); do
            ! exists "$seen" || echo "  depot-$seen.jar"
        done
        jars_to_run "$1" | sed 's|^|  ../deps/|'
    )
    [ -z "$entries" ] || printf 'Class-Path: \n%s\n' "$entries"
}

# The same classes make the same jar: files in order, one date. The old jar stays until the new one takes
# its place, so that what runs from it is not disturbed.
pack() {
    list=build/stamps/$1.files
    write_manifest "$1" >build/stamps/manifest
    if [ "$1" = common ]; then
        rm -f build/stamps/version
        version=$(version_text)
        echo "$version" >build/classes/common/depot/version.properties
    fi
    (cd "build/classes/$1" && find . -type f) | LC_ALL=C sort |
        sed "s|^\./\(.*\)|-C \"build/classes/$1\" \"\1\"|" >"$list"
    # shellcheck disable=SC2086 # TOOL_FLAGS is a list
    "$JDK/bin/jar" $TOOL_FLAGS --create --file "build/jars/depot-$1.jar.new" --manifest build/stamps/manifest \
        --date=2020-01-01T00:00:00Z "@$list"
    mv "build/jars/depot-$1.jar.new" "build/jars/depot-$1.jar"
    [ "$1" != common ] || echo "$version" >build/stamps/version
}

# A part whose compiling fails is left without stamp and jar: it counts as not built.
compile_part() {
    rm -rf "build/stamps/$1" "build/classes/$1"
    if ! exists "$1"; then
        rm -f "build/jars/depot-$1.jar"
        return 0
    fi
    say "compiling $1"
    mkdir -p "build/classes/$1/depot"
    built=$(fingerprint "$1")
    sources_of "$1" | sed -n 's/^[^ ]*  \(.*\.java\)$/"\1"/p' >build/stamps/sources
    processors=-proc:none
    [ "$1" != test ] || processors=$JMH_FLAGS
    # shellcheck disable=SC2086 # the flags are lists
    if [ -s build/stamps/sources ] && ! "$JDK/bin/javac" $TOOL_FLAGS $JAVAC_FLAGS $processors -d "build/classes/$1" --class-path "$(class_path "$1")" \
        @build/stamps/sources; then
        rm -f "build/jars/depot-$1.jar"
        fail "$1 does not compile"
    fi
    copy_resources "$1"
    pack "$1"
    echo "$built" >"build/stamps/$1"
}

build_outdated() {
    # shellcheck disable=SC2086,SC2046 # lists
    for part in $(outdated $1); do
        if [ "$part" = version ]; then pack common; else compile_part "$part"; fi
    done
}

# One build at a time in one tree: the kernel drops the lock with the process, however it ends. Where
# there is no flock, two builds at once are the user's to avoid.
locked() {
    mkdir -p build
    exec 9>build/lock
    if command -v flock >/dev/null && ! flock -n 9; then
        say 'another build.sh is building here: waiting for it'
        flock 9
    fi
    "$@"
    exec 9>&-
}

build_locked() {
    # shellcheck disable=SC2086 # a list
    fetch_jars $1
    read_sources # anew: the wait for the lock may have been long
    mkdir -p build/classes build/jars build/stamps
    build_outdated "$1"
}

# build PART...: brings them and all they see up to date.
build() {
    find_jdk
    read_lock
    parts=$(with_seen "$@" | tr '\n' ' ')
    read_sources
    # shellcheck disable=SC2086 # a list
    if [ -n "$(lock_lines 'compile run' $parts | unverified)$(outdated $parts)" ]; then
        locked build_locked "$parts"
    fi
}

# ---------------------------------------------------------------- running

# Without a receiver, gps runs with a made-up one; only here, and not when the user named one.
set_gps_source() {
    if [ -z "${GPS_SOURCE:-}${GPS_SOURCE_FILE:-}${GPS_SERIAL_PORT:-}" ] && ! [ -e /dev/ttyACM0 ] && ! [ -e /dev/ttyUSB0 ]; then
        say 'no receiver is plugged in (/dev/ttyACM0, /dev/ttyUSB0): gps shows a MADE-UP base station (GPS_SOURCE=sim:)'
        GPS_SOURCE=sim:
        export GPS_SOURCE
    fi
}

# Dispatch has discovery supervise rovers on tasks: here it is the one beside it, unless the user says otherwise.
set_discovery_url() {
    DISCOVERY_URL=${DISCOVERY_URL:-http://127.0.0.1:4860}
    export DISCOVERY_URL
}

# set_data_dir FOLDER: data goes to the tree, sessions below it, unless the user says where.
set_data_dir() {
    if [ -z "${DATA_DIR:-}" ]; then
        DATA_DIR=$ROOT/build/$1
        mkdir -p "$DATA_DIR"
        export DATA_DIR
    fi
    # archive writes there what discovery reads
    if [ -z "${SESSIONS_DIR:-}" ] && ! [ -w /data/sessions ]; then
        SESSIONS_DIR=$DATA_DIR/sessions
        export SESSIONS_DIR
    fi
}

# program_of SERVICE: the part whose program it is. Dispatch needs a database: where none is named, it is run
# with one of its own. (Asked for help, it is itself.)
program_of() {
    if [ "$1" = dispatch ] && [ "$#" = 1 ] && [ -z "${DATABASE_URL:-}${DATABASE_URL_FILE:-}" ]; then
        echo local
    else
        echo "$1"
    fi
}

# run_service SERVICE [ARGUMENT...]: this process becomes the service, so signals reach it.
run_service() {
    service=$(program_of "$@")
    shift
    cd "$CALLED_FROM"
    # Without any locale, Java could not open files whose names are not ASCII: sessions' folders may be such.
    [ -n "${LC_ALL:-}${LC_CTYPE:-}${LANG:-}" ] || export LC_ALL=C.UTF-8
    # shellcheck disable=SC2086 # the flags are lists
    exec "$JDK/bin/java" $JVM_FLAGS ${JAVA_OPTS:-} -jar "$ROOT/build/jars/depot-$service.jar" "$@"
}

# Opens file descriptors 5 and 6 as the two ends, writing and reading, of a new pipe.
open_pipe() {
    mkfifo "$1"
    # One that is open both ways lets the other two be opened without a partner to wait for.
    exec 7<>"$1"
    exec 5>"$1"
    exec 6<"$1"
    exec 7>&-
    rm "$1"
}

# Copies the log from standard input, each line after $2. Its end is the service's end: told on 8. When
# nobody reads our output any more, all is to stop.
prefix_lines() {
    trap '' INT TERM HUP PIPE
    while IFS= read -r line || [ -n "$line" ]; do
        printf '%s%s\n' "$2" "$line" 2>/dev/null || {
            echo stop >&8
            cat >/dev/null
        }
    done
    echo "$1" >&8
}

# The prefix of the service's lines: aligned, in a colour of its own on a terminal.
prefix_of() {
    if [ -t 1 ] && [ -z "${NO_COLOR:-}" ] && [ "${TERM:-dumb}" != dumb ]; then
        case $1 in
            discovery) colour=36 ;;
            dispatch) colour=33 ;;
            sim) colour=35 ;;
            archive) colour=34 ;;
            *) colour=32 ;;
        esac
        printf '\033[%sm%-9s |\033[0m ' "$colour" "$1"
    else
        printf '%-9s | ' "$1"
    fi
}

start_service() {
    open_pipe "build/pipe.$$"
    # Descriptors are closed by exec: on a function's own redirections a shell keeps copies.
    prefix=$(prefix_of "$1")
    (exec <&6 5>&- 6>&- && prefix_lines "$1" "$prefix") &
    readers="$readers $!"
    (exec >&5 2>&1 5>&- 6>&- 8>&- && run_service "$1") &
    running="$running $1:$!"
    exec 5>&- 6>&-
}

# any_alive "NAME:PID ...": does one of them still run?
any_alive() {
    for entry in $1; do
        ! kill -0 "${entry#*:}" 2>/dev/null || return 0
    done
    return 1
}

# Waits until descriptor 9 of this script is closed, which its death does too, whatever killed it. Then
# ends the services in $1, and kills those that do not end in time.
watch_over() {
    trap '' INT HUP
    before=$! # not a child of ours
    trap '[ "$!" = "$before" ] || { kill "$!" && wait "$!"; } 2>/dev/null; exit 0' TERM
    read -r _ || :
    for entry in $1; do kill -TERM "${entry#*:}" 2>/dev/null || :; done
    seconds=0
    while [ "$seconds" -lt "$STOP_SECONDS" ] && any_alive "$1"; do
        sleep 1 &
        wait "$!"
        seconds=$((seconds + 1))
    done
    for entry in $1; do
        if kill -KILL "${entry#*:}" 2>/dev/null; then
            say "${entry%:*} did not end within $STOP_SECONDS s: killed"
        fi
    done
}

# wait_for PID: sets status to what the process ended with. (A signal to this script ends a wait early.)
wait_for() {
    while :; do
        status=0
        wait "$1" 2>/dev/null || status=$?
        kill -0 "$1" 2>/dev/null || return 0
    done
}

# Waits for what ends the run: a service that dies, or a signal. Sets died to "service:pid", or to nothing.
wait_for_end() {
    died=
    while :; do
        event=
        read -r event <&8 || :
        [ "$event" != stop ] || return 0
        for entry in $running; do
            if [ "$event" = "${entry%:*}" ]; then
                died=$entry
                return 0
            fi
        done
    done
}

# Every service in one terminal, each with a process that prefixes its log. What happens (the end of a
# log, a signal) is written to the pipe 8, the one thing this script waits for.
run_all() {
    running='' readers='' status=0 result=0
    mkfifo "build/pipe.$$"
    exec 8<>"build/pipe.$$"
    rm "build/pipe.$$"
    trap 'echo stop >&8' INT TERM HUP
    for service in "$@"; do start_service "$service"; done
    open_pipe "build/pipe.$$"
    (exec <&6 5>&- 6>&- 8>&- && watch_over "$running") &
    watcher=$!
    exec 9>&5 5>&- 6>&-

    wait_for_end
    if [ -n "$died" ]; then
        wait_for "${died#*:}"
        result=$status
        [ "$result" != 0 ] || result=1
        say "${died%:*} has ended, with status $status: ending all"
    fi
    exec 9>&-
    for entry in $running; do
        [ "$entry" = "$died" ] || wait_for "${entry#*:}"
        [ "$status" != 137 ] || result=1 # it had to be killed
    done
    kill "$watcher" 2>/dev/null || :
    for process in $readers $watcher; do wait_for "$process"; done
    exit "$result"
}

# Sets services to those that there are: the ones with a main class.
find_services() {
    services=
    for service in $SERVICES; do
        [ ! -f "src/$service/Main.java" ] || services="${services:+$services }$service"
    done
}

# ---------------------------------------------------------------- images

# What jdeps finds and a service does not use: JTS's drawing classes and the driver's bean editors; logging in to a database by
# Kerberos. DispatchInItsImageTest runs dispatch without them.
NOT_LINKED='java.desktop java.security.jgss'

# modules_of PART: the JDK's modules that its jars and those it stands on refer to.
# shellcheck disable=SC2046,SC2086 # lists
modules_of() {
    "$JDK/bin/jdeps" $TOOL_FLAGS --multi-release 25 --ignore-missing-deps --print-module-deps \
        $(for seen in $(with_seen "$1"); do echo "build/jars/depot-$seen.jar"; done) \
        $(jars_to_run "$1" | sed 's|^|build/deps/|') | tr , '\n' | grep -vxF "$(echo "$NOT_LINKED" | tr ' ' '\n')" | tr '\n' , | sed 's/,$//'
}

# Five megabytes in the modules that are linked, which nothing here reaches: what implements XML (java.sql cannot be linked without that
# module, for a column type that no table of ours has), the encodings of East Asia, the names of characters, and keytool. A regular
# expression of paths in a module, for awk and for the test.
UNREAD='^(com/sun/(java_cup|org|xml)/|jdk/xml/|java/lang/uniName|sun/security/tools/keytool/|sun/nio/cs/(Big5|DoubleByte|EUC_|GB|HKSCS|JIS_|Johab|MS932|SJIS))'

# Those files. Of a package that would be empty the last stays: jlink wants the packages that a module declares.
unread() {
    "$JDK/bin/jimage" list "$JDK/lib/modules" | awk -v unread="$UNREAD" '
        /^Module:/ { module = $2; next }
        {
            package = module "/" $1
            sub("/[^/]*$", "", package)
            left[package]++
        }
        $1 ~ unread {
            files[++count] = "/" module "/" $1
            packages[count] = package
        }
        END { for (i = 1; i <= count; i++) if (--left[packages[i]]) print files[i] }'
}

# Copies exactly the jars that the part runs from, laid out as the manifests expect.
copy_jars() {
    mkdir -p "$2/jars" "$2/deps"
    for seen in $(with_seen "$1"); do cp -p "build/jars/depot-$seen.jar" "$2/jars/"; done
    for jar in $(jars_to_run "$1"); do cp -p "build/deps/$jar" "$2/deps/"; done
}

# asked PORT PATH...: each answers. (These options are known to busybox's wget, however it is built, and to GNU's.)
asked() {
    at=http://127.0.0.1:$1
    shift
    for path in "$@"; do
        wget -q -O /dev/null "$at$path" || return 1
    done
}

# A service that is used for a moment, so that the JVM notes which classes and methods a start and a call need. Its end writes
# the cache. It needs the very runtime, paths and flags that will use the cache. Linked classes make a start quicker and the cache 2.8 MB
# larger: dispatch's image has no room for them.
# shellcheck disable=SC2046 # lists
train() {
    log=$2/training.log
    home=$(mktemp -d)
    if [ "$1" = dispatch ]; then linking=-; else linking=+; fi
    PORT=0 NTRIP_PORT=0 ROVER_LINKS=off TELEMETRY_PORT=0 SFTP_PORT=0 SFTP_PASSWORD=x DATA_DIR=$home SESSIONS_DIR=$home GPS_SOURCE=sim: DATABASE_URL=postgres://x:x@127.0.0.1:1/x \
        "$2/java/bin/java" "-XX:AOTCacheOutput=$2/start.aot" "-XX:${linking}AOTClassLinking" $(grep -v AOTCache "$2/java.options") -jar "$2/jars/depot-$1.jar" >"$log" 2>&1 &
    trained=$!
    tries=0
    port=
    until [ -n "$port" ] && asked "$port" /health 2>/dev/null; do # dispatch waits for its database in between
        port=$(sed -n 's/.*listening on port \([0-9]*\).*/\1/p' "$log" | head -n 1)
        tries=$((tries + 1))
        if [ "$tries" -ge 300 ] || ! kill -0 "$trained" 2>/dev/null; then
            fail "$1 did not start for its training: $(cat "$log")"
        fi
        sleep 0.1
    done
    wget -q -O /dev/null --post-data '{"id":"bvr-01","name":"x","address":"ws://10.0.0.7:4850"}' "http://127.0.0.1:$port/register" 2>/dev/null || :
    wget -q -O /dev/null --post-data '{"mode":1}' "http://127.0.0.1:$port/heartbeat/bvr-01" 2>/dev/null || :
    asked "$port" /rovers /api/sessions / 2>/dev/null || :
    asked "$port" /status 2>/dev/null || :
    asked "$port" /metrics /version /health
    kill -TERM "$trained"
    wait "$trained" || :
    [ -s "$2/start.aot" ] || fail "the training of $1 wrote no cache: $(cat "$log")"
    rm -rf "$log" "$home"
}

# number FILE OFFSET BYTES: a number of an ELF file (of 64 bits, little end first, as all that we build for are).
number() {
    od -An "-tu$3" -j "$2" -N "$3" "$1" | tr -d ' '
}

# Cuts the symbol table, five megabytes for debuggers, off the JVM's library: it comes behind all that is loaded. (JDK images have no strip.)
cut_symbols() {
    table=$(number "$1" 40 8)
    section=0
    while [ "$section" -lt "$(number "$1" 60 2)" ]; do
        entry=$((table + section * 64))
        if [ "$(number "$1" $((entry + 4)) 4)" = 2 ]; then # SHT_SYMTAB
            dd if=/dev/null of="$1" bs=1 seek="$(number "$1" $((entry + 24)) 8)" 2>/dev/null
            # the header must not point to a table of sections that is gone: e_shoff, e_shnum and e_shstrndx
            dd if=/dev/zero of="$1" bs=1 seek=40 count=8 conv=notrunc 2>/dev/null
            dd if=/dev/zero of="$1" bs=1 seek=60 count=4 conv=notrunc 2>/dev/null
            return
        fi
        section=$((section + 1))
    done
}

# bundle SERVICE FOLDER: all that an image needs, in a folder that must have the same path there.
bundle() {
    copy_jars "$1" "$2"
    unread >"$2/unread"
    # (--strip-debug would want objcopy, which images of a JDK for musl do not have)
    "$JDK/bin/jlink" --add-modules "$(modules_of "$1")" --output "$2/java" --strip-java-debug-attributes --no-header-files --no-man-pages \
        --compress zip-9 --exclude-resources="@$2/unread"
    rm "$2/unread"
    cut_symbols "$2/java/lib/server/libjvm.so"
    # for making archives, for other JDKs to read this one, for sorting long arrays of numbers, for signals of others, and tools
    (cd "$2/java" && rm -f lib/classlist lib/jrt-fs.jar lib/libsimdsort.so lib/libjsig.so lib/server/libjsig.so lib/jexec bin/keytool bin/jwebserver)
    {
        # shellcheck disable=SC2086 # lists
        printf '%s\n' $JVM_FLAGS $IMAGE_FLAGS
        [ "$1" = sim ] || echo "-XX:AOTCache=$2/start.aot"
    } >"$2/java.options"
    write_start "$1" "$2"
    cp NOTICE "$2/NOTICE"
    sbom "$1" >"$2/sbom.json"
    # Times would make another layer of the same files; and the cache goes by those of the jars.
    find "$2" -exec touch -t 202001010000 {} +
    [ "$1" = sim ] || train "$1" "$2"
}

# What an image starts: the service, which this shell becomes, so that signals reach it; or a command that is named, such as sh.
write_start() {
    cat >"$2/start" <<END
#!/bin/sh
case \${1:-} in
    '' | -* | help) exec $2/java/bin/java @$2/java.options -jar $2/jars/depot-$1.jar "\$@" ;;
esac
exec "\$@"
END
    chmod 755 "$2/start"
}

# sbom PART: its CycloneDX bill of materials: the jars of others, with what NOTICE says of their licences.
# shellcheck disable=SC2046 # lists
sbom() {
    lock_lines 'compile run' $(with_seen "$1") | awk -v part="$1" -v version="$VERSION" '
        NR == FNR { if ($1 ~ /^[a-z][^ ]*:[^ ]+$/) licence[$1] = $2; next }
        {
            split($1, name, ":")
            of = licence[name[1] ":" name[2]]
            if (of == "") { print "NOTICE does not tell of " name[1] ":" name[2] > "/dev/stderr"; exit 1 }
            purl = "pkg:maven/" name[1] "/" name[2] "@" name[3]
            entries = entries (entries == "" ? "" : ",\n    ") sprintf("{\"type\":\"library\",\"bom-ref\":\"%s\",\"group\":\"%s\",\"name\":\"%s\",\"version\":\"%s\",\"scope\":\"required\",\"hashes\":[{\"alg\":\"SHA-256\",\"content\":\"%s\"}],\"licenses\":[{\"license\":{\"id\":\"%s\"}}],\"purl\":\"%s\"}", purl, name[1], name[2], name[3], $2, of, purl)
        }
        END {
            printf "{\n  \"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"version\":1,\n"
            printf "  \"metadata\":{\"component\":{\"type\":\"application\",\"bom-ref\":\"depot-%s\",\"name\":\"depot-%s\",\"version\":\"%s\"}},\n", part, part, version
            printf "  \"components\":[\n    %s\n  ]\n}\n", entries
        }' NOTICE -
}

# What builds images here.
find_engine() {
    if docker buildx version >/dev/null 2>&1; then
        ENGINE='docker buildx build --load'
    elif command -v docker >/dev/null && docker version >/dev/null 2>&1; then
        ENGINE='docker build'
    elif command -v podman >/dev/null; then
        ENGINE='podman build --format docker' # a health check is no part of the other format
    else
        fail 'images: no engine answers here: install and start docker, or podman'
    fi
}

# image_of SERVICE: which Dockerfile it is made from, and which of its stages.
image_of() {
    case $1 in
        sim) echo '-f Dockerfile.gps --target sim' ;;
        archive) echo '-f Dockerfile.discovery --target archive' ;;
        *) echo "-f Dockerfile.$1" ;;
    esac
}

# one_image SERVICE: builds it, with its tags. Buildx pushes by itself, as it must for several platforms.
# shellcheck disable=SC2046,SC2086 # lists
one_image() {
    name=${REGISTRY:+$REGISTRY/}depot-$1
    say "building $name:$TAG"
    how=$ENGINE
    case $ENGINE in
        *buildx*) [ -z "$REGISTRY" ] || how="${ENGINE% --load} --push" ;;
    esac
    $how ${PLATFORM:+--platform "$PLATFORM"} $(echo "${IMAGE_BUILD_OPTIONS:-}" | sed "s/@IMAGE@/$1/g") $(image_of "$1") \
        --build-arg "VERSION=$VERSION" --build-arg "REVISION=$REVISION" -t "$name:$TAG" -t "$name:latest" .
    case $how in
        *--push) ;;
        *) [ -z "$REGISTRY" ] || for tag in "$TAG" latest; do "${ENGINE%% *}" push "$name:$tag"; done ;;
    esac
}

# ---------------------------------------------------------------- tests and benchmarks

# Becomes a program with the tests' class path. It is told where things are, to start services as processes.
run_with_tests() {
    # Tests with containers: no helper images of Testcontainers, which would be fetched (to find this host, too); each test ends what it starts.
    export TESTCONTAINERS_RYUK_DISABLED=true TESTCONTAINERS_CHECKS_DISABLE=true
    [ -n "${DOCKER_HOST:-}" ] || export TESTCONTAINERS_HOST_OVERRIDE="${TESTCONTAINERS_HOST_OVERRIDE:-localhost}"
    # Assertions in our code only: in the JDK's HTTP server they would change what a service does.
    exec "$JDK/bin/java" -ea:depot... "$UNSAFE" --add-opens "$OPENED=ALL-UNNAMED" --enable-native-access=ALL-UNNAMED -cp build/jars/depot-test.jar \
        -Ddepot.root="$ROOT" -Ddepot.jars="$ROOT/build/jars" -Ddepot.java="$JDK/bin/java" -Ddepot.flags="$JVM_FLAGS" -Ddepot.not-linked="$NOT_LINKED" -Ddepot.unread="$UNREAD" "$@"
}

# Only names of classes come here: the pattern becomes part of a regular expression.
check_pattern() {
    case $1 in
        *[!A-Za-z0-9_.]*) wrong_use "test: $1 is no part of a class name" ;;
    esac
}

# test_jvm NAME CLASSES PATTERN [OPTION…]: runs the tests of the classes that the regular expression CLASSES fits, the slow ones (those
# with an @Order) first. The last line is the count. depot.support.TestReport, which JUnit finds by itself, prints all of it.
test_jvm() {
    name=$1 classes=$2 pattern=$3
    shift 3
    run_with_tests "$@" \
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

# test_share NAME: as test_jvm with the classes that no other JVM has taken, but its count and status go to build/test.
test_share() {
    {
        status=0
        (test_jvm "$1" '.*Test$' '' -Ddepot.test.claims=build/test/claims) || status=$?
        echo "$status" >"build/test/$1.status"
    } | awk -v count="build/test/$1.count" '
        /^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$/ { print >count; next }
        { print; fflush() }'
}

# All tests run in three JVMs, as most of their time is waiting; each takes the next class that none has. With a pattern, in one.
run_tests() {
    rm -rf build/test
    mkdir -p build/test/claims
    if [ -n "$1" ]; then
        test_jvm some "^(?=.*\\Q$1\\E).*Test\$" "$1"
    fi
    for share in one two; do test_share "$share" & done
    test_share three
    wait
    rm -rf build/test/claims
    cat build/test/*.count | awk '
        { passed += $1; failed += $3; skipped += $5 }
        END { print passed + 0 " passed, " failed + 0 " failed, " skipped + 0 " skipped" }'
    [ "$(cat build/test/*.status | tr '\n' ' ')" = '0 0 0 ' ] || exit 1
}

# ---------------------------------------------------------------- lint

# Error Prone goes by the annotation's full name: for it, ours gets one that it knows.
KNOWN_PACKAGE=com.google.errorprone.annotations.concurrent
# What it needs of the compiler's insides.
COMPILER_PACKAGES='api file main model parser processing tree util'

# All of our code is compiled once more, with Error Prone looking on: what it takes for an error is one, and that what is declared
# as guarded by a lock is used under it. It looks at a copy; nothing is kept but the stamp.
# shellcheck disable=SC2046,SC2086 # lists
lint() {
    looked_at=$({ echo "$SCRIPT"; echo "$SOURCES" | grep '  src/.*[.]java$'; lock_lines 'compile run' lint; } | sha256sum)
    [ "$looked_at" != "$(built_from looked-at)" ] || return 0
    say 'looking at the code with Error Prone'
    rm -rf build/lint
    mkdir -p build/lint
    cp -R src build/lint/src
    grep -rlF depot.common.GuardedBy build/lint/src | while read -r file; do
        sed "s/depot[.]common[.]GuardedBy/$KNOWN_PACKAGE.GuardedBy/" "$file" >build/lint/named
        mv build/lint/named "$file"
    done
    sed "s/^package .*/package $KNOWN_PACKAGE;/" src/common/GuardedBy.java >build/lint/src/common/GuardedBy.java
    find build/lint/src -name '*.java' >build/lint/sources
    opened=
    for package in $COMPILER_PACKAGES; do opened="$opened -J--add-exports=jdk.compiler/com.sun.tools.javac.$package=ALL-UNNAMED"; done
    for package in code comp; do opened="$opened -J--add-opens=jdk.compiler/com.sun.tools.javac.$package=ALL-UNNAMED"; done
    if ! "$JDK/bin/javac" $TOOL_FLAGS $opened --release 25 -proc:none -XDcompilePolicy=simple --should-stop=ifError=FLOW \
        -Xplugin:'ErrorProne -XepDisableAllWarnings -Xep:GuardedBy:ERROR' \
        -processorpath "$(jars_to_run lint | sed 's|^|build/deps/|' | tr '\n' ':')" \
        -d build/lint/classes --class-path "$(jars_to_run test | sed 's|^|build/deps/|' | tr '\n' ':')" @build/lint/sources; then
        fail 'lint: above is what is wrong'
    fi
    rm -rf build/lint
    echo "$looked_at" >build/stamps/looked-at
}

# ---------------------------------------------------------------- commands

help() {
    cat <<'END'
./build.sh COMMAND

  help               this text
  deps               fetch and check the jars of others; without it, the first build does
  deps --update      for maintainers: write the checksums in src/jars.lock anew
  compile [PART...]  compile what changed; all of it, or these parts and what they stand on
  test [PATTERN]     run the tests, lint first, or those with PATTERN in the name of their class
  lint               look at the code with Error Prone: its errors, and that locks are held where that is declared
  run                run all services in this terminal; Ctrl-C ends them
  run SERVICE [...]  run one of them, such as discovery; what follows is its to read
  run sim [...]      run a simulated fleet against services that run: `run sim --help`
  demo [...]         run all, with a simulated fleet and things for it to do: the page to open is told;
                     --rovers N (5), --seed S (1), --speed F (1, how much faster than real they drive), --unsupervised
  bench [NAME...]    run the benchmarks, or these; results also go to build/bench
  faults N [SEED [NAME]]
                     play the fault scenarios against dispatch from N seeds, the first of them SEED;
                     all, or those with NAME in theirs
  images [--push REGISTRY] [--tag TAG] [--platform linux/amd64,linux/arm64]
                     build the container images with docker, buildx or podman, tagged TAG (the version) and latest, and push
                     them where you say so; what is in IMAGE_BUILD_OPTIONS goes to the engine's build, @IMAGE@ in it
                     is discovery, archive, dispatch, gps or sim
  bundle SERVICE FOLDER
                     what the Dockerfiles call: a service with a runtime of its own, in a folder
  sbom SERVICE       print what of others is in a service's image, as CycloneDX
  jdk                print where the JDK is that is used
  clean              remove what was built; the services' data and fetched jars stay
  clean --all        remove them too

A JDK 25 or newer is taken from JAVA_HOME, PATH or /usr/lib/jvm. Maven is needed once, to fetch jars.
DATA_DIR is where services keep data (build/data, the demo build/demo-data), JAVA_OPTS are flags for their JVM. REVISION is what
/version tells where there is no git.
END
}

command_deps() {
    find_jdk
    read_lock
    # shellcheck disable=SC2086 # a list
    case $*,$# in
        ,0) locked fetch_jars $PARTS ;;
        --update,1) locked update_lock ;;
        *) wrong_use 'deps takes --update, or nothing' ;;
    esac
}

command_compile() {
    for part in "$@"; do
        has "$part" "$PARTS" || wrong_use "no part is called $part; there are: $PARTS"
    done
    # shellcheck disable=SC2086 # a list
    [ "$#" -gt 0 ] || set -- $PARTS
    build "$@"
}

command_test() {
    [ "$#" -le 1 ] || wrong_use 'test takes one PATTERN, or nothing'
    check_pattern "${1:-}"
    build test
    exists test || fail 'there are no tests yet'
    [ -n "${1:-}" ] || command_lint
    run_tests "${1:-}"
}

command_lint() {
    [ "$#" = 0 ] || wrong_use 'lint takes nothing'
    build test lint
    lint
}

# build_services [PART...]: builds the programs of all services, and these.
# shellcheck disable=SC2046,SC2086 # lists
build_services() {
    build $(for service in $services; do program_of "$service"; done) "$@"
}

command_run() {
    find_services
    [ -n "$services" ] || fail 'there are no services yet'
    if [ "$#" -gt 0 ] && ! has "$1" "$services sim"; then
        wrong_use "no service is called $1; there are: $services, and sim"
    fi
    if [ "$#" -gt 0 ]; then build "$(program_of "$@")"; else build_services; fi
    set_data_dir data
    ! has gps "${1:-$services}" || set_gps_source
    ! has dispatch "${1:-$services}" || set_discovery_url
    # shellcheck disable=SC2086 # a list
    if [ "$#" -gt 0 ]; then run_service "$@"; else run_all $services; fi
}

# Sets what the options of demo say. What they may be, the simulated fleet says.
read_demo_options() {
    while [ "$#" -gt 0 ]; do
        case $1 in
            --rovers | --seed | --speed) ;;
            --unsupervised)
                SIM_UNSUPERVISED=true
                shift
                continue
                ;;
            *) wrong_use "demo takes --rovers N, --seed S, --speed F and --unsupervised, and not $1" ;;
        esac
        [ "$#" -gt 1 ] || wrong_use "demo: $1 wants a value behind it"
        case $1 in
            --rovers) SIM_ROVERS=$2 ;;
            --seed) SIM_SEED=$2 ;;
            --speed) SIM_SPEED=$2 ;;
        esac
        shift 2
    done
}

# port_taken PORT: does something on this machine listen there? (Where that cannot be told, the service finds out.)
port_taken() {
    cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | awk -v at="$(printf ':%04X' "$1")" '
        $4 == "0A" && substr($2, length($2) - 4) == at { taken = 1 }
        END { exit !taken }'
}

# The page expects the services at their own ports.
check_ports() {
    for port in 4860 4870 4880 4890 2101 2222; do
        ! port_taken "$port" || fail "port $port is taken: something listens there, another depot perhaps; end it first"
    done
}

# What the user's environment says of real services is not for the demo, their database least of all.
set_demo_environment() {
    unset PORT TELEMETRY_PORT SFTP_PORT SFTP_USER SFTP_PASSWORD_FILE SFTP_AUTHORIZED_KEYS SIM_SFTP DATABASE_URL DATABASE_URL_FILE DISCOVERY_URL DISPATCH_URL GPS_URL GPS_SOURCE_FILE
    set_data_dir demo-data
    SESSIONS_DIR=$DATA_DIR/sessions
    GPS_SOURCE=sim:
    SIM_DEMO=true
    # Rovers of the field say zeros: then they are on the map only where the site's origin is known to dispatch.
    SIM_POSES=${SIM_POSES:-true}
    # They bring their recordings as those of the field do, more often.
    SFTP_PASSWORD=demo
    SIM_UPLOAD_EVERY=${SIM_UPLOAD_EVERY:-1m}
    # Its rovers' own ports are on this machine, where discovery does not look unless it is told so.
    ROVER_NETWORKS=${ROVER_NETWORKS:-127.0.0.0/8}
    set_discovery_url
    export SFTP_PASSWORD SIM_UPLOAD_EVERY ROVER_NETWORKS SIM_UNSUPERVISED="${SIM_UNSUPERVISED:-}"
    export SESSIONS_DIR GPS_SOURCE SIM_DEMO SIM_POSES SIM_ROVERS="${SIM_ROVERS:-}" SIM_SEED="${SIM_SEED:-}" SIM_SPEED="${SIM_SPEED:-}"
}

command_demo() {
    read_demo_options "$@"
    find_services
    set_demo_environment
    build_services sim
    check_ports
    # shellcheck disable=SC2086 # a list
    run_all $services sim
}

command_bench() {
    build test
    [ -f test/bench/Bench.java ] || fail 'there are no benchmarks yet'
    mkdir -p build/bench
    run_with_tests depot.bench.Bench "$@"
}

remove_built() {
    find build -mindepth 1 -maxdepth 1 ! -name data ! -name demo-data ! -name deps ! -name lock -exec rm -rf {} +
}

command_clean() {
    case $*,$# in
        ,0) [ ! -d build ] || locked remove_built ;;
        --all,1) rm -rf build ;;
        *) wrong_use 'clean takes --all, or nothing' ;;
    esac
}

command_faults() {
    build test
    run_with_tests -Dorg.slf4j.simpleLogger.defaultLogLevel=error -Dorg.slf4j.simpleLogger.log.org.java_websocket=off -Dorg.slf4j.simpleLogger.log.io.zonky=off \
        depot.dispatch.faults.Faults "$@"
}

command_images() {
    REGISTRY='' TAG=$VERSION PLATFORM=''
    while [ "$#" -gt 0 ]; do
        case $1 in
            --push | --tag | --platform) [ -n "${2:-}" ] || wrong_use "images: $1 wants a value behind it" ;;
            *) wrong_use "images takes --push REGISTRY, --tag TAG and --platform LIST, and not $1" ;;
        esac
        case $1 in
            --push) REGISTRY=${2%/} ;;
            --tag) TAG=$2 ;;
            --platform) PLATFORM=$2 ;;
        esac
        shift 2
    done
    find_engine
    case $PLATFORM in
        *,*)
            case $ENGINE in *buildx*) ;; *) fail 'images: several platforms at once need buildx' ;; esac
            [ -n "$REGISTRY" ] || fail 'images: several platforms at once are only pushed, not kept here: say --push REGISTRY as well'
            ;;
    esac
    REVISION=$(version_text | sed -n 's/^revision=//p')
    for image in discovery archive dispatch gps sim; do one_image "$image"; done
}

# What a Dockerfile calls.
command_bundle() {
    if [ "$#" != 2 ] || ! has "$1" "$SERVICES sim"; then wrong_use 'bundle takes a service and a folder'; fi
    build "$1"
    bundle "$1" "$2"
}

command_sbom() {
    if [ "$#" != 1 ] || ! has "$1" "$SERVICES sim"; then wrong_use 'sbom takes a service'; fi
    read_lock
    sbom "$1"
}

command_jdk() {
    find_jdk
    echo "$JDK"
}

CALLED_FROM=$PWD
ROOT=$(cd -- "$(dirname -- "$0")" && pwd -P)
cd "$ROOT"

command=${1:-help}
[ "$#" = 0 ] || shift
case $command in
    help | -h | --help) help ;;
    deps | compile | lint | test | run | demo | bench | faults | images | bundle | sbom | clean | jdk) "command_$command" "$@" ;;
    *) wrong_use "no command is called $command; there are: help, deps, compile, lint, test, run, demo, bench, faults, images, bundle, sbom, clean, jdk" ;;
esac
