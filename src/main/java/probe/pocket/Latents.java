package probe.pocket;

import java.util.Arrays;

/** Values of the latents, some of them unknown. Instances never change. */
final class Latents {
  static final Latents NONE = new Latents(filled());

  private final int[] values;

  private Latents(int[] values) {
    this.values = values;
  }

  private static int[] filled() {
    int[] values = new int[Latent.COUNT];
    Arrays.fill(values, -1);
    return values;
  }

  /** The value of {@code latent}; -1 where it has none. */
  int find(Latent latent) {
    return values[latent.index()];
  }

  /** The value of {@code latent}, which must have one. */
  int get(Latent latent) {
    int value = find(latent);
    if (value < 0) {
      throw new IllegalStateException("no value of " + latent + " in " + this);
    }
    return value;
  }

  Latents with(Latent latent, int value) {
    if (find(latent) == value) {
      return this;
    }
    int[] changed = values.clone();
    changed[latent.index()] = value;
    return new Latents(changed);
  }

  Latents without(Latent latent) {
    return with(latent, -1);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Latents that && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Latent latent : Latent.values()) {
      if (find(latent) >= 0) {
        text.append(text.isEmpty() ? "" : " ").append(latent).append('=').append(find(latent));
      }
    }
    return "{" + text + "}";
  }
}
