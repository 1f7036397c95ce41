package probe.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import probe.ProbeException;

class DeviceTest {
  @Test
  void theThreeSpellingsAreRead() {
    assertThat(Device.parse("cpu")).isEqualTo(Device.CPU);
    assertThat(Device.parse("cuda")).isEqualTo(new Device(true, 0));
    assertThat(Device.parse("cuda:0")).isEqualTo(new Device(true, 0));
    assertThat(Device.parse("cuda:12")).isEqualTo(new Device(true, 12));
  }

  @Test
  void aDeviceIsSpelledAsItIsRead() {
    for (String text : new String[] {"cpu", "cuda:0", "cuda:3"}) {
      assertThat(Device.parse(text)).hasToString(text);
    }
  }

  @Test
  void theProviderIsNamedAsInOnnxRuntime() {
    assertThat(Device.CPU.provider()).isEqualTo("CPUExecutionProvider");
    assertThat(Device.parse("cuda").provider()).isEqualTo("CUDAExecutionProvider");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "gpu", "CPU", "cuda:", "cuda:-1", "cuda:x", "cuda:1000", "cuda 1"})
  void anythingElseIsRefusedWithWhatMayBeSaid(String text) {
    assertThatThrownBy(() -> Device.parse(text))
        .isInstanceOf(ProbeException.class)
        .hasMessage("no device '" + text + "'; --device takes cpu, cuda or cuda:n");
  }
}
