package probe.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Three blocks whose branches are added to the stream in every order that exporters write. */
class ParallelBranchesTest {
  private static final int BLOCKS = 3;
  private static final int D = 4;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    // both read x and are added one after the other, attention first or last
    "x,x,h = Add x a;y = Add h m",
    "x,x,h = Add x m;y = Add h a",
    "x,x,h = Add a x;y = Add m h",
    // first to each other
    "x,x,h = Add a m;y = Add x h",
    "x,x,h = Add m a;y = Add h x",
    // all at once
    "x,x,y = Sum x a m",
    // one after the other, as most have it
    "x,h,h = Add x a;y = Add h m",
    // scaled, as Granite has it, and with a norm behind the branch, as OLMo 2
    "x,h,a2 = Mul a f;h = Add x a2;m2 = Mul m f;y = Add h m2",
    "x,h,a2 = LayerNormalization a g;h = Add x a2;m2 = LayerNormalization m g;y = Add h m2"
  })
  void areOneBlock(String attentionReads, String mlpReads, String additions) throws Exception {
    GraphText text =
        new GraphText()
            .input("ids", DataType.INT64_VALUE, "b", "t")
            .random("E", 40, D)
            .random("Wq", D, D)
            .random("Wk", D, D)
            .random("Wo", D, D)
            .random("Wu", D, D)
            .random("Wd", D, D)
            .random("g", D)
            .random("f")
            .random("head", D, 40)
            .nodes("x0 = Gather E ids");
    for (int block = 0; block < BLOCKS; block++) {
      text.nodes(block(attentionReads, mlpReads, additions, block));
    }
    text.nodes("n = LayerNormalization x" + BLOCKS + " g\nlogits = MatMul n head").output("logits");

    Decoder decoder = Decoder.open(text.write(folder));

    assertThat(decoder.blocks()).isEqualTo(BLOCKS);
    for (int layer = 0; layer < BLOCKS; layer++) {
      assertThat(decoder.siteTensor(layer)).isEqualTo("x" + layer);
    }
    assertThat(decoder.siteTensor(BLOCKS)).isEqualTo("n");
  }

  private static String block(String attentionReads, String mlpReads, String additions, int block) {
    List<String> attention =
        List.of(
            "an = LayerNormalization " + attentionReads + " g",
            "q = MatMul an Wq",
            "k = MatMul an Wk",
            "kt = Transpose k",
            "s = MatMul q kt",
            "p = Softmax s",
            "o = MatMul p k",
            "a = MatMul o Wo");
    List<String> mlp =
        List.of(
            "mn = LayerNormalization " + mlpReads + " g",
            "u = MatMul mn Wu",
            "r = Relu u",
            "m = MatMul r Wd");
    List<String> sums = List.of(additions.split(";", -1));
    List<String> lines = new ArrayList<>(attention);
    if (mlpReads.equals("h")) {
      // the MLP comes after the first sum
      int first = 1;
      while (!sums.get(first - 1).startsWith("h ")) {
        first++;
      }
      lines.addAll(sums.subList(0, first));
      lines.addAll(mlp);
      lines.addAll(sums.subList(first, sums.size()));
    } else {
      lines.addAll(mlp);
      lines.addAll(sums);
    }
    List<String> named = new ArrayList<>();
    for (String line : lines) {
      List<String> words = new ArrayList<>();
      for (String word : line.split(" ", -1)) {
        words.add(
            switch (word) {
              case "x" -> "x" + block;
              case "y" -> "x" + (block + 1);
              default ->
                  word.matches("[a-z]+2?") && !List.of("g", "f").contains(word)
                      ? word + "_" + block
                      : word;
            });
      }
      named.add(String.join(" ", words));
    }
    return String.join("\n", named);
  }
}
