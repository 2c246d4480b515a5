#!/bin/sh
# Makes the AOT caches of a distribution, lib/backend.aot and lib/postmaster.aot, and runs again wherever JDK or jars have
# changed since (the JVM ignores a cache that does not fit). A server is started whose only backend and whose postmaster
# record what they load and what runs hot; org.hathi.tools.Trainer gives it work over the real protocol.
# The server runs without the caches too: any failure here only leaves them out.
# The classes of a backend's cache are not linked in advance (AOTClassLinking): the JVM would write to every one of them when it
# starts, 9 MB of private memory in each process instead of what it uses, for 0.05 s of its start. The postmaster's are: it is one.
# Usage: train.sh DISTRIBUTION [SECONDS]
home=$(cd "$1" && pwd -P) || exit 0
seconds=${2:-10}
HATHI_HOME=$home
. "$home/lib/launch.sh"
java=$(find_java) || exit 0
work=$(mktemp -d) || exit 0
server=
leave() {
    if [ -n "$server" ]; then
        kill -9 $server 2>/dev/null
        segment=$(sed -n 7p "$work/data/postmaster.pid" 2>/dev/null | awk '{print $2}')
        sleep 1
        [ -z "$segment" ] || ipcrm -m "$segment" 2>/dev/null
    fi
    rm -rf "$work"
}
trap leave EXIT
trap 'exit 1' INT TERM
rm -f "$home/lib/backend.aot" "$home/lib/postmaster.aot"

give_up() {
    echo "hathi: warning: no AOT cache: $1; the server will start and warm up more slowly" >&2
    [ -z "${HATHI_TRAIN_LOG:-}" ] || cp "$work"/*.log "$HATHI_TRAIN_LOG" 2>/dev/null
    exit 0
}

HATHI_AOT=off timeout 60 "$home/bin/initdb" -D "$work/data" -U postgres -A trust -N --no-instructions \
    >"$work/initdb.log" 2>&1 || give_up "initdb failed"
HATHI_AOT=off HATHI_AOT_TRAIN="$work/postmaster.conf" "$home/bin/postgres" -D "$work/data" \
    -c listen_addresses= -k "$work" -p 5432 -c fsync=off -c shared_buffers=16MB -c autovacuum=off \
    -c max_backends=1 -c min_spare_backends=1 \
    -c backend_java_options="-XX:-AOTClassLinking -XX:AOTMode=record -XX:AOTConfiguration=$work/backend.conf" >"$work/server.log" 2>&1 &
server=$!
n=0
until sed -n 8p "$work/data/postmaster.pid" 2>/dev/null | grep -q ready; do
    kill -0 $server 2>/dev/null || give_up "the server ended"
    n=$((n + 1))
    [ $n -lt 300 ] || give_up "the server does not start"
    sleep 0.1
done
timeout $((seconds + 30)) "$java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -p "$home/lib" \
    -m org.hathi.tools/org.hathi.tools.Trainer "$work/.s.PGSQL.5432" "$seconds" >"$work/trainer.log" 2>&1 \
    || echo "hathi: warning: the training run broke off" >&2
kill -INT $server 2>/dev/null
n=0
while kill -0 $server 2>/dev/null; do
    n=$((n + 1))
    [ $n -lt 150 ] || give_up "the server does not stop"
    sleep 0.1
done
wait $server 2>/dev/null
server=
for role in backend postmaster; do
    linking=-XX:+AOTClassLinking
    [ $role = postmaster ] || linking=-XX:-AOTClassLinking
    [ -s "$work/$role.conf" ] || give_up "the $role recorded nothing"
    timeout 120 "$java" $linking -XX:AOTMode=create -XX:AOTConfiguration="$work/$role.conf" -XX:AOTCache="$work/$role.aot" \
        "@$home/lib/jvm.options" -Xlog:disable -Xlog:all=off --enable-native-access=org.hathi.os,org.hathi.shm \
        --add-exports=java.base/jdk.internal.misc=org.hathi.os -p "$home/lib" \
        -m org.hathi.tools/org.hathi.tools.PostgresMain >"$work/create.log" 2>&1 || give_up "the JVM could not make it"
    mv "$work/$role.aot" "$home/lib/$role.aot"
done
echo "$home" > "$home/lib/aot.home"
exit 0
