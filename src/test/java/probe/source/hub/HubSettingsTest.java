package probe.source.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import probe.ProbeException;

/** Variables and names, as Hugging Face's own library reads them. */
class HubSettingsTest {
  private static final Path HOME = Path.of(System.getProperty("user.home"));

  @TempDir private Path folder;

  @Test
  void theNearestVariableNamesTheCache() {
    assertThat(cache(Map.of("HF_HOME", "/none"))).isEqualTo(Path.of("/none/hub"));
    assertThat(cache(Map.of("HF_HOME", "/h", "HUGGINGFACE_HUB_CACHE", "/o")))
        .isEqualTo(Path.of("/o"));
    assertThat(cache(Map.of("HF_HUB_CACHE", "/n", "HUGGINGFACE_HUB_CACHE", "/o")))
        .isEqualTo(Path.of("/n"));
    assertThat(cache(Map.of("XDG_CACHE_HOME", "/x"))).isEqualTo(Path.of("/x/huggingface/hub"));
    assertThat(cache(Map.of("HF_HOME", "", "HF_HUB_CACHE", " ")))
        .isEqualTo(HOME.resolve(".cache/huggingface/hub"));
    assertThat(cache(Map.of("HF_HUB_CACHE", "~/models"))).isEqualTo(HOME.resolve("models"));
  }

  private static Path cache(Map<String, String> environment) {
    return HubSettings.of(environment).cache();
  }

  @Test
  void theTokenIsAVariableOrAFile() throws IOException {
    Files.writeString(folder.resolve("token"), "of-file\n");
    String home = folder.toString();
    assertThat(HubSettings.of(Map.of("HF_HOME", home)).token()).isEqualTo("of-file");
    assertThat(HubSettings.of(Map.of("HF_HOME", home, "HF_TOKEN", " of-variable\n")).token())
        .isEqualTo("of-variable");
    assertThat(
            HubSettings.of(Map.of("HF_HOME", home, "HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")).token())
        .isNull();
    assertThatThrownBy(() -> HubSettings.of(Map.of("HF_HOME", home, "HF_TOKEN", "two\nlines")))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("the token in HF_TOKEN")
        .hasMessageNotContaining("two");
  }

  @ParameterizedTest
  @CsvSource({
    "gpt2, gpt2, main,",
    "org/name, org/name, main,",
    "org/name@v1.0, org/name, v1.0,",
    "org/name@refs/pr/3, org/name, refs/pr/3,",
    "org/name/sub/a--b.gguf, org/name, main, sub/a--b.gguf",
    "org/name/a.gguf@v1, org/name, v1, a.gguf",
    "org/name@v1/a.gguf, org/name, v1, a.gguf"
  })
  void namesAreRead(String text, String repository, String revision, String file) {
    assertThat(HubName.of(text)).isEqualTo(new HubName(repository, revision, file));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "org/",
        "/name",
        "a/b/c",
        "../name",
        "org/..",
        "org/name@",
        "org/name@../x",
        "org/na--me",
        "-org/name",
        "org/name/../x.gguf",
        "org/name//x.gguf",
        "org/name@a//b",
        "org/name/a.gguf@v/b.gguf",
        "org/na me",
        "org/name.git"
      })
  void whatIsNoNameIsRefused(String text) {
    assertThatThrownBy(() -> HubName.of(text))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("hf:org/name@revision");
  }
}
