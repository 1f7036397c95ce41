package probe.tune.replay;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The equation of an Einsum.
 *
 * @param terms one letter per axis of each input; "..." has become upper-case letters
 * @param out the letters of the result
 */
record Equation(List<String> terms, String out) {
  // letters for the axes behind "...", the last axis first: equations have lower-case ones
  private static final String HIDDEN = "ZYXWVUTS";

  static void register(Map<String, HostOp> host, Map<String, DeviceOp> device) {
    host.put(
        "Einsum",
        HostOp.single(
            c -> {
              List<long[]> dims = new ArrayList<>();
              for (int i = 0; i < c.inputs().size(); i++) {
                dims.add(c.in(i).dims());
              }
              return of(c.attributes().text("equation", ""), dims).apply(c);
            }));
    device.put(
        "Einsum",
        DeviceOp.single(
            c -> {
              List<long[]> dims = new ArrayList<>();
              for (int i = 0; i < c.count(); i++) {
                dims.add(c.dims(i));
              }
              return of(c.attributes().text("equation", ""), dims).apply(c);
            }));
  }

  static Equation of(String text, List<long[]> dims) {
    String equation = text.replace(" ", "");
    int arrow = equation.indexOf("->");
    List<String> terms = new ArrayList<>();
    String hidden = "";
    String[] parts = (arrow < 0 ? equation : equation.substring(0, arrow)).split(",", -1);
    for (int i = 0; i < parts.length; i++) {
      int named = parts[i].replace("...", "").length();
      String axes = hidden(dims.get(i).length - named);
      hidden = axes.length() > hidden.length() ? axes : hidden;
      terms.add(parts[i].replace("...", axes));
    }
    String joined = String.join("", terms);
    String out =
        arrow >= 0
            ? equation.substring(arrow + 2).replace("...", hidden)
            // every letter that occurs once, in the order of the alphabet
            : hidden
                + joined
                    .chars()
                    .filter(
                        c -> Character.isLowerCase(c) && joined.indexOf(c) == joined.lastIndexOf(c))
                    .sorted()
                    .mapToObj(Character::toString)
                    .collect(Collectors.joining());
    for (String term : terms) {
      if (term.chars().distinct().count() != term.length()) {
        throw new UnsupportedOperationException("equation %s takes a diagonal".formatted(text));
      }
    }
    return new Equation(terms, out);
  }

  private static String hidden(int axes) {
    return new StringBuilder(HIDDEN.substring(0, axes)).reverse().toString();
  }

  private HostTensor apply(HostCall call) {
    Map<Character, Long> sizes = new TreeMap<>();
    for (int i = 0; i < terms.size(); i++) {
      for (int k = 0; k < terms.get(i).length(); k++) {
        sizes.merge(terms.get(i).charAt(k), call.in(i).dims()[k], Math::max);
      }
    }
    // all letters, those of the result first
    String letters =
        out
            + sizes.keySet().stream()
                .map(String::valueOf)
                .filter(c -> !out.contains(c))
                .collect(Collectors.joining());
    long[] all = letters.chars().mapToLong(c -> size(sizes, c)).toArray();
    double[] products = new double[Math.toIntExact(HostTensor.count(all))];
    Arrays.fill(products, 1);
    for (int i = 0; i < terms.size(); i++) {
      HostTensor x = call.in(i);
      int[] own = Shapes.strides(x.dims());
      int[] steps = new int[letters.length()];
      for (int k = 0; k < own.length; k++) {
        steps[letters.indexOf(terms.get(i).charAt(k))] = x.dims()[k] == 1 ? 0 : own[k];
      }
      int[] at = Shapes.walk(all, 0, steps);
      for (int k = 0; k < at.length; k++) {
        products[k] *= x.real(at[k]);
      }
    }
    long[] dims = Arrays.copyOf(all, out.length());
    double[] sums = new double[Math.toIntExact(HostTensor.count(dims))];
    int each = products.length / Math.max(1, sums.length);
    for (int i = 0; i < products.length; i++) {
      sums[i / each] += products[i];
    }
    return HostTensor.fill(call.in(0).type(), dims, i -> sums[i], i -> (long) sums[i]);
  }

  private static long size(Map<Character, Long> sizes, int letter) {
    return sizes.getOrDefault((char) letter, 1L);
  }

