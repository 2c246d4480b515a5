/** Frontend/backend messages. See the README of this room. */
package org.hathi.protocol;
