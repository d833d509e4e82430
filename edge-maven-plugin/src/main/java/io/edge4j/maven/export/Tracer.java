package io.edge4j.maven.export;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Runs a block once over arrays that record what is done to them.
 *
 * <p>{@link NDArray}, {@link NDArrayEx} and {@link NDManager} are interfaces: proxies over the
 * engine's own take every call, unwrap the arguments, let the engine compute, and note the call.
 * What an operation is, the table of operators says; a default method that it does not know is run
 * on the proxy, so that it falls apart into operations that it does.
 */
final class Tracer {
  /** What PyTorch answers with another view of the receiver's numbers, if it can. */
  private static final Set<String> VIEWS =
      Set.of(
          "NDArray.reshape",
          "NDArray.flatten",
          "NDArray.squeeze",
          "NDArray.expandDims",
          "NDArray.transpose",
          "NDArray.swapAxes",
          "NDArray.broadcast",
          "NDArray.split",
          "NDArray.get",
          "NDArrayEx.dropout");

  /** Ask the receiver for its shape only, whatever its numbers are. */
  private static final Set<String> SHAPE_ONLY = Set.of("NDArrayEx.multiBoxPrior");

  private static final String ARRAY_OF_VALUES = "array of Java values";

  private final NDManager real;
  private final Predicate<String> isOperation;
  private final BlockPaths paths;
  private final NDManager manager;
  private final List<TracedArray> arrays = new ArrayList<>();
  private final List<TracedCall> calls = new ArrayList<>();
  private final ArrayReclaimer reclaimer = new ArrayReclaimer();

  /** Proxies of arrays that the block had before it ran. */
  private final IdentityHashMap<NDArray, ArrayProxy> proxies = new IdentityHashMap<>();

  private Tracer(NDManager real, Predicate<String> isOperation, BlockPaths paths) {
    this.real = real;
    this.isOperation = isOperation;
    this.paths = paths;
    this.manager = managerProxy(real);
  }

  /**
   * Runs the block for inference and returns what it did.
   *
   * @param real owns every array of this run, and those of the trace that become constants
   * @param isOperation whether the table has a row of that name, such as {@code NDArray.add}
   * @throws UnsupportedCall when the block calls what cannot be recorded
   */
  static Trace run(
      Block block,
      List<InputSpec> specs,
      NDList inputs,
      List<Long> axisSizes,
      NDManager real,
      Predicate<String> isOperation) {
    try (BlockPaths paths = new BlockPaths(block)) {
      Tracer tracer = new Tracer(real, isOperation, paths);
      NDList traced = tracer.traced(specs, inputs);
      List<TracedArray> inputArrays = traced.stream().map(tracer::valueOf).toList();
      NDList outputs = tracer.forward(block, traced);
      tracer.reclaimer.closeAllBut(new NDList());
      return new Trace(
          axisSizes,
          tracer.arrays,
          tracer.calls,
          inputArrays,
          outputs.stream().map(tracer::valueOf).toList());
    }
  }

  /**
   * Runs the block as a trace does, only to have its outputs: what it computes on the way is given
   * back early, which {@link Block#forward} does not do.
   *
   * @param real owns the outputs
   */
  static NDList compute(
      Block block,
      List<InputSpec> specs,
      NDList inputs,
      NDManager real,
      Predicate<String> isOperation) {
    try (BlockPaths paths = new BlockPaths(block)) {
      Tracer tracer = new Tracer(real, isOperation, paths);
      NDList outputs = (NDList) tracer.unwrap(tracer.forward(block, tracer.traced(specs, inputs)));
      tracer.reclaimer.closeAllBut(outputs);
      return outputs;
    }
  }

  private NDList traced(List<InputSpec> specs, NDList inputs) {
    NDList traced = new NDList();
    for (int i = 0; i < inputs.size(); i++) {
      String name = specs.get(i).name();
      traced.add(proxy(inputs.get(i), TracedArray.Origin.INPUT, name, /* follows= */ true).array());
    }
    return traced;
  }

