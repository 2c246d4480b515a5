/** Functions in languages other than internal: SQL. */
@org.jspecify.annotations.NullMarked
package org.hathi.executor.function;
