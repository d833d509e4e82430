package io.edge4j.maven.inputs;

import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.stage.StageException;
import io.edge4j.model.Domain;
import io.edge4j.model.ElementType;
import io.edge4j.model.Fact;
import io.edge4j.model.InputContract;
import io.edge4j.model.Origin;
import io.edge4j.model.TensorInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a model takes, strongest first: the pom, the model's own metadata, what ONNX declares, and a
 * guess. Sizes of open dimensions that nobody says stay open; {@link SizeAttempts} has guesses.
 */
public final class ContractResolution {
  private ContractResolution() {}

  /**
   * All that is known of a model's inputs.
   *
   * @param model whose graph tells which whole numbers an input takes
   * @param known what its metadata and its declaration say
   * @param settings what the pom says
   * @throws StageException when the pom says what does not fit the model
   */
  public static InputContract resolve(Model model, InputContract known, InputSettings settings)
      throws StageException {
    List<String> names = known.inputs().stream().map(InputContract.Input::name).toList();
    return settings.statedIn(guessed(known, TableRanges.of(model, names)));
  }

  /**
   * With the sizes of a dataset's samples, where the model leaves sizes open: who configures the
   * dataset says so.
   *
   * @param sizes by dimension
   */
  public static InputContract withSizes(InputContract contract, Map<String, Long> sizes) {
    InputContract sized = contract;
    for (Map.Entry<String, Long> size : sizes.entrySet()) {
      sized = sized.withSizes(size.getKey(), Fact.of(List.of(size.getValue()), Origin.POM));
    }
    return sized;
  }

  /** With better guesses for inputs of whole numbers than a name can give. */
  private static InputContract guessed(InputContract known, Map<String, Long> tables) {
    InputContract contract = known;
    for (InputContract.Input input : known.inputs()) {
      Fact<Domain> byName = InputContract.Input.of(input.tensor()).domain();
      if (!isWholeNumbers(input.tensor()) || !input.domain().equals(byName)) {
        continue;
      }
      Long rows = tables.get(input.name());
      if (rows != null) {
        contract =
            contract.with(
                input.withDomain(
                    Fact.assumed(
                        new Domain.Range(0, rows - 1), "its table has " + rows + " rows")));
      } else if (byName.value() instanceof Domain.Range) {
        Optional<String> ids = besideIds(input.tensor(), known, tables);
        if (ids.isPresent()) {
          contract =
              contract.with(
                  input.withDomain(
                      Fact.assumed(
                          new Domain.Fill(1),
                          "no table reads it, and it has the shape of "
                              + ids.get()
                              + ", as masks have")));
        }
      }
    }
    return contract;
  }

  private static boolean isWholeNumbers(TensorInfo tensor) {
    return tensor.elementType().filter(ElementType::isInteger).isPresent();
  }

  /** The input of ids that has the same shape. */
  private static Optional<String> besideIds(
      TensorInfo tensor, InputContract known, Map<String, Long> tables) {
    return known.inputs().stream()
        .map(InputContract.Input::tensor)
        .filter(other -> tables.containsKey(other.name()))
        .filter(other -> other.dims().equals(tensor.dims()) && tensor.dims().size() > 1)
        .map(TensorInfo::name)
        .findFirst();
  }
}
