/** Commands that the agent receives by jcmd, by the command line and by JMX, and its answers. */
@NullMarked
package dev.pitot.command;

import org.jspecify.annotations.NullMarked;
