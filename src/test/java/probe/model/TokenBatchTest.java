package probe.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TokenBatchTest {
  private static final TokenBatch BATCH =
      new TokenBatch(List.of(new int[] {1, 2}, new int[] {3, 4, 5, 6}, new int[] {7}));

  @Test
  void rowsLengthAndTokensAreCountedFromTheContexts() {
    assertThat(BATCH.rows()).isEqualTo(3);
    assertThat(BATCH.length()).isEqualTo(4);
    assertThat(BATCH.tokens()).isEqualTo(7);
  }

  @Test
  void aBatchOfOneHasNoPadding() {
    TokenBatch batch = TokenBatch.of(new int[] {1, 2, 3});

    assertThat(batch.rows()).isEqualTo(1);
    assertThat(batch.length()).isEqualTo(3);
    assertThat(batch.tokens()).isEqualTo(3);
  }

  @Test
  void theLastPositionsAreOneAContextAndAllPositionsOneAToken() {
    assertThat(Positions.LAST.rows(BATCH)).isEqualTo(3);
    assertThat(Positions.ALL.rows(BATCH)).isEqualTo(7);
  }

  @Test
  void aContextOfNoTokensIsRefused() {
    assertThatThrownBy(() -> new TokenBatch(List.of(new int[] {1}, new int[0])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no tokens");
  }
}
