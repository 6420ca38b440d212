#include "base/yaml.hpp"

#include <fmt/format.h>

namespace ridge::yaml {

namespace {

/// What a default-constructed node shows: a null without a place.
const std::shared_ptr<const Node::Data>& nothing() {
  static const auto data = std::make_shared<const Node::Data>();
  return data;
}

}  // namespace

Node::Node() : data_(nothing()) {}

Kind Node::kind() const {
  return data_->kind;
}

const Place& Node::place() const {
  return data_->place;
}

const std::string& Node::scalar() const {
  return data_->scalar;
}

bool Node::quoted() const {
  return data_->quoted;
}

const std::string& Node::tag() const {
  return data_->tag;
}

const std::vector<Node>& Node::items() const {
  return data_->items;
}

const std::vector<Node::Entry>& Node::entries() const {
  return data_->entries;
}

const Node* Node::find(std::string_view key) const {
  for (const Entry& entry : data_->entries) {
    if (entry.key == key) return &entry.value;
  }
  return nullptr;
}

std::string Node::described() const {
  switch (kind()) {
    case Kind::null:
      return "nothing";
    case Kind::scalar:
      return (quoted() ? "the text " : "") + in_quotes(scalar());
    case Kind::list:
      return "a list";
    case Kind::map:
      return "a map";
  }
  return "nothing";
}

}  // namespace ridge::yaml
