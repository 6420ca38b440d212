#include "base/yaml_tree.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace ridge::yaml {

TreeBuilder::TreeBuilder(Body body, const Limits& limits, Dialect dialect, Diagnostics& diagnostics)
    : body_(std::move(body)), limits_(limits), dialect_(dialect), diagnostics_(diagnostics) {
  auto data = std::make_shared<Node::Data>();
  data->place = body_.whole();
  root_ = Node(std::move(data));  // until a document says otherwise
}

Node TreeBuilder::take_root() {
  return std::move(root_);
}

void TreeBuilder::OnDocumentStart(const YAML::Mark& mark) {
  if (started_) refuse_second_document(mark);
  started_ = true;
}

void TreeBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  if (expects_key()) refuse_as_key(mark, "nothing");
  auto data = std::make_shared<Node::Data>();
  data->place = empty_place(mark);
  count(1, data->place);
  attach({Node(std::move(data))}, anchor);
}

void TreeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
  if (expects_key()) refuse_as_key(mark, "an alias");
  const auto found = anchored_.find(anchor);
  if (found == anchored_.end()) {
    throw InputError(body_.at(mark), "this alias lies inside of what it stands for",
                     "write out what is meant");
  }
  if (open_.size() + found->second.height > limits_.depth) too_deep(body_.at(mark));
  count(found->second.nodes, body_.at(mark));
  attach(found->second, 0);
}

void TreeBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                           const std::string& value) {
  const std::string name = tag_of(mark, tag);
  refuse_control_characters(mark, value);
  if (tag == "!") refuse_open_quote(mark);
  if (expects_key()) {
    take_key(mark, tag, value);
    return;
  }
  auto data = std::make_shared<Node::Data>();
  data->kind = Kind::scalar;
  data->place = body_.at(mark);
  data->scalar = value;
  data->quoted = tag == "!";  // how yaml-cpp marks scalars that are not plain
  data->tag = name;
  count(1, data->place);
  attach({Node(std::move(data))}, anchor);
}

void TreeBuilder::OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                                  YAML::EmitterStyle::value /*style*/) {
  open(Kind::list, mark, tag, anchor);
}

void TreeBuilder::OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                             YAML::EmitterStyle::value /*style*/) {
  open(Kind::map, mark, tag, anchor);
}

bool TreeBuilder::expects_key() const {
  return !open_.empty() && open_.back().data->kind == Kind::map && !open_.back().has_key;
}

void TreeBuilder::open(Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
  if (expects_key()) {
    refuse_open_bracket(mark);
    refuse_as_key(mark, kind == Kind::list ? "a list" : "a map");
  }
  const std::string name = tag_of(mark, tag);
  if (open_.size() >= limits_.depth) too_deep(body_.at(mark));
  Open& opened = open_.emplace_back();
  opened.data = std::make_shared<Node::Data>();
  opened.data->kind = kind;
  opened.data->place = body_.at(mark);
  opened.data->tag = name;
  opened.anchor = anchor;
  count(1, opened.data->place);
}

void TreeBuilder::close() {
  Open closed = std::move(open_.back());
  open_.pop_back();
  if (closed.merges) closed.data = with_merged(std::move(closed.data));
  attach({Node(std::move(closed.data)), closed.nodes, closed.height}, closed.anchor);
}

void TreeBuilder::attach(Subtree subtree, YAML::anchor_t anchor) {
  if (anchor != 0) anchored_[anchor] = subtree;
  if (open_.empty()) {
    root_ = std::move(subtree.node);
    return;
  }
  Open& parent = open_.back();
  parent.nodes += subtree.nodes;
  parent.height = std::max(parent.height, subtree.height + 1);
  if (parent.data->kind == Kind::list) {
    parent.data->items.push_back(std::move(subtree.node));
    return;
  }
  parent.has_key = false;
  if (parent.repeated) return;
  parent.data->entries.push_back(
      {std::move(parent.key), std::move(parent.key_place), std::move(subtree.node)});
}

void TreeBuilder::take_key(const YAML::Mark& mark, const std::string& tag, const std::string& key) {
  const Place place = body_.at(mark);
  Open& map = open_.back();
  if ((key == "<<" || key == "<<<") && tag != "!") {
    if (!dialect_.merge_keys) {
      throw InputError(place, fmt::format("merge keys ({}) are not used here", in_quotes(key)),
                       "write the keys out");
    }
    map.merges = true;
  }
  count(1, place);
  map.nodes += 1;
  const auto [first, inserted] = map.seen.try_emplace(key, place);
  if (!inserted) {
    Diagnostic& error = diagnostics_.error(place, fmt::format("key {} is given twice", in_quotes(key)));
    error.help = "keep one of the two";
    error.add_note(first->second, "it is first given here");
  }
  map.has_key = true;
  map.repeated = !inserted;
  map.key = key;
  map.key_place = place;
}

