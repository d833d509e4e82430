package io.edge4j.maven.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every row of the table, exported and compared with PyTorch. The exporter compares on as many
 * batch sizes as it traces; a row that is wrong fails its own export.
 */
class OperatorTableTest {
  private static final InputSpec VECTORS = InputSpec.samples("x", 6);
  private static final InputSpec MATRICES = InputSpec.samples("x", 3, 4);
  private static final InputSpec IMAGES = InputSpec.samples("x", 3, 9, 8);
  private static final InputSpec SEQUENCES = InputSpec.samples("x", 4, 10);
  private static final InputSpec VOLUMES = InputSpec.samples("x", 2, 5, 6, 7);
  private static final InputSpec TOKENS =
      InputSpec.of("x", DataType.INT64).axis("batch").axis(5).below(4);

  @TempDir Path folder;

  /** An operation on one input. */
  record Case(String name, InputSpec input, Function<NDArray, NDArray> operation) {
    @Override
    public String toString() {
      return name;
    }
  }

  @ParameterizedTest
  @MethodSource({"arithmetic", "functions", "comparisons", "reductions", "orders"})
  void numbers(Case operation) throws IOException {
    export(operation, 17);
  }

  @ParameterizedTest
  @MethodSource({"shapes", "rearrangements", "indices", "assignments", "creations"})
  void arrays(Case operation) throws IOException {
    export(operation, 17);
  }

  /**
   * The comparison with ONNX Runtime trusts that a run over proxies computes what a plain one does.
   */
  @ParameterizedTest
  @MethodSource({
    "arithmetic",
    "functions",
    "comparisons",
    "reductions",
    "orders",
    "shapes",
    "rearrangements",
    "indices",
    "assignments",
    "creations",
    "activations",
    "pools",
    "images"
  })
  void aRunOverProxiesComputesWhatAPlainOneDoes(Case operation) {
    LambdaBlock block = LambdaBlock.singleton(operation.operation());
    List<InputSpec> inputs = List.of(operation.input());
    TraceInputs random = new TraceInputs(inputs);
    AxisSizes sizes = new SizePlan(inputs).near().get(1);
    try (NDManager manager = NDManager.newBaseManager()) {
      block.initialize(manager, DataType.FLOAT32, new Shape(2, 6));
      ParameterStore store = new ParameterStore(manager, false);
      NDArray plain = block.forward(store, random.of(sizes, 6, manager), false).head();
      OperatorTable table = new OperatorTable();
      NDArray traced =
          Tracer.compute(block, inputs, random.of(sizes, 6, manager), manager, table::has).head();

      assertThat(traced.getShape()).isEqualTo(plain.getShape());
      assertThat(traced.toByteBuffer()).isEqualTo(plain.toByteBuffer());
    }
  }

  @ParameterizedTest
  @MethodSource({"activations", "pools", "images"})
  void layers(Case operation) throws IOException {
    export(operation, 17);
  }

  @ParameterizedTest
  @MethodSource({
    "arithmetic",
    "functions",
    "comparisons",
    "reductions",
    "orders",
    "shapes",
    "rearrangements",
    "indices",
    "assignments",
    "creations",
    "activations",
    "pools",
    "images"
  })
  void olderAndNewerOpsets(Case operation) throws IOException {
    export(operation, 13);
    export(operation, 18);
    export(operation, 21);
  }

