package probe.geometry;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import probe.stats.Seeds;

/**
 * Whether the vectors of a category's children are the category's plus something orthogonal (Park,
 * Choe, Jiang and Veitch, arXiv 2406.01506).
 *
 * <p>The published number, the cosine of l_child - l_parent with l_parent, is near zero for random
 * words too: the child's words are among the parent's, so that both hold the same noise, and the
 * parent is the mean of the children, so that what one child has too much another has too little.
 * It is near zero as well for children that have nothing in common. So it is reported beside the
 * same number for random words and for other parents, and three other questions are asked, with the
 * parent taken from the other children's words only:
 *
 * <ol>
 *   <li>shared: does the child point where its siblings point? Null: any words of like length.
 *   <li>distinct: are the child's words closer to one another than to its siblings' words? Null:
 *       the words of all children, dealt anew.
 *   <li>orthogonal: has it as much of the siblings' common vector as they have themselves ({@link
 *       ParentShare})? It has where the share is within a margin of 1, against share 0 for a parent
 *       that it does not belong to.
 * </ol>
 *
 * <p>A hierarchy answers yes to all three; unrelated categories fail the first, one cloud of words
 * fails the second, a child that has the parent by halves fails the third. What the children have
 * in common need not be the category that the parent names: being nouns would do. A parent whose
 * share is also near 1 for children of other parents is no more than that, so that shares of other
 * parents ({@link Child#other}) are the control that tells a category from words in general, and
 * only as far as the run has other parents like it. For the same reason the space must be centred:
 * a mean that all words have is a parent of everything.
 *
 * <p>The children are taken as given: errors are over their words, and say nothing of children that
 * were not listed. The first null hypothesis is exact where vectors of like length are
 * exchangeable, the second where the words of all children are.
 *
 * @param parent its name
 * @param children those with enough words
 * @param skipped names of the children with fewer than {@link #FEWEST_WORDS} words
 * @param others names of the other parents that could be compared
 * @param random [draws][children] {@code shared} for random words of like length
 * @param dealt [draws][children] {@code distinct} for the words dealt anew to the children
 * @param randomPublished [draws][children] {@code published} for random words of like length
 */
