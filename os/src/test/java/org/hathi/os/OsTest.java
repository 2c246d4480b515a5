package org.hathi.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The system calls do what they say, and report errors as numbers. */
class OsTest {
    private final MemorySegment buf = Arena.ofAuto().allocate(4096, 8);

    @Test
    void tcpRoundTripAndAddresses() {
        int listen = Sockets.listenTcp("127.0.0.1", 0, 5);
        assertThat(listen).isPositive();
        int client = Sockets.connectTcp("127.0.0.1", Sockets.localPort(listen));
        int server = Sockets.accept(listen);
        assertThat(Sockets.noDelay(server)).isZero();
        assertThat(Sockets.keepAlive(server, 60, 10, 3)).isZero();
        PeerAddress peer = Sockets.peerAddress(server);
        assertThat(peer.host()).isEqualTo("127.0.0.1");
        assertThat(peer.port()).isEqualTo(Sockets.localPort(client));
        assertThat(Sockets.recv(server, buf, 0, 10, Sockets.MSG_DONTWAIT)).isEqualTo(-Errno.EAGAIN);
        Mem.put64(buf, 0, 0x1122334455667788L);
        assertThat(Sockets.send(client, buf, 0, 8, 0)).isEqualTo(8);
        assertThat(Poll.poll(server, Poll.POLLIN, 1000)).isEqualTo(Poll.POLLIN);
        assertThat(Sockets.recv(server, buf, 16, 100, 0)).isEqualTo(8);
        assertThat(Mem.i64(buf, 16)).isEqualTo(0x1122334455667788L);
        Sockets.close(client);
        assertThat(Sockets.recv(server, buf, 0, 100, 0)).isZero();
        Sockets.close(server);
        Sockets.close(listen);
        assertThat(Sockets.recv(server, buf, 0, 1, 0)).isEqualTo(-Errno.EBADF);
        assertThat(Errno.message(Errno.EBADF)).isEqualTo("Bad file descriptor");
    }

    @Test
    void descriptorTravelsWithPayload(@TempDir Path dir) {
        String path = dir.resolve("s").toString();
        int listen = Sockets.listenUnix(path, 0700);
        int client = Sockets.connectUnix(path);
        int server = Sockets.accept(listen);
        assertThat(Sockets.peerUid(server)).isEqualTo(OsProcess.euid());
        assertThat(Sockets.peerPid(server)).isEqualTo(OsProcess.pid());
        int[] pair = Sockets.socketpair();
        Mem.put32(buf, 0, 42);
        assertThat(Sockets.sendFd(client, pair[0], buf, 0, 4)).isEqualTo(4);
        long r = Sockets.recvFd(server, buf, 100, 16, 0);
        assertThat(Sockets.receivedCount(r)).isEqualTo(4);
        assertThat(Mem.i32(buf, 100)).isEqualTo(42);
        int fd = Sockets.receivedFd(r);
        assertThat(fd).isPositive().isNotEqualTo(pair[0]);
        assertThat(Sockets.send(fd, buf, 0, 1, 0)).isEqualTo(1);
        assertThat(Sockets.recv(pair[1], buf, 0, 10, 0)).isEqualTo(1);
        assertThat(Sockets.sendFd(client, -1, buf, 0, 4)).isEqualTo(4);
        assertThat(Sockets.receivedFd(Sockets.recvFd(server, buf, 0, 16, 0))).isEqualTo(-1);
        for (int f : new int[] {listen, client, server, pair[0], pair[1], fd}) {
            Sockets.close(f);
        }
    }

    @Test
    void epollWithOneShotAndEventFd() {
        int ep = Epoll.create();
        int ev = EventFd.create();
        assertThat(Epoll.add(ep, ev, Epoll.EPOLLIN | Epoll.EPOLLONESHOT, 77)).isZero();
        Epoll.Waiter waiter = new Epoll.Waiter(ep, 4);
        assertThat(waiter.await(0)).isZero();
        EventFd.set(ev);
        assertThat(waiter.await(1000)).isEqualTo(1);
        assertThat(waiter.data(0)).isEqualTo(77);
        assertThat(waiter.events(0)).isEqualTo(Epoll.EPOLLIN);
        assertThat(waiter.await(0)).isZero();
        assertThat(Epoll.mod(ep, ev, Epoll.EPOLLIN, 78)).isZero();
        assertThat(waiter.await(0)).isEqualTo(1);
        assertThat(waiter.data(0)).isEqualTo(78);
        assertThat(EventFd.clear(ev)).isTrue();
        assertThat(EventFd.clear(ev)).isFalse();
        Sockets.close(ev);
        Sockets.close(ep);
    }

