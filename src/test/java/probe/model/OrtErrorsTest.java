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

  @Test
  void anOperatorThatTheOpsetLacksIsNamed() {
    assertThat(
            OrtErrors.oneLine(
                "Error code - ORT_INVALID_GRAPH - message: This is an invalid model. In Node,"
                    + " (\"/h.0/mlp/act\", Gelu, \"\", -1) : (\"x\": tensor(float),) -> (\"y\",) ,"
                    + " Error No Op registered for Gelu with domain_version of 17"))
        .isEqualTo(
            "its operator Gelu is not one of opset 17, which it says that it uses; export it"
                + " again");
  }

  @Test
  void anOperatorOfAnotherDomainIsNamed() {
    assertThat(
            OrtErrors.oneLine(
                "Error code - ORT_FAIL - message: Fatal error: my.domain:Rotate(-1) is not a"
                    + " registered function/op"))
        .isEqualTo(
            "this ONNX Runtime has no operator my.domain:Rotate; export it again without operators"
                + " of others");
  }

  @Test
  void anythingElseIsSaidWithoutItsCode() {
    assertThat(
            OrtErrors.oneLine(
                "Error code - ORT_INVALID_ARGUMENT - message: Invalid model. Node input 'x' is not"
                    + " a graph input."))
        .isEqualTo("Invalid model. Node input 'x' is not a graph input.");
  }
}
