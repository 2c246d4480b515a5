/** System tables, bootstrap facts, caches, invalidation, dependencies. See the README of this room. */
package org.hathi.catalog;