/// yaml-cpp takes whatever follows a finished list or map for a new document.
void TreeBuilder::refuse_second_document(const YAML::Mark& mark) const {
  const std::size_t at = offset(mark);
  const std::string_view before = body_.text.substr(0, at);
  const std::string_view above = before.substr(0, before.find_last_not_of(" \t\r\n") + 1);
  if (body_.text.substr(at).starts_with("---") || above.ends_with("...")) {
    throw InputError(body_.at(at), "a second document begins here", "put each document in a file of its own");
  }
  throw InputError(body_.at(at), "this line does not belong to what is above", "look at the indentation");
}

void TreeBuilder::refuse_as_key(const YAML::Mark& mark, std::string_view what) const {
  throw InputError(body_.at(mark), fmt::format("a key must be a word, not {}", what), "write 'key: value'");
}

/// The name of a tag, nothing for none.
std::string TreeBuilder::tag_of(const YAML::Mark& mark, const std::string& tag) const {
  const bool none = tag.empty() || tag == "?" || tag == "!";
  const bool bare = tag == "!" && body_.text.substr(offset(mark)).starts_with('!');
  if (none && !bare) return {};
  if (dialect_.tags && tag.size() > 1 && tag[0] == '!') return tag.substr(1);
  throw InputError(body_.at(mark), fmt::format("tags such as {} are not used here", in_quotes(tag)),
                   "leave the tag out");
}

void TreeBuilder::refuse_control_characters(const YAML::Mark& mark, const std::string& value) const {
  const bool found = std::any_of(value.begin(), value.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7F;
  });
  if (found) throw InputError(body_.at(mark), "this text contains a control character", "leave it out");
}

/// yaml-cpp takes the end of the text for a closing quote.
void TreeBuilder::refuse_open_quote(const YAML::Mark& mark) const {
  const std::string_view text = body_.text;
  std::size_t at = offset(mark);
  while (text.substr(at).starts_with('&')) {  // an anchor comes first
    at = text.find_first_not_of(" \t\r\n", std::min(text.find_first_of(" \t\r\n", at), text.size()));
    at = std::min(at, text.size());
  }
  if (at >= text.size() || (text[at] != '"' && text[at] != '\'')) return;  // a block scalar
  const char quote = text[at];
  for (std::size_t end = at + 1; end < text.size(); ++end) {
    const std::string_view here = text.substr(end);
    const bool escaped = quote == '"' ? here.starts_with('\\') : here.starts_with("''");
    if (escaped) {
      ++end;
    } else if (here[0] == quote) {
      return;
    }
  }
  throw InputError(body_.at(at), "a quote is not closed", "add the closing quote");
}

/// A bracket that is never closed can look like a key.
void TreeBuilder::refuse_open_bracket(const YAML::Mark& mark) const {
  const std::vector<std::size_t> open = open_brackets(body_, limits_, body_.text.size());
  if (std::find(open.begin(), open.end(), offset(mark)) == open.end()) return;
  throw InputError(body_.at(mark), "this bracket is not closed", "add the closing bracket");
}

/// Where a mark is in the text, at its end at most.
std::size_t TreeBuilder::offset(const YAML::Mark& mark) const {
  return std::min(static_cast<std::size_t>(std::max(0, mark.pos)), body_.text.size());
}

void TreeBuilder::count(std::size_t nodes, const Place& place) {
  nodes_ += nodes;
  if (nodes_ <= limits_.nodes) return;
  throw InputError(place, fmt::format("this text has more than {} keys and values", limits_.nodes),
                   "no file of this program needs that many; aliases count as often as they are used");
}

/// yaml-cpp marks an empty value by what comes after it. We show the key, or in a list what stands before.
Place TreeBuilder::empty_place(const YAML::Mark& mark) const {
  if (!open_.empty() && open_.back().has_key) return open_.back().key_place;
  const std::size_t at = offset(mark);
  const bool written = at < body_.text.size() && std::string_view("~nN").find(body_.text[at]) < 3;
  const std::size_t before = body_.text.substr(0, at).find_last_not_of(" \t\r\n");
  return written || before == std::string_view::npos ? body_.at(mark) : body_.at(before);
}

void TreeBuilder::too_deep(const Place& place) const {
  throw InputError(place, fmt::format("lists and maps nest more than {} deep", limits_.depth),
                   "no file of this program needs that: look for a bracket that is not closed");
}

}  // namespace ridge::yaml
