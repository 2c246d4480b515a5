/** Administration: vacuum and analyze, sequences, roles and privileges, databases, comments, locks. */
@org.jspecify.annotations.NullMarked
package org.hathi.executor.admin;
