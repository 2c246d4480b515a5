# Sourced by the programs in bin/: finds a JDK 25 and runs a main class of Hathi.
# Uses HATHI_JAVA_HOME, then JAVA_HOME, then the usual places, then java on the PATH.

is_jdk25() {
    [ -x "$1/bin/java" ] || return 1
    if [ -r "$1/release" ]; then
        grep -q '^JAVA_VERSION="\(2[5-9]\|[3-9][0-9]\)' "$1/release"
    else
        "$1/bin/java" -version 2>&1 | grep -q 'version "\(2[5-9]\|[3-9][0-9]\)'
    fi
}

find_java() {
    for home in "${HATHI_JAVA_HOME:-}" "${JAVA_HOME:-}" /usr/lib/jvm/*25* /usr/lib/jvm/*-2[6-9]* /opt/java/openjdk /opt/jdk-25* \
        "${HOME:-}"/.sdkman/candidates/java/25* /Library/Java/JavaVirtualMachines/*25*/Contents/Home; do
        if [ -n "$home" ] && is_jdk25 "$home"; then
            echo "$home/bin/java"
            return 0
        fi
    done
    path=$(command -v java) && "$path" -version 2>&1 | grep -q 'version "\(2[5-9]\|[3-9][0-9]\)' && echo "$path" && return 0
    return 1
}

# launch PROGRAM MAINCLASS HEAP CACHE ARGS...: CACHE is lib/CACHE.aot
launch() {
    program=$1
    main=$2
    heap=$3
    cache=$HATHI_HOME/lib/$4.aot
    shift 4
    java=$(find_java) || {
        echo "$program: no JDK 25 found; set HATHI_JAVA_HOME" >&2
        exit 1
    }
    set -- "-Dhathi.home=$HATHI_HOME" --enable-native-access=org.hathi.os,org.hathi.shm \
        --add-exports=java.base/jdk.internal.misc=org.hathi.os -p "$HATHI_HOME/lib" -m "org.hathi.tools/$main" "$@"
    if [ -n "${HATHI_AOT_TRAIN:-}" ]; then
        set -- -XX:AOTMode=record "-XX:AOTConfiguration=$HATHI_AOT_TRAIN" "$@"
        unset HATHI_AOT_TRAIN
    elif [ "${HATHI_AOT:-}" != off ]; then
        if [ -r "$cache" ] && [ "$(cat "$HATHI_HOME/lib/aot.home" 2>/dev/null)" = "$HATHI_HOME" ]; then
            set -- "-XX:AOTCache=$cache" -Dhathi.aot=on "$@"
        else
            set -- -Dhathi.aot=missing "$@"
        fi
    fi
    export MALLOC_ARENA_MAX=1
    exec "$java" "@$HATHI_HOME/lib/jvm.options" -Xmx"$heap" -Xms8m -Xlog:disable -Xlog:all=off "$@"
}
