/** INSERT, UPDATE, DELETE, constraints and foreign keys. */
@org.jspecify.annotations.NullMarked
package org.hathi.executor.modify;
