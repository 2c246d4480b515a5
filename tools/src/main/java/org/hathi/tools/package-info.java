/** Command lines: initdb, pg_ctl, postgres, hathi. See the README of this room. */
package org.hathi.tools;
