#!/bin/sh
# Builds, tests and runs Depot. `./build.sh help` says how.
#
# This is the table of commands; what they do is in src/build/, a file for each concern. All that is made goes to build/:
#   deps/     the jars of others, checked      jars/    our parts, one jar each
#   classes/  a part's classes and resources   stamps/  what a part was last built from
#   data/     the services' data               test/, bench/, coverage/, mutate/   reports
#   demo-data/  that of the demo
# POSIX sh only: it runs under dash and busybox ash.
set -eu

# shellcheck disable=SC2034 # run.sh uses it
CALLED_FROM=$PWD
ROOT=$(cd -- "$(dirname -- "$0")" && pwd -P)
cd "$ROOT"
# shellcheck disable=SC2034 # what is built and pushed is called by it
VERSION=$(cat VERSION)

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

help() {
    cat <<'END'
./build.sh COMMAND

  help               this text
  deps               fetch and check the jars of others; without it, the first build does
  deps --update      for maintainers: write the checksums in src/jars.lock anew
  compile [PART...]  compile what changed; all of it, or these parts and what they stand on
  test [PATTERN]     run the tests, lint first, or those with PATTERN in the name of their class
  lint               look at the code with Error Prone (its errors, and that locks are held where that is declared), and at
                     scripts with shellcheck, where it is installed
  coverage [PATTERN] run the tests (or those, beside what ran before), and tell what of our code they run: a report in
                     build/coverage, and a floor for each part (src/build/coverage.floors)
  mutate [GROUP...]  break rules, gnss and broadcast (or these) in one small way after the other, and count what tests notice
  run                run all services in this terminal; Ctrl-C ends them
  run SERVICE [...]  run one of them, such as discovery; what follows is its to read
  run sim [...]      run a simulated fleet against services that run: `run sim --help`
  run load [...]     put load on a service that runs, and measure it: `run load --help`
  demo [...]         run all, with a simulated fleet and things for it to do: it prints the page to open;
                     --rovers N (5), --seed S (1), --speed F (1, how much faster than real they drive), --unsupervised
  bench [NAME...]    run the benchmarks, or these; results also go to build/bench
  faults N [SEED [NAME]]
                     play the fault scenarios against dispatch from N seeds, the first of them SEED;
                     all, or those with NAME in theirs
  bases [--update]   what the images stand on, with digests; for maintainers: ask the registries, and write them anew
  images [--push REGISTRY] [--tag TAG] [--latest] [--platform linux/amd64,linux/arm64]
                     build the container images with docker, buildx or podman, tagged TAG (the version) and latest, and push
                     them where you say so (latest there only with --latest); what is in IMAGE_BUILD_OPTIONS goes to the
                     engine's build, @IMAGE@ in it is discovery, archive, dispatch, gps or sim
  bundle SERVICE FOLDER [LAYERS]
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

for concern in parts jdk jars changes compile run demo images test lint coverage; do
    # shellcheck source=/dev/null # each is looked at by itself
    . "src/build/$concern.sh"
done

command=${1:-help}
COMMANDS='deps compile test lint coverage mutate run demo bench faults bases images bundle sbom clean jdk'
[ "$#" = 0 ] || shift
case $command in
    help | -h | --help) help ;;
    *)
        has "$command" "$COMMANDS" || wrong_use "no command is called $command; there are: help $COMMANDS"
        "command_$command" "$@"
        ;;
esac
