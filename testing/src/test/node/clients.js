// node's pg as applications use it: node clients.js PORT; prints what it sees, compared with what PostgreSQL 15 gave.
'use strict';
const { Client, Pool, types } = require('pg');
const Cursor = require('pg-cursor');
const QueryStream = require('pg-query-stream');
const { to: copyTo, from: copyFrom } = require('pg-copy-streams');
const { pipeline } = require('stream/promises');
const { Readable } = require('stream');

const port = Number(process.argv[2]);
const settings = { host: '127.0.0.1', port, user: 'postgres', database: 'postgres', connectionTimeoutMillis: 30000 };
const say = (what, value) => console.log(what + ': ' + JSON.stringify(value, (k, v) => (typeof v === 'bigint' ? v + 'n' : v)));

async function fails(what, work) {
  try {
    await work();
    say(what, 'no error');
  } catch (e) {
    const f = {};
    // file, line and routine are PostgreSQL's own
    for (const n of ['severity', 'code', 'message', 'detail', 'hint', 'position', 'internalPosition', 'internalQuery', 'where',
      'schema', 'table', 'column', 'dataType', 'constraint']) {
      if (e[n] !== undefined) f[n] = e[n];
    }
    say(what, f);
  }
}

async function queries(c) {
  let r = await c.query('SELECT 1 AS one, $$x$$ AS two; SELECT 2 AS three; CREATE TABLE made (a int); DROP TABLE made');
  say('several', r.map((x) => [x.command, x.rowCount, x.rows, x.fields.map((f) => [f.name, f.dataTypeID, f.dataTypeSize])]));
  r = await c.query({ text: 'SELECT $1::int AS a, $2::text AS b', values: [7, 'x'], rowMode: 'array' });
  say('array mode', r.rows);
  for (let i = 0; i < 3; i++) {
    r = await c.query({ name: 'named', text: 'SELECT $1::int + 1 AS n', values: [i] });
    say('named', r.rows);
  }
  await c.query('CREATE TABLE t (id serial PRIMARY KEY, a int CHECK (a > 0), b text UNIQUE)');
  r = await c.query('INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4) RETURNING *', [1, 'x', 2, null]);
  say('insert', [r.command, r.rowCount, r.rows]);
  r = await c.query('UPDATE t SET a = a + 1');
  say('update', [r.command, r.rowCount]);
  say('empty', (await c.query('')).rows);
  say('no rows', (await c.query('SELECT * FROM t WHERE false')).fields.map((f) => f.name));
}

async function values(c) {
  const samples = {
    bool: true, int2: -5, int4: 2147483647, int8: '9223372036854775807', float4: 1.5, float8: 'NaN', numeric: '12345678901234567890.12345',
    text: 'ü\n"\\', varchar: '', bpchar: 'c', bytea: Buffer.from([0, 255, 10]), date: '2024-02-29', time: '12:34:56.789',
    timetz: '12:34:56+02', timestamp: '2024-02-29 01:02:03.123456', timestamptz: new Date(Date.UTC(2024, 1, 29, 1, 2, 3, 4)),
    interval: '1 year 2 mons 3 days 04:05:06.5', uuid: '00000000-0000-0000-0000-00000000000a', json: { a: [1, null, 'x'] },
    jsonb: JSON.stringify({ b: { c: true } }), inet: '10.0.0.1/8', cidr: '10.0.0.0/8', macaddr: '08:00:2b:01:02:03', money: '12.34', bit: '1',
    varbit: '101', int4range: '[1,5)', datemultirange: '{[2024-01-01,2024-02-01)}', oid: 12, name: 'n', '"char"': 'q', xid8: '5',
    pg_lsn: '0/16B3748', regclass: 'pg_class', 'int4[]': [1, null, 3], 'text[]': ['a,b', 'c"d', null], 'float8[]': [[1.5], [2.5]],
    'timestamptz[]': ['2024-02-29 00:00:00+00'], 'json[]': ['{"x":1}'], jsonpath: '$.a',
  };
  for (const type of Object.keys(samples)) {
    const r = await c.query(`SELECT $1::${type} AS v, $1::${type} IS NULL AS n`, [samples[type]]);
    say(type, [r.fields[0].dataTypeID, r.rows[0].v instanceof Date ? r.rows[0].v.toISOString() : r.rows[0].v]);
    const none = await c.query(`SELECT $1::${type} AS v`, [null]);
    if (none.rows[0].v !== null) say(type + ' null', none.rows);
  }
}

async function errors(c) {
  await fails('syntax', () => c.query('SELEC 1'));
  await fails('relation', () => c.query('SELECT *\nFROM nosuch'));
  await fails('unique', () => c.query('INSERT INTO t (a, b) VALUES (1, $1)', ['x']));
  await fails('check', () => c.query('INSERT INTO t (a) VALUES ($1)', [-1]));
  await fails('type', () => c.query('SELECT $1::int', ['abc']));
  await fails('domain', () => c.query('SELECT 5::information_schema.yes_or_no'));
  await fails('division', () => c.query('SELECT 1/$1::int', [0]));
  await fails('parameters', () => c.query('SELECT $1::int, $2::int', [1]));
  await fails('function', () => c.query('SELECT nosuch($1)', [1]));
  await c.query('BEGIN');
  await fails('in a block', () => c.query('SELECT 1/0'));
  await fails('failed block', () => c.query('SELECT 1'));
  await c.query('ROLLBACK');
  const notices = [];
  c.on('notice', (n) => notices.push([n.severity, n.code, n.message]));
  await c.query('DROP TABLE IF EXISTS nosuch; SET LOCAL work_mem = 100');
  say('notices', notices);
}

