package org.hathi.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.hathi.os.Mem;
import org.junit.jupiter.api.Test;

class PageTest {
    private final MemorySegment m = Arena.ofAuto().allocate(2L * Blocks.SIZE, 8);
    private final MemorySegment src = Arena.ofAuto().allocate(Blocks.SIZE, 8);

    private void tuple(int size, int fill) {
        src.asSlice(0, size).fill((byte) fill);
    }

    private int fillOf(int off) {
        return Mem.u8(m, Page.item(m, 0, off));
    }

    @Test
    void headerIsThatOfPostgres() {
        Page.init(m, 0, 16);
        Page.setLsn(m, 0, 0x1_02030405L);
        assertThat(Mem.i32(m, 0)).isEqualTo(1);
        assertThat(Mem.i32(m, 4)).isEqualTo(0x02030405);
        assertThat(Page.lsn(m, 0)).isEqualTo(0x1_02030405L);
        assertThat(Page.special(m, 0)).isEqualTo(8176);
        assertThat(Page.pageSizeVersion(m, 0)).isEqualTo(8196);
        assertThat(Page.freeSpace(m, 0)).isEqualTo(8176 - 24 - 4);
        assertThat(Page.isVerified(m, 0, 0, false)).isTrue();
        assertThat(Page.isVerified(m, 0, 0, true)).isFalse();
        Page.setChecksum(m, 0, Checksum.page(m, 0, 7));
        assertThat(Page.isVerified(m, 0, 7, true)).isTrue();
        assertThat(Page.isVerified(m, 0, 8, true)).isFalse();
    }

    @Test
    void heapTuplesAreAddedFreedAndCompacted() {
        Page.init(m, 0, 0);
        for (int i = 1; i <= 20; i++) {
            tuple(100 + i, i);
            assertThat(Page.addItem(m, 0, src, 0, 100 + i, 0, false, true)).isEqualTo(i);
        }
        int before = Page.exactFreeSpace(m, 0);
        ItemId.setUnused(m, 0, 20);
        ItemId.setUnused(m, 0, 3);
        ItemId.setDead(m, 0, 7);
        ItemId.setRedirect(m, 0, 9, 10);
        Page.repairFragmentation(m, 0);
        assertThat(Page.maxOffset(m, 0)).isEqualTo(19);
        assertThat(Page.exactFreeSpace(m, 0)).isEqualTo(before + 120 + 104 + 112 + 112 + 4);
        assertThat(Page.hasFlag(m, 0, Page.HAS_FREE_LINES)).isTrue();
        for (int i = 1; i <= 19; i++) {
            if (ItemId.isNormal(ItemId.get(m, 0, i))) {
                assertThat(fillOf(i)).isEqualTo(i);
                assertThat(ItemId.length(ItemId.get(m, 0, i))).isEqualTo(100 + i);
            }
        }
        tuple(8, 99);
        assertThat(Page.addItem(m, 0, src, 0, 8, 0, false, true)).isEqualTo(3);
        assertThat(fillOf(3)).isEqualTo(99);
        tuple(8000, 1);
        assertThat(Page.addItem(m, 0, src, 0, 8000, 0, false, true)).isZero();
    }

    @Test
    void indexTuplesKeepTheirOrder() {
        long seed = System.nanoTime();
        System.out.println("seed=" + seed);
        Random random = new Random(seed);
        Page.init(m, 0, 16);
        List<Integer> model = new ArrayList<>();
        for (int step = 0; step < 3000; step++) {
            int n = model.size();
            switch (random.nextInt(6)) {
                case 0, 1, 2 -> {
                    int at = random.nextInt(n + 1) + 1;
                    int fill = random.nextInt(200);
                    int size = 8 + fill % 50;
                    tuple(size, fill);
                    if (Page.addIndexItem(m, 0, src, 0, size, at) != 0) {
                        model.add(at - 1, fill);
                    }
                }
                case 3 -> {
                    if (n > 0) {
                        int at = random.nextInt(n);
                        Page.indexDelete(m, 0, at + 1);
                        model.remove(at);
                    }
                }
                case 4 -> {
                    if (n > 10) {
                        int[] offs = new int[4];
                        int first = random.nextInt(n - 8);
                        for (int i = 0; i < 4; i++) {
                            offs[i] = first + 1 + 2 * i;
                        }
                        Page.indexMultiDelete(m, 0, offs, 4);
                        for (int i = 3; i >= 0; i--) {
                            model.remove(offs[i] - 1);
                        }
                    }
                }
                default -> {
                    if (n > 0) {
                        int at = random.nextInt(n);
                        int fill = random.nextInt(200);
                        int size = 8 + fill % 50;
                        tuple(size, fill);
                        if (Page.indexOverwrite(m, 0, at + 1, src, 0, size)) {
                            model.set(at, fill);
                        }
                    }
                }
            }
            assertThat(Page.maxOffset(m, 0)).isEqualTo(model.size());
            for (int i = 0; i < model.size(); i++) {
                assertThat(fillOf(i + 1)).isEqualTo(model.get(i));
                assertThat(ItemId.length(ItemId.get(m, 0, i + 1))).isEqualTo(8 + model.get(i) % 50);
            }
        }
    }

