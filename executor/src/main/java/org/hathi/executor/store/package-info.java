/** Rows beyond {@code work_mem}: temporary files, stores of rows over them, and the memory they are charged for. */
@NullMarked
package org.hathi.executor.store;

import org.jspecify.annotations.NullMarked;