public record Hierarchy(
    String product,
    String parent,
    List<Child> children,
    List<String> skipped,
    List<String> others,
    double[][] random,
    double[][] dealt,
    double[][] randomPublished) {

  /** The fewest words of a child: a jackknife of U-statistics needs some. */
  public static final int FEWEST_WORDS = 4;

  /** The fewest children: one, and two others for what they have in common. */
  public static final int FEWEST_CHILDREN = 3;

  /**
   * One child.
   *
   * @param published cosine of l_child - l_parent with l_parent, the parent the union of its
   *     children; NaN where a covariance cannot be inverted
   * @param otherPublished [others] the same with another parent's vector
   * @param shared cosine of the child's mean with the mean of its siblings' means
   * @param distinct mean cosine of two of the child's words, less that with siblings' words
   * @param own how much of its parent it has
   * @param other how much of each other parent it has
   */
  public record Child(
      String name,
      int words,
      double published,
      double[] otherPublished,
      double shared,
      double distinct,
      ParentShare own,
      List<ParentShare> other) {
    public Child {
      other = List.copyOf(other);
    }
  }

  /**
   * Measures {@code parent} in {@code space}.
   *
   * @param space a centred or whitened one
   * @param others other parents of the run, as controls; words that they have in common with {@code
   *     parent} are left out of them, and parents that are then too small are left out
   * @param draws draws of each null hypothesis
   * @param publishedDraws draws for the published number, which costs words^2 d each
   * @throws IllegalArgumentException for fewer than three children with at least four words
   */
  public static Hierarchy of(
      Space space,
      WordGroups parent,
      List<WordGroups> others,
      int draws,
      int publishedDraws,
      long seed) {
    WordGroups used = parent.atLeast(FEWEST_WORDS);
    if (used.size() < FEWEST_CHILDREN) {
      throw new IllegalArgumentException(
          "%s: a hierarchy needs at least %d children with %d words, got %d"
              .formatted(parent.name(), FEWEST_CHILDREN, FEWEST_WORDS, used.size()));
    }
    List<WordGroups> controls =
        others.stream()
            .map(o -> o.without(used.words()).atLeast(FEWEST_WORDS))
            .filter(o -> o.size() >= FEWEST_CHILDREN - 1)
            .toList();
    double[][] random =
        draw(
            draws,
            Seeds.of(seed, "random words " + parent.name()),
            generator -> shared(random(space, used, generator).vectors(space)));
    double[][][] vectors = used.vectors(space);
    double[][] cosines = cosines(union(vectors));
    int[] childOf = childOf(used);
    double[][] dealt =
        draw(
            draws,
            Seeds.of(seed, "dealt words " + parent.name()),
            generator -> distinct(cosines, dealt(childOf, generator), used.size()));
    double[][] randomPublished =
        draw(
            publishedDraws,
            Seeds.of(seed, "published " + parent.name()),
            generator -> published(random(space, used, generator).vectors(space)));
    return new Hierarchy(
        space.product(),
        parent.name(),
        children(used, vectors, controls, space, distinct(cosines, childOf, used.size())),
        parent.children().stream().filter(c -> !used.children().contains(c)).toList(),
        controls.stream().map(WordGroups::name).toList(),
        random,
        dealt,
        randomPublished);
  }

  private static List<Child> children(
      WordGroups used,
      double[][][] vectors,
      List<WordGroups> controls,
      Space space,
      double[] distinct) {
    double[] published = published(vectors);
    double[] shared = shared(vectors);
    double[][][][] other =
        controls.stream().map(o -> o.vectors(space)).toArray(double[][][][]::new);
    double[][] otherVectors =
        Arrays.stream(other).map(o -> CategoryVector.of(union(o))).toArray(double[][]::new);
    return IntStream.range(0, used.size())
        .parallel()
        .mapToObj(
            c -> {
              double[] own = CategoryVector.of(vectors[c]);
              return new Child(
                  used.children().get(c),
                  vectors[c].length,
                  published[c],
                  Arrays.stream(otherVectors)
                      .mapToDouble(o -> CategoryVector.cosine(own, o))
                      .toArray(),
                  shared[c],
                  distinct[c],
                  ParentShare.of(used.name(), vectors[c], without(vectors, c)),
                  IntStream.range(0, other.length)
                      .mapToObj(o -> ParentShare.of(controls.get(o).name(), vectors[c], other[o]))
                      .toList());
            })
        .toList();
  }

  /** The published cosine of each child: [children]. */
  static double[] published(double[][][] vectors) {
    double[] parent = CategoryVector.of(union(vectors));
    return Arrays.stream(vectors)
        .mapToDouble(child -> CategoryVector.cosine(CategoryVector.of(child), parent))
        .toArray();
  }

  /** The cosine of each child's mean with the mean of its siblings' means: [children]. */
  static double[] shared(double[][][] vectors) {
    double[][] means = Arrays.stream(vectors).map(MeanProducts::mean).toArray(double[][]::new);
    double[] all = MeanProducts.mean(means);
    double[] out = new double[means.length];
    for (int c = 0; c < out.length; c++) {
      double product = 0;
      double square = 0;
      double siblingSquare = 0;
      for (int j = 0; j < all.length; j++) {
        double siblings = all[j] * means.length - means[c][j];
        product += means[c][j] * siblings;
        square += means[c][j] * means[c][j];
        siblingSquare += siblings * siblings;
      }
      out[c] = square > 0 && siblingSquare > 0 ? product / Math.sqrt(square * siblingSquare) : 0;
    }
    return out;
  }

  /**
   * Mean cosine of a child's words with one another, less that with siblings': [children].
   *
   * @param cosines [words, words]
   * @param childOf [words] the child that each word is dealt to
   */
  static double[] distinct(double[][] cosines, int[] childOf, int children) {
    double[][] sum = new double[children][children];
    int[] size = new int[children];
    for (int i = 0; i < childOf.length; i++) {
      size[childOf[i]]++;
      for (int k = 0; k < i; k++) {
        sum[childOf[i]][childOf[k]] += cosines[i][k];
      }
    }
    double[] out = new double[children];
    for (int a = 0; a < children; a++) {
      out[a] = sum[a][a] / (0.5 * size[a] * (size[a] - 1));
      for (int b = 0; b < children; b++) {
        if (b != a) {
          out[a] -= (sum[a][b] + sum[b][a]) / ((double) size[a] * size[b] * (children - 1));
        }
      }
    }
    return out;
  }

  /** The cosines of the rows with one another: [n, n]; 0 with a row of zero. */
  private static double[][] cosines(double[][] rows) {
    double[][] out = Linearity.gram(rows);
    double[] length =
        IntStream.range(0, out.length).mapToDouble(i -> Math.sqrt(out[i][i])).toArray();
    for (int i = 0; i < out.length; i++) {
      for (int k = 0; k < out.length; k++) {
        double lengths = length[i] * length[k];
        out[i][k] = lengths > 0 ? out[i][k] / lengths : 0;
      }
    }
    return out;
  }

  /** The child of each word, in the order of {@link WordGroups#words}. */
  private static int[] childOf(WordGroups groups) {
    return IntStream.range(0, groups.size())
        .flatMap(c -> IntStream.generate(() -> c).limit(groups.tokens()[c].length))
        .toArray();
  }

  private static WordGroups random(Space space, WordGroups groups, SplittableRandom random) {
    return groups.relabelled(space.matched().draw(groups.words(), random));
  }

  /** The words dealt anew: as many to each child. */
  private static int[] dealt(int[] childOf, SplittableRandom random) {
    int[] order = AnalogyQueries.order(childOf.length, random);
    return Arrays.stream(order).map(i -> childOf[i]).toArray();
  }

  private static double[][] union(double[][][] groups) {
    return Arrays.stream(groups).flatMap(Arrays::stream).toArray(double[][]::new);
  }

  private static double[][][] without(double[][][] groups, int left) {
    return IntStream.range(0, groups.length)
        .filter(c -> c != left)
        .mapToObj(c -> groups[c])
        .toArray(double[][][]::new);
  }

  private static double[][] draw(
      int count, long seed, Function<SplittableRandom, double[]> statistic) {
    return IntStream.range(0, count)
        .parallel()
        .mapToObj(b -> statistic.apply(new SplittableRandom(Seeds.of(seed, b))))
        .toArray(double[][]::new);
  }
}
