# shellcheck shell=sh
# The jars of others: fetched once, by the sums in src/jars.lock.

# Sets LOCK: the lock file's lines as "group:artifact:version sha256 jar scope ,part,part,". One that
# cannot be read stops the build.
read_lock() {
    LOCK=$(awk -v parts=" $PARTS $ON_DEMAND " '
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
        echo "<artifactItem><groupId>$group</groupId><artifactId>$artifact</artifactId>"
        echo "<version>${version%%:*}</version>$classifier</artifactItem>"
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
# shellcheck disable=SC2086 # lists
update_lock() {
    needed=$(lock_lines 'compile run' $PARTS $ON_DEMAND)
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
    accept_fetched "$(lock_lines 'compile run' $PARTS $ON_DEMAND)"
    say "$LOCK_FILE: sums of $(echo "$needed" | wc -l | tr -d ' ') jars written"
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
