module com.example.flowers {
  requires io.edge4j.runtime;
}
