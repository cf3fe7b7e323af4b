# shellcheck shell=sh disable=SC2034 # the other files use these
# The parts of Depot, what each sees, and the flags that they are built and run with.

# (lint is one without files: the jars of what looks at the others)
PARTS='common database gnss recordings console discovery archive dispatch gps sim load local test lint'
# As lint, but their jars are fetched only by the commands of that name.
ON_DEMAND='coverage mutate'
# A part without Java: its files are resources of the parts that see it.
FILES_ONLY='console'
SERVICES='discovery archive dispatch gps'

# The parts a part sees, itself aside: nothing else is on its class path when it is compiled.
# (Which of the jars of others it sees, src/jars.lock says.)
sees() {
    case $1 in
        discovery) echo common database recordings console ;;
        archive) echo common recordings ;;
        recordings | database) echo common ;;
        dispatch) echo common database ;;
        gps) echo common gnss ;;
        sim) echo common ;;
        load) echo common gnss sim ;;
        local) echo common database dispatch ;;
        test) echo common database gnss recordings console discovery archive dispatch gps sim load local ;;
    esac
}

# What unpacks recordings, and JMH, use what a JDK 25 warns of.
UNSAFE='--sun-misc-unsafe-memory-access=allow'

# For the services, on machines that may be small. What the user sets in JAVA_OPTS comes after, and wins.
JVM_FLAGS="-XX:+UseSerialGC -XX:+UseCompactObjectHeaders -XX:+ExitOnOutOfMemoryError -XX:TrimNativeHeapInterval=30000 $UNSAFE"

# In an image besides: the heap by the container's limit, and nothing written beside the data: a crash is reported in the log.
IMAGE_FLAGS='-XX:MaxRAMPercentage=50 -XX:-UsePerfData -XX:+ErrorFileToStderr -XX:-CreateCoredumpOnCrash'
IMAGE_FLAGS="$IMAGE_FLAGS -Xlog:aot*=off -Xlog:disable -Xlog:all=error:stderr"

# The class that takes a connection over for WebSocket reaches into the JDK's HTTP server.
OPENED=jdk.httpserver/sun.net.httpserver

# gps opens serial lines by the C library: the JDK's own way could make one the process's terminal.
NATIVE=gps

# The JDK's tools are short-lived: no time for the second compiler.
TOOL_FLAGS='-J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC'
# (-path: a jar of others may name in its manifest what it does not need here)
JAVAC_FLAGS='--release 25 -Xlint:all,-path -Xdoclint:reference,syntax,html -Werror -implicit:none'
# (what runs the methods that JMH measures is made when they are compiled)
JMH_FLAGS='-processor org.openjdk.jmh.generators.BenchmarkProcessor -Xlint:-processing'
MAVEN_COPY=org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy
LOCK_FILE=src/jars.lock
STOP_SECONDS=12 # a service has 10 to end
