package probe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import probe.SharedModels;

/** Arguments and names of files are UTF-8, whatever the locale. */
class LocaleIT {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"LC_ALL=C", "LC_ALL=POSIX", "LC_ALL=", "LC_CTYPE=C", "LC_ALL=C.UTF-8"})
  void lettersBeyondAsciiArriveAsTheyAre(String locale) throws Exception {
    Path model = SharedModels.require("stories260k");
    // a script, because names of files cannot be given to a process otherwise where the tests
    // themselves run in such a locale
    Path script =
        Files.writeString(
            folder.resolve("run.sh"),
            """
            unset LC_ALL LC_CTYPE LANG
            export %s
            cd "$1"
            mkdir modell-ö && cp "$2"/* modell-ö/
            "$3" extract --model modell-ö/model.onnx --text 'die königin' --layers 0 --out ergebnis-ö
            """
                .formatted(locale));
    String probe = Path.of(System.getProperty("probe.basedir", "."), "probe").toString();
    Process process =
        new ProcessBuilder("sh", script.toString(), folder.toString(), model.toString(), probe)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(folder.resolve("log"))).isZero();
    Process copy =
        new ProcessBuilder(
                "sh", "-c", "cp \"$0\"/ergebnis*/tokens.json \"$0\"/tokens.json", folder.toString())
            .start();
    assertThat(copy.waitFor()).isZero();
    JsonNode tokens = new ObjectMapper().readTree(folder.resolve("tokens.json").toFile());
    // ö is no token of this model: its two bytes are
    assertThat(tokens.get("contexts").get(0).get("tokens").toString()).contains("<0xC3>", "<0xB6>");
  }

  @Test
  void bytesThatAreNoTextAreAnError() throws Exception {
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                "\"$0\" extract --text \"$(printf 'k\\303nigin')\" --out x",
                Path.of(System.getProperty("probe.basedir", "."), "probe").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    assertThat(process.waitFor()).isEqualTo(Exit.INPUT);
    assertThat(Files.readString(folder.resolve("log")))
        .contains("argument 3, 'k")
        .contains("pass UTF-8, and where the locale is another set LC_ALL=C.UTF-8");
  }

  @Test
  void aCommandLineMayBeLong() throws Exception {
    Path model = SharedModels.require("stories260k").resolve("model.onnx");
    String text = "once upon a time ".repeat(6000);
    Launcher.Outcome outcome =
        Launcher.run(
            Map.of(),
            List.of(
                "extract",
                "--model",
                model.toString(),
                "--text",
                text.substring(0, 100_000),
                "--layers",
                "0",
                "--out",
                folder.resolve("out").toString()));
    // read whole, it is too long for the model
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(Exit.INPUT);
    assertThat(outcome.err()).contains("tokens, the model takes at most");
  }
}
