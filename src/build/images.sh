# shellcheck shell=sh
# Images: a service with a runtime of its own, and the engine that builds it into an image.

# What jdeps finds and a service does not use: JTS's drawing classes and the driver's bean editors; logging in to a database by
# Kerberos. DispatchInItsImageTest runs dispatch without them.
NOT_LINKED='java.desktop java.security.jgss'

# modules_of PART: the JDK's modules that its jars and those it stands on refer to.
# shellcheck disable=SC2046,SC2086 # lists
modules_of() {
    "$JDK/bin/jdeps" $TOOL_FLAGS --multi-release 25 --ignore-missing-deps --print-module-deps \
        $(for seen in $(with_seen "$1"); do echo "build/jars/depot-$seen.jar"; done) \
        $(jars_to_run "$1" | sed 's|^|build/deps/|') |
        tr , '\n' | grep -vxF "$(echo "$NOT_LINKED" | tr ' ' '\n')" | tr '\n' , | sed 's/,$//'
}

# Five megabytes in the modules that are linked, which nothing here reaches: what implements XML (java.sql cannot be linked without that
# module, for a column type that no table of ours has) but for reading it piece by piece (READ), the encodings of East Asia, the names of
# characters, and keytool. Regular expressions of paths in a module, for awk and for the test.
READ='^(com/sun/org/apache/xerces/internal/(impl|impl/dtd|impl/io|util|xni|xni/grammars|xni/parser)/[^/]+|jdk/xml/internal/[^/]+'
READ="$READ|com/sun/org/apache/xerces/internal/impl/msg/[^/_]+|com/sun/xml/internal/stream/([a-z]+/)?[^/]+)\$"
UNREAD='com/sun/(java_cup|org|xml)/|jdk/xml/|java/lang/uniName|sun/security/tools/keytool/'
UNREAD="^($UNREAD|sun/nio/cs/(Big5|DoubleByte|EUC_|GB|HKSCS|JIS_|Johab|MS932|SJIS))"

