# shellcheck shell=sh disable=SC2153,SC2120,SC2119 # parts.sh says what there is; demo.sh passes more
# Runs the services in this terminal, and ends them together.

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
    cd "$CALLED_FROM" || exit
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

# Copies the log from standard input, each line after $2. Its end is the service's end, which is reported on 8. When
# our output is no longer read, everything stops.
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

# build_services [PART...]: builds the programs of all services, and these.
# shellcheck disable=SC2046,SC2086 # lists
build_services() {
    build $(for service in $services; do program_of "$service"; done) "$@"
}

command_run() {
    find_services
    [ -n "$services" ] || fail 'there are no services yet'
    if [ "$#" -gt 0 ] && ! has "$1" "$services sim load"; then
        wrong_use "no service is called $1; there are: $services, sim and load"
    fi
    if [ "$#" -gt 0 ]; then build "$(program_of "$@")"; else build_services; fi
    set_data_dir data
    ! has gps "${1:-$services}" || set_gps_source
    ! has dispatch "${1:-$services}" || set_discovery_url
    # shellcheck disable=SC2086 # a list
    if [ "$#" -gt 0 ]; then run_service "$@"; else run_all $services; fi
}
