package probe.onnx;

/**
 * A constant that is not trained.
 *
 * @param name its initializer, or the output of its Constant node
 * @param dims its shape as stored
 * @param reason why, in words
 */
public record Frozen(String name, long[] dims, String reason) {}
