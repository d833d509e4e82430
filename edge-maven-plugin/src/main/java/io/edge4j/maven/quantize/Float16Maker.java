package io.edge4j.maven.quantize;

import io.edge4j.maven.onnx.Model;
import io.edge4j.model.Recipe;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Models by recipe fp16. */
record Float16Maker(CandidateBuilder builder) implements RecipeMaker {
  @Override
  public List<Form> forms() {
    return List.of(new Form(Recipe.FP16.label(), Recipe.FP16, this::make));
  }

  @Override
  public boolean readsOnlyWeights() {
    return true;
  }

  private Candidate make(Set<String> kept) throws IOException {
    Model model = builder.read();
    List<NodeDecision> nodes =
        Float16Recipe.apply(model, new SelectedNodes(model, builder.options().selection(), kept));
    // Any operator may have a weight.
    Set<String> layers = nodes.stream().map(NodeDecision::opType).collect(Collectors.toSet());
    return new Candidate(
        Recipe.FP16.label(),
        Recipe.FP16,
        builder.write(model),
        builder.fp32(),
        nodes,
        layers,
        Set.of(),
        kept);
  }
}
