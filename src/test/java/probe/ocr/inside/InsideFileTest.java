package probe.ocr.inside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import probe.ProbeException;
import probe.facts.Arm;

class InsideFileTest {
  private static final String TEXT =
      InsideFile.text(Insides.trial(Arm.SPURIOUS, 1, new Insides.Reasons()).inside());

  @Test
  void whatIsReadIsWhatWasWritten() {
    Inside written = Insides.trial(Arm.SHUFFLED, 2, new Insides.Guesses()).inside();
    Inside read = InsideFile.read(InsideFile.text(written), "x.json");

    assertThat(InsideFile.text(read)).isEqualTo(InsideFile.text(written));
    assertThat(read.names()).isEqualTo(written.names());
    assertThat(read.shift().base()).isDeepEqualTo(written.shift().base());
    assertThat(read.implication().after().told())
        .isDeepEqualTo(written.implication().after().told());
    assertThat(read.layers().get(1).spectrum().effectiveRank())
        .isEqualTo(written.layers().get(1).spectrum().effectiveRank());
    assertThat(TEXT).endsWith("\n").doesNotContain("\n{");
  }

  private static void refused(String text, String... parts) {
    assertThatThrownBy(() -> InsideFile.read(text, "x.json"))
        .isInstanceOf(ProbeException.class)
        .hasMessageStartingWith("x.json")
        .hasMessageContaining("run this trial again")
        .satisfies(
            e -> {
              for (String part : parts) {
                assertThat(e.getMessage()).contains(part);
              }
            });
  }

  @Test
  void whatIsIncompleteIsRefused() {
    refused(TEXT.substring(0, 200), "no changes inside of a trial");
    refused(TEXT.replace("\"normed\":true,", ""), "normed");
    refused(TEXT.replaceFirst("\"fact\":\\{.*?\\},\"normed\"", "\"fact\":null,\"normed\""), "fact");
  }

  @Test
  void anotherFormatIsRefused() {
    refused(TEXT.replace("\"format\":1", "\"format\":7"), "its format is 7, this version reads 1");
  }

  @Test
  void namesThatDoNotFitAreRefused() {
    refused(TEXT.replaceFirst("\"names\":\\[\"\\w+\",", "\"names\":["), "59 names, but 60 values");
    refused(TEXT.replaceFirst("\"classes\":5", "\"classes\":4"), "value 4 of a name; there are 4");
    refused(TEXT.replaceFirst("\"base\":\\[\\[.*?\\],", "\"base\":["), "60 names, but 59 shifts");
  }
}
