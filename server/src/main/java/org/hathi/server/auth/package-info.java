/** Who may connect: pg_hba.conf, pg_ident.conf, password exchanges. Pure functions over files and text. */
@org.jspecify.annotations.NullMarked
package org.hathi.server.auth;
