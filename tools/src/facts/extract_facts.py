#!/usr/bin/env python3
"""Writes Hathi's catalog facts from a freshly initdb'ed PostgreSQL 15 (database postgres, superuser postgres, locale C).

usage: extract_facts.py [psql options …]      e.g. extract_facts.py -h /tmp/x -p 54391 -U postgres

Run by hand when the facts must be regenerated; nothing in the build runs it. It queries catalogs only (names, OIDs,
flags, signatures, the labels of pg_description): no SQL bodies, no view definitions. Writes, below catalog/src/main:
  resources/org/hathi/catalog/facts/catalogs.tsv   one line per system catalog with its columns
  resources/org/hathi/catalog/facts/indexes.tsv    one line per index of a system catalog
  resources/org/hathi/catalog/facts/pg_*.tsv       rows: a header `column=default`, then one row per line, where an empty
                                                   cell is the column's default, \\N is NULL, \\e the empty string
  java/org/hathi/catalog/table/Pg*.java            column numbers and index oids of every catalog
"""
import os
import re
import subprocess
import sys
from collections import Counter

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..', '..'))
FACTS = os.path.join(ROOT, 'catalog/src/main/resources/org/hathi/catalog/facts')
JAVA = os.path.join(ROOT, 'catalog/src/main/java/org/hathi/catalog/table')
PSQL = ['psql', '-XqAt'] + sys.argv[1:]

# Rows taken per catalog. pg_class, pg_attribute and pg_index follow from catalogs.tsv and indexes.tsv.
ROWS = {
    'pg_type': 'oid < 12000',
    'pg_proc': "pronamespace = 11",
    'pg_operator': 'true', 'pg_opfamily': 'true', 'pg_opclass': 'true', 'pg_amop': 'true', 'pg_amproc': 'true',
    'pg_cast': 'true', 'pg_aggregate': 'true', 'pg_am': 'true', 'pg_language': 'true',
    'pg_collation': "collprovider <> 'i' and collname in ('default', 'C', 'POSIX', 'ucs_basic')",
    'pg_conversion': 'true',
    'pg_namespace': "nspname in ('pg_catalog', 'pg_toast', 'public')",
    'pg_authid': 'true', 'pg_auth_members': 'true', 'pg_tablespace': 'true', 'pg_database': "datname = 'template1'",
    'pg_range': 'true', 'pg_ts_config': 'true', 'pg_ts_config_map': 'true', 'pg_ts_dict': 'true',
    'pg_ts_parser': 'true', 'pg_ts_template': 'true', 'pg_extension': 'true',
    'pg_constraint': 'oid < 12000',
    # short labels (what psql's \\df+, \\do, \\dT print), needed byte for byte by anybody who compares those
    'pg_description': "classoid <> 'pg_collation'::regclass or objoid in (select oid from pg_collation where"
                      " collprovider <> 'i' and collname in ('default', 'C', 'POSIX', 'ucs_basic'))",
    'pg_shdescription': 'true',
    'pg_depend': "objid < 16384 and (classid in ('pg_ts_config'::regclass, 'pg_ts_dict'::regclass,"
                 " 'pg_ts_template'::regclass, 'pg_language'::regclass)"
                 " or deptype = 'e'"
                 " or (classid = 'pg_class'::regclass and refclassid = 'pg_constraint'::regclass))",
}
REG = {'regproc', 'regtype', 'regclass', 'regoper', 'regnamespace', 'regrole', 'regcollation'}


def query(sql):
    r = subprocess.run(PSQL + ['-c', 'COPY (' + sql + ') TO STDOUT'], capture_output=True, text=True, check=True)
    return [line.split('\t') for line in r.stdout.split('\n')[:-1]]


def columns(catalog):
    return query("select attname, typname, attnum from pg_attribute a join pg_type t on t.oid = atttypid"
                 f" where attrelid = '{catalog}'::regclass and attnum > 0 order by attnum")


def acl_by_oid(text, roles):
    def item(m):
        who, privs, by = m.group(1), m.group(2), m.group(3)
        return (roles[who] if who else '0') + '=' + privs + '/' + roles[by]
    return re.sub(r'([a-z_]*)=([a-zA-Z*]*)/([a-z_]+)', item, text)


def write_rows(catalog, where, roles):
    cols = columns(catalog)
    exprs = [f'{c}::oid' if t in REG else c for c, t, _ in cols]
    names = [c for c, _, _ in cols]
    order = 'oid' if 'oid' in names else '1, 2'
    if catalog in ('pg_opclass', 'pg_opfamily', 'pg_am', 'pg_operator', 'pg_amop', 'pg_amproc'):
        order = 'ctid'                      # psql's \\dA aggregates them in no order of its own
    if catalog == 'pg_depend':
        order = '1, 2, 3, 4, 5'
    if catalog == 'pg_description':
        order = '2, 1, 3'
    rows = query(f"select {', '.join(exprs)} from {catalog} where {where} order by {order}")
    keep = names.index('oid') if 'oid' in names else 0
    for r in rows:
        for i, (c, t, _) in enumerate(cols):
            if t == '_aclitem' and r[i] != '\\N':
                r[i] = acl_by_oid(r[i], roles)
        if catalog == 'pg_proc':
            d = dict(zip(names, range(len(names))))
            if r[d['prolang']] == '14':      # LANGUAGE sql: the body is ours, see sql_functions.tsv
                r[d['prosrc']] = ''
                r[d['prosqlbody']] = '\\N'
        if catalog == 'pg_database':
            for c in ('datfrozenxid', 'datminmxid'):
                r[names.index(c)] = '1'
    defaults = []
    for i in range(len(cols)):
        best, n = Counter(r[i] for r in rows).most_common(1)[0] if rows else ('', 0)
        defaults.append(None if i == keep or n < 2 else best)
    with open(os.path.join(FACTS, catalog + '.tsv'), 'w') as f:
        f.write('\t'.join(c if d is None else f'{c}={d}' for c, d in zip(names, defaults)) + '\n')
        for r in rows:
            f.write('\t'.join('' if d is not None and v == d else ('\\e' if v == '' else v)
                              for v, d in zip(r, defaults)) + '\n')
    return len(rows)


