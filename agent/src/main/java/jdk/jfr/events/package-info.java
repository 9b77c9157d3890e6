/** What of the JDK's own is needed to compile, and is none of the packed jar. */
package jdk.jfr.events;
