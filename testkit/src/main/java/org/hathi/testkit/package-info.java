/** What the tests of several rooms share. See the README of this room. */
package org.hathi.testkit;