  private NDList forward(Block block, NDList inputs) {
    try (TracedParameters parameters =
        new TracedParameters(block, array -> proxyOf(array).array())) {
      return block.forward(new ParameterSource(real, manager, parameters), inputs, false);
    }
  }

  NDManager manager() {
    return manager;
  }

  /** Answers a call on an array's proxy, or on the proxy of its extended operations. */
  @Nullable Object call(
      ArrayProxy self, Object target, String owner, Object proxy, Method method, Object[] arguments)
      throws Throwable {
    String operation = owner + "." + method.getName();
    if (isOperation.test(operation) && !fallsApart(method)) {
      List<Object> noted = new ArrayList<>();
      noted.add(requireCurrent(self).value());
      noted.addAll(noted(method, arguments));
      Object result = invoke(target, method, arguments);
      return record(operation, noted, result, self);
    }
    if (method.isDefault()) {
      return java.lang.reflect.InvocationHandler.invokeDefault(proxy, method, arguments);
    }
    List<Object> noted = noted(method, arguments);
    boolean follows = followsInput(self.value()) || noted.stream().anyMatch(Tracer::followsInput);
    if (!follows || SHAPE_ONLY.contains(operation)) {
      Object result = invoke(target, method, arguments);
      if (result instanceof NDList list) {
        return new NDList(list.stream().map(this::constant).toList());
      }
      if (result instanceof NDArray array && array != self.real()) {
        return constant(array);
      }
    }
    throw UnsupportedCall.of(operation, placeOf(noted, self), MissingForms.reason(operation));
  }

  /** Answers a call on the manager's proxy that made an array. */
  Object created(String operation, Method method, Object[] arguments, NDArray result) {
    if (!isOperation.test(operation)) {
      return constant(result);
    }
    return record(operation, noted(method, arguments), result, null);
  }

  /** A proxy is given null where a method takes no arguments. */
  static Object[] arguments(Object[] given) {
    return given == null ? new Object[0] : given;
  }

