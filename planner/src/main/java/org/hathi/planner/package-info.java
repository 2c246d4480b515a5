/** Analysis, rewriting, planning. See the README of this room. */
package org.hathi.planner;
