package probe.source;

/** Is told of work that takes its time. */
public interface Watcher {
  /** A line for the user. */
  void say(String line);

  /** Work on {@code task} begins, of {@code total} bytes. */
  Task begin(String task, long total);

  /** Work that goes on. */
  interface Task extends AutoCloseable {
    /** Another {@code bytes} are done. */
    void advance(long bytes);

    @Override
    void close();
  }

  /** Nobody watches. */
  Watcher NONE =
      new Watcher() {
        @Override
        public void say(String line) {}

        @Override
        public Task begin(String task, long total) {
          return new Task() {
            @Override
            public void advance(long bytes) {}

            @Override
            public void close() {}
          };
        }
      };
}
