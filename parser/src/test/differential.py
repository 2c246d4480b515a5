#!/usr/bin/env python3
"""Compares parse errors with a PostgreSQL 15 at localhost:54320, nothing being executed: the server parses a whole
query string first, and each ends in a syntax error of ours.  Run from the repository's root, with the classes of rooms base and parser compiled:
  differential.py CLASSPATH [COUNT [SEED]]   (CLASSPATH: test classes, parser, base)"""
import random, re, socket, struct, subprocess, sys, time
END = "\n;\nTHEEND"

def connect():
    s = socket.create_connection(("localhost", 54320))
    f = s.makefile("rwb")
    b = b"user\0postgres\0database\0postgres\0\0"
    f.write(struct.pack("!ii", len(b) + 8, 196608) + b); f.flush()
    while message(f)[0] != b"Z": pass
    return f

def message(f):
    t = f.read(1); n = struct.unpack("!i", f.read(4))[0]
    return t, f.read(n - 4)

def server(f, sql):
    b = (sql + END).encode() + b"\0"
    f.write(b"Q" + struct.pack("!i", len(b) + 4) + b); f.flush()
    r = None
    while True:
        t, body = message(f)
        if t == b"E":
            e = {}
            for x in body.split(b"\0"):
                if x: e[chr(x[0])] = x[1:].decode()
            r = "%s|%s|%s" % (e["C"], e.get("P", "0"), e["M"])
        if t == b"Z": return r

def mutate(rnd, corpus):
    toks = re.findall(r"\s+|\w+|'[^']*'|.", rnd.choice(corpus))
    for _ in range(rnd.choice([1, 1, 1, 2])):
        i = rnd.randrange(len(toks)); k = rnd.randrange(4)
        if k == 0: del toks[i]
        elif k == 1: toks.insert(i, " " + rnd.choice(re.findall(r"\w+|'[^']*'|\S", rnd.choice(corpus))) + " ")
        elif k == 2: toks[i] = rnd.choice(re.findall(r"\w+|'[^']*'|\S", rnd.choice(corpus)))
        else:
            j = rnd.randrange(len(toks)); toks[i], toks[j] = toks[j], toks[i]
        if not toks: toks = ["x"]
    return "".join(toks)

def main():
    cp = sys.argv[1]; count = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else int(time.time())
    print("seed", seed); rnd = random.Random(seed)
    corpus = [l.rstrip("\n") for l in open("parser/src/test/resources/corpus.sql") if l.strip()]
    cases = corpus + [mutate(rnd, corpus) for _ in range(count)]
    p = subprocess.run(["java", "-cp", cp, "org.hathi.parser.ParserProbe"], text=True, encoding="utf8",
                       input="".join((c + END).replace("\n", "\1") + "\n" for c in cases), stdout=subprocess.PIPE)
    ours = [x.replace("\1", "\n") for x in p.stdout.split("\n")[:-1]]
    if p.returncode or len(ours) != len(cases): sys.exit("the Java half failed: %d answers" % len(ours))
    f = connect(); bad = 0
    for c, o in zip(cases, ours):
        s = server(f, c)
        if s != o:
            bad += 1
            print("SQL   ", c); print("  PG  ", s); print("  HERE", o)
    print(len(cases), "cases,", bad, "differ")

main()