    @Test
    void tidsAndXids() {
        long tid = Tid.of(0xFFFFFFFE, 5);
        Tid.write(m, 3, tid);
        assertThat(Tid.read(m, 3)).isEqualTo(tid);
        assertThat(Tid.toString(tid)).isEqualTo("(4294967294,5)");
        assertThat(Tid.of(1, 1)).isLessThan(Tid.of(0x80000000, 1));
        assertThat(Xid.precedes(-5, 10)).isTrue();
        assertThat(Xid.precedes(Xid.FROZEN, 3)).isTrue();
        assertThat(Xid.next(-1)).isEqualTo(3);
        assertThat(Xid.full(-5, 1L << 32 | 10)).isEqualTo(0xFFFFFFFBL);
    }

    @Test
    void varlenaHeaders() {
        Varlena.putHeader(m, 0, 1000);
        assertThat(Varlena.size(m, 0)).isEqualTo(1004);
        assertThat(Varlena.payloadSize(m, 0)).isEqualTo(1000);
        Varlena.putShortHeader(m, 0, 126);
        assertThat(Varlena.size(m, 0)).isEqualTo(127);
        assertThat(Mem.u8(m, 0)).isEqualTo(0xFF);
        Varlena.putCompressedHeader(m, 0, 50, 500, Varlena.LZ4);
        assertThat(Varlena.isCompressed(m, 0)).isTrue();
        assertThat(Varlena.size(m, 0)).isEqualTo(58);
        assertThat(Varlena.rawSize(m, 0)).isEqualTo(500);
        assertThat(Varlena.method(m, 0)).isEqualTo(Varlena.LZ4);
        Varlena.putExternal(m, 0, 10000, 3000, Varlena.PGLZ, 7, 8);
        assertThat(Varlena.isExternal(m, 0)).isTrue();
        assertThat(Varlena.size(m, 0)).isEqualTo(18);
        assertThat(Varlena.externalCompressed(m, 0)).isTrue();
    }

    @Test
    void pglzRoundTrips() {
        long seed = System.nanoTime();
        System.out.println("seed=" + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            byte[] raw = new byte[32 + random.nextInt(10000)];
            int alphabet = 1 + random.nextInt(20);
            for (int i = 0; i < raw.length; i++) {
                raw[i] = i > 300 && random.nextInt(30) > 0 ? raw[i - 299] : (byte) random.nextInt(alphabet);
            }
            byte[] packed = new byte[PgLz.maxOutput(raw.length)];
            int n = PgLz.compress(raw, 0, raw.length, packed, false);
            if (n >= 0) {
                assertThat(n).isLessThan(raw.length);
                byte[] back = new byte[raw.length];
                assertThat(PgLz.decompress(packed, 0, n, back, 0, raw.length, false))
                        .isEqualTo(raw.length);
                assertThat(back).isEqualTo(raw);
                byte[] some = new byte[20];
                assertThat(PgLz.decompress(packed, 0, n, some, 0, 20, true)).isEqualTo(20);
            }
        }
        byte[] noise = new byte[5000];
        random.nextBytes(noise);
        assertThat(PgLz.compress(noise, 0, 5000, new byte[5004], false)).isEqualTo(-1);
        byte[] text = "abcabcabcabcabcabcabcabcabcabcabcabcabcabcabcabc".getBytes(StandardCharsets.US_ASCII);
        assertThat(PgLz.compress(text, 0, text.length, new byte[100], false)).isLessThan(12);
    }

    @Test
    void lz4RoundTrips() {
        long seed = System.nanoTime();
        System.out.println("seed=" + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            byte[] raw = new byte[random.nextInt(20000)];
            int alphabet = 1 + random.nextInt(200);
            for (int i = 0; i < raw.length; i++) {
                raw[i] = i > 300 && random.nextInt(30) > 0 ? raw[i - 299] : (byte) random.nextInt(alphabet);
            }
            byte[] packed = new byte[Lz4.maxOutput(raw.length) + 3];
            int n = Lz4.compress(raw, 0, raw.length, packed, 3);
            byte[] back = new byte[raw.length];
            assertThat(Lz4.decompress(packed, 3, n, back, 0, raw.length, false)).isEqualTo(raw.length);
            assertThat(back).isEqualTo(raw);
            int some = raw.length / 2;
            assertThat(Lz4.decompress(packed, 3, n, back, 0, some, true)).isEqualTo(some);
        }
    }
}