    @Test
    void futexSleepsUntilWoken() throws Exception {
        Mem.put32(buf, 0, 1);
        assertThat(Futex.wait(buf, 0, 0, -1)).isTrue();
        assertThat(Futex.wait(buf, 0, 1, 1_000_000)).isFalse();
        AtomicBoolean done = new AtomicBoolean();
        Thread t = new Thread(() -> {
            while (Mem.i32(buf, 0) == 1) {
                Futex.wait(buf, 0, 1, 5_000_000_000L);
            }
            done.set(true);
        });
        t.start();
        Mem.put32(buf, 0, 2);
        while (t.isAlive()) {
            Futex.wake(buf, 0, 1);
            t.join(1);
        }
        assertThat(done).isTrue();
    }

    @Test
    void sharedMemory() {
        int id = SysVShm.get(0, 8192, SysVShm.IPC_CREAT | 0600);
        assertThat(id).isNotNegative();
        MemorySegment a = SysVShm.attach(id, 8192);
        MemorySegment b = SysVShm.attach(id, 8192);
        Mem.put64(a, 4096, 99);
        assertThat(Mem.i64(b, 4096)).isEqualTo(99);
        SysVShm.Stat stat = SysVShm.stat(id);
        assertThat(stat.nattch()).isEqualTo(2);
        assertThat(stat.size()).isEqualTo(8192);
        assertThat(stat.cpid()).isEqualTo(OsProcess.pid());
        assertThat(SysVShm.detach(a)).isZero();
        assertThat(SysVShm.detach(b)).isZero();
        assertThat(SysVShm.remove(id)).isZero();
    }

    @Test
    void processAndTitle() throws Exception {
        assertThat(OsProcess.pid()).isEqualTo((int) ProcessHandle.current().pid());
        assertThat(OsProcess.exists(OsProcess.pid())).isTrue();
        assertThat(OsProcess.userName(0)).isEqualTo("root");
        assertThat(OsProcess.userName(987_654)).isNull();
        ProcessTitle title = ProcessTitle.open();
        title.set("postgres: first long title of this process");
        title.set("postgres: test");
        String shown = Files.readString(Path.of("/proc/self/cmdline")).replace("\0", "");
        assertThat(shown).isEqualTo("postgres: test");
        assertThat(Files.readString(Path.of("/proc/self/comm"))).isEqualTo("postgres\n");
    }

    @Test
    void signalHandlerRuns() throws Exception {
        CountDownLatch got = new CountDownLatch(1);
        OsProcess.defaultAction(OsProcess.SIGHUP); // whoever runs the tests may have it ignored, as nohup does
        assertThat(Signals.install("HUP", got::countDown)).isTrue();
        OsProcess.kill(OsProcess.pid(), OsProcess.SIGHUP);
        assertThat(got.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(Signals.install("SEGV", () -> {})).isFalse();
    }

    @Test
    void abstractDatagrams() {
        String name = "hathi-test-" + OsProcess.pid();
        int fd = Datagrams.bindAbstract(name);
        assertThat(fd).isPositive();
        assertThat(Poll.poll(fd, Poll.POLLIN, 0)).isZero();
        assertThat(Datagrams.sendAbstract(name)).isZero();
        assertThat(Poll.poll(fd, Poll.POLLIN, 1000)).isEqualTo(Poll.POLLIN);
        Datagrams.drain(fd);
        assertThat(Poll.poll(fd, Poll.POLLIN, 0)).isZero();
        Datagrams.close(fd);
        assertThat(Datagrams.sendAbstract(name)).isEqualTo(-Errno.ECONNREFUSED);
    }
}