  static Stream<Case> arithmetic() {
    return Stream.of(
        on(VECTORS, "add number", x -> x.add(2.5f)),
        on(VECTORS, "add integer", x -> x.add(3)),
        on(VECTORS, "add array", x -> x.add(x.mul(2))),
        on(MATRICES, "add broadcast", x -> x.add(x.get(":, 0:1, :"))),
        on(VECTORS, "sub", x -> x.sub(0.5)),
        on(VECTORS, "mul", x -> x.mul(-3)),
        on(VECTORS, "div", x -> x.div(7)),
        on(TOKENS, "integers divided", x -> x.div(3)),
        on(TOKENS, "integers and a real number", x -> x.mul(0.5f)),
        on(
            TOKENS,
            "integers and real array",
            x -> x.add(x.toType(DataType.FLOAT32, false).mul(0.1))),
        on(VECTORS, "pow", x -> x.pow(2)),
        on(VECTORS, "pow array", x -> x.abs().pow(x)),
        on(VECTORS, "mod", x -> x.mod(0.7f)),
        on(VECTORS, "mod negative", x -> x.mod(-0.7f)),
        on(TOKENS, "integers mod", x -> x.sub(2).mod(3)),
        on(VECTORS, "maximum", x -> x.maximum(0.1)),
        on(VECTORS, "minimum", x -> x.minimum(x.neg())),
        on(VECTORS, "rsub", x -> x.getNDArrayInternal().rsub(1)),
        on(VECTORS, "rdiv", x -> x.abs().add(1).getNDArrayInternal().rdiv(2)),
        on(VECTORS, "rpow", x -> x.getNDArrayInternal().rpow(2)),
        on(VECTORS, "rsub in place", x -> x.duplicate().getNDArrayInternal().rsubi(1)),
        on(
            VECTORS,
            "in place",
            x -> x.duplicate().addi(1).muli(2).subi(0.5).divi(3).powi(2).negi()),
        on(VECTORS, "square", NDArray::square),
        on(VECTORS, "cbrt", x -> x.abs().cbrt()),
        on(VECTORS, "xlogy", x -> x.maximum(0).xlogy(x.abs().add(1))),
        on(VECTORS, "atan2", x -> x.atan2(x.flip(1))),
        on(VECTORS, "atan2 on the axes", x -> x.minimum(0).atan2(x.flip(1).maximum(0))),
        on(VECTORS, "toDegrees", NDArray::toDegrees),
        on(VECTORS, "toRadians", NDArray::toRadians),
        on(MATRICES, "matMul", x -> x.matMul(x.transpose(0, 2, 1))),
        on(MATRICES, "batchMatMul", x -> x.batchMatMul(x.swapAxes(1, 2))),
        on(VECTORS, "dot", x -> x.dot(x.transpose())),
        on(
            VECTORS,
            "user's formula",
            x -> x.sub(x.mean()).div(x.sub(x.mean()).square().mean().sqrt())));
  }

  static Stream<Case> functions() {
    List<Case> cases = new ArrayList<>();
    cases.add(on(VECTORS, "neg", NDArray::neg));
    cases.add(on(VECTORS, "abs", NDArray::abs));
    cases.add(on(VECTORS, "sign", NDArray::sign));
    cases.add(on(VECTORS, "sqrt", x -> x.abs().sqrt()));
    cases.add(on(VECTORS, "floor", NDArray::floor));
    cases.add(on(VECTORS, "ceil", NDArray::ceil));
    cases.add(on(VECTORS, "round", x -> x.mul(3).round()));
    cases.add(on(VECTORS, "trunc", x -> x.mul(3).trunc()));
    cases.add(on(VECTORS, "exp", NDArray::exp));
    cases.add(on(VECTORS, "log", x -> x.abs().log()));
    cases.add(on(VECTORS, "log10", x -> x.abs().log10()));
    cases.add(on(VECTORS, "log2", x -> x.abs().log2()));
    cases.add(on(VECTORS, "sin", NDArray::sin));
    cases.add(on(VECTORS, "cos", NDArray::cos));
    cases.add(on(VECTORS, "tan", x -> x.mul(0.3).tan()));
    cases.add(on(VECTORS, "asin", x -> x.tanh().asin()));
    cases.add(on(VECTORS, "acos", x -> x.tanh().acos()));
    cases.add(on(VECTORS, "atan", NDArray::atan));
    cases.add(on(VECTORS, "sinh", NDArray::sinh));
    cases.add(on(VECTORS, "cosh", NDArray::cosh));
    cases.add(on(VECTORS, "tanh", NDArray::tanh));
    cases.add(on(VECTORS, "erf", NDArray::erf));
    cases.add(on(VECTORS, "clip", x -> x.clip(-0.5, 0.5)));
    cases.add(on(VECTORS, "toType", x -> x.mul(10).toType(DataType.INT32, false)));
    cases.add(on(TOKENS, "toType of integers", x -> x.toType(DataType.FLOAT32, true)));
    cases.add(on(VECTORS, "isNaN", x -> x.sqrt().isNaN()));
    cases.add(on(VECTORS, "isInfinite", x -> x.maximum(0).log().isInfinite()));
    return cases.stream();
  }

