package io.edge4j.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tables of docs/architecture.md that say which room may know which. */
final class RoomTable {
  private static final Path PAGE = Path.of("..", "docs", "architecture.md");
  private static final String ROOMS_HEAD = "| room |";
  private static final String PLUGIN = "io.edge4j.maven.";

  /** What the tables call the libraries. */
  private static final Map<String, List<String>> LIBRARIES =
      Map.of(
          "commons-statistics", List.of("org.apache.commons.statistics.."),
          "DJL", List.of("ai.djl.."),
          "gson", List.of("com.google.gson.."),
          "jackson-core", List.of("com.fasterxml.jackson.core.."),
          "Jetty", List.of("org.eclipse.jetty.."),
          "Maven",
              List.of(
                  "org.apache.maven..",
                  "org.eclipse.aether..",
                  "org.codehaus.plexus..",
                  "javax.inject.."),
          "ONNX Runtime", List.of("ai.onnxruntime.."),
          "protobuf", List.of("ai.onnx.proto..", "com.google.protobuf.."));

  /**
   * One row.
   *
   * @param name the room's package
   * @param mayKnow for each permission as the table spells it the packages that it names
   */
  record Room(String name, Map<String, List<String>> mayKnow) {
    /** Packages that its classes may use, beside the JDK's and its own. */
    List<String> packages() {
      return mayKnow.values().stream().flatMap(List::stream).toList();
    }

    /** For the names of parameterized tests. */
    @Override
    public String toString() {
      return name;
    }
  }

  private RoomTable() {}

  static List<Room> read() throws IOException {
    List<Room> rooms = new ArrayList<>();
    boolean inTable = false;
    for (String line : Files.readAllLines(PAGE)) {
      if (!line.startsWith("|")) {
        inTable = false;
      } else if (line.startsWith(ROOMS_HEAD)) {
        inTable = true;
      } else if (inTable && !line.startsWith("| ---")) {
        rooms.add(room(line));
      }
    }
    return rooms;
  }

  private static Room room(String row) {
    String[] cells = row.split("\\|", -1);
    Map<String, List<String>> mayKnow = new LinkedHashMap<>();
    for (String word : cells[3].replace("`", "").split(",", -1)) {
      String name = word.strip();
      mayKnow.put(name, LIBRARIES.getOrDefault(name, List.of(packageOf(name))));
    }
    return new Room(packageOf(cells[1].replace("`", "").strip()), mayKnow);
  }

  private static String packageOf(String room) {
    return room.startsWith("io.edge4j.") ? room : PLUGIN + room;
  }
}
