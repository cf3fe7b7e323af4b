# shellcheck shell=sh disable=SC2153 # parts.sh says what there is
# Compiles the parts whose sources changed, each with only what it may see.

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
    if [ -s build/stamps/sources ] && ! "$JDK/bin/javac" $TOOL_FLAGS $JAVAC_FLAGS $processors -d "build/classes/$1" \
        --class-path "$(class_path "$1")" @build/stamps/sources; then
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

command_compile() {
    for part in "$@"; do
        has "$part" "$PARTS" || wrong_use "no part is called $part; there are: $PARTS"
    done
    # shellcheck disable=SC2086 # a list
    [ "$#" -gt 0 ] || set -- $PARTS
    build "$@"
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
