/** Vectorised operators, DML, DDL, COPY. See the README of this room. */
package org.hathi.executor;
