/** Plan nodes at run time. */
@org.jspecify.annotations.NullMarked
package org.hathi.executor.node;
