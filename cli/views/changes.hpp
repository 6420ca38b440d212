// What differs between two inputs, and between two results: values that views write as text or JSON.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/views/json.hpp"
#include "cli/views/style.hpp"

namespace ridge::cli {

/// One value of an input file. A text is empty where that side does not have the value.
struct InputChange {
  std::string path;  // as --set writes it: "GLB.size"
  std::string a;
  std::string b;
  std::optional<double> ratio;  // b / a, of numbers with the same unit
};

/// All values that differ, in the order of `a`, then what only `b` has; names and sources do not count. Items
/// of a list go by their `name` where they have one, else by their number from 1.
std::vector<InputChange> input_changes(const Json& a, const Json& b);

/// "108 KiB": 108 and " KiB"; nothing when the text does not begin with a number. The unit lives as long as
/// the text.
std::optional<std::pair<double, std::string_view>> amount_of(const std::string& text);

/// One amount of a result; 0 where that side does not have it, nothing where it is unknown.
struct AmountChange {
  std::string name;
  std::optional<double> a;
  std::optional<double> b;
  bool differs() const { return a != b; }
};

enum class AmountUnit {
  cycles,
  seconds,
  picojoules,
  joule_seconds,
  square_millimetres,
  words,
  ops_per_cycle,
  part
};

struct AmountTable {
  std::string title;
  AmountUnit unit = AmountUnit::cycles;
  std::vector<AmountChange> rows;
};

/// Two results as `ridge evaluate --json` and `ridge map --json` write them, of a layer or of a network whose
/// layers add up. Tables: totals (one row each), cycles by cause, energy by level, words by level and tensor,
/// the roofline; of networks cycles by layer. Rows in which both sides are 0 are left out.
std::vector<AmountTable> result_changes(const Json& a, const Json& b);

/// True when the object is a result that `result_changes` reads.
bool is_result(const Json& json);

struct Changes {
  std::string a;  // what the sides are called
  std::string b;
  std::string about;  // "resnet50, each mapped for least edp"; may be empty
  bool inputs_known = true;
  std::vector<InputChange> inputs;
  std::vector<AmountTable> results;
};

std::string changes_text(const Changes& changes, const Style& style);
Json changes_json(const Changes& changes);

}  // namespace ridge::cli
