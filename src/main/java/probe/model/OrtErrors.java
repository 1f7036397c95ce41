package probe.model;

import ai.onnxruntime.OrtException;

/** Makes one readable line of what ONNX Runtime says. */
final class OrtErrors {
  private OrtErrors() {}

  private static final int LONGEST = 300;

  static String oneLine(OrtException e) {
    String message = String.valueOf(e.getMessage()).replaceAll("\\s+", " ").strip();
    // source positions inside the runtime say nothing to our reader
    message = message.replaceAll("/[^ ]*/onnxruntime/[^ ]* ", "");
    return message.length() <= LONGEST ? message : message.substring(0, LONGEST) + "...";
  }
}
