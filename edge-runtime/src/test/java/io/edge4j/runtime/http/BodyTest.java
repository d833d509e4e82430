package io.edge4j.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Where the bytes of bodies are, and who may look at them. */
class BodyTest {
  private static final int MOST = 64 << 10;
  private static final long WHOLE_BUDGET = 1 << 20;

  private final MemoryBudget budget = new MemoryBudget(4 * WHOLE_BUDGET);

  @Test
  void anArrayIsHandedOnAfterItsBodyIsDoneAndOnlyThen() {
    Body first = body(100, 'a');
    byte[] array = first.bytes();
    Body second = body(100, 'b');
    assertThat(second.bytes()).isNotSameAs(array);

    first.release();
    Body third = body(10, 'c');

    assertThat(third.bytes()).isSameAs(array);
    assertThat(content(third)).isEqualTo("cccccccccc");
    assertThat(content(second)).isEqualTo("b".repeat(100));
    assertThat(content(body(100, 'd'))).isEqualTo("d".repeat(100));
    assertThat(content(third)).isEqualTo("cccccccccc");
  }

  @Test
  void aReleasedBodyNeitherKeepsNorTakesBytes() {
    Body body = body(100, 'a');
    byte[] array = body.bytes();
    body.release();

    assertThat(body.append(bytes(10, 'z'), -1)).isNull();
    body.release();

    assertThat(array).contains((byte) 'a').doesNotContain((byte) 'z');
    assertThat(body.bytes()).isEmpty();
  }

  @Test
  void whatBodiesTookIsThereAgainWhenTheyAreDone() {
    for (int round = 0; round < 3; round++) {
      Body small = body(100, 'a');
      Body large = body(MOST, 'b');
      MemoryBudget.Loan all = budget.loan();
      assertThat(all.take(WHOLE_BUDGET).status()).isEqualTo(503);
      small.release();
      assertThat(all.take(WHOLE_BUDGET).status()).isEqualTo(503);
      large.release();
      assertThat(all.take(WHOLE_BUDGET)).isNull();
      assertThat(new Body(MOST, budget.loan()).append(bytes(10, 'c'), -1).status()).isEqualTo(503);
      all.close();
    }
  }

  private Body body(int length, char content) {
    Body body = new Body(MOST, budget.loan());
    assertThat(body.append(bytes(length, content), -1)).isNull();
    return body;
  }

  private static ByteBuffer bytes(int length, char content) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) content);
    return ByteBuffer.wrap(bytes);
  }

  private static String content(Body body) {
    return new String(body.bytes(), 0, body.length(), java.nio.charset.StandardCharsets.US_ASCII);
  }
}
