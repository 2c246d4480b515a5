/**
 * The session layer: from protocol calls to executed statements. Parses, analyses, plans, keeps prepared statements and
 * portals, drives transaction blocks, and hands utility statements to the commands.
 */
@org.jspecify.annotations.NullMarked
package org.hathi.executor.session;
