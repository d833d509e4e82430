package io.edge4j.maven.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.internal.NDArrayEx;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Stands for one of the engine's arrays during a trace. */
final class ArrayProxy implements InvocationHandler {
  /** Answered by the engine's array: they say nothing about its values. */
  private static final Set<String> DESCRIBING =
      Set.of(
          "getName",
          "setName",
          "getUid",
          "getDataType",
          "getDevice",
          "getSparseFormat",
          "isReleased");

  /** Have no effect on what is computed. The trace keeps what it needs until it ends. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of("attach", "tempAttach", "returnResource", "detach", "close", "setRequiresGradient");

  /** Give the values to Java code. */
  private static final Set<String> READING =
      Set.of(
          "toByteBuffer",
          "toStringArray",
          "encode",
          "contentEquals",
          "allClose",
          "toFloatArray",
          "toDoubleArray",
          "toIntArray",
          "toLongArray",
          "toByteArray",
          "toUint8Array",
          "toBooleanArray",
          "toShortArray",
          "toArray",
          "getFloat",
          "getDouble",
          "getInt",
          "getLong",
          "getByte",
          "getUint8",
          "getBoolean",
          "toDebugString");

  /** Give the same values back. */
  private static final Set<String> IDENTITY =
      Set.of("stopGradient", "scaleGradient", "toDevice", "toDense");

  /** Numbers that several arrays may share, and how often they were changed in place. */
  static final class Storage {
    private int changes;
  }

  private final Tracer tracer;
  private final NDArray real;
  private final NDArray array;
  private @Nullable NDArrayEx extended;
  private TracedArray value;
  private Storage storage = new Storage();
  private int seenChanges;

  ArrayProxy(Tracer tracer, NDArray real, TracedArray value) {
    this.tracer = tracer;
    this.real = real;
    this.value = value;
    this.array =
        (NDArray)
            Proxy.newProxyInstance(
                NDArray.class.getClassLoader(), new Class<?>[] {NDArray.class}, this);
  }

  /** The proxy behind an array; null for an array of the engine. */
  static @Nullable ArrayProxy of(NDArray array) {
    return Proxy.isProxyClass(array.getClass())
            && Proxy.getInvocationHandler(array) instanceof ArrayProxy proxy
        ? proxy
        : null;
  }

  /** Whether the proxy answers a method that returns an array, whatever the table says. */
  static boolean answers(String method) {
    return IDENTITY.contains(method) || method.equals("getArray") || method.equals("getGradient");
  }

  NDArray real() {
    return real;
  }

  NDArray array() {
    return array;
  }

  TracedArray value() {
    return value;
  }

  /** After an operation in place: from here on the array stands for the new value. */
  void rebind(TracedArray newValue, boolean changed) {
    value = newValue;
    if (changed) {
      storage.changes++;
      seenChanges = storage.changes;
    }
  }

  /** Notes that this array is a view of another's numbers. */
  void shareWith(ArrayProxy other) {
    storage = other.storage;
    seenChanges = storage.changes;
  }

  /** Whether its numbers were changed through another array that shares them. */
  boolean isStale() {
    return seenChanges != storage.changes;
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object[] given) throws Throwable {
    Object[] arguments = Tracer.arguments(given);
    String name = method.getName();
    if (method.getDeclaringClass() == Object.class) {
      return switch (name) {
        case "hashCode" -> hash();
        case "equals" -> arguments[0] == array || sameContent(arguments[0]);
        default -> "traced array " + real.getShape() + " " + real.getDataType();
      };
    }
    if (name.equals("getShape")) {
      return value.valueSizes().guarded(real.getShape(), () -> tracer.sizeRead(this));
    }
    if (DESCRIBING.contains(name)) {
      return tracer.invoke(real, method, arguments);
    }
    if (WITHOUT_EFFECT.contains(name)) {
      return null;
    }
    if (IDENTITY.contains(name)) {
      return array;
    }
    if (READING.contains(name)) {
      if (value.followsInput()) {
        throw tracer.valueRead(this, "NDArray." + name);
      }
      return tracer.invoke(real, method, arguments);
    }
    return switch (name) {
      case "getManager" -> tracer.manager();
      case "hasGradient" -> false;
      case "getNDArrayInternal" -> extended();
      default -> tracer.call(this, real, "NDArray", proxy, method, arguments);
    };
  }

  /** The engine's arrays are equal when their values are, so asking reads values. */
  private boolean sameContent(@Nullable Object other) {
    if (!(other instanceof NDArray array)) {
      return false;
    }
    ArrayProxy proxy = of(array);
    if (value.followsInput() || (proxy != null && proxy.value.followsInput())) {
      throw tracer.valueRead(this, "NDArray.equals");
    }
    return real.equals(proxy == null ? array : proxy.real);
  }

  private int hash() {
    if (value.followsInput()) {
      throw tracer.valueRead(this, "NDArray.hashCode");
    }
    return real.hashCode();
  }

  private NDArrayEx extended() {
    if (extended == null) {
      NDArrayEx realExtended = real.getNDArrayInternal();
      extended =
          (NDArrayEx)
              Proxy.newProxyInstance(
                  NDArrayEx.class.getClassLoader(),
                  new Class<?>[] {NDArrayEx.class},
                  (proxy, method, given) -> {
                    Object[] arguments = Tracer.arguments(given);
                    if (method.getDeclaringClass() == Object.class) {
                      return method.invoke(realExtended, arguments);
                    }
                    if ("getArray".equals(method.getName())) {
                      return array;
                    }
                    return tracer.call(this, realExtended, "NDArrayEx", proxy, method, arguments);
                  });
    }
    return extended;
  }
}
