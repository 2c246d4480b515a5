/** COPY. */
@org.jspecify.annotations.NullMarked
package org.hathi.executor.copy;
