package probe.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What ONNX Runtime 1.29 says, and what is left of it. */
class OrtErrorsTest {
  @Test
  void anOpsetThatIsTooNewSaysWhatToDo() {
    assertThat(
            OrtErrors.oneLine(
                "Error code - ORT_FAIL - message: void"
                    + " onnxruntime::model_load_utils::ValidateOpsetForDomain(const"
                    + " std::unordered_map<std::__cxx11::basic_string<char>, int>&, const"
                    + " onnxruntime::logging::Logger&, bool, const std::string&, int) ONNX Runtime"
                    + " only *guarantees* support for models stamped with official released onnx"
                    + " opset versions. Opset 99 is under development and support for this is"
                    + " limited. The operator schemas and or other functionality may change before"
                    + " next ONNX release and in this case ONNX Runtime will not guarantee backward"
                    + " compatibility. Current official support for domain ai.onnx is till opset"
                    + " 26."))
        .isEqualTo(
            "it uses opset 99 of ai.onnx, and this ONNX Runtime knows 26 at most; export it again"
                + " with opset 26 or lower");
  }

  @Test
  void anIrVersionThatIsTooNewSaysWhatToDo() {
    assertThat(
            OrtErrors.oneLine(
                "Error code - ORT_FAIL - message: onnxruntime::Model::Model(onnx::ModelProto&&,"
                    + " const onnxruntime::PathString&, const"
                    + " onnxruntime::IOnnxRuntimeOpSchemaRegistryList*, const"
                    + " onnxruntime::logging::Logger&, const onnxruntime::ModelOptions&)"
                    + " Unsupported model IR version: 99, max supported IR version: 13"))
        .isEqualTo(
            "it is of IR version 99, and this ONNX Runtime knows 13 at most; export it again with"
                + " an older onnx package");
  }

  @Test
  void functionsOfTheRuntimeAreLeftOut() {
    assertThat(
            OrtErrors.oneLine(
                "Error code - ORT_FAIL - message: static onnxruntime::common::Status"
                    + " onnxruntime::Model::Load(const onnxruntime::PathString&, bool) const the"
                    + " file is odd"))
        .doesNotContain("PathString")
        .endsWith("the file is odd");
  }
}
