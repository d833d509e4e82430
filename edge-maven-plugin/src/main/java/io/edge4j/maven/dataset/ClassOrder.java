package io.edge4j.maven.dataset;

import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.StageException;
import io.edge4j.model.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Where the classes of a dataset stand in the output of a model. A model has its classes in an
 * order of its own, and a folder of images or a table in that of its names; where both say names,
 * names decide.
 *
 * @param names of the model's classes, in its order
 * @param places for each class of the dataset its index among them
 */
record ClassOrder(List<String> names, List<Integer> places) {

  /**
   * The same dataset with the classes of a model.
   *
   * @param progress is told what was taken for granted
   * @throws StageException naming both sides, when the model has other classes
   */
  static FittedDataset ofModel(ModelView model, FittedDataset dataset, Progress progress)
      throws StageException {
    if (!dataset.hasClasses()) {
      return dataset;
    }
    List<String> own = dataset.classNames();
    Optional<ClassOrder> order =
        model.labels().isEmpty()
            ? unnamed(model, own, progress)
            : Optional.of(of(model.labels(), own, progress));
    return order.filter(found -> !found.names.equals(own)).map(o -> o.on(dataset)).orElse(dataset);
  }

  /** Of a model that does not say what its classes are called. */
  private static Optional<ClassOrder> unnamed(
      ModelView model, List<String> own, Progress progress) {
    List<String> places =
        IntStream.range(0, ClassLabels.outputs(model.outputs()).orElse(own.size()))
            .mapToObj(Integer::toString)
            .toList();
    if (places.containsAll(own)) {
      return Optional.of(new ClassOrder(places, own.stream().map(places::indexOf).toList()));
    }
    progress.say(
        "The model does not name its classes: its output is taken to have those of the dataset, in"
            + " this order: "
            + shortened(own)
            + ". Name them in <labels> if it has another");
    return Optional.empty();
  }

  private static ClassOrder of(List<String> labels, List<String> own, Progress progress)
      throws StageException {
    if (labels.containsAll(own)) {
      return new ClassOrder(labels, own.stream().map(labels::indexOf).toList());
    }
    List<String> places = IntStream.range(0, labels.size()).mapToObj(Integer::toString).toList();
    if (places.containsAll(own)) {
      progress.say("The dataset's classes are numbers: they are taken as places of " + labels);
      return new ClassOrder(labels, own.stream().map(places::indexOf).toList());
    }
    if (own.size() == labels.size() && own.stream().allMatch(name -> name.matches("-?\\d+"))) {
      progress.say(
          "The dataset's classes are the numbers %s: they are taken for %s, in this order"
              .formatted(shortened(own), shortened(labels)));
      return new ClassOrder(labels, IntStream.range(0, own.size()).boxed().toList());
    }
    List<String> unknown = new ArrayList<>(own);
    unknown.removeAll(labels);
    throw new StageException(
        "<dataset> (edge.dataset): its classes %s are none of the model, which has %s; name the model's classes in <labels> as the dataset does, in the order of its output, or use the dataset that it was trained on."
            .formatted(shortened(unknown), shortened(labels)));
  }

  private static String shortened(List<String> names) {
    int shown = 20;
    return names.size() <= shown
        ? names.toString()
        : names.subList(0, shown) + " and " + (names.size() - shown) + " more";
  }

  private FittedDataset on(FittedDataset dataset) {
    return dataset.withClasses(names, new Placed(dataset.train()), new Placed(dataset.test()));
  }

  private final class Placed implements TensorSamples {
    private final TensorSamples samples;

    Placed(TensorSamples samples) {
      this.samples = samples;
    }

    @Override
    public int size() {
      return samples.size();
    }

    @Override
    public boolean isLabelled() {
      return samples.isLabelled();
    }

    @Override
    public int label(int index) {
      return places.get(samples.label(index));
    }

    @Override
    public Map<String, Tensor> tensors(int index) {
      return samples.tensors(index);
    }
  }
}