  /** Runs the method on the engine's own object with the engine's own arrays. */
  @Nullable Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
    Object[] unwrapped = Arrays.stream(arguments).map(this::unwrap).toArray();
    if (method.getName().equals("gatherNd")) {
      // DJL's engine computes in the array of positions and would leave it changed.
      unwrapped[0] = ((NDArray) unwrapped[0]).duplicate();
    }
    try {
      return method.invoke(target, unwrapped);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** Refuses to hand out values that the model would freeze. */
  UnsupportedCall valueRead(ArrayProxy self, String operation) {
    String place = placeOf(List.of(self.value()), self);
    if (BlockPaths.engineConverts()) {
      return UnsupportedCall.of(
          "a call",
          place,
          "it is made on an array that the block keeps in a field of its own, with an argument that"
              + " depends on the model's input, and cannot be seen from outside. Add the array to"
              + " the block as a parameter, or call the method on the other array: x.mul(mine)"
              + " instead of mine.mul(x)");
    }
    return UnsupportedCall.of(
        operation,
        place,
        "it reads values that depend on the model's input, and what follows from them would be"
            + " frozen as it was for one input. Keep the decision inside the arrays, with where(),"
            + " comparisons and arithmetic");
  }

  NDManager managerProxy(NDManager over) {
    return (NDManager)
        Proxy.newProxyInstance(
            NDManager.class.getClassLoader(),
            new Class<?>[] {NDManager.class},
            new ManagerProxy(this, over));
  }

  /**
   * What follows no input needs no ONNX form: it is computed here and becomes part of the model.
   */
  private NDArray constant(NDArray array) {
    return proxy(array, TracedArray.Origin.CONSTANT, null, false).array();
  }

  private Object record(
      String operation, List<Object> noted, @Nullable Object result, @Nullable ArrayProxy self) {
    boolean follows = noted.stream().anyMatch(Tracer::followsInput);
    List<TracedArray> results = new ArrayList<>();
    // Indexing with arrays copies; indexing with positions and slices does not.
    boolean view = VIEWS.contains(operation) && noted.stream().noneMatch(Tracer::isIndexWithArray);
    boolean changes = !operation.endsWith(".toType");
    Object answer = answer(changes, view, result, self, follows, results);
    NDArray parameter = parameterIn(noted);
    String path = paths.path(parameter);
    calls.add(new TracedCall(operation, noted, results, path, BlockPaths.place(path)));
    return answer;
  }

  /**
   * Whether a method that has the name of an operation is run on the proxies instead of being
   * noted: the many forms of reading and writing parts all end in the one that takes an index, and
   * functions over arrays are to be seen working.
   */
  private static boolean fallsApart(Method method) {
    List<Class<?>> parameters = Arrays.asList(method.getParameterTypes());
    boolean partial = method.getName().equals("get") || method.getName().equals("set");
    return method.isDefault()
        && ((partial && !parameters.contains(NDIndex.class))
            || parameters.contains(Function.class));
  }

  private Object answer(
      boolean changes,
      boolean view,
      @Nullable Object result,
      @Nullable ArrayProxy self,
      boolean follows,
      List<TracedArray> results) {
    if (result instanceof NDList list) {
      NDList proxied = new NDList();
      for (NDArray array : list) {
        proxied.add((NDArray) answer(changes, view, array, view ? self : null, follows, results));
      }
      return proxied;
    }
    if (self != null && (result == null || result == self.real())) {
      // In place, or a conversion to the type it has: the same array stands for the new value.
      self.rebind(note(self.real(), TracedArray.Origin.RESULT, null, follows), changes);
      results.add(self.value());
      return self.array();
    }
    NDArray array = (NDArray) Objects.requireNonNull(result, "an operation without result");
    ArrayProxy proxy = proxy(array, TracedArray.Origin.RESULT, null, follows);
    if (self != null && view) {
      proxy.shareWith(self);
    }
    results.add(proxy.value());
    return proxy.array();
  }

  private ArrayProxy proxy(
      NDArray array, TracedArray.Origin origin, @Nullable String name, boolean follows) {
    if (origin == TracedArray.Origin.RESULT || origin == TracedArray.Origin.CONSTANT) {
      array.attach(real);
    }
    ArrayProxy proxy = new ArrayProxy(this, array, note(array, origin, name, follows));
    if (origin == TracedArray.Origin.RESULT && follows) {
      reclaimer.watch(proxy, array);
    }
    return proxy;
  }

  private TracedArray note(
      NDArray array, TracedArray.Origin origin, @Nullable String name, boolean follows) {
    TracedArray value =
        new TracedArray(
            arrays.size(),
            origin,
            name,
            array.getDataType(),
            Arrays.stream(array.getShape().getShape()).boxed().toList(),
            follows,
            follows ? null : array);
    arrays.add(value);
    return value;
  }

  /** The proxy of an array, which may be one that the trace has not met yet. */
  private ArrayProxy proxyOf(NDArray array) {
    ArrayProxy proxy = ArrayProxy.of(array);
    if (proxy != null) {
      return proxy;
    }
    proxy = proxies.get(array);
    if (proxy != null) {
      return proxy;
    }
    String name = paths.parameterName(array);
    proxy =
        new ArrayProxy(
            this,
            array,
            note(
                array,
                name == null ? TracedArray.Origin.CONSTANT : TracedArray.Origin.PARAMETER,
                name,
                false));
    proxies.put(array, proxy);
    return proxy;
  }

  private TracedArray valueOf(NDArray array) {
    return requireCurrent(proxyOf(array)).value();
  }

  private ArrayProxy requireCurrent(ArrayProxy proxy) {
    if (proxy.isStale()) {
      throw new UnsupportedCall(
          "an array of shape "
              + proxy.real().getShape()
              + " used at "
              + BlockPaths.place(paths.path(null))
              + " shares its numbers with one that was changed in place (addi, muli, set and their"
              + " like); ONNX has no shared numbers. Use the forms that return a new array, or"
              + " duplicate() first");
    }
    return proxy;
  }

  private Object unwrap(Object argument) {
    if (argument instanceof NDArray array) {
      ArrayProxy proxy = ArrayProxy.of(array);
      return proxy == null ? array : proxy.real();
    }
    if (argument instanceof NDList list) {
      NDList unwrapped = new NDList();
      list.forEach(array -> unwrapped.add((NDArray) unwrap(array)));
      return unwrapped;
    }
    if (argument instanceof NDManager other && Proxy.isProxyClass(other.getClass())) {
      return ((ManagerProxy) Proxy.getInvocationHandler(other)).real();
    }
    if (argument instanceof NDIndex index) {
      return IndexElement.unwrapped(index, array -> (NDArray) unwrap(array));
    }
    return argument;
  }

  private List<Object> noted(Method method, Object[] arguments) {
    List<Object> noted = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      Class<?> type = method.getParameterTypes()[i];
      // Where an array lives and what it was filled from is no part of the computation.
      if (!Device.class.isAssignableFrom(type)
          && !NDManager.class.isAssignableFrom(type)
          && !Buffer.class.isAssignableFrom(type)) {
        noted.add(noted(arguments[i]));
      }
    }
    return noted;
  }

