package org.hathi.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * One death is private: backends are killed with SIGKILL at random moments, one at a time, under TPC-B load. Clients whose
 * backend lives see not one error, few deaths force a restart, and afterwards sums, indexes and the ledger of acknowledged
 * commits agree and nothing that the dead held is left.
 *
 * <p>{@code -Dhathi.kill=N} (default 10; by name 200), {@code -Dhathi.kill.clients} (8), {@code -Dhathi.kill.scale} (1),
 * {@code -Dhathi.kill.parking} (off), {@code -Dhathi.seed}.
 */
class KillTest {
    private static final int KILLS = Integer.getInteger("hathi.kill", 10);
    private static final int CLIENTS = Integer.getInteger("hathi.kill.clients", 8);
    private static final int SCALE = Integer.getInteger("hathi.kill.scale", 1);
    private static final long SEED = Long.getLong("hathi.seed", System.nanoTime());

    @Test
    void killedBackendsCostNobodyElseAnything() throws Exception {
        Random random = new Random(SEED);
        // with parked sessions a client's process may have become another one's: whoever dies is a victim then
        String parking = System.getProperty("hathi.kill.parking", "off");
        Map<String, String> settings = Map.of("checkpoint_timeout", "30s", "session_parking", parking);
        try (TestServer server = TestServer.start("kill", settings)) {
            TpcbLoad.prepare(server, SCALE);
            int descriptors = Agreement.descriptors(server.postmasterPid());
            Path out = Files.createTempFile(Places.scratch(), "bystander", ".out");
            String which = "seed=" + SEED;
            TpcbLoad load = new TpcbLoad(server, CLIENTS, SCALE, SEED, 0);
            int elsewhere = 0;
            if (!parking.equals("off")) {
                load.anyVictim();
            }
            Process bystander = server.pgbench("-n", "-c", "2", "-T", "3600", "-S", "-R", "20")
                    .start(out);
            try {
                for (int i = 1; i <= KILLS; i++) {
                    elsewhere += killOne(load, random) ? 0 : 1;
                    assertThat(load.errors()).as("after kill %d, %s", i, which).isEmpty();
                }
            } finally {
                load.close();
            }
            boolean undisturbed = bystander.isAlive();
            bystander.destroy();
            bystander.waitFor();
            long restarts = Agreement.restarts(server);
            System.out.println("[kill] " + which + " kills=" + KILLS + " restarts=" + restarts + " transactions="
                    + load.ledger().size() + " untold=" + load.untold() + " elsewhere=" + elsewhere);
            assertThat(load.errors()).as(which).isEmpty();
            assertThat(restarts).as("deaths that forced a restart, %s", which).isLessThan(Math.max(5, KILLS / 40));
            assertThat(undisturbed || restarts > 0)
                    .as("pgbench beside them: %s", Files.readString(out))
                    .isTrue();
            Agreement.nothingLeft(server);
            Agreement.check(server, load.ledger(), which);
            assertThat(Agreement.descriptors(server.postmasterPid()))
                    .as("descriptors of the postmaster")
                    .isLessThanOrEqualTo(descriptors + 16);
            server.stop("fast");
            if (Places.hasPgProgram("pg_checksums")) {
                new Command(
                                Places.pgProgram("pg_checksums"),
                                "--check",
                                "-D",
                                server.directory().toString())
                        .limit(Duration.ofSeconds(60))
                        .run()
                        .orFail();
            }
            if (KILLS > 50 && ReferenceServer.missing().isEmpty()) {
                try (ReferenceServer pg = ReferenceServer.start(server.directory())) {
                    pg.check();
                }
            }
            Files.delete(out);
        }
    }

    /**
     * Kills the process of a client's; false when its session was served by another one by then (sessions are parked between
     * transactions), and the client goes on.
     */
    private static boolean killOne(TpcbLoad load, Random random) {
        LockSupport.parkNanos(random.nextLong(400_000_000L));
        TpcbLoad.Client victim =
                load.clients().get(random.nextInt(load.clients().size()));
        long before = victim.transactions();
        TestServer.await(
                "the victim to work",
                180,
                () -> victim.pid() > 0 && victim.transactions() > before
                        || !load.errors().isEmpty());
        LockSupport.parkNanos(random.nextLong(20_000_000L));
        int deaths = load.deaths();
        int crashed = load.crashed();
        long pid = victim.expectDeath();
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        long then = victim.transactions();
        TestServer.await(
                "the victim's client to notice, or to go on",
                120,
                () -> load.deaths() > deaths
                        || load.crashed() > crashed
                        || victim.pid() == pid && victim.transactions() > then + 3
                        || !load.errors().isEmpty());
        return load.deaths() > deaths || load.crashed() > crashed;
    }
}