# Those files. Of a package that would be empty the last stays: jlink wants the packages that a module declares.
unread() {
    "$JDK/bin/jimage" list "$JDK/lib/modules" | awk -v unread="$UNREAD" -v read="$READ" '
        /^Module:/ { module = $2; next }
        {
            package = module "/" $1
            sub("/[^/]*$", "", package)
            left[package]++
        }
        $1 ~ unread && $1 !~ read {
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

# as_postgres COMMAND: PostgreSQL's programs refuse root.
as_postgres() {
    if [ "$(id -u)" = 0 ]; then su postgres -s /bin/sh -c "$1"; else sh -c "$1"; fi
}

# Sets database to the URL of a PostgreSQL of its own, in the folder $1, where this machine has its programs; else to one
# where nobody listens.
start_training_database() {
    database=postgres://x:x@127.0.0.1:1/x
    postgres=
    for programs in /usr/libexec/postgresql*/ /usr/lib/postgresql/*/bin/; do
        [ ! -x "${programs}initdb" ] || postgres=$programs
    done
    if [ -z "$postgres" ] || { [ "$(id -u)" = 0 ] && ! id postgres >/dev/null 2>&1; }; then
        say "no PostgreSQL here (initdb): dispatch's cache is of a start alone, not of tasks"
        postgres=
        return
    fi
    mkdir "$1"
    [ "$(id -u)" != 0 ] || chown postgres "$1"
    as_postgres "cd $1 && ${postgres}initdb -A trust -U postgres -N -D $1/data" >/dev/null ||
        fail "the database for dispatch's training could not be made"
    # It has to be given a number; builds that share a network meet on one now and then, as their processes are numbered alike.
    tries=0
    until database_port=$((20000 + ($$ + tries * 997) % 10000)) && as_postgres "cd $1 && ${postgres}pg_ctl -w -D $1/data -l $1/log \
        -o '-p $database_port -k $1 -c listen_addresses=127.0.0.1 -c fsync=off' start" >/dev/null 2>&1; do
        tries=$((tries + 1))
        [ "$tries" -lt 10 ] || fail "the database for dispatch's training did not start: $(tail -n 5 "$1/log")"
    done
    database=postgres://postgres@127.0.0.1:$database_port/postgres
}

stop_training_database() {
    [ -z "$postgres" ] || as_postgres "cd $1 && ${postgres}pg_ctl -m fast -D $1/data stop" >/dev/null
}

# trained_by SERVICE: the part that puts load on it when it is trained.
trained_by() {
    case $1 in discovery | dispatch) echo load ;; esac
}

# under_load SCENARIO [OPTION...]: some seconds of what the load program does, against the service on $port.
under_load() {
    "$JDK/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -jar build/jars/depot-load.jar "$@" --rounds 1 --warm-up-ms 0 \
        --target "127.0.0.1:$port" >/dev/null 2>"$log.load" || fail "the training by $1 failed: $(cat "$log.load")"
}

# What a service does all day: rovers, heartbeats, consoles, tasks. The JVM notes which classes and methods that needs,
# and how they are used.
use() {
    asked "$port" /rovers /api/sessions / 2>/dev/null || :
    asked "$port" /status 2>/dev/null || :
    case $1,$database in
        discovery,*)
            under_load http-heartbeats --connections 32 --round-ms 4000
            under_load fleet --connections 100 --deltas 5 --lists 2 --interval-ms 500 --round-ms 3000
            ;;
        dispatch,*:1/x) ;;
        dispatch,*)
            under_load starts --connections 20 --callers 4 --round-ms 6000
            under_load progress --connections 20 --consoles 5 --rates 200 --round-ms 3000
            ;;
    esac
    asked "$port" /metrics /version /health
}

# trained CACHE SERVICE JAVA [FLAG...]: runs the service for its use, and has its end write the cache. That needs the very
# runtime, paths and flags that will use it.
trained() {
    cache=$1
    service=$2
    shift 2
    home=$(mktemp -d)
    chmod 755 "$home"
    log=$home/log
    postgres=''
    database=''
    [ "$service" != dispatch ] || start_training_database "$home/postgres"
    PORT=0 NTRIP_PORT=0 ROVER_LINKS=off TELEMETRY_PORT=0 SFTP_PORT=0 SFTP_PASSWORD=x \
        DATA_DIR=$home/data SESSIONS_DIR=$home/data GPS_SOURCE=sim: DATABASE_URL=$database SUPERVISE_TASKS=off "$@" >"$log" 2>&1 &
    process=$!
    tries=0
    port=
    until [ -n "$port" ] && asked "$port" /health 2>/dev/null; do # dispatch waits for its database in between
        port=$(sed -n 's/.*listening on port \([0-9]*\).*/\1/p' "$log" | head -n 1)
        tries=$((tries + 1))
        if [ "$tries" -ge 300 ] || ! kill -0 "$process" 2>/dev/null; then
            fail "$service did not start for its training: $(cat "$log")"
        fi
        sleep 0.1
    done
    use "$service"
    kill -TERM "$process"
    wait "$process" || :
    stop_training_database "$home/postgres"
    [ -s "$cache" ] || fail "the training of $service wrote no cache: $(cat "$log")"
    rm -rf "$home"
}

# For an image. Profiles of methods come only with linked classes.
# shellcheck disable=SC2046 # lists
train() {
    trained "$2/start.aot" "$1" "$2/java/bin/java" "-XX:AOTCacheOutput=$2/start.aot" -XX:+AOTClassLinking \
        $(grep -v AOTCache "$2/java.options") -jar "$2/jars/depot-$1.jar"
}

# number FILE OFFSET BYTES: a number of an ELF file (of 64 bits, little end first, as all that we build for are).
number() {
    od -An "-tu$3" -j "$2" -N "$3" "$1" | tr -d ' '
}

# Cuts the symbol table, five megabytes for debuggers, off the JVM's library: it comes behind all that is loaded. (JDK
# images have no strip.)
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
    (cd "$2/java" && rm -f lib/classlist lib/jrt-fs.jar lib/libsimdsort.so lib/libjsig.so lib/server/libjsig.so lib/jexec \
        bin/keytool bin/jwebserver)
    {
        # shellcheck disable=SC2086 # lists
        printf '%s\n' $JVM_FLAGS $IMAGE_FLAGS
        [ "$1" = sim ] || echo "-XX:AOTCache=$2/start.aot"
    } >"$2/java.options"
    write_start "$1" "$2"
    cp NOTICE "$2/NOTICE"
    sbom "$1" >"$2/sbom.json"
    find "$2" -exec touch -h -t 202001010000 {} + # the cache goes by the times of the jars
    [ "$1" = sim ] || train "$1" "$2"
}

# lay_out FOLDER LAYERS: moves it into three folders, each of which an image copies onto its root as a layer: the runtime, the jars of
# others,
# and ours with the cache. The same files make the same layer, whoever builds it and when: times, and the folders above, would make another.
lay_out() {
    mkdir -p "$2/runtime$1" "$2/libraries$1" "$2/own$1"
    mv "$1/java" "$2/runtime$1/"
    mv "$1/deps" "$2/libraries$1/"
    mv "$1"/* "$2/own$1/"
    find "$2" -exec touch -h -t 202001010000 {} +
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
            if (of == "") { print "NOTICE does not mention " name[1] ":" name[2] > "/dev/stderr"; exit 1 }
            purl = "pkg:maven/" name[1] "/" name[2] "@" name[3]
            what = sprintf("\"group\":\"%s\",\"name\":\"%s\",\"version\":\"%s\",\"scope\":\"required\"", name[1], name[2], name[3])
            hashes = sprintf("\"hashes\":[{\"alg\":\"SHA-256\",\"content\":\"%s\"}]", $2)
            entries = entries (entries == "" ? "" : ",\n    ") sprintf( \
                "{\"type\":\"library\",\"bom-ref\":\"%s\",%s,%s,\"licenses\":[{\"license\":{\"id\":\"%s\"}}],\"purl\":\"%s\"}",
                purl, what, hashes, of, purl)
        }
        END {
            printf "{\n  \"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"version\":1,\n"
            printf "  \"metadata\":{\"component\":{\"type\":\"application\",\"bom-ref\":\"depot-%s\",", part
            printf "\"name\":\"depot-%s\",\"version\":\"%s\"}},\n", part, version
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

BASES_FILE=src/build/bases.lock

# Build arguments for the bases whose digest is known: the tag is for people, the digest counts.
base_arguments() {
    awk '/^[A-Z]/ && $3 != "-" { print "--build-arg " $1 "=" $2 "@" $3 }' "$BASES_FILE"
}

# For maintainers: writes the bases' digests anew, as their registries have them (those of all platforms together): all of them, or none.
update_bases() {
    docker buildx version >/dev/null 2>&1 || fail 'bases: buildx asks the registries, and is not here'
    written=''
    while IFS= read -r line; do
        case $line in
            [A-Z]*)
                read -r name tag old <<END
$line
END
                # not by --format, which tells the digest of an index only
                digest=$(docker buildx imagetools inspect "$tag" | sed -n 's/^Digest: *//p') || digest=''
                case $digest in sha256:*) ;; *) fail "bases: no registry tells the digest of $tag" ;; esac
                [ "$digest" = "$old" ] || say "$tag: $old is $digest now"
                line=$(printf '%-13s %-36s %s' "$name" "$tag" "$digest")
                ;;
        esac
        written="$written$line
