package com.example;

import io.edge4j.model.InvalidInputException;
import io.edge4j.runtime.EdgeModel;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.io.IOException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

@Path("/predict")
public class Predictions {
  record Answer(String label, int index) {}

  @Startup
  @ApplicationScoped
  static class Garments {
    private EdgeModel model;

    @PostConstruct
    void open() throws IOException {
      model = EdgeModel.openResource("META-INF/edge/garments.onnx");
    }

    // After the HTTP server has stopped.
    @PreDestroy
    void close() {
      model.close();
    }

    EdgeModel model() {
      return model;
    }
  }

  @Readiness
  @ApplicationScoped
  static class Edge implements HealthCheck {
    @Inject Garments garments;

    @Override
    public HealthCheckResponse call() {
      garments.model().predictor().predict(new float[28 * 28]);
      return HealthCheckResponse.up("edge");
    }
  }

  @Inject Garments garments;

  @POST
  public Answer predict(float[] values) {
    var prediction = garments.model().predictor().predict(values);
    return new Answer(prediction.label(), prediction.index());
  }

  @ServerExceptionMapper
  RestResponse<String> wrong(InvalidInputException e) {
    return RestResponse.status(RestResponse.Status.BAD_REQUEST, e.getMessage());
  }
}
