/** Parse analysis: raw tree to Query, by PostgreSQL's rules; rewriting of views; deparsing. */
@NullMarked
package org.hathi.planner.analyze;

import org.jspecify.annotations.NullMarked;
