// The one YAML reader. It wraps yaml-cpp's event parser and adds what a file format needs: the place of every
// key and value, duplicate keys as errors, plain decimal numbers only (no octal, no hexadecimal surprises),
// limits on size, depth and alias expansion, and readers that know which keys exist.
//
// JSON is YAML: what is written as JSON means the same.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostics.hpp"
#include "base/quantity.hpp"
#include "base/text_file.hpp"

namespace ridge::yaml {

enum class Kind { null, scalar, list, map };

/// A value with its place. Nodes are immutable, shared and cheap to copy.
class Node {
 public:
  struct Entry;
  struct Data {
    Kind kind = Kind::null;
    Place place;
    std::string scalar;          // as written, without quotes
    bool quoted = false;         // a quoted scalar is never a number, boolean or null
    std::string tag;             // "Component" for `!Component`, where the dialect has tags
    std::vector<Node> items;     // of a list
    std::vector<Entry> entries;  // of a map, in the order written
  };

  Node();
  explicit Node(std::shared_ptr<const Data> data) : data_(std::move(data)) {}

  Kind kind() const;
  const Place& place() const;
  bool is_null() const { return kind() == Kind::null; }
  bool is_scalar() const { return kind() == Kind::scalar; }
  bool is_list() const { return kind() == Kind::list; }
  bool is_map() const { return kind() == Kind::map; }
  const std::string& scalar() const;
  bool quoted() const;
  const std::string& tag() const;
  const std::vector<Node>& items() const;
  const std::vector<Entry>& entries() const;
  /// All of it, for making a changed copy.
  const Data& data() const { return *data_; }
  /// The value under `key` of a map; null pointer when absent or when this is no map.
  const Node* find(std::string_view key) const;

  /// "a map", "a list", "'12'", "the text '12'" (quoted in the file), "nothing": for messages.
  std::string described() const;

 private:
  std::shared_ptr<const Data> data_;
};

struct Node::Entry {
  std::string key;
  Place key_place;
  Node value;
};

/// What a file may cost at most. Beyond it: one clear error, memory bounded.
struct Limits {
  std::size_t bytes = most_text_bytes;
  std::size_t depth = 64;
  std::size_t nodes = 1'000'000;  // keys count too; alias expansions count each time
};

/// What a text may use that our own files do not: other tools' files do.
struct Dialect {
  bool tags = false;        // `!Component`; tags of YAML itself (`!!str`) stay errors
  bool merge_keys = false;  // `<<: *base` and `<<: [*a, *b]`: keys of the map itself go before those merged
                            // in, and earlier maps before later ones. `<<<` goes on into maps that both have,
                            // and appends to lists that both have.
};

/// Reads a text. Throws InputError: syntax (with place), duplicate keys (both places), several documents,
/// directives, anchors used before they are defined, keys that are no words, bytes that are not UTF-8,
/// control characters, limits. Tags and merge keys ("<<") are errors unless the dialect has them. A byte
/// order mark is skipped; lines may end in CRLF.
Node parse(std::shared_ptr<const SourceText> source, const Limits& limits = {}, Dialect dialect = {});

/// Reads a file, as `read_text_file` does.
Node parse_file(const std::filesystem::path& path, const Limits& limits = {}, Dialect dialect = {});

/// Returns `root` with one value replaced or added. `assignment` is "path=value", the value being YAML. Path
/// components are separated by '.', each a key of a map, an index into a list, or the `name:` of an item of a
/// list anywhere directly below (so `GLB.size=256KiB` finds the item named GLB in `levels`, also `{fanout:
/// {name: PE}}` and `compute: {name: MAC}`); a key goes before a name. The last component may be a new key of
/// a map. Throws InputError (place: the assignment) when the path names nothing, with the nearest name, or
/// several items.
Node with_override(const Node& root, std::string_view assignment);

/// The value that a path of this kind names; nothing when it names none. Throws InputError when it names
/// several, or is no path.
std::optional<Node> value_at(const Node& root, std::string_view path);

/// Reads the entries of one map, each key once, and afterwards knows which keys nobody asked for.
/// All methods record errors in `diagnostics` and go on; a value that could not be read comes back as
/// nothing.
class MapReader {
 public:
  /// `what` names the map in messages: "a storage level", "the machine".
  MapReader(Node node, Diagnostics& diagnostics, std::string what);

  const Node& node() const { return node_; }
  Diagnostics& diagnostics() { return *diagnostics_; }
  /// Whether the map has this key. Counts as having asked for it: `finish` does not report it.
  bool has(std::string_view key);

  /// The raw value, marked as read; nothing when absent.
  std::optional<Node> child(std::string_view key);
  /// The same, an error when absent: "<what> needs 'key'".
  std::optional<Node> required_child(std::string_view key);

  /// The value under `key` where it must be a map with keys of its own. Where it is empty and unknown keys
  /// follow it, they were meant for it: an error that says so, about all of them, and nothing. Ask for the
  /// other keys first.
  std::optional<Node> nested(std::string_view key);

  std::optional<std::string> text(std::string_view key);
  std::optional<bool> boolean(std::string_view key);
  std::optional<std::int64_t> integer(std::string_view key, std::int64_t least, std::int64_t most);
  std::optional<double> number(std::string_view key, double least, double most);
  template <class Q>
  std::optional<Q> quantity(std::string_view key);
  /// One word of a fixed set; the error names the nearest.
  std::optional<std::size_t> choice(std::string_view key, const std::vector<std::string>& words);

  /// Reports that `key` is missing: "<what> needs 'key'", with `help`.
  void missing(std::string_view key, std::string help = {});

  /// Reports every key that was never asked for, with the nearest key that was. One that is a slip for a key
  /// reported as missing takes that report over: it is one mistake. Call once, at the end.
  void finish();

 private:
  /// The value under `key`, noting that it was asked for; null pointer when absent.
  const Node* ask(std::string_view key);
  /// The report that `key` is missing, for once; null pointer when there is none.
  Diagnostic* take_missing(const std::string& key);

  Node node_;
  Diagnostics* diagnostics_;
  std::string what_;
  std::vector<std::string> known_;  // the keys asked for, in order
  std::vector<bool> used_;          // for each entry of the map: was it asked for
  std::vector<std::pair<std::string, Diagnostic*>> missing_;
};

/// Scalars on their own, for lists and short forms. Each records an error and returns nothing on failure.
/// `what` begins the message: "'stride'", "the bound of 'K'". Limits at the ends of the type mean none.
/// Amounts, words and text may be quoted (in JSON they must be); numbers and true/false may not.
std::optional<std::int64_t> read_integer(const Node& node, Diagnostics& diagnostics, std::string_view what,
                                         std::int64_t least, std::int64_t most);
std::optional<double> read_number(const Node& node, Diagnostics& diagnostics, std::string_view what,
                                  double least, double most);
std::optional<std::string> read_text(const Node& node, Diagnostics& diagnostics, std::string_view what);
std::optional<bool> read_boolean(const Node& node, Diagnostics& diagnostics, std::string_view what);
template <class Q>
std::optional<Q> read_quantity(const Node& node, Diagnostics& diagnostics, std::string_view what);
std::optional<std::size_t> read_choice(const Node& node, Diagnostics& diagnostics, std::string_view what,
                                       const std::vector<std::string>& words);

/// Checks the first line of a document: the map's `ridge: KIND/VERSION`. Throws InputError when it is
/// missing, is of another kind (naming the kinds that fit), or of a version this program does not read.
/// Returns the kind found, one of `accepted` ("architecture", ...).
std::string read_kind(const Node& root, const std::vector<std::string>& accepted);

}  // namespace ridge::yaml
