package io.edge4j.maven.pipeline;

import io.edge4j.maven.quantize.RecipeChoice;
import io.edge4j.maven.stage.Digest;
import io.edge4j.model.ModelFiles;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a stage's result depends on, by name. Where a file lies is none of it, what is in it is: a
 * checkout may move, and its results stay fresh.
 */
final class StageInputs {
  private final Map<String, String> values = new TreeMap<>();

  /** Adds every component of a request but paths, nested records and maps under dotted names. */
  StageInputs addSettings(Record request) {
    addRecord("", request);
    return this;
  }

  StageInputs add(String name, String value) {
    values.put(name, value);
    return this;
  }

  /** Adds the bytes of a file, or of every file below a folder with its relative name. */
  StageInputs addContent(String name, List<Path> filesAndFolders) throws IOException {
    Digest digest = new Digest();
    for (Path path : filesAndFolders) {
      addContent(digest, path, file -> true);
    }
    return add(name, digest.toString());
  }

  /** Adds a model and, each under its own name, its files of external data. */
  StageInputs addModel(String name, ModelFiles model) throws IOException {
    add(name, Digest.of(model.model()));
    for (Map.Entry<String, Path> data : model.data().entrySet()) {
      add(name + " data " + data.getKey(), Digest.of(data.getValue()));
    }
    return this;
  }

  /**
   * Adds the bytes of the project's classes, resources and dependencies, but not of the model that
   * an earlier build laid into the resources: it comes of them.
   */
  StageInputs addProjectClasses(List<Path> classPath) throws IOException {
    Digest digest = new Digest();
    for (Path path : classPath) {
      addContent(digest, path, file -> !file.startsWith(path.resolve(ModelJar.FOLDER)));
    }
    return add("project classes", digest.toString());
  }

  Map<String, String> values() {
    return Map.copyOf(values);
  }

  private static void addContent(Digest digest, Path path, Predicate<Path> counts)
      throws IOException {
    if (Files.isRegularFile(path)) {
      digest.add(path);
    } else if (Files.isDirectory(path)) {
      try (Stream<Path> tree = Files.walk(path)) {
        for (Path file : tree.filter(Files::isRegularFile).filter(counts).sorted().toList()) {
          digest.add(path.relativize(file).toString().replace('\\', '/')).add(file);
        }
      }
    }
  }

  private void addRecord(String prefix, Record record) {
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      Object value = read(component, record);
      if (value instanceof RecipeChoice recipe) {
        values.put(prefix + component.getName(), recipe.label());
      } else if (value instanceof Record nested) {
        addRecord(prefix(prefix, component), nested);
      } else if (value instanceof Map<?, ?> map) {
        map.forEach(
            (key, entry) -> values.put(prefix + component.getName() + "." + key, entry.toString()));
      } else if (value != null && !(value instanceof Path)) {
        values.put(prefix + component.getName(), value.toString());
      }
    }
  }

  /** Options are named as the pom names them, beside the request's own components. */
  private static String prefix(String outer, RecordComponent component) {
    return component.getName().equals("options") ? outer : outer + component.getName() + ".";
  }

  private static @Nullable Object read(RecordComponent component, Record record) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "request records are public, so is " + record.getClass().getName(), e);
    }
  }
}
