# shellcheck shell=sh
# What looks at the code besides the compiler. (The compiler itself says all that it knows, and looks at comments: JAVAC_FLAGS.)

# Error Prone goes by the annotation's full name: for it, ours gets one that it knows.
KNOWN_PACKAGE=com.google.errorprone.annotations.concurrent
# What it needs of the compiler's insides.
COMPILER_PACKAGES='api file main model parser processing tree util'
# Files of shell, whatever their ending.
SCRIPTS='build.sh src/build/*.sh src/monitoring/*/*.sh .ci/*'

# looked PART SUM: was this looked at before, as it is?
looked() {
    [ "$(built_from "$1")" = "$2" ]
}

# All of our code is compiled once more, with Error Prone looking on: what it takes for an error is one, and that what is declared
# as guarded by a lock is used under it. It looks at a copy; nothing is kept but the stamp.
# shellcheck disable=SC2046,SC2086 # lists
lint_java() {
    sum=$({ cat src/build/lint.sh; echo "$SOURCES" | grep '  src/.*[.]java$'; lock_lines 'compile run' lint; } | sha256sum)
    ! looked looked-at "$sum" || return 0
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
    echo "$sum" >build/stamps/looked-at
}

# Our shell, where there is what looks at it.
# shellcheck disable=SC2086 # a list
lint_scripts() {
    sum=$(cat $SCRIPTS | sha256sum)
    ! looked looked-at-scripts "$sum" || return 0
    if ! command -v shellcheck >/dev/null; then
        say 'shellcheck is not installed: nothing looks at the scripts (Debian: shellcheck)'
        return 0
    fi
    say 'looking at the scripts with shellcheck'
    shellcheck $SCRIPTS || fail 'lint: above is what is wrong'
    echo "$sum" >build/stamps/looked-at-scripts
}

command_lint() {
    [ "$#" = 0 ] || wrong_use 'lint takes nothing'
    build test lint
    lint_java
    lint_scripts
}
