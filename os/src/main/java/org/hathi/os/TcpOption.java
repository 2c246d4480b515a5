package org.hathi.os;

/** Options of a TCP socket that PostgreSQL has settings for. */
public enum TcpOption {
    IDLE("tcp_keepalives_idle", "TCP_KEEPIDLE", 4),
    INTERVAL("tcp_keepalives_interval", "TCP_KEEPINTVL", 5),
    COUNT("tcp_keepalives_count", "TCP_KEEPCNT", 6),
    USER_TIMEOUT("tcp_user_timeout", "TCP_USER_TIMEOUT", 18);

    private static final int IPPROTO_TCP = 6;

    private final String setting;
    private final String label;
    private final int option;

    TcpOption(String setting, String label, int option) {
        this.setting = setting;
        this.label = label;
        this.option = option;
    }

    /** Name of the setting. */
    public String setting() {
        return setting;
    }

    /** The C name. */
    public String label() {
        return label;
    }

    /** Sets it; 0 or −errno. */
    public int set(int fd, int value) {
        return Sockets.setInt(fd, IPPROTO_TCP, option, value);
    }

    /** Its value, or −errno. */
    public int get(int fd) {
        return Sockets.getInt(fd, IPPROTO_TCP, option);
    }

    /** The value a new socket has. */
    public int systemDefault() {
        int fd = Sockets.tcp();
        if (fd < 0) {
            return 0;
        }
        int v = get(fd);
        Sockets.close(fd);
        return Math.max(0, v);
    }
}
