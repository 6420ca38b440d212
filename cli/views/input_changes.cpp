#include <algorithm>
#include <charconv>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "cli/views/changes.hpp"

namespace ridge::cli {

namespace {

/// Values by path, in order.
using Values = std::vector<std::pair<std::string, std::string>>;

bool is_leaf(const Json& json) {
  return !json.is_object() && !json.is_array();
}

/// Keys that change nothing in a result.
bool is_remark(const std::string& key) {
  return key == "name" || key == "source" || key == "sources" || key == "convention";
}

std::string leaf_text(const Json& leaf) {
  return leaf.is_string() ? leaf.get<std::string>() : leaf.dump();
}

/// The name of an item of a list: its own, or that of the only thing it holds (`fanout: {name: PE}`).
std::string name_of_item(const Json& item) {
  const auto name_in = [](const Json& object) -> std::string {
    const auto name = object.is_object() ? object.find("name") : object.end();
    return name != object.end() && name->is_string() ? name->get<std::string>() : std::string();
  };
  if (!item.is_object()) return {};
  if (std::string own = name_in(item); !own.empty()) return own;
  return item.size() == 1 ? name_in(item.front()) : std::string();
}

void flatten(const Json& json, const std::string& path, Values& values) {
  const auto below = [&path](const std::string& key) { return path.empty() ? key : path + "." + key; };
  if (json.is_object()) {
    const Json& only = json.size() == 1 && json.begin().key() == "fanout" ? json.front() : json;
    for (const auto& [key, value] : only.items())
      if (!is_remark(key)) flatten(value, below(key), values);
    return;
  }
  if (!json.is_array()) {
    values.emplace_back(path, leaf_text(json));
    return;
  }
  if (std::all_of(json.begin(), json.end(), is_leaf)) {
    std::vector<std::string> items;
    for (const Json& item : json)
      items.push_back(leaf_text(item));
    values.emplace_back(path, fmt::format("[{}]", fmt::join(items, ", ")));
    return;
  }
  for (std::size_t i = 0; i < json.size(); ++i) {
    const std::string name = name_of_item(json[i]);
    // A level is called by its name alone, as in --set.
    flatten(json[i], name.empty() ? below(std::to_string(i + 1)) : name, values);
  }
}

}  // namespace

std::optional<std::pair<double, std::string_view>> amount_of(const std::string& text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) return std::nullopt;
  return std::pair(number, std::string_view(end, static_cast<std::size_t>(text.data() + text.size() - end)));
}

namespace {

std::optional<double> ratio_of(const std::string& a, const std::string& b) {
  const auto from = amount_of(a);
  const auto to = amount_of(b);
  if (!from || !to || from->second != to->second || from->first <= 0) return std::nullopt;
  return to->first / from->first;
}

}  // namespace

std::vector<InputChange> input_changes(const Json& a, const Json& b) {
  Values before;
  Values after;
  flatten(a, "", before);
  flatten(b, "", after);
  std::unordered_map<std::string, std::string> new_ones(after.begin(), after.end());
  std::vector<InputChange> changes;
  for (const auto& [path, text] : before) {
    const auto found = new_ones.find(path);
    const std::string now = found == new_ones.end() ? "" : found->second;
    if (now != text) changes.push_back({path, text, now, ratio_of(text, now)});
    if (found != new_ones.end()) new_ones.erase(found);
  }
  for (const auto& [path, text] : after)
    if (new_ones.contains(path)) changes.push_back({path, "", text, std::nullopt});
  return changes;
}

}  // namespace ridge::cli
