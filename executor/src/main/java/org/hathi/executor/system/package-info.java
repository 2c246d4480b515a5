/** System information and administration functions: what the catalogs' views, psql and drivers ask the server. */
@org.jspecify.annotations.NullMarked
package org.hathi.executor.system;
