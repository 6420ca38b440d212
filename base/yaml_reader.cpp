// MapReader: one map, key by key, and at the end the keys that nobody asked for.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/yaml.hpp"

namespace ridge::yaml {

namespace {

/// What is wrong with "a:1", which YAML takes for one word, or "".
std::string missing_blank_help(std::string_view word) {
  const std::size_t colon = word.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == word.size()) return {};
  return fmt::format("write a blank behind the colon: {}",
                     in_quotes(fmt::format("{}: {}", word.substr(0, colon), word.substr(colon + 1))));
}

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// "{size: 1,024 KiB}" is, to YAML, `size: 1` and a key '024 KiB': the map with the number as it was meant.
Node with_thousands(const Node& map) {
  const auto continues = [](const Node::Entry& number, const Node::Entry& next) {
    const bool three = is_digits(next.key.substr(0, 3)) && next.key.size() >= 3;
    return number.value.is_scalar() && !number.value.quoted() && is_digits(number.value.scalar()) &&
           next.value.is_null() && three && (next.key.size() == 3 || next.key[3] == ' ');
  };
  const auto& entries = map.entries();
  if (std::adjacent_find(entries.begin(), entries.end(), continues) == entries.end()) return map;
  Node::Data data = map.data();
  data.entries.clear();
  for (const Node::Entry& entry : entries) {
    if (data.entries.empty() || !continues(data.entries.back(), entry)) {
      data.entries.push_back(entry);
      continue;
    }
    Node::Data joined = data.entries.back().value.data();
    joined.scalar += "," + entry.key;
    data.entries.back().value = Node(std::make_shared<const Node::Data>(std::move(joined)));
  }
  return Node(std::make_shared<const Node::Data>(std::move(data)));
}

}  // namespace

MapReader::MapReader(Node node, Diagnostics& diagnostics, std::string what)
    : node_(with_thousands(node)), diagnostics_(&diagnostics), what_(std::move(what)) {
  used_.resize(node_.entries().size());
  if (node_.is_map()) return;
  const std::string help = missing_blank_help(node_.scalar());
  diagnostics.error(node_.place(), fmt::format("{} must be a map, not {}", what_, node_.described())).help =
      help.empty() ? "write 'key: value' pairs" : help;
}

const Node* MapReader::ask(std::string_view key) {
  if (std::find(known_.begin(), known_.end(), key) == known_.end()) known_.emplace_back(key);
  const auto& entries = node_.entries();
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [&](const Node::Entry& entry) { return entry.key == key; });
  if (found == entries.end()) return nullptr;
  used_[static_cast<std::size_t>(found - entries.begin())] = true;
  return &found->value;
}

bool MapReader::has(std::string_view key) {
  return ask(key) != nullptr;
}

std::optional<Node> MapReader::child(std::string_view key) {
  const Node* found = ask(key);
  return found == nullptr ? std::nullopt : std::optional(*found);
}

std::optional<Node> MapReader::required_child(std::string_view key) {
  std::optional<Node> found = child(key);
  if (!found) missing(key);
  return found;
}

std::optional<Node> MapReader::nested(std::string_view key) {
  const Node* found = ask(key);
  if (found == nullptr || !found->is_null()) return found == nullptr ? std::nullopt : std::optional(*found);
  const auto& entries = node_.entries();
  std::vector<std::string> meant;
  Place first;
  bool behind = false;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const bool known = std::find(known_.begin(), known_.end(), entries[i].key) != known_.end();
    if (behind && !known) {
      if (meant.empty()) first = entries[i].key_place;
      meant.push_back(entries[i].key);
      used_[i] = true;
    }
    behind = behind || entries[i].key == key;
  }
  if (meant.empty()) return *found;
  const bool one = meant.size() == 1;
  diagnostics_
      ->error(first, fmt::format("{} {} beside {}, which is empty", list_of(meant, "and"),
                                 one ? "stands" : "stand", in_quotes(key)))
      .help = fmt::format("indent {} below '{}:'", one ? "it" : "them", key);
  return std::nullopt;
}

std::optional<std::string> MapReader::text(std::string_view key) {
  const Node* found = ask(key);
  return found == nullptr ? std::nullopt : read_text(*found, *diagnostics_, in_quotes(key));
}

std::optional<bool> MapReader::boolean(std::string_view key) {
  const Node* found = ask(key);
  return found == nullptr ? std::nullopt : read_boolean(*found, *diagnostics_, in_quotes(key));
}

std::optional<std::int64_t> MapReader::integer(std::string_view key, std::int64_t least, std::int64_t most) {
  const Node* found = ask(key);
  return found == nullptr ? std::nullopt : read_integer(*found, *diagnostics_, in_quotes(key), least, most);
}