  static Stream<Case> comparisons() {
    return Stream.of(
        on(TOKENS, "eq", x -> x.eq(2)),
        on(TOKENS, "eq real", x -> x.eq(2.0)),
        on(TOKENS, "neq", x -> x.neq(2)),
        on(VECTORS, "gt", x -> x.gt(0)),
        on(VECTORS, "gte", x -> x.gte(x.neg())),
        on(VECTORS, "lt", x -> x.lt(0.25f)),
        on(VECTORS, "lte", x -> x.lte(0)),
        on(VECTORS, "logicalAnd", x -> x.gt(-1).logicalAnd(x.lt(1))),
        on(VECTORS, "logicalOr", x -> x.gt(1).logicalOr(x.lt(-1))),
        on(VECTORS, "logicalXor", x -> x.gt(0).logicalXor(x.lt(1))),
        on(VECTORS, "logicalNot", x -> x.gt(0).logicalNot()),
        on(VECTORS, "where", x -> NDArrays.where(x.gt(0), x, x.mul(0.1))),
        on(VECTORS, "where of zeros", x -> NDArrays.where(x.gt(0), x, x.zerosLike())),
        on(VECTORS, "all", x -> x.gt(-9).all()),
        on(VECTORS, "any", x -> x.gt(1).any()),
        on(VECTORS, "none", x -> x.gt(9).none()),
        on(VECTORS, "countNonzero", x -> x.maximum(0).countNonzero()));
  }

  static Stream<Case> reductions() {
    return Stream.of(
        on(MATRICES, "sum", NDArray::sum),
        on(MATRICES, "sum of axes", x -> x.sum(new int[] {0, 2})),
        on(MATRICES, "sum kept", x -> x.sum(new int[] {-1}, true)),
        on(MATRICES, "sum of truth values", x -> x.gt(0).sum(new int[] {1})),
        on(MATRICES, "mean", NDArray::mean),
        on(MATRICES, "mean of an axis", x -> x.mean(new int[] {1})),
        on(MATRICES, "max", NDArray::max),
        on(MATRICES, "max of an axis", x -> x.max(new int[] {2}, true)),
        on(MATRICES, "min", x -> x.min(new int[] {0})),
        on(MATRICES, "prod", x -> x.prod(new int[] {1})),
        on(MATRICES, "norm", NDArray::norm),
        on(MATRICES, "norm of axes", x -> x.norm(new int[] {1}, true)),
        on(MATRICES, "norm of order 1", x -> x.norm(1, new int[] {2}, false)),
        on(MATRICES, "norm of order 3", x -> x.norm(3, new int[] {2}, false)),
        on(MATRICES, "normalize", NDArray::normalize),
        on(MATRICES, "normalize by order 1", x -> x.normalize(1, 2)),
        on(MATRICES, "cumSum", NDArray::cumSum),
        on(MATRICES, "cumSum of an axis", x -> x.cumSum(-1)));
  }

  static Stream<Case> orders() {
    return Stream.of(
        on(MATRICES, "argMax", NDArray::argMax),
        on(MATRICES, "argMax of an axis", x -> x.argMax(1)),
        on(MATRICES, "argMin", x -> x.argMin(-1)),
        on(MATRICES, "topK values", x -> x.topK(2, 2).get(0)),
        on(MATRICES, "topK positions", x -> x.topK(2, -1, false, true).get(1)),
        on(MATRICES, "sort", NDArray::sort),
        on(MATRICES, "sort along batch", x -> x.sort(0)),
        on(MATRICES, "argSort", NDArray::argSort),
        on(MATRICES, "argSort descending", x -> x.argSort(1, false)),
        on(MATRICES, "median", x -> x.median(new int[] {2})));
  }

