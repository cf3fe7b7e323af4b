# shellcheck shell=sh
# What has changed since a part was built.

# Sets SOURCES: every file of every part with its SHA-256 (READMEs and their pictures are no part's, nor are bench's peers); SCRIPT: the
# same of what says how a part is built; EXISTING: the parts that have a Java file, or a file where they need none. Contents are compared,
# not times: a checkout or a copy changes those.
read_sources() {
    SOURCES=$(
        for part in $PARTS; do
            folder=$(folder_of "$part")
            [ ! -d "$folder" ] || find "$folder" -type f ! -name '.*' ! -name '*~' ! -name '*.md' ! -path '*/pictures/*' \
                ! -path '*/bench/peers/*' -exec sha256sum {} +
        done | LC_ALL=C sort -k 2
    )
    SCRIPT=$(cat src/build/parts.sh src/build/compile.sh | sha256sum)
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
# it sees, their lines of the lock file, how it is built. Empty when there is no such part.
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

# In an image's build there is no git, but (in build/git) what says which commit is checked out. It cannot tell whether
# files differ from it.
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
