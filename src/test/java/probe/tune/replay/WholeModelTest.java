package probe.tune.replay;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import probe.SharedModels;
import probe.model.BatchInputs;
import probe.model.EditedHeads;
import probe.model.EditedModel;
import probe.model.EditedStorage;
import probe.model.ModelConfig;
import probe.model.ReferenceModel;
import probe.model.TokenBatch;
import probe.onnx.Cut;
import probe.onnx.TrainableGraph;
import probe.onnx.Weight;

/** Every tensor that a model computes on its way to the logits, against ONNX Runtime's. */
class WholeModelTest {
  private static final double WORST = 2e-5;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "gpt2-random,model.onnx",
    "gpt2-random,model_dynamo.onnx",
    "stories260k,model.onnx",
    "stories260k,model_dynamo.onnx",
    "llama-untied,model.onnx",
    "llama-untied,model_dynamo.onnx",
    "slm4096,model.onnx",
    "slm4096,model_dynamo.onnx"
  })
  void everyTensorEqualsOnnxRuntimes(String name, String file) throws Exception {
    Path path = SharedModels.require(name).resolve(file);
    assertThat(compare(path, name)).isGreaterThan(50);
  }

  @Test
  void float16Weights() throws Exception {
    edited(EditedStorage::float16Weights);
  }

  @Test
  void int8Weights() throws Exception {
    edited(EditedStorage::int8Weights);
  }

  @Test
  void int4Head() throws Exception {
    edited(EditedHeads::int4Head);
  }

  private void edited(UnaryOperator<ModelProto> edit) throws Exception {
    Path from = SharedModels.require("llama-untied").resolve("model.onnx");
    Path path = EditedModel.write(edit.apply(EditedModel.read(from)), folder.resolve("m.onnx"));
    assertThat(compare(path, "llama-untied")).isGreaterThan(50);
  }

  /** How many tensors were compared. */
  private static int compare(Path path, String name) throws Exception {
    TrainableGraph model = TrainableGraph.open(path);
    Cut cut = model.decoder().cut(List.of(), true);
    ModelProto proto = withAllOutputs(ModelProto.parseFrom(cut.model()));
    Map<String, HostTensor> feeds = feeds(model, cut, name);
    Map<String, HostTensor> expected = Reference.run(proto.toByteArray(), feeds);
    Set<String> given = new HashSet<>();
    for (Weight weight : model.weights()) {
      weight.copies().forEach(copy -> given.add(copy.initializer()));
    }
    double worst = 0;
    String where = "";
    try (Torch.Constants constants = NodeCheck.constants(DataType.FLOAT32)) {
      GraphReplay graph = new GraphReplay("test", proto.getGraph(), model::opset, given, constants);
      JniUtils.setGradMode(false);
      try (Torch torch = new Torch(constants)) {
        Map<String, Value> actual =
            graph.run(
                torch,
                feeds,
                weights(torch, proto.getGraph(), given),
                expected.keySet(),
                List.of(),
                null);
        for (Map.Entry<String, HostTensor> entry : expected.entrySet()) {
          HostTensor found = torch.host(Objects.requireNonNull(actual.get(entry.getKey())));
          assertThat(found.dims()).as(entry.getKey()).isEqualTo(entry.getValue().dims());
          double difference = NodeCheck.difference(entry.getValue(), found);
          if (difference > worst) {
            worst = difference;
            where = entry.getKey();
          }
        }
      }
    }
    assertThat(worst).as("%s of %d tensors", where, expected.size()).isLessThan(WORST);
    return expected.size();
  }

  private static ModelProto withAllOutputs(ModelProto model) {
    GraphProto.Builder graph = model.getGraph().toBuilder().clearOutput();
    for (NodeProto node : model.getGraph().getNodeList()) {
      if (!node.getOpType().equals("Constant")) {
        node.getOutputList().stream()
            .filter(output -> !output.isEmpty())
            .forEach(output -> graph.addOutput(ValueInfoProto.newBuilder().setName(output)));
      }
    }
    return model.toBuilder().setGraph(graph).build();
  }

  private static Map<String, HostTensor> feeds(TrainableGraph model, Cut cut, String name)
      throws Exception {
    Path folder = SharedModels.require(name);
    List<int[]> contexts = ReferenceModel.in(folder).prompts();
    BatchInputs inputs =
        new BatchInputs(
            model.decoder().inputs().stream().filter(i -> cut.inputs().contains(i.name())).toList(),
            ModelConfig.beside(folder));
    if (inputs.fixedRows() > 0) {
      contexts = contexts.subList(0, inputs.fixedRows());
    }
    Map<String, HostTensor> feeds = new HashMap<>();
    TokenBatch batch = new TokenBatch(contexts);
    for (BatchInputs.Filled filled : inputs.of(batch)) {
      feeds.put(filled.input().name(), Replay.feed(filled));
    }
    feeds.put(Cut.ROWS, HostTensor.vector(0, contexts.getFirst().length - 1));
    return feeds;
  }

  private static Map<String, PtNDArray> weights(Torch torch, GraphProto graph, Set<String> given) {
    Map<String, PtNDArray> arrays = new HashMap<>();
    for (TensorProto tensor : graph.getInitializerList()) {
      if (given.contains(tensor.getName())) {
        arrays.put(tensor.getName(), torch.array(new Literals().read(tensor)));
      }
    }
    return arrays;
  }
}
