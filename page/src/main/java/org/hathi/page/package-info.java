/** Page and tuple byte layouts; pure functions. See the README of this room. */
package org.hathi.page;
