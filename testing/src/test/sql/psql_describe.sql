CREATE TABLE d1 (id int PRIMARY KEY, v text);
CREATE TABLE d2 (id int REFERENCES d1, w int CHECK (w > 0));
CREATE VIEW dv AS SELECT id FROM d1;
CREATE INDEX d1_v ON d1 (v);
\d
\dt
\di
\dv
\ds
\d d1
\d d2
\dn
\du
\dT int4
\df lower
\dt nosuch
\d nosuch
\l postgres
