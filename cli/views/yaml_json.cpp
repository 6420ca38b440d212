#include "cli/views/yaml_json.hpp"

namespace ridge::cli {

namespace {

/// Plain scalars that JSON writes without quotes: true, false and numbers; all others are texts.
Json scalar_json(const yaml::Node& node) {
  const std::string& text = node.scalar();
  if (node.quoted()) return text;
  const Json parsed = Json::parse(text, nullptr, false);
  return parsed.is_number() || parsed.is_boolean() ? parsed : Json(text);
}

}  // namespace

Json yaml_json(const yaml::Node& node) {
  switch (node.kind()) {
    case yaml::Kind::null:
      return nullptr;
    case yaml::Kind::scalar:
      return scalar_json(node);
    case yaml::Kind::list: {
      Json list = Json::array();
      for (const yaml::Node& item : node.items())
        list.push_back(yaml_json(item));
      return list;
    }
    case yaml::Kind::map: {
      Json map = Json::object();
      for (const yaml::Node::Entry& entry : node.entries())
        map[entry.key] = yaml_json(entry.value);
      return map;
    }
  }
  check(false, "there are four kinds of YAML values");
  return nullptr;
}

}  // namespace ridge::cli
