package io.edge4j.maven.quantize;

import io.edge4j.maven.onnx.Model;
import io.edge4j.model.Recipe;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Models by recipe blockwise. */
record BlockwiseMaker(CandidateBuilder builder) implements RecipeMaker {
  @Override
  public List<Form> forms() {
    return List.of(new Form(Recipe.BLOCKWISE.label(), Recipe.BLOCKWISE, this::make));
  }

  @Override
  public boolean readsOnlyWeights() {
    return true;
  }

  private Candidate make(Set<String> kept) throws IOException {
    QuantizationOptions options = builder.options();
    Model model = builder.read();
    List<NodeDecision> nodes =
        new BlockwiseRecipe(options.blocks(), options.forDynamic(builder.settings()))
            .apply(model, new SelectedNodes(model, options.selection(), kept));
    return new Candidate(
        Recipe.BLOCKWISE.label(),
        Recipe.BLOCKWISE,
        builder.writePacked(model),
        builder.fp32(),
        nodes,
        BlockwiseRecipe.operators(),
        Set.of(),
        kept);
  }
}
