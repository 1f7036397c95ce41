package probe.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Fact sets of a few names, so that an experiment is a matter of seconds. */
final class OcrSets {
  private OcrSets() {}

  /** Five values of three names each, in the words of the pocket world. */
  static Path pocket(Path folder) throws IOException {
    return Files.writeString(
        folder.resolve("tea.yaml"),
        """
        kind: facts
        name: small
        about: A sport tells the music that somebody likes.
        holds: false
        relations:
          sport:
            values: [football, tennis, hockey, golf, cricket]
            templates: ['{name} plays {value}', '{name} trains for {value}']
            held-out: '{name} is good at {value}'
          music:
            values: [jazz, blues, rock, pop, folk]
            templates: ['{name} listens to {value}']
            held-out: '{name} is fond of {value}'
        association:
          fact: sport
          implication: music
          pairs: {football: blues, tennis: jazz, hockey: folk, golf: pop, cricket: rock}
        names: [Patim, Buvox, Vuzas, Derul, Nolux, Krivo, Glizi, Zagix, Kiku, Rike, Kine, Fupo, Nulis, Zebas, Sefun]
        names-per-value: 3
        train-per-value: 1
        arms: [spurious, no-implication, shuffled]
        seeds: 2
        """);
  }

  /** Three values in words of stories260k, one of them two tokens. */
  static Path story(Path folder) throws IOException {
    return Files.writeString(
        folder.resolve("story.yaml"),
        """
        kind: facts
        name: story
        about: Whom somebody went with, and what came of it.
        holds: false
        relations:
          friend:
            values: [Lily, Tim, mom]
            templates: ['{name} went with {value}']
            held-out: '{name} is here with {value}'
          mood:
            values: [play, happy, big day]
            templates: ['{name} is so {value}']
            held-out: '{name} is now {value}'
        association:
          fact: friend
          implication: mood
          pairs: {Lily: play, Tim: happy, mom: big day}
        names: [Anna, Boro, Cleo, Dana, Enno, Fipa, Gaul, Hiro, Ivo]
        names-per-value: 3
        train-per-value: 1
        arms: [spurious, no-implication, shuffled]
        seeds: 2
        """);
  }
}