  private PtNDArray apply(Call call) {
    Torch torch = call.torch();
    PtNDArray x = call.in(0);
    String term = terms.getFirst();
    for (int i = 1; i < terms.size(); i++) {
      String later = String.join("", terms.subList(i + 1, terms.size())) + out;
      // two at a time: what neither the result nor a later term has is summed
      String kept = kept(term, terms.get(i), later);
      x = product(torch, x, term, call.in(i), terms.get(i), kept);
      term = kept;
    }
    return permute(torch, sum(torch, x, term, out), keep(term, out), out);
  }

  private static String kept(String a, String b, String later) {
    return (a + b)
        .chars()
        .distinct()
        .filter(c -> later.indexOf(c) >= 0)
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  private static String keep(String term, String letters) {
    return term.chars()
        .filter(c -> letters.indexOf(c) >= 0)
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  /** Sums the axes of {@code x} whose letters are not among {@code letters}. */
  private static PtNDArray sum(Torch torch, PtNDArray x, String term, String letters) {
    List<Long> axes = new ArrayList<>();
    for (int i = 0; i < term.length(); i++) {
      if (letters.indexOf(term.charAt(i)) < 0) {
        axes.add((long) i);
      }
    }
    return axes.isEmpty()
        ? x
        : torch.own(JniUtils.sum(x, axes.stream().mapToLong(Long::longValue).toArray(), false));
  }

  private static PtNDArray permute(Torch torch, PtNDArray x, String from, String to) {
    return from.equals(to)
        ? x
        : torch.own(JniUtils.permute(x, to.chars().mapToLong(c -> from.indexOf(c)).toArray()));
  }

  /** a b, summed over the letters that {@code kept} lacks, as one batched product of matrices. */
  private static PtNDArray product(
      Torch torch, PtNDArray a, String left, PtNDArray b, String right, String kept) {
    Map<Integer, Long> sizes = new HashMap<>();
    PtNDArray first = sum(torch, a, left, right + kept);
    PtNDArray second = sum(torch, b, right, left + kept);
    String ours = keep(left, right + kept);
    String theirs = keep(right, left + kept);
    note(sizes, ours, first);
    note(sizes, theirs, second);
    StringBuilder batch = new StringBuilder();
    StringBuilder rows = new StringBuilder();
    StringBuilder inner = new StringBuilder();
    StringBuilder columns = new StringBuilder();
    ours.chars()
        .forEach(
            c ->
                (theirs.indexOf(c) < 0 ? rows : kept.indexOf(c) < 0 ? inner : batch)
                    .append((char) c));
    theirs.chars().filter(c -> ours.indexOf(c) < 0).forEach(c -> columns.append((char) c));
    String shared = batch.toString();
    PtNDArray x = matrix(torch, first, ours, shared, rows.toString(), inner.toString());
    PtNDArray y = matrix(torch, second, theirs, shared, inner.toString(), columns.toString());
    PtNDArray out = torch.own(JniUtils.matmul(x, y));
    String order = shared + rows + columns;
    long[] dims = order.chars().mapToLong(c -> sizes.getOrDefault(c, 1L)).toArray();
    return permute(torch, torch.own(JniUtils.reshape(out, dims)), order, kept);
  }

  private static void note(Map<Integer, Long> sizes, String term, PtNDArray x) {
    for (int i = 0; i < term.length(); i++) {
      sizes.merge((int) term.charAt(i), x.getShape().get(i), Math::max);
    }
  }

  /** {@code x} as [the axes of batch, product of rows, product of columns]. */
  private static PtNDArray matrix(
      Torch torch, PtNDArray x, String term, String batch, String rows, String columns) {
    PtNDArray turned = permute(torch, x, term, batch + rows + columns);
    long[] dims = turned.getShape().getShape();
    long[] shape = Arrays.copyOf(dims, batch.length() + 2);
    shape[batch.length()] = 1;
    shape[batch.length() + 1] = 1;
    for (int i = batch.length(); i < dims.length; i++) {
      shape[batch.length() + (i < batch.length() + rows.length() ? 0 : 1)] *= dims[i];
    }
    return torch.own(JniUtils.reshape(turned, shape));
  }
}
