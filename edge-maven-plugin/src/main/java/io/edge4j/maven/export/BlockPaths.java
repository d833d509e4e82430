package io.edge4j.maven.export;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.BlockList;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Knows where in a block a call is made.
 *
 * <p>DJL's blocks do not announce themselves when they run. While this is open, every child that a
 * container runs through its list of children (sequential and parallel blocks do) is replaced there
 * by a proxy that notes entering and leaving. Children that a block runs through fields of its own
 * are known by the parameters that they use. What remains is said by the source line.
 */
final class BlockPaths implements AutoCloseable {
  private static final List<String> TRACER =
      Stream.of(
              BlockPaths.class,
              Tracer.class,
              ArrayProxy.class,
              ManagerProxy.class,
              TracedParameters.class,
              ValueSizes.class)
          .map(Class::getName)
          .toList();
  private static final List<String> MACHINERY =
      List.of("java.", "jdk.", "ai.djl.ndarray.", "ai.djl.pytorch.", "ai.djl.training.");

  private final IdentityHashMap<Parameter, String> owners = new IdentityHashMap<>();
  private final IdentityHashMap<NDArray, String> names = new IdentityHashMap<>();
  private final IdentityHashMap<NDArray, String> ownersByArray = new IdentityHashMap<>();
  private final List<Runnable> restore = new ArrayList<>();
  private final Deque<String> entered = new ArrayDeque<>();
  private String failed = "";

  BlockPaths(Block root) {
    entered.push("");
    visit(root, "", new IdentityHashMap<>());
  }

  /** Name of a parameter's array, such as {@code 01Conv2d.weight}; null for another array. */
  @Nullable String parameterName(NDArray array) {
    return names.get(array);
  }

  /**
   * Path of the block that calls now.
   *
   * @param parameter an array of a parameter that the call uses; null when it uses none
   */
  String path(@Nullable NDArray parameter) {
    String current = entered.element();
    String owner = parameter == null ? null : ownersByArray.get(parameter);
    return owner != null && owner.startsWith(current) ? owner : current;
  }

  /** The path and the source line that the call stands in. */
  static String place(String path) {
    String line =
        StackWalker.getInstance()
            .walk(
                frames ->
                    frames
                        .filter(frame -> isBlockCode(frame.getClassName()))
                        .findFirst()
                        .map(frame -> frame.toStackTraceElement().toString())
                        .orElse("unknown line"));
    return (path.isEmpty() ? "the block itself" : path) + " (" + line + ")";
  }

  /** The path of the innermost block that threw, and the source line. */
  String placeOf(RuntimeException thrown) {
    for (StackTraceElement frame : thrown.getStackTrace()) {
      if (isBlockCode(frame.getClassName())) {
        return (failed.isEmpty() ? "the block itself" : failed) + " (" + frame + ")";
      }
    }
    return failed.isEmpty() ? "the block itself" : failed;
  }

  /** Whether the engine itself asks now, to take a foreign array over as one of its own. */
  static boolean engineConverts() {
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames.anyMatch(
                    frame ->
                        frame.getClassName().startsWith("ai.djl.pytorch.")
                            && frame.getMethodName().equals("from")));
  }

  private static boolean isBlockCode(String className) {
    if (MACHINERY.stream().anyMatch(className::startsWith)) {
      return false;
    }
    return TRACER.stream().noneMatch(className::startsWith) && !className.contains("$Proxy");
  }

  @Override
  public void close() {
    restore.forEach(Runnable::run);
    restore.clear();
  }

  private void visit(Block block, String path, IdentityHashMap<Block, Boolean> seen) {
    if (seen.put(block, true) != null) {
      return;
    }
    for (Pair<String, Parameter> entry : block.getDirectParameters()) {
      Parameter parameter = entry.getValue();
      if (parameter != null && parameter.isInitialized() && !owners.containsKey(parameter)) {
        owners.put(parameter, path);
        ownersByArray.put(parameter.getArray(), path);
        names.put(
            parameter.getArray(), path.isEmpty() ? entry.getKey() : path + "." + entry.getKey());
      }
    }
    for (Pair<String, Block> child : block.getChildren()) {
      String childPath = path.isEmpty() ? child.getKey() : path + "/" + child.getKey();
      visit(child.getValue(), childPath, seen);
    }
    if (block instanceof AbstractBlock container) {
      announce(container, path);
    }
  }

  private void announce(AbstractBlock container, String path) {
    BlockList children = childrenOf(container);
    if (children == null) {
      return;
    }
    for (int i = 0; i < children.size(); i++) {
      String name = children.keyAt(i);
      Block child = children.valueAt(i);
      String childPath = path.isEmpty() ? name : path + "/" + name;
      Block announcing =
          (Block)
              Proxy.newProxyInstance(
                  Block.class.getClassLoader(),
                  new Class<?>[] {Block.class},
                  new Announcing(child, childPath));
      int position = i;
      replace(children, position, announcing);
      restore.add(() -> replace(children, position, child));
    }
  }

  private static void replace(BlockList children, int position, Block block) {
    String name = children.keyAt(position);
    children.remove(position);
    children.add(position, name, block);
  }

  /** The live list; null where reflection is not allowed, and paths are coarser then. */
  private static @Nullable BlockList childrenOf(AbstractBlock container) {
    try {
      Field field = AbstractBlock.class.getDeclaredField("children");
      field.setAccessible(true);
      return (BlockList) field.get(container);
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null;
    }
  }

  private final class Announcing implements InvocationHandler {
    private final Block block;
    private final String path;

    Announcing(Block block, String path) {
      this.block = block;
      this.path = path;
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
      entered.push(path);
      try {
        return method.invoke(block, arguments);
      } catch (InvocationTargetException e) {
        if (failed.isEmpty()) {
          failed = path;
        }
        throw e.getCause();
      } finally {
        entered.pop();
      }
    }
  }
}