  static Stream<Case> shapes() {
    return Stream.of(
        on(MATRICES, "reshape", x -> x.reshape(x.size(0), 12)),
        on(MATRICES, "reshape open", x -> x.reshape(-1, 4)),
        on(MATRICES, "reshape to a product", x -> x.reshape(x.size(0) * 3, 2, 2)),
        on(MATRICES, "reshape to a quotient", x -> x.tile(new long[] {2, 1, 1}).reshape(-1, 2, 12)),
        on(MATRICES, "flatten", NDArray::flatten),
        on(MATRICES, "flatten axes", x -> x.flatten(1, 2)),
        on(MATRICES, "expandDims", x -> x.expandDims(-1)),
        on(MATRICES, "squeeze", x -> x.expandDims(1).squeeze(1)),
        on(
            MATRICES,
            "squeeze all",
            x -> x.sum(new int[] {0}).expandDims(1).expandDims(-1).squeeze()),
        on(MATRICES, "transpose", NDArray::transpose),
        on(MATRICES, "transpose axes", x -> x.transpose(0, 2, 1)),
        on(MATRICES, "swapAxes", x -> x.swapAxes(-1, 1)),
        on(MATRICES, "flip", x -> x.flip(0, 2)),
        on(MATRICES, "broadcast", x -> x.mean(new int[] {1}, true).broadcast(x.getShape())),
        on(VECTORS, "broadcast to a new axis", x -> x.broadcast(new Shape(3, x.size(0), 6))),
        on(MATRICES, "tile", x -> x.tile(2)),
        on(MATRICES, "tile axes", x -> x.tile(new long[] {1, 2, 3})),
        on(MATRICES, "tile to more axes", x -> x.tile(new long[] {2, 1, 2, 1})),
        on(MATRICES, "repeat", x -> x.repeat(1, 2)),
        on(MATRICES, "repeat all", x -> x.repeat(2)),
        on(MATRICES, "repeat batch", x -> x.repeat(0, 3)),
        on(MATRICES, "pad", x -> x.pad(new Shape(1, 2, 0, 1), 0.5)),
        on(MATRICES, "split", x -> x.split(2, 2).get(1)),
        on(
            MATRICES,
            "split at",
            x ->
                NDArrays.add(
                    x.split(new long[] {1, 3}, 2).get(0), x.split(new long[] {1}, 1).get(0))),
        on(MATRICES, "concat", x -> x.concat(x.neg(), 1)),
        on(MATRICES, "concat of batch", x -> NDArrays.concat(new NDList(x, x, x))),
        on(MATRICES, "stack", x -> NDArrays.stack(new NDList(x, x.neg()), 1)),
        on(MATRICES, "stack behind", x -> x.stack(x, -1)),
        on(
            IMAGES,
            "channel shuffle",
            x ->
                x.reshape(x.size(0), 3, 3, 3, 8)
                    .transpose(0, 2, 1, 3, 4)
                    .reshape(x.size(0), 9, 3, 8)),
        on(MATRICES, "size as a number", x -> x.mul(x.size(0)).add((int) x.getShape().get(1))));
  }

