/** Column numbers and index oids of the system catalogs: facts as constants, generated. */
@org.jspecify.annotations.NullMarked
package org.hathi.catalog.table;
