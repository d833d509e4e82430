package io.edge4j.maven.quantize;

import ai.onnxruntime.OrtException;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.quantize.weight.FoldedWeights;
import io.edge4j.model.Recipe;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Models by recipe dynamic. */
record DynamicMaker(CandidateBuilder builder) implements RecipeMaker {
  @Override
  public List<Form> forms() {
    return List.of(new Form(Recipe.DYNAMIC.label(), Recipe.DYNAMIC, this::make));
  }

  @Override
  public boolean readsOnlyWeights() {
    return true;
  }

  private Candidate make(Set<String> kept) throws IOException, OrtException {
    QuantizationOptions options = builder.options();
    Model model = builder.read();
    FoldedWeights.fold(model, builder.scratch());
    List<NodeDecision> nodes =
        new DynamicRecipe(options.forDynamic(builder.settings()))
            .apply(model, new SelectedNodes(model, options.selection(), kept));
    return new Candidate(
        Recipe.DYNAMIC.label(),
        Recipe.DYNAMIC,
        builder.write(model),
        builder.fp32(),
        nodes,
        DynamicRecipe.operators(),
        Set.of(),
        kept);
  }
}
