package io.edge4j.maven.quantize;

import ai.onnxruntime.OrtException;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.quantize.weight.FoldedWeights;
import io.edge4j.model.Recipe;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Models by recipe dynamic. */
record DynamicMaker(CandidateBuilder builder) implements RecipeMaker {
  /** Everything but the last layers. */
  static final String BODY = Recipe.DYNAMIC.label() + "-body";

  @Override
  public List<Form> forms() {
    return List.of(
        new Form(Recipe.DYNAMIC.label(), Recipe.DYNAMIC, this::whole),
        new Form(BODY, Recipe.DYNAMIC, this::body));
  }

  @Override
  public boolean readsOnlyWeights() {
    return true;
  }

  private Candidate whole(Set<String> kept) throws IOException, OrtException {
    return make(Recipe.DYNAMIC.label(), builder.read(), kept);
  }

  private Candidate body(Set<String> kept) throws IOException, OrtException {
    Model model = builder.read();
    Set<String> last = new LinkedHashSet<>(LastLayers.of(model));
    last.addAll(kept);
    return make(BODY, model, last);
  }

  private Candidate make(String name, Model model, Set<String> kept)
      throws IOException, OrtException {
    QuantizationOptions options = builder.options();
    FoldedWeights.fold(model, builder.scratch());
    List<NodeDecision> nodes =
        new DynamicRecipe(options.forDynamic(builder.settings()))
            .apply(model, new SelectedNodes(model, options.selection(), kept));
    return new Candidate(
        name,
        Recipe.DYNAMIC,
        builder.write(model),
        builder.fp32(),
        nodes,
        DynamicRecipe.operators(),
        Set.of(),
        kept);
  }
}
