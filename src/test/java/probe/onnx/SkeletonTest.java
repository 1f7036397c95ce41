package probe.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SkeletonTest {
  private static final String NAME = "model.onnx";
  private static final int LARGE = 5000;

  private static byte[] random(int length, long seed) {
    byte[] bytes = new byte[length];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }

  private static TensorProto tensor(String name, byte[] data) {
    return TensorProto.newBuilder()
        .setName(name)
        .addDims(data.length)
        .setDataType(TensorProto.DataType.INT8_VALUE)
        .setRawData(ByteString.copyFrom(data))
        .build();
  }

  private static ModelProto model(TensorProto... tensors) {
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .setProducerName("test")
        .setGraph(
            GraphProto.newBuilder()
                .setName("g")
                .addNode(NodeProto.newBuilder().setOpType("Relu").addInput("x").addOutput("y"))
                .addAllInitializer(Arrays.asList(tensors)))
        .build();
  }

  private static ModelProto parse(byte[] bytes) throws IOException {
    return Skeleton.parse(ByteBuffer.wrap(bytes), NAME);
  }

  private static void assertPointsTo(TensorProto tensor, byte[] file, byte[] data) {
    assertThat(tensor.getDataLocation()).isEqualTo(TensorProto.DataLocation.EXTERNAL);
    assertThat(tensor.hasRawData()).isFalse();
    ExternalData where = ExternalData.of(tensor);
    assertThat(where.location()).isEqualTo(NAME);
    assertThat(where.length()).isEqualTo(data.length);
    int from = Math.toIntExact(where.offset());
    assertThat(Arrays.copyOfRange(file, from, from + data.length)).containsExactly(data);
  }

  @Test
  void largeInitializersBecomeReferencesToTheirBytesInTheFile() throws IOException {
    byte[] first = random(LARGE, 1);
    byte[] second = random(70_000, 2);
    byte[] small = random(64, 3);
    byte[] file =
        model(tensor("first", first), tensor("small", small), tensor("second", second))
            .toByteArray();

    ModelProto slim = parse(file);

    GraphProto graph = slim.getGraph();
    assertThat(graph.getInitializerList())
        .extracting(TensorProto::getName)
        .containsExactly("first", "small", "second");
    assertPointsTo(graph.getInitializer(0), file, first);
    assertPointsTo(graph.getInitializer(2), file, second);
    assertThat(graph.getInitializer(0).getDimsList()).containsExactly((long) LARGE);
    assertThat(graph.getInitializer(0).getDataType()).isEqualTo(TensorProto.DataType.INT8_VALUE);
    assertThat(graph.getInitializer(1)).isEqualTo(tensor("small", small));
    assertThat(slim.getSerializedSize()).isLessThan(1000);
  }

  @Test
  void aModelWithoutLargeTensorsIsLeftAsItIs() throws IOException {
    ModelProto model = model(tensor("small", random(4096, 1)));

    assertThat(parse(model.toByteArray())).isEqualTo(model);
  }

  @Test
  void dataThatIsNotRawStaysInTheGraph() throws IOException {
    TensorProto.Builder floats =
        TensorProto.newBuilder()
            .setName("floats")
            .addDims(2000)
            .setDataType(TensorProto.DataType.FLOAT_VALUE);
    for (int i = 0; i < 2000; i++) {
      floats.addFloatData(i);
    }
    ModelProto model = model(floats.build());

    assertThat(parse(model.toByteArray())).isEqualTo(model);
  }

  @Test
  void tensorsOfNodesStayInTheGraph() throws IOException {
    NodeProto constant =
        NodeProto.newBuilder()
            .setOpType("Constant")
            .addOutput("c")
            .addAttribute(
                AttributeProto.newBuilder()
                    .setName("value")
                    .setType(AttributeProto.AttributeType.TENSOR)
                    .setT(tensor("", random(LARGE, 5))))
            .build();
    ModelProto model =
        ModelProto.newBuilder().setGraph(GraphProto.newBuilder().addNode(constant)).build();

    assertThat(parse(model.toByteArray())).isEqualTo(model);
  }

  @Test
  void aDefaultLocationThatFollowsTheDataDoesNotHideTheReference() throws IOException {
    byte[] data = random(LARGE, 7);
    byte[] inner =
        tensor("late", data).toBuilder()
            .setDataLocation(TensorProto.DataLocation.DEFAULT)
            .build()
            .toByteArray();
    // fields are written in the order of their numbers: data_location (14) after raw_data (9)
    assertThat(inner[inner.length - 2]).isEqualTo((byte) (14 << 3));
    byte[] file = wrap(inner);

    assertPointsTo(parse(file).getGraph().getInitializer(0), file, data);
  }

  @Test
  void fieldsMayStandInAnyOrder() throws IOException {
    byte[] data = random(LARGE, 8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeByteArray(9, data); // raw_data
    out.writeEnum(14, 0); // data_location: default
    out.writeString(8, "any"); // name
    out.writeInt32(2, TensorProto.DataType.INT8_VALUE); // data_type
    out.writeInt64(1, LARGE); // dims
    out.flush();
    byte[] file = wrap(bytes.toByteArray());

    TensorProto tensor = parse(file).getGraph().getInitializer(0);

    assertPointsTo(tensor, file, data);
    assertThat(tensor.getName()).isEqualTo("any");
    assertThat(tensor.getDimsList()).containsExactly((long) LARGE);
    assertThat(tensor.getDataType()).isEqualTo(TensorProto.DataType.INT8_VALUE);
  }

  /** A model file whose only initializer is {@code tensor}, byte for byte. */
  private static byte[] wrap(byte[] tensor) throws IOException {
    ByteArrayOutputStream graph = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(graph);
    out.writeByteArray(5, tensor);
    out.flush();
    ByteArrayOutputStream model = new ByteArrayOutputStream();
    out = CodedOutputStream.newInstance(model);
    out.writeInt64(1, 8);
    out.writeByteArray(7, graph.toByteArray());
    out.flush();
    return model.toByteArray();
  }

  @Test
  void tensorsThatAreExternalAlreadyKeepTheirFile() throws IOException {
    TensorProto external =
        TensorProto.newBuilder()
            .setName("external")
            .addDims(LARGE)
            .setDataType(TensorProto.DataType.INT8_VALUE)
            .setDataLocation(TensorProto.DataLocation.EXTERNAL)
            .addExternalData(
                ai.onnx.proto.OnnxMl.StringStringEntryProto.newBuilder()
                    .setKey("location")
                    .setValue("x".repeat(LARGE)))
            .build();
    ModelProto model = model(external);

    assertThat(parse(model.toByteArray())).isEqualTo(model);
  }

  @Test
  void numbersOfAllWidthsAreKept() throws IOException {
    NodeProto node =
        NodeProto.newBuilder()
            .setOpType("Elu")
            .addInput("x")
            .addOutput("y")
            .addAttribute(
                AttributeProto.newBuilder()
                    .setName("alpha")
                    .setType(AttributeProto.AttributeType.FLOAT)
                    .setF(0.3f))
            .build();
    TensorProto doubles =
        TensorProto.newBuilder()
            .setName("d")
            .addDoubleData(Math.PI)
            .addInt64Data(Long.MIN_VALUE)
            .build();
    ModelProto model =
        ModelProto.newBuilder()
            .setModelVersion(-1)
            .setGraph(GraphProto.newBuilder().addNode(node).addInitializer(doubles))
            .build();

    assertThat(parse(model.toByteArray())).isEqualTo(model);
  }

  @Test
  void aFileCutOffAnywhereInsideItsGraphIsRefused() {
    byte[] whole = model(tensor("w", random(LARGE, 9))).toByteArray();

    for (int length = whole.length - 1; length > 20; length -= 97) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> parse(cut)).as("%d bytes", length).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aGraphThatEndsBeforeItsTensorIsRefused() throws IOException {
    // a tensor of 5000 bytes that claims 6000 for its data
    ByteArrayOutputStream tensor = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(tensor);
    out.writeTag(9, 2);
    out.writeUInt32NoTag(6000);
    out.writeRawBytes(new byte[LARGE]);
    out.flush();
    byte[] file = wrap(tensor.toByteArray());

    assertThatThrownBy(() -> parse(file)).isInstanceOf(IOException.class);
  }

  @Test
  void bytesThatAreNoProtobufAreRefused() {
    // 0x0f: field 1 of wire type 7, which does not exist
    assertThatThrownBy(() -> parse(new byte[] {0x0f, 1, 2, 3})).isInstanceOf(IOException.class);
  }
}
