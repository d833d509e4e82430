package io.edge4j.maven.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What a block and the objects that it reaches hold in their fields, so that it can be put back. A
 * block that keeps an array for the next call, a table of positions for one, would otherwise keep
 * one of a trace, which ends with it. Parameters are left alone.
 */
final class BlockState {
  private static final int MOST_OBJECTS = 100_000;

  /** A place that holds something, and what it held. */
  private interface Slot {
    @Nullable Object now();

    @Nullable Object before();

    void restore();
  }

  private final IdentityHashMap<Object, List<Slot>> owners = new IdentityHashMap<>();

  private BlockState() {}

  static BlockState of(Block block) {
    BlockState state = new BlockState();
    state.visit(block);
    return state;
  }

  /** Puts back what changed in objects that keep arrays; counters and their like stay. */
  void restoreArrays() {
    owners.forEach(
        (owner, slots) -> {
          if (slots.stream().anyMatch(slot -> keepsArray(owner, slot))) {
            slots.forEach(Slot::restore);
          }
        });
  }

  /** Puts back what changed in blocks, and in other objects that keep arrays. */
  void restore() {
    restoreArrays();
    owners.forEach(
        (owner, slots) -> {
          if (owner instanceof Block) {
            slots.forEach(Slot::restore);
          }
        });
  }

  private static boolean keepsArray(Object owner, Slot slot) {
    Object now = slot.now();
    Object before = slot.before();
    return now != before
        && !Objects.equals(boxed(now), boxed(before))
        && (holdsArray(now) || holdsArray(before) || (owner instanceof Block && isObject(now)));
  }

  /** Only of plain values may it be asked whether they are equal: arrays would answer by value. */
  private static @Nullable Object boxed(@Nullable Object value) {
    return isObject(value) ? new Object() : value;
  }

  private static boolean isObject(@Nullable Object value) {
    return value != null
        && !(value instanceof Number)
        && !(value instanceof Boolean)
        && !(value instanceof Character)
        && !(value instanceof String)
        && !(value instanceof Enum<?>);
  }

  private static boolean holdsArray(@Nullable Object value) {
    if (value instanceof NDArray) {
      return true;
    }
    if (value instanceof Map<?, ?> map) {
      return map.values().stream().anyMatch(BlockState::holdsArray);
    }
    if (value instanceof Collection<?> collection) {
      return collection.stream().anyMatch(BlockState::holdsArray);
    }
    if (value instanceof Object[] array) {
      for (Object element : array) {
        if (holdsArray(element)) {
          return true;
        }
      }
    }
    return false;
  }

  private void visit(@Nullable Object value) {
    if (value == null
        || !isObject(value)
        || owners.containsKey(value)
        || owners.size() > MOST_OBJECTS) {
      return;
    }
    if (value instanceof NDArray
        || value instanceof NDManager
        || value instanceof Parameter
        || value instanceof Class<?>) {
      return;
    }
    List<Slot> slots = new ArrayList<>();
    owners.put(value, slots);
    if (value instanceof Map<?, ?> map) {
      slots.add(new MapSlot(map));
      new ArrayList<>(map.values()).forEach(this::visit);
    } else if (value instanceof Collection<?> collection) {
      slots.add(new CollectionSlot(collection));
      new ArrayList<>(collection).forEach(this::visit);
    } else if (value instanceof AtomicReference<?> reference) {
      slots.add(new ReferenceSlot(reference));
      visit(reference.get());
    } else if (value.getClass().isArray()) {
      array(value, slots);
    } else if (isOpen(value)) {
      fields(value, slots);
    }
  }

  private void array(Object array, List<Slot> slots) {
    if (array instanceof Object[] objects) {
      slots.add(new ArraySlot(objects));
      for (Object element : objects) {
        visit(element);
      }
    }
  }

