package probe.concept;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What stood in the files read so far, and where. */
final class Seen {
  static final String NOTE = " (written with other code points, the same in Unicode NFC)";

  private record Place(String where, List<String> raw) {}

  private final Map<List<String>, Place> places = new HashMap<>();

  /** Remembers {@code texts} as {@code what}, and says where they stood before, if they did. */
  @Nullable String add(String file, String what, Text... texts) {
    String before = find(what, texts);
    places.putIfAbsent(key(what, texts), new Place(file + ":" + texts[0].line(), raw(texts)));
    return before;
  }

  /** Says where {@code texts} stood as {@code what}, if they did. */
  @Nullable String find(String what, Text... texts) {
    Place place = places.get(key(what, texts));
    if (place == null) {
      return null;
    }
    return place.raw.equals(raw(texts)) ? place.where : place.where + NOTE;
  }

  private static List<String> key(String what, Text... texts) {
    String[] key = new String[texts.length + 1];
    key[0] = what;
    for (int i = 0; i < texts.length; i++) {
      key[i + 1] = texts[i].value();
    }
    return List.of(key);
  }

  private static List<String> raw(Text... texts) {
    return Arrays.stream(texts).map(Text::raw).toList();
  }
}
