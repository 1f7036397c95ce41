package probe.ocr.inside;

import probe.facts.Design;

/** What the trial of a design changed inside. */
public record InsideTrial(Design design, Inside inside) {
  String set() {
    return design.set().name();
  }

  int seed() {
    return design.seed();
  }
}