  static Stream<Case> rearrangements() {
    return Stream.of(
        on(MATRICES, "diff", x -> x.diff(1, 2)),
        on(MATRICES, "diff twice", x -> x.diff(2, -1)),
        on(MATRICES, "diff along the batch", x -> x.diff(1, 0)),
        on(MATRICES, "cumProd", x -> x.cumProd(2)),
        on(InputSpec.samples("x", 13), "cumProd of an odd length", x -> x.cumProd(1)),
        on(MATRICES, "cumProd of one type as another", x -> x.cumProd(1, DataType.FLOAT64)),
        on(MATRICES, "rotate90", x -> x.rotate90(1, new int[] {1, 2})),
        on(MATRICES, "rotate90 of the batch", x -> x.rotate90(1, new int[] {0, 2})),
        on(MATRICES, "rotate90 twice", x -> x.rotate90(2, new int[] {2, 1})),
        on(MATRICES, "rotate90 back", x -> x.rotate90(-1, new int[] {1, 2})),
        on(MATRICES, "rotate90 around", x -> x.rotate90(4, new int[] {1, 2})),
        on(MATRICES, "diagonal", x -> x.diagonal(0, 1, 2)),
        on(MATRICES, "diagonal above", x -> x.diagonal(2, 1, 2)),
        on(MATRICES, "diagonal below", x -> x.diagonal(-1, 1, 2)),
        on(MATRICES, "diagonal of a matrix", x -> x.mean(new int[] {0}).diagonal()),
        on(MATRICES, "percentile of an axis", x -> x.percentile(30, new int[] {2})),
        on(MATRICES, "percentile of the last axis", x -> x.percentile(75)),
        on(TOKENS, "unique", x -> x.unique(null, true, false, false).get(0)),
        on(TOKENS, "unique places", x -> x.unique(null, true, true, false).get(1)),
        on(TOKENS, "unique counts", x -> x.unique(null, true, true, true).get(2)),
        on(TOKENS, "unique rows", x -> x.unique(0, true, false, false).get(0)));
  }

  static Stream<Case> indices() {
    return Stream.of(
        on(MATRICES, "position", x -> x.get(":, 1")),
        on(MATRICES, "position from the back", x -> x.get("..., -1")),
        on(MATRICES, "last of the batch", x -> x.get(x.size(0) - 1)),
        on(MATRICES, "slice", x -> x.get(":, 1:3, ::2")),
        on(MATRICES, "slice from the back", x -> x.get(":, -2:, :-1")),
        on(MATRICES, "slice up to a size", x -> x.get("0:{}", x.size(0) - 1)),
        on(MATRICES, "new axis", x -> x.get(new NDIndex(":, null, 0:2"))),
        on(MATRICES, "everything", x -> x.get("...")),
        on(MATRICES, "several", x -> x.get("1:, 2, ...")),
        on(
            MATRICES,
            "array of positions",
            x -> x.get(":, {}", x.getManager().create(new long[] {2, 0, 2}))),
        on(
            MATRICES,
            "pick",
            x -> x.get(new NDIndex().addAllDim(2).addPickDim(x.argMax(2).expandDims(2)))),
        on(VECTORS, "mask", x -> x.get(x.gt(-9))),
        on(VECTORS, "booleanMask", x -> x.booleanMask(x.gt(0)).sum()),
        on(VECTORS, "nonzero", x -> x.add(9).nonzero()),
        on(MATRICES, "gather", x -> x.gather(x.argSort(1), 1)),
        on(
            MATRICES,
            "gatherNd",
            x -> x.gatherNd(x.getManager().create(new long[][] {{0, 1}, {2, 0}}))),
        on(MATRICES, "take", x -> x.take(x.getManager().create(new long[] {0, 5, 7}))),
        on(MATRICES, "scatter", x -> x.scatter(x.argSort(2), x.neg(), 2)),
        on(TOKENS, "oneHot", x -> x.oneHot(4)),
        on(TOKENS, "oneHot of integers", x -> x.oneHot(4, DataType.INT32)));
  }

  static Stream<Case> assignments() {
    return Stream.of(
        changed("a slice to a number", (x, copy) -> copy.set(new NDIndex(":, 1:3"), 7)),
        changed("a position to a number", (x, copy) -> copy.set(new NDIndex(":, 0, 2"), -1)),
        changed(
            "a slice to an array",
            (x, copy) -> copy.set(new NDIndex(":, 0:2"), x.get(":, 1:3").neg())),
        changed(
            "a position to an array", (x, copy) -> copy.set(new NDIndex(":, 1"), x.get(":, 0"))),
        changed("a mask to a number", (x, copy) -> copy.set(x.lt(0), 0)),
        changed(
            "a function of a slice",
            (x, copy) -> copy.set(new NDIndex(":, :, 1:2"), part -> part.mul(2))));
  }

