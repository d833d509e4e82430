package io.edge4j.maven.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** The files that a page is written together from: our own, and uPlot's out of its WebJar. */
final class PageAssets {
  private static final String WEBJAR = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";

  private PageAssets() {}

  static String own(String name) throws IOException {
    return text(name);
  }

  static String chartLibrary() throws IOException {
    return text(uplot("dist/uPlot.iife.min.js"));
  }

  static String chartStyle() throws IOException {
    return text(uplot("dist/uPlot.min.css"));
  }

  /** Goes wherever uPlot goes: its licence asks for it. */
  static String chartLicence() throws IOException {
    return text(uplot("LICENSE"));
  }

  private static String uplot(String file) throws IOException {
    Properties properties = new Properties();
    try (InputStream in = open(WEBJAR)) {
      properties.load(in);
    }
    return "/META-INF/resources/webjars/uplot/" + properties.getProperty("version") + "/" + file;
  }

  private static String text(String resource) throws IOException {
    try (InputStream in = open(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static InputStream open(String resource) throws IOException {
    InputStream in = PageAssets.class.getResourceAsStream(resource);
    if (in == null) {
      throw new IOException(resource + " is missing from the class path of the benchmark's worker");
    }
    return in;
  }
}