std::optional<double> MapReader::number(std::string_view key, double least, double most) {
  const Node* found = ask(key);
  return found == nullptr ? std::nullopt : read_number(*found, *diagnostics_, in_quotes(key), least, most);
}

template <class Q>
std::optional<Q> MapReader::quantity(std::string_view key) {
  const Node* found = ask(key);
  return found == nullptr ? std::nullopt : read_quantity<Q>(*found, *diagnostics_, in_quotes(key));
}

std::optional<std::size_t> MapReader::choice(std::string_view key, const std::vector<std::string>& words) {
  const Node* found = ask(key);
  return found == nullptr ? std::nullopt : read_choice(*found, *diagnostics_, in_quotes(key), words);
}

void MapReader::missing(std::string_view key, std::string help) {
  ask(key);                     // a key that is needed is one that is known
  if (!node_.is_map()) return;  // said already
  const bool shown = !diagnostics_->full();
  Diagnostic& error = diagnostics_->error(node_.place(), fmt::format("{} needs {}", what_, in_quotes(key)));
  error.help = help.empty() ? fmt::format("write '{}: ...'", key) : std::move(help);
  if (shown) missing_.emplace_back(key, &error);
}

Diagnostic* MapReader::take_missing(const std::string& key) {
  const auto found =
      std::find_if(missing_.begin(), missing_.end(), [&](const auto& each) { return each.first == key; });
  if (found == missing_.end()) return nullptr;
  Diagnostic* error = found->second;
  missing_.erase(found);
  return error;
}

void MapReader::finish() {
  for (std::size_t i = 0; i < used_.size(); ++i) {
    if (used_[i]) continue;
    const Node::Entry& entry = node_.entries()[i];
    const bool shown = !diagnostics_->full() || !missing_.empty();
    const std::string meant = shown ? nearest(entry.key, known_) : "";
    Diagnostic* report = take_missing(meant);
    Diagnostic& error = report != nullptr ? *report : diagnostics_->error(entry.key_place, "");
    error.place = entry.key_place;
    error.message = fmt::format("unknown key {} in {}", in_quotes(entry.key), what_);
    if (!shown) continue;
    error.help = entry.value.is_null() ? missing_blank_help(entry.key) : "";
    if (error.help.empty() && !meant.empty()) error.help = fmt::format("did you mean {}?", in_quotes(meant));
    if (error.help.empty()) error.help = fmt::format("known keys: {}", list_of(known_, "and"));
  }
}

std::string read_kind(const Node& root, const std::vector<std::string>& accepted) {
  std::vector<std::string> first_lines;
  for (const std::string& kind : accepted)
    first_lines.push_back(fmt::format("ridge: {}/1", kind));
  const std::string begin = fmt::format("begin the file with {}", list_of(first_lines));
  if (!root.is_map()) {
    const bool empty = root.is_null();
    throw InputError(root.place(), empty ? "this file is empty" : "this file is no map of keys and values",
                     begin);
  }
  const Node* written = root.find("ridge");
  if (written == nullptr) throw InputError(root.place(), "this file does not say what it is", begin);
  if (!written->is_scalar()) {
    throw InputError(written->place(),
                     fmt::format("'ridge' must be a kind of file, not {}", written->described()), begin);
  }
  const std::string_view value = written->scalar();
  const std::size_t slash = std::min(value.find('/'), value.size());
  const std::string kind(value.substr(0, slash));
  if (std::find(accepted.begin(), accepted.end(), kind) == accepted.end()) {
    const std::string meant = did_you_mean(kind, accepted);
    throw InputError(written->place(),
                     fmt::format("this file is of the kind {}, which is not read here", in_quotes(kind)),
                     meant.empty() ? fmt::format("give a file of the kind {}", list_of(accepted)) : meant);
  }
  if (value.substr(slash) != "/1") {
    throw InputError(written->place(),
                     fmt::format("{} is no version that this program reads", written->described()),
                     fmt::format("write {}", in_quotes(kind + "/1")));
  }
  return kind;
}

template std::optional<Bytes> MapReader::quantity(std::string_view);
template std::optional<Hertz> MapReader::quantity(std::string_view);
template std::optional<Seconds> MapReader::quantity(std::string_view);
template std::optional<Watts> MapReader::quantity(std::string_view);
template std::optional<SquareMillimetres> MapReader::quantity(std::string_view);
template std::optional<Picojoules> MapReader::quantity(std::string_view);
template std::optional<Nanometres> MapReader::quantity(std::string_view);
template std::optional<Cycles> MapReader::quantity(std::string_view);
template std::optional<Bandwidth> MapReader::quantity(std::string_view);
template std::optional<AccessEnergy> MapReader::quantity(std::string_view);

}  // namespace ridge::yaml
