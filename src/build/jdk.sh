# shellcheck shell=sh
# The JDK that is used.

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

command_jdk() {
    find_jdk
    echo "$JDK"
}
