/** What a report consists of: records without behaviour, as JSON and as text. */
@NullMarked
package dev.pitot.report.model;

import org.jspecify.annotations.NullMarked;
