package io.edge4j.maven.report;

import org.jspecify.annotations.Nullable;

/**
 * The earlier release that this model was to be held against.
 *
 * @param requested the coordinates or the words in the pom
 * @param outcome {@code resolved}, or why there is none: {@code first-release}, {@code offline},
 *     {@code missing}
 * @param version the release that was found; null when none was
 * @param detail a sentence for the reader; may be null
 */
public record BaselineReport(
    String requested, String outcome, @Nullable String version, @Nullable String detail) {}
