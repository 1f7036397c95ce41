package probe.theory;

import java.util.List;

/** What several set-ups of one model can differ in. */
enum OcrSweep {
  HEAD_DIMENSION("head", "Head dimension") {
    @Override
    double of(OcrOptions options) {
      return options.headDimension();
    }

    @Override
    String text(OcrOptions options) {
      return "head " + options.headDimension();
    }
  },
  WEIGHT_DECAY("decay", "Weight decay") {
    @Override
    double of(OcrOptions options) {
      return options.weightDecay();
    }
  },
  INIT("init", "log10 of the start's scale") {
    @Override
    double of(OcrOptions options) {
      return Math.log10(options.init());
    }

    @Override
    String text(OcrOptions options) {
      return "init " + options.init();
    }
  };

  private final String word;
  private final String axis;

  OcrSweep(String word, String axis) {
    this.word = word;
    this.axis = axis;
  }

  String word() {
    return word;
  }

  String axis() {
    return axis;
  }

  /** Place on the axis. */
  abstract double of(OcrOptions options);

  String text(OcrOptions options) {
    return word + " " + of(options);
  }

  /** Whether set-ups of {@code model} differ in it. */
  boolean varies(OcrOptions.Model model, List<OcrOptions> all) {
    return all.stream().filter(o -> o.model() == model).mapToDouble(this::of).distinct().count()
        > 1;
  }
}
