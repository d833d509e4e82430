package io.edge4j.maven.stage;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import io.edge4j.model.Recipe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Records to JSON and back: requests, results and reports on disk. Paths and recipes are plain
 * strings.
 */
public final class Json {
  private static final Gson GSON =
      new GsonBuilder()
          .registerTypeHierarchyAdapter(Path.class, new PathAdapter().nullSafe())
          .registerTypeAdapter(Recipe.class, new RecipeAdapter().nullSafe())
          .disableHtmlEscaping()
          .setPrettyPrinting()
          .create();

  private Json() {}

  /** Pretty-printed, two spaces, ending in a line feed; nulls are left out. */
  public static String text(Object value) {
    return GSON.toJson(value) + "\n";
  }

  public static JsonElement tree(Object value) {
    return GSON.toJsonTree(value);
  }

  public static <T> T value(JsonElement tree, Class<T> type) {
    return GSON.fromJson(tree, type);
  }

  public static JsonElement parse(String text) {
    return JsonParser.parseString(text);
  }

  /**
   * Reads a file that this project wrote.
   *
   * @throws IOException when it is missing, truncated or no JSON of that type
   */
  public static <T> T read(Path file, Class<T> type) throws IOException {
    try {
      T value = GSON.fromJson(Files.readString(file, StandardCharsets.UTF_8), type);
      if (value == null) {
        throw new IOException(
            file + " is empty where JSON of a " + type.getSimpleName() + " was expected");
      }
      return value;
    } catch (JsonParseException e) {
      throw new IOException(file + " holds no valid JSON of a " + type.getSimpleName(), e);
    }
  }

  /** Writes the file whole or not at all. */
  public static void write(Path file, Object value) throws IOException {
    WholeFile.writeString(file, text(value));
  }

  private static final class RecipeAdapter extends TypeAdapter<Recipe> {
    @Override
    public void write(JsonWriter out, Recipe value) throws IOException {
      out.value(value.label());
    }

    @Override
    public Recipe read(JsonReader in) throws IOException {
      String label = in.nextString();
      return Recipe.of(label)
          .orElseThrow(() -> new IOException("there is no recipe '" + label + "'"));
    }
  }

  private static final class PathAdapter extends TypeAdapter<Path> {
    @Override
    public void write(JsonWriter out, Path value) throws IOException {
      out.value(value.toString());
    }

    @Override
    public @Nullable Path read(JsonReader in) throws IOException {
      if (in.peek() == JsonToken.NULL) {
        in.nextNull();
        return null;
      }
      return Path.of(in.nextString());
    }
  }
}
