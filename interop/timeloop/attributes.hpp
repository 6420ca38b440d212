// The keys of one map in a Timeloop file. '-' and '_' in keys are the same, null is absent, values may be
// arithmetic, and a key that nobody asks for is told, since Timeloop would ignore it in silence.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/yaml.hpp"
#include "interop/timeloop/expression.hpp"

namespace ridge::timeloop {

/// The key with '_' for every '-'.
std::string normal_key(std::string_view key);

/// A value in place: a number, or an expression of `variables`. Records an error and returns nothing
/// otherwise.
std::optional<double> number_in(const yaml::Node& node, std::string_view what, const Variables& variables,
                                Diagnostics& diagnostics);
/// The same, whole and from `least` on.
std::optional<std::int64_t> integer_in(const yaml::Node& node, std::string_view what, std::int64_t least,
                                       const Variables& variables, Diagnostics& diagnostics);

class Attributes {
 public:
  /// `what` names the map in messages. `map` may be null or absent: no keys.
  Attributes(yaml::Node map, std::string what, const Variables& variables, Diagnostics& diagnostics);

  using Names = std::initializer_list<std::string_view>;
  /// The value of the first of these keys that is there; marks all of them as known. Null when none is there.
  const yaml::Node* find(Names names);
  /// The same, where it is a list; an error when it is something else.
  const yaml::Node* list(Names names);
  std::optional<std::string> text(Names names);
  std::optional<bool> boolean(Names names);
  std::optional<double> number(Names names);
  std::optional<std::int64_t> integer(Names names, std::int64_t least);

  /// Keys that are known to change nothing here.
  void ignore(Names names);
  /// Warns of every key that was never asked for, naming the nearest that was.
  void finish();

  const yaml::Node& map() const { return map_; }
  const std::string& what() const { return what_; }
  Diagnostics& diagnostics() { return *diagnostics_; }

 private:
  yaml::Node map_;
  std::string what_;
  const Variables* variables_;
  Diagnostics* diagnostics_;
  std::vector<std::string> known_;
};

}  // namespace ridge::timeloop
