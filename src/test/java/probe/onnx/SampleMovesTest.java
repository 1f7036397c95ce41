package probe.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import probe.model.EditedModel;
import probe.onnx.Sample.Known;

/** Where elements go, after the text of ONNX's operators. */
class SampleMovesTest {
  private static Known counted(long... dims) {
    return new Known(dims, LongStream.range(0, Constants.count(dims)).toArray());
  }

  private static Known list(long... values) {
    return new Known(new long[] {values.length}, values);
  }

  private static NodeProto.Builder node(String op, int inputs, int outputs) {
    NodeProto.Builder node = NodeProto.newBuilder().setOpType(op);
    for (int i = 0; i < inputs; i++) {
      node.addInput("i" + i);
    }
    for (int i = 0; i < outputs; i++) {
      node.addOutput("o" + i);
    }
    return node;
  }

  private static List<Known> run(NodeProto.Builder node, @Nullable Known... inputs) {
    return SampleMoves.of(node.build(), Arrays.asList(inputs));
  }

  private static void require(Known found, long[] dims, long... values) {
    assertThat(found.dims()).isEqualTo(dims);
    assertThat(found.values()).isEqualTo(values);
  }

  private static long[] dims(long... dims) {
    return dims;
  }

  @Test
  void reshapeKeepsZerosAndFillsWhatIsOpen() {
    Known found = run(node("Reshape", 2, 1), counted(2, 3, 4), list(0, -1, 2)).getFirst();

    assertThat(found.dims()).containsExactly(2, 6, 2);
    assertThat(run(node("Reshape", 2, 1), counted(2, 3), list(5, -1))).isEmpty();
  }

  @Test
  void squeezeAndUnsqueezeCountFromTheEndToo() {
    assertThat(run(node("Squeeze", 2, 1), counted(1, 3, 1), list(-1)).getFirst().dims())
        .containsExactly(1, 3);
    assertThat(run(node("Squeeze", 1, 1), counted(1, 3, 1)).getFirst().dims()).containsExactly(3);
    assertThat(run(node("Unsqueeze", 2, 1), counted(3, 2), list(0, -1)).getFirst().dims())
        .containsExactly(1, 3, 2, 1);
    NodeProto.Builder flatten = node("Flatten", 1, 1).addAttribute(EditedModel.number("axis", 2));
    assertThat(run(flatten, counted(2, 3, 4)).getFirst().dims()).containsExactly(6, 4);
  }

  @Test
  void transposeTurnsAxes() {
    require(run(node("Transpose", 1, 1), counted(2, 3)).getFirst(), dims(3, 2), 0, 3, 1, 4, 2, 5);
    AttributeProto perm =
        AttributeProto.newBuilder().setName("perm").addInts(1).addInts(0).addInts(2).build();
    require(
        run(node("Transpose", 1, 1).addAttribute(perm), counted(2, 2, 2)).getFirst(),
        dims(2, 2, 2),
        0,
        1,
        4,
        5,
        2,
        3,
        6,
        7);
  }

  @Test
  void expandAndTileRepeat() {
    require(
        run(node("Expand", 2, 1), counted(2, 1), list(2, 2, 2)).getFirst(),
        dims(2, 2, 2),
        0,
        0,
        1,
        1,
        0,
        0,
        1,
        1);
    require(
        run(node("Tile", 2, 1), counted(1, 2), list(2, 2)).getFirst(),
        dims(2, 4),
        0,
        1,
        0,
        1,
        0,
        1,
        0,
        1);
  }

  @Test
  void sliceTakesStepsAndEndsBeyondTheEnd() {
    require(
        run(node("Slice", 5, 1), counted(2, 5), list(-4), list(Long.MAX_VALUE), list(1), list(2))
            .getFirst(),
        dims(2, 2),
        1,
        3,
        6,
        8);
    assertThat(run(node("Slice", 5, 1), counted(5), list(4), list(0), list(0), list(-1))).isEmpty();
  }

  @Test
  void splitWithoutSizesLeavesTheLastPartShorter() {
    NodeProto.Builder even = node("Split", 1, 2).addAttribute(EditedModel.number("axis", -1));

    List<Known> found = run(even, counted(2, 3));

    require(found.get(0), dims(2, 2), 0, 1, 3, 4);
    require(found.get(1), dims(2, 1), 2, 5);
  }

  @Test
  void concatSkipsAnEmptyPastAndMarksWhatIsNotFollowed() {
    NodeProto.Builder join = node("Concat", 2, 1).addAttribute(EditedModel.number("axis", -2));

    require(
        run(join, new Known(dims(1, 7, 0, 2), null), counted(1, 1, 2, 2)).getFirst(),
        dims(1, 1, 2, 2),
        0,
        1,
        2,
        3);
    require(
        run(join, counted(1, 2), new Known(dims(1, 2), null)).getFirst(),
        dims(2, 2),
        0,
        1,
        SampleMoves.NOTHING,
        SampleMoves.NOTHING);
  }

  @Test
  void gatherPicksAndDropsTheAxisForAScalar() {
    NodeProto.Builder middle = node("Gather", 2, 1).addAttribute(EditedModel.number("axis", 1));

    require(
        run(middle, counted(2, 3), new Known(dims(), new long[] {-1})).getFirst(), dims(2), 2, 5);
    require(run(middle, counted(2, 3), list(2, 0)).getFirst(), dims(2, 2), 2, 0, 5, 3);
  }

  @Test
  void whatIsNotKnownGivesNothing() {
    assertThat(run(node("Reshape", 2, 1), counted(2, 3), new Known(dims(1), null))).isEmpty();
    assertThat(run(node("Gather", 2, 1), null, list(0))).isEmpty();
  }
}
