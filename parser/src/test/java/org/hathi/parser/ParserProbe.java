package org.hathi.parser;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.hathi.base.SqlError;

/** The Java half of differential.py: a query string a line (newlines as \1), answered by OK or state, position, message. */
final class ParserProbe {
    private ParserProbe() {}

    public static void main(String[] args) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String l = in.readLine(); l != null; l = in.readLine()) {
            String r;
            try {
                Parser.parse(l.replace('\1', '\n'));
                r = "OK";
            } catch (SqlError e) {
                r = e.state().code() + "|" + e.report().position() + "|" + e.getMessage();
            }
            out.println(r.replace('\n', '\1'));
        }
    }
}
