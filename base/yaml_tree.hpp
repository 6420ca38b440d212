// Builds our tree from the events of yaml-cpp's parser. Inside of base/: not for users of base/yaml.hpp.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

#include "base/yaml.hpp"

namespace ridge::yaml {

/// A text and where it lies in what the user gave: from `column_offset` in the first line of `source` to its
/// end.
struct Body {
  std::string_view text;
  std::shared_ptr<const SourceText> source;
  std::size_t column_offset = 0;

  Place at(const YAML::Mark& mark) const;
  Place at(std::size_t offset) const;
  Place whole() const { return {source, 0, 0}; }
};

/// Parses a text that was checked already for size and characters.
Node parse_body(const Body& body, const Limits& limits, Dialect dialect = {});

/// The same map with "<<" and "<<<" replaced by what they bring in. Throws InputError when that is no map.
std::shared_ptr<Node::Data> with_merged(std::shared_ptr<Node::Data> map);

/// Throws InputError when the text is too large, or holds bytes that are not UTF-8 or control characters.
void check_characters(const std::shared_ptr<const SourceText>& source, const Limits& limits);

/// Throws InputError when flow collections ("[...]", "{...}") nest too deep or have more parts than `limits`
/// allow. yaml-cpp keeps all tokens of an open flow collection in memory before it tells of the first, so
/// this has to be known before it starts. Errs on the side of letting a text pass.
void check_flow(const Body& body, const Limits& limits);

/// Where the brackets stand that are open at the offset `end`, outermost first, by the same look.
std::vector<std::size_t> open_brackets(const Body& body, const Limits& limits, std::size_t end);

/// Receives the events. Finished nodes are attached to the innermost open list or map, so depth costs heap,
/// not stack; whatever is beyond the limits throws from inside yaml-cpp's recursion and so ends it.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(Body body, const Limits& limits, Dialect dialect, Diagnostics& diagnostics);

  /// The document; a null node in the place of the whole text when there was none.
  Node take_root();

  void OnDocumentStart(const YAML::Mark& mark) override;
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override { close(); }

 private:
  /// A finished subtree with what it costs to walk.
  struct Subtree {
    Node node;
    std::size_t nodes = 1;
    std::size_t height = 0;  // of lists and maps
  };
  /// A list or map whose end has not been seen.
  struct Open {
    std::shared_ptr<Node::Data> data;
    YAML::anchor_t anchor = 0;
    std::size_t nodes = 1;
    std::size_t height = 1;
    bool has_key = false;   // of a map: `key` waits for its value
    bool merges = false;    // one of its keys is "<<" or "<<<"
    bool repeated = false;  // that key was there before: its value is dropped
    std::string key;
    Place key_place;
    std::unordered_map<std::string, Place> seen;
  };

  bool expects_key() const;
  void open(Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor);
  void close();
  void attach(Subtree subtree, YAML::anchor_t anchor);
  void take_key(const YAML::Mark& mark, const std::string& tag, const std::string& key);
  [[noreturn]] void refuse_second_document(const YAML::Mark& mark) const;
  void refuse_as_key(const YAML::Mark& mark, std::string_view what) const;
  std::string tag_of(const YAML::Mark& mark, const std::string& tag) const;
  void refuse_control_characters(const YAML::Mark& mark, const std::string& value) const;
  void refuse_open_quote(const YAML::Mark& mark) const;
  void refuse_open_bracket(const YAML::Mark& mark) const;
  std::size_t offset(const YAML::Mark& mark) const;
  void count(std::size_t nodes, const Place& place);
  Place empty_place(const YAML::Mark& mark) const;
  [[noreturn]] void too_deep(const Place& place) const;

  Body body_;
  Limits limits_;
  Dialect dialect_;
  Diagnostics& diagnostics_;
  std::vector<Open> open_;
  std::unordered_map<YAML::anchor_t, Subtree> anchored_;
  Node root_;
  std::size_t nodes_ = 0;
  bool started_ = false;
};

}  // namespace ridge::yaml
