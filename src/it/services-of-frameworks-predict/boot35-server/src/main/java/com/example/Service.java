package com.example;

import io.edge4j.runtime.http.EdgeServer;
import java.io.IOException;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

@SpringBootApplication
public class Service {
  public static void main(String[] args) {
    SpringApplication.run(Service.class, args);
  }

  // close() answers what is in flight.
  @Bean(destroyMethod = "close")
  EdgeServer edgeServer(@Value("${edge.port}") int port) throws IOException {
    return EdgeServer.builder()
        .modelResource("META-INF/edge/garments.onnx")
        .options(options -> options.withHost("127.0.0.1").withPort(port))
        .build()
        .start();
  }

  @Bean
  HealthIndicator edge(EdgeServer server) {
    return () -> Health.up().withDetail("model", server.model().name()).build();
  }
}
