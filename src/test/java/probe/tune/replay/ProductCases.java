package probe.tune.replay;

import java.util.ArrayList;
import java.util.List;

/** Products of matrices. */
final class ProductCases {
  private ProductCases() {}

  static List<OneNode> all() {
    List<OneNode> out = new ArrayList<>();
    out.add(OneNode.of("MatMul").normal(2, 3).normal(3, 4));
    out.add(OneNode.of("MatMul").normal(5, 2, 3).normal(3, 4));
    out.add(OneNode.of("MatMul").normal(2, 1, 2, 3).normal(4, 3, 2));
    out.add(OneNode.of("MatMul").normal(2, 3).normal(5, 3, 4));
    out.add(OneNode.of("MatMul").normal(3).normal(3, 4));
    out.add(OneNode.of("MatMul").normal(2, 3).normal(3));
    out.add(OneNode.of("MatMul").normal(3).normal(3));
    out.add(OneNode.of("MatMul").normal(2, 0).normal(0, 4));
    out.addAll(gemms());
    for (String op : List.of("FusedMatMul", "TransposeMatMul")) {
      out.add(OneNode.microsoft(op).normal(2, 3).normal(3, 4).with("alpha", 0.5));
      out.add(OneNode.microsoft(op).normal(5, 3, 2).normal(5, 3, 4).with("transA", 1));
      out.add(OneNode.microsoft(op).normal(5, 2, 3).normal(4, 3).with("transB", 1));
    }
    for (String equation :
        List.of(
            "ij,jk->ik",
            "bhqd,bhkd->bhqk",
            "bhqk,bhkd->bhqd",
            "bqhd,bkhd->bhqk",
            "bhqk,bkhd->bqhd",
            "bij,jk->bik",
            "bij , kj -> ikb",
            "i,j->ij",
            "bij,bjk",
            "ij,ij->i",
            "ij,ij->",
            "ijk,k->ij")) {
      String[] terms = equation.replace(" ", "").split("->", -1)[0].split(",", -1);
      out.add(
          OneNode.of("Einsum")
              .with("equation", equation)
              .normal(dims(terms[0]))
              .normal(dims(terms[1])));
    }
    out.add(
        OneNode.of("Einsum")
            .with("equation", "...ij,...jk->...ik")
            .normal(2, 3, 4)
            .normal(2, 4, 2));
    out.add(OneNode.of("Einsum").with("equation", "...ij,jk->...ik").normal(2, 3, 4).normal(4, 2));
    out.add(OneNode.of("Einsum").with("equation", "ijk->kji").normal(2, 3, 4));
    out.add(OneNode.of("Einsum").with("equation", "ijk->j").normal(2, 3, 4));
    out.add(OneNode.of("Einsum").with("equation", "ji").normal(2, 3));
    return out;
  }

  /** Sizes that belong to the letters. */
  private static long[] dims(String term) {
    return term.chars().mapToLong(c -> 2 + (c * 7 % 3)).toArray();
  }

  private static List<OneNode> gemms() {
    List<OneNode> out = new ArrayList<>();
    out.add(OneNode.of("Gemm").normal(2, 3).normal(3, 4));
    out.add(OneNode.of("Gemm").normal(2, 3).normal(3, 4).normal(4));
    out.add(OneNode.of("Gemm").normal(2, 3).normal(4, 3).normal(4).with("transB", 1));
    out.add(OneNode.of("Gemm").normal(3, 2).normal(3, 4).normal(2, 4).with("transA", 1));
    out.add(OneNode.of("Gemm").normal(3, 2).normal(3, 4).normal().with("transA", 1));
    out.add(OneNode.of("Gemm").normal(2, 3).normal(3, 4).normal(1));
    out.add(OneNode.of("Gemm").normal(2, 3).normal(3, 4).normal(2, 1));
    out.add(OneNode.of("Gemm").normal(2, 3).normal(3, 4).normal(1, 4));
    out.add(OneNode.of("Gemm").normal(2, 3).normal(3, 4).normal(4).with("alpha", 0.5));
    out.add(
        OneNode.of("Gemm")
            .normal(2, 3)
            .normal(3, 4)
            .normal(4)
            .with("alpha", 0.5)
            .with("beta", 2.0));
    out.add(OneNode.of("Gemm").normal(2, 3).normal(3, 4).normal(4).with("beta", 0.0));
    return out;
  }
}
