package com.example;

import io.edge4j.model.InvalidInputException;
import io.edge4j.runtime.EdgeModel;
import java.io.IOException;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@SpringBootApplication
public class Service {
  public static void main(String[] args) {
    SpringApplication.run(Service.class, args);
  }

  // Spring closes it after the web server has answered what was in flight.
  @Bean
  EdgeModel model() throws IOException {
    return EdgeModel.openResource("META-INF/edge/garments.onnx");
  }

  @Bean
  HealthIndicator edge(EdgeModel model) {
    return () -> {
      model.predictor().predict(new float[28 * 28]);
      return Health.up().withDetail("model", model.info().name()).build();
    };
  }

  @RestController
  static class Predictions {
    private final EdgeModel model;

    Predictions(EdgeModel model) {
      this.model = model;
    }

    record Answer(String label, int index) {}

    @PostMapping("/predict")
    Answer predict(@RequestBody float[] values) {
      var prediction = model.predictor().predict(values);
      return new Answer(prediction.label(), prediction.index());
    }

    @ExceptionHandler
    @ResponseStatus(HttpStatus.BAD_REQUEST)
    String wrong(InvalidInputException e) {
      return e.getMessage();
    }
  }
}
