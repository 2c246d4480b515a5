package org.hathi.server;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.hathi.protocol.StartupPacket.Parameter;

/**
 * What the postmaster hands to a backend together with the client's socket: who it is, and the settings it starts with.
 *
 * @param defaults settings of database and role, each with the source it counts as
 * @param client settings from the start-up packet, in order
 */
record SessionTicket(
        int sessionSlot,
        int cancelKey,
        int databaseOid,
        String database,
        int tablespaceOid,
        int roleOid,
        String role,
        boolean superuser,
        String host,
        int port,
        long startMillis,
        List<Default> defaults,
        List<Parameter> client,
        String options) {

    /** A setting stored for a database or role. */
    record Default(int source, String name, String value) {}

    byte[] encode() {
        return Control.payload(o -> {
            o.writeInt(sessionSlot);
            o.writeInt(cancelKey);
            o.writeInt(databaseOid);
            o.writeUTF(database);
            o.writeInt(tablespaceOid);
            o.writeInt(roleOid);
            o.writeUTF(role);
            o.writeBoolean(superuser);
            o.writeUTF(host);
            o.writeInt(port);
            o.writeLong(startMillis);
            o.writeInt(defaults.size());
            for (Default d : defaults) {
                o.writeInt(d.source);
                o.writeUTF(d.name);
                o.writeUTF(d.value);
            }
            o.writeInt(client.size());
            for (Parameter p : client) {
                o.writeUTF(p.name());
                o.writeUTF(p.value());
            }
            o.writeUTF(options);
        });
    }

    static SessionTicket decode(DataInputStream in) {
        try {
            int slot = in.readInt();
            int key = in.readInt();
            int db = in.readInt();
            String database = in.readUTF();
            int tablespace = in.readInt();
            int roleOid = in.readInt();
            String role = in.readUTF();
            boolean superuser = in.readBoolean();
            String host = in.readUTF();
            int port = in.readInt();
            long start = in.readLong();
            List<Default> defaults = new ArrayList<>();
            for (int n = in.readInt(); n > 0; n--) {
                defaults.add(new Default(in.readInt(), in.readUTF(), in.readUTF()));
            }
            List<Parameter> client = new ArrayList<>();
            for (int n = in.readInt(); n > 0; n--) {
                client.add(new Parameter(in.readUTF(), in.readUTF()));
            }
            return new SessionTicket(
                    slot,
                    key,
                    db,
                    database,
                    tablespace,
                    roleOid,
                    role,
                    superuser,
                    host,
                    port,
                    start,
                    defaults,
                    client,
                    in.readUTF());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