async function pool() {
  const p = new Pool({ ...settings, max: 4 });
  const sums = await Promise.all(Array.from({ length: 20 }, (x, i) => p.query('SELECT $1::int * 2 AS n', [i]).then((r) => r.rows[0].n)));
  say('pool', sums);
  const c = await p.connect();
  await c.query('CREATE TABLE pooled (x int)');
  await c.query('BEGIN');
  await c.query('INSERT INTO pooled VALUES (1)');
  say('others see', (await p.query('SELECT count(*)::int AS n FROM pooled')).rows);
  await c.query('COMMIT');
  c.release();
  say('then', (await p.query('SELECT count(*)::int AS n FROM pooled')).rows);
  await p.query('DROP TABLE pooled');
  await p.end();
}

async function notifications(c) {
  const other = new Client(settings);
  await other.connect();
  const got = [];
  const all = new Promise((done) => c.on('notification', (n) => {
    got.push([n.channel, n.payload]);
    if (got.length === 3) done();
  }));
  await c.query('LISTEN news');
  await c.query('LISTEN "Other News"');
  await other.query("NOTIFY news, 'one'");
  await other.query("SELECT pg_notify('Other News', $1)", ['two']);
  await other.query('BEGIN; NOTIFY news; NOTIFY news; COMMIT');
  await all;
  say('notified', got);
  await c.query('UNLISTEN *');
  await other.end();
}

async function rows(c) {
  const cursor = c.query(new Cursor('SELECT i FROM generate_series(1, $1) i', [7]));
  for (let r = await cursor.read(3); r.length; r = await cursor.read(3)) say('cursor', r.map((x) => x.i));
  await cursor.close();
  const early = c.query(new Cursor('SELECT i FROM generate_series(1, 100000) i'));
  say('early', (await early.read(2)).length);
  await early.close();
  let sum = 0;
  for await (const r of c.query(new QueryStream('SELECT i FROM generate_series(1, $1) i', [5000], { batchSize: 100 }))) sum += r.i;
  say('stream', sum);
  await fails('cursor error', async () => {
    const bad = c.query(new Cursor('SELECT 10 / (5 - i) FROM generate_series(1, 9) i'));
    try {
      for (let r = await bad.read(3); r.length; r = await bad.read(3)) say('before it', r.length);
    } finally {
      await bad.close();
    }
  });
  await c.query('CREATE TEMP TABLE copied (a int, b text)');
  const lines = Array.from({ length: 3000 }, (x, i) => `${i}\tline ${i} \\\\ \\N\n`);
  await pipeline(Readable.from(lines), c.query(copyFrom('COPY copied FROM STDIN')));
  say('copied', (await c.query('SELECT count(*)::int AS n, sum(a)::int AS s, min(b) AS b FROM copied')).rows);
  let bytes = 0;
  const out = c.query(copyTo('COPY copied TO STDOUT (FORMAT csv)'));
  for await (const chunk of out) bytes += chunk.length;
  say('bytes', [bytes, out.rowCount]);
  await fails('copy error', () => pipeline(Readable.from(['x\ty\n']), c.query(copyFrom('COPY copied FROM STDIN'))));
  say('after it', (await c.query('SELECT 1 AS one')).rows);
}

async function cancelled(c) {
  const other = new Client(settings);
  await other.connect();
  const pid = (await c.query('SELECT pg_backend_pid() AS pid')).rows[0].pid;
  const slow = fails('cancelled', () => c.query('SELECT pg_sleep(60)'));
  for (;;) {
    const r = await other.query("SELECT 1 FROM pg_stat_activity WHERE pid = $1 AND wait_event = 'PgSleep'", [pid]);
    if (r.rowCount === 1) break;
  }
  const answer = (await other.query('SELECT pg_cancel_backend($1) AS ok', [pid])).rows;
  await slow;
  say('cancel', answer);
  await fails('timed out', async () => {
    await c.query('SET statement_timeout = 10');
    await c.query('SELECT pg_sleep(60)');
  });
  await c.query('RESET statement_timeout');
  await other.end();
}

async function passwords(c) {
  await c.query("CREATE ROLE node_user LOGIN PASSWORD 'se cret'");
  for (const password of ['se cret', 'wrong']) {
    await fails('password ' + password, async () => {
      const u = new Client({ ...settings, user: 'node_user', password, application_name: 'nodes', options: '-c work_mem=3MB' });
      await u.connect();
      say('as', (await u.query("SELECT current_user AS u, current_setting('work_mem') AS w, current_setting('application_name') AS a")).rows);
      await u.end();
    });
  }
  await c.query('DROP ROLE node_user');
  await fails('database', async () => {
    const u = new Client({ ...settings, database: 'nosuch' });
    await u.connect();
  });
}

(async () => {
  types.setTypeParser(1114, (v) => v); // timestamps without zone stay text: no local time zone in the answer
  types.setTypeParser(1082, (v) => v);
  types.setTypeParser(1115, (v) => v);
  const c = new Client(settings);
  await c.connect();
  await queries(c);
  await values(c);
  await errors(c);
  await rows(c);
  await notifications(c);
  await cancelled(c);
  await passwords(c);
  await c.query('DROP TABLE t');
  await c.end();
  await pool();
})().catch((e) => {
  console.log('failed: ' + e.stack);
  process.exit(1);
});
