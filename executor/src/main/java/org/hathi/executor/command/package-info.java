/** Utility statements: DDL, privileges, roles, databases, maintenance. See COMMANDS.md of this room. */
@org.jspecify.annotations.NullMarked
package org.hathi.executor.command;
