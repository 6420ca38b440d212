// Puts a network together layer by layer. Internal to workloads/.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "workloads/network.hpp"

namespace ridge {

/// What a network's maker gets: every choice is settled.
struct BuildOptions {
  std::int64_t batch = 1;
  std::int64_t sequence = 0;  // 0 for networks that take none
  bool decode = false;
  Precision precision = Precision::int8;
  Place place;  // to blame when a size leaves the range
};

/// What a layer may have besides its shape.
struct Extras {
  std::int64_t parameters = 0;  // see Layer::extra_parameters
  std::string shares = {};      // see Layer::shares
  std::string origin = {};      // the word `origin`; "": the type's default
};

class NetworkBuilder {
 public:
  NetworkBuilder(std::string name, const BuildOptions& options);

  const BuildOptions& options() const { return options_; }

  /// Adds a layer of a named type and returns its name. Sizes left out take the type's defaults. Throws
  /// InputError when a size leaves its range: the layers that follow would suffer from the same option.
  std::string add(const std::string& name, const std::string& type,
                  std::vector<std::pair<std::string, std::int64_t>> sizes, std::vector<std::string> from,
                  const Extras& extras = {});
  /// Adds a layer in the general form; throws likewise.
  std::string add(const std::string& name, Problem problem, std::vector<std::string> from);

  /// The finished network. Throws InputError when its totals leave 63 bits.
  Network finish(std::string convention, std::vector<std::string> sources);

 private:
  BuildOptions options_;
  Network network_;
  Diagnostics diagnostics_;
};

/// A product that stays at 2^63 - 1 instead of leaving 63 bits; the layer that gets it then reports it.
std::int64_t saturating_product(std::initializer_list<std::int64_t> factors);

}  // namespace ridge
