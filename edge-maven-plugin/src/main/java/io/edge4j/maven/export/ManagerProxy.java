package io.edge4j.maven.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Stands for a manager during a trace, so that the arrays it makes are known to the trace. */
final class ManagerProxy implements InvocationHandler {
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "close",
          "cap",
          "attachInternal",
          "attachUncappedInternal",
          "tempAttachInternal",
          "detachInternal",
          "attachAll",
          "tempAttachAll");

  private final Tracer tracer;
  private final NDManager real;

  ManagerProxy(Tracer tracer, NDManager real) {
    this.tracer = tracer;
    this.real = real;
  }

  NDManager real() {
    return real;
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object[] given) throws Throwable {
    Object[] arguments = Tracer.arguments(given);
    String name = method.getName();
    if (method.getDeclaringClass() == Object.class) {
      return switch (name) {
        case "hashCode" -> System.identityHashCode(proxy);
        case "equals" -> arguments[0] == proxy;
        default -> "traced " + real;
      };
    }
    if (WITHOUT_EFFECT.contains(name)) {
      return null;
    }
    if ("ret".equals(name)) {
      return arguments[0];
    }
    if (name.startsWith("random") || name.startsWith("truncatedNormal")) {
      throw UnsupportedCall.of(
          "NDManager." + name,
          BlockPaths.place(""),
          "a model that draws random numbers gives another answer each time; inference should not");
    }
    if ("from".equals(name)
        && arguments[0] instanceof NDArray array
        && ArrayProxy.of(array) != null) {
      return array;
    }
    if (name.startsWith("newSubManager")) {
      return proxy;
    }
    Object result = tracer.invoke(real, method, arguments);
    return result instanceof NDArray array
        ? tracer.created("NDManager." + name, method, arguments, array)
        : result;
  }
}