  private static boolean isOpen(Object value) {
    String name = value.getClass().getName();
    return value instanceof Block
        || name.startsWith("ai.djl.util.")
        || !(name.startsWith("java.")
            || name.startsWith("javax.")
            || name.startsWith("jdk.")
            || name.startsWith("sun.")
            || name.startsWith("com.sun.")
            || name.startsWith("org.slf4j.")
            || name.startsWith("ai.djl."));
  }

  private void fields(Object owner, List<Slot> slots) {
    for (Class<?> type = owner.getClass();
        type != null && type != Object.class;
        type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers()) && field.trySetAccessible()) {
          Object value = FieldSlot.get(owner, field);
          if (!Modifier.isFinal(field.getModifiers())) {
            slots.add(new FieldSlot(owner, field, value));
          }
          visit(value);
        }
      }
    }
  }

  private record FieldSlot(Object owner, Field field, @Nullable Object before) implements Slot {
    static @Nullable Object get(Object owner, Field field) {
      try {
        return field.get(owner);
      } catch (IllegalAccessException e) {
        throw new IllegalStateException("the field was made accessible", e);
      }
    }

    @Override
    public @Nullable Object now() {
      return get(owner, field);
    }

    @Override
    public void restore() {
      if (now() == before) {
        return;
      }
      try {
        field.set(owner, before);
      } catch (IllegalAccessException e) {
        throw new IllegalStateException("the field was made accessible and is not final", e);
      }
    }
  }

  private static final class MapSlot implements Slot {
    private final Map<Object, Object> map;
    private final Map<Object, Object> entries;

    @SuppressWarnings("unchecked")
    MapSlot(Map<?, ?> map) {
      this.map = (Map<Object, Object>) map;
      this.entries = new LinkedHashMap<>(map);
    }

    @Override
    public @Nullable Object now() {
      return sameElements(map.values(), entries.values()) ? entries : map;
    }

    @Override
    public Object before() {
      return entries;
    }

    @Override
    public void restore() {
      if (now() != entries) {
        map.clear();
        map.putAll(entries);
      }
    }
  }

  private static final class CollectionSlot implements Slot {
    private final Collection<Object> collection;
    private final List<Object> elements;

    @SuppressWarnings("unchecked")
    CollectionSlot(Collection<?> collection) {
      this.collection = (Collection<Object>) collection;
      this.elements = new ArrayList<>(collection);
    }

    @Override
    public Object now() {
      return sameElements(collection, elements) ? elements : collection;
    }

    @Override
    public Object before() {
      return elements;
    }

    @Override
    public void restore() {
      if (now() != elements) {
        collection.clear();
        collection.addAll(elements);
      }
    }
  }

  private static final class ArraySlot implements Slot {
    private final Object[] array;
    private final Object[] elements;

    ArraySlot(Object[] array) {
      this.array = array;
      this.elements = array.clone();
    }

    @Override
    public Object now() {
      return sameElements(List.of(wrapped(array)), List.of(wrapped(elements))) ? elements : array;
    }

    private static Object[] wrapped(Object[] objects) {
      return java.util.Arrays.stream(objects).map(o -> o == null ? Void.class : o).toArray();
    }

    @Override
    public Object before() {
      return elements;
    }

    @Override
    public void restore() {
      System.arraycopy(elements, 0, array, 0, Array.getLength(elements));
    }
  }

  private static final class ReferenceSlot implements Slot {
    private final AtomicReference<Object> reference;
    private final @Nullable Object before;

    @SuppressWarnings("unchecked")
    ReferenceSlot(AtomicReference<?> reference) {
      this.reference = (AtomicReference<Object>) reference;
      this.before = reference.get();
    }

    @Override
    public @Nullable Object now() {
      return reference.get();
    }

    @Override
    public @Nullable Object before() {
      return before;
    }

    @Override
    public void restore() {
      reference.set(before);
    }
  }

  private static boolean sameElements(Collection<?> a, Collection<?> b) {
    if (a.size() != b.size()) {
      return false;
    }
    var other = b.iterator();
    for (Object element : a) {
      if (element != other.next()) {
        return false;
      }
    }
    return true;
  }
}