  static Stream<Case> creations() {
    return Stream.of(
        on(VECTORS, "zeros", x -> x.add(x.getManager().zeros(x.getShape()))),
        on(VECTORS, "ones", x -> x.add(x.getManager().ones(new Shape(x.size(0), 1)))),
        on(VECTORS, "full", x -> x.add(x.getManager().full(new Shape(x.size(0), 1), 2.5f))),
        on(VECTORS, "onesLike", x -> x.sub(x.onesLike())),
        on(VECTORS, "arange", x -> x.add(x.getManager().arange((float) x.size(0)).expandDims(1))),
        on(
            VECTORS,
            "arange of integers",
            x ->
                x.getManager()
                    .arange(0, (int) x.size(0), 1, DataType.INT64)
                    .add(x.sum().toType(DataType.INT64, false).mul(0))),
        on(VECTORS, "fixed arange", x -> x.add(x.getManager().arange(6f))),
        on(VECTORS, "linspace", x -> x.add(x.getManager().linspace(0f, 1f, 6))),
        on(VECTORS, "constant matrix", x -> x.matMul(x.getManager().eye(6))),
        on(VECTORS, "eye of the batch", x -> x.getManager().eye((int) x.size(0)).matMul(x)),
        on(VECTORS, "created", x -> x.mul(x.getManager().create(new float[] {1, 2, 3, 4, 5, 6}))),
        on(VECTORS, "created number", x -> x.mul(x.getManager().create(3f))));
  }

  static Stream<Case> activations() {
    return Stream.of(
        on(VECTORS, "relu", Activation::relu),
        on(VECTORS, "sigmoid", Activation::sigmoid),
        on(VECTORS, "tanh", Activation::tanh),
        on(VECTORS, "softPlus", Activation::softPlus),
        on(VECTORS, "softSign", Activation::softSign),
        on(VECTORS, "leakyRelu", x -> Activation.leakyRelu(x, 0.2f)),
        on(VECTORS, "elu", x -> Activation.elu(x, 0.7f)),
        on(VECTORS, "selu", Activation::selu),
        on(VECTORS, "gelu", Activation::gelu),
        on(VECTORS, "swish", x -> Activation.swish(x, 1.3f)),
        on(VECTORS, "mish", Activation::mish),
        on(MATRICES, "softmax", x -> x.softmax(-1)),
        on(MATRICES, "softmax inside", x -> x.softmax(1)),
        on(MATRICES, "logSoftmax", x -> x.logSoftmax(2)));
  }

  static Stream<Case> pools() {
    return Stream.of(
        on(
            SEQUENCES,
            "maxPool1d",
            x -> Pool.maxPool1d(x, new Shape(3), new Shape(2), new Shape(1), false)),
        on(
            IMAGES,
            "maxPool2d",
            x -> Pool.maxPool2d(x, new Shape(3, 2), new Shape(2, 1), new Shape(1, 0), false)),
        on(
            IMAGES,
            "maxPool2d ceiling",
            x -> Pool.maxPool2d(x, new Shape(2, 2), new Shape(2, 2), new Shape(0, 0), true)),
        on(
            IMAGES,
            "maxPool2d ceiling padded",
            x -> Pool.maxPool2d(x, new Shape(3, 3), new Shape(3, 3), new Shape(1, 1), true)),
        on(
            VOLUMES,
            "maxPool3d",
            x ->
                Pool.maxPool3d(
                    x, new Shape(2, 2, 2), new Shape(2, 2, 2), new Shape(0, 0, 0), false)),
        on(
            SEQUENCES,
            "avgPool1d",
            x -> Pool.avgPool1d(x, new Shape(2), new Shape(2), new Shape(0), false, true)),
        on(
            IMAGES,
            "avgPool2d",
            x -> Pool.avgPool2d(x, new Shape(3, 3), new Shape(2, 2), new Shape(1, 1), false, true)),
        on(
            IMAGES,
            "avgPool2d not counting padding",
            x ->
                Pool.avgPool2d(x, new Shape(3, 3), new Shape(2, 2), new Shape(1, 1), false, false)),
        on(
            IMAGES,
            "avgPool2d ceiling",
            x -> Pool.avgPool2d(x, new Shape(2, 3), new Shape(2, 3), new Shape(0, 0), true, true)),
        on(
            IMAGES,
            "avgPool2d ceiling not counting",
            x -> Pool.avgPool2d(x, new Shape(3, 3), new Shape(2, 2), new Shape(1, 1), true, false)),
        on(
            IMAGES,
            "avgPool2d ceiling counting",
            x -> Pool.avgPool2d(x, new Shape(3, 3), new Shape(2, 2), new Shape(1, 1), true, true)),
        on(
            VOLUMES,
            "avgPool3d",
            x ->
                Pool.avgPool3d(
                    x, new Shape(2, 2, 2), new Shape(1, 2, 2), new Shape(0, 0, 0), false, true)),
        on(IMAGES, "globalMaxPool", Pool::globalMaxPool2d),
        on(IMAGES, "globalAvgPool", Pool::globalAvgPool2d),
        on(SEQUENCES, "globalAvgPool1d", Pool::globalAvgPool1d),
        on(
            IMAGES,
            "lpPool",
            x ->
                x.getNDArrayInternal()
                    .lpPool(2, new Shape(2, 2), new Shape(2, 2), new Shape(0, 0), false)),
        on(IMAGES, "globalLpPool", x -> Pool.globalLpPool2d(x, 2)));
  }

