package io.edge4j.maven.export;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
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
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
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

  private static final Set<String> IN_PLACE =
      Set.of("addi", "subi", "muli", "divi", "powi", "modi", "negi", "signi", "set", "setScalar");

  private static final String ARRAY_OF_VALUES = "array of Java values";

  private final NDManager real;
  private final Predicate<String> isOperation;
  private final BlockPaths paths;
  private final NDManager manager;
  private final List<TracedArray> arrays = new ArrayList<>();
  private final List<TracedCall> calls = new ArrayList<>();
  private final ArrayReclaimer reclaimer = new ArrayReclaimer();
  private final ShapeRules rules;
  private final boolean sketching;
  private final Map<DataType, NDArray> singles = new EnumMap<>(DataType.class);
  private long bytes;

  /** Proxies of arrays that the block had before it ran. */
  private final IdentityHashMap<NDArray, ArrayProxy> proxies = new IdentityHashMap<>();

  private Tracer(
      NDManager real,
      Predicate<String> isOperation,
      ShapeRules rules,
      boolean sketching,
      BlockPaths paths) {
    this.real = real;
    this.isOperation = isOperation;
    this.rules = rules;
    this.sketching = sketching;
    this.paths = paths;
    this.manager = managerProxy(real);
  }

  /**
   * A run, and what came out of it.
   *
   * @param outputs of the engine; their values mean nothing in a sketch
   */
  record Run(Trace trace, NDList outputs) {}

  /**
   * Runs the block for inference and returns what it did.
   *
   * @param real owns every array of this run, and those of the trace that become constants
   * @param isOperation whether the table has a row of that name, such as {@code NDArray.add}
   * @param sketching whether only shapes are wanted: what follows the inputs is not computed then,
   *     as far as its shape is known without
   * @throws UnsupportedCall when the block calls what cannot be recorded
   */
  static Run run(
      Block block,
      List<InputSpec> specs,
      NDList inputs,
      AxisSizes axisSizes,
      NDManager real,
      Predicate<String> isOperation,
      ShapeRules rules,
      boolean sketching) {
    try (BlockPaths paths = new BlockPaths(block)) {
      Tracer tracer = new Tracer(real, isOperation, rules, sketching, paths);
      NDList traced = tracer.traced(specs, inputs);
      List<TracedArray> inputArrays = traced.stream().map(tracer::valueOf).toList();
      NDList outputs = tracer.forward(block, traced);
      NDList computed = (NDList) tracer.unwrap(outputs);
      tracer.reclaimer.closeAllBut(computed);
      Trace trace =
          new Trace(
              axisSizes,
              tracer.arrays,
              tracer.calls,
              inputArrays,
              outputs.stream().map(tracer::valueOf).toList(),
              tracer.bytes);
      return new Run(trace, computed);
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
      Tracer tracer =
          new Tracer(real, isOperation, new ShapeRules(), /* sketching= */ false, paths);
      NDList outputs = (NDList) tracer.unwrap(tracer.forward(block, tracer.traced(specs, inputs)));
      tracer.reclaimer.closeAllBut(outputs);
      return outputs;
    }
  }

  private NDList traced(List<InputSpec> specs, NDList inputs) {
    NDList traced = new NDList();
    for (int i = 0; i < inputs.size(); i++) {
      String name = specs.get(i).name();
      traced.add(
          proxy(inputs.get(i), TracedArray.Origin.INPUT, name, ValueSizes.NONE, /* follows= */ true)
              .array());
    }
    return traced;
  }

  private NDList forward(Block block, NDList inputs) {
    try (TracedParameters parameters =
        new TracedParameters(block, array -> proxyOf(array).array())) {
      return block.forward(new ParameterSource(real, manager, parameters), inputs, false);
    } catch (UnsupportedCall e) {
      throw e;
    } catch (RuntimeException e) {
      throw new BlockFailure(paths.placeOf(e), e);
    }
  }

  /** Whether an operation without a row is computed all the same: it reads no numbers. */
  static boolean asksForShape(String operation) {
    return SHAPE_ONLY.contains(operation);
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
      Object result = compute(operation, target, method, arguments, self, noted);
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

  private @Nullable Object compute(
      String operation,
      Object target,
      Method method,
      Object[] arguments,
      ArrayProxy self,
      List<Object> noted)
      throws Throwable {
    Object[] unwrapped = Arrays.stream(arguments).map(this::unwrap).toArray();
    if (sketching && noted.stream().anyMatch(Tracer::followsInput)) {
      if (IN_PLACE.contains(method.getName())) {
        return method.getReturnType() == void.class ? null : self.real();
      }
      Shape shape = rules.of(operation, self.real(), unwrapped);
      if (shape != null) {
        NDArray result = standIn(shape, self.real().getDataType());
        return method.getReturnType() == NDList.class ? new NDList(result) : result;
      }
      return invoke(target, method, arguments);
    }
    Object result = invoke(target, method, arguments);
    rules.check(operation, self.real(), unwrapped, result);
    return result;
  }

  /** An array of that shape that takes no memory: one number, seen everywhere. */
  private NDArray standIn(Shape shape, DataType type) {
    NDArray single = singles.computeIfAbsent(type, t -> real.zeros(new Shape(), t));
    NDScope.unregister(single);
    return single.broadcast(shape);
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

  /** Refuses to tell a size that values decide. */
  UnsupportedCall sizeRead(ArrayProxy self) {
    return UnsupportedCall.of(
        "reading the size of an array",
        placeOf(List.of(self.value()), self),
        "that size depends on the values of the model's input, by "
            + self.value().valueSizes().source()
            + ", and what follows from it would be frozen as it was for one input. Keep it inside"
            + " the arrays: a mask that is summed is a count");
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
    return proxy(array, TracedArray.Origin.CONSTANT, null, ValueSizes.NONE, false).array();
  }

  private Object record(
      String operation, List<Object> noted, @Nullable Object result, @Nullable ArrayProxy self) {
    boolean follows = noted.stream().anyMatch(Tracer::followsInput);
    List<TracedArray> results = new ArrayList<>();
    // Indexing with arrays copies; indexing with positions and slices does not.
    boolean view = VIEWS.contains(operation) && noted.stream().noneMatch(Tracer::isIndexWithArray);
    boolean changes = !operation.endsWith(".toType");
    NDArray parameter = parameterIn(noted);
    String path = paths.path(parameter);
    String place = BlockPaths.place(path);
    Sizing sizing = (array, index) -> ValueSizes.of(operation, noted, array, index, place);
    Object answer = answer(changes, view, result, self, follows, sizing, results);
    calls.add(new TracedCall(operation, noted, results, path, place));
    return answer;
  }

  /** Which sizes of a call's result values decide. */
  private interface Sizing {
    ValueSizes of(NDArray result, int index);
  }

  /**
   * Whether a method that has the name of an operation is run on the proxies instead of being
   * noted: the many forms of reading and writing parts all end in the one that takes an index,
   * {@code unique} in the one that says what it returns, and functions over arrays are to be seen
   * working.
   */
  private static boolean fallsApart(Method method) {
    List<Class<?>> parameters = Arrays.asList(method.getParameterTypes());
    boolean partial = method.getName().equals("get") || method.getName().equals("set");
    return method.isDefault()
        && ((partial && !parameters.contains(NDIndex.class))
            || method.getName().equals("unique")
            || parameters.contains(Function.class));
  }

  private Object answer(
      boolean changes,
      boolean view,
      @Nullable Object result,
      @Nullable ArrayProxy self,
      boolean follows,
      Sizing sizing,
      List<TracedArray> results) {
    if (result instanceof NDList list) {
      NDList proxied = new NDList();
      for (NDArray array : list) {
        proxied.add(
            (NDArray) answer(changes, view, array, view ? self : null, follows, sizing, results));
      }
      return proxied;
    }
    if (self != null && (result == null || result == self.real())) {
      // In place, or a conversion to the type it has: the same array stands for the new value.
      ValueSizes sizes = sizing.of(self.real(), results.size());
      self.rebind(note(self.real(), TracedArray.Origin.RESULT, null, sizes, follows), changes);
      results.add(self.value());
      return self.array();
    }
    NDArray array = (NDArray) Objects.requireNonNull(result, "an operation without result");
    ValueSizes sizes = sizing.of(array, results.size());
    ArrayProxy proxy = proxy(thin(array, follows), TracedArray.Origin.RESULT, null, sizes, follows);
    if (self != null && view) {
      proxy.shareWith(self);
    }
    results.add(proxy.value());
    return proxy.array();
  }

  /** In a sketch, gives the memory of what was computed all the same back at once. */
  private NDArray thin(NDArray array, boolean follows) {
    if (!sketching || !follows) {
      return array;
    }
    NDArray thin = standIn(array.getShape(), array.getDataType());
    array.close();
    return thin;
  }

  private ArrayProxy proxy(
      NDArray array,
      TracedArray.Origin origin,
      @Nullable String name,
      ValueSizes sizes,
      boolean follows) {
    if (origin == TracedArray.Origin.RESULT || origin == TracedArray.Origin.CONSTANT) {
      array.attach(real);
      // A scope of the block's would close it, not knowing that a proxy stands for it.
      NDScope.unregister(array);
    }
    ArrayProxy proxy = new ArrayProxy(this, array, note(array, origin, name, sizes, follows));
    if (origin == TracedArray.Origin.RESULT && follows) {
      bytes += array.size() * array.getDataType().getNumOfBytes();
      if (!sketching) {
        reclaimer.watch(proxy, array);
      }
    }
    return proxy;
  }

  private TracedArray note(
      NDArray array,
      TracedArray.Origin origin,
      @Nullable String name,
      ValueSizes sizes,
      boolean follows) {
    TracedArray value =
        new TracedArray(
            arrays.size(),
            origin,
            name,
            array.getDataType(),
            Arrays.stream(array.getShape().getShape()).boxed().toList(),
            sizes,
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
                ValueSizes.NONE,
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
    if (argument instanceof Integer
        || argument instanceof Long
        || argument instanceof Short
        || argument instanceof Byte) {
      return ((Number) argument).longValue();
    }
    if (argument == null
        || argument instanceof Float
        || argument instanceof Double
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
        "an argument of type "
            + argument.getClass().getName()
            + " at "
            + BlockPaths.place(paths.path(null))
            + " cannot be exported; pass a number or an array");
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
