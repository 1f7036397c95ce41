package probe.model;

import ai.onnxruntime.OrtException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes one readable line of what ONNX Runtime says. */
final class OrtErrors {
  private static final int LONGEST = 300;
  private static final Pattern OPSET =
      Pattern.compile("Opset (\\d+) is under development.*?for domain (\\S+) is till opset (\\d+)");
  private static final Pattern IR =
      Pattern.compile("Unsupported model IR version: (\\d+), max supported IR version: (\\d+)");
  private static final Pattern OPERATOR =
      Pattern.compile("No Op registered for (\\S+) with domain_version of (\\d+)");
  private static final Pattern CUSTOM =
      Pattern.compile("(\\S+?)(?:\\(-?\\d+\\))? is not a registered function/op");
  // a function of the runtime, with the types of its arguments
  private static final Pattern SIGNATURE =
      Pattern.compile(
          "(?:[\\w:]+(?:<[^()]*?>)?[&*]?"
              + " )?[\\w:~]*onnxruntime::[\\w:~<>]*\\((?:[^()]|\\([^()]*\\))*\\)(?: const)? ");

  private OrtErrors() {}

  static String oneLine(OrtException e) {
    return oneLine(String.valueOf(e.getMessage()));
  }

  static String oneLine(String said) {
    String message = said.replaceAll("\\s+", " ").strip();
    Matcher opset = OPSET.matcher(message);
    if (opset.find()) {
      return "it uses opset %s of %s, and this ONNX Runtime knows %3$s at most; export it again with opset %3$s or lower"
          .formatted(opset.group(1), opset.group(2), opset.group(3));
    }
    Matcher ir = IR.matcher(message);
    if (ir.find()) {
      return "it is of IR version %s, and this ONNX Runtime knows %s at most; export it again with an older onnx package"
          .formatted(ir.group(1), ir.group(2));
    }
    Matcher operator = OPERATOR.matcher(message);
    if (operator.find()) {
      return "its operator %s is not one of opset %s, which it says that it uses; export it again"
          .formatted(operator.group(1), operator.group(2));
    }
    Matcher custom = CUSTOM.matcher(message);
    if (custom.find()) {
      return "this ONNX Runtime has no operator %s; export it again without operators of others"
          .formatted(custom.group(1));
    }
    // source positions and functions inside the runtime say nothing to our reader
    message = message.replaceAll("/[^ ]*/onnxruntime/[^ ]* ", "");
    message = SIGNATURE.matcher(message).replaceAll("");
    message = message.replaceFirst("^Error code - ORT_\\w+ - (?:message: )?", "");
    return message.length() <= LONGEST ? message : message.substring(0, LONGEST) + "...";
  }
}
