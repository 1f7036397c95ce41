package probe.linear;

/**
 * Rows in which classes have no covariance that can be inverted, as where all rows are the same.
 */
public final class SingularCovarianceException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  SingularCovarianceException(int rows, int dimensions) {
    super(
        "the classes of these %d rows of dimension %d have no covariance that can be inverted; each needs rows that differ"
            .formatted(rows, dimensions));
  }
}