  static Stream<Case> images() {
    return Stream.of(
        on(
            IMAGES,
            "nearest",
            x -> x.getNDArrayInternal().interpolation(new long[] {18, 16}, 0, false)),
        on(
            IMAGES,
            "nearest down",
            x -> x.getNDArrayInternal().interpolation(new long[] {5, 3}, 0, false)),
        on(
            IMAGES,
            "bilinear",
            x -> x.getNDArrayInternal().interpolation(new long[] {18, 16}, 1, false)),
        on(
            IMAGES,
            "bilinear uneven",
            x -> x.getNDArrayInternal().interpolation(new long[] {14, 11}, 1, false)),
        on(
            IMAGES,
            "bicubic",
            x -> x.getNDArrayInternal().interpolation(new long[] {18, 16}, 3, false)),
        on(IMAGES, "area", x -> x.getNDArrayInternal().interpolation(new long[] {5, 3}, 2, false)),
        on(
            IMAGES,
            "area up",
            x -> x.getNDArrayInternal().interpolation(new long[] {14, 4}, 2, false)),
        on(
            VOLUMES,
            "area of a volume",
            x -> x.getNDArrayInternal().interpolation(new long[] {2, 3, 7}, 2, false)),
        on(
            InputSpec.samples("x", 9, 8, 3),
            "resize by area",
            x -> x.getNDArrayInternal().resize(3, 5, 2)),
        on(
            InputSpec.samples("x", 9, 8, 3),
            "resize",
            x -> x.getNDArrayInternal().resize(16, 20, 1)),
        on(InputSpec.samples("x", 9, 8, 3), "crop", x -> x.getNDArrayInternal().crop(1, 2, 4, 3)),
        on(InputSpec.samples("x", 9, 8, 3), "toTensor", x -> x.getNDArrayInternal().toTensor()),
        on(
            IMAGES,
            "normalize",
            x -> x.getNDArrayInternal().normalize(new float[] {1, 2, 3}, new float[] {2, 3, 4})));
  }

  private interface Change {
    void apply(NDArray source, NDArray copy);
  }

  private static Case changed(String name, Change change) {
    return on(
        MATRICES,
        name,
        x -> {
          NDArray copy = x.duplicate();
          change.apply(x, copy);
          return copy;
        });
  }

  private static Case on(InputSpec input, String name, Function<NDArray, NDArray> operation) {
    return new Case(name, input, operation);
  }

  private void export(Case operation, int opset) throws IOException {
    LambdaBlock block = LambdaBlock.singleton(operation.operation());
    try (NDManager manager = NDManager.newBaseManager()) {
      block.initialize(manager, DataType.FLOAT32, new Shape(2, 6));
      ExportSummary summary =
          OnnxExporter.export(
              block,
              folder.resolve("model.onnx"),
              ExportOptions.named("m").opset(opset),
              operation.input());
      assertThat(summary.parity().batchSizes()).hasSizeGreaterThan(1);
    }
  }
}
