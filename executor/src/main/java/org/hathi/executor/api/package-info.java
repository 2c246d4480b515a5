/** The seam between the message loop of a backend (room server) and what executes statements. */
@org.jspecify.annotations.NullMarked
package org.hathi.executor.api;
