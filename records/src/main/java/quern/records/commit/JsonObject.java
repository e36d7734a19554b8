package quern.records.commit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object that was read, with getters that say what they expected. Members nobody asks for
 * are left alone, so that a page may gain some.
 */
public final class JsonObject {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final String where;
  private final Map<String, @Nullable Object> members;

  private JsonObject(String where, Map<String, @Nullable Object> members) {
    this.where = where;
    this.members = members;
  }

  /** Writes one JSON value. */
  public interface Body {
    /** Writes it. */
    void write(JsonGenerator json) throws IOException;
  }

  /** What {@code body} writes between the braces of an object, as UTF-8, in one line. */
  public static byte[] bytes(Body body) throws IOException {
    return bytes(body, false);
  }

  /** What {@code body} writes between the braces of an object, as UTF-8, laid out for people. */
  public static byte[] prettyBytes(Body body) throws IOException {
    return bytes(body, true);
  }

  private static byte[] bytes(Body body, boolean pretty) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      if (pretty) {
        json.useDefaultPrettyPrinter();
      }
      json.writeStartObject();
      body.write(json);
      json.writeEndObject();
      json.writeRaw('\n');
    }
    return bytes.toByteArray();
  }

  /** Writes a map of numbers as the member {@code name}. */
  public static void numbers(JsonGenerator json, String name, Map<String, Long> numbers)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, Long> entry : numbers.entrySet()) {
      json.writeNumberField(entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
  }

  /** Reads the one object in {@code in}; {@code where} names it in messages. */
  public static JsonObject read(InputStream in, String where) throws IOException {
    try (JsonParser parser = FACTORY.createParser(in)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException(where + ": expected a JSON object, found " + parser.currentToken());
      }
      JsonObject object = new JsonObject(where, members(parser));
      if (parser.nextToken() != null) {
        throw new IOException(where + ": expected one JSON object, found more behind it");
      }
      return object;
    } catch (JsonProcessingException e) {
      throw new IOException(where + ": not readable as JSON: " + e.getMessage(), e);
    }
  }

  private static Map<String, @Nullable Object> members(JsonParser parser) throws IOException {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      members.put(name, value(parser));
    }
    return members;
  }

  private static @Nullable Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> members(parser);
      case START_ARRAY -> {
        List<@Nullable Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(parser));
        }
        yield list;
      }
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> parser.getText();
    };
  }

  /** Whether the member is there and not null. */
  public boolean has(String name) {
    return members.get(name) != null;
  }

  /** The member as text. */
  public String text(String name) throws IOException {
    return as(String.class, name, members.get(name), "a text");
  }

  /** The member as text, or else {@code otherwise}. */
  public String text(String name, String otherwise) throws IOException {
    return has(name) ? text(name) : otherwise;
  }

  /** The member as a whole number. */
  public long number(String name) throws IOException {
    return as(Long.class, name, members.get(name), "a whole number");
  }

  /** The member as a whole number, or else {@code otherwise}. */
  public long number(String name, long otherwise) throws IOException {
    return has(name) ? number(name) : otherwise;
  }

  /** The member as true or false, or else {@code otherwise}. */
  public boolean flag(String name, boolean otherwise) throws IOException {
    return has(name) ? as(Boolean.class, name, members.get(name), "true or false") : otherwise;
  }

  /** The member's object; an empty one when it is absent. */
  public JsonObject object(String name) throws IOException {
    return has(name)
        ? object(name, members.get(name))
        : new JsonObject(where, new LinkedHashMap<>());
  }

  /** The member's list of objects; an empty one when it is absent. */
  public List<JsonObject> objects(String name) throws IOException {
    List<JsonObject> objects = new ArrayList<>();
    if (has(name)) {
      for (Object element : as(List.class, name, members.get(name), "a list")) {
        objects.add(object(name, element));
      }
    }
    return objects;
  }

  /** The member's object as numbers by name; an empty map when it is absent. */
  public Map<String, Long> numbers(String name) throws IOException {
    JsonObject object = object(name);
    Map<String, Long> numbers = new LinkedHashMap<>();
    for (String key : object.members.keySet()) {
      numbers.put(key, object.number(key));
    }
    return numbers;
  }

  /** The member's list of texts; an empty one when it is absent. */
  public List<String> strings(String name) throws IOException {
    List<String> strings = new ArrayList<>();
    if (has(name)) {
      for (Object element : as(List.class, name, members.get(name), "a list")) {
        strings.add(as(String.class, name, element, "a list of texts"));
      }
    }
    return strings;
  }

  /** The member's object as texts by name; an empty map when it is absent. */
  public Map<String, String> texts(String name) throws IOException {
    JsonObject object = object(name);
    Map<String, String> texts = new LinkedHashMap<>();
    for (String key : object.members.keySet()) {
      texts.put(key, object.text(key));
    }
    return texts;
  }

  @SuppressWarnings("unchecked") // members() makes no other maps
  private JsonObject object(String name, @Nullable Object value) throws IOException {
    return new JsonObject(
        where, (Map<String, @Nullable Object>) as(Map.class, name, value, "an object"));
  }

  private <T> T as(Class<T> type, String name, @Nullable Object value, String expected)
      throws IOException {
    if (!type.isInstance(value)) {
      throw new IOException(
          "%s: expected %s as \"%s\", found %s".formatted(where, expected, name, value));
    }
    return type.cast(value);
  }
}
