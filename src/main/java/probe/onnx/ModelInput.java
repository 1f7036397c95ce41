package probe.onnx;

import java.util.List;

/**
 * One input of a decoder.
 *
 * @param name its name in the graph
 * @param elementType ONNX element type number (1 float, 6 int32, 7 int64, 9 bool, 10 float16)
 * @param dims fixed sizes, -1 where the graph leaves one open
 * @param symbols the graph's names of open sizes, "" for fixed ones
 */
public record ModelInput(
    String name, InputRole role, int elementType, long[] dims, List<String> symbols) {

  /** The shape as messages show it: [batch, 4, past, 8]. */
  public String shape() {
    StringBuilder out = new StringBuilder("[");
    for (int i = 0; i < dims.length; i++) {
      out.append(i == 0 ? "" : ", ");
      out.append(
          dims[i] >= 0 ? Long.toString(dims[i]) : symbols.get(i).isEmpty() ? "?" : symbols.get(i));
    }
    return out.append(']').toString();
  }
}