def write_catalogs():
    """catalogs.tsv: oid name rowtype shared mapped toast toastindex acl columns."""
    rows = query("""
      select c.oid, c.relname, c.reltype, c.relisshared::int, (c.relfilenode = 0)::int, c.reltoastrelid,
             coalesce((select indexrelid from pg_index where indrelid = c.reltoastrelid), 0),
             (exists (select from unnest(c.relacl) a where a::text like '=%'))::int,
             (select string_agg(attname || ':' || atttypid || ':' || attnotnull::int || ':' || attcollation
                       || ':' || attstorage::text, ' ' order by attnum)
                from pg_attribute where attrelid = c.oid and attnum > 0)
        from pg_class c where relkind = 'r' and c.oid < 12000 order by c.oid""")
    with open(os.path.join(FACTS, 'catalogs.tsv'), 'w') as f:
        f.write('oid\tname\trowtype\tshared\tmapped\ttoast\ttoastindex\tpublic\tcolumns\n')
        for r in rows:
            f.write('\t'.join(r) + '\n')
    return rows


def write_indexes():
    """indexes.tsv: oid name table shared mapped unique primary indkey indcollation indclass indoption, support functions."""
    rows = query("""
      select i.indexrelid, c.relname, i.indrelid, c.relisshared::int, (c.relfilenode = 0)::int, i.indisunique::int,
             i.indisprimary::int, i.indkey, i.indcollation, i.indclass, i.indoption,
             (select string_agg((select p.amproc::regproc::text from pg_amproc p join pg_opclass o on
                        o.opcfamily = p.amprocfamily and p.amproclefttype = o.opcintype
                        and p.amprocrighttype = o.opcintype and p.amprocnum = 1 where o.oid = k), ' ' order by n)
                from unnest(i.indclass) with ordinality u (k, n)),
             (select string_agg(a.atttypid::text, ' ' order by a.attnum) from pg_attribute a
               where a.attrelid = i.indexrelid)
        from pg_index i join pg_class c on c.oid = i.indexrelid join pg_class t on t.oid = i.indrelid
       where i.indexrelid < 12000 and t.relkind = 'r' order by i.indexrelid""")
    with open(os.path.join(FACTS, 'indexes.tsv'), 'w') as f:
        f.write('oid\tname\ttable\tshared\tmapped\tunique\tprimary\tindkey\tindcollation\tindclass\tindoption'
                '\tcompare\ttypes\n')
        for r in rows:
            f.write('\t'.join(r) + '\n')
    return rows


def camel(name):
    return ''.join(p.capitalize() for p in name.split('_'))


def write_java(catalogs, indexes):
    for c in catalogs:
        oid, name = c[0], c[1]
        cls = camel(name)
        out = ['package org.hathi.catalog.table;', '',
               f'/** Column numbers and indexes of {name} (generated by tools/src/facts/extract_facts.py). */',
               f'public final class {cls} {{',
               '    /** Oid of the catalog. */',
               f'    public static final int RELATION = {oid};', '']
        cols = [x.split(':')[0] for x in c[8].split(' ')]
        for n, col in enumerate(cols, 1):
            out.append(f'    public static final int {col.upper()} = {n};')
        out += ['', '    /** Number of columns. */', f'    public static final int COLUMNS = {len(cols)};', '']
        for i in indexes:
            if i[2] == oid:
                short = i[1].removeprefix(name + '_')
                out.append(f'    public static final int {short.upper()} = {i[0]};')
        out += ['', f'    private {cls}() {{}}', '}', '']
        with open(os.path.join(JAVA, cls + '.java'), 'w') as f:
            f.write('\n'.join(out))
    with open(os.path.join(JAVA, 'package-info.java'), 'w') as f:
        f.write('/** Column numbers and index oids of the system catalogs: facts as constants, generated. */\n'
                '@org.jspecify.annotations.NullMarked\npackage org.hathi.catalog.table;\n')


def main():
    os.makedirs(FACTS, exist_ok=True)
    os.makedirs(JAVA, exist_ok=True)
    roles = {n: o for o, n in query('select oid, rolname from pg_authid')}
    catalogs = write_catalogs()
    indexes = write_indexes()
    write_java(catalogs, indexes)
    print('catalogs', len(catalogs), 'indexes', len(indexes))
    for catalog, where in ROWS.items():
        print(catalog, write_rows(catalog, where, roles))


main()