  private Object noted(Object argument) {
    if (argument instanceof NDArray array) {
      return valueOf(array);
    }
    if (argument instanceof NDList list) {
      return list.stream().map(this::valueOf).toList();
    }
    if (argument instanceof NDIndex index) {
      return IndexElement.of(index, this::valueOf);
    }
    if (argument instanceof Shape shape) {
      return shape.getShape().clone();
    }
    if (argument instanceof int[] ints) {
      return Arrays.stream(ints).asLongStream().toArray();
    }
    if (argument instanceof long[] longs) {
      return longs.clone();
    }
    if (argument instanceof Integer || argument instanceof Long || argument instanceof Short) {
      return ((Number) argument).longValue();
    }
    if (argument instanceof Float || argument instanceof Double) {
      return ((Number) argument).doubleValue();
    }
    if (argument == null
        || argument instanceof Boolean
        || argument instanceof String
        || argument instanceof DataType
        || argument instanceof Enum<?>) {
      return argument;
    }
    if (argument instanceof List<?> list) {
      return list.stream().map(this::noted).toList();
    }
    if (argument.getClass().isArray()) {
      // Java values that an array is made from: what matters is the array, which traces compare.
      return ARRAY_OF_VALUES;
    }
    throw new UnsupportedCall(
        "an argument of type " + argument.getClass().getName() + " cannot be exported");
  }

  private String placeOf(List<Object> noted, ArrayProxy self) {
    NDArray parameter = parameterIn(noted);
    return BlockPaths.place(paths.path(parameter == null ? parameterOf(self.value()) : parameter));
  }

  private static @Nullable NDArray parameterIn(List<Object> noted) {
    for (Object argument : noted) {
      if (argument instanceof TracedArray value && parameterOf(value) != null) {
        return value.content();
      }
      if (argument instanceof List<?> list) {
        for (Object element : list) {
          if (element instanceof TracedArray value && parameterOf(value) != null) {
            return value.content();
          }
        }
      }
    }
    return null;
  }

  private static @Nullable NDArray parameterOf(TracedArray value) {
    return value.origin() == TracedArray.Origin.PARAMETER ? value.content() : null;
  }

  private static boolean isIndexWithArray(Object argument) {
    return argument instanceof List<?> list
        && list.stream()
            .anyMatch(e -> e instanceof IndexElement element && element.array() != null);
  }

  private static boolean followsInput(@Nullable Object argument) {
    if (argument instanceof TracedArray value) {
      return value.followsInput();
    }
    if (argument instanceof IndexElement element) {
      return followsInput(element.array());
    }
    return argument instanceof List<?> list && list.stream().anyMatch(Tracer::followsInput);
  }
}
