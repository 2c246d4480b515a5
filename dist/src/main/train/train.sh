#!/bin/sh
# Makes lib/hathi.aot: runs a server whose first backend records what it loads and compiles, and serves it some work.
# The server runs without the cache too: any failure here only leaves it out.
home=$1
work=$(mktemp -d) || exit 0
trap 'rm -rf "$work"' EXIT
rm -f "$home/lib/hathi.aot"
HATHI_AOT=off "$home/bin/initdb" -D "$work/data" -U postgres -A trust -N --no-instructions >/dev/null 2>&1 || exit 0
. "$home/lib/launch.sh"
HATHI_HOME=$home
java=$(find_java) || exit 0
# a stand-alone server goes through start-up, session, statements, checkpoint
"$java" -XX:AOTCacheOutput="$home/lib/hathi.aot" -XX:+UseSerialGC -XX:-UsePerfData -XX:+UseCompactObjectHeaders \
    -XX:MaxHeapFreeRatio=40 -XX:MinHeapFreeRatio=10 -XX:ReservedCodeCacheSize=64m \
    -Xlog:disable -Xlog:all=off -Dhathi.home="$home" --enable-native-access=org.hathi.os,org.hathi.shm -p "$home/lib" \
    -m org.hathi.tools/org.hathi.tools.PostgresMain --single -D "$work/data" postgres \
    < "$(dirname "$0")/train.sql" >/dev/null 2>&1
[ -s "$home/lib/hathi.aot" ] && echo "AOT cache: $(wc -c < "$home/lib/hathi.aot") bytes"
exit 0