"
    done <"$BASES_FILE"
    printf %s "$written" >"$BASES_FILE"
}

command_bases() {
    case $*,$# in
        ,0) grep '^[A-Z]' "$BASES_FILE" ;;
        --update,1) update_bases ;;
        *) wrong_use 'bases takes --update, or nothing' ;;
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
        $(base_arguments) --build-arg "VERSION=$VERSION" --build-arg "REVISION=$REVISION" -t "$name:$TAG" .
    case $how in
        *--push) ;;
        *) [ -z "$REGISTRY" ] || "${ENGINE%% *}" push "$name:$TAG" ;;
    esac
}

# latest_is SERVICE: its latest is the image that was just built.
latest_is() {
    name=${REGISTRY:+$REGISTRY/}depot-$1
    case $REGISTRY,$ENGINE in
        ?*,*buildx*) docker buildx imagetools create -t "$name:latest" "$name:$TAG" ;;
        *)
            "${ENGINE%% *}" tag "$name:$TAG" "$name:latest"
            [ -z "$REGISTRY" ] || "${ENGINE%% *}" push "$name:latest"
            ;;
    esac
}

command_images() {
    REGISTRY='' TAG=$VERSION PLATFORM='' LATEST=''
    while [ "$#" -gt 0 ]; do
        case $1 in
            --latest)
                LATEST=yes
                shift
                continue
                ;;
            --push | --tag | --platform) [ -n "${2:-}" ] || wrong_use "images: $1 wants a value behind it" ;;
            *) wrong_use "images takes --push REGISTRY, --tag TAG, --latest and --platform LIST, and not $1" ;;
        esac
        case $1 in
            --push) REGISTRY=${2%/} ;;
            --tag) TAG=$2 ;;
            --platform) PLATFORM=$2 ;;
        esac
        shift 2
    done
    # On this machine the newest is what compose takes; in a registry, that is somebody's decision.
    [ -n "$REGISTRY" ] || LATEST=yes
    find_engine
    case $PLATFORM in
        *,*)
            case $ENGINE in *buildx*) ;; *) fail 'images: several platforms at once need buildx' ;; esac
            [ -n "$REGISTRY" ] || fail 'images: several platforms at once are only pushed, not kept here: say --push REGISTRY as well'
            ;;
    esac
    REVISION=$(version_text | sed -n 's/^revision=//p')
    for image in discovery archive dispatch gps sim; do one_image "$image"; done
    # Last, and together: where one of them fails, latest is what it was.
    [ -z "$LATEST" ] || [ "$TAG" = latest ] || for image in discovery archive dispatch gps sim; do latest_is "$image"; done
}

# What a Dockerfile calls.
command_bundle() {
    if { [ "$#" != 2 ] && [ "$#" != 3 ]; } || ! has "$1" "$SERVICES sim"; then
        wrong_use 'bundle takes a service, a folder, and one for the layers that it is moved into'
    fi
    # shellcheck disable=SC2046 # one part, or none
    build "$1" $(trained_by "$1")
    bundle "$1" "$2"
    [ "$#" = 2 ] || lay_out "$2" "$3"
}

command_sbom() {
    if [ "$#" != 1 ] || ! has "$1" "$SERVICES sim"; then wrong_use 'sbom takes a service'; fi
    read_lock
    sbom "$1"
}
