package io.edge4j.maven.mojo;

import io.edge4j.model.ModelFiles;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * What becomes of a model whose data lies beside it. An artifact of a build and a resource in a jar
 * are one file each, and would lose the data.
 */
final class UndeliveredModel {
  private static final int LISTED = 3;

  private UndeliveredModel() {}

  static String message(ModelFiles model) throws IOException {
    List<String> data = List.copyOf(model.data().keySet());
    String listed = String.join(", ", data.subList(0, Math.min(LISTED, data.size())));
    return String.format(
        Locale.ROOT,
        "The optimized model has %,d bytes, and an ONNX file holds less than 2 GB: its weights lie"
            + " beside %s in %s%s. An artifact is one file, so the model is not attached, installed"
            + " or deployed, there is no jar with classifier 'model', and nothing is laid into the"
            + " module's jar. Copy these files together to where EdgeModel.open(Path) opens the"
            + " first. One file takes a model with fewer or smaller weights: nodes that stayed fp32"
            + " are listed with their reasons in quantize.json",
        model.bytes(),
        model.model(),
        listed,
        data.size() > LISTED ? " and " + (data.size() - LISTED) + " more" : "");
  }
}
