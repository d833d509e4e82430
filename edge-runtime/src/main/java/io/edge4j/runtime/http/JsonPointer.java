package io.edge4j.runtime.http;

import org.jspecify.annotations.Nullable;

/**
 * A place in a JSON document, by RFC 6901. Spelled out only where something is wrong there: texts
 * joined for each field that is right would take longer than reading it.
 *
 * @param parent null for a member of the whole document
 * @param name of the member, or index of the element; without characters that need an escape
 */
record JsonPointer(@Nullable JsonPointer parent, Object name) {

  /** A member of the whole document. */
  static JsonPointer of(String name) {
    return new JsonPointer(null, name);
  }

  JsonPointer in(String member) {
    return new JsonPointer(this, member);
  }

  JsonPointer in(int index) {
    return new JsonPointer(this, index);
  }

  @Override
  public String toString() {
    return (parent == null ? "" : parent.toString()) + "/" + name;
  }
}
